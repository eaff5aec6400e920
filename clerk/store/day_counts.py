"""What the store knows of one day at a site, for the end of the day. All of it is counted, none is kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from clerk.domain.cases import State
from clerk.domain.deliveries import DeliveryKind, DeliveryState
from clerk.domain.escalations import Standing
from clerk.domain.journal import EventKind
from clerk.domain.liaison import ThreadState
from clerk.domain.regions import RegionId
from clerk.store.moments import day_bounds
from clerk.store.tables import (
    CASES,
    DELIVERIES,
    DRAFTS,
    ESCALATIONS,
    JOURNAL,
    RECEIPT_NUMBERS,
    THREADS,
)
from clerk.store.unit import Unit

_GIVEN_UP = frozenset({State.VOID.value, State.WITHDRAWN.value})
_CHUNK = 500
"""Values in one IN list: SQLite takes 999 in its older builds."""


@dataclass(frozen=True, slots=True)
class Number:
    """A receipt number that was given out."""

    sequence: int
    receipt_no: str


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A case as the end of the day needs it. ``printed``: paper → job."""

    id: str
    receipt_no: str
    home: RegionId
    printed: Mapping[str, str]
    journalled: bool
    """Whether its receipt stands in the journal."""
    jobs: frozenset[str]
    """Jobs of papers that stand in the journal."""
    handed_in: DeliveryState | None
    """Where its first hand-in stands; None where there is none."""
    given_up: bool
    """Whether the case was voided or withdrawn: then nothing has to be handed in."""


