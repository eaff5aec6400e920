"""Change of operator: the next person signs in over the desk, and goes on with what is open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from clerk.desk.views import Credentials
from clerk.domain.faults import Refused
from screens.background import result_of
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import ONE_PERSON
from screens.language import N_
from screens.lines import Ink, Line, wrap
from screens.sheets.proof_fields import ProofSheet

if TYPE_CHECKING:
    from clerk.desk.views import Operator


class HandOverSheet(ProofSheet):
    """``changed`` gets who goes on, and by which visit, after the sheet has closed."""

    TITLE = N_("Change of operator")
    ABOUT = N_(
        "The next person signs in here with their own number and factors. The visit in sight stays; both "
        "numbers are kept."
    )
    COMMANDS_HERE = (*ONE_PERSON, *ALWAYS)

    def __init__(
        self,
        operator: Operator,
        change: Callable[[Credentials], Operator],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._operator = operator
        self._change = change
        self._changed = changed

    def head(self) -> tuple[Line, ...]:
        """Who hands over, and what is asked of whom."""
        member = self._operator.member
        about = wrap(self.speech.say(self.ABOUT), self.app.size.width - 4)
        return (
            (
                (f" {self.speech.say(self.TITLE)}", Ink.STRONG),
                (f"   {member.number} {member.name} →", Ink.TEXT),
            ),
            *(((f" {part}", Ink.QUIET),) for part in about),
        )

    async def finish(self) -> None:
        """Change now, whatever field has the keys."""
        await self.proved()

    async def proved(self) -> None:
        """Change, as far as they prove who they are."""
        given = self.credentials
        self.tell(self.speech.say(N_("Checking…")))
        try:
            operator = await result_of(lambda: self._change(given), name="change-operator")
        except Refused as refused:
            self.said_no(refused.fault)
            return
        self.counter.operator = operator
        self.close()
        await self._changed()
