"""What every use case works with: built once by the composition root and handed down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clerk.desk.items import ItemBook
from clerk.domain.clocks import WorkingCalendar
from clerk.domain.forms import Forms
from clerk.domain.licences import LicenceKind
from clerk.domain.regions import Agreements, Region, RegionId, Site
from clerk.ports import CardReader, Clock, DataFolder, DeliveryQueue, Press, Printer, RegionBackend
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

    def region_name(self, region: RegionId) -> str:
        """Chinese name of a region; its id where the profile does not know it."""
        book = self.region_book.get(region)
        return book.name if book else region
