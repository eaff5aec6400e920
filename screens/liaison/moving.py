"""A page that moves through its rows."""

from __future__ import annotations

from screens.page import Page
from screens.widgets.rows import Rows


class RowsPage(Page):
    """Page with one list; its keys move the cursor."""

    def move(self, step: int) -> None:
        """Move the cursor."""
        self.query_one(Rows).move(step)

    def move_page(self, direction: int) -> None:
        """Move by a page."""
        self.query_one(Rows).move_page(direction)

    def move_to_end(self, *, last: bool) -> None:
        """To an end."""
        rows = self.query_one(Rows)
        rows.move_to(rows.count - 1 if last else 0)

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Say more about the one under the cursor."""
        self.show_words()

    def on_resize(self) -> None:
        """Wrap anew."""
        if self.is_ready:
            self.show_words()

    def repaint_all(self) -> None:
        """Words too."""
        super().repaint_all()
        if self.is_ready:
            self.show_words()

    def show_words(self) -> None:
        """Title and what is said about the row under the cursor."""
        raise NotImplementedError
