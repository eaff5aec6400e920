"""Faults of regions and their interfaces (R-)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = ()
