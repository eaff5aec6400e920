import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.cases import (
    TRANSITIONS,
    Actor,
    ClockEffect,
    Event,
    Holder,
    State,
    after,
    holder,
    possible,
    transition,
)
from clerk.domain.faults import Refused

ENDED = {State.VOID, State.WITHDRAWN, State.ARCHIVED}
TABLE = {
    (source, row.event, actor): source if row.target is None else row.target
    for row in TRANSITIONS
    for source in row.sources
    for actor in row.actors
}


def test_there_are_twenty_one_states_and_fifteen_transitions() -> None:
    assert len(State) == 21
    assert {row.number for row in TRANSITIONS} == set(range(1, 16))


def test_no_two_rows_answer_the_same_event_of_the_same_actor() -> None:
    entries = [(s, row.event, a) for row in TRANSITIONS for s in row.sources for a in row.actors]
    assert len(entries) == len(set(entries))


def test_every_event_stands_in_the_table() -> None:
    assert {row.event for row in TRANSITIONS} == set(Event)


def test_every_state_can_be_reached_from_a_draft_or_from_an_application_filed_online() -> None:
    reached = {State.DRAFT, State.PRE_REVIEW}
    while True:
        further = reached | {target for (source, _, _), target in TABLE.items() if source in reached}
        if further == reached:
            break
        reached = further
    assert reached == set(State)


@given(st.sampled_from([State.DRAFT, State.PRE_REVIEW]), st.data())
def test_no_sequence_of_events_leaves_the_table(state: State, data: st.DataObject) -> None:
    for _ in range(30):
        event, actor = data.draw(st.sampled_from(Event)), data.draw(st.sampled_from(Actor))
        expected = TABLE.get((state, event, actor))
        if expected is None:
            with pytest.raises(Refused) as refused:
                after(state, event, actor)
            assert refused.value.fault.code == "C-01"
            assert refused.value.fault.details == {"state": state.value, "event": event.value}
        else:
            state = after(state, event, actor)
            assert state is expected


@given(st.sampled_from(State), st.sampled_from(Actor))
def test_what_is_offered_is_exactly_what_is_possible(state: State, actor: Actor) -> None:
    offered = possible(state, actor)
    for event in Event:
        if event in offered:
            assert state in transition(state, event, actor).sources
        else:
            with pytest.raises(Refused):
                transition(state, event, actor)


@pytest.mark.parametrize("state", sorted(ENDED))
@pytest.mark.parametrize("actor", Actor)
def test_an_ended_case_accepts_nothing(state: State, actor: Actor) -> None:
    assert possible(state, actor) == ()


@pytest.mark.parametrize("state", sorted(set(State) - ENDED))
def test_only_a_supervisor_voids_and_can_do_so_until_the_case_has_ended(state: State) -> None:
    assert after(state, Event.VOID, Actor.SUPERVISOR) is State.VOID
    for actor in set(Actor) - {Actor.SUPERVISOR}:
        with pytest.raises(Refused):
            after(state, Event.VOID, actor)


@pytest.mark.parametrize("event", [Event.ACCEPT, Event.GRANT, Event.REFUSE, Event.REFUSE_ACCEPTANCE])
def test_a_clerk_never_accepts_or_decides(event: Event) -> None:
    """收件 is not 受理."""
    assert all(Actor.CLERK not in row.actors for row in TRANSITIONS if row.event is event)


def test_only_the_home_department_or_silence_accepts() -> None:
    (row,) = [row for row in TRANSITIONS if row.event is Event.ACCEPT]
    assert row.actors == {Actor.HOME, Actor.SYSTEM}
    assert row.target is State.ACCEPTED


def test_an_applicant_withdraws_before_the_decision_and_not_after() -> None:
    can = {row_state for (row_state, event, _), _ in TABLE.items() if event is Event.WITHDRAW}
    assert {State.DRAFT, State.RECEIVED, State.CORRECTION, State.REVIEW, State.SUSPENDED} <= can
    assert not can & {State.DECIDED_YES, State.DECIDED_NO, State.CERT_MAKING, State.DELIVERED, State.CLOSED}


def test_an_extension_leaves_the_state_and_moves_the_clock() -> None:
    row = transition(State.REVIEW, Event.EXTEND, Actor.HOME)
    assert (row.number, row.clock) == (10, ClockEffect.EXTEND)
    assert after(State.REVIEW, Event.EXTEND, Actor.HOME) is State.REVIEW


def test_the_straight_way_of_a_case_leads_to_the_archive() -> None:
    state = State.DRAFT
    for event, actor in (
        (Event.RECEIVE, Actor.CLERK),
        (Event.TRANSFER, Actor.SYSTEM),
        (Event.ASK_CORRECTION, Actor.HOME),
        (Event.CORRECT, Actor.CLERK),
        (Event.ACCEPT, Actor.HOME),
        (Event.BEGIN_REVIEW, Actor.HOME),
        (Event.SUSPEND, Actor.HOME),
        (Event.RESUME, Actor.HOME),
        (Event.GRANT, Actor.HOME),
        (Event.MAKE_LICENCE, Actor.HOME),
        (Event.DELIVER, Actor.CLERK),
        (Event.ARCHIVE, Actor.CLERK),
    ):
        state = after(state, event, actor)
    assert state is State.ARCHIVED


@pytest.mark.parametrize(
    ("event", "effect"),
    [
        (Event.RECEIVE, ClockEffect.START_ACCEPTANCE),
        (Event.ASK_CORRECTION, ClockEffect.STOP),
        (Event.CORRECT, ClockEffect.RESUME),
        (Event.ACCEPT, ClockEffect.START_DECISION),
        (Event.SUSPEND, ClockEffect.STOP),
        (Event.RESUME, ClockEffect.RESUME),
        (Event.GRANT, ClockEffect.START_DELIVERY),
        (Event.DELIVER, ClockEffect.END),
        (Event.WITHDRAW, ClockEffect.END),
        (Event.VOID, ClockEffect.END),
    ],
)
def test_transitions_move_the_clock_as_the_law_says(event: Event, effect: ClockEffect) -> None:
    assert {row.clock for row in TRANSITIONS if row.event is event} == {effect}


@pytest.mark.parametrize("state", State)
def test_somebody_holds_every_case_until_it_is_over(state: State) -> None:
    assert (holder(state) is Holder.NOBODY) == (state in ENDED | {State.CLOSED})
