"""Items as the clerk looks for them: search, three regions side by side, and what may be done here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clerk.domain.catalogue import Differences, Item
from clerk.domain.differences import differences as compare
from clerk.domain.faults import Refused
from clerk.domain.regions import Action, Agreements, RegionId
from clerk.domain.search import Hit, ItemIndex


@dataclass(frozen=True, slots=True)
class ItemBook:
    """The catalogue in force, with its search index."""

    items: Mapping[str, Item]
    index: ItemIndex
    regions: tuple[RegionId, ...]

    def get(self, code: str) -> Item:
        """The item with our code.

        Raises:
            Refused: ``C-12`` the catalogue in force has no such item.
        """
        item = self.items.get(code)
        if item is None:
            raise Refused("C-12", item=code)
        return item

    def search(self, text: str, limit: int = 50) -> tuple[Hit, ...]:
        """Items that ``text`` finds, best first: characters, pinyin, initials or code."""
        return self.index.query(text, limit)

    def differences(self, code: str) -> Differences:
        """The regions side by side."""
        return compare(self.get(code), self.regions)


def can_do(
    agreements: Agreements, item: str, near: RegionId, regions: tuple[RegionId, ...], day: date
) -> Mapping[RegionId, Mapping[Action, bool]]:
    """The can-do matrix of one item: home region → action → whether this counter may."""
    return {
        home: {action: home == near or agreements.can(near, home, item, action, day) for action in Action}
        for home in regions
    }
