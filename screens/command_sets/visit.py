"""Commands of the desk: one letter for the thing under the cursor, and the next step on Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.command_sets.moving import BACK, MOVES
from screens.commands import AnyCommand, Command
from screens.language import N_

if TYPE_CHECKING:
    from screens.desk.differences_page import DifferencesPage
    from screens.desk.page import DeskPage


class Next(Command["DeskPage"]):
    """Enter does what the line "Next" says."""

    id = "next"
    key = "enter"
    label = N_("next")
    sentence = N_("Do what the line “Next” says")
    rank = 0
    in_bar = False

    async def run(self, screen: DeskPage) -> None:
        """Do it."""
        await screen.next_step()


class Form(Command["DeskPage"]):
    """The form of the item."""

    id = "form"
    key = "i"
    label = N_("form")
    sentence = N_("Fill in the form of this matter")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No matter yet."""
        return screen.why_not_materials()

    async def run(self, screen: DeskPage) -> None:
        """Open it."""
        await screen.form()


class SideBySide(Command["DeskPage"]):
    """Three regions side by side."""

    id = "differences"
    key = "d"
    label = N_("differences")
    sentence = N_("Show the three regions side by side, and choose the home region")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No matter yet."""
        return screen.why_not_differences()

    async def run(self, screen: DeskPage) -> None:
        """Open it."""
        await screen.differences()


class HomeRegion(Command["DeskPage"]):
    """The next possible home region."""

    id = "home_region"
    key = "h"
    label = N_("home region")
    sentence = N_("Take the next region for which this counter may receive the matter")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No matter yet, or only one region."""
        return screen.why_not_other_home()

    async def run(self, screen: DeskPage) -> None:
        """Take it."""
        screen.other_home()


class Online(Command["DeskPage"]):
    """Applications filed online."""

    id = "online"
    key = "w"
    label = N_("filed online")
    sentence = N_("Take over an application that the visitor filed online")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """None waits."""
        return screen.why_not_online()

    async def run(self, screen: DeskPage) -> None:
        """Offer them."""
        await screen.search()


class AskAgain(Command["DeskPage"]):
    """Ask the regions again."""

    id = "ask_again"
    key = "g"
    label = N_("ask again")
    sentence = N_("Ask the regions again for licences and applications")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No card yet."""
        return screen.why_not_ask()

    async def run(self, screen: DeskPage) -> None:
        """Ask."""
        screen.ask_again()


class Recall(Command["DeskPage"]):
    """E-licence."""

    id = "recall"
    key = "e"
    label = N_("e-licence")
    sentence = N_("Recall the e-licence for this material")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No licence found."""
        return screen.why_not_recall()

    async def run(self, screen: DeskPage) -> None:
        """Derive a copy."""
        screen.recall()


class Scan(Command["DeskPage"]):
    """A scanned file."""

    id = "scan"
    key = "s"
    label = N_("scan")
    sentence = N_("Choose a scanned file for this material")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No material."""
        return screen.why_not_material()

    async def run(self, screen: DeskPage) -> None:
        """Choose a file."""
        await screen.scan()


class Paper(Command["DeskPage"]):
    """Paper handed in."""

    id = "paper"
    key = "p"
    label = N_("paper")
    sentence = N_("Take this material on paper")
    help = N_("When an e-licence is there, paper needs a reason, and is counted.")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No material."""
        return screen.why_not_material()

    async def run(self, screen: DeskPage) -> None:
        """Take it."""
        await screen.paper()


class Later(Command["DeskPage"]):
    """容缺."""

    id = "later"
    key = "l"
    label = N_("later")
    sentence = N_("Let this material come later, by a date")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """Essential material never comes later."""
        return screen.why_not_later()

    async def run(self, screen: DeskPage) -> None:
        """Ask for the date."""
        await screen.later()


class TypeIdentity(Command["DeskPage"]):
    """Identity keyed by hand."""

    id = "type_identity"
    key = "t"
    label = N_("type identity")
    sentence = N_("Type the identity by hand, with a reason; it is marked as typed everywhere")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """As for a card."""
        return screen.why_not_card()

    async def run(self, screen: DeskPage) -> None:
        """Open the fields."""
        await screen.type_identity()


