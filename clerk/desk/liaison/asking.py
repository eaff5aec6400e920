"""联络单: a question to another region, from its words to its end on our side."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is
from clerk.desk.liaison.problems import problem_asked_again
from clerk.desk.liaison.saying import Saying, thread_as_it_is
from clerk.desk.liaison.told import TOPIC_LIMIT, checked_text, redact, refuse_personal
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.cases import CaseId
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.liaison import Message, MessageId, MessageKind, Post, Thread, ThreadId, ThreadState
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level, Right
from clerk.store import threads


def ask(
    counter: Counter,
    operator: Operator,
    region: RegionId,
    department: str,
    item: str,
    topic: str,
    text: str,
    case_id: CaseId = "",
) -> Thread:
    """Ask another region. Thread, first message, the work to send it and the journal are one commit.

    Raises:
        Refused: ``U-04``; ``J-01`` … ``J-04`` the words tell who somebody is; ``J-05``, ``J-06``;
            ``J-07`` the region is not linked, or ours; ``C-08`` there is no such case.
    """
    require(operator, Right.ASK_LIAISON)
    own = counter.site.region
    if region == own or region not in counter.regions:
        raise Refused("J-07", region=counter.region_name(region), region_en=counter.english_name(region))
    topic, text = checked_text(topic, TOPIC_LIMIT), checked_text(text)
    now = counter.clock.now()
    with counter.store.reading() as unit:
        # Opens many texts: others must not wait for their turn to write meanwhile.
        again = problem_asked_again(unit, region, item, text)
    with counter.store.writing() as unit:
        refuse_personal(unit, case_id, department, topic, text)
        case = redact(counter, case_as_it_is(unit, case_id)) if case_id else None
        thread_id = uuid7(now)
        number = operator.member.number
        question = Message(
            uuid7(now), thread_id, MessageKind.QUESTION, own, number, now, text, Level.SITE, Post.WAITING
        )
        thread = Thread(
            id=thread_id,
            asking=own,
            asked=region,
            department=department,
            item=item,
            topic=topic,
            state=ThreadState.ASKED,
            level=Level.SITE,
            asked_by=number,
            site=counter.site.code,
            asked_at=now,
            due_at=counter.liaison_rules.due(now, Level.SITE, counter.calendar),
            case=case,
            case_id=case_id,
            messages=(question,),
        )
        saved = threads.insert_thread(unit, thread, again)
        if again:
            threads.count_asked_again(unit, again)
        counter.queue.enqueue_letter(unit.connection, question.id, region, question.generation)
        payload = {"thread": thread_id, "region": region, "department": department, "item": item}
        private = {"topic": topic, "text": text}
        note(
            unit,
            counter,
            operator,
            EventKind.LIAISON_ASKED,
            now,
            case_id=case_id,
            payload=payload,
            private=private,
        )
        return saved


def close(counter: Counter, operator: Operator, thread_id: ThreadId) -> Thread:
    """Close a question of ours: its answer is enough, or is needed no more. The other side is told.

    Raises:
        Refused: ``U-04``; ``J-08`` there is none; ``J-09`` it is closed already; ``J-10`` it is not ours.
    """
    require(operator, Right.ASK_LIAISON)
    with counter.store.writing() as unit:
        thread = thread_as_it_is(unit, thread_id)
        if thread.asking != counter.site.region:
            raise Refused("J-10")
        saying = Saying(unit, counter, operator)
        failed = [m for m in thread.messages if m.kind is MessageKind.QUESTION and m.post is Post.FAILED]
        for question in failed:
            # The other side never had it: there is nobody to tell that it is closed.
            threads.save_post(unit, replace(question, post=Post.NONE))
        return saying.say(thread, MessageKind.CLOSED, EventKind.LIAISON_MOVED, send=not failed)


def send_again(counter: Counter, operator: Operator, message_id: MessageId) -> Message:
    """Send a message once more that a region had refused.

    Raises:
        Refused: ``U-04``; ``J-13`` there is no such message, or it did not fail.
    """
    require(operator, Right.ASK_LIAISON)
    with counter.store.writing() as unit:
        return Saying(unit, counter, operator).send_again(message_id)
