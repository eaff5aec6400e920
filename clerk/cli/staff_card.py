"""Commands for the administrator: the staff card (工作人员卡) that is the second factor of signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_store
from clerk.cli.options import Options, ask_pin, counter_options, either, json_option, print_json
from clerk.domain.faults import Refused
from clerk.domain.staff import KeySlot, StaffKey

if TYPE_CHECKING:
    from clerk.assembly import Place
    from clerk.ports import StaffCards
    from clerk.store.staff import StaffRow
    from clerk.store.store import Store
    from clerk.store.unit import Unit


@click.group()
def card() -> None:
    """Enrol a staff card for somebody, show it, or take it away."""


@card.command()
@click.argument("number")
@click.option(
    "--slot",
    type=click.Choice([slot.value for slot in KeySlot]),
    default=KeySlot.CARD.value,
    show_default=True,
    help="Which key signs: 9E without a PIN, 9A with the holder's.",
)
@counter_options
def enrol(options: Options, number: str, slot: str) -> None:
    """Enrol the card on the staff's reader for NUMBER, in place of the one before.

    The PIN is asked for only when the key wants it, or read from standard input; its holder types it. Compare
    the name on the certificate: nothing else says whose card it is.
    """
    from clerk.card_readers import open_readers

    place = options.place()
    with open_store(place) as store, open_readers(place) as readers:
        if readers.staff is None:
            raise Refused("U-14")
        with store.reading() as unit:
            _row(unit, number)
        on_card = readers.staff.keys()
        # Before a PIN is asked for; and of what proved itself again, since it might be another card by then.
        _refuse_unfit(store, place, number, on_card, KeySlot(slot))
        key = _enrolled(readers.staff, KeySlot(slot))
        _refuse_ended(key, place)
        before = _keep(store, place, number, key, (*on_card, key))
    _tell(number, key)
    if before is None or before.public_key == key.public_key:
        click.echo(either("已登记", "enrolled"))
    else:
        click.echo(either("已登记，原来的卡作废", "enrolled; the card before opens nothing any more"))


@card.command()
@click.argument("number")
@counter_options
@json_option
def show(options: Options, number: str, *, as_json: bool) -> None:
    """Show which card is enrolled for NUMBER. Exit 1 when none is."""
    with open_store(options.place()) as store, store.reading() as unit:
        key = _card_of(_row(unit, number))
    if as_json:
        print_json(_document(number, key))
    else:
        _tell(number, key)


@card.command()
@click.argument("number")
@counter_options
def remove(options: Options, number: str) -> None:
    """Take the card of NUMBER away. It opens nothing from the next sign-in or unlock on."""
    from clerk.domain.journal import EventKind
    from clerk.store import journal
    from clerk.store import staff as rows

    place = options.place()
    with open_store(place) as store, store.writing() as unit:
        key = _card_of(_row(unit, number))
        rows.set_card(unit, number, None)
        payload = {"number": number, "change": "card_removed", "slot": key.slot.value}
        journal.append_by_command(unit, EventKind.STAFF_CHANGED, place.clock.now(), payload)
    click.echo(f"{number}  {either('已撤销', 'taken away')}")


def _row(unit: Unit, number: str) -> StaffRow:
    from clerk.store import staff as rows

    row = rows.staff(unit, number)
    if row is None:
        raise Refused("U-10", number=number)
    return row


def _card_of(row: StaffRow) -> StaffKey:
    if row.card is None:
        raise Refused("U-15", number=row.member.number)
    return row.card


def _enrolled(cards: StaffCards, slot: KeySlot) -> StaffKey:
    try:
        return cards.enrol(slot)
    except Refused as refused:
        if refused.fault.code != "S-51":
            raise
        left = refused.fault.details["left"]
    return cards.enrol(slot, ask_pin(left))


def _refuse_unfit(
    store: Store, place: Place, number: str, on_card: tuple[StaffKey, ...], slot: KeySlot
) -> None:
    from clerk.store import staff as rows

    with store.reading() as unit:
        _refuse_taken(rows.list_staff(unit), number, on_card)
    for key in on_card:
        if key.slot is slot:
            _refuse_ended(key, place)


def _refuse_ended(key: StaffKey, place: Place) -> None:
    if key.valid_until < place.clock.now().date():
        raise Refused("U-13", day=key.valid_until.isoformat())


def _keep(
    store: Store, place: Place, number: str, key: StaffKey, on_card: tuple[StaffKey, ...]
) -> StaffKey | None:
    """Write the card down and give the one before, if there was one."""
    from clerk.domain.journal import EventKind
    from clerk.store import journal
    from clerk.store import staff as rows

    with store.writing() as unit:
        row = _row(unit, number)
        _refuse_taken(rows.list_staff(unit), number, on_card)
        rows.set_card(unit, number, key)
        change = "card_enrolled" if row.card is None else "card_replaced"
        payload = {"number": number, "change": change, "slot": key.slot.value}
        journal.append_by_command(unit, EventKind.STAFF_CHANGED, place.clock.now(), payload)
    return row.card


def _refuse_taken(rows: tuple[StaffRow, ...], number: str, on_card: tuple[StaffKey, ...]) -> None:
    """One card is one person's, whichever of its keys was enrolled."""
    keys = {key.public_key for key in on_card}
    for row in rows:
        if row.member.number != number and row.card is not None and row.card.public_key in keys:
            raise Refused("U-12", number=row.member.number)


def _document(number: str, key: StaffKey) -> dict[str, str]:
    from integrations.readers.pcsc.staff_card import key_kind

    return {
        "number": number,
        "slot": key.slot.value,
        "key": key_kind(key.public_key),
        "holder": key.holder,
        "valid_until": key.valid_until.isoformat(),
    }


def _tell(number: str, key: StaffKey) -> None:
    found = _document(number, key)
    for name, words in (
        ("number", either("工号", "staff number")),
        ("holder", either("证书姓名", "name on the certificate")),
        ("slot", either("密钥位", "key slot")),
        ("key", either("密钥", "key")),
        ("valid_until", either("证书至", "certificate until")),
    ):
        click.echo(f"{words}  {found[name]}")
