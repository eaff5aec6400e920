"""One more message in a thread: written, journalled and left to be sent, in one commit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clerk.desk.counter import Counter
from clerk.desk.liaison.wording import STATE_WORDS
from clerk.desk.noting import note
from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.liaison import Message, MessageId, MessageKind, Post, Thread, ThreadId, ThreadState
from clerk.store import threads
from clerk.store.unit import Unit

_POSSIBLE: dict[MessageKind, frozenset[ThreadState]] = {
    MessageKind.TAKEN_ON: frozenset({ThreadState.ASKED}),
    # A late answer is still an answer.
    MessageKind.ANSWER: frozenset(
        {ThreadState.ASKED, ThreadState.TAKEN_ON, ThreadState.ANSWERED, ThreadState.SILENT}
    ),
    MessageKind.REFUSAL: frozenset({ThreadState.ASKED, ThreadState.TAKEN_ON, ThreadState.SILENT}),
    MessageKind.CLOSED: frozenset(ThreadState) - {ThreadState.CLOSED},
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What an operator says in one transaction."""

    unit: Unit
    counter: Counter
    operator: Operator

    def say(
        self, thread: Thread, kind: MessageKind, event: EventKind, text: str = "", *, send: bool = True
    ) -> Thread:
        """The thread after the message.

        Raises:
            Refused: ``J-09`` not in the state of the thread.
        """
        if thread.state not in _POSSIBLE[kind]:
            words = STATE_WORDS[thread.state]
            raise Refused("J-09", state=words.zh, state_en=words.en)
        now, own = self.counter.clock.now(), self.counter.site.region
        number = self.operator.member.number
        post = Post.WAITING if send else Post.NONE
        said = Message(uuid7(now), thread.id, kind, own, number, now, text, thread.level, post)
        saved = threads.save_thread(self.unit, thread.moved(said))
        threads.add_message(self.unit, said)
        if send:
            # Letters of a thread lie in the mailbox of the region that was asked, answers too.
            self.counter.queue.enqueue_letter(self.unit.connection, said.id, thread.asked, said.generation)
        note(
            self.unit,
            self.counter,
            self.operator,
            event,
            now,
            case_id=thread.case_id,
            payload={"thread": thread.id, "said": kind.value, "state": saved.state.value},
            private={"text": text} if text else None,
        )
        return replace(saved, messages=(*thread.messages, said))

    def send_again(self, message_id: MessageId) -> Message:
        """A message that had failed, on its way again.

        Raises:
            Refused: ``J-13`` there is none, or it did not fail.
        """
        message = threads.message(self.unit, message_id)
        if message is None or message.post is not Post.FAILED:
            raise Refused("J-13")
        thread = threads.load_thread(self.unit, message.thread)
        again = replace(message, post=Post.WAITING, generation=message.generation + 1, words="", fault=None)
        threads.save_post(self.unit, again)
        self.counter.queue.enqueue_letter(self.unit.connection, again.id, thread.asked, again.generation)
        note(
            self.unit,
            self.counter,
            self.operator,
            EventKind.LIAISON_MOVED,
            self.counter.clock.now(),
            case_id=thread.case_id,
            payload={"thread": thread.id, "said": "sent_again", "message": message_id},
        )
        return again


def thread_as_it_is(unit: Unit, thread_id: ThreadId) -> Thread:
    """The thread as it stands in this transaction.

    Raises:
        Refused: ``J-08`` there is none.
    """
    try:
        return threads.load_thread(unit, thread_id)
    except KeyError:
        raise Refused("J-08") from None
