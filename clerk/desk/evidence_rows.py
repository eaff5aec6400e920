"""Sign-offs (签批) and questions to other regions (联络单) of a case, for its evidence file.

The rows name who, when and how; what was shown and what people wrote goes with the personal data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clerk.domain.escalations import Escalation
from clerk.domain.evidence_rows import MessageRow, SignOffRow, ThreadRow
from clerk.domain.liaison import Thread
from clerk.store.moments import stamp, stamp_or_none
from clerk.store.threads import redacted_to_json


def sign_off_row(one: Escalation) -> SignOffRow:
    """A sign-off without its words."""
    return SignOffRow(
        id=one.id,
        kind=one.kind.value,
        subject_kind=one.subject.kind.value,
        subject_id=one.subject.id,
        subject_part=one.subject.part,
        site=one.site,
        window=one.window,
        level=int(one.level),
        standing=one.standing.value,
        asked_by=one.asked_by,
        asked_at=stamp(one.asked_at),
        due_at=stamp(one.due_at),
        decided_by=one.decided_by,
        decided_at=stamp_or_none(one.decided_at),
        over_the_shoulder=one.over_the_shoulder,
        used_at=stamp_or_none(one.used_at),
        overdue=one.overdue,
        digest=one.digest,
    )


def sign_off_words(signed: Iterable[Escalation]) -> dict[str, Any]:
    """What was shown for each sign-off, line by line, and what people wrote."""
    return {
        one.id: {
            "shown": [[line.label, line.text] for line in one.shown],
            "reason": one.reason,
            "question": one.question,
            "decided_reason": one.decided_reason,
        }
        for one in signed
    }


def thread_row(one: Thread) -> ThreadRow:
    """A question without its words."""
    return ThreadRow(
        id=one.id,
        asking=one.asking,
        asked=one.asked,
        department=one.department,
        item=one.item,
        state=one.state.value,
        level=int(one.level),
        site=one.site,
        asked_by=one.asked_by,
        asked_at=stamp(one.asked_at),
        due_at=stamp(one.due_at),
        messages=tuple(
            MessageRow(
                id=message.id,
                kind=message.kind.value,
                region=message.region,
                author=message.author,
                at=stamp(message.at),
                level=int(message.level),
                post=message.post.value,
            )
            for message in one.messages
        ),
    )


def liaison_words(talked: Iterable[Thread]) -> dict[str, Any]:
    """What each question says, what was told of the case, and what both sides wrote."""
    return {
        one.id: {
            "topic": one.topic,
            "case": None if one.case is None else redacted_to_json(one.case),
            "messages": {
                message.id: {
                    "text": message.text,
                    "words": message.words,
                    "fault": None if message.fault is None else message.fault.code,
                }
                for message in one.messages
            },
        }
        for one in talked
    }
