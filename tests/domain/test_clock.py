from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.china_time import day_of
from clerk.domain.clock import Clock, ClockKind, Phase
from clerk.domain.faults import Refused
from clerk.domain.working_days import WorkingCalendar
from tests.domain.calendars import CALENDAR, at, year

TUESDAY = at(11, 24)
FIVE_DAYS = Clock(ClockKind.ACCEPTANCE, TUESDAY, 5)


def test_five_days_from_a_tuesday_end_on_the_next_tuesday() -> None:
    assert FIVE_DAYS.due(CALENDAR) == date(2026, 12, 1)


def test_the_day_of_receipt_is_day_zero() -> None:
    assert [FIVE_DAYS.elapsed(CALENDAR, at(11, day)) for day in range(24, 30)] == [0, 1, 2, 3, 3, 3]


def test_a_holiday_does_not_count() -> None:
    clock = Clock(ClockKind.ACCEPTANCE, at(9, 29), 5)
    assert clock.due(CALENDAR) == date(2026, 10, 12)


def test_a_clock_is_overdue_on_the_day_after_its_last_and_not_before() -> None:
    assert FIVE_DAYS.state(CALENDAR, at(12, 1, 23)).phase is Phase.RUNNING
    assert FIVE_DAYS.state(CALENDAR, at(12, 2, 0)).phase is Phase.OVERDUE


def test_a_clock_whose_last_day_was_a_friday_is_overdue_on_saturday() -> None:
    clock = Clock(ClockKind.ACCEPTANCE, at(11, 20), 5)
    assert clock.due(CALENDAR) == date(2026, 11, 27)
    state = clock.state(CALENDAR, at(11, 28))
    assert (state.phase, state.elapsed, state.percent) == (Phase.OVERDUE, 5, 100)


def test_percent_tells_how_much_is_used() -> None:
    assert [FIVE_DAYS.state(CALENDAR, at(11, d)).percent for d in (24, 25, 26, 27)] == [0, 20, 40, 60]
    assert FIVE_DAYS.state(CALENDAR, at(12, 3)).percent == 140


def test_a_stopped_clock_keeps_its_days_and_has_no_due_date() -> None:
    stopped = FIVE_DAYS.stop(at(11, 26))
    assert stopped.due(CALENDAR) is None
    state = stopped.state(CALENDAR, at(12, 20))
    assert (state.phase, state.elapsed, state.late) == (Phase.STOPPED, 2, False)


def test_a_resumed_clock_goes_on_with_the_next_working_day() -> None:
    resumed = FIVE_DAYS.stop(at(11, 26)).resume(at(12, 8))
    assert resumed.elapsed(CALENDAR, at(12, 8)) == 2
    assert resumed.due(CALENDAR) == date(2026, 12, 11)


def test_a_clock_stopped_on_its_last_day_is_due_on_the_day_it_resumes() -> None:
    stopped = FIVE_DAYS.stop(at(12, 1))
    assert not stopped.state(CALENDAR, at(12, 20)).late
    assert stopped.resume(at(12, 8)).due(CALENDAR) == date(2026, 12, 8)
    assert stopped.resume(at(12, 5)).due(CALENDAR) == date(2026, 12, 7), "a Saturday gives the Monday"


def test_a_clock_that_stopped_too_late_stays_late() -> None:
    stopped = FIVE_DAYS.stop(at(12, 3))
    assert stopped.due(CALENDAR) == date(2026, 12, 1)
    assert stopped.state(CALENDAR, at(12, 20)).phase is Phase.OVERDUE


def test_an_extension_adds_working_days() -> None:
    assert FIVE_DAYS.extend(10).due(CALENDAR) == date(2026, 12, 15)
    assert FIVE_DAYS.extend(10).total == 15


def test_an_ended_clock_counts_no_more_and_remembers_whether_it_was_late() -> None:
    in_time, late = FIVE_DAYS.end(at(12, 1)), FIVE_DAYS.end(at(12, 2))
    assert in_time.state(CALENDAR, at(12, 30)).phase is Phase.ENDED
    assert in_time.elapsed(CALENDAR, at(12, 30)) == 5
    assert not in_time.state(CALENDAR, at(12, 30)).late
    assert late.state(CALENDAR, at(12, 30)).late


def test_on_the_spot_means_today() -> None:
    clock = Clock(ClockKind.DECISION, TUESDAY, 0)
    assert clock.due(CALENDAR) == date(2026, 11, 24)
    assert clock.state(CALENDAR, TUESDAY).phase is Phase.RUNNING
    assert clock.state(CALENDAR, at(11, 25)).phase is Phase.OVERDUE


def test_the_state_of_a_clock_needs_no_calendar_of_its_due_date() -> None:
    calendar = WorkingCalendar.of([year(2026)])
    clock = Clock(ClockKind.DECISION, at(12, 20), 20)
    assert clock.state(calendar, at(12, 30)).phase is Phase.RUNNING
    with pytest.raises(Refused) as refused:
        clock.due(calendar)
    assert refused.value.fault.code == "K-01"


