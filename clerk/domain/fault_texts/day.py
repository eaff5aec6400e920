"""Sentences and cures of the end of the day (Y-…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = ()
