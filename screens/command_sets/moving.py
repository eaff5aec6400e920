"""Moving through rows and pages: the same keys in every list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.page import Page, Sheet


class Moves(Protocol):
    """A screen with something to move through."""

    def move(self, step: int) -> None:
        """Move by rows."""
        ...

    def move_page(self, direction: int) -> None:
        """Move by a page."""
        ...

    def move_to_end(self, *, last: bool) -> None:
        """Move to the first or the last row."""
        ...


class Chooses(Protocol):
    """A screen whose row under the cursor can be chosen."""

    async def choose(self) -> None:
        """Choose it."""
        ...


class _Move(Command[Moves]):
    in_bar = False
    in_palette = False
    step = 0

    async def run(self, screen: Moves) -> None:
        """Move."""
        screen.move(self.step)


class Up(_Move):
    """Up."""

    id = "up"
    key = "up"
    label = N_("up")
    sentence = N_("One row up")
    step = -1


class Down(_Move):
    """Down."""

    id = "down"
    key = "down"
    label = N_("down")
    sentence = N_("One row down")
    step = 1


class PageUp(_Move):
    """PgUp."""

    id = "page_up"
    key = "pageup"
    label = N_("page up")
    sentence = N_("One page up")

    async def run(self, screen: Moves) -> None:
        """Move."""
        screen.move_page(-1)


class PageDown(_Move):
    """PgDn."""

    id = "page_down"
    key = "pagedown"
    label = N_("page down")
    sentence = N_("One page down")

    async def run(self, screen: Moves) -> None:
        """Move."""
        screen.move_page(1)


class First(_Move):
    """Ctrl+Home, because Home belongs to the field."""

    id = "first_row"
    key = "ctrl+home"
    label = N_("first")
    sentence = N_("To the first row")

    async def run(self, screen: Moves) -> None:
        """Move."""
        screen.move_to_end(last=False)


class Last(_Move):
    """Ctrl+End."""

    id = "last_row"
    key = "ctrl+end"
    label = N_("last")
    sentence = N_("To the last row")

    async def run(self, screen: Moves) -> None:
        """Move."""
        screen.move_to_end(last=True)


class Choose(Command[Chooses]):
    """Enter on a row."""

    id = "choose"
    key = "enter"
    label = N_("choose")
    sentence = N_("Choose the row under the cursor")
    rank = 0
    in_palette = False

    async def run(self, screen: Chooses) -> None:
        """Choose."""
        await screen.choose()


class Back(Command["Page"]):
    """Back from a page without fields."""

    id = "back"
    key = "backspace,escape,ctrl+g"
    label = N_("back")
    sentence = N_("Back to where you were")
    rank = 1
    in_palette = False

    async def run(self, screen: Page) -> None:
        """Go back."""
        screen.go_back()


class Close(Command["Sheet"]):
    """Close a sheet. Escape is slow on many terminals, so it is not the only key."""

    id = "close"
    key = "escape,ctrl+g"
    label = N_("close")
    sentence = N_("Close this and change nothing")
    rank = 1
    in_palette = False

    async def run(self, screen: Sheet) -> None:
        """Close."""
        screen.close()


MOVES: tuple[AnyCommand, ...] = (Up(), Down(), PageUp(), PageDown(), First(), Last())
CHOOSE = Choose()
BACK = Back()
CLOSE = Close()
