"""Clocks act: once each, one item at a time, and never backwards."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clerk.delivery.clock_duties import Duty, Piece, Ticking, Warnings, time_of
from clerk.delivery.clock_escalations import Unanswered
from clerk.delivery.engine import TICK, prepare_engine
from clerk.delivery.queue import EngineQueue
from clerk.delivery.scribe import Scribe
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Actor, Event
from clerk.domain.deliveries import DeliveryKind, DeliveryState
from clerk.domain.escalations import EscalationKind, ShownLine, Subject, SubjectKind
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.materials import Met, Way
from clerk.domain.working_days import WorkingCalendar
from clerk.sign_off_files import load_sign_off_rules
from clerk.store import ColumnKeys, StoreKind, deliveries, escalations, journal, warnings
from clerk.store.store import Store
from clerk.store.tables import CASES
from clerk.store.unit import Unit
from clerk.store.verify import verify
from clerk.warning_files import load_warning_rules
from tests.delivery.desk import CALENDAR, START, HandClock, change_case, day, receive_case
from tests.delivery.worker_process import WorkerOrder, wait_for, worker

if TYPE_CHECKING:
    from dbos import WorkflowStatus

DAY, MINUTE = 86_400.0, 60.0


def ticking(store: Store, clock: HandClock, *duties: Duty, calendar: WorkingCalendar = CALENDAR) -> Ticking:
    """One worker's clock duties."""
    of_warnings = Warnings(load_warning_rules(), calendar, "test-0", load_sign_off_rules())
    return Ticking(store, Scribe(store, threading.Event()), clock, (*duties, of_warnings))


def delivered(store: Store, clock: HandClock, case: CaseFile) -> CaseFile:
    """The home region has the case."""
    with store.writing() as unit:
        (delivery,) = deliveries.deliveries_of_case(unit, case.id)
        deliveries.save_delivery(unit, replace(delivery, state=DeliveryState.ACKNOWLEDGED))
    return change_case(store, case, (Event.TRANSFER, Actor.SYSTEM), now=clock.now())


def standing(store: Store, case: CaseFile) -> set[str]:
    """Rules that warn of a case."""
    with store.reading() as unit:
        return {one.warned.rule for one in warnings.open_warnings(unit).get(case.id, [])}


def events(store: Store, kind: EventKind) -> int:
    """How many events of a kind there are."""
    with store.reading() as unit:
        return sum(event.kind is kind for event in journal.events(unit, limit=10_000))


def test_what_falls_due_is_raised_once_and_cleared_once(store: Store, clock: HandClock) -> None:
    case = receive_case(store, None, clock.now())
    worker = ticking(store, clock)
    assert worker.tick() == 0
    clock.pass_time(30 * MINUTE)
    assert worker.tick() == 1
    assert worker.tick() == 0
    assert standing(store, case) == {"relay-30"}
    delivered(store, clock, case)
    assert worker.tick() == 1
    assert worker.tick() == 0
    assert standing(store, case) == set()
    assert (events(store, EventKind.WARNING_RAISED), events(store, EventKind.WARNING_CLEARED)) == (1, 1)
    assert verify(store).ok


