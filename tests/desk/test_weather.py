"""What a region cannot do now is said with since when and what may still be done here."""

from __future__ import annotations

from datetime import timedelta

from clerk.delivery.weather import DOWN, PARTLY, Weather
from clerk.domain.regions import Action
from clerk.store import regions
from tests.desk.window import Window


def measured(window: Window, region: str, weather: Weather) -> None:
    """The worker writes down a measurement."""
    with window.store.writing() as unit:
        regions.set_weather(unit, region, weather.as_payload(), window.clock.now())


def test_each_action_that_does_not_work_says_since_when_and_what_may_still_be_done(window: Window) -> None:
    now = window.clock.now()
    earlier = now - timedelta(hours=2)
    works = {action: action not in {Action.RECALL, Action.SEAL} for action in Action}
    since = {**dict.fromkeys(Action, now), Action.RECALL: earlier}
    measured(window, "wujiang", Weather(PARTLY, now, now, works, since))
    weather = next(w for w in window.desk.weather() if w.region == "wujiang")
    assert [(h.action, h.since) for h in weather.hindrances] == [(Action.RECALL, earlier), (Action.SEAL, now)]
    assert "纸质" in weather.hindrances[0].still.zh


def test_a_region_out_of_reach_can_do_nothing_but_this_counter_still_can(window: Window) -> None:
    now = window.clock.now()
    measured(window, "jiashan", Weather(DOWN, now - timedelta(minutes=9), now))
    weather = next(w for w in window.desk.weather() if w.region == "jiashan")
    assert [h.action for h in weather.hindrances] == list(Action)
    assert {h.since for h in weather.hindrances} == {now - timedelta(minutes=9)}
    still = {h.action: h.still.en for h in weather.hindrances}
    assert still[Action.RECEIVE] == "as agreed; sent later"
    assert still[Action.RECALL].startswith("no;")


def test_nothing_is_hindered_where_everything_works_or_nobody_measured(window: Window) -> None:
    now = window.clock.now()
    works = dict.fromkeys(Action, True)
    measured(window, "qingpu", Weather("ok", now, now, works, dict.fromkeys(Action, now)))
    assert [w.hindrances for w in window.desk.weather()] == [(), (), ()]
