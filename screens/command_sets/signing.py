"""Commands of sign-offs: the list, one of them in full, asking, and deciding over the shoulder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from screens.command_sets.moving import BACK, CHOOSE, CLOSE, MOVES, PageDown, PageUp
from screens.command_sets.sheets import Enter, FieldDown, FieldUp
from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.sign_offs.ask_sheet import AskSheet
    from screens.sign_offs.queue_page import SignOffsPage
    from screens.sign_offs.sign_off_page import SignOffPage


class HasSignOff(Protocol):
    """A screen with one sign-off in hand: the row under the cursor, or the one in full."""

    def why_not_answer(self) -> str | None:
        """Why nothing can be answered."""
        ...

    async def answer(self) -> None:
        """Answer the supervisor's question."""
        ...

    def why_not_take_back(self) -> str | None:
        """Why it cannot be taken back."""
        ...

    async def take_back(self) -> None:
        """Take it back."""
        ...

    def why_not_here(self) -> str | None:
        """Why nobody can decide it at this console."""
        ...

    async def here(self) -> None:
        """Let a supervisor decide at this console."""
        ...


class TurnSignOffs(Command["SignOffsPage"]):
    """← and →."""

    id = "sign_offs_other"
    key = "right,left"
    label = N_("other list")
    sentence = N_("Turn between what is to decide and what you asked for")
    rank = 4

    def why_not(self, screen: SignOffsPage) -> str | None:
        """Who decides nothing has one list."""
        return screen.why_not_turn()

    async def run(self, screen: SignOffsPage) -> None:
        """Turn."""
        screen.turn()


class ToExceptions(Command["SignOffsPage | SignOffPage"]):
    """X."""

    id = "sign_offs_exceptions"
    key = "x"
    label = N_("exceptions")
    sentence = N_("Go to the exception list")
    rank = 3

    async def run(self, screen: SignOffsPage | SignOffPage) -> None:
        """Open it, at the one in hand."""
        await screen.exceptions()


class AnswerQuestion(Command[HasSignOff]):
    """N."""

    id = "sign_off_answer"
    key = "n"
    label = N_("answer")
    sentence = N_("Answer what the supervisor asked back")
    rank = 2

    def why_not(self, screen: HasSignOff) -> str | None:
        """Nothing was asked back."""
        return screen.why_not_answer()

    async def run(self, screen: HasSignOff) -> None:
        """Open the field."""
        await screen.answer()


class TakeBack(Command[HasSignOff]):
    """T."""

    id = "sign_off_take_back"
    key = "t"
    label = N_("take back")
    sentence = N_("Take back what you asked for")
    rank = 3

    def why_not(self, screen: HasSignOff) -> str | None:
        """Not yours, or decided."""
        return screen.why_not_take_back()

    async def run(self, screen: HasSignOff) -> None:
        """Ask once, then do it."""
        await screen.take_back()


class DecideHere(Command[HasSignOff]):
    """H."""

    id = "sign_off_here"
    key = "h"
    label = N_("decide here")
    sentence = N_("Let a supervisor decide at this console; your work stays as it is")
    rank = 2

    def why_not(self, screen: HasSignOff) -> str | None:
        """Not yours, or decided."""
        return screen.why_not_here()

    async def run(self, screen: HasSignOff) -> None:
        """Open the supervisor's sheet."""
        await screen.here()


class _Decide(Command["SignOffPage"]):
    rank = 1

    def why_not(self, screen: SignOffPage) -> str | None:
        """Not yours to decide, or not here."""
        return screen.why_not_decide() or screen.why_not_settle()


class Approve(_Decide):
    """A."""

    id = "sign_off_approve"
    key = "a"
    label = N_("approve")
    sentence = N_("Approve what is shown, with a reason")

    async def run(self, screen: SignOffPage) -> None:
        """Ask for the reason."""
        await screen.approve()


class Refuse(_Decide):
    """R."""

    id = "sign_off_refuse"
    key = "r"
    label = N_("refuse")
    sentence = N_("Refuse it, with a reason")

    async def run(self, screen: SignOffPage) -> None:
        """Ask for the reason."""
        await screen.refuse_it()


class AskBack(_Decide):
    """Q."""

    id = "sign_off_ask_back"
    key = "q"
    label = N_("ask back")
    sentence = N_("Ask back before deciding; the time goes on")

    def why_not(self, screen: SignOffPage) -> str | None:
        """Not yours to decide."""
        return screen.why_not_decide()

    async def run(self, screen: SignOffPage) -> None:
        """Ask for the question."""
        await screen.ask_back()


class CaseOfSignOff(Command["SignOffPage"]):
    """C."""

    id = "sign_off_case"
    key = "c"
    label = N_("case")
    sentence = N_("Open the case that it is about")
    rank = 4

    def why_not(self, screen: SignOffPage) -> str | None:
        """There is no case yet."""
        return screen.why_not_case()

    async def run(self, screen: SignOffPage) -> None:
        """Open it."""
        await screen.open_case()


class AskAll(Command["AskSheet"]):
    """F5 once more."""

    id = "ask_all"
    key = "f5"
    label = N_("ask for all")
    sentence = N_("Ask for everything that is listed")
    rank = 0
    in_palette = False

    async def run(self, screen: AskSheet) -> None:
        """Ask."""
        await screen.finish()


class SupervisorHere(Command["AskSheet"]):
    """F9 where letters are typed."""

    id = "ask_here"
    key = "f9"
    label = N_("supervisor here")
    sentence = N_("Let a supervisor decide at this console what the cursor is on")
    rank = 1
    in_palette = False

    def why_not(self, screen: AskSheet) -> str | None:
        """It is decided."""
        return screen.why_not_here()

    async def run(self, screen: AskSheet) -> None:
        """Ask for this one and open the supervisor's sheet."""
        await screen.here()


_MINE: tuple[AnyCommand, ...] = (AnswerQuestion(), DecideHere(), TakeBack())
SIGN_OFFS: tuple[AnyCommand, ...] = (CHOOSE, TurnSignOffs(), *_MINE, ToExceptions(), *MOVES, BACK)
SIGN_OFF: tuple[AnyCommand, ...] = (
    Approve(),
    Refuse(),
    AskBack(),
    *_MINE,
    CaseOfSignOff(),
    ToExceptions(),
    *MOVES,
    BACK,
)
ASK: tuple[AnyCommand, ...] = (Enter(), FieldUp(), FieldDown(), AskAll(), SupervisorHere(), CLOSE)
SHOULDER: tuple[AnyCommand, ...] = (Enter(), FieldUp(), FieldDown(), PageUp(), PageDown(), CLOSE)
