"""A field to type into: one line, no frame, no clipboard of the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.widgets import Input

from screens.safe_text import shown


class Entry(Input):
    """A field. ``hint`` is asked again when the language changes."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Entry, Entry.-textual-compact, Entry:focus { border: none; height: 1; padding: 0 1; }
    Entry, Entry:focus { background: $surface; color: $foreground; }
    Entry:focus { background: $panel; }
    Entry > .input--placeholder { color: $secondary; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        hint: Callable[[], str] | None = None,
        secret: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(value=value, password=secret, id=id, select_on_focus=False, compact=True)
        self._hint = hint

    def on_mount(self) -> None:
        """Headless runs have no use for a blinking cursor, and pictures of them none either."""
        self.cursor_blink = not self.app.is_headless
        self.repaint()

    def repaint(self) -> None:
        """Say the hint in the language of now."""
        if self._hint is not None:
            self.placeholder = self._hint()

    async def settled(self) -> None:
        """Return once every key that was sent to this field before has been typed into it."""
        typed = asyncio.Event()
        self.call_later(typed.set)
        await typed.wait()

    def replace(self, text: str, start: int, end: int) -> None:
        """Put ``text`` in; characters that a terminal would obey come in as their code point."""
        super().replace(shown(text), start, end)
