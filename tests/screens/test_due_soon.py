"""What falls due, in words and as soon as it is raised; and what may be done while a region is down."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from clerk.delivery.clock_duties import Ticking, Warnings
from clerk.delivery.scribe import Scribe
from clerk.delivery.weather import DOWN, PARTLY, Weather
from clerk.domain.cases import Event
from clerk.domain.faults import Language
from clerk.domain.regions import Action
from clerk.store import regions
from screens.cases.case_page import CasePage
from screens.cases.list_page import CaseListPage
from screens.desk.page import DeskPage
from screens.desk.panels import ListsPanel
from tests.screens.driver import Clerk, clerk_at
from tests.screens.test_pictures import APPROVED, SIZES, Album
from tests.screens.window import Window


def tick(window: Window) -> int:
    """What a worker does every half minute."""
    counter = window.desk.counter
    duty = Warnings(counter.warning_rules, counter.calendar, "worker")
    return Ticking(counter.store, Scribe(counter.store, threading.Event()), counter.clock, (duty,)).tick()


def measured(window: Window) -> None:
    """One region is out of reach, one cannot do everything."""
    now = window.clock.now()
    works = {action: action not in {Action.RECALL, Action.SEAL} for action in Action}
    since = dict.fromkeys(Action, now - timedelta(days=1, hours=2))
    partly = Weather(PARTLY, now, now, works, since)
    ok = Weather("ok", now, now, dict.fromkeys(Action, True), since)
    down = Weather(DOWN, now - timedelta(minutes=40), now)
    with window.store.writing() as unit:
        for region, weather in (("qingpu", ok), ("wujiang", partly), ("jiashan", down)):
            regions.set_weather(unit, region, weather.as_payload(), now)


def fallen_due(window: Window) -> None:
    """A week in which three cases fell due."""
    silent = window.received_case("zhang", "YB-0021", "wujiang")
    window.home_says(silent.id, Event.TRANSFER, home_case_no="3205202611240021")
    window.clock.pass_time(minutes=4 * 24 * 60)
    window.received_case("lu", "SC-0001", "jiashan")
    late = window.received_case("xu", "YB-0021", "wujiang")
    window.home_says(late.id, Event.TRANSFER, home_case_no="3205202611280022")
    window.clock.pass_time(minutes=5 * 24 * 60)
    tick(window)


async def opens_list(clerk: Clerk) -> None:
    """From the desk to the list of what falls due."""
    await clerk.presses("tab")
    lists = clerk.app.screen.query_one(ListsPanel)
    await clerk.presses(*["down"] * [w.value for w in type(lists.chosen)].index("due_soon"), "enter")
    await clerk.is_at(CaseListPage)


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_what_falls_due_looks_as_approved(window: Window, size: str, language: Language) -> None:
    fallen_due(window)
    measured(window)
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await clerk.signs_in()
        if size == "80x24":
            await clerk.presses("tab", "tab")
        await clerk.wait_for(lambda: "○" in clerk.screen_text(), "the weather")
        await album.take("weather-hindered")
        if size == "80x24":
            await clerk.presses("tab")
        await opens_list(clerk)
        await clerk.wait_for(lambda: "…" in clerk.screen_text() or "QP" in clerk.screen_text(), "the rows")
        await album.take("due-soon")
        await clerk.presses("enter")
        await clerk.is_at(CasePage)
        await album.take("case-due")
    assert album.differing == {}, "\n".join(album.differing.values())


async def test_a_clerk_sees_a_warning_within_a_second_of_being_raised(window: Window) -> None:
    window.received_case("zhang", "YB-0021", "wujiang")
    window.clock.pass_time(minutes=31)
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.is_at(DeskPage)
        lists = clerk.app.screen.query_one(ListsPanel)
        assert lists.worklists.counts["due_soon"] == 0
        assert tick(window) == 1
        raised = time.monotonic()
        await clerk.wait_for(lambda: lists.worklists.counts["due_soon"] == 1, "the count")
        assert time.monotonic() - raised < 1.0


async def test_the_line_below_the_list_follows_the_cursor(window: Window) -> None:
    fallen_due(window)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await opens_list(clerk)
        await clerk.sees("红色", "告知申请人已视为受理")
        await clerk.presses("down")
        await clerk.wait_for(lambda: "告知申请人已视为受理" not in clerk.screen_text(), "another deed")
        await clerk.sees("规则待核实")
