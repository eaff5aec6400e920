"""Commands of the end of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.command_sets.moving import BACK, CLOSE, MOVES
from screens.command_sets.sheets import Enter, FieldDown, FieldUp
from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.day.day_page import DayPage


class Explain(Command["DayPage"]):
    """Enter."""

    id = "day_explain"
    key = "enter"
    label = N_("explain")
    sentence = N_("Explain the difference under the cursor")
    rank = 1

    def why_not(self, screen: DayPage) -> str | None:
        """Nothing differs, or the day is closed."""
        return screen.why_not_answer()

    async def run(self, screen: DayPage) -> None:
        """Open the field."""
        await screen.explain()


class CarryOver(Command["DayPage"]):
    """C."""

    id = "day_carry"
    key = "c"
    label = N_("carry over")
    sentence = N_("Carry the difference over to the next day")
    rank = 2

    def why_not(self, screen: DayPage) -> str | None:
        """Nothing differs, or the day is closed."""
        return screen.why_not_answer()

    async def run(self, screen: DayPage) -> None:
        """Carry it over."""
        screen.carry_over()


class AskRegions(Command["DayPage"]):
    """A."""

    id = "day_ask"
    key = "a"
    label = N_("ask again")
    sentence = N_("Ask the regions again what they have")
    rank = 3

    def why_not(self, screen: DayPage) -> str | None:
        """It is asking, or the day is closed."""
        return screen.why_not_ask()

    async def run(self, screen: DayPage) -> None:
        """Ask."""
        screen.ask_regions()


class CloseHere(Command["DayPage"]):
    """H."""

    id = "day_close_here"
    key = "h"
    label = N_("close here")
    sentence = N_("Let a supervisor close the day at this console; you stay signed in")
    rank = 2

    def why_not(self, screen: DayPage) -> str | None:
        """It cannot be closed yet."""
        return screen.why_not_close()

    async def run(self, screen: DayPage) -> None:
        """Open the supervisor's sheet."""
        await screen.close_here()


class DayBefore(Command["DayPage"]):
    """←."""

    id = "day_before"
    key = "left"
    label = N_("day before")
    sentence = N_("The day before")
    rank = 4

    async def run(self, screen: DayPage) -> None:
        """Go back."""
        screen.turn(-1)


class DayAfter(Command["DayPage"]):
    """→."""

    id = "day_after"
    key = "right"
    label = N_("day after")
    sentence = N_("The day after")
    in_bar = False

    def why_not(self, screen: DayPage) -> str | None:
        """Tomorrow has not come."""
        return screen.why_not_later()

    async def run(self, screen: DayPage) -> None:
        """Go on."""
        screen.turn(1)


DAY: tuple[AnyCommand, ...] = (
    Explain(),
    CarryOver(),
    AskRegions(),
    CloseHere(),
    DayBefore(),
    DayAfter(),
    *MOVES,
    BACK,
)
DAY_CLOSE: tuple[AnyCommand, ...] = (Enter(), FieldUp(), FieldDown(), CLOSE)
