from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain import clocks
from clerk.domain.cases import ClockEffect
from clerk.domain.clocks import Clock, ClockKind, Limits, apply_effect, deemed_accepted
from clerk.domain.faults import Refused
from tests.domain.calendars import CALENDAR, at

LIMITS = Limits(promised=5, statutory=20)


def _after(*effects: tuple[ClockEffect, int], limits: Limits = LIMITS) -> tuple[Clock, ...]:
    running: tuple[Clock, ...] = ()
    for effect, day in effects:
        running = apply_effect(running, effect, at(11, day), limits)
    return running


def test_a_receipt_starts_five_working_days() -> None:
    (clock,) = _after((ClockEffect.START_ACCEPTANCE, 2))
    assert (clock.kind, clock.allowed, clock.due(CALENDAR)) == (ClockKind.ACCEPTANCE, 5, date(2026, 11, 9))


def test_acceptance_ends_the_first_clock_and_starts_promise_and_law() -> None:
    running = _after((ClockEffect.START_ACCEPTANCE, 2), (ClockEffect.START_DECISION, 4))
    assert [(c.kind, c.ended is not None) for c in running] == [
        (ClockKind.ACCEPTANCE, True),
        (ClockKind.DECISION, False),
        (ClockKind.STATUTORY, False),
    ]
    assert clocks.current(running) == running[1]
    assert clocks.latest(running, ClockKind.ACCEPTANCE) == running[0]


def test_a_limit_that_is_not_published_starts_no_clock() -> None:
    running = _after((ClockEffect.START_ACCEPTANCE, 2), (ClockEffect.START_DECISION, 4), limits=Limits())
    assert clocks.current(running) is None
    assert clocks.latest(running, ClockKind.DECISION) is None


def test_a_special_procedure_stops_and_resumes_both_decision_clocks() -> None:
    stopped = _after((ClockEffect.START_DECISION, 2), (ClockEffect.STOP, 4))
    assert all(c.is_stopped for c in stopped)
    resumed = apply_effect(stopped, ClockEffect.RESUME, at(11, 10), LIMITS)
    assert not any(c.is_stopped for c in resumed)


def test_an_extension_adds_ten_days_to_promise_and_law() -> None:
    extended = _after((ClockEffect.START_DECISION, 2), (ClockEffect.EXTEND, 4))
    assert [c.total for c in extended] == [15, 30]


def test_a_decision_starts_ten_days_to_deliver() -> None:
    running = _after((ClockEffect.START_DECISION, 2), (ClockEffect.START_DELIVERY, 6))
    assert [(c.kind, c.allowed) for c in running if c.ended is None] == [(ClockKind.DELIVERY, 10)]


def test_the_end_ends_a_stopped_clock_too() -> None:
    ended = _after((ClockEffect.START_ACCEPTANCE, 2), (ClockEffect.STOP, 3), (ClockEffect.END, 5))
    assert all(c.ended is not None for c in ended)
    assert ended[0].elapsed(CALENDAR, at(11, 30)) == 1


def test_nothing_happens_to_clocks_without_an_effect() -> None:
    running = _after((ClockEffect.START_ACCEPTANCE, 2))
    assert apply_effect(running, ClockEffect.NONE, at(11, 9), LIMITS) == running


def test_a_clock_that_runs_is_not_started_again() -> None:
    with pytest.raises(Refused) as refused:
        _after((ClockEffect.START_ACCEPTANCE, 2), (ClockEffect.START_ACCEPTANCE, 3))
    assert refused.value.fault.code == "K-08"


def test_a_region_whose_clock_is_behind_cannot_turn_ours_back() -> None:
    running = _after((ClockEffect.START_ACCEPTANCE, 10), (ClockEffect.START_DECISION, 3))
    assert running[0].ended == at(11, 10)
    assert all(c.started == at(11, 10) for c in running[1:])


def test_five_working_days_of_silence_mean_acceptance_on_the_day_of_receipt() -> None:
    clock = Clock(ClockKind.ACCEPTANCE, at(11, 24), 5)
    assert deemed_accepted(clock, CALENDAR, at(12, 1, 23)) is None
    assert deemed_accepted(clock, CALENDAR, at(12, 2, 0)) == date(2026, 11, 24)


def test_an_answer_or_a_correction_in_time_is_no_silence() -> None:
    clock = Clock(ClockKind.ACCEPTANCE, at(11, 24), 5)
    assert deemed_accepted(clock.end(at(11, 30)), CALENDAR, at(12, 10)) is None
    assert deemed_accepted(clock.stop(at(12, 1)), CALENDAR, at(12, 10)) is None


def test_a_correction_asked_too_late_comes_after_acceptance_by_silence() -> None:
    clock = Clock(ClockKind.ACCEPTANCE, at(11, 24), 5).stop(at(12, 3))
    assert deemed_accepted(clock, CALENDAR, at(12, 10)) == date(2026, 11, 24)


def test_only_silence_on_acceptance_means_anything() -> None:
    assert deemed_accepted(Clock(ClockKind.DECISION, at(11, 2), 5), CALENDAR, at(12, 10)) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from([e for e in ClockEffect if e is not ClockEffect.START_ACCEPTANCE]),
            st.integers(-5, 20),
        ),
        max_size=12,
    )
)
def test_no_effect_ever_turns_a_clock_back(steps: list[tuple[ClockEffect, int]]) -> None:
    now = at(1, 5)
    running = apply_effect((), ClockEffect.START_ACCEPTANCE, now, LIMITS)
    far = at(12, 31, 23, 2027)
    for effect, days in steps:
        now += timedelta(days=days)
        try:
            after = apply_effect(running, effect, now, LIMITS)
        except Refused:
            assert effect in {ClockEffect.START_DECISION, ClockEffect.START_DELIVERY}
            continue
        assert len(after) >= len(running)
        for old, new in zip(running, after, strict=False):
            assert new.latest >= old.latest
            seen = max(now, old.latest)
            assert new.elapsed(CALENDAR, seen) == old.elapsed(CALENDAR, seen)
            assert new.elapsed(CALENDAR, far) >= new.elapsed(CALENDAR, seen)
        running = after


@given(st.builds(Limits, st.integers(0, 9), st.none() | st.integers(0, 60), st.none() | st.integers(0, 60)))
def test_limits_come_back_from_plain_data(limits: Limits) -> None:
    assert Limits.from_dict(limits.as_dict()) == limits


def test_data_that_holds_no_limits_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Limits.from_dict({"acceptance": "5"})
    assert refused.value.fault.code == "K-07"
