"""An exception that a supervisor decided on the exception list: what was brought up about it is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.views import Operator
from clerk.domain.escalations import EscalationKind, Standing
from clerk.domain.journal import EventKind
from clerk.store import escalations
from clerk.store.unit import Unit


def settle_exception(
    unit: Unit, counter: Counter, operator: Operator, delivery_id: str, reason: str, now: datetime
) -> None:
    """Close what is open about a delivery on the exception list, in the transaction of the decision."""
    for one in escalations.about(unit, delivery_id, EscalationKind.EXCEPTION_ITEM):
        if one.standing.is_open and one.asked_by != operator.member.number:
            settled = replace(
                one,
                standing=Standing.APPROVED,
                decided_by=operator.member.number,
                decided_at=now,
                decided_reason=reason,
                used_at=now,
            )
            escalations.save_escalation(
                unit,
                settled,
                EventKind.ESCALATION_DECIDED,
                actor=operator.member.number,
                at=now,
                terminal=counter.terminal,
                words=reason,
            )
