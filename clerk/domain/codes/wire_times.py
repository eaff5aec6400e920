"""How other systems write moments, days and 长期 (domain facts §11 no. 6 and 14); aware datetimes inside."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from clerk.domain.china_time import CHINA, in_china
from clerk.domain.faults import Refused

LONG_TERM = "长期"
"""Printed on a card without an end."""
ZHEJIANG_LONG_TERM = date(2099, 12, 31)
"""What Zhejiang writes for a licence without an end."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MILLIS_DIGITS = 13


class MomentFormat(Enum):
    """Ways to write a moment; the value is the strftime pattern, read back strictly."""

    BASIC_T = "%Y%m%dT%H%M%S"
    """``20261124T093000``: GB/T 39046."""
    BASIC = "%Y%m%d%H%M%S"
    """``20261124093000``."""
    SPACED = "%Y-%m-%d %H:%M:%S"
    """``2026-11-24 09:30:00``."""
    MILLIS = "millis"
    """``1795483800000``: 13 digits, milliseconds since 1970 UTC."""


class DayFormat(Enum):
    """Ways to write a day."""

    DASHED = "%Y-%m-%d"
    COMPACT = "%Y%m%d"
    SLASHED = "%Y/%m/%d"
    DOTTED = "%Y.%m.%d"
    """As printed on cards."""


def write_moment(moment: datetime, form: MomentFormat) -> str:
    """``moment`` on China's wall clock in ``form``; parts below its resolution are dropped.

    Raises:
        Refused: ``I-21`` it cannot be written so (before 2001 or after 2286 in 13 digits).
        ValueError: ``moment`` has no time zone.
    """
    local = in_china(moment)
    if form is not MomentFormat.MILLIS:
        return _padded(local, form.value)
    stamp = str((moment - _EPOCH) // _MILLISECOND)
    if len(stamp) != _MILLIS_DIGITS:
        raise Refused("I-21", form=form.name)
    return stamp


def read_moment(text: str, form: MomentFormat) -> datetime:
    """The moment written in ``form``, on China's wall clock.

    Raises:
        Refused: ``I-21`` it is not written so.
    """
    value = text.strip()
    if form is MomentFormat.MILLIS:
        if not re.fullmatch(r"[1-9][0-9]{12}", value):
            raise Refused("I-21", form=form.name)
        return (_EPOCH + int(value) * _MILLISECOND).astimezone(CHINA)
    return _strictly(value, form.value, form.name)


def write_day(day: date, form: DayFormat) -> str:
    """``day`` in ``form``."""
    return _padded(datetime(day.year, day.month, day.day, tzinfo=CHINA), form.value)


def read_day(text: str, form: DayFormat) -> date:
    """The day written in ``form``.

    Raises:
        Refused: ``I-21`` it is not written so.
    """
    return _strictly(text.strip(), form.value, form.name).date()


def write_until(until: date | None, form: DayFormat) -> str:
    """The end of a validity as cards write it: a day, or 长期."""
    return LONG_TERM if until is None else write_day(until, form)


def read_until(text: str, form: DayFormat) -> date | None:
    """The end of a validity as cards write it; None = long-term.

    Raises:
        Refused: ``I-21`` neither a day in ``form`` nor 长期.
    """
    return None if text.strip() == LONG_TERM else read_day(text, form)


def write_until_in_zhejiang(until: date | None, form: DayFormat = DayFormat.DASHED) -> str:
    """The end of a validity as Zhejiang writes it: long-term is 2099-12-31."""
    return write_day(ZHEJIANG_LONG_TERM if until is None else until, form)


def read_until_in_zhejiang(text: str, form: DayFormat = DayFormat.DASHED) -> date | None:
    """The end of a validity as Zhejiang writes it; None = long-term.

    Raises:
        Refused: ``I-21`` not a day in ``form``.
    """
    until = read_day(text, form)
    return None if until == ZHEJIANG_LONG_TERM else until


def _padded(moment: datetime, pattern: str) -> str:
    # strftime leaves years before 1000 unpadded on Linux, which could not be read back.
    return moment.strftime(pattern.replace("%Y", f"{moment.year:04d}"))


def _strictly(value: str, pattern: str, form: str) -> datetime:
    # strptime alone takes "2026-1-4" and "٣"; what another system sends must be exactly as agreed.
    try:
        moment = datetime.strptime(value, pattern).replace(tzinfo=CHINA)
    except ValueError:
        raise Refused("I-21", form=form) from None
    if _padded(moment, pattern) != value:
        raise Refused("I-21", form=form)
    return moment
