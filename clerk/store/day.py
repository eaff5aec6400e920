"""What happened at a site on one day: receipts, visits, exceptions. Counted, never kept twice."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from statistics import median

import sqlalchemy as sa

from clerk.domain.deliveries import DeliveryState
from clerk.domain.journal import EventKind
from clerk.store.moments import day_bounds
from clerk.store.tables import CASES, DELIVERIES, JOURNAL
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class DayReceipts:
    """Receipts of a day. ``median_seconds`` runs from card to receipt; None before the first one."""

    received: int
    without_paper: int
    median_seconds: int | None


def receipts_of_day(unit: Unit, site: str, day: date) -> DayReceipts:
    """What ``site`` received on ``day``."""
    begins, ends = day_bounds(day)
    payloads = unit.connection.execute(
        sa.select(JOURNAL.c.payload)
        .join(CASES, CASES.c.id == JOURNAL.c.case_id)
        .where(
            CASES.c.site == site,
            CASES.c.received_at >= begins,
            CASES.c.received_at < ends,
            JOURNAL.c.kind == EventKind.CASE_RECEIVED.value,
        )
    ).scalars()
    receipts = [json.loads(payload) for payload in payloads]
    seconds = [int(receipt["seconds"]) for receipt in receipts]
    return DayReceipts(
        len(receipts),
        sum(bool(receipt["without_paper"]) for receipt in receipts),
        round(median(seconds)) if seconds else None,
    )


def visits_of_day(unit: Unit, terminal: str, day: date) -> int:
    """How many visits were opened at a window on ``day``."""
    begins, ends = day_bounds(day)
    counted = unit.connection.execute(
        sa.select(sa.func.count())
        .select_from(JOURNAL)
        .where(
            JOURNAL.c.kind == EventKind.VISIT_OPENED.value,
            JOURNAL.c.terminal == terminal,
            JOURNAL.c.at >= begins,
            JOURNAL.c.at < ends,
        )
    ).scalar_one()
    return int(counted)


def count_deliveries(unit: Unit, states: Collection[DeliveryState], site: str) -> int:
    """How many deliveries of ``site`` are in one of ``states``."""
    counted = unit.connection.execute(
        sa.select(sa.func.count())
        .select_from(DELIVERIES.join(CASES, CASES.c.id == DELIVERIES.c.case_id))
        .where(CASES.c.site == site, DELIVERIES.c.state.in_([state.value for state in states]))
    ).scalar_one()
    return int(counted)
