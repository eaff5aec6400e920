"""One field for a reason, a question or an answer: as wide as the screen, kept when it is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from screens.language import N_
from screens.lines import Ink, Line, wrap
from screens.sheets.fields import FieldLine, FieldSheet


class ReasonSheet(FieldSheet):
    """Asks why. ``act`` gets what was typed and does it, or refuses: then the sheet stays as it is.

    ``told`` is what it answers to, in somebody's own words.
    """

    TITLE = N_("Reason")
    ABOUT = N_(
        "Type the reason; Enter does it. It is kept under your name. What is refused stays in the field."
    )
    DEFAULT_CSS = "ReasonSheet #entries { width: 4fr; }"

    def __init__(
        self,
        title: str,
        act: Callable[[str], Awaitable[None]],
        then: Callable[[], Awaitable[None]],
        *,
        label: tuple[str, str] = ("理由", "reason"),
        told: str = "",
        required: bool = True,
    ) -> None:
        async def keep(_name: str, typed: str) -> str:
            await act(typed)
            return typed

        line = FieldLine("reason", *label, required=required)
        super().__init__(title, (line,), keep, then=then, about=N_("It is kept under your name."))
        self._told = told

    async def finish(self) -> None:
        """As Enter: an empty field is refused, so that nothing is called done that was not."""
        await self.commit_and_go_on()

    def head(self) -> tuple[Line, ...]:
        """The title, and what is answered."""
        told = wrap(self._told, self.app.size.width - 4) if self._told else ()
        return (*super().head(), *(((f"  {part}", Ink.TEXT),) for part in told))
