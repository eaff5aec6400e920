"""联络单: questions between regions and their messages. Topic, redacted case and texts are encrypted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clerk.domain.cases import CaseId
from clerk.domain.faults import Fault, Refused
from clerk.domain.liaison import (
    Message,
    MessageId,
    MessageKind,
    Post,
    RedactedCase,
    Thread,
    ThreadId,
    ThreadState,
)
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.moments import moment, stamp
from clerk.store.tables import MESSAGES, THREADS
from clerk.store.unit import Unit

OPEN_STATES = frozenset(state for state in ThreadState if state.is_open)
ENDED_STATES = frozenset({ThreadState.ANSWERED, ThreadState.REFUSED, ThreadState.SILENT})
"""What came of a question; whoever asked has not closed it yet."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A thread that was answered, with what was asked and what was said last, and how often it was asked."""

    thread: Thread
    question: Message
    answer: Message
    asked_times: int


def insert_thread(unit: Unit, thread: Thread, problem: ThreadId = "") -> Thread:
    """Write a new thread with its messages. ``problem`` is the thread that it asks again.

    Raises:
        Refused: ``S-16`` it is there already.
    """
    saved = replace(thread, version=1)
    row = {**_to_row(unit.keys, saved), "problem": problem, "asked_again": 0}
    unit.connection.execute(sa.insert(THREADS), row)
    for message in thread.messages:
        add_message(unit, message)
    return saved


def load_thread(unit: Unit, thread_id: ThreadId) -> Thread:
    """The thread with its messages, oldest first.

    Raises:
        KeyError: there is no such thread.
    """
    row = unit.connection.execute(_BY_ID, {"the_id": thread_id}).first()
    if row is None:
        raise KeyError(thread_id)
    return replace(_from_row(unit.keys, row), messages=messages_of(unit, [thread_id]))


def save_thread(unit: Unit, thread: Thread) -> Thread:
    """Write where a thread stands: state, level and term. Its messages are added one by one.

    Raises:
        Refused: ``J-12`` it changed since it was read.
    """
    changed = (
        sa.update(THREADS)
        .where(THREADS.c.id == thread.id, THREADS.c.version == thread.version)
        .values(
            state=thread.state.value,
            level=int(thread.level),
            due_at=stamp(thread.due_at),
            version=thread.version + 1,
        )
    )
    if unit.connection.execute(changed).rowcount != 1:
        raise Refused("J-12")
    return replace(thread, version=thread.version + 1)


def list_threads(
    unit: Unit,
    *,
    asking: RegionId | None = None,
    asked: RegionId | None = None,
    states: Collection[ThreadState] | None = None,
    offset: int = 0,
    limit: int = 100,
) -> tuple[Thread, ...]:
    """Threads without their messages: in some states by their term, the next first; else the newest first."""
    query = sa.select(THREADS).limit(limit).offset(offset)
    if asking is not None:
        query = query.where(THREADS.c.asking == asking)
    if asked is not None:
        query = query.where(THREADS.c.asked == asked)
    if states is None:
        query = query.order_by(THREADS.c.id.desc())
    else:
        query = query.where(THREADS.c.state.in_(sorted(s.value for s in states)))
        query = query.order_by(THREADS.c.due_at, THREADS.c.id)
    return tuple(_from_row(unit.keys, row) for row in unit.connection.execute(query))


def threads_of_case(unit: Unit, case_id: CaseId) -> tuple[Thread, ...]:
    """Threads about one of our cases with their messages, oldest first."""
    rows = unit.connection.execute(
        sa.select(THREADS).where(THREADS.c.case_id == case_id).order_by(THREADS.c.id)
    )
    return tuple(
        replace(_from_row(unit.keys, row), messages=messages_of(unit, [row.id])) for row in rows.all()
    )


def overdue(unit: Unit, asking: RegionId, now: datetime, limit: int = 100) -> tuple[ThreadId, ...]:
    """Open threads that ``asking`` asked and whose term has passed, the longest overdue first."""
    query = (
        sa.select(THREADS.c.id)
        .where(
            THREADS.c.asking == asking,
            THREADS.c.state.in_(sorted(s.value for s in OPEN_STATES)),
            THREADS.c.due_at <= stamp(now),
        )
        .order_by(THREADS.c.due_at)
        .limit(limit)
    )
    return tuple(unit.connection.execute(query).scalars())


