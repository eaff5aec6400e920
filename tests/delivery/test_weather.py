"""Weather is measured, and each action keeps since when it works or does not."""

from __future__ import annotations

from datetime import timedelta

from clerk.delivery.weather import DOWN, OK, PARTLY, Weather
from clerk.domain.regions import Action
from tests.delivery.desk import START

ALL = dict.fromkeys(Action, True)
LATER, LAST = START + timedelta(minutes=1), START + timedelta(minutes=2)


def measured(at_minute: int, **broken: bool) -> Weather:
    """A measurement in which these actions do not work."""
    actions = {action: action.value not in broken for action in Action}
    now = START + timedelta(minutes=at_minute)
    return Weather(PARTLY if broken else OK, now, now, actions=actions)


def test_an_action_that_fails_later_than_another_has_its_own_since() -> None:
    first = measured(0).continuing(None)
    seal = measured(1, seal=True).continuing(first)
    both = measured(2, seal=True, recall=True).continuing(seal)
    assert both.since == LATER
    assert both.action_since == {
        **dict.fromkeys(Action, START),
        Action.SEAL: LATER,
        Action.RECALL: LAST,
    }
    assert measured(3, recall=True).continuing(both).action_since[Action.SEAL] == START + timedelta(minutes=3)


def test_a_region_that_was_out_of_reach_is_measured_anew() -> None:
    first = measured(0).continuing(None)
    down = Weather(DOWN, LATER, LATER).continuing(first)
    assert down.action_since == {}
    assert measured(2).continuing(down).action_since == dict.fromkeys(Action, LAST)


def test_weather_comes_back_from_the_store_as_it_was_and_so_does_that_of_earlier_versions() -> None:
    weather = measured(1, seal=True).continuing(measured(0).continuing(None))
    kept = weather.as_payload()
    assert Weather.from_payload(kept, weather.written) == weather
    del kept["action_since"]
    older = Weather.from_payload(kept, weather.written)
    assert measured(2, seal=True).continuing(older).action_since == dict.fromkeys(Action, LATER)
