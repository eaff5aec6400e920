"""Commands of case lists, one case, and the exception list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk.domain.deliveries import Decision
from screens.command_sets.moving import BACK, CHOOSE, MOVES
from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.cases.case_page import CasePage
    from screens.cases.exceptions_page import ExceptionsPage
    from screens.cases.list_page import CaseListPage


class NextList(Command["CaseListPage"]):
    """→."""

    id = "next_list"
    key = "right"
    label = N_("next list")
    sentence = N_("The next work list")

    async def run(self, screen: CaseListPage) -> None:
        """Go on."""
        screen.turn(1)


class PreviousList(Command["CaseListPage"]):
    """←."""

    id = "previous_list"
    key = "left"
    label = N_("list before")
    sentence = N_("The work list before")
    in_bar = False

    async def run(self, screen: CaseListPage) -> None:
        """Go back."""
        screen.turn(-1)


class CaseNext(Command["CasePage"]):
    """Enter does what the last line says."""

    id = "case_next"
    key = "enter"
    label = N_("next")
    sentence = N_("Do what the last line says")
    rank = 0

    def why_not(self, screen: CasePage) -> str | None:
        """Nothing to do."""
        return screen.why_not_next()

    async def run(self, screen: CasePage) -> None:
        """Do it."""
        await screen.next_step()


class Preview(Command["CasePage"]):
    """The receipt on the screen."""

    id = "preview"
    key = "v"
    label = N_("view receipt")
    sentence = N_("Show what stands on the receipt")

    async def run(self, screen: CasePage) -> None:
        """Show it."""
        await screen.preview()


class ToException(Command["CasePage"]):
    """From the case to its exception."""

    id = "case_exception"
    key = "x"
    label = N_("exception")
    sentence = N_("Show why this case stands on the exception list")

    def why_not(self, screen: CasePage) -> str | None:
        """There is none."""
        return screen.why_not_exception()

    async def run(self, screen: CasePage) -> None:
        """Open the list at it."""
        await screen.to_exception()


class AskSupervisor(Command["CasePage"]):
    """What a clerk may not do with a case alone."""

    id = "case_sign_off"
    key = "s"
    label = N_("ask supervisor")
    sentence = N_("Ask a supervisor: void, withdraw, extend, a dispute, or to print again")
    rank = 3

    def why_not(self, screen: CasePage) -> str | None:
        """Nothing of that is possible now."""
        return screen.why_not_ask_supervisor()

    async def run(self, screen: CasePage) -> None:
        """Ask which, then why."""
        await screen.ask_supervisor()


class _Decide(Command["ExceptionsPage"]):
    decision = Decision.RETRY

    def why_not(self, screen: ExceptionsPage) -> str | None:
        """Only a supervisor decides."""
        return screen.why_not_decide()

    async def run(self, screen: ExceptionsPage) -> None:
        """Ask for the reason."""
        await screen.decide(self.decision)


class Retry(_Decide):
    """Try again."""

    id = "retry"
    key = "r"
    label = N_("try again")
    sentence = N_("Send it again; the region is asked first whether it has it")
    decision = Decision.RETRY


class TakeOver(_Decide):
    """By hand."""

    id = "take_over"
    key = "t"
    label = N_("take over")
    sentence = N_("It was handed in by other means; a person answers for it")
    decision = Decision.TAKE_OVER


class Void(_Decide):
    """作废."""

    id = "void"
    key = "v"
    label = N_("void")
    sentence = N_("Void the case, with a reason")
    decision = Decision.VOID


CASE_LIST: tuple[AnyCommand, ...] = (CHOOSE, NextList(), PreviousList(), *MOVES, BACK)
CASE: tuple[AnyCommand, ...] = (CaseNext(), Preview(), ToException(), AskSupervisor(), *MOVES, BACK)
EXCEPTIONS: tuple[AnyCommand, ...] = (CHOOSE, Retry(), TakeOver(), Void(), *MOVES, BACK)
