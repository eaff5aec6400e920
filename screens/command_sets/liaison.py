"""Commands of the liaison group: who is on duty, asking, questions, calls, the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clerk.domain.liaison import CallOutcome
from screens.command_sets.moving import BACK, CHOOSE, CLOSE, MOVES
from screens.command_sets.sheets import Enter, FieldDown, FieldUp
from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.liaison.ask_sheet import QuestionFields
    from screens.liaison.call_sheet import CallSheet
    from screens.liaison.duty_page import DutyPage
    from screens.liaison.problems_sheet import ProblemsSheet
    from screens.liaison.roster_page import RosterPage
    from screens.liaison.thread_page import ThreadPage
    from screens.liaison.threads_page import ThreadsPage


class HasMatter(Protocol):
    """A page of the liaison group from which one asks or calls."""

    def why_not_ask(self) -> str | None:
        """Why nobody can be asked."""
        ...

    async def ask(self) -> None:
        """Ask a question."""
        ...

    async def call(self) -> None:
        """Note a call."""
        ...


class Ask(Command[HasMatter]):
    """A on the page of who is on duty."""

    id = "liaison_ask"
    key = "a,enter"
    label = N_("ask")
    sentence = N_("Ask the other region a question about this matter")
    rank = 1

    def why_not(self, screen: HasMatter) -> str | None:
        """No region."""
        return screen.why_not_ask()

    async def run(self, screen: HasMatter) -> None:
        """First what was answered before, then the fields."""
        await screen.ask()


class LogCall(Command[HasMatter]):
    """L."""

    id = "liaison_call"
    key = "l"
    label = N_("log a call")
    sentence = N_("Note a phone call and how it ended")
    rank = 1

    async def run(self, screen: HasMatter) -> None:
        """Ask how it ended."""
        await screen.call()


class ToThreads(Command["DutyPage"]):
    """T."""

    id = "liaison_threads"
    key = "t"
    label = N_("questions")
    sentence = N_("Show questions to other regions, and theirs to us")
    rank = 1

    async def run(self, screen: DutyPage) -> None:
        """Open the list."""
        await screen.threads()


class ToRoster(Command["DutyPage"]):
    """R."""

    id = "liaison_roster"
    key = "r"
    label = N_("roster")
    sentence = N_("Show the whole roster")
    rank = 2

    async def run(self, screen: DutyPage) -> None:
        """Open it."""
        await screen.roster()


class OtherRegion(Command["DutyPage"]):
    """→."""

    id = "liaison_region"
    key = "right"
    label = N_("other region")
    sentence = N_("The contacts of another region")
    rank = 3

    async def run(self, screen: DutyPage) -> None:
        """Turn."""
        screen.turn(1)


class RegionBefore(Command["DutyPage"]):
    """←."""

    id = "liaison_region_before"
    key = "left"
    label = N_("region before")
    sentence = N_("The contacts of the region before")
    in_bar = False

    async def run(self, screen: DutyPage) -> None:
        """Turn."""
        screen.turn(-1)


class ShowAnswer(Command["ProblemsSheet"]):
    """Enter on a common problem."""

    id = "problem_answer"
    key = "enter"
    label = N_("show answer")
    sentence = N_("Show question and answer of the one under the cursor")
    rank = 0

    async def run(self, screen: ProblemsSheet) -> None:
        """Show it."""
        screen.show_answer()


class ThisAnswers(Command["ProblemsSheet"]):
    """Y."""

    id = "problem_answers"
    key = "y"
    label = N_("this answers it")
    sentence = N_("This answers it: nothing is sent, and it counts as asked once more")
    rank = 1

    async def run(self, screen: ProblemsSheet) -> None:
        """Count it and close."""
        await screen.answers()


class AskAnew(Command["ProblemsSheet"]):
    """A."""

    id = "problem_ask"
    key = "a"
    label = N_("ask anew")
    sentence = N_("None of these: ask a new question")
    rank = 1

    async def run(self, screen: ProblemsSheet) -> None:
        """To the fields."""
        await screen.ask_anew()


class SendQuestion(Command["QuestionFields"]):
    """F5 in the question."""

    id = "question_send"
    key = "f5"
    label = N_("send")
    sentence = N_("Send the question with exactly what is shown")
    rank = 0
    in_palette = False

    async def run(self, screen: QuestionFields) -> None:
        """Send."""
        await screen.finish()


class _Outcome(Command["CallSheet"]):
    outcome = CallOutcome.ANSWERED
    in_palette = False
    in_bar = False

    async def run(self, screen: CallSheet) -> None:
        """Note it so."""
        await screen.ended(self.outcome)


class CallAnswered(_Outcome):
    """A."""

    id = "call_answered"
    key = "a"
    label = N_("answered")
    sentence = N_("They answered what was asked")


class CallPromised(_Outcome):
    """P."""

    id = "call_promised"
    key = "p"
    label = N_("promised to act")
    sentence = N_("They call back or act")
    outcome = CallOutcome.PROMISED


class CallNobody(_Outcome):
    """N."""

    id = "call_nobody"
    key = "n"
    label = N_("nobody there")
    sentence = N_("Nobody took the call")
    outcome = CallOutcome.NOT_THERE


class CallRefused(_Outcome):
    """R."""

    id = "call_refused"
    key = "r"
    label = N_("refused")
    sentence = N_("They said no")
    outcome = CallOutcome.REFUSED


class CallWrong(_Outcome):
    """W."""

    id = "call_wrong"
    key = "w"
    label = N_("wrong number")
    sentence = N_("The number was wrong; the roster should be put right")
    outcome = CallOutcome.WRONG_NUMBER


class TurnThreads(Command["ThreadsPage"]):
    """← and →."""

    id = "threads_other"
    key = "right,left"
    label = N_("ours, theirs")
    sentence = N_("Turn between our questions and those to us")
    rank = 2

    async def run(self, screen: ThreadsPage) -> None:
        """Turn."""
        screen.turn()


class OpenOrAll(Command["ThreadsPage"]):
    """O."""

    id = "threads_open"
    key = "o"
    label = N_("open, all")
    sentence = N_("Show open questions alone, or all")
    rank = 3

    async def run(self, screen: ThreadsPage) -> None:
        """Turn."""
        screen.turn_open()


class _OnThread(Command["ThreadPage"]):
    rank = 1

    def why_not(self, screen: ThreadPage) -> str | None:
        """Theirs to answer, ours to close."""
        return screen.why_not(self.id)


class TakeOn(_OnThread):
    """T."""

    id = "thread_take_on"
    key = "t"
    label = N_("take on")
    sentence = N_("Say that you work on it")

    async def run(self, screen: ThreadPage) -> None:
        """Say so."""
        screen.take_on()


class Answer(_OnThread):
    """A."""

    id = "thread_answer"
    key = "a"
    label = N_("answer")
    sentence = N_("Answer it")

    async def run(self, screen: ThreadPage) -> None:
        """Type it."""
        await screen.answer()


class Decline(_OnThread):
    """R."""

    id = "thread_refuse"
    key = "r"
    label = N_("decline")
    sentence = N_("Say that it is not ours, and why")

    async def run(self, screen: ThreadPage) -> None:
        """Type why."""
        await screen.decline()


class CloseThread(_OnThread):
    """C."""

    id = "thread_close"
    key = "c"
    label = N_("close it")
    sentence = N_("Close the question: it is answered, or needed no more")

    async def run(self, screen: ThreadPage) -> None:
        """Close it."""
        await screen.close_question()


class SendAgain(_OnThread):
    """G."""

    id = "thread_send_again"
    key = "g"
    label = N_("send again")
    sentence = N_("Send again what the region did not take")

    async def run(self, screen: ThreadPage) -> None:
        """Send it."""
        screen.send_again()


class CaseOfThread(_OnThread):
    """V."""

    id = "thread_case"
    key = "v"
    label = N_("case")
    sentence = N_("Open our case that it is about")
    rank = 3

    async def run(self, screen: ThreadPage) -> None:
        """Open it."""
        await screen.open_case()


class _Keeps(Command["RosterPage"]):
    rank = 1

    def why_not(self, screen: RosterPage) -> str | None:
        """Not yours to keep, or no row."""
        return screen.why_not_keep(self.id)


class NewContact(_Keeps):
    """N."""

    id = "contact_new"
    key = "n"
    label = N_("new")
    sentence = N_("Add a contact")

    async def run(self, screen: RosterPage) -> None:
        """Open the fields."""
        await screen.edit(new=True)


class EditContact(_Keeps):
    """E and Enter."""

    id = "contact_edit"
    key = "e,enter"
    label = N_("change")
    sentence = N_("Change the contact under the cursor")

    async def run(self, screen: RosterPage) -> None:
        """Open the fields."""
        await screen.edit(new=False)


class ConfirmContact(_Keeps):
    """C."""

    id = "contact_confirm"
    key = "c"
    label = N_("still right")
    sentence = N_("Note that everything about this contact was made sure of today")

    async def run(self, screen: RosterPage) -> None:
        """Note it."""
        screen.confirm_row()


class RemoveContact(_Keeps):
    """D."""

    id = "contact_remove"
    key = "d"
    label = N_("remove")
    sentence = N_("Take the contact off the roster")

    async def run(self, screen: RosterPage) -> None:
        """Ask once."""
        await screen.remove_row()


DUTY: tuple[AnyCommand, ...] = (
    Ask(), LogCall(), ToThreads(), ToRoster(), OtherRegion(), RegionBefore(), *MOVES, BACK,
)  # fmt: skip
PROBLEMS: tuple[AnyCommand, ...] = (ShowAnswer(), ThisAnswers(), AskAnew(), *MOVES, CLOSE)
QUESTION_FIELDS: tuple[AnyCommand, ...] = (SendQuestion(), Enter(), FieldUp(), FieldDown(), CLOSE)
CALL: tuple[AnyCommand, ...] = (
    CallAnswered(), CallPromised(), CallNobody(), CallRefused(), CallWrong(), CHOOSE, *MOVES, CLOSE,
)  # fmt: skip
THREADS: tuple[AnyCommand, ...] = (CHOOSE, TurnThreads(), OpenOrAll(), *MOVES, BACK)
THREAD: tuple[AnyCommand, ...] = (
    TakeOn(), Answer(), Decline(), CloseThread(), SendAgain(), LogCall(), CaseOfThread(), *MOVES, BACK,
)  # fmt: skip
ROSTER: tuple[AnyCommand, ...] = (
    NewContact(),
    EditContact(),
    ConfirmContact(),
    RemoveContact(),
    *MOVES,
    BACK,
)
