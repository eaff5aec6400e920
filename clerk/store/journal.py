"""流水: the append-only journal. Each event carries the SM3 of the one before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clerk.domain.chain import chain_hash, content_digest
from clerk.domain.digests import sm3
from clerk.domain.journal import EventKind
from clerk.store.canonical import canonical_json, row_digest
from clerk.store.cells import proved_part
from clerk.store.columns import Cell
from clerk.store.moments import moment, stamp
from clerk.store.tables import CASE_COLUMNS, CASES, JOURNAL
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class JournalEvent:
    """One event of the journal. ``private`` was encrypted; None where there was nothing private."""

    seq: int
    at: datetime
    kind: EventKind
    actor: str
    terminal: str
    case_id: str
    payload: Mapping[str, Any]
    private: Mapping[str, Any] | None = field(repr=False)
    case_digest: str
    hash: str


def append(
    unit: Unit,
    kind: EventKind,
    *,
    actor: str,
    terminal: str,
    at: datetime,
    case_id: str = "",
    payload: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    once: str = "",
) -> int | None:
    """Write an event at the end of the chain and give its number.

    With ``case_id`` it carries the digest of the case's row as it is now: call it after the case was saved.
    With ``once`` a second event of the same key writes nothing and gives None.
    ``payload`` never holds personal data; ``private`` is encrypted.
    """
    head = unit.head
    if head is None:
        raise ValueError("the journal is written only within Store.writing()")
    if once and unit.connection.execute(_ONCE, {"key": once}).first() is not None:
        return None
    seq = head.seq + 1
    row: dict[str, Any] = {
        "seq": seq,
        "prev_hash": head.hash,
        "at": stamp(at),
        "kind": kind.value,
        "actor": actor,
        "terminal": terminal,
        "case_id": case_id,
        "case_digest": _digest_of_case(unit, case_id) if case_id else "",
        "once": once or None,
        "payload": canonical_json(dict(payload or {})),
        "personal": None if private is None else unit.keys.seal_json(dict(private), _cell(seq)),
    }
    row["hash"] = link(**row)
    unit.connection.execute(_INSERT, row)
    head.seq, head.hash = seq, row["hash"]
    unit.unjournalled.pop(case_id, None)
    return seq


def append_by_command(
    unit: Unit, kind: EventKind, at: datetime, payload: Mapping[str, Any], case_id: str = ""
) -> None:
    """Write what the administrator did by a command; see :func:`append`."""
    append(unit, kind, actor="administrator", terminal="command", at=at, case_id=case_id, payload=payload)


def link(
    seq: int,
    prev_hash: str,
    at: str,
    kind: str,
    actor: str,
    terminal: str,
    case_id: str,
    case_digest: str,
    once: str | None,
    payload: str,
    personal: bytes | None,
) -> str:
    """The hash of an event over the one before and everything stored with it, what is encrypted included.

    Of what is encrypted it covers what the renewal of keys leaves as it is.
    """
    sealed = sealed_digest(personal)
    content = content_digest(at, kind, actor, terminal, case_id, case_digest, once, payload, sealed)
    return chain_hash(prev_hash, seq, content)


def sealed_digest(personal: bytes | None) -> str | None:
    """Digest of an event's encrypted part as the chain covers it; None where there is none."""
    return None if personal is None else sm3(proved_part(personal))


def opened(unit: Unit, row: sa.Row[Any]) -> Any:
    """What is encrypted in a row of the journal; None where there is nothing.

    Raises:
        Refused: ``S-14`` it does not open.
    """
    return None if row.personal is None else unit.keys.open_json(row.personal, _cell(row.seq))


def events(
    unit: Unit, case_id: str | None = None, after: int = 0, limit: int = 500
) -> tuple[JournalEvent, ...]:
    """Events after number ``after``, oldest first; those of one case with ``case_id``."""
    query = sa.select(JOURNAL).where(JOURNAL.c.seq > after).order_by(JOURNAL.c.seq).limit(limit)
    if case_id is not None:
        query = query.where(JOURNAL.c.case_id == case_id)
    return tuple(event_from_row(unit, row) for row in unit.connection.execute(query))


def event_from_row(unit: Unit, row: sa.Row[Any], *, whole: bool = True) -> JournalEvent:
    """The event in a row of the journal, its encrypted part opened or left out.

    Raises:
        Refused: ``S-14`` that part does not open.
    """
    return JournalEvent(
        seq=row.seq,
        at=moment(row.at),
        kind=EventKind(row.kind),
        actor=row.actor,
        terminal=row.terminal,
        case_id=row.case_id,
        payload=json.loads(row.payload),
        private=opened(unit, row) if whole else None,
        case_digest=row.case_digest,
        hash=row.hash,
    )


def last_event_at(unit: Unit) -> datetime | None:
    """When the last event happened, by the clock of whoever wrote it; None while there is none."""
    at = unit.connection.execute(_LAST_AT).scalar()
    return None if at is None else moment(at)


def _digest_of_case(unit: Unit, case_id: str) -> str:
    """Digest of the case's row; empty while the case is only planned (licences are derived for it before)."""
    known = unit.digests.get(case_id)
    if known is not None:
        return known
    row = unit.connection.execute(_CASE, {"case": case_id}).mappings().first()
    return "" if row is None else row_digest("cases", CASE_COLUMNS, dict(row))


def _cell(seq: int) -> Cell:
    return Cell("journal", "personal", str(seq))


_ONCE = sa.select(JOURNAL.c.seq).where(JOURNAL.c.once == sa.bindparam("key"))
_CASE = sa.select(CASES).where(CASES.c.id == sa.bindparam("case"))
_INSERT = sa.insert(JOURNAL)
_LAST_AT = sa.select(JOURNAL.c.at).order_by(JOURNAL.c.seq.desc()).limit(1)
