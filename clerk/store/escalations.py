"""签批 as rows. What people wrote and what was shown is encrypted; each change goes with its event.

Every event carries the digest of the row as it left it, so a hand in the table shows (see
:mod:`clerk.store.verify_escalations`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clerk.domain.brought_up import lines_about
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId
from clerk.domain.deliveries import Delivery
from clerk.domain.escalations import (
    SYSTEM,
    Escalation,
    EscalationId,
    EscalationKind,
    Rules,
    ShownLine,
    Standing,
    Subject,
    SubjectKind,
    digest_of,
    fallen_silent,
    taken_back,
)
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.staff import Level
from clerk.store import journal
from clerk.store.canonical import row_digest
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.moments import moment, moment_or_none, stamp, stamp_or_none
from clerk.store.tables import ESCALATIONS
from clerk.store.unit import Unit

COLUMNS: tuple[str, ...] = tuple(sorted(column.name for column in ESCALATIONS.columns))
OPEN = tuple(sorted(standing.value for standing in Standing if standing.is_open))


def insert_escalation(unit: Unit, escalation: Escalation, *, terminal: str) -> Escalation:
    """Write a new escalation with its event.

    Raises:
        Refused: ``S-16`` the same is open already.
    """
    saved = replace(escalation, version=1)
    row = _to_row(unit.keys, saved)
    unit.connection.execute(sa.insert(ESCALATIONS), row)
    _note(
        unit, saved, row, EventKind.ESCALATION_ASKED, saved.asked_by, saved.asked_at, terminal, saved.reason
    )
    return saved


def save_escalation(
    unit: Unit,
    escalation: Escalation,
    kind: EventKind,
    *,
    actor: str,
    at: datetime,
    terminal: str,
    words: str = "",
) -> Escalation:
    """Write a changed escalation with its event. ``words`` are what ``actor`` said.

    Raises:
        Refused: ``Q-12`` it changed since it was read.
    """
    saved = replace(escalation, version=escalation.version + 1)
    row = _to_row(unit.keys, saved)
    changed = sa.update(ESCALATIONS).where(
        ESCALATIONS.c.id == escalation.id, ESCALATIONS.c.version == escalation.version
    )
    if unit.connection.execute(changed.values(row)).rowcount != 1:
        raise Refused("Q-12")
    _note(unit, saved, row, kind, actor, at, terminal, words)
    return saved


def load_escalation(unit: Unit, escalation_id: EscalationId) -> Escalation:
    """The escalation as it stands.

    Raises:
        Refused: ``Q-07`` there is none.
    """
    row = unit.connection.execute(sa.select(ESCALATIONS).where(ESCALATIONS.c.id == escalation_id)).first()
    if row is None:
        raise Refused("Q-07")
    return _from_row(unit.keys, row)


def open_escalations(
    unit: Unit, sites: Collection[str] | None, offset: int = 0, limit: int = 100
) -> tuple[Escalation, ...]:
    """Open ones of ``sites`` (None = of all), those that are overdue first, then by when they are due."""
    query = _of_sites(sa.select(ESCALATIONS), sites).order_by(
        ESCALATIONS.c.overdue.desc(), ESCALATIONS.c.due_at, ESCALATIONS.c.id
    )
    rows = unit.connection.execute(query.offset(offset).limit(limit))
    return tuple(_from_row(unit.keys, row) for row in rows)


def count_open(unit: Unit, sites: Collection[str] | None) -> int:
    """How many :func:`open_escalations` lists."""
    found = unit.connection.execute(_of_sites(sa.select(sa.func.count()), sites))
    return int(found.scalar_one())


def count_to_decide(unit: Unit, levels: Mapping[str, Level], number: str) -> int:
    """How many are open that somebody may decide: site → their level there; not what ``number`` asked."""
    query = _of_sites(sa.select(ESCALATIONS.c.site, ESCALATIONS.c.level, sa.func.count()), levels)
    query = query.where(ESCALATIONS.c.asked_by != number)
    found = unit.connection.execute(query.group_by(ESCALATIONS.c.site, ESCALATIONS.c.level))
    return sum(count for site, level, count in found if level <= levels[site])


def asked_by(unit: Unit, number: str, limit: int = 100) -> tuple[Escalation, ...]:
    """What somebody asked for, newest first."""
    query = sa.select(ESCALATIONS).where(ESCALATIONS.c.asked_by == number)
    rows = unit.connection.execute(query.order_by(ESCALATIONS.c.id.desc()).limit(limit))
    return tuple(_from_row(unit.keys, row) for row in rows)


def count_open_of(unit: Unit, number: str) -> int:
    """How many that somebody asked for are open."""
    query = sa.select(sa.func.count()).where(
        ESCALATIONS.c.asked_by == number, ESCALATIONS.c.standing.in_(OPEN)
    )
    return int(unit.connection.execute(query).scalar_one())


def about(unit: Unit, subject_id: str, kind: EscalationKind | None = None) -> tuple[Escalation, ...]:
    """Everything asked about one thing, oldest first."""
    query = sa.select(ESCALATIONS).where(ESCALATIONS.c.subject_id == subject_id)
    if kind is not None:
        query = query.where(ESCALATIONS.c.kind == kind.value)
    return tuple(
        _from_row(unit.keys, row) for row in unit.connection.execute(query.order_by(ESCALATIONS.c.id))
    )


def of_case(unit: Unit, case_id: CaseId) -> tuple[Escalation, ...]:
    """Everything asked about one case, also before it was received; oldest first."""
    query = sa.select(ESCALATIONS).where(ESCALATIONS.c.case_id == case_id).order_by(ESCALATIONS.c.id)
    return tuple(_from_row(unit.keys, row) for row in unit.connection.execute(query))


def due_by(unit: Unit, now: datetime) -> tuple[EscalationId, ...]:
    """Open ones whose time is over."""
    query = sa.select(ESCALATIONS.c.id).where(
        ESCALATIONS.c.standing.in_(OPEN), ESCALATIONS.c.due_at <= stamp(now)
    )
    return tuple(unit.connection.scalars(query.order_by(ESCALATIONS.c.due_at)))


def let_fall_silent(
    unit: Unit, escalation_id: EscalationId, rules: Rules, now: datetime, terminal: str
) -> bool:
    """Let silence take effect on one escalation; whether it changed anything."""
    before = load_escalation(unit, escalation_id)
    after = fallen_silent(before, rules[before.kind], now)
    if after == before:
        return False
    save_escalation(
        unit, after, EventKind.ESCALATION_DECIDED, actor=SYSTEM, at=now, terminal=terminal, words=""
    )
    return True


def raise_by_system(
    unit: Unit,
    rules: Rules,
    kind: EscalationKind,
    subject: Subject,
    case_id: CaseId,
    site: str,
    window: str,
    shown: tuple[ShownLine, ...],
    now: datetime,
    terminal: str,
) -> Escalation | None:
    """Bring something before a supervisor that no person asked for; None where it is open already."""
    if any(one.standing.is_open and one.subject == subject for one in about(unit, subject.id, kind)):
        return None
    rule = rules[kind]
    escalation = Escalation(
        id=uuid7(now),
        kind=kind,
        subject=subject,
        case_id=case_id,
        site=site,
        window=window,
        level=rule.level,
        standing=Standing.OPEN,
        asked_by=SYSTEM,
        asked_at=now,
        due_at=now + rule.within,
        shown=shown,
        digest=digest_of(kind, subject, shown),
    )
    return insert_escalation(unit, escalation, terminal=terminal)


def raise_about(
    unit: Unit,
    rules: Rules,
    kind: EscalationKind,
    subject: Subject,
    case: CaseFile,
    delivery: Delivery | None,
    now: datetime,
    terminal: str,
) -> Escalation | None:
    """As :func:`raise_by_system`, with the lines of the case and of the delivery it is about."""
    lines = lines_about(case, delivery)
    return raise_by_system(unit, rules, kind, subject, case.id, case.site, case.window, lines, now, terminal)


def let_go(unit: Unit, kind: EscalationKind, subject: Subject, now: datetime, terminal: str) -> bool:
    """Take back what the system brought up of a thing and is over by itself; whether there was anything."""
    mine = [
        one
        for one in about(unit, subject.id, kind)
        if one.standing.is_open and one.subject.kind is subject.kind and one.asked_by == SYSTEM
    ]
    for one in mine:
        save_escalation(
            unit,
            taken_back(one, SYSTEM, now),
            EventKind.ESCALATION_DECIDED,
            actor=SYSTEM,
            at=now,
            terminal=terminal,
        )
    return bool(mine)


def _of_sites(query: sa.Select[Any], sites: Collection[str] | None) -> sa.Select[Any]:
    query = query.where(ESCALATIONS.c.standing.in_(OPEN))
    return query if sites is None else query.where(ESCALATIONS.c.site.in_(sorted(sites)))


def _note(
    unit: Unit,
    escalation: Escalation,
    row: Mapping[str, Any],
    kind: EventKind,
    actor: str,
    at: datetime,
    terminal: str,
    words: str,
) -> None:
    journal.append(
        unit,
        kind,
        actor=actor,
        terminal=terminal,
        at=at,
        case_id=escalation.case_id,
        payload={
            "escalation": escalation.id,
            "kind": escalation.kind.value,
            "standing": escalation.standing.value,
            "level": int(escalation.level),
            "digest": escalation.digest,
            "over_the_shoulder": escalation.over_the_shoulder,
            "row": row_digest("escalations", COLUMNS, row),
        },
        private={"words": words} if words else None,
    )


def _to_row(keys: ColumnKeys, escalation: Escalation) -> dict[str, Any]:
    personal = {
        "shown": [[line.label, line.text] for line in escalation.shown],
        "reason": escalation.reason,
        "question": escalation.question,
        "decided_reason": escalation.decided_reason,
    }
    return {
        "id": escalation.id,
        "kind": escalation.kind.value,
        "subject_kind": escalation.subject.kind.value,
        "subject_id": escalation.subject.id,
        "subject_part": escalation.subject.part,
        "case_id": escalation.case_id,
        "site": escalation.site,
        "window": escalation.window,
        "level": int(escalation.level),
        "standing": escalation.standing.value,
        "asked_by": escalation.asked_by,
        "asked_at": stamp(escalation.asked_at),
        "due_at": stamp(escalation.due_at),
        "digest": escalation.digest,
        "decided_by": escalation.decided_by,
        "decided_at": stamp_or_none(escalation.decided_at),
        "over_the_shoulder": int(escalation.over_the_shoulder),
        "used_at": stamp_or_none(escalation.used_at),
        "overdue": int(escalation.overdue),
        "version": escalation.version,
        "personal": keys.seal_json(personal, _cell(escalation.id)),
    }


def _from_row(keys: ColumnKeys, row: sa.Row[Any]) -> Escalation:
    personal = keys.open_json(row.personal, _cell(row.id))
    return Escalation(
        id=row.id,
        kind=EscalationKind(row.kind),
        subject=Subject(SubjectKind(row.subject_kind), row.subject_id, row.subject_part),
        case_id=row.case_id,
        site=row.site,
        window=row.window,
        level=Level(row.level),
        standing=Standing(row.standing),
        asked_by=row.asked_by,
        asked_at=moment(row.asked_at),
        due_at=moment(row.due_at),
        shown=tuple(ShownLine(label, text) for label, text in personal["shown"]),
        digest=row.digest,
        reason=personal["reason"],
        question=personal["question"],
        decided_by=row.decided_by,
        decided_at=moment_or_none(row.decided_at),
        decided_reason=personal["decided_reason"],
        over_the_shoulder=bool(row.over_the_shoulder),
        used_at=moment_or_none(row.used_at),
        overdue=bool(row.overdue),
        version=row.version,
    )


def _cell(escalation_id: EscalationId) -> Cell:
    return Cell("escalations", "personal", escalation_id)
