"""Commands of the auditor's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.command_sets.everywhere import VERBS, Commands, Reveal
from screens.command_sets.moving import BACK, CHOOSE, MOVES
from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.audit.audit_page import AuditPage
    from screens.page import CounterScreen

LOOKS_ONLY = N_("This page looks and changes nothing: that key belongs to the desk.")


class OfTheDesk(Command["CounterScreen"]):
    """A verb of the desk: its key says why it does nothing here."""

    in_bar = False
    in_palette = False

    def __init__(self, verb: AnyCommand) -> None:
        self.id, self.key, self.label, self.sentence = verb.id, verb.key, verb.label, verb.sentence

    def why_not(self, screen: CounterScreen) -> str | None:
        """Never here."""
        return screen.speech.say(LOOKS_ONLY)

    async def run(self, screen: CounterScreen) -> None:
        """Not reached: there is always a reason against it."""


class NextQuestion(Command["AuditPage"]):
    """→."""

    id = "next_question"
    key = "right"
    label = N_("next question")
    sentence = N_("The next question to the journal")
    rank = 3

    async def run(self, screen: AuditPage) -> None:
        """Go on."""
        screen.turn(1)


class PreviousQuestion(Command["AuditPage"]):
    """←."""

    id = "previous_question"
    key = "left"
    label = N_("question before")
    sentence = N_("The question before")
    in_bar = False

    async def run(self, screen: AuditPage) -> None:
        """Go back."""
        screen.turn(-1)


class Narrow(Command["AuditPage"]):
    """F3."""

    id = "audit_narrow"
    key = "f3"
    label = N_("narrow down")
    sentence = N_("Narrow the question down: case, staff number, days")
    rank = 1

    async def run(self, screen: AuditPage) -> None:
        """Open the fields."""
        await screen.narrow()


class AskAnew(Command["AuditPage"]):
    """F5."""

    id = "audit_again"
    key = "f5"
    label = N_("ask again")
    sentence = N_("Ask the same again, up to now")
    rank = 4

    async def run(self, screen: AuditPage) -> None:
        """Ask."""
        screen.ask()


class Export(Command["AuditPage"]):
    """F7."""

    id = "audit_export"
    key = "f7"
    label = N_("evidence")
    sentence = N_("Write the evidence of this case into a file, personal data masked")
    rank = 2

    def why_not(self, screen: AuditPage) -> str | None:
        """The event is of no case."""
        return screen.why_not_export()

    async def run(self, screen: AuditPage) -> None:
        """Ask once more, then write it."""
        await screen.export()


_OWN = {"f3", "f5", "f7"}
_DESK: tuple[AnyCommand, ...] = tuple(
    OfTheDesk(verb) for verb in VERBS if verb.key not in _OWN and not isinstance(verb, Commands | Reveal)
)
AUDIT: tuple[AnyCommand, ...] = (
    CHOOSE,
    NextQuestion(),
    PreviousQuestion(),
    Narrow(),
    AskAnew(),
    Export(),
    Commands(),
    Reveal(),
    *MOVES,
    BACK,
    *_DESK,
)
AUDIT_EVENT: tuple[AnyCommand, ...] = (
    BACK,
    Reveal(),
    *MOVES,
    *(OfTheDesk(verb) for verb in VERBS if not isinstance(verb, Reveal)),
)