def count_open(unit: Unit, own: RegionId) -> tuple[int, datetime | None, int]:
    """Open threads that ``own`` asked, when the oldest was asked, and open ones that others asked us."""
    open_ = THREADS.c.state.in_(sorted(s.value for s in OPEN_STATES))
    ours = sa.select(sa.func.count(), sa.func.min(THREADS.c.asked_at)).where(THREADS.c.asking == own, open_)
    theirs = sa.select(sa.func.count()).where(THREADS.c.asked == own, THREADS.c.asking != own, open_)
    number, oldest = unit.connection.execute(ours).one()
    since = None if oldest is None else moment(oldest)
    return number, since, int(unit.connection.execute(theirs).scalar_one())


def count_ended(unit: Unit, own: RegionId) -> int:
    """Threads of ``own`` of which something came, and that nobody has closed yet."""
    ended = THREADS.c.state.in_(sorted(s.value for s in ENDED_STATES))
    query = sa.select(sa.func.count()).where(THREADS.c.asking == own, ended)
    return int(unit.connection.execute(query).scalar_one())


def answered(unit: Unit, asked: RegionId, item: str, limit: int = 300) -> tuple[Answered, ...]:
    """Threads to one region about one item that were answered, the newest first."""
    states = [ThreadState.ANSWERED.value, ThreadState.CLOSED.value]
    rows = unit.connection.execute(
        sa.select(THREADS)
        .where(THREADS.c.asked == asked, THREADS.c.item == item, THREADS.c.state.in_(states))
        .order_by(THREADS.c.asked_at.desc(), THREADS.c.id.desc())
        .limit(limit)
    ).all()
    said = messages_of(unit, [row.id for row in rows], {MessageKind.QUESTION, MessageKind.ANSWER})
    questions = {m.thread: m for m in said if m.kind is MessageKind.QUESTION}
    answers = {m.thread: m for m in said if m.kind is MessageKind.ANSWER}
    return tuple(
        Answered(_from_row(unit.keys, row), questions[row.id], answers[row.id], 1 + row.asked_again)
        for row in rows
        if row.id in questions and row.id in answers
    )


def count_asked_again(unit: Unit, thread_id: ThreadId) -> None:
    """Note that the question of a thread came up once more.

    Raises:
        KeyError: there is no such thread.
    """
    again = sa.update(THREADS).where(THREADS.c.id == thread_id).values(asked_again=THREADS.c.asked_again + 1)
    if unit.connection.execute(again).rowcount != 1:
        raise KeyError(thread_id)


def add_message(unit: Unit, message: Message) -> None:
    """Write a new message.

    Raises:
        Refused: ``S-16`` it is there already.
    """
    unit.connection.execute(sa.insert(MESSAGES), _message_to_row(unit.keys, message))


def message(unit: Unit, message_id: MessageId) -> Message | None:
    """The message with this id, None where there is none."""
    row = unit.connection.execute(sa.select(MESSAGES).where(MESSAGES.c.id == message_id)).first()
    return None if row is None else _message_from_row(unit.keys, row)


def save_post(unit: Unit, message: Message) -> None:
    """Write where a message of ours stands on its way.

    Raises:
        KeyError: there is no such message.
    """
    row = _message_to_row(unit.keys, message)
    changed = (
        sa.update(MESSAGES)
        .where(MESSAGES.c.id == message.id)
        .values(post=row["post"], generation=row["generation"], personal=row["personal"])
    )
    if unit.connection.execute(changed).rowcount != 1:
        raise KeyError(message.id)


def messages_of(
    unit: Unit, threads: Iterable[ThreadId], kinds: Collection[MessageKind] | None = None
) -> tuple[Message, ...]:
    """Messages of these threads, oldest first."""
    query = (
        sa.select(MESSAGES).where(MESSAGES.c.thread.in_(list(threads))).order_by(MESSAGES.c.at, MESSAGES.c.id)
    )
    if kinds is not None:
        query = query.where(MESSAGES.c.kind.in_(sorted(k.value for k in kinds)))
    return tuple(_message_from_row(unit.keys, row) for row in unit.connection.execute(query))


