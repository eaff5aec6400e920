"""A clerk's hands and eyes: presses keys, waits for what must come, reads the screen cell by cell."""

from __future__ import annotations

import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rich.console import Console
from textual.pilot import Pilot

from clerk.domain.faults import Language
from screens.app import CounterApp
from screens.desk.page import DeskPage
from screens.page import CounterScreen
from screens.widgets.frame import Notice
from tests.screens.window import PASSWORD, ReadyBoot, Window

PATIENCE = 10.0
"""Seconds until something that must come is given up."""


class Clerk:
    """One person at one console."""

    def __init__(self, app: CounterApp, pilot: Pilot[None], window: Window) -> None:
        self.app = app
        self.window = window
        self._pilot = pilot

    async def presses(self, *keys: str) -> None:
        """Press keys one after the other, as fast as they are handled."""
        for key in keys:
            await self._pilot.press(key)

    async def types(self, text: str) -> None:
        """Type letters."""
        await self._pilot.press(*text)

    async def wait_for(self, condition: Callable[[], object], description: str) -> None:
        """Go on as soon as ``condition`` holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"{description} did not come:\n{self.screen_text()}"
            await self._pilot.pause(0.01)

    async def sees(self, *texts: str) -> None:
        """Wait until every text stands on the screen."""
        for text in texts:
            await self.wait_for(lambda text=text: text in self.screen_text(), repr(text))

    async def is_at(self, screen: type[CounterScreen]) -> None:
        """Wait until a screen has the keys."""
        await self.wait_for(lambda: type(self.app.screen) is screen, screen.__name__)

    def does_not_see(self, *texts: str) -> None:
        """Nothing of this stands on the screen."""
        for text in texts:
            assert text not in self.screen_text(), self.screen_text()

    def screen_text(self) -> str:
        """The screen as text, sheets over their page, without trailing spaces."""
        width, height = self.app.size
        console = Console(
            width=width, height=height, file=io.StringIO(), force_terminal=True, color_system=None
        )
        console.print(
            self.app.screen._compositor.render_update(
                full=True, screen_stack=self.app._background_screens, simplify=False
            )
        )
        text = console.file.getvalue()  # type: ignore[attr-defined]
        return "\n".join(line.rstrip() for line in _plain(text).splitlines())

    def notice(self) -> str:
        """What the counter has to say just now."""
        for notice in self.app.screen.query(Notice):
            if notice.display:
                return "\n".join("".join(text for text, _ in line) for line in notice.lines())
        return ""

    async def types_credentials(self, number: str = "A0231", password: str = PASSWORD) -> None:
        """Number and password, up to the Enter that signs in."""
        await self.wait_for(lambda: self.app.screen.query("#password"), "the sign-in")
        await self.types(number)
        await self.presses("enter")
        await self.types(password)

    async def signs_in(self, number: str = "A0231") -> None:
        """Number, password, and the desk is there."""
        await self.types_credentials(number)
        await self.presses("enter")
        await self.is_at(DeskPage)

    async def reads_card(self, key: str) -> None:
        """F2, and the sample card of that key; the search is open afterwards."""
        from screens.desk.card_sheet import CardSheet
        from screens.desk.search_sheet import SearchSheet

        await self.presses("f2")
        await self.is_at(CardSheet)
        samples = [sample.key for sample in self.app.desk.readers[0].samples()]
        await self.presses(*["down"] * samples.index(key), "enter")
        await self.is_at(SearchSheet)
        await self.wait_for(lambda: not self.app.desk_page.flow.busy, "the card")

    @property
    def visit_is_quiet(self) -> bool:
        """Nothing is being read, asked or derived."""
        flow = self.app.desk_page.flow
        return not (flow.busy or flow.asking or flow.deriving)

    async def chooses(self, letters: str) -> None:
        """Letters and Enter in the open search; everything that follows by itself has come."""
        await self.types(letters)
        await self.presses("enter")
        await self.wait_for(lambda: self.visit_is_quiet, "the regions")


def _plain(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


@asynccontextmanager
async def clerk_at(
    window: Window,
    *,
    size: tuple[int, int] = (80, 24),
    language: Language = Language.ZH,
    keymap: dict[str, str] | None = None,
) -> AsyncIterator[Clerk]:
    """A console over ``window``."""
    app = CounterApp(ReadyBoot(window, language=language, keymap=keymap))
    async with app.run_test(size=size) as pilot:
        yield Clerk(app, pilot, window)
