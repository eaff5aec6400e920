"""Sentences and cures of the liaison group (J-…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = ()
