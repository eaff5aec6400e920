"""Proving closed days: every one is as its event says, and every event has its day. No key is needed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from clerk.domain.digests import sm3
from clerk.domain.journal import EventKind
from clerk.store.canonical import row_digest
from clerk.store.day_tables import ANSWER_COLUMNS, DAY_COLUMNS
from clerk.store.tables import DAY_ANSWERS, DAYS, JOURNAL
from clerk.store.unit import Unit

CHANGED = "Y-10"
ANSWER_CHANGED = "Y-11"
NOT_CLOSED_BY_ANYBODY = "Y-12"


def wrong_days(unit: Unit) -> Iterator[tuple[str, str]]:
    """Code and place (site and day) of every closed day that is not as it was closed."""
    closings = {}
    query = sa.select(JOURNAL.c.payload).where(JOURNAL.c.kind == EventKind.DAY_CLOSED.value)
    for payload in unit.connection.scalars(query.order_by(JOURNAL.c.seq)):
        told = json.loads(payload)
        closings[told["site"], told["day"]] = told
    said = {
        row_digest("day_answers", ANSWER_COLUMNS, dict(row))
        for row in unit.connection.execute(sa.select(DAY_ANSWERS)).mappings()
    }
    for row in unit.connection.execute(sa.select(DAYS).order_by(DAYS.c.day, DAYS.c.site)).mappings():
        where = f"{row['site']} {row['day']}"
        told = closings.pop((row["site"], row["day"]), None)
        if told is None:
            yield NOT_CLOSED_BY_ANYBODY, where
        elif (told["row"], told["digest"]) != (
            row_digest("days", DAY_COLUMNS, dict(row)),
            sm3(row["facts"].encode()),
        ):
            yield CHANGED, where
        elif not {a["digest"] for a in _answers(row["facts"])} <= said:
            yield ANSWER_CHANGED, where
    for site, day in sorted(closings):
        yield CHANGED, f"{site} {day}"


def _answers(facts: str) -> list[dict[str, str]]:
    return [d["answer"] for d in json.loads(facts)["differences"] if d["answer"] is not None]
