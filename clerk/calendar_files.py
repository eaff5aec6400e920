"""Reads the yearly holiday files (放假调休安排) into the working-day calendar."""

from __future__ import annotations

import tomllib
from pathlib import Path

from clerk.domain.faults import Refused
from clerk.domain.working_days import HolidayYear, WorkingCalendar

SHIPPED = Path(__file__).parent / "data" / "holidays"
"""Folder of the files that come with the program, one per year."""


def load_calendar(folder: Path = SHIPPED) -> WorkingCalendar:
    """The calendar of all ``*.toml`` files in ``folder``.

    Raises:
        Refused: ``K-02`` a file contradicts itself or another, ``K-09`` a file cannot be read.
    """
    return WorkingCalendar.of(_load_year(path) for path in sorted(folder.glob("*.toml")))


def _load_year(path: Path) -> HolidayYear:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Refused("K-09", file=path.name) from None
    return HolidayYear.from_mapping(values)
