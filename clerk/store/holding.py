"""持有时间 of many cases at once, read from the clear columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from clerk.domain.cases import State
from clerk.domain.holding import Holding
from clerk.domain.regions import RegionId
from clerk.store.case_rows import holding_from_facts
from clerk.store.moments import day_bounds, moment
from clerk.store.tables import CASES
from clerk.store.unit import Unit


def holdings(
    unit: Unit, first: date | None = None, last: date | None = None
) -> Iterator[tuple[RegionId, Holding]]:
    """Home region and holding of every case received from ``first`` to ``last``; None = no limit."""
    query = sa.select(CASES.c.home, CASES.c.state, CASES.c.changed_at, CASES.c.facts)
    if first is not None:
        query = query.where(CASES.c.received_at >= day_bounds(first)[0])
    if last is not None:
        query = query.where(CASES.c.received_at < day_bounds(last)[1])
    for row in unit.connection.execute(query):
        holding = holding_from_facts(json.loads(row.facts), State(row.state), moment(row.changed_at))
        if holding is not None:
            yield row.home, holding
