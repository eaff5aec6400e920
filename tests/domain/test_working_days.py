import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.calendar_files import SHIPPED, load_calendar
from clerk.domain.faults import Refused
from clerk.domain.working_days import HolidayYear, WorkingCalendar
from tests.domain.calendars import CALENDAR, year

DAYS = st.dates(date(2026, 1, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 5), False),
        (date(2026, 10, 10), True),
        (date(2026, 9, 20), True),
    ],
)
def test_holidays_are_free_and_make_up_days_are_worked(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_day_one_is_the_working_day_after() -> None:
    assert CALENDAR.after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.after(date(2026, 10, 3), 0) == date(2026, 10, 3)


@given(DAYS, st.integers(0, 60))
def test_counting_forward_and_counting_between_agree(day: date, count: int) -> None:
    due = CALENDAR.after(day, count)
    assert CALENDAR.working_days(day, due) == count
    if count:
        assert CALENDAR.is_working(due)


def test_nothing_is_computed_past_the_last_loaded_year() -> None:
    with pytest.raises(Refused) as refused:
        CALENDAR.after(date(2028, 12, 28), 5)
    assert refused.value.fault.code == "K-01"
    assert refused.value.fault.details == {"year": "2029", "last": "2028"}


def test_a_missing_year_in_between_is_not_jumped_over() -> None:
    with pytest.raises(Refused):
        WorkingCalendar.of([year(2026), year(2028)]).after(date(2026, 12, 30), 10)


def test_a_calendar_without_years_computes_nothing() -> None:
    empty = WorkingCalendar.of([])
    assert empty.last_year is None
    with pytest.raises(Refused):
        empty.is_working(date(2026, 1, 1))


def test_counting_backward_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.after(date(2026, 1, 5), -1)


@pytest.mark.parametrize(
    ("days_off", "make_up"),
    [
        ({date(2025, 12, 31)}, set()),
        ({date(2026, 1, 4)}, {date(2026, 1, 4)}),
        (set(), {date(2026, 1, 5)}),
    ],
)
def test_a_year_that_contradicts_itself_is_refused(days_off: set[date], make_up: set[date]) -> None:
    with pytest.raises(Refused) as refused:
        year(2026, days_off, make_up)
    assert refused.value.fault.code == "K-02"


def test_a_year_given_twice_is_refused() -> None:
    with pytest.raises(Refused):
        WorkingCalendar.of([year(2026), year(2026)])


@pytest.mark.parametrize(
    "text",
    [
        "verified = true",
        "year = 2026",
        "year = 2026\ndays_off = []",
        "year = true\ndays_off = []\nmake_up_days = []",
        'year = 2026\nverified = "yes"\ndays_off = []\nmake_up_days = []',
        'year = 2026\ndays_off = ["2026-01-01"]\nmake_up_days = []',
        "year = 2026\ndays_off = [[2026-01-03, 2026-01-01]]\nmake_up_days = []",
    ],
)
def test_a_holiday_file_with_wrong_values_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        HolidayYear.from_mapping(tomllib.loads(text))
    assert refused.value.fault.code == "K-02"


def test_a_holiday_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "2026.toml").write_bytes(b"year = \xff")
    with pytest.raises(Refused) as refused:
        load_calendar(tmp_path)
    assert (refused.value.fault.code, refused.value.fault.details) == ("K-09", {"file": "2026.toml"})


def test_the_shipped_years_load_and_say_that_they_are_not_verified() -> None:
    calendar = load_calendar()
    assert [y.year for y in calendar.years] == [2026, 2027]
    assert not any(y.verified for y in calendar.years)
    assert all("待核实" in y.source for y in calendar.years)
    assert not calendar.is_verified(date(2026, 1, 1), date(2026, 1, 2))
    assert [p.stem for p in sorted(SHIPPED.glob("*.toml"))] == ["2026", "2027"]


def test_the_shipped_2026_has_nine_free_days_at_spring_festival() -> None:
    calendar = load_calendar()
    free = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]
    assert not any(calendar.is_working(day) for day in free)
    assert calendar.is_working(date(2026, 2, 14))
    assert calendar.is_working(date(2026, 2, 24))


def test_a_span_is_verified_only_when_every_year_of_it_is() -> None:
    unverified = HolidayYear(2027, frozenset(), frozenset(), verified=False)
    calendar = WorkingCalendar.of([year(2026), unverified])
    assert calendar.is_verified(date(2026, 1, 1), date(2026, 12, 31))
    assert not calendar.is_verified(date(2026, 12, 1), date(2027, 1, 1))
    assert not calendar.is_verified(date(2028, 1, 1), date(2028, 1, 1))
