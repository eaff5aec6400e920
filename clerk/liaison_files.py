"""Reads the liaison group's terms from their data file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from clerk.domain.duty import LiaisonRules
from clerk.domain.faults import Refused
from clerk.domain.staff import Level

SHIPPED = Path(__file__).parent / "data" / "liaison.toml"
_LONGEST = 1000.0
"""Office hours; more is a slip of the finger."""


def load_liaison_rules(path: Path = SHIPPED) -> LiaisonRules:
    """The terms in ``path``.

    Raises:
        Refused: ``J-23`` it cannot be read, or a value is missing or makes no sense.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refused("J-23", what=path.name) from None
    return _rules(values)


def rules_for(catalogue: str) -> LiaisonRules:
    """The terms in a profile's own data folder, the shipped ones where it has none or names no folder.

    Raises:
        Refused: ``J-23`` as :func:`load_liaison_rules`.
    """
    own = Path(catalogue) / SHIPPED.name if catalogue else SHIPPED
    return load_liaison_rules(own if own.is_file() else SHIPPED)


def _rules(values: Mapping[str, Any]) -> LiaisonRules:
    hours = {level: _hours(values, level) for level in Level}
    office = values.get("office", {})
    begins, ends = office.get("begins"), office.get("ends")
    if not (isinstance(begins, time) and isinstance(ends, time) and begins < ends):
        raise Refused("J-23", what="office")
    stale = values.get("roster", {}).get("stale_days")
    if not isinstance(stale, int) or isinstance(stale, bool) or stale < 1:
        raise Refused("J-23", what="roster.stale_days")
    return LiaisonRules(hours, begins, ends, stale, verified=values.get("verified") is True)


def _hours(values: Mapping[str, Any], level: Level) -> float:
    found = values.get("hours", {}).get(level.name.lower())
    if not isinstance(found, int | float) or isinstance(found, bool) or not 0 < found <= _LONGEST:
        raise Refused("J-23", what=f"hours.{level.name.lower()}")
    return float(found)
