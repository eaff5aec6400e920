"""The one time zone of the three regions."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""UTC+8. A fixed offset, because no summer time was kept after 1991 and Windows ships no zone database."""


def in_china(moment: datetime) -> datetime:
    """``moment`` on the wall clock of the counter.

    Raises:
        ValueError: ``moment`` has no time zone. Guessing one could move a deadline by a day.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(CHINA)


def day_of(moment: datetime) -> date:
    """The calendar day of ``moment`` at the counter."""
    return in_china(moment).date()
