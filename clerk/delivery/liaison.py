"""联络单往来: letters to other regions, letters from them, and what becomes of a question nobody answers.

A letter lies in the mailbox of the region that was asked. Its id is the idempotency key there, so a run may
send it again at any point: twice the same letter is one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from clerk.delivery.backoff import Patience
from clerk.delivery.engine import Turn
from clerk.delivery.scribe import Scribe
from clerk.domain.duty import LiaisonRules, answers_for, duty_until
from clerk.domain.faults import Fault
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.liaison import Contact, Message, MessageId, MessageKind, Post, Thread, ThreadId, ThreadState
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level
from clerk.domain.working_days import WorkingCalendar
from clerk.ports import (
    Busy,
    Clock,
    Letter,
    OutcomeUnknown,
    Question,
    RegionBackend,
    RegionTrouble,
    Rejected,
    Unreachable,
)
from clerk.store import journal, regions, roster, threads
from clerk.store.store import Store
from clerk.store.unit import Unit

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_SYSTEM = "system"
_BATCH = 100
_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_STAFF_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,32}")


class PostTurns(Protocol):
    """The engine as a letter sees it."""

    def enqueue_post(self, connection: object, turn: Turn, region: RegionId, delay: float = 0) -> None:
        """Leave a run, to begin in ``delay`` seconds, in the transaction of ``connection``."""
        ...


class LetterQueue(Protocol):
    """Where a new letter is left."""

    def enqueue_letter(self, connection: object, message_id: str, region: RegionId, generation: int) -> None:
        """Leave a message for the mailbox at ``region``, in the transaction of ``connection``."""
        ...


# Sending ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Postman:
    """Brings letters to the mailboxes. One object serves all threads of a worker."""

    store: Store
    regions: Mapping[RegionId, RegionBackend]
    queue: PostTurns
    clock: Clock
    patience: Patience
    scribe: Scribe
    terminal: str

    def run(self, turn: Turn) -> Post | None:
        """Try once to bring a letter; None when there is nothing to do. May be repeated at any point."""
        with self.store.reading() as unit:
            found = _on_its_way(unit, turn)
            if found is None:
                return None
            thread, message = found
            held_up = _goes_first(unit, message)
        region = self.regions.get(thread.asked)
        if region is None:
            return self._failed(turn, Fault("J-16", {"region": thread.asked}))
        if held_up:
            # Letters of a thread keep their order: nothing arrives before the question it belongs to.
            return self._wait(turn, thread, message.fault, self.patience.retry(turn.number + 1))
        return self._bring(turn, region, thread, letter_of(thread, message))

    def give_up(self, turn: Turn, kind: str) -> Post | None:
        """Leave a letter to a person because the program failed on it. ``kind`` names the failure's class."""
        return self._failed(turn, Fault("J-15", {"kind": kind}))

    def _bring(self, turn: Turn, region: RegionBackend, thread: Thread, letter: Letter) -> Post | None:
        box = region.mailbox
        try:
            if turn.number == 0 or not box.holds(letter.message.id):
                box.post(letter)
        except Rejected as trouble:
            return self._failed(turn, trouble.fault, trouble.words)
        except Busy as trouble:
            delay = self.patience.busy(turn.number + 1, trouble.retry_after)
            return self._wait(turn, thread, trouble.fault, delay)
        except OutcomeUnknown as trouble:
            delay = self.patience.ask_after if turn.number == 0 else self.patience.retry(turn.number + 1)
            return self._wait(turn, thread, trouble.fault, delay)
        except Unreachable as trouble:
            return self._wait(turn, thread, trouble.fault, self.patience.retry(turn.number + 1))
        return self._settled(turn, Post.SENT, None, "")

    def _failed(self, turn: Turn, fault: Fault, words: str = "") -> Post | None:
        return self._settled(turn, Post.FAILED, fault, words)

    def _settled(self, turn: Turn, post: Post, fault: Fault | None, words: str) -> Post | None:
        def work(unit: Unit) -> Post | None:
            found = _on_its_way(unit, turn)
            if found is None:
                return None
            thread, message = found
            threads.save_post(unit, replace(message, post=post, fault=fault, words=words))
            self._note(unit, thread, message, post, fault, words)
            return post

        return self._write(work)

    def _wait(self, turn: Turn, thread: Thread, fault: Fault | None, delay: float) -> Post | None:
        def work(unit: Unit) -> Post | None:
            found = _on_its_way(unit, turn)
            if found is None:
                return None
            if found[1].fault != fault:
                threads.save_post(unit, replace(found[1], fault=fault))
            self.queue.enqueue_post(unit.connection, turn.following, thread.asked, delay)
            return Post.WAITING

        return self._write(work)

    def _note(
        self, unit: Unit, thread: Thread, message: Message, post: Post, fault: Fault | None, words: str
    ) -> None:
        payload = {"thread": thread.id, "message": message.id, "said": message.kind.value, "post": post.value}
        if fault is not None:
            payload["fault"] = fault.code
        journal.append(
            unit,
            EventKind.LIAISON_MOVED,
            actor=_SYSTEM,
            terminal=self.terminal,
            at=self.clock.now(),
            case_id=thread.case_id,
            payload=payload,
            private={"words": words} if words else None,
        )

    def _write(self, work: Callable[[Unit], _T]) -> _T:
        return self.scribe.write(work)


