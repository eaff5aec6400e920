"""A sheet with a list to choose from, and perhaps a field that narrows it."""

from __future__ import annotations

from textual.app import ComposeResult

from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import LIST_SHEET
from screens.lines import Line
from screens.page import Sheet
from screens.widgets.rows import Rows


class ListSheet(Sheet):
    """Rows to choose from. Subclasses say what a row is and what choosing does."""

    COMMANDS_HERE = (*LIST_SHEET, *ALWAYS)

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    def body(self) -> ComposeResult:
        """The list alone."""
        yield Rows(self.row, empty=self.when_empty)

    def row(self, index: int, width: int) -> Line:
        """The line of a row."""
        raise NotImplementedError

    def when_empty(self) -> str:
        """What to say when there is no row."""
        return ""

    def show_rows(self, count: int, cursor: int | None = 0, *, most: int = 12) -> None:
        """Show ``count`` rows in a list of at most ``most`` lines."""
        self.rows.styles.height = max(1, min(count, most))
        self.rows.show(count, cursor)

    def move(self, step: int) -> None:
        """Move the cursor by rows."""
        self.rows.move(step)

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        self.rows.move_page(direction)

    def move_to_end(self, *, last: bool) -> None:
        """Move the cursor to an end."""
        self.rows.move_to(self.rows.count - 1 if last else 0)

    async def choose(self) -> None:
        """Choose the row under the cursor."""
        if self.rows.cursor is not None:
            await self.chosen(self.rows.cursor)

    async def chosen(self, index: int) -> None:
        """What choosing a row does."""
        raise NotImplementedError
