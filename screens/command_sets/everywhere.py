"""Commands that work on every screen, and the big verbs on the function keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.page import CounterScreen

NOT_SIGNED_IN = N_("Sign in first.")


class Help(Command["CounterScreen"]):
    """F1."""

    id = "help"
    key = "f1"
    label = N_("help")
    sentence = N_("Explain this screen and its keys")
    rank = 1

    async def run(self, screen: CounterScreen) -> None:
        """Open help about the screen."""
        await screen.counter.open_help(screen)


class SwitchLanguage(Command["CounterScreen"]):
    """F12."""

    id = "language"
    key = "f12"
    label = N_("中文")
    sentence = N_("Switch between English and Chinese")
    help = N_("What you typed stays. Papers are always Chinese.")
    rank = 7
    in_bar = False

    def why_not(self, screen: CounterScreen) -> str | None:
        """A profile may pin the language."""
        if screen.counter.language_pinned:
            return screen.speech.say(N_("The profile of this counter pins the language."))
        return None

    async def run(self, screen: CounterScreen) -> None:
        """Switch."""
        screen.counter.switch_language()


class Lock(Command["CounterScreen"]):
    """Ctrl+L."""

    id = "lock"
    key = "ctrl+l"
    label = N_("lock")
    sentence = N_("Lock the console; the work stays as it is")
    in_bar = False

    def why_not(self, screen: CounterScreen) -> str | None:
        """There is nothing to lock before signing in."""
        return None if screen.counter.operator else screen.speech.say(NOT_SIGNED_IN)

    async def run(self, screen: CounterScreen) -> None:
        """Lock at once."""
        await screen.counter.lock_console()


class Leave(Command["CounterScreen"]):
    """Ctrl+Q."""

    id = "leave"
    key = "ctrl+q"
    label = N_("leave")
    sentence = N_("Leave the console")
    help = N_("Everything is on disk already; unfinished visits are there at the next start.")
    in_bar = False

    async def run(self, screen: CounterScreen) -> None:
        """Leave; nothing is ever unsaved."""
        await screen.counter.leave()


class SignOut(Command["CounterScreen"]):
    """Change of clerk."""

    id = "sign_out"
    key = "ctrl+o"
    label = N_("sign out")
    sentence = N_("Sign out; the next clerk goes on with open visits")
    in_bar = False

    def why_not(self, screen: CounterScreen) -> str | None:
        """Nobody is signed in."""
        return None if screen.counter.operator else screen.speech.say(NOT_SIGNED_IN)

    async def run(self, screen: CounterScreen) -> None:
        """Back to the sign-in."""
        await screen.counter.sign_out()


class ChangeOperator(Command["CounterScreen"]):
    """Ctrl+U (换人)."""

    id = "change_operator"
    key = "ctrl+u"
    label = N_("change operator")
    sentence = N_("Change operator: somebody else goes on here, and both names are kept")
    help = N_("The open visit stays on the desk. The next person proves who they are with their own factors.")
    rank = 7
    in_bar = False

    def why_not(self, screen: CounterScreen) -> str | None:
        """Nobody is signed in, or a card is being read for the one who works here."""
        return screen.counter.why_not_change_operator()

    async def run(self, screen: CounterScreen) -> None:
        """Ask who comes."""
        await screen.counter.change_operator()


class Verb(Command["CounterScreen"]):
    """A big verb: the same key on every page; it brings the desk back where it needs it."""

    async def desk(self, screen: CounterScreen) -> None:
        """Come back to the desk."""
        await screen.counter.back_to_desk()


class ReadCard(Verb):
    """F2."""

    id = "card"
    key = "f2"
    label = N_("card")
    sentence = N_("Read the visitor's card")
    help = N_("Begins a new visit when none is open or the last one has its receipt.")
    rank = 2

    def why_not(self, screen: CounterScreen) -> str | None:
        """While a card is read."""
        return screen.counter.desk_page.why_not_card()

    async def run(self, screen: CounterScreen) -> None:
        """Choose a card or read the one on the reader."""
        await self.desk(screen)
        await screen.counter.desk_page.read_card()


class Matter(Verb):
    """F3."""

    id = "matter"
    key = "f3"
    label = N_("matter")
    sentence = N_("Find the matter by characters, pinyin, initials or code")
    rank = 2

    def why_not(self, screen: CounterScreen) -> str | None:
        """Without a card the search only looks up."""
        return screen.counter.desk_page.why_not_matter()

    async def run(self, screen: CounterScreen) -> None:
        """Open the search."""
        await self.desk(screen)
        await screen.counter.desk_page.search()


class Materials(Verb):
    """F4."""

    id = "material"
    key = "f4"
    label = N_("material")
    sentence = N_("Go to the first material that is missing")
    rank = 3

    def why_not(self, screen: CounterScreen) -> str | None:
        """No matter yet."""
        return screen.own_page.why_not_materials()

    async def run(self, screen: CounterScreen) -> None:
        """Put the cursor there."""
        await screen.own_page.materials()


class Confirm(Verb):
    """F5."""

    id = "confirm"
    key = "f5"
    label = N_("confirm")
    sentence = N_("Confirm with the visitor and take the case in")
    rank = 2

    def why_not(self, screen: CounterScreen) -> str | None:
        """What is still missing."""
        return screen.own_page.why_not_confirm()

    async def run(self, screen: CounterScreen) -> None:
        """Show the consent."""
        await screen.own_page.confirm()


class Liaison(Verb):
    """F6 (联络)."""

    id = "liaison"
    key = "f6"
    label = N_("liaison")
    sentence = N_("Who is on duty in the other region, with a number to call; the same key closes it")
    rank = 4

    async def run(self, screen: CounterScreen) -> None:
        """Open it, or close it."""
        await screen.counter.open_liaison()


class AskRegion(Verb):
    """Ctrl+N."""

    id = "ask_region"
    key = "ctrl+n"
    label = N_("ask a region")
    sentence = N_("Ask the other region about the case or visit in sight")
    in_bar = False

    def why_not(self, screen: CounterScreen) -> str | None:
        """Nothing in sight is another region's."""
        return screen.counter.why_not_ask_region()

    async def run(self, screen: CounterScreen) -> None:
        """First what was answered before, then the fields."""
        await screen.counter.ask_region()


