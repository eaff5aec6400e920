from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.case_file import arrived, happen, held
from clerk.domain.cases import Actor, Event, Holder, possible
from clerk.domain.faults import Refused
from clerk.domain.holding import Holding, Spans
from tests.domain.calendars import at
from tests.domain.test_case_file import CASE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_each_of_the_four_is_charged_with_its_own_time() -> None:
    opened = at(1, 5)
    case = replace(CASE, opened_at=opened)
    for event, actor, after in (
        (Event.RECEIVE, Actor.CLERK, 3 * MINUTE),
        (Event.TRANSFER, Actor.SYSTEM, MINUTE),
        (Event.ASK_CORRECTION, Actor.HOME, 2 * DAY),
        (Event.CORRECT, Actor.CLERK, 5 * HOUR),
    ):
        opened += after
        case = happen(case, event, actor, opened)
    assert held(case).holder is Holder.LINE
    case = arrived(case, opened + 2 * HOUR)
    assert held(case).holder is Holder.REGION
    assert held(case).until(opened + 3 * HOUR) == Spans(
        citizen=5 * HOUR, clerk=3 * MINUTE, region=2 * DAY + HOUR, line=MINUTE + 2 * HOUR
    )


def test_a_report_of_the_hand_over_that_does_not_get_through_is_the_lines_time() -> None:
    case = CASE
    for event, actor in (
        (Event.RECEIVE, Actor.CLERK),
        (Event.TRANSFER, Actor.SYSTEM),
        (Event.ACCEPT, Actor.HOME),
        (Event.BEGIN_REVIEW, Actor.HOME),
        (Event.REFUSE, Actor.HOME),
        (Event.DELIVER, Actor.CLERK),
    ):
        case = happen(case, event, actor, at(1, 5))
    assert held(case).until(at(1, 6)).line == DAY
    assert held(arrived(case, at(1, 6))).holder is Holder.CLERK


def test_what_arrives_again_changes_nothing() -> None:
    case = happen(happen(CASE, Event.RECEIVE, Actor.CLERK, at(1, 5)), Event.TRANSFER, Actor.SYSTEM, at(1, 5))
    assert arrived(case, at(1, 9)) is case


def test_nobodys_time_is_not_counted() -> None:
    case = happen(CASE, Event.VOID, Actor.SUPERVISOR, at(1, 6))
    assert held(case).until(at(9, 1)) == held(case).before
    assert held(case).before.whole == DAY


def test_a_clock_that_was_turned_back_takes_no_time_away() -> None:
    case = happen(CASE, Event.RECEIVE, Actor.CLERK, at(1, 5, 11))
    back = happen(case, Event.TRANSFER, Actor.SYSTEM, at(1, 4))
    assert held(back).before == Spans(clerk=HOUR)
    assert held(back).until(at(1, 3)).whole == HOUR


@given(st.data())
def test_the_four_add_up_to_the_whole_time_of_the_case(data: st.DataObject) -> None:
    case, now, ended = CASE, CASE.opened_at, None
    for _ in range(25):
        offered = [(event, actor) for actor in Actor for event in possible(case.state, actor)]
        if not offered:
            break
        now += timedelta(microseconds=data.draw(st.integers(0, 10**13)))
        if data.draw(st.booleans()):
            case = arrived(case, now)
        case = happen(case, *data.draw(st.sampled_from(offered)), now)
        if ended is None and held(case).holder is Holder.NOBODY:
            ended = now
    later = now + timedelta(hours=data.draw(st.integers(0, 1000)))
    assert held(case).until(later).whole == (ended or later) - CASE.opened_at
    assert Holding.from_dict(held(case).as_dict()) == held(case)


@pytest.mark.parametrize(
    "wrong", [{}, {"begun": "x"}, {**Holding.begin(Holder.LINE, at(1, 5)).as_dict(), "holder": "?"}]
)
def test_data_that_holds_no_holding_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        Holding.from_dict(wrong)
    assert refused.value.fault.code == "K-07"
