"""What is being done with a card, in the clerk's words: every failure says where it happened."""

from __future__ import annotations

from dataclasses import dataclass

from clerk.domain.faults import Refused


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a read, in both languages, to stand after "while" and before 时."""

    zh: str
    en: str


FIND_READER = Step("查找读卡器", "looking for the reader")
CONTACT = Step("接通卡片", "contacting the card")


def unreadable(step: Step) -> Refused:
    """``I-78``: the answer to ``step`` is not what any card of that kind answers."""
    return Refused("I-78", step=step.zh, step_en=step.en)


def refused_by_card(step: Step, status: int) -> Refused:
    """``I-79``: the card said no to ``step``, with the standard's status word."""
    return Refused("I-79", step=step.zh, step_en=step.en, status=f"{status:04X}")
