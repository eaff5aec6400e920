"""移交: one hand-over of a case to its home region, and what may become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clerk.domain.cases import CaseId
from clerk.domain.faults import Fault, Refused
from clerk.domain.regions import RegionId


class DeliveryKind(StrEnum):
    """What is delivered."""

    SUBMIT = "submit"
    CORRECT = "correct"
    HANDED_OVER = "handed_over"
    """Report that the result was handed over."""


class DeliveryState(StrEnum):
    """Where a delivery stands. ``UNKNOWN`` is a state of its own: ask before sending again."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    """Refused for now or unreachable; the next try has a time."""
    UNKNOWN = "unknown"
    ACKNOWLEDGED = "acknowledged"
    EXCEPTION = "exception"
    """Repeating cannot cure it: a person decides."""
    TAKEN_OVER = "taken_over"
    """A person hands it in by other means and answers for it."""
    VOIDED = "voided"

    @property
    def settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in {
            DeliveryState.ACKNOWLEDGED,
            DeliveryState.EXCEPTION,
            DeliveryState.TAKEN_OVER,
            DeliveryState.VOIDED,
        }


class Decision(StrEnum):
    """What a supervisor may decide about an exception."""

    RETRY = "retry"
    TAKE_OVER = "take_over"
    VOID = "void"


_MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.SENDING, DeliveryState.EXCEPTION, DeliveryState.VOIDED}),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.ACKNOWLEDGED, DeliveryState.UNKNOWN, DeliveryState.WAITING, DeliveryState.EXCEPTION}
    ),
    DeliveryState.WAITING: frozenset({DeliveryState.SENDING, DeliveryState.EXCEPTION, DeliveryState.VOIDED}),
    DeliveryState.UNKNOWN: frozenset(
        {DeliveryState.ACKNOWLEDGED, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.EXCEPTION}
    ),
    DeliveryState.EXCEPTION: frozenset(
        {DeliveryState.QUEUED, DeliveryState.TAKEN_OVER, DeliveryState.VOIDED, DeliveryState.ACKNOWLEDGED}
    ),
    DeliveryState.ACKNOWLEDGED: frozenset(),
    DeliveryState.TAKEN_OVER: frozenset(),
    DeliveryState.VOIDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery. Its id is ``{case}:{kind}:{round}``, so the same thing is never queued twice."""

    case_id: CaseId
    kind: DeliveryKind
    round: int
    region: RegionId
    state: DeliveryState
    queued_at: datetime
    attempts: int = 0
    generation: int = 0
    """Raised by a supervisor's retry; part of the workflow id."""
    began_at: datetime | None = None
    """When the last attempt began; an answer "not here" counts only a while after it."""
    next_try_at: datetime | None = None
    settled_at: datetime | None = None
    fault: Fault | None = None
    words: str = ""
    """The region's own words."""
    next_actor: str = ""
    """Who has to act on an exception: a role or a department, by name."""
    decided_by: str = ""
    decided_reason: str = ""

    @property
    def id(self) -> str:
        """Stable id, also part of the workflow id."""
        return delivery_id(self.case_id, self.kind, self.round)

    def may_become(self, state: DeliveryState) -> bool:
        """Whether the move is in the table."""
        return state in _MOVES[self.state]

    def require(self, state: DeliveryState) -> None:
        """Refuse a move that is not in the table.

        Raises:
            Refused: ``D-01``.
        """
        if not self.may_become(state):
            raise Refused("D-01", state=self.state.value, target=state.value)


def delivery_id(case_id: CaseId, kind: DeliveryKind, round_: int) -> str:
    """The id of a delivery."""
    return f"{case_id}:{kind.value}:{round_}"