def letter_of(thread: Thread, message: Message) -> Letter:
    """The message as it travels: the question with everything about it, what follows by itself."""
    bare = replace(message, post=Post.NONE, generation=0, words="", fault=None)
    question = None
    if message.kind is MessageKind.QUESTION:
        question = Question(
            thread.department, thread.item, thread.topic, thread.site, thread.due_at, thread.case
        )
    due = thread.due_at if message.kind is MessageKind.PASSED_UP else None
    return Letter(bare, thread.asking, thread.asked, question, due)


def _on_its_way(unit: Unit, turn: Turn) -> tuple[Thread, Message] | None:
    """Thread and message of a run; None when nothing is to be sent any more."""
    message = threads.message(unit, turn.delivery_id)
    if message is None or message.post is not Post.WAITING or message.generation != turn.generation:
        return None
    return threads.load_thread(unit, message.thread), message


def _goes_first(unit: Unit, message: Message) -> bool:
    """Whether another message of the thread has to arrive before this one."""
    for other in threads.messages_of(unit, [message.thread]):
        if other.id == message.id:
            return False
        if other.post is Post.WAITING or (other.post is Post.FAILED and other.kind is MessageKind.QUESTION):
            return True
    return False


# Receiving ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailCollector:
    """Takes in what one region's mailbox holds for our own region."""

    store: Store
    region: RegionBackend
    own: RegionId
    clock: Clock
    scribe: Scribe
    terminal: str

    def collect(self) -> int:
        """Take in every letter since the last time; how many were new."""
        place = f"{self.region.region}/letters"
        with self.store.reading() as unit:
            cursor = regions.cursor(unit, place)
        new = 0
        while not self.scribe.stop.is_set():
            try:
                mail = self.region.mailbox.since(self.own, cursor)
            except RegionTrouble as trouble:
                _log.info("letters of %s: %s", self.region.region, trouble.fault.code)
                return new
            for letter in mail.letters:
                new += self.scribe.write(partial(self._take, letter))
            for letter_id in mail.unreadable:
                self.scribe.write(partial(self._unreadable, letter_id))
            if mail.cursor != cursor:
                self.scribe.write(partial(_advance, place, cursor, mail.cursor))
            if not (mail.letters or mail.unreadable) or mail.cursor == cursor:
                return new
            cursor = mail.cursor
        return new

    def _take(self, letter: Letter, unit: Unit) -> bool:
        message = replace(letter.message, author=_number(letter.message.author), post=Post.NONE)
        if threads.message(unit, message.id) is not None:
            return False
        if not self._is_ours(letter):
            return self._astray(unit, letter)
        try:
            thread = threads.load_thread(unit, message.thread)
        except KeyError:
            if letter.question is None:
                return self._astray(unit, letter)
            threads.insert_thread(unit, _thread_of(letter, letter.question, message))
            self._note(unit, letter, "", {"state": ThreadState.ASKED.value})
            return True
        if (thread.asking, thread.asked) != (letter.asking, letter.asked) or letter.question is not None:
            return self._astray(unit, letter)
        moved = threads.save_thread(unit, thread.moved(message, letter.due_at))
        threads.add_message(unit, message)
        self._note(unit, letter, thread.case_id, {"state": moved.state.value})
        return True

    def _is_ours(self, letter: Letter) -> bool:
        """Whether it lies in the right mailbox, is for us, and was written by the side that may say so."""
        kind = letter.message.kind
        writer = letter.asking if kind.by_asking_side else letter.asked
        return (letter.asked, letter.to, letter.message.region) == (self.region.region, self.own, writer)

    def _astray(self, unit: Unit, letter: Letter) -> bool:
        """Something that belongs to no thread of ours is kept in the journal and nowhere else."""
        seen = f"letter/{letter.message.id}"[:200]
        if regions.news_seen(unit, self.region.region, seen):
            return False
        regions.mark_news(unit, self.region.region, seen)
        self._note(unit, letter, "", {"astray": True})
        return True

    def _unreadable(self, letter_id: str, unit: Unit) -> None:
        """A letter that is not as agreed: that it came is kept, so that somebody can ask for it."""
        known = letter_id if _PLAIN_ID.fullmatch(letter_id) else "—"
        seen = f"unreadable/{known}"
        if regions.news_seen(unit, self.region.region, seen):
            return
        regions.mark_news(unit, self.region.region, seen)
        payload = {"message": known, "region": self.region.region, "unreadable": True}
        journal.append(
            unit,
            EventKind.LIAISON_CAME,
            actor=f"home:{self.region.region}",
            terminal=self.terminal,
            at=self.clock.now(),
            payload=payload,
        )

    def _note(self, unit: Unit, letter: Letter, case_id: str, told: dict[str, Any]) -> None:
        message = letter.message
        private = {"text": message.text}
        if letter.question is not None:
            private["topic"] = letter.question.topic
        journal.append(
            unit,
            EventKind.LIAISON_CAME,
            actor=f"home:{message.region}",
            terminal=self.terminal,
            at=self.clock.now(),
            case_id=case_id,
            payload={
                "thread": message.thread,
                "message": message.id,
                "region": message.region,
                "said": message.kind.value,
                "author": _number(message.author),
                **told,
            },
            private=private,
        )


