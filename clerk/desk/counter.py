"""What every use case works with: built once by the composition root and handed down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clerk.desk.items import ItemBook
from clerk.domain.catalogue import Variant
from clerk.domain.clocks import WorkingCalendar
from clerk.domain.duty import LiaisonRules
from clerk.domain.escalations import Rules
from clerk.domain.faults import Refused
from clerk.domain.forms import Forms
from clerk.domain.licences import LicenceKind
from clerk.domain.regions import Agreements, Region, RegionId, Site
from clerk.domain.warnings import WarningRules
from clerk.ports import (
    CardEvents,
    CardReader,
    Clock,
    DataFolder,
    DeliveryQueue,
    Press,
    Printer,
    RegionBackend,
    StaffCards,
)
from clerk.store.store import Store


@dataclass(frozen=True, slots=True)
class Counter:
    """The dependencies of one window."""

    store: Store
    queue: DeliveryQueue
    regions: Mapping[RegionId, RegionBackend]
    readers: tuple[CardReader, ...]
    printer: Printer
    press: Press
    items: ItemBook
    forms: Forms
    agreements: Agreements
    region_book: Mapping[RegionId, Region]
    sites: Mapping[str, Site]
    licence_kinds: Mapping[str, LicenceKind]
    site: Site
    clock: Clock
    calendar: WorkingCalendar
    folder: DataFolder
    terminal: str
    training: bool
    staff_cards: StaffCards | None = None
    """Where staff put their own card in; None where the window has no such reader."""
    card_events: CardEvents | None = None
    second_factor_required: bool = False
    """Whether nobody signs in by password alone; else only those for whom no second factor is enrolled."""
    offline_sign_in_days: int = 7
    """Days for which a copy of a proof opens the lock while a server's store is away; 0 keeps none."""
    liaison_rules: LiaisonRules = field(default_factory=LiaisonRules)
    warning_rules: WarningRules = ()
    sign_off_rules: Rules = field(default_factory=dict)
    """One rule for every kind; only a counter that was put together by hand has none."""

    def region_name(self, region: RegionId) -> str:
        """Chinese name of a region; its id where the profile does not know it."""
        book = self.region_book.get(region)
        return book.name if book else region

    def english_name(self, region: RegionId) -> str:
        """English name of a region; its id where the profile does not know it."""
        book = self.region_book.get(region)
        return book.english_name if book else region

    def variant(self, item: str, home: RegionId) -> Variant:
        """How ``home`` handles an item now.

        Raises:
            Refused: ``C-12`` no such item, ``C-05`` the region does not handle it now.
        """
        known = self.items.get(item)
        variant = known.variant(home)
        if variant is None or not variant.open:
            raise Refused(
                "C-05",
                item=known.name,
                home=self.region_name(home),
                home_en=self.english_name(home),
                note=variant.opened_note if variant is not None else "",
            )
        return variant

    def variant_as_known(self, item: str, home: RegionId) -> Variant | None:
        """How ``home`` handles an item, open or not; None where the catalogue in force has lost it."""
        known = self.items.items.get(item)
        return known.variant(home) if known is not None else None
