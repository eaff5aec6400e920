"""Closed days: written once, never changed, and what was done to one by hand is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from clerk.domain.faults import Refused
from clerk.store import Store, days
from clerk.store.verify import verify
from tests.store.closed_days import WORDS, a_count, close_a_day
from tests.store.samples import NOW, SITE, TODAY, receive


def disarm(store: Store, table: str, action: str) -> None:
    """Take a guard away, as somebody would who owns the database."""
    on = f" ON {table}" if store.engine.dialect.name == "postgresql" else ""
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{action}{on}")


def run(store: Store, statement: str) -> None:
    """Some SQL by hand."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_closed_day_comes_back_as_it_was_closed(store: Store) -> None:
    with store.writing() as unit:
        closed = close_a_day(unit, "d1")
    with store.reading() as unit:
        assert days.closed_day(unit, SITE, TODAY) == closed
        assert days.closed_day(unit, "WJ01", TODAY) is None
        assert days.last_closed(unit, SITE) == closed
        assert days.closed_before(unit, SITE, TODAY) is None
        assert days.closed_before(unit, SITE, TODAY + timedelta(days=9)) == closed
        back = days.closed_day(unit, SITE, TODAY)
    assert back is not None
    assert back.count.differences[0].answer is not None
    assert back.count.differences[0].answer.words == WORDS
    assert days.digest_of(back.count) == closed.digest


def test_equal_counts_have_one_digest_and_any_other_count_has_another() -> None:
    count = a_count()
    assert days.digest_of(count) == days.digest_of(a_count())
    assert days.digest_of(count) != days.digest_of(a_count(day=TODAY + timedelta(days=1)))


def test_a_day_is_closed_once(store: Store) -> None:
    with store.writing() as unit:
        close_a_day(unit, "d1")
    with pytest.raises(Refused, match="S-16"), store.writing() as unit:
        close_a_day(unit, "d2")


@pytest.mark.parametrize("table", ["days", "day_answers"])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {table}",
        "UPDATE {table} SET site = 'QP09'",
        "UPDATE {table} SET personal = :nothing",
        "UPDATE {table} SET id = id",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_one(
    store: Store, table: str, statement: str
) -> None:
    with store.writing() as unit:
        close_a_day(unit, "d1")
    wanted = sa.text(statement.format(table=table))
    values = {"nothing": b"\x02" + bytes(200)} if ":nothing" in statement else {}
    if statement.endswith("id = id"):
        with store.engine.begin() as connection:
            connection.execute(wanted)  # what changes nothing may be said
        return
    with pytest.raises(sa.exc.DBAPIError, match=f"{table} refuses"), store.engine.begin() as connection:
        connection.execute(wanted, values)


def test_what_people_wrote_is_nowhere_in_the_clear(store: Store) -> None:
    with store.writing() as unit:
        close_a_day(unit, "d1")
    with store.engine.connect() as connection:
        for table in ("days", "day_answers", "journal"):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):  # noqa: S608
                cells = [bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row]
                assert WORDS.encode() not in b"|".join(cells)


@pytest.mark.parametrize(
    ("table", "statement", "code"),
    [
        ("days", "UPDATE days SET closed_by = 'S0999'", "Y-10"),
        ("days", "UPDATE days SET facts = replace(facts, '\"numbers\":4', '\"numbers\":3')", "Y-10"),
        ("days", "UPDATE days SET site = 'QP09'", "Y-12"),
        ("day_answers", "UPDATE day_answers SET by = 'QP0209'", "Y-11"),
    ],
)
def test_a_day_that_was_changed_by_hand_is_named(store: Store, table: str, statement: str, code: str) -> None:
    receive(store)
    with store.writing() as unit:
        close_a_day(unit, "d1")
    assert verify(store).ok
    disarm(store, table, "update")
    run(store, statement.replace("SET by", 'SET "by"'))
    problem = verify(store).first_problem
    assert problem is not None
    assert problem.kind == code
    assert TODAY.isoformat() in problem.where


@pytest.mark.parametrize(("table", "code"), [("days", "Y-10"), ("day_answers", "Y-11")])
def test_a_day_or_an_answer_that_was_removed_by_hand_is_named(store: Store, table: str, code: str) -> None:
    with store.writing() as unit:
        close_a_day(unit, "d1")
    disarm(store, table, "delete")
    run(store, f"DELETE FROM {table}")  # noqa: S608
    problem = verify(store).first_problem
    assert problem is not None
    assert (problem.kind, problem.where) == (code, f"{SITE} {TODAY}")


def test_days_with_receipts_are_found_between_two_others(store: Store) -> None:
    receive(store)
    with store.reading() as unit:
        assert days.days_with_receipts(unit, SITE, None, TODAY + timedelta(days=1)) == (TODAY,)
        assert days.days_with_receipts(unit, SITE, TODAY, TODAY + timedelta(days=1)) == ()
        assert days.days_with_receipts(unit, SITE, None, TODAY) == ()
    assert date(2026, 11, 24) == NOW.date() == TODAY
