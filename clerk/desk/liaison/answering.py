"""Answering what another region asked: taken on, answered, refused."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.liaison.saying import Saying, thread_as_it_is
from clerk.desk.liaison.told import checked_text, refuse_personal
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.liaison import MessageKind, Thread, ThreadId
from clerk.domain.staff import Right
from clerk.store.unit import Unit


def take_on(counter: Counter, operator: Operator, thread_id: ThreadId) -> Thread:
    """Take a question on (接办): the other side sees that somebody works on it.

    Raises:
        Refused: ``U-04``; ``J-08``, ``J-09``; ``J-11`` it was not put to us.
    """
    require(operator, Right.ANSWER_LIAISON)
    with counter.store.writing() as unit:
        thread = _put_to_us(unit, counter, thread_id)
        return Saying(unit, counter, operator).say(thread, MessageKind.TAKEN_ON, EventKind.LIAISON_MOVED)


def answer(counter: Counter, operator: Operator, thread_id: ThreadId, text: str) -> Thread:
    """Answer a question; the same thread may be answered again, to add to it.

    Raises:
        Refused: ``U-04``; ``J-01`` … ``J-06`` the words; ``J-08``, ``J-09``, ``J-11``.
    """
    return _say(counter, operator, thread_id, text, MessageKind.ANSWER, EventKind.LIAISON_ANSWERED)


def refuse(counter: Counter, operator: Operator, thread_id: ThreadId, text: str) -> Thread:
    """Refuse a question, with a reason.

    Raises:
        Refused: as :func:`answer`.
    """
    return _say(counter, operator, thread_id, text, MessageKind.REFUSAL, EventKind.LIAISON_MOVED)


def _say(
    counter: Counter,
    operator: Operator,
    thread_id: ThreadId,
    text: str,
    kind: MessageKind,
    event: EventKind,
) -> Thread:
    require(operator, Right.ANSWER_LIAISON)
    text = checked_text(text)
    with counter.store.writing() as unit:
        thread = _put_to_us(unit, counter, thread_id)
        refuse_personal(unit, "", text)
        return Saying(unit, counter, operator).say(thread, kind, event, text)


def _put_to_us(unit: Unit, counter: Counter, thread_id: ThreadId) -> Thread:
    thread = thread_as_it_is(unit, thread_id)
    if thread.asked != counter.site.region:
        raise Refused("J-11")
    return thread