def in_post(unit: Unit, post: Post, limit: int = 1000) -> tuple[Message, ...]:
    """Messages that stand so on their way, oldest first."""
    query = (
        sa.select(MESSAGES)
        .where(MESSAGES.c.post == post.value)
        .order_by(MESSAGES.c.at, MESSAGES.c.id)
        .limit(limit)
    )
    return tuple(_message_from_row(unit.keys, row) for row in unit.connection.execute(query))


def count_post(unit: Unit, post: Post) -> int:
    """How many messages stand so on their way."""
    query = sa.select(sa.func.count()).where(MESSAGES.c.post == post.value)
    return int(unit.connection.execute(query).scalar_one())


def unsent(unit: Unit, threads: Iterable[ThreadId]) -> dict[ThreadId, Post]:
    """Of these threads, those with a message that waits or failed; failed counts more."""
    query = sa.select(MESSAGES.c.thread, MESSAGES.c.post).where(
        MESSAGES.c.thread.in_(list(threads)), MESSAGES.c.post.in_([Post.WAITING.value, Post.FAILED.value])
    )
    found: dict[ThreadId, Post] = {}
    for thread, post in unit.connection.execute(query):
        if found.get(thread) is not Post.FAILED:
            found[thread] = Post(post)
    return found


def _to_row(keys: ColumnKeys, thread: Thread) -> dict[str, Any]:
    personal = {
        "topic": thread.topic,
        "case": None if thread.case is None else redacted_to_json(thread.case),
    }
    return {
        "id": thread.id,
        "asking": thread.asking,
        "asked": thread.asked,
        "department": thread.department,
        "item": thread.item,
        "state": thread.state.value,
        "level": int(thread.level),
        "asked_by": thread.asked_by,
        "site": thread.site,
        "asked_at": stamp(thread.asked_at),
        "due_at": stamp(thread.due_at),
        "case_id": thread.case_id,
        "version": thread.version,
        "personal": keys.seal_json(personal, Cell("threads", "personal", thread.id)),
    }


def _from_row(keys: ColumnKeys, row: sa.Row[Any]) -> Thread:
    personal = keys.open_json(row.personal, Cell("threads", "personal", row.id))
    case = personal["case"]
    return Thread(
        id=row.id,
        asking=row.asking,
        asked=row.asked,
        department=row.department,
        item=row.item,
        topic=personal["topic"],
        state=ThreadState(row.state),
        level=Level(row.level),
        asked_by=row.asked_by,
        site=row.site,
        asked_at=moment(row.asked_at),
        due_at=moment(row.due_at),
        case=None if case is None else _redacted_from_json(case),
        case_id=row.case_id,
        version=row.version,
    )


def redacted_to_json(case: RedactedCase) -> dict[str, Any]:
    """What another region is told of a case, as kept."""
    return {
        "receipt_no": case.receipt_no,
        "home_case_no": case.home_case_no,
        "item": case.item,
        "item_name": case.item_name,
        "state": case.state,
        "received_at": stamp(case.received_at),
        "day_of_clock": case.day_of_clock,
    }


def _redacted_from_json(data: dict[str, Any]) -> RedactedCase:
    return RedactedCase(**{**data, "received_at": moment(data["received_at"])})


def _message_to_row(keys: ColumnKeys, message: Message) -> dict[str, Any]:
    personal = {
        "text": message.text,
        "words": message.words,
        "fault": None if message.fault is None else message.fault.as_dict(),
    }
    return {
        "id": message.id,
        "thread": message.thread,
        "kind": message.kind.value,
        "region": message.region,
        "author": message.author,
        "at": stamp(message.at),
        "level": int(message.level),
        "post": message.post.value,
        "generation": message.generation,
        "personal": keys.seal_json(personal, Cell("messages", "personal", message.id)),
    }


def _message_from_row(keys: ColumnKeys, row: sa.Row[Any]) -> Message:
    personal = keys.open_json(row.personal, Cell("messages", "personal", row.id))
    fault = personal["fault"]
    return Message(
        id=row.id,
        thread=row.thread,
        kind=MessageKind(row.kind),
        region=row.region,
        author=row.author,
        at=moment(row.at),
        text=personal["text"],
        level=Level(row.level),
        post=Post(row.post),
        generation=row.generation,
        words=personal["words"],
        fault=None if fault is None else Fault(fault["code"], fault["details"]),
    )


_BY_ID = sa.select(THREADS).where(THREADS.c.id == sa.bindparam("the_id"))
