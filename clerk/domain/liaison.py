"""三地联络小组: who is on duty for what, questions to other regions, their answers and their silence.

No names or phones of the liaison group are public. Nothing here is shipped but rows marked 示例.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum

from clerk.domain.cases import CaseId
from clerk.domain.faults import Fault
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level

ThreadId = str
"""UUIDv7; it is the thread's name in every region."""
MessageId = str
"""UUIDv7; also the idempotency key towards regions."""


@dataclass(frozen=True, slots=True)
class DutyHours:
    """When somebody is on duty (值守时间): days of the week (1 = Monday … 7 = Sunday), China's time."""

    days: frozenset[int]
    begins: time
    ends: time
    """The first moment that is not on duty any more; after ``begins``."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of the roster (联络人)."""

    id: str
    region: RegionId
    department: str
    items: frozenset[str]
    """Codes of items they answer for; empty = every item of the department."""
    level: Level
    hours: tuple[DutyHours, ...]
    name: str = field(repr=False)
    role: str
    """What they are, in their own words: 岗位."""
    phone: str = field(repr=False)
    backup: str = ""
    """Id of the contact who stands in."""
    confirmed_on: date | None = None
    """When somebody last made sure that all this is right."""
    sample: bool = False
    """示例: made up, and shown as such."""


class ThreadState(StrEnum):
    """Where a question stands, the same on both sides."""

    ASKED = "asked"
    """On its way or arrived, nobody took it on."""
    TAKEN_ON = "taken_on"
    """接办: somebody there works on it."""
    ANSWERED = "answered"
    REFUSED = "refused"
    """Not ours, with a reason."""
    SILENT = "silent"
    """Nobody answered at any level in time."""
    CLOSED = "closed"
    """Whoever asked is content, or needs it no more."""

    @property
    def is_open(self) -> bool:
        """Whether the other side still has to say something."""
        return self in {ThreadState.ASKED, ThreadState.TAKEN_ON}


class MessageKind(StrEnum):
    """What a message of a thread does."""

    QUESTION = "question"
    TAKEN_ON = "taken_on"
    ANSWER = "answer"
    REFUSAL = "refusal"
    PASSED_UP = "passed_up"
    """Silence carried the question to the next level."""
    SILENT = "silent"
    """No level answered in time; whoever asked says so."""
    CLOSED = "closed"

    @property
    def by_asking_side(self) -> bool:
        """Whether the side that asks writes it; the other kinds are the asked side's."""
        return self in {MessageKind.QUESTION, MessageKind.PASSED_UP, MessageKind.SILENT, MessageKind.CLOSED}


class Post(StrEnum):
    """Where a message of ours stands on its way to the other region."""

    NONE = "none"
    """It came from there; nothing is to be sent."""
    WAITING = "waiting"
    SENT = "sent"
    """The region acknowledged it."""
    FAILED = "failed"
    """The region read it and said no; a person has to act."""


@dataclass(frozen=True, slots=True)
class RedactedCase:
    """What another region is told of a case in a question: nothing that names a person."""

    receipt_no: str
    home_case_no: str
    item: str
    item_name: str
    state: str
    received_at: datetime
    day_of_clock: int | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a thread."""

    id: MessageId
    thread: ThreadId
    kind: MessageKind
    region: RegionId
    """Region whose console wrote it."""
    author: str
    """Staff number there."""
    at: datetime
    text: str = field(default="", repr=False)
    level: Level = Level.SITE
    post: Post = Post.NONE
    generation: int = 0
    """Raised each time a person sends it again."""
    words: str = field(default="", repr=False)
    """What the region said when it refused it."""
    fault: Fault | None = None
    """Why it waits or failed."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A question to another region and what became of it (联络单)."""

    id: ThreadId
    asking: RegionId
    asked: RegionId
    department: str
    item: str
    """Code of the item; empty where the question is about none."""
    topic: str
    """Short, without personal data."""
    state: ThreadState
    level: Level
    asked_by: str
    site: str
    """Code of the asking site."""
    asked_at: datetime
    due_at: datetime
    case: RedactedCase | None = None
    case_id: CaseId = ""
    """Our own case, on the asking side only."""
    messages: tuple[Message, ...] = ()
    version: int = 0

    def other(self, own: RegionId) -> RegionId:
        """The side that is not ``own``."""
        return self.asking if own == self.asked else self.asked

    def moved(self, message: Message, due_at: datetime | None = None) -> Thread:
        """The thread after ``message``, which may come late or cross another on its way.

        Whatever the order in which the messages of both sides arrive, both end in one state: an answer is
        never undone by silence, a taking-on of a lower level not by what passed it up, and closed is closed.
        """
        state, level = self.state, self.level
        match message.kind:
            case MessageKind.TAKEN_ON if state is ThreadState.ASKED and message.level >= level:
                state = ThreadState.TAKEN_ON
            case MessageKind.ANSWER if state is not ThreadState.CLOSED:
                state = ThreadState.ANSWERED
            case MessageKind.REFUSAL if state not in {ThreadState.CLOSED, ThreadState.ANSWERED}:
                state = ThreadState.REFUSED
            case MessageKind.PASSED_UP if message.level > level:
                state, level = ThreadState.ASKED if state.is_open else state, message.level
            case MessageKind.SILENT if state.is_open:
                state = ThreadState.SILENT
            case MessageKind.CLOSED:
                state = ThreadState.CLOSED
        moved_due = due_at if due_at is not None and level is not self.level else self.due_at
        return replace(self, state=state, level=level, due_at=moved_due)


class CallOutcome(StrEnum):
    """How a phone call ended."""

    ANSWERED = "answered"
    PROMISED = "promised"
    """They call back or act."""
    NOT_THERE = "not_there"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A call that somebody made, as they noted it."""

    id: str
    region: RegionId
    contact: str
    """Id of the contact; empty for somebody who stands in no roster."""
    by: str
    at: datetime
    outcome: CallOutcome
    thread: ThreadId = ""
    case_id: CaseId = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CommonProblem:
    """A question that was answered before, offered before it is asked again (常见问题)."""

    id: str
    """The thread it came from."""
    region: RegionId
    item: str
    topic: str
    question: str = field(repr=False)
    answer: str = field(repr=False)
    answered_on: date
    asked_times: int
    """How often the same was asked in all."""
