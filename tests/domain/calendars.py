"""Calendars and moments that several tests share."""

from datetime import date, datetime, timedelta

from clerk.domain.china_time import CHINA
from clerk.domain.working_days import HolidayYear, WorkingCalendar


def year(number: int, days_off: set[date] | None = None, make_up: set[date] | None = None) -> HolidayYear:
    """A verified year."""
    return HolidayYear(number, frozenset(days_off or ()), frozenset(make_up or ()), verified=True)


NATIONAL_DAY = {date(2026, 10, 1) + timedelta(days=n) for n in range(7)}
CALENDAR = WorkingCalendar.of(
    [
        year(2026, NATIONAL_DAY, {date(2026, 9, 20), date(2026, 10, 10)}),
        year(2027, {date(2027, 1, 1)}),
        year(2028),
    ]
)


def at(month: int, day: int, hour: int = 10, in_year: int = 2026) -> datetime:
    """A moment at the counter."""
    return datetime(in_year, month, day, hour, tzinfo=CHINA)
