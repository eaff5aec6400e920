"""Closed days as rows, and what was said to differences.

``facts`` is everything counted and shown, in the clear and without a name of anybody served; its SM3 is the
digest that the supervisor signs. What people wrote is sealed; the facts hold the digests of these rows.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

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
    SheetCount,
    Supplement,
)
from clerk.domain.digests import sm3
from clerk.store.canonical import Stored, canonical_json, row_digest
from clerk.store.columns import Cell
from clerk.store.day_tables import ANSWER_COLUMNS, DAY_COLUMNS
from clerk.store.moments import day_text, moment, stamp
from clerk.store.tables import DAY_ANSWERS, DAYS, RECEIPT_NUMBERS
from clerk.store.unit import Unit

_FORMAT = 1


def facts_of(count: DayCount) -> str:
    """Everything counted and shown as JSON; equal counts give equal text."""
    data = asdict(count)
    data |= {"format": _FORMAT, "day": count.day.isoformat()}
    if count.supplement is not None:
        data["supplement"] = {
            "day": count.supplement.day.isoformat(),
            "receipts": count.supplement.receipts,
        }
    data["differences"] = [_difference_to_json(d) for d in count.differences]
    return canonical_json(data)


def digest_of(count: DayCount) -> str:
    """SM3 of everything counted and shown: what is signed."""
    return sm3(facts_of(count).encode())


def insert_day(unit: Unit, closed: ClosedDay) -> str:
    """Write a closed day and give the digest of its row, for its event.

    Raises:
        Refused: ``S-16`` that day of the site is closed already.
    """
    words = {d.key: d.answer.words for d in closed.count.differences if d.answer is not None}
    row: dict[str, Stored] = {
        "id": closed.id,
        "site": closed.count.site,
        "day": closed.count.day.isoformat(),
        "closed_by": closed.closed_by,
        "closed_at": stamp(closed.closed_at),
        "over_the_shoulder": int(closed.over_the_shoulder),
        "digest": closed.digest,
        "facts": facts_of(closed.count),
        "personal": unit.keys.seal_json(words, Cell("days", "personal", closed.id)),
    }
    unit.connection.execute(sa.insert(DAYS), row)
    return row_digest("days", DAY_COLUMNS, row)


def closed_day(unit: Unit, site: str, day: date) -> ClosedDay | None:
    """The day as it was closed; None while it is open."""
    query = sa.select(DAYS).where(DAYS.c.site == site, DAYS.c.day == day.isoformat())
    row = unit.connection.execute(query).first()
    return None if row is None else _closed(unit, row)


def last_closed(unit: Unit, site: str) -> ClosedDay | None:
    """The latest day of ``site`` that was closed; None before the first."""
    query = sa.select(DAYS).where(DAYS.c.site == site).order_by(DAYS.c.day.desc()).limit(1)
    row = unit.connection.execute(query).first()
    return None if row is None else _closed(unit, row)


def closed_before(unit: Unit, site: str, day: date) -> ClosedDay | None:
    """The latest closed day of ``site`` before ``day``; None where there is none."""
    query = (
        sa.select(DAYS)
        .where(DAYS.c.site == site, DAYS.c.day < day.isoformat())
        .order_by(DAYS.c.day.desc())
        .limit(1)
    )
    row = unit.connection.execute(query).first()
    return None if row is None else _closed(unit, row)


def days_with_receipts(unit: Unit, site: str, after: date | None, before: date) -> tuple[date, ...]:
    """Days between two others (both left out) on which ``site`` gave out receipt numbers, in order."""
    column = RECEIPT_NUMBERS.c.day
    query = sa.select(column).where(RECEIPT_NUMBERS.c.site == site, column < before.isoformat())
    if after is not None:
        query = query.where(column > after.isoformat())
    found = unit.connection.scalars(query.distinct().order_by(column))
    return tuple(date.fromisoformat(day) for day in found)


def insert_answer(unit: Unit, site: str, day: date, difference: str, answer: Answer) -> Answer:
    """Write what was said to a difference, after anything said before; gives it with its digest."""
    said = sa.select(sa.func.count()).where(DAY_ANSWERS.c.site == site, DAY_ANSWERS.c.day == day.isoformat())
    number = int(unit.connection.execute(said).scalar_one()) + 1
    answer_id = f"{site}:{day.isoformat()}:{number:06d}"
    row = {
        "id": answer_id,
        "site": site,
        "day": day.isoformat(),
        "difference": difference,
        "kind": answer.kind.value,
        "by": answer.by,
        "at": stamp(answer.at),
        "personal": unit.keys.seal_json({"words": answer.words}, Cell("day_answers", "personal", answer_id)),
    }
    unit.connection.execute(sa.insert(DAY_ANSWERS), row)
    return replace(answer, digest=row_digest("day_answers", ANSWER_COLUMNS, row))


def answers(unit: Unit, site: str, day: date) -> dict[str, Answer]:
    """What was said last to each difference of a day, by the difference's key."""
    query = (
        sa.select(DAY_ANSWERS)
        .where(DAY_ANSWERS.c.site == site, DAY_ANSWERS.c.day == day.isoformat())
        .order_by(DAY_ANSWERS.c.id)
    )
    return {row.difference: _answer(unit, row) for row in unit.connection.execute(query)}


