from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, Event, State, possible
from clerk.domain.deliveries import DeliveryState
from clerk.domain.faults import Refused
from clerk.domain.warnings import (
    Colour,
    WatchedCase,
    WatchedDelivery,
    warnings_of,
    warnings_of_case,
    warnings_of_delivery,
)
from clerk.domain.working_days import WorkingCalendar
from clerk.warning_files import load_warning_rules
from tests.domain.calendars import CALENDAR, at
from tests.domain.test_case_file import CASE

RULES = load_warning_rules()
RECEIVED = happen(CASE, Event.RECEIVE, Actor.CLERK, at(1, 5))
"""On a Monday: its five working days end on Monday the 12th."""
TRANSFERRED = happen(RECEIVED, Event.TRANSFER, Actor.SYSTEM, at(1, 5))


def watched(case: CaseFile, *deferred: date) -> WatchedCase:
    return WatchedCase(case.id, case.state, case.clocks, case.deemed, deferred)


def codes(case: WatchedCase, now: datetime) -> set[tuple[str, str]]:
    return {(w.rule, w.colour.value) for w in warnings_of_case(case, RULES, CALENDAR, now)}


def test_half_the_time_without_an_acknowledgement_is_yellow() -> None:
    assert codes(watched(RECEIVED), at(1, 7)) == set()
    assert codes(watched(RECEIVED), at(1, 8)) == {("acceptance-half", "yellow")}
    assert codes(watched(TRANSFERRED), at(1, 8)) == set()


def test_the_fourth_day_is_orange_acknowledged_or_not() -> None:
    assert ("acceptance-day-4", "orange") in codes(watched(RECEIVED), at(1, 9))
    assert codes(watched(TRANSFERRED), at(1, 9)) == {("acceptance-day-4", "orange")}


def test_silence_through_the_last_day_is_red_until_the_department_moves() -> None:
    assert ("acceptance-deemed", "red") not in codes(watched(TRANSFERRED), at(1, 12, 23))
    assert ("acceptance-deemed", "red") in codes(watched(TRANSFERRED), at(1, 13, 0))
    accepted = replace(happen(TRANSFERRED, Event.ACCEPT, Actor.SYSTEM, at(1, 13)), deemed=True)
    assert ("acceptance-deemed", "red") in codes(watched(accepted), at(1, 13))
    reviewed = happen(accepted, Event.BEGIN_REVIEW, Actor.HOME, at(1, 14))
    assert codes(watched(reviewed), at(1, 14)) == set()


def test_what_never_arrived_is_not_said_to_be_accepted_by_silence() -> None:
    warned = codes(watched(RECEIVED), at(1, 13, 0))
    assert ("acceptance-unsent", "red") in warned
    assert ("acceptance-deemed", "red") not in warned


def test_the_promise_warns_at_70_and_90_percent_and_when_it_has_passed() -> None:
    twenty = replace(TRANSFERRED, limits=replace(TRANSFERRED.limits, promised=20))
    case = watched(happen(twenty, Event.ACCEPT, Actor.HOME, at(1, 5)))
    by_day = {day: codes(case, at(1, 5) + timedelta(days=day)) for day in (17, 18, 23, 24, 28)}
    assert by_day[17] == set()
    assert by_day[18] == {("promise-70", "yellow")}
    assert by_day[23] == {("promise-70", "yellow")}
    assert by_day[24] == {("promise-70", "yellow"), ("promise-90", "orange")}
    assert ("promise-passed", "red") in codes(case, at(2, 3))


def test_a_matter_done_on_the_spot_warns_only_when_the_day_is_over() -> None:
    spot = replace(TRANSFERRED, limits=replace(TRANSFERRED.limits, promised=0))
    case = watched(happen(spot, Event.ACCEPT, Actor.HOME, at(1, 6)))
    assert codes(case, at(1, 6, 17)) == set()
    assert ("promise-passed", "red") in codes(case, at(1, 7))


def test_a_later_material_is_warned_of_on_the_last_working_day_before_it_is_due() -> None:
    reviewed = happen(
        happen(TRANSFERRED, Event.ACCEPT, Actor.HOME, at(1, 6)), Event.BEGIN_REVIEW, Actor.HOME, at(1, 6)
    )
    case = replace(watched(reviewed, date(2026, 1, 19)), clocks=())
    assert codes(case, at(1, 15)) == set()
    assert codes(case, at(1, 16)) == {("deferred-eve", "orange")}  # a Friday; due on Monday
    assert codes(case, at(1, 19, 23)) == {("deferred-eve", "orange")}
    assert ("deferred-passed", "red") in codes(case, at(1, 20, 0))


