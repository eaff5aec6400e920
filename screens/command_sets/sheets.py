"""Commands of the start, of sheets that open over a page, and of pages to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from screens.command_sets.everywhere import Commands, Help, Leave, Print, Reveal, SwitchLanguage
from screens.command_sets.moving import BACK, CHOOSE, CLOSE, MOVES, Choose
from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.desk.card_sheet import CardSheet
    from screens.desk.preview_page import PreviewPage
    from screens.desk.search_sheet import SearchSheet
    from screens.desk.zone_sheet import ZoneSheet
    from screens.sheets.question import QuestionSheet
    from screens.start.lock_page import LockPage
    from screens.start.page import StartPage


class HasFields(Protocol):
    """A screen with fields."""

    async def commit_and_go_on(self) -> None:
        """Keep the field and go to the next one."""
        ...

    async def move_field(self, step: int) -> None:
        """Keep the field and go to another."""
        ...

    async def finish(self) -> None:
        """Keep all fields and close."""
        ...


class Enter(Command[HasFields]):
    """Enter in a field."""

    id = "field_enter"
    key = "enter"
    label = N_("next field")
    sentence = N_("Keep the field and go on; after the last one the sheet closes")
    rank = 0
    in_palette = False

    async def run(self, screen: HasFields) -> None:
        """Keep it."""
        await screen.commit_and_go_on()


class _Field(Command[HasFields]):
    in_bar = False
    in_palette = False
    step = 1

    async def run(self, screen: HasFields) -> None:
        """Go there."""
        await screen.move_field(self.step)


class FieldUp(_Field):
    """↑."""

    id = "field_up"
    key = "up,shift+tab"
    label = N_("field above")
    sentence = N_("Keep the field and go one up")
    step = -1


class FieldDown(_Field):
    """↓."""

    id = "field_down"
    key = "down,tab"
    label = N_("field below")
    sentence = N_("Keep the field and go one down")


class Finish(Command[HasFields]):
    """F5 in a form."""

    id = "finish"
    key = "f5"
    label = N_("done")
    sentence = N_("Keep everything and close")
    in_palette = False

    async def run(self, screen: HasFields) -> None:
        """Close."""
        await screen.finish()


class ReadLines(Command["ZoneSheet"]):
    """F2 where a passport's lines are typed: cures of card faults name it."""

    id = "read_lines"
    key = "f2,f5"
    label = N_("read")
    sentence = N_("Read the passport with the lines as they stand")
    rank = 0
    in_palette = False

    async def run(self, screen: ZoneSheet) -> None:
        """Read."""
        await screen.finish()


class SignIn(Command["StartPage | LockPage"]):
    """Enter at the sign-in."""

    id = "sign_in"
    key = "enter"
    label = N_("sign in")
    sentence = N_("Sign in with staff number and password")
    rank = 0
    in_palette = False

    def why_not(self, screen: StartPage | LockPage) -> str | None:
        """The store is not open yet."""
        return screen.why_not_sign_in()

    async def run(self, screen: StartPage | LockPage) -> None:
        """Sign in."""
        await screen.enter()


class Unlock(SignIn):
    """Enter on the lock."""

    id = "unlock"
    label = N_("unlock")
    sentence = N_("Unlock with your password, and your staff card where you have one")


class AskCard(Command["StartPage | LockPage"]):
    """F2 where the staff card is wanted: cures of card faults name it."""

    id = "ask_staff_card"
    key = "f2"
    label = N_("staff card")
    sentence = N_("Ask the staff card again, with what was typed")
    in_bar = False
    in_palette = False

    def why_not(self, screen: StartPage | LockPage) -> str | None:
        """The store is not open yet."""
        return screen.why_not_sign_in()

    async def run(self, screen: StartPage | LockPage) -> None:
        """Ask it."""
        await screen.ask_card()


class Recheck(Command["StartPage"]):
    """Look again at everything."""

    id = "recheck"
    key = "f9"
    label = N_("check again")
    sentence = N_("Look at everything again")

    async def run(self, screen: StartPage) -> None:
        """Look again."""
        screen.recheck()


