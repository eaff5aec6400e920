"""What a home department's news does to a case: in order, out of order, twice, or told only in part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.delivery.news import apply_news, way_to
from clerk.delivery.parked import pack, unpack
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, Event, State, after, possible
from clerk.ports import CorrectionPoint, News
from tests.delivery.desk import START, draft_case

HOME_EVENTS = [
    e for e in Event if e not in {Event.RECEIVE, Event.CORRECT, Event.WITHDRAW, Event.VOID, Event.REOPEN}
]


def news(event: Event, number: str = "n1", **fields: object) -> News:
    """News of a case."""
    return replace(News(number, "R-1", "WJ-1", event, START), **fields)  # type: ignore[arg-type]


def received() -> CaseFile:
    """A case with its receipt."""
    return happen(draft_case(START, receipt_no="R-1"), Event.RECEIVE, Actor.CLERK, START)


def test_acceptance_told_before_our_own_note_of_the_transfer_is_both() -> None:
    applied = apply_news(received(), news(Event.ACCEPT, document_no="受字1号"), START)
    assert applied is not None
    assert (applied.case.state, applied.inferred) == (State.ACCEPTED, (Event.TRANSFER,))
    assert (applied.case.acceptance_document, applied.case.accepted_at) == ("受字1号", START)
    assert applied.case.home_case_no == "WJ-1"


def test_a_grant_told_alone_fills_in_acceptance_and_review_and_says_so() -> None:
    applied = apply_news(received(), news(Event.GRANT, licence_no="L-1", licence_name="营业执照"), START)
    assert applied is not None
    assert applied.case.state is State.DECIDED_YES
    assert applied.inferred == (Event.TRANSFER, Event.ACCEPT, Event.BEGIN_REVIEW)
    assert (applied.case.licence_no, applied.case.licence_name) == ("L-1", "营业执照")


def test_a_correction_asked_carries_its_points() -> None:
    points = (CorrectionPoint("m1", "章程缺第三页"), CorrectionPoint("m2", "签名不清"))
    applied = apply_news(received(), news(Event.ASK_CORRECTION, corrections=points), START)
    assert applied is not None
    assert applied.case.state is State.CORRECTION
    assert [(c.material, c.words, c.answered) for c in applied.case.corrections] == [
        ("m1", "章程缺第三页", False),
        ("m2", "签名不清", False),
    ]


def test_acceptance_while_a_correction_is_open_does_not_fit() -> None:
    asked = apply_news(received(), news(Event.ASK_CORRECTION), START)
    assert asked is not None
    assert apply_news(asked.case, news(Event.ACCEPT), START) is None


def test_no_decision_is_ever_inferred() -> None:
    assert apply_news(received(), news(Event.MAKE_LICENCE), START) is None
    assert way_to(State.REVIEW, Event.MAKE_LICENCE) is None


def test_a_notice_that_comes_after_acceptance_by_silence_adds_its_number_and_moves_no_date() -> None:
    transferred = happen(received(), Event.TRANSFER, Actor.SYSTEM, START)
    silent = replace(happen(transferred, Event.ACCEPT, Actor.SYSTEM, START), deemed=True, accepted_at=START)
    late = news(Event.ACCEPT, document_no="受字2号", at=START + timedelta(days=9))
    applied = apply_news(silent, late, START)
    assert applied is not None
    assert applied.confirmed
    assert (applied.case.state, applied.case.accepted_at) == (State.ACCEPTED, START)
    assert applied.case.acceptance_document == "受字2号"


@pytest.mark.parametrize("event", [Event.VOID, Event.WITHDRAW])
def test_news_of_a_case_that_ended_here_is_kept_for_a_person(event: Event) -> None:
    actor = Actor.SUPERVISOR if event is Event.VOID else Actor.APPLICANT
    ended = happen(received(), event, actor, START)
    assert apply_news(ended, news(Event.ACCEPT), START) is None


@given(events=st.lists(st.sampled_from(HOME_EVENTS), max_size=12))
def test_no_news_in_any_order_leaves_the_table(events: list[Event]) -> None:
    case = received()
    for number, event in enumerate(events):
        applied = apply_news(case, news(event, f"n{number}"), START + timedelta(minutes=number))
        if applied is None:
            continue
        state = case.state
        for step in applied.inferred:
            assert step in {Event.TRANSFER, Event.ACCEPT, Event.BEGIN_REVIEW, Event.RESUME}
            state = after(state, step, Actor.SYSTEM if step is Event.TRANSFER else Actor.HOME)
        if applied.confirmed:
            assert applied.case.state is case.state
        else:
            actor = Actor.SYSTEM if event is Event.TRANSFER else Actor.HOME
            assert event in possible(state, actor)
            assert applied.case.state is after(state, event, actor)
        case = applied.case


@given(state=st.sampled_from(list(State)), event=st.sampled_from(HOME_EVENTS))
def test_the_way_to_an_event_ends_where_the_event_is_possible(state: State, event: Event) -> None:
    way = way_to(state, event)
    if way is None:
        assert event not in possible(state, Actor.HOME)
        return
    for step, actor in way:
        state = after(state, step, actor)
    assert event in possible(state, Actor.SYSTEM if event is Event.TRANSFER else Actor.HOME)


def test_parked_news_comes_back_as_it_was() -> None:
    full = news(
        Event.ASK_CORRECTION,
        words="请补正",
        official="示例·李",
        document_no="补字1号",
        corrections=(CorrectionPoint("m1", "缺页"),),
        promised_until=START + timedelta(days=3),
        licence_name="营业执照",
        licence_no="L-1",
    )
    assert unpack(pack(full)) == full