def _answer(unit: Unit, row: sa.Row[Any]) -> Answer:
    sealed = unit.keys.open_json(row.personal, Cell("day_answers", "personal", row.id))
    digest = row_digest("day_answers", ANSWER_COLUMNS, dict(row._mapping))
    return Answer(AnswerKind(row.kind), row.by, moment(row.at), digest, sealed["words"])


def _closed(unit: Unit, row: sa.Row[Any]) -> ClosedDay:
    words = unit.keys.open_json(row.personal, Cell("days", "personal", row.id))
    return ClosedDay(
        id=row.id,
        count=_count_from_json(json.loads(row.facts), words),
        digest=row.digest,
        closed_by=row.closed_by,
        closed_at=moment(row.closed_at),
        over_the_shoulder=bool(row.over_the_shoulder),
    )


def _difference_to_json(difference: Difference) -> dict[str, Any]:
    answer = difference.answer
    return {
        "kind": difference.kind.value,
        "receipts": list(difference.receipts),
        "region": difference.region,
        "part": difference.part,
        "detail": difference.detail,
        "since": day_text(difference.since),
        "answer": None
        if answer is None
        else {
            "kind": answer.kind.value,
            "by": answer.by,
            "at": stamp(answer.at),
            "digest": answer.digest,
        },
    }


def _count_from_json(data: dict[str, Any], words: dict[str, str]) -> DayCount:
    supplement = data["supplement"]
    return DayCount(
        site=data["site"],
        day=date.fromisoformat(data["day"]),
        last_sequence=data["last_sequence"],
        supplement=None
        if supplement is None
        else Supplement(date.fromisoformat(supplement["day"]), supplement["receipts"]),
        regions=tuple(RegionCount(**region) for region in data["regions"]),
        receipts=ReceiptCount(**data["receipts"]),
        papers=tuple(PaperCount(**paper) for paper in data["papers"]),
        open=OpenCount(**data["open"]),
        differences=tuple(_difference_from_json(d, words) for d in data["differences"]),
        sheets=SheetCount(**data["sheets"]),
    )


def _difference_from_json(data: dict[str, Any], words: dict[str, str]) -> Difference:
    since, answer = data["since"], data["answer"]
    difference = Difference(
        kind=DifferenceKind(data["kind"]),
        receipts=tuple(data["receipts"]),
        region=data["region"],
        part=data["part"],
        detail=data["detail"],
        since=None if since is None else date.fromisoformat(since),
    )
    if answer is None:
        return difference
    return replace(
        difference,
        answer=Answer(
            AnswerKind(answer["kind"]),
            answer["by"],
            moment(answer["at"]),
            answer["digest"],
            words.get(difference.key, ""),
        ),
    )
