"""Points in time as stored: UTC text of one fixed width, equal on both databases and sorted like time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from clerk.domain.china_time import CHINA


def stamp(moment: datetime) -> str:
    """``moment`` as stored, e.g. ``2026-11-24T01:02:03.000004Z``.

    Raises:
        ValueError: ``moment`` has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def moment(text: str) -> datetime:
    """The stored point in time on the counter's wall clock."""
    return datetime.fromisoformat(text).astimezone(CHINA)


def stamp_or_none(moment_: datetime | None) -> str | None:
    """Like :func:`stamp`, for a moment that may not have come yet."""
    return None if moment_ is None else stamp(moment_)


def moment_or_none(text: str | None) -> datetime | None:
    """Like :func:`moment`, for a moment that may not have come yet."""
    return None if text is None else moment(text)


def day_text(day: date | None) -> str | None:
    """A calendar day as stored, ``YYYY-MM-DD``."""
    return None if day is None else day.isoformat()


def day_from(text: str | None) -> date | None:
    """The stored calendar day."""
    return None if text is None else date.fromisoformat(text)


def day_bounds(day: date) -> tuple[str, str]:
    """First moment of a day at the counter and of the next one, as stored."""
    begins = datetime.combine(day, time.min, CHINA)
    return stamp(begins), stamp(begins + timedelta(days=1))