class Print(Verb):
    """F7."""

    id = "print"
    key = "f7"
    label = N_("print")
    sentence = N_("Print the paper of this case")
    rank = 3

    def why_not(self, screen: CounterScreen) -> str | None:
        """Nothing to print."""
        return screen.own_page.why_not_print()

    async def run(self, screen: CounterScreen) -> None:
        """Print."""
        await screen.own_page.print_paper()


class Park(Verb):
    """F8."""

    id = "park"
    key = "f8"
    label = N_("park")
    sentence = N_("Park this visit, or take up a parked one")
    rank = 5

    def why_not(self, screen: CounterScreen) -> str | None:
        """Nothing open, nothing parked."""
        return screen.counter.desk_page.why_not_park()

    async def run(self, screen: CounterScreen) -> None:
        """Park or take up."""
        await self.desk(screen)
        await screen.counter.desk_page.park()


class SignOffs(Verb):
    """F9."""

    id = "sign_offs"
    key = "f9"
    label = N_("sign-off")
    sentence = N_("Show what waits for a supervisor, and what you asked for")
    rank = 6

    def rank_on(self, screen: CounterScreen) -> int:
        """On the desk its key stays while something waits for a decision of whoever is here."""
        desk = screen.counter.desk_page
        return 1 if screen is desk and desk.to_decide else self.rank

    async def run(self, screen: CounterScreen) -> None:
        """Open the list."""
        await screen.counter.open_sign_offs()


class Exceptions(Verb):
    """Ctrl+X."""

    id = "exceptions"
    key = "ctrl+x"
    label = N_("exceptions")
    sentence = N_("Show the exception list")
    rank = 6
    in_bar = False

    async def run(self, screen: CounterScreen) -> None:
        """Open the list."""
        await screen.counter.open_exceptions()


class DayEnd(Verb):
    """Ctrl+E."""

    id = "day_end"
    key = "ctrl+e"
    label = N_("day end")
    sentence = N_("Count the day, and close it")
    rank = 7
    in_bar = False

    async def run(self, screen: CounterScreen) -> None:
        """Open the page of today."""
        await screen.counter.open_day_end()


class Audit(Verb):
    """Ctrl+Y."""

    id = "audit"
    key = "ctrl+y"
    label = N_("audit")
    sentence = N_("Ask the journal who saw, decided and changed what")
    rank = 7
    in_bar = False

    def why_not(self, screen: CounterScreen) -> str | None:
        """Only who may read the journal."""
        return screen.counter.why_not_audit()

    async def run(self, screen: CounterScreen) -> None:
        """Open the journal."""
        await screen.counter.open_audit()


class Commands(Command["CounterScreen"]):
    """F10."""

    id = "commands"
    key = "f10"
    label = N_("commands")
    sentence = N_("Find any command by name, pinyin or initials")
    rank = 0
    in_palette = False

    async def run(self, screen: CounterScreen) -> None:
        """Open the palette over this page."""
        await screen.counter.open_palette()


class Reveal(Verb):
    """Ctrl+R."""

    id = "reveal"
    key = "ctrl+r"
    label = N_("reveal")
    sentence = N_("Show masked data for 10 seconds, with a reason that is kept")
    in_bar = False

    def why_not(self, screen: CounterScreen) -> str | None:
        """Nothing masked here."""
        return screen.own_page.why_not_reveal()

    async def run(self, screen: CounterScreen) -> None:
        """Ask for the reason."""
        await screen.own_page.reveal()


class WorkLists(Verb):
    """Ctrl+T."""

    id = "work_lists"
    key = "ctrl+t"
    label = N_("lists")
    sentence = N_("Show the work lists")
    rank = 6
    in_bar = False

    async def run(self, screen: CounterScreen) -> None:
        """Open the lists."""
        await screen.counter.open_case_list(None)


ALWAYS: tuple[AnyCommand, ...] = (Help(), SwitchLanguage(), Lock(), SignOut(), Leave())
VERBS: tuple[AnyCommand, ...] = (
    ReadCard(),
    Matter(),
    Materials(),
    Confirm(),
    Liaison(),
    Print(),
    Park(),
    SignOffs(),
    Commands(),
    Reveal(),
    WorkLists(),
    Exceptions(),
    AskRegion(),
    DayEnd(),
    ChangeOperator(),
    Audit(),
)