def test_two_workers_that_tick_at_once_raise_a_warning_once(store: Store, clock: HandClock) -> None:
    case = receive_case(store, None, clock.now())
    clock.pass_time(30 * MINUTE)
    workers = [ticking(store, clock) for _ in range(4)]
    together = threading.Barrier(len(workers))

    def run(worker: Ticking) -> None:
        together.wait()
        worker.tick()

    threads = [threading.Thread(target=run, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert standing(store, case) == {"relay-30"}
    assert events(store, EventKind.WARNING_RAISED) == 1


def test_a_clock_that_was_turned_back_clears_nothing(store: Store, clock: HandClock) -> None:
    case = receive_case(store, None, clock.now())
    clock.pass_time(40 * MINUTE)
    ticking(store, clock).tick()
    back = HandClock(START - timedelta(days=300))
    assert ticking(store, back).tick() == 0
    # An event written by that machine must not turn the others back either.
    with store.writing() as unit:
        journal.append(unit, EventKind.LOCKED, actor="1001", terminal="QP02-2", at=back.now())
    assert ticking(store, back).tick() == 0
    assert standing(store, case) == {"relay-30"}


def test_time_is_never_before_the_last_event(store: Store) -> None:
    clock = HandClock()
    with store.reading() as unit:
        before = time_of(unit, clock)
    receive_case(store, None, START + timedelta(minutes=5))
    with store.reading() as unit:
        assert time_of(unit, clock) == START + timedelta(minutes=5) >= before
        clock.pass_time(DAY)
        assert time_of(unit, clock) == clock.now()


def test_without_a_calendar_deliveries_warn_and_no_clock_is_guessed(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, silent = (receive_case(store, None, clock.now()) for _ in range(2))
    delivered(store, clock, silent)
    clock.pass_time(4 * DAY)
    ticking(store, clock).tick()
    assert standing(store, silent) == {"acceptance-day-4"}
    clock.pass_time(20 * DAY)
    unloaded = ticking(store, clock, calendar=WorkingCalendar(()))
    with caplog.at_level(logging.WARNING):
        unloaded.tick()
    assert standing(store, silent) == {"acceptance-day-4"}
    assert "relay-30" in standing(store, stuck)
    assert "K-01 for 2" in caplog.text
    ticking(store, clock).tick()
    assert "acceptance-deemed" in standing(store, silent)


def test_a_broken_case_does_not_keep_the_others_from_their_warnings(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    first, broken, last = (receive_case(store, None, clock.now()) for _ in range(3))
    with store.writing() as unit:
        unit.connection.execute(sa.update(CASES).where(CASES.c.id == broken.id).values(facts="{}"))
    clock.pass_time(30 * MINUTE)
    with caplog.at_level(logging.WARNING):
        assert ticking(store, clock).tick() == 2
    assert standing(store, first) == standing(store, last) == {"relay-30"}
    assert "K-07" in caplog.text


@dataclass(frozen=True)
class Stubborn:
    """A duty of which one piece fails, or all of it."""

    fails_at: int
    name: str = "stubborn"

    def due(self, unit: Unit, now: datetime) -> Iterable[Piece]:
        if self.fails_at < 0:
            raise Refused("K-01", year="2031", last="2027")

        def piece(number: int) -> Piece:
            def work(unit: Unit) -> bool:
                unit.connection.execute(sa.update(CASES).values(window=str(number)))
                if number == self.fails_at:
                    raise ValueError("示例·王小明 must not be logged")
                return True

            return work

        return [piece(number) for number in range(3)]


@pytest.mark.parametrize("fails_at", [-1, 0, 2])
def test_one_failing_item_stops_neither_the_next_one_nor_the_next_duty(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture, fails_at: int
) -> None:
    case = receive_case(store, None, clock.now())
    clock.pass_time(30 * MINUTE)
    with caplog.at_level(logging.WARNING):
        assert ticking(store, clock, Stubborn(fails_at)).tick() == (1 if fails_at < 0 else 3)
    assert standing(store, case) == {"relay-30"}
    assert "stubborn" in caplog.text
    assert "示例" not in caplog.text


def test_a_case_that_ended_warns_no_more(store: Store, clock: HandClock) -> None:
    case = delivered(store, clock, receive_case(store, None, clock.now()))
    clock.pass_time(4 * DAY)
    worker = ticking(store, clock)
    worker.tick()
    assert standing(store, case) == {"acceptance-day-4"}
    change_case(store, case, (Event.WITHDRAW, Actor.APPLICANT), now=clock.now())
    worker.tick()
    assert standing(store, case) == set()


def test_a_report_that_does_not_get_through_warns_although_its_case_is_closed(
    store: Store, clock: HandClock
) -> None:
    case = delivered(store, clock, receive_case(store, None, clock.now()))
    change_case(store, case, (Event.VOID, Actor.SUPERVISOR), now=clock.now())
    with store.writing() as unit:
        late = deliveries.Delivery(
            case.id, DeliveryKind.HANDED_OVER, 0, case.home, DeliveryState.WAITING, clock.now()
        )
        deliveries.insert_delivery(unit, late)
    clock.pass_time(30 * MINUTE)
    ticking(store, clock).tick()
    assert standing(store, case) == {"relay-30"}


def test_a_clock_that_stands_for_a_correction_warns_of_nothing(store: Store, clock: HandClock) -> None:
    case = delivered(store, clock, receive_case(store, None, clock.now()))
    clock.pass_time(4 * DAY)
    worker = ticking(store, clock)
    worker.tick()
    change_case(store, case, (Event.ASK_CORRECTION, Actor.HOME), now=clock.now())
    worker.tick()
    assert standing(store, case) == set()
    clock.pass_time(30 * DAY)
    assert worker.tick() == 0
    change_case(store, case, (Event.CORRECT, Actor.CLERK), now=clock.now())
    worker.tick()
    assert standing(store, case) == {"acceptance-day-4"}


def asked(store: Store, case: CaseFile) -> list[tuple[str, str, str, int]]:
    """What was brought before supervisors about a case: kind, subject, standing and level."""
    with store.reading() as unit:
        return [
            (one.kind.value, one.subject.id, one.standing.value, int(one.level))
            for one in escalations.of_case(unit, case.id)
        ]


def test_an_overdue_clock_comes_before_a_supervisor_once(store: Store, clock: HandClock) -> None:
    case = delivered(store, clock, receive_case(store, None, clock.now()))
    clock.pass_time(8 * DAY)
    worker = ticking(store, clock)
    worker.tick()
    assert asked(store, case) == [("overdue", case.id, "open", 1)]
    with store.reading() as unit:
        (escalation,) = escalations.of_case(unit, case.id)
    assert (escalation.asked_by, escalation.site, escalation.window) == ("system", "QP02", "QP02-1")
    assert ("预警", "受理期限已过，逾期视为受理") in [(line.label, line.text) for line in escalation.shown]
    assert worker.tick() == 0
    change_case(store, case, (Event.ACCEPT, Actor.HOME), now=clock.now())
    worker.tick()
    assert asked(store, case) == [("overdue", case.id, "taken_back", 1)]
    assert verify(store).ok


def test_what_nobody_decided_in_time_goes_up_and_a_clock_turned_back_brings_it_not_down(
    store: Store, clock: HandClock
) -> None:
    case = delivered(store, clock, receive_case(store, None, clock.now()))
    clock.pass_time(8 * DAY)
    ticking(store, clock).tick()
    unanswered = Unanswered(load_sign_off_rules(), "test-0")
    with store.reading() as unit:
        (escalation,) = escalations.of_case(unit, case.id)
    clock.pass_time((escalation.due_at - clock.now()).total_seconds())
    assert ticking(store, clock, unanswered).tick() == 1
    assert asked(store, case) == [("overdue", case.id, "open", 2)]
    assert ticking(store, HandClock(START), unanswered).tick() == 0
    assert asked(store, case) == [("overdue", case.id, "open", 2)]
    assert verify(store).ok


def test_what_lapsed_stays_lapsed_when_a_clock_is_turned_back(store: Store, clock: HandClock) -> None:
    case = receive_case(store, None, clock.now())
    rules = load_sign_off_rules()
    kind, subject = EscalationKind.VOID, Subject(SubjectKind.CASE, case.id)
    lines = (ShownLine("收件凭证", case.receipt_no),)
    with store.writing() as unit:
        escalations.raise_by_system(
            unit, rules, kind, subject, case.id, "QP02", "QP02-1", lines, clock.now(), "QP02-1"
        )
    clock.pass_time(rules[kind].within.total_seconds())
    unanswered = Unanswered(rules, "test-0")
    ticking(store, clock, unanswered).tick()
    assert [standing for _, _, standing, _ in asked(store, case)] == ["lapsed"]
    assert ticking(store, HandClock(START - timedelta(days=9)), unanswered).tick() == 0
    assert [standing for _, _, standing, _ in asked(store, case)] == ["lapsed"]


def test_one_clock_that_is_met_does_not_take_back_what_another_brought_up(
    store: Store, clock: HandClock
) -> None:
    case = delivered(store, clock, receive_case(store, None, clock.now()))
    due = Met("m1", Way.DEFERRED, due=day("2026-03-04"))
    change_case(store, case, now=clock.now(), met=(due,))
    clock.pass_time(8 * DAY)
    worker = ticking(store, clock)
    worker.tick()
    assert len(asked(store, case)) == 2
    change_case(store, case, (Event.ACCEPT, Actor.HOME), now=clock.now())
    worker.tick()
    assert [standing for _, _, standing, _ in asked(store, case)] == ["open", "open"]


def test_an_outcome_unknown_for_an_hour_comes_before_a_supervisor(store: Store, clock: HandClock) -> None:
    case = receive_case(store, None, clock.now())
    with store.writing() as unit:
        (delivery,) = deliveries.deliveries_of_case(unit, case.id)
        unknown = replace(delivery, state=DeliveryState.UNKNOWN, began_at=clock.now())
        deliveries.save_delivery(unit, unknown)
    clock.pass_time(60 * MINUTE)
    ticking(store, clock).tick()
    assert asked(store, case) == [("outcome_unknown", delivery.id, "open", 1)]


def test_the_engine_calls_each_tick_once_however_many_workers_there_are(
    store_url: str, tmp_path: Path
) -> None:
    keys = ColumnKeys.generate()
    kept = tmp_path / "keys"
    kept.write_bytes(keys.as_bytes())
    store = Store.open(store_url, keys, StoreKind.TRAINING)
    prepare_engine(store.url)
    queue = EngineQueue(store.url)
    order = WorkerOrder(store.url, str(kept), {}, str(tmp_path / "log"), ticks="* * * * * *")

    def ticks() -> list[WorkflowStatus]:
        return queue.client.list_workflows(name=TICK, status="SUCCESS")

    with worker(order) as one, worker(replace(order, machine="other")) as two:
        case = receive_case(store, None, START)
        wait_for(lambda: "relay-30" in standing(store, case), "a warning of a case of last spring")
        wait_for(lambda: len(ticks()) > 3, "ticks that both workers call")
        one.kill()
        seen = len(ticks())
        wait_for(lambda: len(ticks()) > seen + 2, "ticks of the worker that is left")
        assert two.stop() == 0
    moments = [run.workflow_id for run in ticks()]
    assert len(moments) == len(set(moments))
    assert {json.dumps(run.output) for run in ticks()} >= {"0"}
    assert all(run.input is not None and run.input["args"][1] is None for run in ticks())
    assert events(store, EventKind.WARNING_RAISED) == len(standing(store, case))
    queue.close()
    store.close()
