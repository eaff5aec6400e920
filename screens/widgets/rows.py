"""A list of any length that renders only the rows in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.lines import Ink, Line
from screens.widgets.painted import strip_of

if TYPE_CHECKING:
    from screens.app import CounterApp
    from screens.language import Speech

RowPainter = Callable[[int, int], Line]
"""Index and width → the line of that row."""


class Rows(ScrollView):
    """Rows with a cursor. It mounts nothing per row and asks for a row only when it is drawn."""

    ALLOW_SELECT = False
    can_focus = False
    DEFAULT_CSS = """
    Rows { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; background: $background; }
    """

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, rows: Rows, index: int | None) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> Rows:
            """The list it came from."""
            return self.rows

    def __init__(self, painter: RowPainter, *, empty: Callable[[], str], id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._painter = painter
        self._empty = empty
        self._count = 0
        self._cursor: int | None = None

    @property
    def speech(self) -> Speech:
        """What the list speaks with now."""
        return cast("CounterApp", self.app).speech

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @property
    def cursor(self) -> int | None:
        """Index of the row under the cursor, None when no row is."""
        return self._cursor

    def show(self, count: int, cursor: int | None = 0) -> None:
        """Show ``count`` rows with the cursor on one of them."""
        self._count = count
        self._cursor = None if cursor is None or count == 0 else max(0, min(cursor, count - 1))
        self.virtual_size = Size(self.size.width, count)
        self._keep_in_sight()
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor by ``step`` rows; it stops at both ends."""
        if self._count == 0:
            return
        if self._cursor is None:
            target = 0 if step > 0 else self._count - 1
        else:
            target = max(0, min(self._cursor + step, self._count - 1))
        self.move_to(target)

    def move_page(self, direction: int) -> None:
        """Move by one page."""
        self.move(direction * max(self.size.height - 1, 1))

    def move_to(self, index: int) -> None:
        """Put the cursor on a row."""
        if not 0 <= index < self._count or index == self._cursor:
            return
        self._cursor = index
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self, index))

    def repaint(self) -> None:
        """Draw the rows again."""
        self.refresh()

    def on_resize(self) -> None:
        """Keep the rows as wide as the list."""
        self.virtual_size = Size(self.size.width, self._count)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        if self._cursor is not None and self.size.height:
            self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """The cells of the row in sight at ``y``."""
        width = self.size.width
        index = y + round(self.scroll_y)
        if self._count == 0:
            text = f"   {self._empty()}" if y == 0 else ""
            return strip_of(((text, Ink.QUIET),), width)
        if index >= self._count:
            return Strip.blank(width)
        current = index == self._cursor
        mark = (" ▸ " if current else "   ", Ink.NOW)
        return strip_of((mark, *self._painter(index, width - 4)), width, under_cursor=current)
