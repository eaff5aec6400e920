"""What stands on the paper of a closed day (日结单). Pure content; drawing is for :mod:`printing`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RegionLine:
    """Cases of one region: received here, acknowledged, and what the region says it has."""

    name: str
    received: int
    acknowledged: int
    by_other_means: int
    there: int
    doubled: int
    missing: int
    not_asked: int


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A difference in a sentence, and what was said to it."""

    number: int
    words: str
    receipts: str
    since: str
    """Day on which it was found first, where it was carried over; else empty."""
    answer: str
    """说明 or 结转."""
    explanation: str
    by: str


@dataclass(frozen=True, slots=True)
class DayEndPaper:
    """日结单: counts, differences with their explanations, and the signature."""

    site_code: str
    site_name: str
    day: date
    regions: tuple[RegionLine, ...]
    counts: tuple[tuple[str, str], ...]
    """Label and number, or words where nothing is counted."""
    differences: tuple[DifferenceLine, ...]
    closed_by: str
    closed_at: datetime
    over_the_shoulder: bool
    explained_alone: bool
    """Whether who signed also gave every explanation."""
    digest: str
    """SM3 of what was counted and shown, 64 hex digits."""
    training: bool