def _number(author: str) -> str:
    """A staff number of another region; whatever else stands there may be somebody's name and is not kept."""
    return author if _STAFF_NUMBER.fullmatch(author) else "—"


def _thread_of(letter: Letter, question: Question, message: Message) -> Thread:
    return Thread(
        id=message.thread,
        asking=letter.asking,
        asked=letter.asked,
        department=question.department,
        item=question.item,
        topic=question.topic,
        state=ThreadState.ASKED,
        level=message.level,
        asked_by=message.author,
        site=question.site,
        asked_at=message.at,
        due_at=question.due_at,
        case=question.case,
        messages=(message,),
    )


def _advance(place: str, cursor: str, following: str, unit: Unit) -> bool:
    """Move the cursor on, unless another follower did."""
    if regions.cursor(unit, place) != cursor:
        return False
    regions.set_cursor(unit, place, following)
    return True


# Silence ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FallSilent:
    """逾期未答: a question of ours that nobody answers in time goes up a level; from the last it is silent.

    A duty of the clocks: :meth:`due` finds what is to be done, each piece is one transaction.
    """

    queue: LetterQueue
    own: RegionId
    rules: LiaisonRules
    calendar: WorkingCalendar
    terminal: str
    name: str = "silent questions"

    def due(self, unit: Unit, now: datetime) -> Iterator[Callable[[Unit], bool]]:
        """A piece for each open question of ours whose term has passed, the longest overdue first."""
        for thread_id in threads.overdue(unit, self.own, now, _BATCH):
            yield partial(self.fall_silent, thread_id, now)

    def fall_silent(self, thread_id: ThreadId, now: datetime, unit: Unit) -> bool:
        """Pass the question up, or note at the last level that nobody answered; False when it moved on."""
        thread = threads.load_thread(unit, thread_id)
        if not thread.state.is_open or thread.due_at > now:
            return False
        last = thread.level is Level.GROUP
        level = thread.level if last else Level(thread.level + 1)
        kind = MessageKind.SILENT if last else MessageKind.PASSED_UP
        said = Message(uuid7(now), thread.id, kind, self.own, _SYSTEM, now, level=level, post=Post.WAITING)
        due_at = None if last else self.rules.due(now, level, self.calendar)
        moved = threads.save_thread(unit, thread.moved(said, due_at))
        threads.add_message(unit, said)
        self.queue.enqueue_letter(unit.connection, said.id, thread.asked, said.generation)
        contact = None if last else contact_at(unit, thread, level, now)
        journal.append(
            unit,
            EventKind.LIAISON_MOVED,
            actor=_SYSTEM,
            terminal=self.terminal,
            at=now,
            case_id=thread.case_id,
            payload={
                "thread": thread.id,
                "said": kind.value,
                "state": moved.state.value,
                "level": int(level),
                "contact": "" if contact is None else contact.id,
            },
        )
        return True


def contact_at(unit: Unit, thread: Thread, level: Level, now: datetime) -> Contact | None:
    """Who of the roster answers for a question at a level, somebody on duty first; None where nobody does."""
    fitting = [
        contact
        for contact in roster.list_contacts(unit, thread.asked)
        if contact.level is level and answers_for(contact, thread.department, thread.item)
    ]
    return min(fitting, key=lambda c: (duty_until(c.hours, now) is None, c.id), default=None)


def lost_letters(unit: Unit, carried: frozenset[tuple[str, int]]) -> list[tuple[MessageId, int, RegionId]]:
    """Messages that wait and that no run works on: id, generation, and the region of their mailbox."""
    lost = [m for m in threads.in_post(unit, Post.WAITING) if (m.id, m.generation) not in carried]
    return [(m.id, m.generation, threads.load_thread(unit, m.thread).asked) for m in lost]