class Organisation(Command["DeskPage"]):
    """The organisation that applies."""

    id = "organisation"
    key = "o"
    label = N_("organisation")
    sentence = N_("Name the organisation that applies")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No person yet."""
        return screen.why_not_party()

    async def run(self, screen: DeskPage) -> None:
        """Open the fields."""
        await screen.organisation()


class Agent(Command["DeskPage"]):
    """代办人."""

    id = "agent"
    key = "a"
    label = N_("agent")
    sentence = N_("Read the card of who acts for the applicant")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No person yet."""
        return screen.why_not_party()

    async def run(self, screen: DeskPage) -> None:
        """Ask relation, then the card."""
        await screen.agent()


class ViewPhoto(Command["DeskPage"]):
    """The photo of the chip."""

    id = "photo"
    key = "v"
    label = N_("photo")
    sentence = N_("Compare the photo from the card with the person")
    help = N_("Only where the reader gives one. It is shown and never stored.")
    rank = 1

    def why_not(self, screen: DeskPage) -> str | None:
        """No photo."""
        return screen.why_not_photo()

    async def run(self, screen: DeskPage) -> None:
        """Show it."""
        await screen.view_photo()


class EndVisit(Command["DeskPage"]):
    """End without or after a receipt."""

    id = "end_visit"
    key = "x"
    label = N_("end visit")
    sentence = N_("End this visit; without a receipt it counts as advice")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """No visit."""
        return screen.why_not_end()

    async def run(self, screen: DeskPage) -> None:
        """End it."""
        await screen.end_visit()


class OpenCase(Command["DeskPage"]):
    """The case of this visit."""

    id = "open_case"
    key = "c"
    label = N_("case")
    sentence = N_("Open the case of this visit")
    in_bar = False

    def why_not(self, screen: DeskPage) -> str | None:
        """Not received yet."""
        return screen.why_not_case()

    async def run(self, screen: DeskPage) -> None:
        """Open it."""
        await screen.open_case()


class Side(Command["DeskPage"]):
    """Lists and weather on a narrow terminal."""

    id = "side"
    key = "tab"
    label = N_("lists and weather")
    sentence = N_("Lists, weather, desk: go to the next one")
    in_bar = False

    async def run(self, screen: DeskPage) -> None:
        """Go on."""
        screen.next_side()


class ChooseHome(Command["DifferencesPage"]):
    """Enter takes the region under the cursor."""

    id = "choose_home"
    key = "enter"
    label = N_("choose this region")
    sentence = N_("Take the region under the cursor as the home region")
    rank = 0

    def why_not(self, screen: DifferencesPage) -> str | None:
        """This counter may not receive for it."""
        return screen.why_not_choose()

    async def run(self, screen: DifferencesPage) -> None:
        """Take it."""
        await screen.choose()


class Left(Command["DifferencesPage"]):
    """←."""

    id = "left"
    key = "left"
    label = N_("left")
    sentence = N_("The region at the left")
    in_bar = False
    in_palette = False

    async def run(self, screen: DifferencesPage) -> None:
        """Move."""
        screen.move_region(-1)


class Right(Command["DifferencesPage"]):
    """→."""

    id = "right"
    key = "right"
    label = N_("right")
    sentence = N_("The region at the right")
    in_bar = False
    in_palette = False

    async def run(self, screen: DifferencesPage) -> None:
        """Move."""
        screen.move_region(1)


DESK: tuple[AnyCommand, ...] = (
    Next(),
    *MOVES,
    Form(),
    SideBySide(),
    HomeRegion(),
    Online(),
    AskAgain(),
    Recall(),
    Scan(),
    Paper(),
    Later(),
    TypeIdentity(),
    Organisation(),
    Agent(),
    ViewPhoto(),
    OpenCase(),
    EndVisit(),
    Side(),
)
DIFFERENCES: tuple[AnyCommand, ...] = (ChooseHome(), Left(), Right(), *MOVES, BACK)