@pytest.mark.parametrize(
    ("clock", "change", "code"),
    [
        (FIVE_DAYS.end(TUESDAY), lambda c: c.stop(at(11, 25)), "K-03"),
        (FIVE_DAYS.end(TUESDAY), lambda c: c.end(at(11, 25)), "K-03"),
        (FIVE_DAYS.end(TUESDAY), lambda c: c.extend(10), "K-03"),
        (FIVE_DAYS.stop(TUESDAY), lambda c: c.stop(at(11, 25)), "K-04"),
        (FIVE_DAYS, lambda c: c.resume(at(11, 25)), "K-05"),
        (FIVE_DAYS, lambda c: c.stop(at(11, 23)), "K-06"),
        (FIVE_DAYS.stop(at(11, 26)), lambda c: c.resume(at(11, 25)), "K-06"),
        (FIVE_DAYS.stop(at(11, 26)).resume(at(11, 27)), lambda c: c.end(at(11, 26)), "K-06"),
    ],
)
def test_a_change_that_cannot_be_is_refused(clock: Clock, change, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(clock)
    assert refused.value.fault.code == code


def test_limits_and_moments_that_make_no_sense_are_mistakes_of_the_program() -> None:
    with pytest.raises(ValueError, match="negative"):
        Clock(ClockKind.DECISION, TUESDAY, -1)
    with pytest.raises(ValueError, match="time zone"):
        Clock(ClockKind.DECISION, datetime(2026, 11, 24), 5)  # noqa: DTZ001
    with pytest.raises(ValueError, match="adds"):
        FIVE_DAYS.extend(0)


# -- rules that hold for every clock ---------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.sampled_from(["stop", "resume", "extend"]), st.integers(0, 12), st.integers(0, 23)),
    max_size=6,
)
CLOCKS = st.builds(
    lambda day, hour, allowed: Clock(ClockKind.DECISION, at(1, 1, hour) + timedelta(days=day), allowed),
    st.integers(0, 300),
    st.integers(0, 23),
    st.integers(0, 30),
)


def _walk(clock: Clock, steps: list[tuple[str, int, int]]) -> list[tuple[Clock, Clock, datetime]]:
    """Clock before, clock after and moment of every step that is possible."""
    pairs, now = [], clock.started
    for name, days, hours in steps:
        now += timedelta(days=days, hours=hours)
        match name:
            case "stop" if not clock.is_stopped:
                after = clock.stop(now)
            case "resume" if clock.is_stopped:
                after = clock.resume(now)
            case "extend":
                after = clock.extend(10)
            case _:
                continue
        pairs.append((clock, after, now))
        clock = after
    return pairs


@given(CLOCKS, STEPS, st.lists(st.integers(0, 200), min_size=2, max_size=8).map(sorted))
def test_elapsed_days_never_go_back_while_time_goes_on(clock: Clock, steps: list, days: list[int]) -> None:
    last = _walk(clock, steps)[-1][1] if _walk(clock, steps) else clock
    counted = [last.elapsed(CALENDAR, clock.started + timedelta(days=d)) for d in days]
    assert counted == sorted(counted)
    assert counted[0] >= 0


@given(CLOCKS, STEPS)
def test_no_change_takes_elapsed_days_away(clock: Clock, steps: list) -> None:
    for before, after, now in _walk(clock, steps):
        assert after.elapsed(CALENDAR, now) == before.elapsed(CALENDAR, now)


@given(CLOCKS, STEPS)
def test_a_due_date_only_moves_later(clock: Clock, steps: list) -> None:
    known = clock.due(CALENDAR)
    assert known is not None
    for _, after, _ in _walk(clock, steps):
        due = after.due(CALENDAR)
        if due is not None:
            assert due >= known
            known = due


@given(CLOCKS, STEPS, st.integers(0, 200))
def test_a_clock_is_late_exactly_when_its_due_date_has_passed(clock: Clock, steps: list, days: int) -> None:
    walked = _walk(clock, steps)
    last = walked[-1][1] if walked else clock
    now = last.latest + timedelta(days=days)
    due = last.due(CALENDAR)
    assert last.state(CALENDAR, now).late is (due is not None and due < day_of(now))
    assert last.end(now).state(CALENDAR, now + timedelta(days=30)).late is last.state(CALENDAR, now).late


@given(CLOCKS, STEPS, st.booleans())
def test_a_clock_comes_back_from_plain_data(clock: Clock, steps: list, ended: bool) -> None:
    walked = _walk(clock, steps)
    last = walked[-1][1] if walked else clock
    if ended:
        last = last.end(last.latest)
    assert Clock.from_dict(last.as_dict()) == last


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "tea_break"},
        {"started": "yesterday"},
        {"started": "2026-11-24T10:00:00"},
        {"stops": [["2026-11-24T10:00:00+08:00"]]},
        {"stops": [1]},
        {"allowed": -1},
        {"allowed": "5"},
        {"ended": 7},
    ],
)
def test_data_that_is_no_clock_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        Clock.from_dict({**FIVE_DAYS.as_dict(), **broken})
    assert refused.value.fault.code == "K-07"


def test_a_clock_is_a_value() -> None:
    assert replace(FIVE_DAYS) == FIVE_DAYS
    assert FIVE_DAYS.stop(TUESDAY) != FIVE_DAYS
