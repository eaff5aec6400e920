"""审计: who saw whom, asked for paper, signed in, or read which card. Every look is an event itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from clerk.desk.counter import Counter
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator, Words
from clerk.desk.wording import EVENT_WORDS
from clerk.desk.worklists import find_by_scan
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import cases
from clerk.store.journal import JournalEvent
from clerk.store.journal_search import Subjects, receipt_numbers, search, visit_of
from clerk.store.store import Unit

LIMIT = 1000
"""Events of one look, unless another number is asked for."""
_ALL_CASES = 1_000_000
_AT_ONCE = 50
"""Cases that one search asks for: databases bound how long a condition may be."""


class Look(StrEnum):
    """What an auditor asks for."""

    WHO_SAW = "who-saw"
    PAPER_ASKED = "paper-asked"
    SIGN_INS = "sign-ins"
    READS = "reads"
    SIGN_OFFS = "sign-offs"
    UNLOCKS = "unlocks"
    EXPORTS = "exports"
    DAYS = "days"
    PEOPLE_AND_KEYS = "people-and-keys"


KINDS: dict[Look, tuple[EventKind, ...]] = {
    Look.WHO_SAW: (
        EventKind.DATA_REVEALED,
        EventKind.LICENCES_SEEN,
        EventKind.LICENCE_DERIVED,
        EventKind.IDENTITY_READ,
        EventKind.IDENTITY_TYPED,
        EventKind.HANDED_OVER,
        EventKind.PAPER_PRINTED,
        EventKind.EVIDENCE_EXPORTED,
        EventKind.AUDIT_LOOKED,
    ),
    Look.PAPER_ASKED: (EventKind.PAPER_ASKED,),
    Look.SIGN_INS: (
        EventKind.SIGNED_IN,
        EventKind.SIGN_IN_FAILED,
        EventKind.SIGNED_OUT,
        EventKind.LOCKED,
        EventKind.UNLOCKED,
    ),
    Look.READS: (EventKind.IDENTITY_READ, EventKind.IDENTITY_TYPED, EventKind.HANDED_OVER),
    Look.SIGN_OFFS: (EventKind.ESCALATION_ASKED, EventKind.ESCALATION_DECIDED, EventKind.ESCALATION_USED),
    Look.UNLOCKS: (EventKind.LOCKED, EventKind.UNLOCKED, EventKind.SIGN_IN_FAILED),
    Look.EXPORTS: (EventKind.EVIDENCE_EXPORTED, EventKind.AUDIT_LOOKED),
    Look.DAYS: (EventKind.DAY_CLOSED, EventKind.CHAIN_ANCHORED),
    Look.PEOPLE_AND_KEYS: (EventKind.OPERATOR_CHANGED, EventKind.STAFF_CHANGED, EventKind.KEYS_CHANGED),
}

WORDS: dict[EventKind, Words] = {
    **EVENT_WORDS,
    EventKind.LICENCES_SEEN: Words("查询电子证照", "e-licences looked up"),
    EventKind.IDENTITY_READ: Words("读证", "card read"),
    EventKind.IDENTITY_TYPED: Words("手工录入身份", "identity typed"),
    EventKind.EVIDENCE_EXPORTED: Words("出具证据文件", "evidence file made"),
    EventKind.AUDIT_LOOKED: Words("审计查看", "auditor looked"),
    EventKind.SIGNED_IN: Words("登录", "signed in"),
    EventKind.SIGN_IN_FAILED: Words("登录失败", "sign-in failed"),
    EventKind.SIGNED_OUT: Words("退出", "signed out"),
    EventKind.LOCKED: Words("锁屏", "locked"),
    EventKind.UNLOCKED: Words("解锁", "unlocked"),
    EventKind.OPERATOR_CHANGED: Words("换人", "operator changed"),
    EventKind.STAFF_CHANGED: Words("人员变更", "staff changed"),
    EventKind.KEYS_CHANGED: Words("密钥变更", "keys changed"),
    EventKind.DAY_CLOSED: Words("日结", "day closed"),
    EventKind.CHAIN_ANCHORED: Words("链首已记出", "head of the chain noted outside"),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. Of case, subject and person at most one is given, and only for :attr:`Look.WHO_SAW`."""

    look: Look
    since: date | None = None
    until: date | None = None
    case: str = ""
    """Receipt number."""
    subject: str = ""
    """Id of a case or a visit, as events name it."""
    person: str = ""
    """Number of somebody's document, or a credit code: all her cases."""
    by: str = ""
    """Staff number of who did it; empty = everybody."""
    reason: str | None = None
    """Why encrypted parts, which may name somebody, are shown as well; None = they are not."""
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Row:
    """One event that was found. ``private`` is None where nothing was asked for or nothing is there."""

    seq: int
    at: datetime
    kind: EventKind
    actor: str
    terminal: str
    receipt_no: str
    facts: Mapping[str, Any]
    private: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found, oldest first; ``more``: there are later events than were asked for."""

    rows: tuple[Row, ...]
    more: bool


def look(counter: Counter, operator: Operator, query: Query) -> Found:
    """Look into the journal. That somebody looked, at what and why, is written before anything is shown.

    Raises:
        Refused: ``U-04``, ``U-05`` the reason is blank, ``I-16``/``I-17``/``C-08`` no such case or subject.
    """
    require(operator, Right.READ_JOURNAL)
    if query.reason is not None and not query.reason.strip():
        raise Refused("U-05")
    about = subjects_of(counter, query)
    note_look(counter, operator, query, about)
    with counter.store.reading() as unit:
        found = _found(unit, query, about)
        shown = found[: query.limit]
        numbers = receipt_numbers(unit, {event.case_id for event in shown if event.case_id})
    return Found(tuple(row_of(event, numbers) for event in shown), len(found) > query.limit)


def _found(unit: Unit, query: Query, about: Subjects | None) -> list[JournalEvent]:
    """Events oldest first, one more than asked for where there are more."""
    found: dict[int, JournalEvent] = {}
    for subjects in [None] if about is None else _parts(about):
        events = search(
            unit,
            KINDS[query.look],
            since=query.since,
            until=query.until,
            subjects=subjects,
            by=query.by,
            opened=query.reason is not None,
            limit=query.limit + 1,
        )
        found |= {event.seq: event for event in events}
    return [found[seq] for seq in sorted(found)][: query.limit + 1]


def _parts(about: Subjects) -> Iterator[Subjects]:
    yield Subjects(cases=about.cases)
    visits = sorted(about.visits)
    for start in range(0, len(visits), _AT_ONCE):
        yield Subjects(visits=frozenset(visits[start : start + _AT_ONCE]))


def subjects_of(counter: Counter, query: Query) -> Subjects | None:
    """What the look is about; None = everything."""
    if query.case:
        case_id = find_by_scan(counter, query.case)
        if case_id is None:
            raise Refused("C-08")
        with counter.store.reading() as unit:
            return _with_visits(unit, case_id)
    with counter.store.reading() as unit:
        if query.person:
            found = cases.cases_of_person(unit, query.person, _ALL_CASES)
            if not found:
                raise Refused("C-08")
            return _with_visits(unit, *(case.id for case in found))
        if query.subject:
            return _named(unit, query.subject)
    return None


def _named(unit: Unit, subject: str) -> Subjects:
    """A case by its id, or a visit, which may have ended without one."""
    if receipt_numbers(unit, {subject}):
        return _with_visits(unit, subject)
    named = Subjects(frozenset({subject}), frozenset({subject}))
    if not search(unit, tuple(EventKind), subjects=named, limit=1):
        raise Refused("C-08")
    return named


def _with_visits(unit: Unit, *case_ids: str) -> Subjects:
    """Cases with the visits in which they were received: cards are read before there is a case."""
    visits = {visit_of(unit, case_id) for case_id in case_ids} - {""}
    return Subjects(frozenset(case_ids), frozenset(visits | set(case_ids)))


def note_look(counter: Counter, operator: Operator, query: Query, about: Subjects | None) -> None:
    """Write that somebody looks, at what and why, before anything is shown."""
    only = next(iter(about.cases)) if about is not None and len(about.cases) == 1 else ""
    private = {"person": query.person, "reason": (query.reason or "").strip()}
    with counter.store.writing() as unit:
        known = only if receipt_numbers(unit, {only}) else ""
        note(
            unit,
            counter,
            operator,
            EventKind.AUDIT_LOOKED,
            counter.clock.now(),
            case_id=known,
            payload={
                "look": query.look.value,
                "since": query.since.isoformat() if query.since else "",
                "until": query.until.isoformat() if query.until else "",
                "subject": only,
                "by": query.by,
                "person": bool(query.person),
                "whole": query.reason is not None,
            },
            private={key: value for key, value in private.items() if value} or None,
        )


def row_of(event: JournalEvent, numbers: Mapping[str, str]) -> Row:
    """An event as it is shown; ``numbers``: receipt number by case."""
    return Row(
        event.seq,
        event.at,
        event.kind,
        event.actor,
        event.terminal,
        numbers.get(event.case_id, ""),
        event.payload,
        event.private,
    )
