"""Lines to read, as many as there are, moved through by the keys of every list."""

from __future__ import annotations

from textual.app import ComposeResult

from screens.lines import Line
from screens.page import Page
from screens.widgets.painted import Painted


class Reading(Painted):
    """Lines with the first one in sight kept in mind."""

    DEFAULT_CSS = "Reading { height: 1fr; padding: 0 1; }"

    def __init__(self, page: ReadingPage) -> None:
        super().__init__(id="reading")
        self._page = page
        self.first = 0
        self._all: tuple[Line, ...] = ()

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """The lines in sight."""
        self._all = self._page.reading(width)
        self.first = max(0, min(self.first, len(self._all) - height))
        return self._all[self.first : self.first + height]

    def move(self, step: int) -> None:
        """Move by lines."""
        self.first = max(0, self.first + step)
        self.repaint()

    @property
    def length(self) -> int:
        """How many lines there are."""
        return len(self._all)


class ReadingPage(Page):
    """A page of lines to read."""

    def reading(self, width: int) -> tuple[Line, ...]:
        """All lines, for this width."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The lines alone."""
        yield Reading(self)

    @property
    def text(self) -> Reading:
        """The lines."""
        return self.query_one(Reading)

    def move(self, step: int) -> None:
        """Move by lines."""
        self.text.move(step)

    def move_page(self, direction: int) -> None:
        """Move by a page."""
        self.text.move(direction * max(self.text.size.height - 2, 1))

    def move_to_end(self, *, last: bool) -> None:
        """Move to an end."""
        self.text.move(self.text.length if last else -self.text.length)
