"""The floor: the least Textual app with header, input and footer."""

from __future__ import annotations

import os

os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Input


class MinimalApp(App[None]):
    """Header, input, footer."""

    TITLE = "Minimal"
    BINDINGS = [("f2", "bell", "Card"), ("f3", "bell", "Matter"), ("f5", "bell", "Confirm")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """The three."""
        yield Header()
        yield Input()
        yield Footer()


if __name__ == "__main__":
    MinimalApp().run(mouse=False)
