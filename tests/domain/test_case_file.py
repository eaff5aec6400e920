from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.case_file import CaseFile, CorrectionAsked, happen
from clerk.domain.cases import Actor, Event, State, possible
from clerk.domain.clocks import ClockKind, Limits, current, latest
from clerk.domain.faults import Refused
from clerk.domain.parties import DocumentKind, IdentityEvidence, Person, Strength
from tests.domain.calendars import CALENDAR, at

CASE = CaseFile(
    id="01939f00-0000-7000-8000-000000000001",
    receipt_no="QP02-20261124-0014-M",
    query_code="123456",
    site="QP02",
    window="1",
    near="qingpu",
    home="wujiang",
    item="YB-0021",
    item_name="异地就医备案",
    variant_code="WJ-21",
    department="吴江区示例局",
    applicant=Person("张示例", DocumentKind.RESIDENT_ID, "31011819900101001X"),
    evidence=IdentityEvidence(Strength.CHIP, at(1, 5), "SAM"),
    agent=None,
    form={},
    met=(),
    state=State.DRAFT,
    clocks=(),
    limits=Limits(promised=5, statutory=20),
    clerk="QP0201",
    opened_at=at(1, 5),
    received_at=at(1, 5),
    consent_at=at(1, 5),
    changed_at=at(1, 5),
)


def test_a_receipt_moves_the_state_and_starts_the_clock_together() -> None:
    received = happen(CASE, Event.RECEIVE, Actor.CLERK, at(1, 5))
    assert received.state is State.RECEIVED
    running = current(received.clocks)
    assert running is not None
    assert (running.kind, running.started) == (ClockKind.ACCEPTANCE, at(1, 5))
    assert received.changed_at == at(1, 5)


def test_what_cannot_happen_changes_nothing() -> None:
    with pytest.raises(Refused) as refused:
        happen(CASE, Event.ACCEPT, Actor.CLERK, at(1, 6))
    assert refused.value.fault.code == "C-01"


def test_an_answered_point_of_a_correction_is_no_longer_open() -> None:
    points = (CorrectionAsked("articles", "缺第 3 页", answered=True), CorrectionAsked("form", "未签字"))
    assert replace(CASE, corrections=points).open_corrections == points[1:]


@given(st.data())
def test_on_every_way_through_the_table_clocks_fit_the_state(data: st.DataObject) -> None:
    case, now = CASE, at(1, 5)
    for _ in range(25):
        offered = [(event, actor) for actor in Actor for event in possible(case.state, actor)]
        if not offered:
            break
        event, actor = data.draw(st.sampled_from(offered))
        now += timedelta(days=data.draw(st.integers(0, 10)))
        case = happen(case, event, actor, now)
        assert case.changed_at == now
        assert [c.elapsed(CALENDAR, now) >= 0 for c in case.clocks] == [True] * len(case.clocks)
        running = {clock.kind for clock in case.clocks if clock.ended is None}
        assert running == _expected(case.state)
    if case.state in {State.VOID, State.WITHDRAWN, State.ARCHIVED, State.CLOSED}:
        assert current(case.clocks) is None


def _expected(state: State) -> set[ClockKind]:
    """Which clocks run in a state."""
    by_state: Mapping[State, set[ClockKind]] = {
        State.RECEIVED: {ClockKind.ACCEPTANCE},
        State.TRANSFERRED: {ClockKind.ACCEPTANCE},
        State.CORRECTION: {ClockKind.ACCEPTANCE},
        State.ACCEPTED: {ClockKind.DECISION, ClockKind.STATUTORY},
        State.REVIEW: {ClockKind.DECISION, ClockKind.STATUTORY},
        State.SUSPENDED: {ClockKind.DECISION, ClockKind.STATUTORY},
        State.RETURNED: {ClockKind.DECISION, ClockKind.STATUTORY},
        State.FORWARDED: {ClockKind.DECISION, ClockKind.STATUTORY},
        State.DECIDED_YES: {ClockKind.DELIVERY},
        State.CERT_MAKING: {ClockKind.DELIVERY},
    }
    return by_state.get(state, set())


def test_a_correction_stops_the_clock_and_the_answer_resumes_it() -> None:
    case = CASE
    for event, actor, day in (
        (Event.RECEIVE, Actor.CLERK, 5),
        (Event.TRANSFER, Actor.SYSTEM, 5),
        (Event.ASK_CORRECTION, Actor.HOME, 7),
    ):
        case = happen(case, event, actor, at(1, day))
    stopped = latest(case.clocks, ClockKind.ACCEPTANCE)
    assert stopped is not None
    assert stopped.is_stopped
    case = happen(case, Event.CORRECT, Actor.CLERK, at(1, 19))
    resumed = latest(case.clocks, ClockKind.ACCEPTANCE)
    assert resumed is not None
    assert resumed.elapsed(CALENDAR, at(1, 19)) == 2
