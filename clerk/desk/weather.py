"""地区天气: what each region can do now, as the worker measured it, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from clerk.desk.counter import Counter
from clerk.desk.views import Hindrance, RegionWeather, WeatherState, Words
from clerk.domain.regions import Action, Region
from clerk.store import regions as region_rows
from clerk.store.regions import WeatherRow

STILL: dict[Action, Words] = {
    Action.RECEIVE: Words("按协议可收，恢复后送", "as agreed; sent later"),
    Action.RECALL: Words("不可，收纸质或扫描件", "no; paper or scan"),
    Action.SEAL: Words("不可，等恢复", "no; wait"),
    Action.PRINT: Words("不可；本窗口凭证照印", "no; our own: yes"),
    Action.HAND_OVER: Words("按协议可发，回执后送", "as agreed; told later"),
}
"""What may still be done at this counter while a region cannot do an action; short, for a narrow panel.

Receipts are kept here and sent when the region is back, results that are here can be handed over and are
reported later, papers of this counter need no region; licences and seals need theirs.
"""
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
    since = _moment(row.payload.get("since"))
    state = _state(reachable=bool(row.payload.get("reachable")), actions=actions)
    return RegionWeather(
        region.id,
        region.name,
        state,
        actions,
        since,
        str(row.payload.get("note", "")),
        _hindrances(state, actions, since, row.payload.get("action_since", {})),
    )


def _hindrances(
    state: WeatherState,
    actions: Mapping[Action, bool | None],
    since: datetime | None,
    action_since: Mapping[str, str],
) -> tuple[Hindrance, ...]:
    if state is WeatherState.DOWN:
        return tuple(Hindrance(action, since, STILL[action]) for action in Action)
    return tuple(
        Hindrance(action, _moment(action_since.get(action.value)), STILL[action])
        for action in Action
        if actions[action] is False
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _state(*, reachable: bool, actions: dict[Action, bool | None]) -> WeatherState:
    if not reachable:
        return WeatherState.DOWN
    return WeatherState.OK if all(actions.values()) else WeatherState.PARTLY
