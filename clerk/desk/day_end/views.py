"""What the end of the day shows: frozen snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from clerk.domain.day import ClosedDay, DayCount
from clerk.domain.faults import Fault
from clerk.domain.regions import RegionId

Progress = Callable[[RegionId, int, int], None]
"""Called before each question with the region, how many receipts were asked for, and of how many."""


@dataclass(frozen=True, slots=True)
class RegionSays:
    """What a region says of one receipt number. ``copies`` None = it could not be asked, and ``why``."""

    copies: int | None
    why: str = ""
    """Code of the fault."""


Answers = Mapping[str, RegionSays]
"""By receipt number."""


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of a site as it stands now, or as it was closed."""

    count: DayCount
    digest: str
    """SM3 of the count: what is signed."""
    asked: bool
    """Whether the regions were asked for this count."""
    closed: ClosedDay | None
    why_not: Fault | None
    """What stands in the way of closing it; None where nothing does."""
    not_closed: tuple[date, ...] = ()
    """Earlier days that nobody closed."""
    said: Answers = field(default_factory=dict)
    """What the regions said for this count."""
