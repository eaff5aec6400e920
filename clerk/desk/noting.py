"""Journalling what an operator did at this terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clerk.desk.counter import Counter
from clerk.desk.offline import settle
from clerk.desk.rights import refuse_fallen
from clerk.desk.views import Operator
from clerk.domain.cases import CaseId
from clerk.domain.journal import EventKind
from clerk.domain.staff import Factor
from clerk.store import journal
from clerk.store.store import Unit

_ENDINGS = frozenset({EventKind.LOCKED, EventKind.SIGNED_OUT})
"""Nobody is kept from ending their session."""


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
    """Append an event by ``operator``. ``payload`` is read without keys: it never holds personal data.

    Raises:
        Refused: ``U-03``, ``U-23``, ``U-16`` the operator may not act here any more; nothing is written.
    """
    if operator.factor is Factor.OFFLINE:
        settle(unit, counter, operator.member.number)
    if kind not in _ENDINGS:
        refuse_fallen(unit, counter, operator)
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
