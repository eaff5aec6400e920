"""A question to the journal, its answer page by page, and one event in full."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clerk.desk.audit import KINDS, Look, Query, Row, note_look, row_of, subjects_of
from clerk.desk.counter import Counter
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store.journal_search import Subjects, count, event_numbered, newest, receipt_numbers


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was journalled, and how much answers it.

    ``up_to`` is the number of the last event that was there then: pages turned later stay in step.
    """

    query: Query
    about: Subjects | None
    count: int
    up_to: int

    @property
    def conditions(self) -> dict[str, Any]:
        """What the store is asked for."""
        query = self.query
        return {"since": query.since, "until": query.until, "subjects": self.about, "by": query.by}


def ask(counter: Counter, operator: Operator, query: Query) -> Asked:
    """Put a question to the journal. That it was asked is an event itself, written before it is answered.

    Raises:
        Refused: ``U-04``, ``I-16``/``I-17``/``C-08`` no such case or person.
    """
    require(operator, Right.READ_JOURNAL)
    closed = replace(query, reason=None)
    about = subjects_of(counter, closed)
    with counter.store.reading() as unit:
        found, up_to = count(
            unit,
            KINDS[closed.look],
            since=closed.since,
            until=closed.until,
            subjects=about,
            by=closed.by,
        )
    note_look(counter, operator, closed, about)
    return Asked(closed, about, found, up_to)


def page(
    counter: Counter, operator: Operator, asked: Asked, offset: int = 0, limit: int = 100
) -> tuple[Row, ...]:
    """A part of the answer, newest first; what was private stays closed.

    Raises:
        Refused: ``U-04``.
    """
    require(operator, Right.READ_JOURNAL)
    with counter.store.reading() as unit:
        events = newest(
            unit,
            KINDS[asked.query.look],
            **asked.conditions,
            up_to=asked.up_to,
            offset=offset,
            limit=limit,
        )
        numbers = receipt_numbers(unit, {event.case_id for event in events if event.case_id})
    return tuple(row_of(event, numbers) for event in events)


def open_event(counter: Counter, operator: Operator, seq: int, reason: str | None = None) -> Row:
    """One event, with a ``reason`` its private part too; who opened it, and why, is written first.

    Raises:
        Refused: ``U-04``, ``U-05`` the reason is blank, ``C-08`` no such event.
    """
    require(operator, Right.READ_JOURNAL)
    if reason is not None and not reason.strip():
        raise Refused("U-05")
    with counter.store.reading() as unit:
        event = event_numbered(unit, seq, opened=False)
    # An auditor is asked about kinds of events that some question shows; no other is opened by its number.
    if event is None or not any(event.kind in KINDS[look] for look in Look):
        raise Refused("C-08")
    with counter.store.writing() as unit:
        note(
            unit,
            counter,
            operator,
            EventKind.AUDIT_LOOKED,
            counter.clock.now(),
            case_id=event.case_id if receipt_numbers(unit, {event.case_id}) else "",
            payload={"look": "event", "event": seq, "whole": reason is not None},
            private=None if reason is None else {"reason": reason.strip()},
        )
    with counter.store.reading() as unit:
        shown = event_numbered(unit, seq, opened=reason is not None) or event
        return row_of(shown, receipt_numbers(unit, {event.case_id}))