@dataclass(frozen=True, slots=True)
class OpenDelivery:
    """A delivery that did not come to its end."""

    receipt_no: str
    region: RegionId
    kind: DeliveryKind
    round: int
    state: DeliveryState
    fault: str


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A sign-off or a question that is open: id, kind or region asked, and the receipt number it is about."""

    id: str
    what: str
    receipt_no: str


def numbers_of_day(unit: Unit, site: str, day: date, after: int = 0) -> tuple[Number, ...]:
    """Receipt numbers of ``site`` and ``day`` after sequence ``after``, in order."""
    table = RECEIPT_NUMBERS.c
    rows = unit.connection.execute(
        sa.select(table.sequence, table.receipt_no)
        .where(table.site == site, table.day == day.isoformat(), table.sequence > after)
        .order_by(table.sequence)
    )
    return tuple(Number(sequence, receipt_no) for sequence, receipt_no in rows)


def receipts_received(unit: Unit, site: str, day: date) -> tuple[str, ...]:
    """Receipt numbers of the cases that ``site`` received on ``day``."""
    begins, ends = day_bounds(day)
    query = (
        sa.select(CASES.c.receipt_no)
        .where(CASES.c.site == site, CASES.c.received_at >= begins, CASES.c.received_at < ends)
        .order_by(CASES.c.receipt_no)
    )
    return tuple(unit.connection.scalars(query))


def known_numbers(unit: Unit, receipts: Collection[str]) -> frozenset[str]:
    """Those of ``receipts`` that were given out."""
    column = RECEIPT_NUMBERS.c.receipt_no
    return frozenset(
        found
        for part in _parts(receipts)
        for found in unit.connection.scalars(sa.select(column).where(column.in_(part)))
    )


def cases_of(unit: Unit, receipts: Collection[str]) -> tuple[CountedCase, ...]:
    """The cases that bear these numbers, by number."""
    rows: list[Any] = []
    for part in _parts(receipts):
        rows += unit.connection.execute(
            sa.select(
                CASES.c.id,
                CASES.c.receipt_no,
                CASES.c.home,
                CASES.c.facts,
                CASES.c.state.label("stands"),
                DELIVERIES.c.state,
            )
            .outerjoin(
                DELIVERIES,
                (DELIVERIES.c.case_id == CASES.c.id) & (DELIVERIES.c.kind == DeliveryKind.SUBMIT.value),
            )
            .where(CASES.c.receipt_no.in_(part))
        ).all()
    journalled, jobs = _journalled(unit, [row.id for row in rows])
    return tuple(
        CountedCase(
            row.id,
            row.receipt_no,
            row.home,
            json.loads(row.facts)["printed"],
            row.id in journalled,
            frozenset(jobs.get(row.id, ())),
            None if row.state is None else DeliveryState(row.state),
            row.stands in _GIVEN_UP,
        )
        for row in sorted(rows, key=lambda row: str(row.receipt_no))
    )


def open_deliveries(unit: Unit, site: str) -> tuple[OpenDelivery, ...]:
    """Deliveries of ``site`` of any day that are not settled, or stand on the exception list."""
    settled = [
        state.value for state in DeliveryState if state.settled and state is not DeliveryState.EXCEPTION
    ]
    table = DELIVERIES.c
    rows = unit.connection.execute(
        sa.select(CASES.c.receipt_no, table.region, table.kind, table.round, table.state, table.fault)
        .join(CASES, CASES.c.id == table.case_id)
        .where(CASES.c.site == site, table.state.not_in(settled))
        .order_by(CASES.c.receipt_no, table.id)
    )
    return tuple(
        OpenDelivery(
            row.receipt_no,
            row.region,
            DeliveryKind(row.kind),
            row.round,
            DeliveryState(row.state),
            "" if row.fault is None else str(json.loads(row.fault)["code"]),
        )
        for row in rows
    )


def open_sign_offs(unit: Unit, site: str) -> tuple[OpenMatter, ...]:
    """Sign-offs of ``site`` that nobody decided, the oldest first."""
    table = ESCALATIONS.c
    standings = [standing.value for standing in Standing if standing.is_open]
    return _matters(
        unit,
        sa.select(table.id, table.kind, CASES.c.receipt_no)
        .outerjoin(CASES, CASES.c.id == table.case_id)
        .where(table.site == site, table.standing.in_(standings))
        .order_by(table.asked_at, table.id),
    )


def open_questions(unit: Unit, site: str) -> tuple[OpenMatter, ...]:
    """Questions that ``site`` asked other regions and that are not answered, the oldest first."""
    table = THREADS.c
    states = [state.value for state in ThreadState if state.is_open]
    return _matters(
        unit,
        sa.select(table.id, table.asked, CASES.c.receipt_no)
        .outerjoin(CASES, CASES.c.id == table.case_id)
        .where(table.site == site, table.state.in_(states))
        .order_by(table.asked_at, table.id),
    )


def open_visits(unit: Unit, site: str) -> tuple[tuple[str, int], ...]:
    """Windows of ``site`` with visits that are not ended, and how many."""
    window = DRAFTS.c.window
    rows = unit.connection.execute(
        sa.select(window, sa.func.count())
        .where(window.startswith(f"{site}/", autoescape=True))
        .group_by(window)
        .order_by(window)
    )
    return tuple((name, int(count)) for name, count in rows)


def _journalled(unit: Unit, case_ids: Collection[str]) -> tuple[set[str], dict[str, set[str]]]:
    """Cases whose receipt stands in the journal, and the jobs of papers that stand there, by case."""
    received: set[str] = set()
    jobs: dict[str, set[str]] = {}
    kinds = [EventKind.CASE_RECEIVED.value, EventKind.PAPER_PRINTED.value]
    table = JOURNAL.c
    for part in _parts(case_ids):
        query = sa.select(table.kind, table.case_id, table.payload).where(
            table.case_id.in_(part), table.kind.in_(kinds)
        )
        for kind, case_id, payload in unit.connection.execute(query):
            if kind == EventKind.CASE_RECEIVED.value:
                received.add(case_id)
            else:
                jobs.setdefault(case_id, set()).add(str(json.loads(payload).get("job", "")))
    return received, jobs


def _matters(unit: Unit, query: sa.Select[Any]) -> tuple[OpenMatter, ...]:
    rows = unit.connection.execute(query)
    return tuple(OpenMatter(id_, what, receipt_no or "") for id_, what, receipt_no in rows)


def _parts(values: Collection[str]) -> Iterable[list[str]]:
    listed = list(values)
    return (listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK))