class StartUp(Command["StartPage | LockPage"]):
    """↑ and ↓ between number, password and PIN."""

    id = "start_field"
    key = "tab,shift+tab,up,down"
    label = N_("other field")
    sentence = N_("Staff number, password, or the PIN of the staff card")
    in_bar = False
    in_palette = False

    async def run(self, screen: StartPage | LockPage) -> None:
        """Go there."""
        screen.other_field()


class SearchCompare(Command["SearchSheet"]):
    """F3 again."""

    id = "search_differences"
    key = "f3"
    label = N_("side by side")
    sentence = N_("Show the three regions side by side for the row under the cursor")
    in_palette = False

    def why_not(self, screen: SearchSheet) -> str | None:
        """No row."""
        return screen.why_not_compare()

    async def run(self, screen: SearchSheet) -> None:
        """Show them."""
        await screen.compare()


class Agree(Choose):
    """Enter on the confirmation."""

    id = "receive"
    label = N_("agreed: take it in")
    sentence = N_("The visitor agrees: take the case in and print the receipt")


class Answer(Command["QuestionSheet"]):
    """A digit answers a question."""

    label = N_("answer")
    sentence = N_("Answer by number")
    in_bar = False
    in_palette = False

    def __init__(self, number: int) -> None:
        self.number = number
        self.id = f"answer_{number}"
        self.key = str(number)

    async def run(self, screen: QuestionSheet) -> None:
        """Answer."""
        await screen.answer(self.number - 1)


class GoOn(Command["PreviewPage"]):
    """F7 on a preview prints; Enter goes on."""

    id = "done"
    key = "enter"
    label = N_("go on")
    sentence = N_("Go on with this visitor")
    rank = 0

    async def run(self, screen: PreviewPage) -> None:
        """Back to the desk."""
        screen.go_back()


class TypeByHand(Command["CardSheet"]):
    """T where a card is asked for."""

    id = "type_by_hand"
    key = "t"
    label = N_("type by hand")
    sentence = N_("Type who it is, when no card can be read")

    def why_not(self, screen: CardSheet) -> str | None:
        """This card has to be read."""
        return screen.why_not_by_hand()

    async def run(self, screen: CardSheet) -> None:
        """Open the fields."""
        await screen.type_by_hand()


START: tuple[AnyCommand, ...] = (SignIn(), AskCard(), StartUp(), Recheck())
LIST_SHEET: tuple[AnyCommand, ...] = (CHOOSE, *MOVES, CLOSE)
CARDS: tuple[AnyCommand, ...] = (CHOOSE, TypeByHand(), *MOVES, CLOSE)
SEARCH: tuple[AnyCommand, ...] = (CHOOSE, SearchCompare(), *MOVES, CLOSE)
ONE_PERSON: tuple[AnyCommand, ...] = (Enter(), FieldUp(), FieldDown(), CLOSE)
FIELD_SHEET: tuple[AnyCommand, ...] = (Enter(), FieldUp(), FieldDown(), Finish(), CLOSE)
QUESTION: tuple[AnyCommand, ...] = (CHOOSE, *MOVES, *(Answer(n) for n in range(1, 10)), CLOSE)
LOCK: tuple[AnyCommand, ...] = (Unlock(), AskCard(), StartUp(), Help(), SwitchLanguage(), Leave())
CONFIRM: tuple[AnyCommand, ...] = (Agree(), *MOVES, CLOSE)
ZONE: tuple[AnyCommand, ...] = (Enter(), FieldUp(), FieldDown(), ReadLines(), CLOSE)
LOOKING: tuple[AnyCommand, ...] = (CLOSE,)
PREVIEW: tuple[AnyCommand, ...] = (GoOn(), Print(), Commands(), Reveal(), *MOVES, BACK)
READING: tuple[AnyCommand, ...] = (BACK, *MOVES)
