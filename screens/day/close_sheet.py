"""A supervisor closes the day at the clerk's console: number, password and second factor, then Enter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clerk.desk.day_end.views import DayView
from clerk.desk.views import Credentials
from clerk.domain.faults import Refused
from screens.command_sets.day import DAY_CLOSE
from screens.command_sets.everywhere import ALWAYS
from screens.language import N_
from screens.lines import Ink, Line
from screens.sheets.proof_fields import ProofSheet


class DayCloseSheet(ProofSheet):
    """``sign`` closes the day with what was typed; what it refuses is shown, and the sheet stays."""

    TITLE = N_("Closing the day at this counter")
    ABOUT = N_(
        "A supervisor types number, password and second factor and signs exactly what is shown. "
        "The clerk stays signed in."
    )
    COMMANDS_HERE = (*DAY_CLOSE, *ALWAYS)

    def __init__(self, view: DayView, sign: Callable[[Credentials], Awaitable[None]]) -> None:
        super().__init__()
        self._view = view
        self._sign = sign

    def head(self) -> tuple[Line, ...]:
        """Which day, and what is signed."""
        count = self._view.count
        words = self.speech.say(
            N_("{day}: {number} differences, SM3 {digest}…"),
            day=count.day.isoformat(),
            number=len(count.differences),
            digest=self._view.digest[:16],
        )
        return (((f" {self.speech.say(self.TITLE)}", Ink.STRONG),), ((f" {words}", Ink.QUIET),))

    async def proved(self) -> None:
        """Sign."""
        self.tell(self.speech.say(N_("Checking…")))
        try:
            await self._sign(self.credentials)
        except Refused as refused:
            self.said_no(refused.fault)
            return
        self.close()