def test_a_delivery_warns_after_thirty_minutes_and_an_unknown_outcome_after_sixty() -> None:
    waiting = WatchedDelivery("d", DeliveryState.WAITING, at(1, 5))
    assert not warnings_of_delivery(waiting, RULES, at(1, 5) + timedelta(minutes=29, seconds=59))
    (warned,) = warnings_of_delivery(waiting, RULES, at(1, 5) + timedelta(minutes=30))
    assert (warned.subject, warned.rule, warned.colour) == ("d", "relay-30", Colour.ORANGE)
    unknown = replace(waiting, state=DeliveryState.UNKNOWN, began=at(1, 5, 11))
    later = at(1, 5, 11) + timedelta(minutes=60)
    assert {w.rule for w in warnings_of_delivery(unknown, RULES, later)} == {"relay-30", "outcome-60"}
    for state in DeliveryState:
        if state.settled:
            assert not warnings_of_delivery(replace(waiting, state=state), RULES, at(6, 1))


def test_a_year_that_is_not_loaded_is_said_and_not_guessed() -> None:
    with pytest.raises(Refused) as refused:
        warnings_of_case(watched(RECEIVED), RULES, WorkingCalendar(()), at(1, 8))
    assert refused.value.fault.code == "K-01"


WAYS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 9 * 24)), max_size=12)
DELIVERY_STATES = st.sampled_from(list(DeliveryState))


def walked(steps: list[tuple[int, int]]) -> tuple[CaseFile, datetime]:
    """A case that went some way through the table, and the moment of its last step."""
    case, now = RECEIVED, at(1, 5)
    for choice, hours in steps:
        offered = [(event, actor) for actor in Actor for event in possible(case.state, actor)]
        offered = [o for o in offered if o[0] not in {Event.VOID, Event.WITHDRAW}] or offered
        if not offered:
            break
        now += timedelta(hours=hours)
        case = happen(case, *offered[choice % len(offered)], now)
    return case, now


@given(WAYS, st.booleans(), DELIVERY_STATES, st.integers(0, 90 * 24 * 60), st.integers(0, 90 * 24 * 60))
def test_the_later_it_is_the_more_is_warned_of(
    steps: list[tuple[int, int]], deemed: bool, state: DeliveryState, one: int, other: int
) -> None:
    case, since = walked(steps)
    facts = replace(watched(case, date(2026, 2, 2)), deemed=deemed)
    delivery = WatchedDelivery("d", state, since)
    earlier, later = (
        warnings_of(facts, [delivery], RULES, CALENDAR, since + timedelta(minutes=minutes))
        for minutes in sorted((one, other))
    )
    assert earlier <= later


@given(WAYS, st.integers(0, 300))
def test_a_clock_that_stands_warns_of_nothing_however_long_it_stands(
    steps: list[tuple[int, int]], days: int
) -> None:
    case, now = walked(steps)
    if all(clock.is_stopped for clock in case.clocks if clock.ended is None):
        assert codes(watched(case), now + timedelta(days=days)) == set()


@given(WAYS, st.sampled_from([Event.VOID, Event.WITHDRAW]), st.integers(0, 300))
def test_nothing_is_warned_of_after_the_case_has_ended(
    steps: list[tuple[int, int]], event: Event, days: int
) -> None:
    case, now = walked(steps)
    actor = Actor.SUPERVISOR if event is Event.VOID else Actor.APPLICANT
    if event in possible(case.state, actor):
        case = happen(case, event, actor, now)
    if case.state in {State.VOID, State.WITHDRAWN, State.CLOSED, State.ARCHIVED}:
        gone = WatchedDelivery("d", DeliveryState.VOIDED, now)
        facts = replace(watched(case, date(2026, 2, 2)), deemed=True)
        assert warnings_of(facts, [gone], RULES, CALENDAR, now + timedelta(days=days)) == frozenset()


def test_a_stopped_clock_goes_on_where_it_stood() -> None:
    asked = happen(TRANSFERRED, Event.ASK_CORRECTION, Actor.HOME, at(1, 9))
    assert codes(watched(asked), at(3, 9)) == set()
    answered = happen(asked, Event.CORRECT, Actor.CLERK, at(3, 9))
    assert codes(watched(answered), at(3, 9)) == {("acceptance-day-4", "orange")}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[rule]\n", "warnings.toml"),
        ("day = 1\npercent = 2\n", "one way"),
        ("minutes = 4\n", "not counted"),
        ("day = 1\nescalates = 'nobody'\n", "escalates"),
        ("day = 1\nwhen = 3\n", "when"),
        ("day = 1\nacknowledged = true\nunacknowledged = true\n", "acknowledged"),
        ("day = -1\n", "day"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "warnings.toml"
    words = "zh = '甲'\nen = 'a'\ndo_zh = '乙'\ndo_en = 'b'\n"
    whole = f"[[rule]]\ncode = 'x'\nwatch = 'promise'\ncolour = 'red'\n{words}{text}"
    path.write_text(text if text.startswith("[[") else whole, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_warning_rules(path)
    assert caught.value.fault.code == "G-10"
    assert what in " ".join(caught.value.fault.details.values())


def test_no_shipped_rule_claims_to_be_verified() -> None:
    assert not any(rule.verified for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)
