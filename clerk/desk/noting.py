"""Journalling what an operator did at this terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clerk.desk.counter import Counter
from clerk.desk.views import Operator
from clerk.domain.cases import CaseId
from clerk.domain.journal import EventKind
from clerk.store import journal
from clerk.store.store import Unit


def note(
    unit: Unit,
    counter: Counter,
    operator: Operator,
    kind: EventKind,
    at: datetime,
    *,
    case_id: CaseId = "",
    payload: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    once: str = "",
) -> int | None:
    """Append an event by ``operator``. ``payload`` is read without keys: it never holds personal data."""
    return journal.append(
        unit,
        kind,
        actor=operator.member.number,
        terminal=counter.terminal,
        at=at,
        case_id=case_id,
        payload=payload,
        private=private,
        once=once,
    )
