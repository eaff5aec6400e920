"""``clerk verify`` finds the first wrong record, whoever changed it behind the program's back."""

from __future__ import annotations

import json
from dataclasses import replace
from inspect import signature

import pytest

from clerk.domain.cases import State
from clerk.domain.chain import GENESIS, first_format_hash
from clerk.domain.deliveries import DeliveryKind, DeliveryState
from clerk.domain.faults import Language
from clerk.domain.journal import EventKind
from clerk.store import Store, cases, deliveries, numbers
from clerk.store.journal import link
from clerk.store.tables import CASES
from clerk.store.verify import Problem, Report, verify
from tests.store.samples import NOW, SITE, TODAY, a_case, a_delivery, change, note, receive, rows, tamper


def problem(store: Store) -> Problem:
    """The problem that is found; its words must be there in both languages and name the record."""
    report = verify(store)
    assert not report.ok
    assert report.first_problem is not None
    for language in Language:
        assert report.first_problem.where in " ".join(report.words(language))
    json.dumps(report.as_dict())
    return report.first_problem


def settle(store: Store, delivery_id: str, state: DeliveryState) -> None:
    """Write the state of a delivery, as delivery does."""
    with store.writing() as unit:
        deliveries.save_delivery(unit, replace(deliveries.load_delivery(unit, delivery_id), state=state))


def test_an_empty_store_is_in_order(store: Store) -> None:
    assert verify(store) == Report(
        {"events": 0, "cases": 0, "receipt_numbers": 0, "deliveries": 0}, None, verify(store).head
    )


def test_a_store_in_use_is_in_order_and_says_what_was_proved(store: Store) -> None:
    first, second = receive(store), receive(store)
    receive(store, state=State.WITHDRAWN)
    change(store, first, state=State.TRANSFERRED)
    settle(store, a_delivery(first).id, DeliveryState.ACKNOWLEDGED)
    settle(store, a_delivery(second).id, DeliveryState.EXCEPTION)
    with store.writing() as unit:
        note(unit, EventKind.LICENCE_DERIVED, case_id="planned and dropped", private={"name": "欧阳示例"})
    seen: list[tuple[str, int]] = []
    report = verify(store, lambda what, count: seen.append((what, count)))
    assert report.ok
    assert report.checked == {"events": 5, "cases": 3, "receipt_numbers": 3, "deliveries": 3}
    assert set(seen) == set(report.checked.items())
    assert report.as_dict()["head"] == {
        "seq": 5,
        "hash": rows(store, "SELECT hash FROM journal WHERE seq = 5")[0][0],
    }
    assert report.words(Language.ZH)[-1] == "全部相符。"
    assert report.words(Language.EN)[0] == "Journal events: 5"


@pytest.mark.parametrize(
    "column", ["at", "kind", "actor", "terminal", "case_id", "case_digest", "once", "payload", "hash"]
)
def test_an_altered_event_is_named(store: Store, column: str) -> None:
    for _ in range(3):
        receive(store)
    tamper(store, f"UPDATE journal SET {column} = 'x' WHERE seq = 2")  # noqa: S608 - a fixed list
    assert problem(store) == Problem("S-31", "2")


def test_a_journal_of_the_first_format_is_proved_and_goes_on_in_the_second(store: Store) -> None:
    receive(store)
    with store.writing() as unit:
        note(unit, private={"why": "核对"})
    before = GENESIS
    for row in rows(store, f"SELECT {', '.join(signature(link).parameters)} FROM journal ORDER BY seq"):  # noqa: S608
        written = first_format_hash(row[0], before, *row[2:])
        tamper(
            store,
            f"UPDATE journal SET prev_hash = '{before}', hash = '{written}' WHERE seq = {row[0]}",  # noqa: S608
            f"UPDATE chain_head SET hash = '{written}'",  # noqa: S608
        )
        before = written
    receive(store)
    assert verify(store).ok
    tamper(store, "UPDATE journal SET actor = 'x' WHERE seq = 2")
    assert problem(store) == Problem("S-31", "2")


