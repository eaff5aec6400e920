"""The journal searched: by kind, time, case, visit. For the auditor; screens read it case by case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from clerk.domain.journal import EventKind
from clerk.store.journal import JournalEvent, event_from_row
from clerk.store.moments import day_bounds
from clerk.store.tables import CASES, JOURNAL
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Subjects:
    """What events have to be about: one of these cases or visits."""

    cases: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()


def search(
    unit: Unit,
    kinds: Collection[EventKind],
    *,
    since: date | None = None,
    until: date | None = None,
    subjects: Subjects | None = None,
    by: str = "",
    opened: bool = False,
    limit: int,
) -> tuple[JournalEvent, ...]:
    """Events of these kinds on these days, both included, oldest first; encrypted parts where ``opened``.

    Raises:
        Refused: ``S-14`` an encrypted part does not open.
    """
    query = sa.select(JOURNAL).where(*_conditions(kinds, since, until, subjects, by))
    rows = unit.connection.execute(query.order_by(JOURNAL.c.seq).limit(limit))
    return tuple(event_from_row(unit, row, whole=opened) for row in rows)


def count(
    unit: Unit,
    kinds: Collection[EventKind],
    *,
    since: date | None = None,
    until: date | None = None,
    subjects: Subjects | None = None,
    by: str = "",
) -> tuple[int, int]:
    """How many events :func:`search` would find, and the number of the last; (0, 0) where there is none."""
    query = sa.select(sa.func.count(), sa.func.max(JOURNAL.c.seq))
    found, last = unit.connection.execute(query.where(*_conditions(kinds, since, until, subjects, by))).one()
    return int(found), int(last or 0)


def newest(
    unit: Unit,
    kinds: Collection[EventKind],
    *,
    since: date | None = None,
    until: date | None = None,
    subjects: Subjects | None = None,
    by: str = "",
    up_to: int,
    offset: int,
    limit: int,
) -> tuple[JournalEvent, ...]:
    """Events up to number ``up_to``, newest first, their encrypted parts closed."""
    query = sa.select(JOURNAL).where(*_conditions(kinds, since, until, subjects, by), JOURNAL.c.seq <= up_to)
    rows = unit.connection.execute(query.order_by(JOURNAL.c.seq.desc()).offset(offset).limit(limit))
    return tuple(event_from_row(unit, row, whole=False) for row in rows)


def event_numbered(unit: Unit, seq: int, *, opened: bool) -> JournalEvent | None:
    """One event; None where there is none of that number.

    Raises:
        Refused: ``S-14`` its encrypted part does not open.
    """
    row = unit.connection.execute(sa.select(JOURNAL).where(JOURNAL.c.seq == seq)).first()
    return None if row is None else event_from_row(unit, row, whole=opened)


def hash_at(unit: Unit, seq: int) -> str | None:
    """The hash of an event; None where there is none of that number."""
    found = unit.connection.scalar(sa.select(JOURNAL.c.hash).where(JOURNAL.c.seq == seq))
    return None if found is None else str(found)


def has_hash(unit: Unit, noted: str) -> bool:
    """Whether any event has this hash. Looks at all of them."""
    query = sa.select(JOURNAL.c.seq).where(JOURNAL.c.hash == noted).limit(1)
    return unit.connection.execute(query).first() is not None


def _conditions(
    kinds: Collection[EventKind],
    since: date | None,
    until: date | None,
    subjects: Subjects | None,
    by: str,
) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [JOURNAL.c.kind.in_(sorted(kind.value for kind in kinds))]
    if since is not None:
        wanted.append(JOURNAL.c.at >= day_bounds(since)[0])
    if until is not None:
        wanted.append(JOURNAL.c.at < day_bounds(until)[1])
    if subjects is not None:
        wanted.append(_about(subjects))
    if by:
        wanted.append(JOURNAL.c.actor == by)
    return wanted


def receipt_numbers(unit: Unit, case_ids: Collection[str]) -> dict[str, str]:
    """Receipt number by case; planned cases that never came to be have none."""
    query = sa.select(CASES.c.id, CASES.c.receipt_no).where(CASES.c.id.in_(sorted(case_ids)))
    return {row.id: row.receipt_no for row in unit.connection.execute(query)}


def visit_of(unit: Unit, case_id: str) -> str:
    """The visit in which a case was received; empty where the journal names none."""
    query = sa.select(JOURNAL).where(
        JOURNAL.c.case_id == case_id, JOURNAL.c.kind == EventKind.CASE_RECEIVED.value
    )
    row = unit.connection.execute(query.limit(1)).first()
    return "" if row is None else str(event_from_row(unit, row, whole=False).payload.get("visit", ""))


def _about(subjects: Subjects) -> sa.ColumnElement[bool]:
    # The payload is canonical JSON: an id is written in it in one way.
    named = [f'"{key}":"{visit}"' for visit in sorted(subjects.visits) for key in ("visit", "subject")]
    of_visits = [JOURNAL.c.payload.contains(text, autoescape=True) for text in named]
    return sa.or_(JOURNAL.c.case_id.in_(sorted(subjects.cases)), *of_visits)
