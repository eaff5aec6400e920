"""A widget that paints its own cells: one does the work of many labels in a fraction of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from screens.inks import STYLES, UNDER_CURSOR
from screens.lines import BLANK, Line
from screens.safe_text import shown

if TYPE_CHECKING:
    from screens.app import CounterApp
    from screens.language import Speech


def strip_of(line: Line, width: int, *, under_cursor: bool = False) -> Strip:
    """The cells of a line, made safe and filled up to ``width``."""
    segments = [Segment(shown(text), STYLES[ink]) for text, ink in line if text]
    strip = Strip(segments).adjust_cell_length(width)
    return strip.apply_style(UNDER_CURSOR) if under_cursor else strip


class Painted(Widget):
    """Paints lines. Subclasses say which in :meth:`paint`."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._painted: tuple[Line, ...] = ()
        self._painted_for: tuple[int, int] | None = None

    @property
    def counter(self) -> CounterApp:
        """The app, with its own type."""
        return cast("CounterApp", self.app)

    @property
    def speech(self) -> Speech:
        """What this widget speaks with now."""
        return self.counter.speech

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """The lines for this size. Called again only after :meth:`repaint` or a new size."""
        raise NotImplementedError

    def cursor_line(self) -> int | None:
        """Index of the painted line that is under the cursor, if any."""
        return None

    def repaint(self) -> None:
        """Paint anew: something that it shows has changed."""
        self._painted_for = None
        self.refresh()

    def lines(self) -> tuple[Line, ...]:
        """The lines as they are painted now."""
        size = (self.size.width, self.size.height)
        if self._painted_for != size:
            self._painted = self.paint(*size)
            self._painted_for = size
        return self._painted

    def render_line(self, y: int) -> Strip:
        """The cells of line ``y``."""
        lines = self.lines()
        line = lines[y] if y < len(lines) else BLANK
        return strip_of(line, self.size.width, under_cursor=y == self.cursor_line())


class Block(Painted):
    """Lines given from outside; as high as they are."""

    DEFAULT_CSS = "Block { height: auto; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._given: tuple[Line, ...] = ()

    def show(self, *lines: Line) -> None:
        """Show these lines."""
        self._given = lines
        self._painted_for = None
        self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many rows as lines."""
        return len(self._given)

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """The given lines."""
        return self._given
