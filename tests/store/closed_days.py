"""A day that a supervisor closed, as the desk writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clerk.domain.day import (
    Answer,
    AnswerKind,
    ClosedDay,
    DayCount,
    Difference,
    DifferenceKind,
    OpenCount,
    PaperCount,
    ReceiptCount,
    RegionCount,
    Supplement,
)
from clerk.domain.journal import EventKind
from clerk.store import days
from clerk.store.unit import Unit
from tests.store.samples import NOW, SITE, TODAY, note

WORDS = "欧阳示例已电话确认"


def a_count(site: str = SITE, day: date = TODAY) -> DayCount:
    """A day with something of everything."""
    return DayCount(
        site=site,
        day=day,
        last_sequence=3,
        supplement=Supplement(date(2026, 11, 23), 1),
        regions=(RegionCount("wujiang", 3, 2, 1, 1, 1, 0, 0),),
        receipts=ReceiptCount(4, 3, 3),
        papers=(PaperCount("receipt", 3, 2),),
        open=OpenCount(1, 0, 0, 0, 0, 0),
        differences=(
            Difference(DifferenceKind.DOUBLED, ("QP02-20261124-0001-5",), "wujiang", "", "2"),
            Difference(
                DifferenceKind.NOT_ASKED,
                ("QP02-20261124-0002-3", "QP02-20261124-0003-1"),
                "jiashan",
                detail="R-01",
                since=date(2026, 11, 23),
            ),
        ),
    )


def answered(unit: Unit, count: DayCount) -> DayCount:
    """The first difference explained, the others carried over."""
    said = []
    for number, difference in enumerate(count.differences):
        kind, words = (AnswerKind.CARRIED, "") if number else (AnswerKind.EXPLAINED, WORDS)
        answer = Answer(kind, "QP0201", NOW, "", words)
        answer = days.insert_answer(unit, count.site, count.day, difference.key, answer)
        said.append(replace(difference, answer=answer))
    return replace(count, differences=tuple(said))


def close_a_day(unit: Unit, day_id: str, count: DayCount | None = None) -> ClosedDay:
    """Close a day and note it in the journal."""
    count = answered(unit, count or a_count())
    closed = ClosedDay(day_id, count, days.digest_of(count), "S0101", NOW, over_the_shoulder=False)
    row = days.insert_day(unit, closed)
    payload = {"site": count.site, "day": count.day.isoformat(), "digest": closed.digest, "row": row}
    note(unit, EventKind.DAY_CLOSED, payload=payload)
    return closed