def test_an_altered_private_part_is_named(store: Store) -> None:
    receive(store)
    with store.writing() as unit:
        note(unit, private={"why": "核对"})
    tamper(store, "UPDATE journal SET personal = NULL WHERE seq = 2")
    assert problem(store) == Problem("S-31", "2")


def test_a_value_of_a_foreign_type_is_named_and_does_not_stop_the_proof(sqlite_store: Store) -> None:
    receive(sqlite_store)
    tamper(sqlite_store, "UPDATE journal SET personal = 'text', payload = x'00' WHERE seq = 1")
    assert problem(sqlite_store) == Problem("S-31", "1")


def test_parts_moved_between_columns_are_noticed(store: Store) -> None:
    with store.writing() as unit:
        note(unit, actor="ab", terminal="c")
    tamper(store, "UPDATE journal SET actor = 'a', terminal = 'bc'")
    assert problem(store) == Problem("S-31", "1")


def test_a_missing_event_is_named(store: Store) -> None:
    for _ in range(3):
        receive(store)
    tamper(store, "DELETE FROM journal WHERE seq = 2")
    assert problem(store) == Problem("S-32", "2")


def test_an_event_that_follows_another_is_named(store: Store) -> None:
    for _ in range(3):
        receive(store)
    tamper(store, "UPDATE journal SET prev_hash = 'x' WHERE seq = 3")
    assert problem(store) == Problem("S-33", "3")


def test_a_journal_whose_end_was_cut_off_is_noticed(store: Store) -> None:
    case = receive(store)
    change(store, case, words="一")
    tamper(store, "DELETE FROM journal WHERE seq = 2")
    assert problem(store) == Problem("S-34", "2")


def test_a_case_put_back_to_an_earlier_state_is_named(store: Store) -> None:
    case = receive(store)
    tamper(store, "CREATE TABLE kept AS SELECT * FROM cases")
    change(store, case, state=State.TRANSFERRED)
    assert verify(store).ok
    tamper(
        store,
        "UPDATE cases SET state = (SELECT state FROM kept), version = (SELECT version FROM kept),"
        " personal = (SELECT personal FROM kept)",
    )
    assert problem(store) == Problem("S-35", case.receipt_no)


@pytest.mark.parametrize("column", ["state", "clerk", "facts", "applicant_index", "home_case_no"])
def test_a_case_changed_behind_the_programs_back_is_named(store: Store, column: str) -> None:
    receive(store)
    case = receive(store)
    tamper(store, f"UPDATE cases SET {column} = 'x' WHERE id = '{case.id}'")  # noqa: S608 - our own values
    assert problem(store) == Problem("S-35", case.receipt_no)


def test_a_case_put_in_behind_the_programs_back_is_named(store: Store) -> None:
    receive(store)
    names = [f'"{c.name}"' for c in CASES.columns if c.name not in {"id", "receipt_no"}]
    columns = ", ".join(names)
    tamper(
        store,
        f"INSERT INTO cases (id, receipt_no, {columns})"  # noqa: S608 - our own columns
        f" SELECT 'zz', 'QP02-20261124-0002-?', {columns} FROM cases",
    )
    assert problem(store) == Problem("S-36", "QP02-20261124-0002-?")


def test_a_case_taken_away_is_named(store: Store) -> None:
    case = receive(store)
    tamper(store, "DELETE FROM deliveries", "DELETE FROM cases")
    assert problem(store) == Problem("S-37", case.id)


def test_a_gap_in_the_numbers_is_named(store: Store) -> None:
    made = [receive(store) for _ in range(3)]
    tamper(store, f"DELETE FROM receipt_numbers WHERE receipt_no = '{made[1].receipt_no}'")  # noqa: S608
    assert problem(store) == Problem("S-38", made[1].receipt_no)


