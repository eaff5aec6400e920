"""异常清单: a supervisor decides, once, and the case moves as the table says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from clerk.desk.facade import Desk
from clerk.domain.case_file import CaseFile, held
from clerk.domain.cases import Event, Holder, State
from clerk.domain.deliveries import Decision, Delivery, DeliveryState
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Role
from clerk.store.verify import verify
from tests.desk.refusals import refused
from tests.desk.window import COMPANY, Window


def _submit_failed(window: Window) -> tuple[CaseFile, Delivery]:
    case = window.received()
    return case, window.failed(case)


def _correction_failed(window: Window) -> tuple[CaseFile, Delivery]:
    case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
    window.asked_to_correct(case, "articles")
    window.desk.answer_correction(window.clerk, case.id, "articles", window.scan("a.pdf"))
    case = window.desk.send_correction(window.clerk, case.id).case
    return case, window.failed(case)


def _report_failed(window: Window) -> tuple[CaseFile, Delivery]:
    case = window.granted(window.acknowledged(window.received()))
    card = window.desk.read_collector(window.counter.readers[0], "zhang")
    case = window.desk.hand_over(window.clerk, case.id, card).case
    return case, window.failed(case)


def test_only_a_supervisor_decides_and_says_why(window: Window) -> None:
    case, delivery = _submit_failed(window)
    with refused("U-04", role="主管"):
        window.desk.decide(window.clerk, delivery.id, Decision.RETRY, "属地已修复")
    with refused("U-05"):
        window.desk.decide(window.supervisor, delivery.id, Decision.RETRY, "  ")
    with refused("C-08"):
        window.desk.decide(window.supervisor, "no-such-delivery", Decision.RETRY, "理由")
    assert window.deliveries(case) == (delivery,)
    assert window.events(EventKind.EXCEPTION_DECIDED) == []


def test_a_retry_is_a_new_generation_and_is_queued_once(window_on_each: Window) -> None:
    window = window_on_each
    case, delivery = _submit_failed(window)
    decided = window.desk.decide(window.supervisor, delivery.id, Decision.RETRY, " 属地已修复 ")
    assert (decided.state, decided.generation, decided.settled_at) == (DeliveryState.QUEUED, 1, None)
    assert (decided.decided_by, decided.decided_reason) == ("S0101", "属地已修复")
    assert window.queue.left == [(delivery.id, 0), (delivery.id, 1)]
    assert window.deliveries(case) == (decided,)
    assert window.case(case).state is State.RECEIVED
    (event,) = window.events(EventKind.EXCEPTION_DECIDED)
    assert event.payload == {"delivery": delivery.id, "decision": "retry", "generation": 1}
    assert event.private == {"reason": "属地已修复"}


@pytest.mark.parametrize("second", list(Decision))
@pytest.mark.parametrize("first", list(Decision))
def test_nobody_decides_twice(window: Window, first: Decision, second: Decision) -> None:
    _, delivery = _submit_failed(window)
    decided = window.desk.decide(window.supervisor, delivery.id, first, "理由一")
    with refused("D-01"):
        window.desk.decide(window.supervisor, delivery.id, second, "理由二")
    assert window.events(EventKind.EXCEPTION_DECIDED)[0].private == {"reason": "理由一"}
    assert decided.decided_reason == "理由一"


def test_of_two_supervisors_at_once_one_decides(window_on_each: Window) -> None:
    window = window_on_each
    _, delivery = _submit_failed(window)

    def decide(decision: Decision) -> str:
        try:
            window.desk.decide(window.supervisor, delivery.id, decision, "理由")
        except Refused as refusal:
            return refusal.fault.code
        return "decided"

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(decide, list(Decision) * 2))
    assert sorted(said) == ["D-01"] * 5 + ["decided"]
    assert len(window.events(EventKind.EXCEPTION_DECIDED)) == 1


def test_a_hand_in_taken_over_by_a_person_is_with_the_home_department(window: Window) -> None:
    case, delivery = _submit_failed(window)
    window.desk.decide(window.supervisor, delivery.id, Decision.TAKE_OVER, "已电话登记")
    assert window.case(case).state is State.TRANSFERRED
    assert window.queue.left == [(delivery.id, 0)]
    assert verify(window.store).ok


def test_a_hand_in_of_which_news_came_already_is_taken_over_as_it_stands(window: Window) -> None:
    case, delivery = _submit_failed(window)
    window.news(case, Event.ACCEPT)
    window.desk.decide(window.supervisor, delivery.id, Decision.TAKE_OVER, "属地已受理")
    assert window.case(case).state is State.ACCEPTED
    assert window.deliveries(case)[0].state is DeliveryState.TAKEN_OVER


def test_voiding_a_hand_in_voids_the_case(window: Window) -> None:
    case, delivery = _submit_failed(window)
    decided = window.desk.decide(window.supervisor, delivery.id, Decision.VOID, "申请人撤回纸质件")
    assert decided.state is DeliveryState.VOIDED
    now = window.case(case)
    assert now.state is State.VOID
    assert all(clock.ended for clock in now.clocks)
    assert [e.kind for e in window.events(case=case)][-2:] == [
        EventKind.EXCEPTION_DECIDED,
        EventKind.CASE_VOIDED,
    ]
    assert verify(window.store).ok


def test_a_case_voided_here_that_the_region_has_can_still_be_settled(window: Window) -> None:
    case, delivery = _submit_failed(window)
    window.desk.decide(window.supervisor, delivery.id, Decision.RETRY, "再试")
    window.failed(case)
    window.desk.decide(window.supervisor, delivery.id, Decision.VOID, "作废")
    # the answer to the first try comes late: the region has it after all (D-06)
    with window.store.writing() as unit:
        from clerk.store import deliveries, journal

        late = replace(window.deliveries(case)[0], state=DeliveryState.EXCEPTION, decided_by="")
        deliveries.save_delivery(unit, late)
        journal.append(
            unit,
            EventKind.DELIVERY_FAILED,
            actor="system",
            terminal="worker",
            at=window.clock.now(),
            case_id=case.id,
        )
    decided = window.desk.decide(window.supervisor, delivery.id, Decision.VOID, "属地已撤销")
    assert decided.state is DeliveryState.VOIDED
    assert window.case(case).state is State.VOID
    assert len(window.events(EventKind.CASE_VOIDED)) == 1


@pytest.mark.parametrize("decision", [Decision.TAKE_OVER, Decision.RETRY])
def test_a_correction_taken_over_or_tried_again_leaves_the_case_with_the_department(
    window: Window, decision: Decision
) -> None:
    case, delivery = _correction_failed(window)
    decided = window.desk.decide(window.supervisor, delivery.id, decision, "已传真")
    assert window.case(case).state is State.TRANSFERRED
    assert decided.generation == (decision is Decision.RETRY)
    assert verify(window.store).ok


def test_voiding_a_correction_voids_the_case(window: Window) -> None:
    case, delivery = _correction_failed(window)
    window.desk.decide(window.supervisor, delivery.id, Decision.VOID, "申请人放弃")
    assert window.case(case).state is State.VOID
    assert verify(window.store).ok


@pytest.mark.parametrize("decision", list(Decision))
def test_a_result_that_was_handed_over_stays_handed_over(window: Window, decision: Decision) -> None:
    case, delivery = _report_failed(window)
    window.desk.decide(window.supervisor, delivery.id, decision, "已电话告知")
    kept = window.case(case)
    assert replace(kept, holding=case.holding, version=case.version) == case
    assert held(kept).holder is (Holder.LINE if decision is Decision.RETRY else Holder.CLERK)
    assert window.desk.close_case(window.clerk, case.id).case.state is State.CLOSED
    assert verify(window.store).ok


def test_the_list_shows_this_site_and_the_longest_waiting_first(window: Window) -> None:
    _, first = _submit_failed(window)
    window.clock.pass_time(60)
    case, second = _correction_failed(window)
    rows = window.desk.list_exceptions()
    assert [row.delivery.id for row in rows] == [first.id, second.id]
    assert rows[1].receipt_no == case.receipt_no
    assert rows[1].next_actor == case.department
    assert rows[0].words == "参保状态不符（示例）"
    assert window.desk.worklists().counts["exceptions"] == 2  # type: ignore[index]
    elsewhere = replace(window.counter, site=window.counter.sites["QP02"])
    assert Desk(elsewhere).list_exceptions() == ()


def test_exceptions_of_other_sites_push_none_of_ours_off_the_list(window: Window) -> None:
    from clerk.desk import exceptions

    elsewhere = replace(window.counter, site=window.counter.sites["QP02"], terminal="QP02/长三角专窗")
    here = window.counter
    window.counter, ours_here = elsewhere, window.clerk
    window.clerk = window.operator("A0301", Role.CLERK)
    for key in ("zhang", "gu"):
        window.failed(window.received(key))
    window.counter, window.clerk = here, ours_here
    _, ours = _submit_failed(window)
    assert [row.delivery.id for row in exceptions.list_exceptions(here, limit=1)] == [ours.id]


def test_the_timeline_tells_the_decision_and_its_reason(window: Window) -> None:
    case, delivery = _submit_failed(window)
    window.desk.decide(window.supervisor, delivery.id, Decision.TAKE_OVER, "已电话登记")
    last = window.desk.view_case(case.id).timeline[-1]
    assert (last.what.zh, last.who.zh, last.detail) == ("主管决定：转人工办理", "S0101", "已电话登记")
