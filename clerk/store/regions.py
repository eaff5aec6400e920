"""What the counter remembers of each region: how far its news was read, and what it last said of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clerk.domain.regions import RegionId
from clerk.store.canonical import canonical_json
from clerk.store.moments import moment, stamp
from clerk.store.tables import REGION_CURSORS, REGION_NEWS, REGION_WEATHER
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class WeatherRow:
    """What a region last said of itself, and when."""

    payload: Mapping[str, Any]
    at: datetime


def cursor(unit: Unit, region: RegionId) -> str:
    """How far the region's news was read; empty = from the beginning."""
    return unit.connection.execute(_CURSOR, {"the_region": region}).scalar() or ""


def set_cursor(unit: Unit, region: RegionId, cursor: str) -> None:
    """Remember how far the region's news was read, in the transaction that applied it."""
    if unit.connection.execute(_MOVE, {"the_region": region, "new_cursor": cursor}).rowcount == 0:
        unit.connection.execute(sa.insert(REGION_CURSORS), {"region": region, "cursor": cursor})


def news_seen(unit: Unit, region: RegionId, news_id: str) -> bool:
    """Whether this news was applied before."""
    return unit.connection.execute(_SEEN, {"the_region": region, "the_news": news_id}).first() is not None


def mark_news(unit: Unit, region: RegionId, news_id: str) -> None:
    """Remember that this news was applied.

    Raises:
        Refused: ``S-16`` it was applied before.
    """
    unit.connection.execute(sa.insert(REGION_NEWS), {"region": region, "news_id": news_id})


def set_weather(unit: Unit, region: RegionId, payload: Mapping[str, Any], at: datetime) -> None:
    """Keep what a region said of itself. Never personal data."""
    row = {"payload": canonical_json(dict(payload)), "at": stamp(at)}
    if unit.connection.execute(_CHANGE, {**row, "the_region": region}).rowcount == 0:
        unit.connection.execute(sa.insert(REGION_WEATHER), {**row, "region": region})


def weather(unit: Unit) -> dict[RegionId, WeatherRow]:
    """What each region last said of itself."""
    rows = unit.connection.execute(sa.select(REGION_WEATHER))
    return {row.region: WeatherRow(json.loads(row.payload), moment(row.at)) for row in rows}


_CURSOR = sa.select(REGION_CURSORS.c.cursor).where(REGION_CURSORS.c.region == sa.bindparam("the_region"))
_MOVE = (
    sa.update(REGION_CURSORS)
    .where(REGION_CURSORS.c.region == sa.bindparam("the_region"))
    .values(cursor=sa.bindparam("new_cursor"))
)
_SEEN = sa.select(REGION_NEWS.c.news_id).where(
    REGION_NEWS.c.region == sa.bindparam("the_region"), REGION_NEWS.c.news_id == sa.bindparam("the_news")
)
_CHANGE = sa.update(REGION_WEATHER).where(REGION_WEATHER.c.region == sa.bindparam("the_region"))
