"""收件: one commit with everything in it, whatever breaks and however often F5 is pressed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

import clerk.desk.receive as receiving
from clerk.delivery.engine import prepare_engine
from clerk.delivery.queue import EngineQueue
from clerk.desk import steps
from clerk.domain.cases import State
from clerk.domain.clocks import ClockKind
from clerk.domain.codes import receipt_number
from clerk.domain.deliveries import DeliveryKind, DeliveryState
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import attachments, cases, deliveries, drafts, numbers
from clerk.store.verify import verify
from tests.desk.refusals import refused
from tests.desk.window import COMPANY, FILING, Window


class _Breaks(Exception):
    """Something that nobody foresaw."""


def test_a_receipt_is_number_case_files_delivery_and_journal_in_one(window_on_each: Window) -> None:
    window = window_on_each
    visit, case = window.desk.receive(window.clerk, window.ready())
    assert visit.receipt_no == case.receipt_no == "QP01-20261124-0001-5"
    assert (case.state, case.near, case.home) == (State.RECEIVED, "qingpu", "wujiang")
    assert window.case(case) == case
    (delivery,) = window.deliveries(case)
    assert (delivery.kind, delivery.state, delivery.region) == (
        DeliveryKind.SUBMIT,
        DeliveryState.QUEUED,
        "wujiang",
    )
    assert window.queue.left == [(delivery.id, 0)]
    assert [e.kind for e in window.events(case=case)][-1] is EventKind.CASE_RECEIVED
    assert len(window.events(EventKind.CONSENT_GIVEN)) == 1
    with window.store.reading() as unit:
        assert {r.id for r in attachments.list_attachments(unit, case.id)} == {
            m.reference for m in case.met if m.digest
        }
    assert verify(window.store).ok


def test_the_clock_of_five_days_starts_with_the_receipt(window: Window) -> None:
    visit = window.ready()
    window.clock.pass_time(95)
    _, case = window.desk.receive(window.clerk, visit)
    (clock,) = case.clocks
    assert (clock.kind, clock.started, clock.total) == (ClockKind.ACCEPTANCE, window.clock.now(), 5)
    assert clock.due(window.counter.calendar) == date(2026, 12, 1)
    (received,) = window.events(EventKind.CASE_RECEIVED)
    assert received.payload["seconds"] == 95


def test_pressed_twice_it_gives_the_same_case_and_one_number(window: Window) -> None:
    ready = window.ready()
    first = window.desk.receive(window.clerk, ready)
    for picture in (ready, first[0]):  # also where the screen has not seen the first answer
        assert window.desk.receive(window.clerk, picture) == first
    assert (window.count("cases"), window.count("receipt_numbers"), window.count("deliveries")) == (1, 1, 1)
    assert len(window.events(EventKind.CASE_RECEIVED)) == 1


def test_pressed_in_two_threads_at_once_it_is_one_case(window_on_each: Window) -> None:
    window = window_on_each
    ready = window.ready()
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: window.desk.receive(window.clerk, ready)[1], range(8)))
    assert {case.id for case in given} == {given[0].id}
    assert (window.count("cases"), window.count("receipt_numbers")) == (1, 1)


@pytest.mark.slow
def test_twenty_receipts_at_once_are_numbered_without_gaps(window_on_each: Window) -> None:
    window = window_on_each
    visits = [window.ready(("zhang", "gu", "zhou", "xu")[n % 4]) for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        given = list(pool.map(lambda visit: window.desk.receive(window.clerk, visit)[1], visits))
    sequences = sorted(receipt_number.parse(case.receipt_no).sequence for case in given)
    assert sequences == list(range(1, 21))
    assert len(window.queue.left) == 20
    assert verify(window.store).ok


def test_numbers_begin_again_with_the_day_and_a_failed_receipt_takes_none(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = window.received()
    visit = window.ready("gu")
    with monkeypatch.context() as broken:
        broken.setattr(window.queue, "enqueue", _break)
        with pytest.raises(_Breaks):
            window.desk.receive(window.clerk, visit)
    _, second = window.desk.receive(window.clerk, visit)
    window.clock.pass_time(24 * 3600)
    third = window.received("zhou")
    assert [c.receipt_no[:18] for c in (first, second, third)] == [
        "QP01-20261124-0001",
        "QP01-20261124-0002",
        "QP01-20261125-0001",
    ]


def _break(*_args: object, **_named: object) -> None:
    raise _Breaks


_INNER_STEPS: list[tuple[object, str]] = [
    (numbers, "next_receipt_no"),
    (cases, "insert_case"),
    (attachments, "claim_attachments"),
    (deliveries, "insert_delivery"),
    (receiving, "note"),
    (steps, "note"),
    (drafts, "save_draft"),
]


@pytest.mark.parametrize(("place", "name"), _INNER_STEPS, ids=lambda v: v if isinstance(v, str) else "")
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_whatever_breaks_inside_a_receipt_nothing_of_it_remains(
    window: Window, monkeypatch: pytest.MonkeyPatch, place: object, name: str, after: bool
) -> None:
    ready = window.ready()
    tables = ("cases", "receipt_numbers", "deliveries", "journal", "attachments", "drafts")
    before = {table: window.count(table) for table in tables}
    inner: Callable[..., object] = getattr(place, name)

    def breaking(*args: object, **named: object) -> None:
        if after:
            inner(*args, **named)
        raise _Breaks

    with monkeypatch.context() as broken:
        broken.setattr(place, name, breaking)
        with pytest.raises(_Breaks):
            window.desk.receive(window.clerk, ready)
    assert {table: window.count(table) for table in tables} == before
    assert window.queue.left == []
    (back,) = window.desk.resume_visits(window.clerk)
    assert back == ready
    _, case = window.desk.receive(window.clerk, back)
    assert case.receipt_no == "QP01-20261124-0001-5"
    assert verify(window.store).ok


def test_a_full_disk_is_refused_in_words_and_the_draft_is_still_there(window: Window) -> None:
    ready = window.ready()
    pages = window.store.engine.connect()
    count = pages.exec_driver_sql("PRAGMA page_count").scalar_one()
    pages.close()
    window.store.engine.dispose()
    from sqlalchemy import event

    @event.listens_for(window.store.engine, "connect")
    def _small(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute(f"PRAGMA max_page_count = {count}")

    with refused("S-10"):
        for _ in range(50):
            window.desk.open_visit(window.clerk)
    event.remove(window.store.engine, "connect", _small)
    window.store.engine.dispose()
    assert ready in window.desk.resume_visits(window.clerk)
    assert window.desk.receive(window.clerk, ready)[1].receipt_no.startswith("QP01-20261124-0001")


def test_a_matter_of_ones_own_region_is_received_and_delivered_like_any_other(window: Window) -> None:
    case = window.received("shen", FILING, "qingpu")
    assert (case.near, case.home, case.department) == ("qingpu", "qingpu", "青浦区医疗保障局")
    (delivery,) = window.deliveries(case)
    assert delivery.region == "qingpu"
    assert window.desk.receipt_paper(case.id).unverified_note == ""


def test_what_changed_while_the_confirmation_was_read_is_received_as_it_stands(window: Window) -> None:
    seen = window.ready()
    window.desk.set_field(window.clerk, seen, "destination", "上海市青浦区")
    _, case = window.desk.receive(window.clerk, seen)
    assert case.form["destination"] == "上海市青浦区"


def test_who_may_not_receive_does_not(window: Window) -> None:
    ready = window.ready()
    with refused("U-04"):
        window.desk.receive(window.supervisor, ready)
    assert window.count("cases") == 0


def test_a_case_and_its_workflow_are_one_commit_of_the_real_engine(
    window_on_each: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_on_each
    prepare_engine(window.store.url)
    engine = EngineQueue(window.store.url)
    window.counter = replace(window.counter, queue=engine)
    try:
        visit = window.ready("lu", COMPANY, "jiashan")
        with monkeypatch.context() as broken:
            broken.setattr(drafts, "save_draft", _break)
            with pytest.raises(_Breaks):
                window.desk.receive(window.clerk, visit)
        assert engine.carried() == frozenset()
        _, case = window.desk.receive(window.clerk, visit)
        assert engine.carried() == {(window.deliveries(case)[0].id, 0)}
        assert verify(window.store).ok
    finally:
        engine.close()


def test_a_refusal_of_the_receipt_carries_the_first_thing_that_is_missing(window: Window) -> None:
    visit = window.filled(window.chosen("lu", COMPANY, "jiashan"))
    with pytest.raises(Refused) as caught:
        window.desk.receive(window.clerk, visit)
    assert caught.value.fault == window.desk.not_ready(visit)[0]