def test_a_number_that_no_case_bears_is_named(store: Store) -> None:
    receive(store)
    with store.writing() as unit:
        lost = numbers.next_receipt_no(unit, SITE, TODAY)
    assert problem(store) == Problem("S-39", lost)


def test_a_number_that_was_never_given_out_is_named(store: Store) -> None:
    with store.writing() as unit:
        case = cases.insert_case(unit, a_case(receipt_no="QP02-20261124-0009-9"))
        deliveries.insert_delivery(unit, a_delivery(case))
        note(unit, case_id=case.id)
    assert problem(store) == Problem("S-40", "QP02-20261124-0009-9")


def test_a_number_that_does_not_fit_its_place_is_named(store: Store) -> None:
    receive(store)
    tamper(store, "UPDATE receipt_numbers SET receipt_no = 'QP02-20261124-0001-0'")
    assert problem(store) == Problem("S-40", "QP02-20261124-0001-0")


def test_a_received_case_that_nothing_delivers_is_named(store: Store) -> None:
    case = receive(store)
    tamper(store, "DELETE FROM deliveries")
    assert problem(store) == Problem("S-41", case.receipt_no)


@pytest.mark.parametrize(
    "state", [DeliveryState.ACKNOWLEDGED, DeliveryState.TAKEN_OVER, DeliveryState.VOIDED]
)
def test_a_delivery_that_ended_while_its_case_still_waits_is_named(
    store: Store, state: DeliveryState
) -> None:
    case = receive(store)
    settle(store, a_delivery(case).id, state)
    assert problem(store) == Problem("S-42", a_delivery(case).id)


def test_a_correction_that_was_never_made_is_not_delivered(store: Store) -> None:
    case = receive(store)
    wrong = a_delivery(case, kind=DeliveryKind.CORRECT, round=1)
    with store.writing() as unit:
        deliveries.insert_delivery(unit, wrong)
    assert problem(store) == Problem("S-42", wrong.id)
    change(store, case, round=1)
    assert verify(store).ok


def test_a_hand_over_that_never_happened_is_not_reported(store: Store) -> None:
    case = receive(store)
    wrong = a_delivery(case, kind=DeliveryKind.HANDED_OVER)
    with store.writing() as unit:
        deliveries.insert_delivery(unit, wrong)
    assert problem(store) == Problem("S-42", wrong.id)
    change(store, case, handed_over_at=NOW)
    assert verify(store).ok


def test_a_delivery_that_the_engine_forgot_is_named(store: Store) -> None:
    case, second = receive(store), receive(store)
    first_id, second_id = a_delivery(case).id, a_delivery(second).id
    schema = "" if store.engine.dialect.name == "sqlite" else "dbos."
    tamper(
        store,
        *(["CREATE SCHEMA dbos"] if schema else []),
        f"CREATE TABLE {schema}workflow_status (workflow_uuid TEXT, status TEXT)",
        f"INSERT INTO {schema}workflow_status VALUES ('{first_id}#0.3', 'DELAYED'),"  # noqa: S608
        f" ('{second_id}#0', 'SUCCESS'), ('{second_id}#1', 'PENDING'), ('follow-wujiang', 'PENDING')",
    )
    assert problem(store) == Problem("S-43", second_id)
    settle(store, second_id, DeliveryState.EXCEPTION)
    assert verify(store).ok


def test_the_proof_needs_no_keys_and_writes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(store)
    monkeypatch.setattr(type(store.keys), "open", None)
    monkeypatch.setattr(type(store.keys), "seal", None)
    before = rows(store, "SELECT * FROM journal")
    assert verify(store).ok
    assert rows(store, "SELECT * FROM journal") == before


def test_others_go_on_writing_while_a_store_is_proved(store: Store) -> None:
    for _ in range(3):
        receive(store)

    def meanwhile(what: str, _count: int) -> None:
        if what == "events":
            receive(store)

    report = verify(store, meanwhile)
    assert report.ok
    assert report.checked["cases"] == 3
    assert verify(store).checked["cases"] == 4
