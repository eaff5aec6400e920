"""异常清单: deliveries that repeating cannot cure. Nothing leaves the list without a person's decision."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.views import ExceptionRow, Operator
from clerk.domain.case_file import happen
from clerk.domain.cases import Actor, Event
from clerk.domain.deliveries import Decision, Delivery, DeliveryKind, DeliveryState
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import cases, deliveries, journal

_TARGET = {
    Decision.RETRY: DeliveryState.QUEUED,
    Decision.TAKE_OVER: DeliveryState.TAKEN_OVER,
    Decision.VOID: DeliveryState.VOIDED,
}


def list_exceptions(counter: Counter, limit: int = 200) -> tuple[ExceptionRow, ...]:
    """Every open exception of this site, oldest first, with its cure and who has to act."""
    rows = []
    with counter.store.reading() as unit:
        for delivery in deliveries.list_deliveries(unit, {DeliveryState.EXCEPTION}, None, limit):
            case = cases.load_case(unit, delivery.case_id)
            if case.site != counter.site.code:
                continue
            rows.append(
                ExceptionRow(
                    delivery,
                    case.receipt_no,
                    case.item_name,
                    delivery.fault or Fault("D-02"),
                    delivery.words,
                    delivery.next_actor,
                    delivery.settled_at or delivery.queued_at,
                )
            )
    return tuple(sorted(rows, key=lambda r: r.since))


def decide(
    counter: Counter, operator: Operator, delivery_id: str, decision: Decision, reason: str
) -> Delivery:
    """A supervisor's decision: try again, take it over by hand, or void the case.

    Raises:
        Refused: ``U-04`` not a supervisor, ``U-05`` no reason, ``D-01`` it is no longer an exception.
    """
    require(operator, Right.DECIDE_EXCEPTION)
    if not reason.strip():
        raise Refused("U-05")
    now = counter.clock.now()
    with counter.store.writing() as unit:
        delivery = deliveries.load_delivery(unit, delivery_id)
        target = _TARGET[decision]
        delivery.require(target)
        decided = replace(
            delivery,
            state=target,
            decided_by=operator.member.number,
            decided_reason=reason.strip(),
            settled_at=None if decision is Decision.RETRY else now,
            generation=delivery.generation + (decision is Decision.RETRY),
            next_try_at=None,
        )
        deliveries.save_delivery(unit, decided)
        case = cases.load_case(unit, delivery.case_id)
        if decision is Decision.RETRY:
            counter.queue.enqueue(unit.connection, decided.id, decided.region, decided.generation)
        elif decision is Decision.VOID and delivery.kind is not DeliveryKind.HANDED_OVER:
            case = cases.save_case(unit, happen(case, Event.VOID, Actor.SUPERVISOR, now))
        elif decision is Decision.TAKE_OVER and delivery.kind is DeliveryKind.SUBMIT:
            case = cases.save_case(unit, happen(case, Event.TRANSFER, Actor.SYSTEM, now))
        journal.append(
            unit,
            EventKind.EXCEPTION_DECIDED,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=now,
            case_id=case.id,
            payload={"delivery": delivery_id, "decision": decision.value, "generation": decided.generation},
            private={"reason": reason.strip()},
        )
        return decided
