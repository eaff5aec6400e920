"""Events as they lie in the journal: for evidence, which shows some of them and the digests of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from clerk.domain.chain import first_format_hash
from clerk.domain.evidence import EventRecord
from clerk.domain.faults import Refused
from clerk.store.journal import opened, sealed_digest
from clerk.store.tables import JOURNAL
from clerk.store.unit import Unit

_PAGE = 5_000


def records_of_case(
    unit: Unit, case_id: str, visit: str = "", after: int = 0
) -> tuple[tuple[EventRecord, Any], ...]:
    """Events of a case, and those of the visit it came from that are of no case, oldest first.

    Each with what was encrypted with it, opened; None where there was nothing.

    Raises:
        Refused: ``S-14`` an encrypted part does not open.
    """
    mine = JOURNAL.c.case_id == case_id
    if visit:
        # The payload is canonical JSON: a visit is written in it in this one way.
        of_visit = JOURNAL.c.payload.contains(f'"visit":"{visit}"', autoescape=True)
        mine |= (JOURNAL.c.case_id == "") & of_visit
    query = sa.select(JOURNAL).where(JOURNAL.c.seq > after, mine).order_by(JOURNAL.c.seq)
    return tuple((_record(row), opened(unit, row)) for row in unit.connection.execute(query))


def walk(unit: Unit, first: int, before: str, last: int) -> Iterator[tuple[bytes, str]]:
    """For each event from ``first`` to ``last`` the digest of what it says, 32 bytes, and its hash.

    ``before``: hash of the event before the first. The chain is proved on the way.

    Raises:
        Refused: ``S-31``-``S-33`` an event was altered, is missing, or does not follow; ``V-20`` one is of
            the first format.
    """
    query = sa.select(JOURNAL).where(JOURNAL.c.seq >= first, JOURNAL.c.seq <= last).order_by(JOURNAL.c.seq)
    result = unit.connection.execute(query, execution_options={"yield_per": _PAGE})
    for expected, row in enumerate(result, first):
        if row.seq != expected:
            raise Refused("S-32", where=str(expected))
        if row.prev_hash != before:
            raise Refused("S-33", where=str(expected))
        record = _record(row)
        if record.hash != record.proper_hash:
            raise _not_provable(row)
        before = record.hash
        yield bytes.fromhex(record.content), before


def _not_provable(row: sa.Row[Any]) -> Refused:
    values = (row.seq, row.prev_hash, row.at, row.kind, row.actor, row.terminal, row.case_id)
    whole = (*values, row.case_digest, row.once, row.payload, row.personal)
    old = row.hash == first_format_hash(*whole)
    return Refused("V-20" if old else "S-31", where=str(row.seq))


def _record(row: sa.Row[Any]) -> EventRecord:
    return EventRecord(
        seq=row.seq,
        prev_hash=row.prev_hash,
        hash=row.hash,
        at=row.at,
        kind=row.kind,
        actor=row.actor,
        terminal=row.terminal,
        case_id=row.case_id,
        case_digest=row.case_digest,
        once=row.once,
        payload=row.payload,
        sealed=sealed_digest(row.personal),
    )
