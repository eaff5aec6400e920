"""Commands for the administrator: staff, and credentials of regions."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_store
from clerk.cli.options import Options, ask_secret, counter_options, either, json_option, print_json
from clerk.cli.staff_card import card
from clerk.domain.faults import Refused
from clerk.domain.staff import Role, StaffMember

if TYPE_CHECKING:
    from clerk.store.staff import StaffRow

_NUMBER = re.compile(r"[A-Za-z0-9-]{1,20}")


@click.group()
def staff() -> None:
    """Add staff, list them, or enrol their cards."""


staff.add_command(card)


@staff.command()
@click.argument("number")
@click.argument("name")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What they may do."
)
@counter_options
def add(options: Options, number: str, name: str, role: str) -> None:
    """Add a member of staff. The password is asked for, or read from standard input; there is no default."""
    from clerk.desk.sign_in import hash_password
    from clerk.domain.journal import EventKind
    from clerk.store import journal
    from clerk.store import staff as rows

    if not _NUMBER.fullmatch(number):
        raise click.BadParameter("letters, digits and hyphens, at most 20", param_hint="NUMBER")
    if not name.strip():
        raise click.BadParameter("a name is needed", param_hint="NAME")
    place = options.place()
    with open_store(place, create=True) as store:
        with store.reading() as unit:
            _refuse_known(rows.staff(unit, number) is not None, number)
        hashed = hash_password(_ask_password())
        member = StaffMember(number, name.strip(), Role(role), place.profile.site)
        with store.writing() as unit:
            _refuse_known(rows.staff(unit, number) is not None, number)
            rows.add_staff(unit, member, hashed)
            payload = {"number": number, "role": role}
            journal.append_by_command(unit, EventKind.STAFF_CHANGED, place.clock.now(), payload)
    click.echo(f"{number}  {role}")


def _refuse_known(known: bool, number: str) -> None:
    if known:
        raise Refused("U-07", number=number)


def _ask_password() -> str:
    from clerk.desk.passwords import refuse_weak

    password = ask_secret(either("密码", "Password"))
    refuse_weak(password)
    return password


@staff.command("list")
@counter_options
@json_option
def list_(options: Options, *, as_json: bool) -> None:
    """List members of staff by number and role, with the key of their card where one is enrolled."""
    from clerk.store import staff as rows

    with open_store(options.place()) as store, store.reading() as unit:
        found = rows.list_staff(unit)
    if as_json:
        print_json([_document(row) for row in found])
        return
    for row in found:
        member = row.member
        state = "disabled" if member.disabled else ""
        click.echo(f"{member.number:<10}{member.role.value:<15}{state:<10}{_card_in_words(row)}".rstrip())


def _document(row: StaffRow) -> dict[str, object]:
    member, key = row.member, row.card
    enrolled = {"slot": key.slot.value, "valid_until": key.valid_until.isoformat()} if key else None
    return {
        "number": member.number,
        "role": member.role.value,
        "disabled": member.disabled,
        "card": enrolled,
    }


def _card_in_words(row: StaffRow) -> str:
    if row.card is None:
        return ""
    slot, day = row.card.slot.value, row.card.valid_until.isoformat()
    return either(f"卡 {slot}，证书至 {day}", f"card {slot}, certificate until {day}")


@click.group()
def credentials() -> None:
    """Keep the credentials of regions in the vault."""


@credentials.command("set")
@click.argument("entry")
@counter_options
def set_(options: Options, entry: str) -> None:
    """Read NAME=VALUE lines from standard input and keep them under ENTRY, e.g. region/wujiang.

    ENTRY is the name that the region's "credentials" in the profile says.
    """
    from clerk import assembly

    place = options.place()
    known = [address.credentials for address in place.profile.regions]
    if entry not in known:
        raise click.BadParameter(f"the profile knows {', '.join(known)}", param_hint="ENTRY")
    values: dict[str, str] = {}
    for line in filter(str.strip, sys.stdin.read().splitlines()):
        name, mark, value = line.partition("=")
        if not mark or not name.strip():
            raise click.UsageError("each line is NAME=VALUE")
        values[name.strip()] = value.strip()
    if not values:
        raise click.UsageError("standard input held no credentials")
    assembly.open_vault(place).put(entry, json.dumps(values).encode())
    click.echo(f"{entry}: {', '.join(sorted(values))}")
