"""Sentences and cures of escalations and sign-offs (Q-…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = ()
