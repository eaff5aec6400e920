"""移交: one run of a delivery's workflow, from its beginning to an outcome or to the next wait."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from clerk.delivery.attempt import Begun, Book, Stage
from clerk.delivery.backoff import Patience
from clerk.delivery.dossier import Directory, build_dossier
from clerk.delivery.engine import Turn
from clerk.delivery.scribe import Scribe
from clerk.domain.case_file import CaseFile
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.escalations import Rules
from clerk.domain.faults import Fault, Refused
from clerk.domain.regions import RegionId
from clerk.ports import (
    Acknowledgement,
    Busy,
    Clock,
    Dossier,
    OutcomeUnknown,
    RegionBackend,
    Rejected,
    Unreachable,
)
from clerk.store import deliveries as rows
from clerk.store.store import Store
from clerk.store.unit import Unit

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Turns(Protocol):
    """The engine as a delivery sees it: a place to leave the next run."""

    def enqueue_turn(self, connection: object, turn: Turn, region: RegionId, delay: float = 0) -> None:
        """Leave a run with the engine, to begin in ``delay`` seconds, in the transaction of
        ``connection``.
        """
        ...

    def went_on(self, turn: Turn) -> bool:
        """Whether the run after ``turn`` was queued."""
        ...


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Hands deliveries over. One object serves all threads of a worker."""

    store: Store
    regions: Mapping[RegionId, RegionBackend]
    queue: Turns
    directory: Directory
    clock: Clock
    patience: Patience
    scribe: Scribe
    terminal: str
    sign_off_rules: Rules = field(default_factory=dict)

    def run(self, turn: Turn) -> DeliveryState | None:
        """Make one attempt at a delivery; None when there was nothing to do.

        May be repeated at any point: the delivery's row says what may already be with the region.
        """
        begun, dossier = self._write(lambda book: self._begin(book, turn))
        if begun is None:
            return None
        if isinstance(dossier, Fault):
            fault = dossier
            return self._fail(begun, fault)
        region = self.regions.get(begun.delivery.region)
        if region is None:
            return self._fail(begun, Fault("D-09", {"region": begun.delivery.region}))
        if begun.stage is Stage.ASK and begun.delivery.kind is not DeliveryKind.HANDED_OVER:
            return self._ask(turn, region, begun, dossier)
        if begun.stage is Stage.ASK:
            # The region takes the same report twice as one, so asking would only cost a round.
            return self._resend(turn, region, begun, dossier)
        return self._send(turn, region, begun, dossier)

    def give_up(self, turn: Turn, kind: str) -> DeliveryState:
        """Put a delivery on the exception list because the program failed on it.

        ``kind`` names the failure's class.
        """

        def work(book: Book) -> DeliveryState:
            delivery = rows.load_delivery(book.unit, turn.delivery_id)
            if delivery.state.settled:
                return delivery.state
            return book.fail(delivery, Fault("D-07", {"kind": kind}), next_actor="supervisor")

        return self._write(work)

    def _begin(self, book: Book, turn: Turn) -> tuple[Begun | None, Dossier | Fault]:
        begun = book.begin(turn.delivery_id, turn.generation, lambda: self.queue.went_on(turn))
        if begun is None:
            return None, Fault("D-08", {"what": turn.delivery_id})
        try:
            return begun, build_dossier(book.unit, self.store, self.directory, begun.case, begun.delivery)
        except Refused as refused:
            return begun, refused.fault

    def _send(self, turn: Turn, region: RegionBackend, begun: Begun, dossier: Dossier) -> DeliveryState:
        delivery = begun.delivery
        try:
            ack = _hand_over(region, delivery, begun.case, dossier)
        except (Unreachable, Busy) as trouble:
            return self._wait(turn, begun, DeliveryState.WAITING, trouble)
        except Rejected as trouble:
            return self._fail(begun, trouble.fault, trouble.words)
        except OutcomeUnknown as trouble:
            return self._wait(turn, begun, DeliveryState.UNKNOWN, trouble)
        except Exception as error:  # noqa: BLE001 - whatever an adapter does, the request may have arrived
            return self._unforeseen(turn, begun, error)
        return self._write(lambda book: book.acknowledge(begun, ack))

    def _ask(self, turn: Turn, region: RegionBackend, begun: Begun, dossier: Dossier) -> DeliveryState:
        delivery = begun.delivery
        try:
            ack = region.find(begun.case.receipt_no)
        except (Unreachable, Busy, OutcomeUnknown) as trouble:
            return self._wait(turn, begun, DeliveryState.UNKNOWN, trouble)
        except Rejected as trouble:
            return self._fail(begun, trouble.fault, trouble.words)
        except Exception as error:  # noqa: BLE001 - an adapter's own failure tells nothing about the case
            return self._unforeseen(turn, begun, error)
        if ack is not None and (ack.copies > 1 or _covers(ack, delivery)):
            return self._write(lambda book: book.acknowledge(begun, ack))
        settles_at = self._settles_at(delivery)
        if self.clock.now() < settles_at:
            return self._wait_for_settling(turn, begun, settles_at)
        if begun.case_is_gone:
            return self._write(lambda book: book.stop_mine(delivery))
        return self._resend(turn, region, begun, dossier)

    def _resend(self, turn: Turn, region: RegionBackend, begun: Begun, dossier: Dossier) -> DeliveryState:
        again = self._write(lambda book: book.resend(begun.delivery))
        if again is None:
            return begun.delivery.state
        return self._send(turn, region, Begun(again, begun.case, Stage.SEND), dossier)

    def _wait(
        self,
        turn: Turn,
        begun: Begun,
        state: DeliveryState,
        trouble: Unreachable | Busy | OutcomeUnknown,
    ) -> DeliveryState:
        tries = turn.number + 1
        if isinstance(trouble, Busy):
            delay = self.patience.busy(tries, trouble.retry_after)
        elif isinstance(trouble, OutcomeUnknown) and begun.delivery.state is DeliveryState.SENDING:
            delay = self.patience.ask_after
        else:
            delay = self.patience.retry(tries)
        return self._wait_for(turn, begun, state, trouble.fault, delay)

    def _wait_for_settling(self, turn: Turn, begun: Begun, settles_at: datetime) -> DeliveryState:
        left = (settles_at - self.clock.now()).total_seconds()
        fault = begun.delivery.fault or Fault("D-10", {"department": begun.case.department})
        return self._wait_for(turn, begun, DeliveryState.UNKNOWN, fault, max(left, 0.1))

    def _wait_for(
        self, turn: Turn, begun: Begun, state: DeliveryState, fault: Fault, delay: float
    ) -> DeliveryState:
        def work(book: Book) -> DeliveryState:
            late = book.now - begun.delivery.queued_at >= timedelta(seconds=self.patience.late_after)
            if book.wait(begun, state, fault, delay, late=late):
                region = begun.delivery.region
                self.queue.enqueue_turn(book.unit.connection, turn.following, region, delay)
            return state

        return self._write(work)

    def _unforeseen(self, turn: Turn, begun: Begun, error: Exception) -> DeliveryState:
        kind = type(error).__name__
        _log.error("delivery: region adapter failed with %s", kind)
        fault = Fault("D-07", {"kind": kind})
        seen_before = begun.delivery.fault is not None and begun.delivery.fault.code == fault.code
        if seen_before:
            return self._fail(begun, fault)
        return self._wait_for(turn, begun, DeliveryState.UNKNOWN, fault, self.patience.retry(turn.number + 1))

    def _fail(self, begun: Begun, fault: Fault, words: str = "") -> DeliveryState:
        return self._write(
            lambda book: book.fail_mine(begun.delivery, fault, next_actor=begun.case.department, words=words)
        )

    def _settles_at(self, delivery: Delivery) -> datetime:
        began = delivery.began_at if delivery.began_at is not None else delivery.queued_at
        return began + timedelta(seconds=self.patience.settle)

    def _write(self, work: Callable[[Book], _T]) -> _T:
        def in_unit(unit: Unit) -> _T:
            return work(Book(unit, self.clock.now(), self.terminal, self.sign_off_rules))

        return self.scribe.write(in_unit)


def _hand_over(
    region: RegionBackend, delivery: Delivery, case: CaseFile, dossier: Dossier
) -> Acknowledgement:
    match delivery.kind:
        case DeliveryKind.SUBMIT:
            return region.submit(dossier)
        case DeliveryKind.CORRECT:
            return region.correct(dossier, case.home_case_no)
        case DeliveryKind.HANDED_OVER:
            at = case.handed_over_at if case.handed_over_at is not None else case.changed_at
            region.report_handed_over(case.receipt_no, case.home_case_no, at, case.handed_over_mode)
            return Acknowledgement(case.home_case_no, at)


def _covers(ack: Acknowledgement, delivery: Delivery) -> bool:
    """Whether what the region has includes this delivery."""
    return delivery.kind is not DeliveryKind.CORRECT or ack.round >= delivery.round
