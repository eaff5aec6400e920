"""Faults of the case and its clocks (C-, K-)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "C-01",
        "办件状态为「{state}」，不能进行「{event}」。",
        "The case is {state}; {event} is not possible now.",
        "请查看办件当前状态与下一步。",
        "See the case for its state and its next step.",
        "f1",
    ),
)
