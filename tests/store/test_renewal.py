"""Keys are renewed while counters work: nothing is left under the old ones, and nothing else changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Language, Refused
from clerk.store import ColumnKeys, Store, StoreKind, attachments, cases, drafts, journal
from clerk.store.cells import LID, LIDDED, head_of, proved_part, version_of
from clerk.store.columns import Cell
from clerk.store.key_holders import forget_holder, note_holder
from clerk.store.renewal import (
    BATCH,
    Held,
    held,
    key_state,
    make_version,
    move_values,
    retire_version,
    sealed_columns,
    use_version,
)
from clerk.store.tables import KEY_CHECKS, METADATA
from clerk.store.verify import Problem, verify
from tests.store.samples import NOW, receive, rows, tamper
from tests.store.sealed_everywhere import (
    FILE,
    Vault,
    fill,
    like_the_first_stores,
    opened,
    tables_of,
    values,
    vaulted,
    versions,
)

ALL_COLUMNS = {
    "attachments.data",
    "attachments.file_name",
    "cases.personal",
    "deliveries.personal",
    "drafts.personal",
    "journal.personal",
    "staff.personal",
    "escalations.personal",
    "contacts.personal",
    "threads.personal",
    "messages.personal",
    "phone_calls.personal",
    "days.personal",
    "day_answers.personal",
}
PLACE, OTHER_PLACE = "window-1:/counter (SecretService)", "worker-1:/counter (systemd)"


@pytest.fixture
def vault(keys: ColumnKeys) -> Vault:
    """The vault of the first place."""
    return {"keys": keys}


@pytest.fixture
def store(store_url: str, vault: Vault) -> Iterator[Store]:
    """A new store, opened by the first place."""
    opened_store = open_at(store_url, vault)
    yield opened_store
    opened_store.close()


def open_at(url: str, vault: Vault, holder: str = PLACE) -> Store:
    """The store as a place with this vault opens it."""
    return Store.open(url, vault["keys"], StoreKind.TRAINING, vaulted=vaulted(vault), holder=holder)


def rotate(store: Store, vault: Vault, holder: str = PLACE) -> int:
    """Renew the keys as the command does; says how many values were moved."""

    def keep(renewed: ColumnKeys) -> None:
        vault["keys"] = renewed

    version = make_version(store, NOW, keep)
    store.note_holder(holder)
    use_version(store, version, NOW)
    return move_values(store, lambda: NOW, rest=lambda _: None)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    """The code of a fault whose words are there and filled in."""
    for language in Language:
        assert "—" not in refused.value.fault.sentence(language)
        assert refused.value.fault.cure(language)
    return refused.value.fault.code


def steps(store: Store) -> list[tuple[str, int]]:
    """What the journal says was done with keys."""
    found = rows(
        store, "SELECT payload FROM journal WHERE kind = 'keys_changed' AND case_id = '' ORDER BY seq"
    )
    payloads = [json.loads(payload) for (payload,) in found]
    assert all(set(payload) == {"step", "version"} for payload in payloads)
    return [(payload["step"], payload["version"]) for payload in payloads]


def test_every_column_of_bytes_is_known_to_the_renewal() -> None:
    assert {column.name for column in sealed_columns()} == ALL_COLUMNS
    bytes_ = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.LargeBinary)
    }
    assert bytes_ - ALL_COLUMNS == {f"{KEY_CHECKS.name}.sealed"}
    assert all(len(column.table.primary_key) == 1 for column in sealed_columns())


def test_nothing_is_left_under_the_old_version_and_nothing_else_changes(store: Store, vault: Vault) -> None:
    fill(store)
    before, plain = values(store), opened(store)
    others = "SELECT seq, prev_hash, hash, case_digest, payload FROM journal ORDER BY seq"
    chain, digests = rows(store, others), rows(store, "SELECT id, digest FROM attachments")
    assert tables_of(before) == ALL_COLUMNS
    assert versions(store) == {1}

    assert rotate(store, vault) == len(before)

    assert versions(store) == {2}
    assert opened(store) == plain
    assert {cell: proved_part(value) for cell, value in values(store).items()} == {
        cell: proved_part(value) for cell, value in before.items()
    }
    assert all(values(store)[cell][:LID] != value[:LID] for cell, value in before.items())
    assert rows(store, others)[: len(chain)] == chain
    assert rows(store, "SELECT id, digest FROM attachments") == digests
    assert verify(store).ok
    assert steps(store) == [("made", 2), ("used", 2), ("moved", 2)]


def test_without_the_old_version_everything_opens_and_is_found(store: Store, vault: Vault) -> None:
    first, *_ = fill(store)
    rotate(store, vault)
    assert retire_version(store, 1, NOW)
    vault["keys"] = vault["keys"].without(1)
    url = store.url
    store.close()
    later = open_at(url, vault)
    assert later.keys.versions.keys() == {2}
    assert verify(later).ok
    with later.reading() as unit:
        assert cases.load_case(unit, first.id) == first
        assert first in cases.cases_of_person(unit, first.applicant.number, 10)
        assert attachments.load_attachment(unit, "v") == FILE
        (reason,) = [e.private for e in journal.events(unit, first.id) if e.private]
        assert reason == {"reason": "v"}
    assert steps(later)[-1] == ("retired", 1)
    assert not retire_version(later, 1, NOW)
    later.close()


def test_the_old_key_opens_nothing_of_a_renewed_store(store: Store, vault: Vault, keys: ColumnKeys) -> None:
    fill(store)
    rotate(store, vault)
    fill(store, name="later")
    for cell, value in values(store).items():
        with pytest.raises(Refused, match="S-14"):
            keys.open(value, cell)


def test_a_version_still_needed_is_not_retired(store: Store, vault: Vault) -> None:
    fill(store, cases=1)
    make_version(store, NOW, lambda renewed: vault.update(keys=renewed))
    store.note_holder(PLACE)
    use_version(store, 2, NOW)
    with pytest.raises(Refused) as refused:
        retire_version(store, 1, NOW)
    assert code(refused) == "S-27"
    assert refused.value.fault.details["count"] == str(len(values(store)))
    assert key_state(store).known == (1, 2)


@pytest.mark.parametrize("version", [1, 2, 9])
def test_a_version_in_use_or_unknown_is_not_retired(store: Store, version: int) -> None:
    make_version(store, NOW, lambda _: None)
    with pytest.raises(Refused) as refused:
        retire_version(store, version, NOW)
    assert code(refused) == "S-28"


def test_a_version_is_kept_in_the_vault_before_the_store_hears_of_it(store: Store) -> None:
    def broken(_: ColumnKeys) -> None:
        raise Refused("G-20", what="locked")

    with pytest.raises(Refused) as refused:
        make_version(store, NOW, broken)
    assert code(refused) == "G-20"
    assert key_state(store).known == (1,)
    assert steps(store) == []


def test_keys_that_were_kept_when_the_command_died_are_taken_up(store: Store, vault: Vault) -> None:
    fill(store)
    vault["keys"] = renewed = store.keys.renewed()  # the vault has it; the store never heard of it
    again = open_at(store.url, vault)
    rotate(again, vault)
    assert vault["keys"] == renewed
    assert versions(again) == {2}
    again.close()


def test_a_new_version_waits_until_every_place_holds_it(store: Store, vault: Vault) -> None:
    elsewhere = dict(vault)
    open_at(store.url, elsewhere, OTHER_PLACE).close()
    with pytest.raises(Refused) as refused:
        rotate(store, vault)
    assert code(refused) == "S-26"
    assert OTHER_PLACE in refused.value.fault.details["where"]
    assert PLACE not in refused.value.fault.details["where"]
    state = key_state(store)
    assert (state.in_use, state.waiting) == (1, 2)
    receive(store)
    assert versions(store) == {1}
    open_at(store.url, elsewhere, OTHER_PLACE).close()  # it may go on until then

    elsewhere["keys"] = vault["keys"]
    open_at(store.url, elsewhere, OTHER_PLACE).close()
    assert rotate(store, vault) > 0
    assert versions(store) == {2}
    assert steps(store) == [("made", 2), ("used", 2), ("moved", 2)]


def test_a_place_that_is_gone_is_struck_out(store: Store, vault: Vault) -> None:
    open_at(store.url, dict(vault), OTHER_PLACE).close()
    with store.writing() as unit:
        assert forget_holder(unit, OTHER_PLACE)
        assert not forget_holder(unit, OTHER_PLACE)
    rotate(store, vault)
    assert key_state(store).in_use == 2


def test_a_console_that_opens_beside_the_renewal_does_not_unsay_what_its_place_holds(
    store: Store, vault: Vault, keys: ColumnKeys
) -> None:
    make_version(store, NOW, lambda renewed: vault.update(keys=renewed))
    store.note_holder(PLACE)
    # It looked into the vault just before the new version was put there.
    Store.open(store.url, keys, StoreKind.TRAINING, vaulted=vaulted(vault), holder=PLACE).close()
    use_version(store, 2, NOW)
    assert [sorted(holder.versions) for holder in key_state(store).holders] == [[1, 2]]


@pytest.mark.parametrize("known", [True, False])
def test_what_is_noted_while_a_console_looks_into_the_vault_again_stays(
    store: Store, vault: Vault, known: bool
) -> None:
    make_version(store, NOW, lambda renewed: vault.update(keys=renewed))
    if not known:
        with store.writing() as unit:
            forget_holder(unit, PLACE)
    looks: list[frozenset[int]] = []

    def look() -> frozenset[int]:
        looks.append(frozenset({1, 7}) if not looks else frozenset(vault["keys"].versions))
        if len(looks) == 1:
            store.note_holder(PLACE)
        return looks[-1]

    note_holder(store.engine, PLACE, [1, 7], look)
    assert [sorted(holder.versions) for holder in key_state(store).holders] == [[1, 2]]
    assert len(looks) == 2


def test_a_version_made_at_another_place_is_not_made_twice(store: Store, vault: Vault) -> None:
    make_version(store, NOW, lambda _: None)
    elsewhere = open_at(store.url, {"keys": vault["keys"]}, OTHER_PLACE)
    with pytest.raises(Refused) as refused:
        make_version(elsewhere, NOW, lambda _: pytest.fail("a second key of the same version"))
    assert code(refused) == "S-25"
    elsewhere.close()


def test_another_key_of_the_same_version_is_refused(store: Store, vault: Vault) -> None:
    make_version(store, NOW, lambda _: None)
    with pytest.raises(Refused) as refused:
        open_at(store.url, {"keys": vault["keys"].renewed()})
    assert code(refused) == "S-08"


def test_an_open_console_fetches_the_new_key_and_goes_on(store: Store, vault: Vault) -> None:
    fill(store)
    console = open_at(store.url, vault)
    rotate(store, vault)
    assert console.keys.versions.keys() == {1}
    with console.reading() as unit:
        (draft,) = drafts.load_drafts(unit, "QP02/3")
    assert draft.payload == {"name": "v"}
    worker = open_at(store.url, vault)
    worker.keys = worker.keys.without(2).sealing_with(1)
    receive(worker)
    assert versions(store) == {2}
    console.close()
    worker.close()


def test_a_console_without_the_new_key_is_told_so_and_changes_nothing(
    store: Store, vault: Vault, keys: ColumnKeys
) -> None:
    case, *_ = fill(store)
    stale = Store.open(store.url, keys, StoreKind.TRAINING)
    rotate(store, vault)
    before = values(store)
    with pytest.raises(Refused) as refused:
        receive(stale)
    assert code(refused) == "S-25"
    with pytest.raises(Refused) as refused, stale.reading() as unit:
        cases.load_case(unit, case.id)
    assert code(refused) == "S-25"
    assert values(store) == before
    stale.close()
    with pytest.raises(Refused) as refused:
        Store.open(store.url, keys, StoreKind.TRAINING)
    assert code(refused) == "S-25"


def test_a_console_that_looked_into_the_vault_too_early_looks_again(
    store: Store, vault: Vault, keys: ColumnKeys
) -> None:
    rotate(store, vault)
    late = Store.open(store.url, keys, StoreKind.TRAINING, vaulted=vaulted(vault))
    receive(late)
    assert versions(store) == {2}
    late.close()


def test_an_unknown_version_asks_the_vault_once_and_is_an_altered_value(store_url: str, vault: Vault) -> None:
    asked = []

    def ask() -> ColumnKeys | None:
        asked.append(1)
        return vault["keys"]

    store = Store.open(store_url, vault["keys"], StoreKind.TRAINING, vaulted=ask)
    cell = Cell("cases", "personal", "1")
    foreign = ColumnKeys({9: bytes(16)}, bytes(32)).seal(b"x", cell)
    for _ in range(3):
        with pytest.raises(Refused, match="S-14"):
            store.keys.open(foreign, cell)
    assert asked == [1]
    store.close()


def test_writers_beside_it_lose_nothing_and_never_use_the_old_version(store: Store, vault: Vault) -> None:
    fill(store, cases=BATCH // 2)
    url, done = store.url, threading.Event()
    seen: list[Exception] = []
    received: list[str] = []

    def work(number: int) -> None:
        try:
            console = open_at(url, vault)
            while not done.is_set():
                case = receive(console)
                with console.writing() as unit:
                    drafts.save_draft(unit, "QP02/9", f"w{number}", {"case": case.id}, "QP0201", NOW)
                received.append(case.id)
            console.close()
        except Exception as error:  # noqa: BLE001 - told below
            seen.append(error)

    consoles = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for console in consoles:
        console.start()
    try:
        for _ in range(3):
            rotate(store, vault)
    finally:
        done.set()
        for console in consoles:
            console.join(60)
    assert seen == []
    assert received
    assert versions(store) == {4}
    with store.reading() as unit:
        assert all(cases.load_case(unit, case_id) for case_id in received)
    assert verify(store).ok
    assert [retire_version(store, version, NOW) for version in (1, 2, 3)] == [True] * 3


def test_a_value_written_while_it_is_looked_at_is_left_alone(store: Store, vault: Vault) -> None:
    fill(store)
    make_version(store, NOW, lambda renewed: vault.update(keys=renewed))
    store.note_holder(PLACE)
    use_version(store, 2, NOW)
    console = open_at(store.url, vault)

    def meanwhile(_seconds: float) -> None:
        with console.writing() as unit:
            drafts.save_draft(unit, "QP02/3", "v", {"name": "meanwhile"}, "QP0201", NOW)
            attachments.drop_attachment(unit, "v")

    move_values(store, lambda: NOW, rest=meanwhile)
    with store.reading() as unit:
        assert [d.payload for d in drafts.load_drafts(unit, "QP02/3")] == [{"name": "meanwhile"}]
    assert versions(store) == {2}
    assert verify(store).ok
    console.close()


def test_it_goes_on_where_it_was_stopped(store: Store, vault: Vault) -> None:
    fill(store, cases=5)
    count = len(values(store))

    class Stopped(Exception):
        pass

    make_version(store, NOW, lambda renewed: vault.update(keys=renewed))
    store.note_holder(PLACE)
    use_version(store, 2, NOW)
    told: list[int] = []

    def stop(_table: str, moved: int) -> None:
        told.append(moved)
        if len(told) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        move_values(store, lambda: NOW, stop, rest=lambda _: None)
    assert versions(store) == {1, 2}
    assert verify(store).ok
    assert move_values(store, lambda: NOW, rest=lambda _: None) == count - told[-1]
    assert move_values(store, lambda: NOW, rest=lambda _: None) == 0
    assert versions(store) == {2}


def test_held_counts_every_value_by_its_version(store: Store, vault: Vault) -> None:
    fill(store)
    rotate(store, vault)
    make_version(store, NOW, lambda renewed: vault.update(keys=renewed))
    store.note_holder(PLACE)
    use_version(store, 3, NOW)
    receive(store)
    found = held(store)
    assert Held("cases.personal", 2, 3) in found
    assert Held("cases.personal", 3, 1) in found
    assert sum(part.count for part in found) == len(values(store))


def test_values_of_the_first_stores_are_encrypted_anew_but_for_the_journals(
    store_url: str, vault: Vault
) -> None:
    first = open_at(store_url, vault)
    like_the_first_stores(first)
    case, *_ = fill(first)
    assert {value[0] for value in values(first).values()} == {1}
    first.close()
    store = open_at(store_url, vault)
    plain = opened(store)
    assert verify(store).ok

    rotate(store, vault)

    assert opened(store) == plain
    left = {cell for cell, value in values(store).items() if version_of(value) == 1}
    assert {cell.table for cell in left} == {"journal"}
    assert {value[0] for cell, value in values(store).items() if cell not in left} == {LIDDED}
    assert verify(store).ok
    with store.reading() as unit:
        assert cases.load_case(unit, case.id) == case
    assert Held("journal.personal", 1, len(left), fixed=True) in held(store)
    with pytest.raises(Refused) as refused:
        retire_version(store, 1, NOW)
    assert code(refused) == "S-27"
    assert rotate(store, vault) > 0  # what cannot be moved does not stop the next renewal
    store.close()


@pytest.mark.parametrize("table", ["journal", "cases"])
def test_an_altered_lid_is_named(store: Store, table: str) -> None:
    fill(store)
    assert verify(store).ok
    lid = (head_of(1) + bytes(LID - 3)).hex()
    cell = next(cell for cell in values(store) if cell.table == table)
    body = values(store)[cell][LID:].hex()
    key = {"journal": "seq", "cases": "id"}[table]
    literal = f"x'{lid}{body}'" if store.url.startswith("sqlite") else f"'\\x{lid}{body}'::bytea"
    tamper(store, f"UPDATE {table} SET personal = {literal} WHERE {key} = '{cell.row}'")  # noqa: S608 - ours
    assert verify(store).first_problem == Problem("S-44", f"{table}/{cell.row}")


@pytest.mark.parametrize(
    "change",
    [
        "personal = personal",
        "actor = 'x', personal = personal",
        "personal = NULL",
        "personal = {body}",
        "hash = 'x'",
    ],
)
def test_the_database_lets_an_event_have_a_new_lid_and_nothing_else(store: Store, change: str) -> None:
    fill(store)
    cell = next(cell for cell in values(store) if cell.table == "journal")
    longer = values(store)[cell].hex() + "00"
    literal = f"x'{longer}'" if store.url.startswith("sqlite") else f"'\\x{longer}'::bytea"
    statement = f"UPDATE journal SET {change.format(body=literal)} WHERE seq = {cell.row}"  # noqa: S608 - ours
    if change == "personal = personal":
        with store.engine.begin() as connection:
            connection.exec_driver_sql(statement)
        return
    with pytest.raises(sa.exc.DBAPIError, match="refuses"), store.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_an_event_without_a_private_part_gets_none(store: Store) -> None:
    fill(store)
    with pytest.raises(sa.exc.DBAPIError, match="refuses"), store.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE journal SET personal = :value WHERE personal IS NULL"),
            {"value": store.keys.seal(b"{}", Cell("journal", "personal", "1"))},
        )


@given(plain=st.binary(max_size=200), row=st.text(max_size=10), version=st.integers(1, 2**16 - 1))
def test_a_new_lid_opens_the_same_value_in_the_same_place_and_no_other(
    plain: bytes, row: str, version: int
) -> None:
    keys = ColumnKeys({version: bytes(range(16))}, bytes(32))
    newer = ColumnKeys({**keys.versions, 1 + version % 65535: bytes(16)}, bytes(32), 1 + version % 65535)
    cell = Cell("cases", "personal", row)
    sealed = keys.seal(plain, cell)
    renewed = newer.new_lid(sealed[:LID], cell) + sealed[LID:]
    assert proved_part(renewed) == proved_part(sealed)
    assert newer.open(renewed, cell) == plain
    with pytest.raises(Refused, match="S-14"):
        keys.open(renewed, cell)
    with pytest.raises(Refused, match="S-14"):
        newer.new_lid(sealed[:LID], Cell("cases", "personal", row + "x"))


@given(body=st.binary(min_size=1, max_size=400))
def test_any_bytes_survive_a_new_lid_in_a_file(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    # SQLite joins bytes as text: NUL, bytes that are no UTF-8 and halves of characters have to come through.
    folder = tmp_path_factory.mktemp("lids")
    vault: Vault = {"keys": ColumnKeys.generate()}
    store = open_at(f"sqlite:///{folder}/counter.sqlite3", vault)
    with store.writing() as unit:
        attachments.put_attachment(
            unit,
            id="a",
            case_id="v",
            material="m",
            file_name="f",
            media_type="m",
            data=body,
            digest="",
        )
    before = values(store)
    rotate(store, vault)
    assert {cell: value[LID:] for cell, value in values(store).items()} == {
        cell: value[LID:] for cell, value in before.items()
    }
    with store.reading() as unit:
        assert attachments.load_attachment(unit, "a") == body
    store.close()
