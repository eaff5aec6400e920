"""One delivery, from the receipt to its acknowledgement, whatever the region does on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clerk.delivery.backoff import Patience
from clerk.domain.cases import Actor, Event, State
from clerk.domain.deliveries import DeliveryKind, DeliveryState, delivery_id
from clerk.domain.faults import Language
from clerk.domain.journal import EventKind
from clerk.store import cases, deliveries, journal
from clerk.store.store import Store
from tests.delivery.desk import (
    DEPARTMENT,
    HandClock,
    change_case,
    queue_delivery,
    receive_case,
)
from tests.delivery.fake_region import LATE, Does, FakeRegion
from tests.delivery.hand_engine import HandEngine, deliverer_for, load


def test_a_case_is_handed_over_and_counts_as_transferred_only_then(
    store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(store, engine, clock.now())
    with store.reading() as unit:
        assert cases.load_case(unit, case.id).state is State.RECEIVED

    engine.run_all(deliverer_for(store, wujiang, engine))

    with store.reading() as unit:
        sent = cases.load_case(unit, case.id)
        kinds = [event.kind for event in journal.events(unit, case.id)]
        external = cases.external_ids(unit, case.id)
    assert sent.state is State.TRANSFERRED
    assert sent.home_case_no == f"WJ-{case.receipt_no}"
    assert [(e.system, e.kind, e.value) for e in external] == [("wujiang", "home_case_no", sent.home_case_no)]
    assert kinds == [EventKind.CASE_RECEIVED, EventKind.DELIVERY_BEGUN, EventKind.DELIVERY_ACKNOWLEDGED]
    delivery = load(store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert (delivery.state, delivery.attempts) == (DeliveryState.ACKNOWLEDGED, 1)
    assert wujiang.calls == ["submit"]
    dossier = wujiang.dossiers[0]
    assert (dossier.receipt_no, dossier.applicant, dossier.site_name) == (
        case.receipt_no,
        case.applicant,
        "青浦区金泽镇窗口",
    )


def test_running_a_finished_delivery_again_changes_nothing(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    receive_case(sqlite_store, engine, clock.now())
    deliverer = deliverer_for(sqlite_store, wujiang, engine)
    turn = engine.waiting[0][2]
    engine.run_all(deliverer)
    mark = sqlite_store.change_mark()

    assert deliverer.run(turn) is None
    assert sqlite_store.change_mark() == mark
    assert wujiang.calls == ["submit"]


def test_a_lost_reply_is_followed_by_a_question_and_not_by_a_second_case(
    store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(store, engine, clock.now())
    wujiang.script([Does.LOSE_REPLY])
    deliverer = deliverer_for(store, wujiang, engine)

    assert engine.run_next(deliverer) is DeliveryState.UNKNOWN
    engine.run_all(deliverer)

    assert wujiang.calls == ["submit", "find"]
    assert wujiang.copies == {case.receipt_no: 1}
    assert load(store, delivery_id(case.id, DeliveryKind.SUBMIT, 0)).state is DeliveryState.ACKNOWLEDGED


def test_a_lost_request_is_sent_again_only_after_a_definite_not_here(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.LOSE_REQUEST], [Does.UNREACHABLE, Does.BUSY])
    began = clock.now()

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine, Patience(settle=20.0)))

    assert wujiang.calls[-2:] == ["find", "submit"]
    assert wujiang.copies == {case.receipt_no: 1}
    assert (clock.now() - began).total_seconds() >= 20.0


def test_a_region_that_commits_after_we_gave_up_waiting_ends_with_one_case(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.COMMIT_LATE])

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine, Patience(settle=LATE + 1)))

    assert wujiang.calls.count("submit") == 1
    assert wujiang.copies == {case.receipt_no: 1}


@pytest.mark.parametrize("does", [Does.DIE_BEFORE, Does.DIE_AFTER])
def test_a_worker_that_dies_while_sending_leaves_exactly_one_case(
    does: Does, sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([does])

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine))

    assert wujiang.copies == {case.receipt_no: 1}
    assert wujiang.calls[1] == "find"
    with sqlite_store.reading() as unit:
        unknown = [e for e in journal.events(unit, case.id) if e.kind is EventKind.DELIVERY_UNKNOWN]
    assert unknown[0].payload["reason"] == "interrupted"


def test_an_unreachable_region_is_tried_again_ever_more_slowly_and_never_given_up(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.UNREACHABLE] * 40)
    deliverer = deliverer_for(sqlite_store, wujiang, engine, Patience(longest=60.0, late_after=600.0))
    waits = []
    for _ in range(40):
        assert engine.run_next(deliverer) is DeliveryState.WAITING
        waits.append(engine.waiting[0][0] - engine.seconds)
    assert waits[0] <= 1.0
    assert all(30.0 <= wait <= 60.0 for wait in waits[7:])
    delivery = load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert delivery.fault is not None
    assert delivery.fault.code == "D-03"
    assert DEPARTMENT in delivery.fault.sentence(Language.EN)

    engine.run_all(deliverer)

    assert "find" not in wujiang.calls
    assert wujiang.copies == {case.receipt_no: 1}
    assert load(sqlite_store, delivery.id).fault is None
    with sqlite_store.reading() as unit:
        kinds = [event.kind for event in journal.events(unit, case.id)]
    assert kinds.count(EventKind.DELIVERY_WAITS) == 2, "one event for waiting, one for being late"
    assert kinds.count(EventKind.DELIVERY_BEGUN) == 1


def test_asking_a_region_that_is_down_for_a_day_is_one_event_and_not_a_thousand(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.LOSE_REPLY], [Does.UNREACHABLE] * 50)

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine, Patience(late_after=600.0)))

    with sqlite_store.reading() as unit:
        kinds = [event.kind for event in journal.events(unit, case.id)]
    assert kinds.count(EventKind.DELIVERY_UNKNOWN) == 2, "one when the reply was lost, one for being late"
    assert wujiang.copies == {case.receipt_no: 1}


def test_a_busy_region_is_left_alone_for_as_long_as_it_asked(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.BUSY])
    deliverer = deliverer_for(sqlite_store, wujiang, engine)

    engine.run_next(deliverer)

    assert 7.0 <= engine.waiting[0][0] - engine.seconds <= 8.0


def test_a_rejected_case_is_an_exception_with_the_regions_words_and_the_department_next(
    store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(store, engine, clock.now())
    wujiang.script([Does.REJECT])

    engine.run_all(deliverer_for(store, wujiang, engine))

    delivery = load(store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert (delivery.state, delivery.words, delivery.next_actor) == (
        DeliveryState.EXCEPTION,
        "申请表缺少签名",
        DEPARTMENT,
    )
    with store.reading() as unit:
        assert cases.load_case(unit, case.id).state is State.RECEIVED
        failed = [e for e in journal.events(unit, case.id) if e.kind is EventKind.DELIVERY_FAILED]
    assert "申请表" not in str(failed[0].payload)
    assert failed[0].private == {"words": "申请表缺少签名"}


def test_a_retry_asks_the_region_first(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.REJECT])
    deliverer = deliverer_for(sqlite_store, wujiang, engine)
    engine.run_all(deliverer)
    wujiang.copies[case.receipt_no] = 1  # entered by hand at home meanwhile

    retry(sqlite_store, engine, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    engine.run_all(deliverer)

    assert wujiang.calls == ["submit", "find"]
    assert wujiang.copies == {case.receipt_no: 1}


def test_two_cases_under_one_receipt_number_are_an_exception(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.LOSE_REPLY])
    wujiang.copies[case.receipt_no] = 1

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine))

    delivery = load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert delivery.state is DeliveryState.EXCEPTION
    assert delivery.fault is not None
    assert (delivery.fault.code, delivery.fault.details["copies"]) == ("D-04", "2")


def test_a_case_voided_before_it_was_sent_is_not_sent(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    change_case(sqlite_store, case, (Event.VOID, Actor.SUPERVISOR), now=clock.now())

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine))

    assert wujiang.calls == []
    assert load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0)).state is DeliveryState.VOIDED


@pytest.mark.parametrize(
    ("does", "state"),
    [(Does.LOSE_REPLY, DeliveryState.EXCEPTION), (Does.LOSE_REQUEST, DeliveryState.VOIDED)],
)
def test_a_case_voided_while_its_delivery_was_unknown_is_cleared_up_with_the_region(
    does: Does,
    state: DeliveryState,
    sqlite_store: Store,
    clock: HandClock,
    wujiang: FakeRegion,
    engine: HandEngine,
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([does])
    deliverer = deliverer_for(sqlite_store, wujiang, engine)
    engine.run_next(deliverer)
    change_case(sqlite_store, case, (Event.VOID, Actor.SUPERVISOR), now=clock.now())

    engine.run_all(deliverer)

    assert wujiang.calls.count("submit") == 1
    assert load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0)).state is state


def test_a_correction_counts_as_arrived_only_with_its_own_round(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    deliverer = deliverer_for(sqlite_store, wujiang, engine)
    case = receive_case(sqlite_store, engine, clock.now())
    engine.run_all(deliverer)
    case = change_case(
        sqlite_store,
        case,
        (Event.ASK_CORRECTION, Actor.HOME),
        (Event.CORRECT, Actor.CLERK),
        now=clock.now(),
        round=1,
    )
    correction = queue_delivery(sqlite_store, case, DeliveryKind.CORRECT, 1, clock.now())
    wujiang.script([Does.LOSE_REQUEST])
    with sqlite_store.writing() as unit:
        engine.enqueue(unit.connection, correction.id, "wujiang", 0)

    engine.run_all(deliverer)

    assert wujiang.calls[1:] == ["correct", "find", "find", "correct"]
    assert wujiang.rounds == {case.receipt_no: 1}
    assert load(sqlite_store, correction.id).state is DeliveryState.ACKNOWLEDGED


def test_a_hand_over_is_reported_again_without_asking(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, None, clock.now())
    case = change_case(
        sqlite_store,
        case,
        (Event.TRANSFER, Actor.SYSTEM),
        now=clock.now(),
        home_case_no=f"WJ-{case.receipt_no}",
    )
    report = queue_delivery(sqlite_store, case, DeliveryKind.HANDED_OVER, 0, clock.now())
    with sqlite_store.writing() as unit:
        engine.enqueue(unit.connection, report.id, "wujiang", 0)
    wujiang.script([Does.LOSE_REPLY])

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine))

    assert wujiang.calls == ["handed_over", "handed_over"]
    assert load(sqlite_store, report.id).state is DeliveryState.ACKNOWLEDGED


def test_an_adapter_that_fails_twice_is_an_exception_for_the_supervisor(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    wujiang.script([Does.BREAK], [Does.BREAK])

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine))

    delivery = load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert delivery.state is DeliveryState.EXCEPTION
    assert delivery.fault is not None
    assert (delivery.fault.code, delivery.fault.details) == ("D-07", {"kind": "ValueError"})


def test_an_item_that_left_the_catalogue_is_an_exception_and_nothing_is_sent(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    from tests.delivery.desk import OneItem

    case = receive_case(sqlite_store, engine, clock.now())
    deliverer = replace(deliverer_for(sqlite_store, wujiang, engine), directory=OneItem({}))

    engine.run_all(deliverer)

    delivery = load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert delivery.fault is not None
    assert (delivery.state, delivery.fault.code) == (DeliveryState.EXCEPTION, "D-08")
    assert wujiang.calls == []


def test_a_worker_thought_dead_that_brings_an_answer_late_does_not_file_twice(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(sqlite_store, engine, clock.now())
    other = deliverer_for(sqlite_store, wujiang, engine)
    turn = engine.waiting[0][2]

    class Slow(FakeRegion):
        def submit(self, dossier):  # type: ignore[no-untyped-def]
            ack = wujiang.submit(dossier)
            other.run(turn)  # the second worker takes the run over while the first still waits for its answer
            return ack

    engine.run_next(deliverer_for(sqlite_store, Slow("wujiang", clock), engine))
    engine.run_all(other)

    assert wujiang.copies == {case.receipt_no: 1}
    settled = load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert settled.state is DeliveryState.ACKNOWLEDGED


def retry(store: Store, engine: HandEngine, id_: str) -> None:
    """What the supervisor's retry writes."""
    with store.writing() as unit:
        delivery = deliveries.load_delivery(unit, id_)
        delivery.require(DeliveryState.QUEUED)
        generation = delivery.generation + 1
        again = replace(delivery, state=DeliveryState.QUEUED, generation=generation, settled_at=None)
        deliveries.save_delivery(unit, again)
        engine.enqueue(unit.connection, again.id, again.region, again.generation)
