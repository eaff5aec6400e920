"""值守: who is on duty when, and by when a question has to be answered.

No public paper says how long a liaison group may take: the hours are data and 待核实.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from clerk.domain.china_time import CHINA
from clerk.domain.faults import Refused
from clerk.domain.liaison import Contact, DutyHours
from clerk.domain.staff import Level
from clerk.domain.working_days import WorkingCalendar

_ONE_DAY = timedelta(days=1)
_WEEKEND = 6
_WEEK = 7


@dataclass(frozen=True, slots=True)
class LiaisonRules:
    """How long each level may be silent, in office hours, and how old a roster row may grow."""

    hours: Mapping[Level, float] = field(
        default_factory=lambda: {Level.SITE: 4.0, Level.REGION: 4.0, Level.GROUP: 8.0}
    )
    begins: time = time(9)
    ends: time = time(17)
    stale_days: int = 90
    """Days after which a row that nobody confirmed is shown as old."""
    verified: bool = False

    def due(self, asked_at: datetime, level: Level, calendar: WorkingCalendar) -> datetime:
        """By when a question that reached ``level`` at ``asked_at`` has to be answered.

        Office hours of working days are counted; where the year's holidays are not loaded, of Monday to
        Friday: somebody has to be asked next, and one day early does no harm.
        """
        left = timedelta(hours=self.hours[level])
        here = asked_at.astimezone(CHINA)
        day = here.date()
        while True:
            begins, ends = (datetime.combine(day, at, CHINA) for at in (self.begins, self.ends))
            start = max(begins, here)
            if _works(calendar, day) and start < ends:
                if left <= ends - start:
                    return start + left
                left -= ends - start
            day += _ONE_DAY

    def is_stale(self, contact: Contact, today: date) -> bool:
        """Whether nobody made sure of ``contact`` for too long, or ever."""
        return contact.confirmed_on is None or (today - contact.confirmed_on).days > self.stale_days


def _works(calendar: WorkingCalendar, day: date) -> bool:
    try:
        return calendar.is_working(day)
    except Refused:
        return day.isoweekday() < _WEEKEND


def duty_until(hours: tuple[DutyHours, ...], at: datetime) -> datetime | None:
    """Until when somebody with these hours is on duty at ``at``; None when they are not."""
    here = at.astimezone(CHINA)
    today = [span for span in hours if here.isoweekday() in span.days]
    ends = now = here.time().replace(tzinfo=None)
    while later := [span.ends for span in today if span.begins <= ends < span.ends]:
        # Where one span ends another may begin, and the duty goes on.
        ends = max(later)
    return datetime.combine(here.date(), ends, CHINA) if ends > now else None


def answers_for(contact: Contact, department: str, item: str) -> bool:
    """Whether ``contact`` answers for a department and an item; empty = any. The group answers for all."""
    fits_department = not department or contact.department == department or contact.level is Level.GROUP
    return fits_department and (not item or not contact.items or item in contact.items)


def next_duty(hours: tuple[DutyHours, ...], at: datetime) -> datetime | None:
    """When somebody with these hours is on duty next, later than ``at``; None where they never are."""
    here = at.astimezone(CHINA)
    for ahead in range(_WEEK + 1):
        day = here.date() + ahead * _ONE_DAY
        begins = [
            moment
            for span in hours
            if day.isoweekday() in span.days and (moment := datetime.combine(day, span.begins, CHINA)) > here
        ]
        if begins:
            return min(begins)
    return None
