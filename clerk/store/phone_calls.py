"""Phone calls as somebody noted them; the note is encrypted."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from clerk.domain.cases import CaseId
from clerk.domain.liaison import CallOutcome, PhoneCall, ThreadId
from clerk.store.columns import Cell
from clerk.store.moments import moment, stamp
from clerk.store.tables import PHONE_CALLS
from clerk.store.unit import Unit


def add_call(unit: Unit, call: PhoneCall) -> None:
    """Write a call down.

    Raises:
        Refused: ``S-16`` it stands there already.
    """
    row = {
        "id": call.id,
        "region": call.region,
        "contact": call.contact,
        "by": call.by,
        "at": stamp(call.at),
        "outcome": call.outcome.value,
        "thread": call.thread,
        "case_id": call.case_id,
        "personal": unit.keys.seal_json({"note": call.note}, _cell(call.id)),
    }
    unit.connection.execute(sa.insert(PHONE_CALLS), row)


def list_calls(
    unit: Unit, thread: ThreadId = "", case_id: CaseId = "", limit: int = 100
) -> tuple[PhoneCall, ...]:
    """Calls, the newest first; those about one thread or one case where it is named."""
    query = sa.select(PHONE_CALLS).order_by(PHONE_CALLS.c.at.desc(), PHONE_CALLS.c.id.desc()).limit(limit)
    if thread:
        query = query.where(PHONE_CALLS.c.thread == thread)
    if case_id:
        query = query.where(PHONE_CALLS.c.case_id == case_id)
    return tuple(_from_row(unit, row) for row in unit.connection.execute(query))


def _from_row(unit: Unit, row: sa.Row[Any]) -> PhoneCall:
    return PhoneCall(
        id=row.id,
        region=row.region,
        contact=row.contact,
        by=row.by,
        at=moment(row.at),
        outcome=CallOutcome(row.outcome),
        thread=row.thread,
        case_id=row.case_id,
        note=unit.keys.open_json(row.personal, _cell(row.id))["note"],
    )


def _cell(call_id: str) -> Cell:
    return Cell("phone_calls", "personal", call_id)
