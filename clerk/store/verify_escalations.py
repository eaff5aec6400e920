"""Proving escalations: every row is as its last event left it. No key is needed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from clerk.domain.cases import CaseId
from clerk.domain.journal import EventKind
from clerk.store.canonical import row_digest
from clerk.store.escalations import COLUMNS
from clerk.store.tables import ESCALATIONS, JOURNAL
from clerk.store.unit import Unit

CHANGED = "Q-20"
ASKED_BY_NOBODY = "Q-21"
_KINDS = (EventKind.ESCALATION_ASKED, EventKind.ESCALATION_DECIDED, EventKind.ESCALATION_USED)


def wrong_escalations(unit: Unit, case_id: CaseId | None = None) -> Iterator[tuple[str, str]]:
    """Code and id of every escalation that is not as the journal says, and of every one that is gone.

    ``case_id``: only those of one case; None for all.
    """
    told: dict[str, str] = {}
    query = sa.select(JOURNAL.c.payload).where(JOURNAL.c.kind.in_([kind.value for kind in _KINDS]))
    rows = sa.select(ESCALATIONS).order_by(ESCALATIONS.c.id)
    if case_id is not None:
        query, rows = query.where(JOURNAL.c.case_id == case_id), rows.where(ESCALATIONS.c.case_id == case_id)
    for payload in unit.connection.scalars(query.order_by(JOURNAL.c.seq)):
        event = json.loads(payload)
        told[event["escalation"]] = event["row"]
    for row in unit.connection.execute(rows).mappings():
        last = told.pop(row["id"], None)
        if last is None:
            yield ASKED_BY_NOBODY, row["id"]
        elif last != row_digest("escalations", COLUMNS, dict(row)):
            yield CHANGED, row["id"]
    for gone in sorted(told):
        yield CHANGED, gone
