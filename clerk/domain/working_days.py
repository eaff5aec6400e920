"""工作日: the working-day calendar, one year of the State Council's list at a time.

Past the last loaded year nothing is computed: a due date that rests on a guess is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from clerk.domain.faults import Refused

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """放假调休安排 of one year: week days that are free, weekend days that are worked (调休)."""

    year: int
    days_off: frozenset[date]
    make_up_days: frozenset[date]
    verified: bool
    """False = 待核实: due dates that rest on it are shown as unverified."""
    source: str = ""

    def __post_init__(self) -> None:
        every = self.days_off | self.make_up_days
        foreign = [day.isoformat() for day in sorted(every) if day.year != self.year]
        both = [day.isoformat() for day in sorted(self.days_off & self.make_up_days)]
        idle = [day.isoformat() for day in sorted(self.make_up_days) if day.weekday() < _SATURDAY]
        if foreign or both or idle:
            raise Refused("K-02", year=str(self.year), days="、".join(foreign or both or idle))

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> HolidayYear:
        """The year in ``values`` as a TOML file gives it (``year``, ``verified``, ``source``, ``days_off``,
        ``make_up_days``; days are TOML dates or ``[first, last]`` pairs of them).

        Raises:
            Refused: ``K-02`` a value is missing, has the wrong type, or contradicts the others.
        """
        year = values.get("year")
        if not isinstance(year, int) or isinstance(year, bool):
            raise Refused("K-02", year="—", days="year")
        verified, source = values.get("verified", False), values.get("source", "")
        if not isinstance(verified, bool) or not isinstance(source, str):
            raise Refused("K-02", year=str(year), days="verified, source")
        days_off = _days(values.get("days_off"), year)
        return cls(year, days_off, _days(values.get("make_up_days"), year), verified, source)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The loaded years. All three regions share one calendar (待核实)."""

    years: tuple[HolidayYear, ...]

    @classmethod
    def of(cls, years: Iterable[HolidayYear]) -> WorkingCalendar:
        """The calendar made of ``years``, in order.

        Raises:
            Refused: ``K-02`` a year was given twice.
        """
        ordered = tuple(sorted(years, key=lambda y: y.year))
        for one, other in pairwise(ordered):
            if one.year == other.year:
                raise Refused("K-02", year=str(one.year), days=str(one.year))
        return cls(ordered)

    @property
    def last_year(self) -> int | None:
        """The last loaded year; None when none is loaded."""
        return self.years[-1].year if self.years else None

    def is_working(self, day: date) -> bool:
        """Whether offices work on ``day``.

        Raises:
            Refused: ``K-01`` its year is not loaded.
        """
        year = self._year(day)
        if day.weekday() < _SATURDAY:
            return day not in year.days_off
        return day in year.make_up_days

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; day 1 is the first working day after it, 0 is ``day``.

        Raises:
            Refused: ``K-01`` the count leaves the loaded years.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        while count:
            day += _ONE_DAY
            count -= self.is_working(day)
        return day

    def working_days(self, after: date, until: date) -> int:
        """Working days in the span that begins on the day after ``after`` and ends with ``until``.

        Raises:
            Refused: ``K-01`` the span leaves the loaded years.
        """
        return sum(self.is_working(after + _ONE_DAY * step) for step in range(1, (until - after).days + 1))

    def is_verified(self, first: date, last: date) -> bool:
        """Whether every year from ``first`` to ``last`` is loaded from a verified list."""
        verified = {year.year for year in self.years if year.verified}
        return all(year in verified for year in range(first.year, last.year + 1))

    def _year(self, day: date) -> HolidayYear:
        for year in self.years:
            if year.year == day.year:
                return year
        raise Refused("K-01", year=str(day.year), last=str(self.last_year or "—"))


def _days(values: object, year: int) -> frozenset[date]:
    if not isinstance(values, list):
        raise Refused("K-02", year=str(year), days="days_off, make_up_days")
    found: set[date] = set()
    for value in values:
        match value:
            case [date() as first, date() as last] if first <= last:
                found.update(first + _ONE_DAY * step for step in range((last - first).days + 1))
            case date():
                found.add(value)
            case _:
                raise Refused("K-02", year=str(year), days=str(value)[:40])
    return frozenset(found)
