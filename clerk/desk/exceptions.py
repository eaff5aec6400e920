"""异常清单: deliveries that repeating cannot cure. Nothing leaves the list without a person's decision."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.happening import let_happen
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.sign_offs.settle import settle_exception
from clerk.desk.views import ExceptionRow, Operator
from clerk.domain.case_file import CaseFile, arrived
from clerk.domain.cases import Actor, Event, State
from clerk.domain.deliveries import Decision, Delivery, DeliveryKind, DeliveryState
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import cases, deliveries
from clerk.store.store import Unit

_TARGET = {
    Decision.RETRY: DeliveryState.QUEUED,
    Decision.TAKE_OVER: DeliveryState.TAKEN_OVER,
    Decision.VOID: DeliveryState.VOIDED,
}
_GIVEN_UP = frozenset({State.VOID, State.WITHDRAWN})


def list_exceptions(counter: Counter, limit: int = 200) -> tuple[ExceptionRow, ...]:
    """Every open exception of this site, oldest first, with its cure and who has to act."""
    with counter.store.reading() as unit:
        found = deliveries.list_deliveries(
            unit, {DeliveryState.EXCEPTION}, limit=limit, site=counter.site.code
        )
        rows = [_row(delivery, cases.load_case(unit, delivery.case_id)) for delivery in found]
    return tuple(sorted(rows, key=lambda r: r.since))


def _row(delivery: Delivery, case: CaseFile) -> ExceptionRow:
    return ExceptionRow(
        delivery,
        case.receipt_no,
        case.item_name,
        delivery.fault or Fault("D-02"),
        delivery.words,
        delivery.next_actor,
        delivery.settled_at or delivery.queued_at,
    )


def decide(
    counter: Counter, operator: Operator, delivery_id: str, decision: Decision, reason: str
) -> Delivery:
    """A supervisor's decision: try again, take it over by hand, or void the case.

    Taking over means that a person brings it to the region by other means and answers for it: a first
    hand-in is then with the home department, a correction and a report of hand-over change nothing more.
    Voiding a hand-in or a correction voids the case; a result that was handed over cannot be voided, only
    its report.

    Raises:
        Refused: ``U-04`` not a supervisor, ``U-05`` no reason, ``D-01`` it is no longer an exception,
            ``C-08`` unknown.
    """
    require(operator, Right.DECIDE_EXCEPTION)
    if decision is Decision.VOID:
        require(operator, Right.VOID)
    if not reason.strip():
        raise Refused("U-05")
    now = counter.clock.now()
    with counter.store.writing() as unit:
        delivery = _exception(unit, delivery_id, _TARGET[decision])
        decided = replace(
            delivery,
            state=_TARGET[decision],
            decided_by=operator.member.number,
            decided_reason=reason.strip(),
            settled_at=None if decision is Decision.RETRY else now,
            generation=delivery.generation + (decision is Decision.RETRY),
            next_try_at=None,
        )
        deliveries.save_delivery(unit, decided)
        if decision is Decision.RETRY:
            counter.queue.enqueue(unit.connection, decided.id, decided.region, decided.generation)
        case = cases.load_case(unit, delivery.case_id)
        moved = _move(case, decided, decision)
        changed = arrived(case, now) if moved is None else let_happen(case, *moved, now)
        # What is tried again is still on the line; what a person took over or gave up is not.
        if decision is not Decision.RETRY and changed is not case:
            cases.save_case(unit, changed)
        note(
            unit,
            counter,
            operator,
            EventKind.EXCEPTION_DECIDED,
            now,
            case_id=case.id,
            payload={"delivery": delivery_id, "decision": decision.value, "generation": decided.generation},
            private={"reason": reason.strip()},
        )
        settle_exception(unit, counter, operator, delivery_id, reason.strip(), now)
        if moved is not None and moved[0] is Event.VOID:
            note(unit, counter, operator, EventKind.CASE_VOIDED, now, case_id=case.id)
        return decided


def _exception(unit: Unit, delivery_id: str, target: DeliveryState) -> Delivery:
    """The delivery, while nobody decided about it: what is tried again or settled is no exception."""
    try:
        delivery = deliveries.load_delivery(unit, delivery_id)
    except KeyError:
        raise Refused("C-08") from None
    if delivery.state is not DeliveryState.EXCEPTION:
        raise Refused("D-01", state=delivery.state.value, target=target.value)
    return delivery


def _move(case: CaseFile, delivery: Delivery, decision: Decision) -> tuple[Event, Actor] | None:
    """What the decision does to the case; None when it stays as it is."""
    if decision is Decision.TAKE_OVER and delivery.kind is DeliveryKind.SUBMIT:
        # News may have come before the decision: then the region has it already.
        return (Event.TRANSFER, Actor.SYSTEM) if case.state is State.RECEIVED else None
    if decision is Decision.VOID and delivery.kind is not DeliveryKind.HANDED_OVER:
        return None if case.state in _GIVEN_UP else (Event.VOID, Actor.SUPERVISOR)
    return None
