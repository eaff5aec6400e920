"""The table of faults: every code with its sentence and its cure in both languages, one module per area."""

from __future__ import annotations

from types import MappingProxyType

from clerk.domain.fault_texts import (
    agreements,
    cards,
    cases,
    commands,
    console,
    day,
    delivery,
    devices,
    evidence,
    identity,
    liaison,
    materials,
    papers,
    regions,
    sign_off,
    staff,
    start,
    store,
)
from clerk.domain.faults import FaultText


def _table() -> dict[str, FaultText]:
    rows: dict[str, FaultText] = {}
    for area in (
        identity,
        materials,
        agreements,
        cases,
        store,
        delivery,
        regions,
        papers,
        devices,
        cards,
        start,
        staff,
        console,
        commands,
        evidence,
        sign_off,
        liaison,
        day,
    ):
        for text in area.TEXTS:
            if text.code in rows:
                raise ValueError(f"fault code {text.code} stands twice in the table")
            rows[text.code] = text
    return rows


FAULT_TEXTS = MappingProxyType(_table())
