"""Letters between regions as desk and delivery need them (联络单往来).

Every letter of a thread lies in the mailbox of the region that is asked: its consoles find questions there,
and the console that asked finds the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from clerk.domain.liaison import Message, RedactedCase
from clerk.domain.regions import RegionId


@dataclass(frozen=True, slots=True)
class Question:
    """What only the first letter of a thread tells."""

    department: str
    item: str
    topic: str
    site: str
    due_at: datetime
    case: RedactedCase | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way. Its id is the idempotency key: the same letter twice is one."""

    message: Message
    asking: RegionId
    asked: RegionId
    question: Question | None = None
    """There with the first letter of a thread only."""
    due_at: datetime | None = None
    """New term, where the question was passed up."""

    @property
    def to(self) -> RegionId:
        """Region whose consoles are to read it."""
        return self.asked if self.message.kind.by_asking_side else self.asking


@dataclass(frozen=True, slots=True)
class Mail:
    """Letters since a cursor, oldest first, and the cursor to ask with next."""

    cursor: str
    letters: tuple[Letter, ...]
    unreadable: tuple[str, ...] = ()
    """Ids of letters that are not as agreed, as the region wrote them; empty where it wrote none."""


class Mailbox(Protocol):
    """The mailbox at one region's back end. Blocking, with bounded time-outs; thread safe.

    Calls raise the troubles of :class:`clerk.ports.RegionBackend`; those that only read never
    ``OutcomeUnknown``.
    """

    def post(self, letter: Letter) -> None:
        """Leave a letter. The same id again changes nothing."""
        ...

    def holds(self, message_id: str) -> bool:
        """Whether a letter of this id is there; False only when the region says so definitely."""
        ...

    def since(self, reader: RegionId, cursor: str) -> Mail:
        """Letters to ``reader`` since ``cursor``; ``""`` = from the beginning. At most a few hundred a
        call.
        """
        ...
