"""地区天气: what each region can do now, as the worker measured it, never guessed."""

from __future__ import annotations

from datetime import datetime, timedelta

from clerk.desk.counter import Counter
from clerk.desk.views import RegionWeather, WeatherState
from clerk.domain.regions import Action, Region
from clerk.store import regions as region_rows
from clerk.store.regions import WeatherRow

STALE_AFTER = timedelta(seconds=60)
"""A measurement older than this says nothing about now."""


def weather(counter: Counter) -> tuple[RegionWeather, ...]:
    """Every region of the profile, in its order."""
    with counter.store.reading() as unit:
        measured = region_rows.weather(unit)
    now = counter.clock.now()
    return tuple(_region(region, measured.get(region.id), now) for region in counter.region_book.values())


def _region(region: Region, row: WeatherRow | None, now: datetime) -> RegionWeather:
    if row is None or now - row.at > STALE_AFTER:
        return RegionWeather(region.id, region.name, WeatherState.UNKNOWN, {}, None)
    reported = row.payload.get("actions", {})
    actions = {action: reported.get(action.value) for action in Action}
    since = row.payload.get("since")
    return RegionWeather(
        region.id,
        region.name,
        _state(reachable=bool(row.payload.get("reachable")), actions=actions),
        actions,
        datetime.fromisoformat(since) if since else None,
        str(row.payload.get("note", "")),
    )


def _state(*, reachable: bool, actions: dict[Action, bool | None]) -> WeatherState:
    if not reachable:
        return WeatherState.DOWN
    return WeatherState.OK if all(actions.values()) else WeatherState.PARTLY
