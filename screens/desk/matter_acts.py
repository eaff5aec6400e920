"""What the desk does with the matter: choosing it, comparing regions, taking over what was filed online."""

from __future__ import annotations

from clerk.domain.catalogue import Item
from clerk.domain.regions import RegionId
from clerk.ports import WaitingApplication
from screens.desk.flow import CARD
from screens.desk.part import DeskPart
from screens.language import N_


class MatterActs(DeskPart):
    """Part of the desk's page."""

    def take_item(self, item: Item, home: RegionId | None = None) -> None:
        """Choose the item for this visit; while the card is still being read, as soon as it has been."""
        if self.flow.busy == CARD:
            self.flow.chosen_early = item
            return
        visit = self.flow.visit
        if visit is None:
            return
        region = home or self.flow.suggested_home(item) or self.counter.desk.suggested_home(visit)
        self.flow.trouble.clear()
        self.flow.deriving.clear()
        self.flow.replace(self.counter.desk.choose_item(self.operator, visit, item.code, region))
        self.panel.cursor = 0
        self.flow.derive_all()
        self.show()

    def take_over(self, waiting: WaitingApplication) -> None:
        """Fetch what was filed online."""
        self.flow.take_over(waiting)
        self.show()

    def why_not_online(self) -> str | None:
        """None waits."""
        return (
            None
            if self.flow.waiting()
            else self.speech.say(N_("Nothing that she filed online waits for this counter."))
        )

    def why_not_differences(self) -> str | None:
        """No matter yet."""
        visit = self.flow.visit
        return None if visit and visit.item else self.speech.say(N_("Choose the matter first, with F3."))

    async def differences(self) -> None:
        """Side by side for the matter of this visit."""
        visit = self.flow.visit
        if visit is not None:
            await self.compare(self.counter.desk.item(visit.item))

    async def compare(self, item: Item) -> None:
        """Side by side for an item."""
        from screens.desk.differences_page import DifferencesPage

        await self.counter.push_screen(DifferencesPage(self, item))

    def why_not_other_home(self) -> str | None:
        """Only one region, or received already."""
        visit = self.flow.visit
        if visit is None or not visit.item or visit.receipt_no:
            return self.speech.say(N_("Choose the matter first, with F3."))
        if len(self.counter.desk.home_choices(visit.item)) < 2:
            return self.speech.say(N_("This counter may receive this matter for one region only."))
        return None

    def other_home(self) -> None:
        """The next region."""
        visit = self.flow.visit
        if visit is not None:
            choices = self.counter.desk.home_choices(visit.item)
            at = choices.index(visit.home) if visit.home in choices else -1
            self.take_item(self.counter.desk.item(visit.item), choices[(at + 1) % len(choices)])

    def why_not_ask(self) -> str | None:
        """No person yet."""
        visit = self.flow.visit
        if visit is None or visit.subject is None or visit.receipt_no:
            return self.speech.say(N_("Read a card first."))
        return None

    def ask_again(self) -> None:
        """Ask all regions again."""
        self.flow.ask_regions()
        self.show()
