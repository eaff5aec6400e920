"""Faults of the start gate, sign-in and profile (G-, U-)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = ()
