"""What an attempt writes: its beginning and what came of it, each in one transaction of the store.

Every function reads the delivery as it is now and leaves it alone when somebody else moved it on: a worker
that was thought dead, a second run of the same workflow, or a supervisor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from clerk.domain.case_file import CaseFile, arrived, happen
from clerk.domain.cases import Actor, Event, State
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.escalations import EscalationKind, Rules, Subject, SubjectKind
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.ports import Acknowledgement
from clerk.store import cases, deliveries, escalations, journal
from clerk.store.unit import Unit

_GONE = frozenset({State.VOID, State.WITHDRAWN})
SYSTEM = "system"


class Stage(StrEnum):
    """What an attempt has to do."""

    SEND = "send"
    """Nothing of it can be with the region: hand it over."""
    ASK = "ask"
    """Something may be with the region: ask before sending again."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt that has begun. ``delivery`` and ``case`` are as they were then."""

    delivery: Delivery
    case: CaseFile
    stage: Stage

    @property
    def case_is_gone(self) -> bool:
        """Whether the case was voided or withdrawn at the counter."""
        return self.case.state in _GONE


@dataclass(frozen=True, slots=True)
class Book:
    """Writes attempts down on behalf of one worker at one moment."""

    unit: Unit
    now: datetime
    terminal: str
    sign_off_rules: Rules = field(default_factory=dict)
    """How what lands on the exception list is decided; without one for it nothing is brought up."""

    def begin(self, delivery_id: str, generation: int, repeated: Callable[[], bool]) -> Begun | None:
        """Begin an attempt; None when there is nothing to do any more.

        ``repeated`` tells whether this run was finished before; it is asked only where the row alone cannot
        tell.
        """
        delivery = deliveries.load_delivery(self.unit, delivery_id)
        if delivery.state.settled or delivery.generation != generation:
            return None
        if delivery.state is not DeliveryState.QUEUED and repeated():
            return None
        case = cases.load_case(self.unit, delivery.case_id)
        untouched = delivery.state is DeliveryState.WAITING or (
            delivery.state is DeliveryState.QUEUED and generation == 0
        )
        if untouched and case.state in _GONE:
            self.stop(delivery)
            return None
        if untouched:
            return Begun(self.sending(delivery), case, Stage.SEND)
        if delivery.state is DeliveryState.QUEUED:
            delivery = self._moved(delivery, DeliveryState.SENDING)
        elif delivery.state is DeliveryState.SENDING:
            # Its worker died between the beginning and the outcome: the request may have arrived.
            delivery = self._moved(delivery, DeliveryState.UNKNOWN)
            self._note(EventKind.DELIVERY_UNKNOWN, delivery, reason="interrupted")
        return Begun(delivery, case, Stage.ASK)

    def sending(self, delivery: Delivery) -> Delivery:
        """Write down that a request goes out now."""
        sent = replace(delivery, attempts=delivery.attempts + 1, began_at=self.now, next_try_at=None)
        if delivery.state is not DeliveryState.SENDING:
            sent = replace(sent, state=self._allowed(delivery, DeliveryState.SENDING))
        deliveries.save_delivery(self.unit, sent)
        # A region that is down for a day is one beginning and one wait in the journal, not a thousand.
        if delivery.state is not DeliveryState.WAITING:
            self._note(EventKind.DELIVERY_BEGUN, sent, attempt=str(sent.attempts))
        return sent

    def resend(self, mine: Delivery) -> Delivery | None:
        """Write down that the region has nothing and the request goes out again; None when it was moved
        on.
        """
        current = self._mine(mine)
        return None if current is None else self.sending(current)

    def wait(self, begun: Begun, state: DeliveryState, fault: Fault, delay: float, *, late: bool) -> bool:
        """Write down that the next try comes in ``delay`` seconds; False when the delivery was moved on."""
        current = self._mine(begun.delivery)
        if current is None:
            return False
        shown = fault
        if late:
            reason = fault.details.get("reason", fault.code)
            shown = Fault("D-03", {"department": begun.case.department, "reason": reason})
        moved = current if current.state is state else replace(current, state=self._allowed(current, state))
        waits = replace(moved, next_try_at=self.now + timedelta(seconds=delay), fault=shown)
        deliveries.save_delivery(self.unit, waits)
        unknown = state is DeliveryState.UNKNOWN
        newly_unknown = unknown and current.state is not state
        if newly_unknown or current.fault is None or current.fault.code != shown.code:
            kind = EventKind.DELIVERY_UNKNOWN if unknown else EventKind.DELIVERY_WAITS
            self._note(kind, waits, fault=fault.code)
        return True

    def acknowledge(self, begun: Begun, ack: Acknowledgement) -> DeliveryState:
        """Write down that the region has it.

        Only the first acknowledgement of a delivery changes anything. The case is taken as it was when the
        attempt began; where it was changed since, the store says so and it is read again.
        """
        delivery = deliveries.load_delivery(self.unit, begun.delivery.id)
        if delivery.state.settled and delivery.state is not DeliveryState.EXCEPTION:
            return delivery.state
        try:
            return self._acknowledged(begun.case, delivery, ack)
        except Refused as refused:
            if refused.fault.code != "S-18":
                raise
            return self._acknowledged(cases.load_case(self.unit, delivery.case_id), delivery, ack)

    def _acknowledged(self, case: CaseFile, delivery: Delivery, ack: Acknowledgement) -> DeliveryState:
        if ack.copies > 1:
            return self.fail(
                delivery,
                Fault(
                    "D-04",
                    {"department": case.department, "copies": str(ack.copies), "number": case.receipt_no},
                ),
                next_actor=case.department,
            )
        if case.state in _GONE and delivery.kind is DeliveryKind.SUBMIT:
            fault = Fault("D-06", {"department": case.department, "number": ack.home_case_no})
            return self.fail(delivery, fault, next_actor=case.department)
        self._take_in(case, delivery, ack)
        if not delivery.may_become(DeliveryState.ACKNOWLEDGED):
            # A worker thought dead brings the answer to a request that a second one is about to repeat.
            delivery = replace(delivery, state=self._allowed(delivery, DeliveryState.SENDING))
        settled = replace(
            delivery,
            state=self._allowed(delivery, DeliveryState.ACKNOWLEDGED),
            settled_at=self.now,
            next_try_at=None,
            fault=None,
            words="",
            next_actor="",
        )
        deliveries.save_delivery(self.unit, settled)
        self._note(EventKind.DELIVERY_ACKNOWLEDGED, settled, home_case_no=ack.home_case_no)
        self._let_go(settled)
        return settled.state

    def fail(self, delivery: Delivery, fault: Fault, *, next_actor: str, words: str = "") -> DeliveryState:
        """Put a delivery on the exception list: a person has to decide. ``delivery`` is as it is now."""
        if delivery.state is DeliveryState.EXCEPTION:
            return delivery.state
        failed = replace(
            delivery,
            state=self._allowed(delivery, DeliveryState.EXCEPTION),
            settled_at=self.now,
            next_try_at=None,
            fault=fault,
            words=words,
            next_actor=next_actor,
        )
        deliveries.save_delivery(self.unit, failed)
        self._note(
            EventKind.DELIVERY_FAILED, failed, fault=fault.code, private={"words": words} if words else None
        )
        self._bring_up(failed)
        return failed.state

    def fail_mine(self, mine: Delivery, fault: Fault, *, next_actor: str, words: str = "") -> DeliveryState:
        """As :meth:`fail`, for the attempt ``mine``; nothing happens when the delivery was moved on."""
        current = self._mine(mine)
        if current is None:
            return deliveries.load_delivery(self.unit, mine.id).state
        return self.fail(current, fault, next_actor=next_actor, words=words)

    def stop(self, delivery: Delivery) -> DeliveryState:
        """End a delivery of which nothing reached the region, because its case is void or withdrawn."""
        if not delivery.may_become(DeliveryState.VOIDED):
            delivery = replace(delivery, state=self._allowed(delivery, DeliveryState.EXCEPTION))
        ended = replace(
            delivery,
            state=self._allowed(delivery, DeliveryState.VOIDED),
            settled_at=self.now,
            next_try_at=None,
            fault=None,
        )
        deliveries.save_delivery(self.unit, ended)
        self._note(EventKind.DELIVERY_STOPPED, ended)
        self._let_go(ended)
        return ended.state

    def stop_mine(self, mine: Delivery) -> DeliveryState:
        """As :meth:`stop`, for the attempt ``mine``."""
        current = self._mine(mine)
        return deliveries.load_delivery(self.unit, mine.id).state if current is None else self.stop(current)

    def _bring_up(self, delivery: Delivery) -> None:
        """An exception waits for a supervisor from the moment it is one."""
        if EscalationKind.EXCEPTION_ITEM not in self.sign_off_rules:
            return
        escalations.raise_about(
            self.unit,
            self.sign_off_rules,
            EscalationKind.EXCEPTION_ITEM,
            Subject(SubjectKind.DELIVERY, delivery.id),
            cases.load_case(self.unit, delivery.case_id),
            delivery,
            self.now,
            self.terminal,
        )

    def _let_go(self, delivery: Delivery) -> None:
        subject = Subject(SubjectKind.DELIVERY, delivery.id)
        for kind in (EscalationKind.EXCEPTION_ITEM, EscalationKind.OUTCOME_UNKNOWN):
            escalations.let_go(self.unit, kind, subject, self.now, self.terminal)

    def _take_in(self, case: CaseFile, delivery: Delivery, ack: Acknowledgement) -> None:
        """The case after its home region has it; the region may have spoken of it before (see news)."""
        changed = case
        if delivery.kind is DeliveryKind.SUBMIT and case.state is State.RECEIVED:
            changed = happen(case, Event.TRANSFER, Actor.SYSTEM, self.now)
        elif delivery.kind is not DeliveryKind.SUBMIT:
            changed = arrived(case, self.now)
        if ack.home_case_no and not case.home_case_no:
            changed = replace(changed, home_case_no=ack.home_case_no, changed_at=self.now)
        if changed is not case:
            cases.save_case(self.unit, changed)
        if changed.home_case_no != case.home_case_no:
            cases.add_external_id(self.unit, case.id, delivery.region, "home_case_no", ack.home_case_no)

    def _mine(self, mine: Delivery) -> Delivery | None:
        """The delivery as it is now, None when it is no longer in the hands of the attempt ``mine``."""
        current = deliveries.load_delivery(self.unit, mine.id)
        same = (current.generation, current.attempts, current.began_at) == (
            mine.generation,
            mine.attempts,
            mine.began_at,
        )
        return current if same and current.state in {DeliveryState.SENDING, DeliveryState.UNKNOWN} else None

    def _moved(self, delivery: Delivery, state: DeliveryState) -> Delivery:
        moved = replace(delivery, state=self._allowed(delivery, state))
        deliveries.save_delivery(self.unit, moved)
        return moved

    @staticmethod
    def _allowed(delivery: Delivery, state: DeliveryState) -> DeliveryState:
        delivery.require(state)
        return state

    def _note(
        self,
        kind: EventKind,
        delivery: Delivery,
        *,
        private: dict[str, str] | None = None,
        **payload: str,
    ) -> None:
        journal.append(
            self.unit,
            kind,
            actor=SYSTEM,
            terminal=self.terminal,
            at=self.now,
            case_id=delivery.case_id,
            payload={"delivery": delivery.id, "region": delivery.region, **payload},
            private=private,
        )
