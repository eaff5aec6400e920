"""From the card in the slot to the name on the screen, and what a hanging reader does to the keys.

The console's own screens run in this process over a real store; a real pcscd with a virtual card stands in
its own namespaces. A moment of painting is when the bytes for the terminal are ready and hold the name. The
floor is another program's bare wait for the same card: the driver looks for one every 400 ms. Prints one JSON
document; times are milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual._compositor import CompositorUpdate
from textual.pilot import Pilot
from textual.screen import Screen

from clerk.card_readers import ReaderSet
from clerk.desk.facade import Desk
from clerk.ports import CardEvent, CardEventKind, ReaderRole
from clerk.wall_clock import WallClock
from integrations.readers.pcsc.applicant import ApplicantReader
from integrations.readers.pcsc.library import PcscLibrary, load_library
from integrations.readers.pcsc.roles import ReaderPlace
from screens.app import CounterApp
from screens.desk.page import DeskPage
from screens.desk.search_sheet import SearchSheet
from tests.readers.pcsc.cards.social import Holder, SocialCard
from tests.readers.pcsc.service import READERS, PcscService, missing_component, running_pcscd
from tests.readers.pcsc.slot import Inserted, Stuck
from tests.screens.window import PASSWORD, ReadyBoot, Window, open_window

INSERTIONS = 10
KEYS = 40
POLL_MS = 400
TARGET_MS = 600.0
TARGET_AFTER_EVENT_MS = 200.0
GOAL_RATIO = 1.5
"""Of the median key while a reader hangs, to the one without."""
NAME = "社保卡读卡器"
SIZE = (120, 40)
PATIENCE = 10.0
PRESENT, EMPTY = 0x20, 0x10
SURNAMES = "赵钱孙李周吴郑王冯陈"


class PaintedApp(CounterApp):
    """Tells when bytes for the terminal are ready."""

    painted: Callable[[float, str], None] = staticmethod(lambda _moment, _text: None)

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        super()._display(screen, renderable)
        if isinstance(renderable, CompositorUpdate):
            text = renderable.render_segments(self.console)
            self.painted(time.perf_counter(), text)


class TimedReaders:
    """The readers of the window, with the moments at which a card was reported."""

    def __init__(self, readers: ReaderSet) -> None:
        self._readers = readers
        self.moments: list[float] = []

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        """As the readers do."""

        def heard(event: CardEvent) -> None:
            if event.kind is CardEventKind.CARD_IN:
                self.moments.append(time.perf_counter())
            report(event)

        self._readers.watch(heard)


class Console:
    """The running console and what was seen of it."""

    def __init__(self, app: PaintedApp, pilot: Pilot[None], readers: TimedReaders) -> None:
        self.app = app
        self.readers = readers
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self._pilot.press(*keys)

    async def until(self, ready: Callable[[], object], what: str) -> None:
        """Wait without holding the screens up."""
        give_up = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > give_up:
                raise TimeoutError(what)
            await asyncio.sleep(0.002)

    async def sign_in(self) -> None:
        """The desk is there, and its reader."""
        await self.until(lambda: self.app.screen.query("#password"), "the sign-in")
        await self.press(*"A0231", "enter", *PASSWORD, "enter")
        await self.until(lambda: isinstance(self.app.screen, DeskPage), "the desk")
        await self.until(lambda: NAME in self.app.readers.there, "the reader")
        # A card right after its reader came lay there before, and is offered instead of read.
        await asyncio.sleep(1.2)

    async def no_card(self) -> None:
        """The card is noticed out, and the visit put aside."""
        await self.until(lambda: not self.app.readers.cards, "the card's going")
        await self.until(lambda: not self.app.desk_page.flow.busy, "the read")
        while not isinstance(self.app.screen, DeskPage):
            await self.press("escape")
        if self.app.desk_page.flow.visit is not None:
            await self.press("f8")


def main() -> int:
    """Measure and print."""
    missing = missing_component()
    if missing is not None:
        print(missing, file=sys.stderr)
        return 1
    with (
        running_pcscd() as service,
        tempfile.TemporaryDirectory() as folder,
        open_window(Path(folder)) as window,
    ):
        report = asyncio.run(measured(service, window))
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


async def measured(service: PcscService, window: Window) -> dict[str, object]:
    """All figures, from one console."""
    library = load_library()
    async with console_over(window, library) as console:
        await console.sign_in()
        rows = [await insertion(console, service, library, n) for n in range(INSERTIONS)]
        quiet, hanging = await keys_without_and_with(console, service)
    whole, after, floor = (figures([row[n] for row in rows]) for n in range(3))
    ratios = [row[0] / row[2] for row in rows]
    ratio = hanging["p50"] / quiet["p50"]
    return {
        "benchmark": "card_to_screen",
        "insertions": INSERTIONS,
        "in_to_name_ms": whole,
        "event_to_name_ms": after,
        "floor_notice_ms": floor,
        "times_floor": round(statistics.median(ratios), 2),
        "target_in_to_name_ms": TARGET_MS,
        "target_event_to_name_ms": TARGET_AFTER_EVENT_MS,
        "keys": KEYS,
        "key_to_paint_ms": quiet,
        "key_to_paint_while_a_reader_hangs_ms": hanging,
        "hanging_times_quiet": round(ratio, 2),
        "goal_ratio": GOAL_RATIO,
        "within_target": whole["max"] < TARGET_MS
        and after["max"] < TARGET_AFTER_EVENT_MS
        and ratio < GOAL_RATIO,
    }


@asynccontextmanager
async def console_over(window: Window, library: PcscLibrary) -> AsyncIterator[Console]:
    """The console with one PC/SC reader for visitors."""
    place = ReaderPlace(NAME, READERS[0], ReaderRole.APPLICANT)
    reader = ApplicantReader(NAME, library, READERS[0], WallClock())
    readers = ReaderSet((reader,), None, library, (place,))
    timed = TimedReaders(readers)
    window.desk = Desk(replace(window.desk.counter, readers=(reader,), card_events=timed))
    app = PaintedApp(ReadyBoot(window))
    try:
        async with app.run_test(size=SIZE) as pilot:
            yield Console(app, pilot, timed)
    finally:
        readers.close()


async def insertion(
    console: Console, service: PcscService, library: PcscLibrary, number: int
) -> tuple[float, float, float]:
    """Seconds from the slot to the name, from the event to the name, and from the slot to the bare notice."""
    masked = f"{SURNAMES[number]}*"  # all that the screen shows of a name
    painted: list[float] = []
    noticed: list[float] = []

    def look(moment: float, text: str) -> None:
        if masked in text and not painted:
            painted.append(moment)

    console.app.painted = look
    console.readers.moments.clear()
    # A card comes at any moment between two looks of the driver.
    await asyncio.sleep(random.Random(number).random() * POLL_MS / 1000)
    ready = threading.Event()
    floor = threading.Thread(target=bare_wait, args=(library, ready, noticed))
    floor.start()
    await console.until(ready.is_set, "the bare wait")
    begun = time.perf_counter()
    card: Inserted = service.insert(SocialCard(Holder(name=SURNAMES[number] + "测试")))
    try:
        await console.until(lambda: painted, "the name")
        floor.join(PATIENCE)
        await console.until(lambda: not link_is_busy(), "the card's reset")
    finally:
        card.pull()
    (event,) = console.readers.moments
    await console.no_card()
    return painted[0] - begun, painted[0] - event, noticed[0] - begun


def bare_wait(library: PcscLibrary, ready: threading.Event, noticed: list[float]) -> None:
    """Note when the service itself says that a card is there."""
    _, context = library.SCardEstablishContext(0)
    known = 0
    give_up = time.monotonic() + PATIENCE
    while not known & PRESENT and time.monotonic() < give_up:
        _, changes = library.SCardGetStatusChange(context, 1000, [(READERS[0], known)])
        known = changes[0][1]
        ready.set()
    noticed.append(time.perf_counter())
    library.SCardReleaseContext(context)


def link_is_busy() -> bool:
    """Whether a read still holds its card: a hand is slower than that."""
    return any(thread.name == "card-link" for thread in threading.enumerate())


async def keys_without_and_with(
    console: Console, service: PcscService
) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds from a key to its painting in the search, without a read and while one hangs."""
    await console.press("f3")
    quiet = await keys_in_search(console)
    await console.press("escape")
    await console.no_card()
    stuck = Stuck(SocialCard(), 5)
    card = service.insert(stuck)
    try:
        await console.until(stuck.reached.is_set, "the hanging command")
        hanging = await keys_in_search(console)
        assert console.app.desk_page.flow.busy, "the read ended before the keys did"
    finally:
        stuck.go_on.set()
        await console.until(lambda: not link_is_busy(), "the card's reset")
        card.pull()
    return figures(quiet), figures(hanging)


async def keys_in_search(console: Console) -> list[float]:
    """Seconds from each key to its painting, once the search is open and everything stands still."""
    await console.until(lambda: isinstance(console.app.screen, SearchSheet), "the search")
    await asyncio.sleep(0.5)
    return [await key_to_paint(console, "a" if n % 2 == 0 else "backspace") for n in range(KEYS)]


async def key_to_paint(console: Console, key: str) -> float:
    """Seconds from a key to the first painting after it."""
    painted: list[float] = []
    console.app.painted = lambda moment, _text: painted.append(moment)
    begun = time.perf_counter()
    await console.press(key)
    await console.until(lambda: painted, "a painting")
    # Out of step with the blinking of a cursor and with the program's own timers.
    await asyncio.sleep(0.05 + random.random() * 0.05)
    return painted[0] - begun


def figures(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum, in milliseconds."""
    return {
        "p50": round(statistics.median(seconds) * 1000, 2),
        "p95": round(statistics.quantiles(seconds, n=20, method="inclusive")[-1] * 1000, 2),
        "max": round(max(seconds) * 1000, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
