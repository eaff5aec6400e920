"""Puts a counter together from its profile. Only this module, the console and the commands know everybody.

Every heavy import is inside a function: the first frame must not wait for a database library.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clerk.data_folder import DataFolder
from clerk.domain.faults import Fault, Refused
from clerk.log_setup import trail
from clerk.settings import Profile, RegionAddress, data_path, load_profile, profile_path
from clerk.wall_clock import WallClock

if TYPE_CHECKING:
    from threading import Event

    from clerk.card_readers import ReaderSet
    from clerk.catalogue_files import CounterData
    from clerk.delivery.queue import EngineQueue
    from clerk.desk.counter import Counter
    from clerk.domain.catalogue import Variant
    from clerk.domain.forms import Forms
    from clerk.domain.regions import Region, RegionId, Site
    from clerk.domain.warnings import WarningRules
    from clerk.domain.working_days import WorkingCalendar
    from clerk.ports import Clock, Press, RegionBackend, Vault
    from clerk.store.store import Store, StoreKind
    from integrations.session_vault import SessionVault

KEYS_ENTRY = "column-keys"
"""Vault entry of the store's column keys."""

SIMULATOR_FILE = "simulator.json"
"""Written by the simulator into the data folder: region → address."""


@dataclass(frozen=True, slots=True)
class Place:
    """A profile and the folder it is used with: enough to know where everything is."""

    profile: Profile
    folder: DataFolder
    clock: Clock
    session: SessionVault | None = None
    """Keys of this session only, carried in where a live counter has no keyring."""

    @property
    def store_url(self) -> str:
        """Database address: the profile's, or SQLite in the data folder."""
        return self.profile.store_url or f"sqlite:///{self.folder.store}"

    @property
    def tray(self) -> Path:
        """Folder of the tray printer."""
        return Path(self.profile.tray) if self.profile.tray else self.folder.tray

    @property
    def sqlite_file(self) -> Path | None:
        """The store's file; None when the store is a server's."""
        kind, mark, path = self.store_url.partition(":///")
        return Path(path) if mark and kind.startswith("sqlite") else None

    def with_store(self, file: Path) -> Place:
        """The same place with another SQLite file for its store."""
        return replace(self, profile=replace(self.profile, store_url=f"sqlite:///{file}"))


@dataclass(frozen=True, slots=True)
class Book:
    """What is read from data files."""

    data: CounterData
    calendar: WorkingCalendar
    forms: Forms
    warning_rules: WarningRules

    @property
    def regions(self) -> Mapping[RegionId, Region]:
        """Region by id."""
        return {region.id: region for region in self.data.regions}

    def site(self, code: str) -> Site:
        """The site of that code.

        Raises:
            Refused: ``G-16``.
        """
        for site in self.data.sites:
            if site.code == code:
                return site
        raise Refused("G-16", what=code)


class BookDirectory:
    """The book as the delivery asks it (:class:`clerk.delivery.dossier.Directory`)."""

    def __init__(self, book: Book) -> None:
        self._variants = {
            (variant.region, variant.code): variant for item in book.data.items for variant in item.variants
        }
        self._sites = {site.code: site.name for site in book.data.sites}

    def variant(self, region: RegionId, code: str) -> Variant | None:
        """How a region handles the item it knows as ``code``."""
        return self._variants.get((region, code))

    def site_name(self, code: str) -> str:
        """Name of a site; empty when it is not known."""
        return self._sites.get(code, "")


def find_place(profile: str | None, data: str | None, *, training: bool) -> Place:
    """The profile and data folder that options, environment and defaults name; makes the folder.

    Raises:
        Refused: ``G-10``/``G-14`` the profile, ``G-18``/``G-19`` its kind, ``G-17`` the folder.
    """
    loaded = load_profile(profile_path(profile, training=training))
    if loaded.training is not training:
        raise Refused("G-18" if training else "G-19", where=loaded.path.name)
    return make_place(loaded, data_path(data, training=training))


def make_place(profile: Profile, root: Path) -> Place:
    """The place of a profile in a data folder, made where it is missing.

    Raises:
        Refused: ``G-17``.
    """
    place = Place(profile, DataFolder(root.absolute()), WallClock())
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (place.folder.scans, place.folder.log):
            folder.mkdir(exist_ok=True)
    except OSError:
        raise Refused("G-17", where=str(root)) from None
    return place


@contextmanager
def only_console(place: Place) -> Iterator[None]:
    """Hold the data folder for one console; the lock goes with the process, whatever ends it.

    Raises:
        Refused: ``G-12`` another console has it, ``G-17`` it cannot be written.
    """
    import fcntl

    try:
        handle = (place.folder.root / "console.lock").open("a")
    except OSError:
        raise Refused("G-17", where=str(place.folder.root)) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("G-12") from None
        yield


def read_book(place: Place) -> Book:
    """Catalogue, agreements, holidays, forms and rules of warnings of the profile.

    Raises:
        Refused: ``G-10`` a file is wrong.
    """
    from clerk.calendar_files import SHIPPED, load_calendar
    from clerk.catalogue_files import DataFileError, data_folder, load_counter_data
    from clerk.form_files import load_forms
    from clerk.warning_files import SHIPPED as SHIPPED_WARNINGS
    from clerk.warning_files import load_warning_rules

    folder = Path(place.profile.catalogue) if place.profile.catalogue else data_folder()
    try:
        data = load_counter_data(folder)
    except DataFileError as error:
        raise Refused("G-10", where=error.file, what=str(error)) from None
    holidays, warnings = folder / "holidays", folder / "warnings.toml"
    return Book(
        data,
        load_calendar(holidays if holidays.is_dir() else SHIPPED),
        load_forms(folder / "forms.toml"),
        load_warning_rules(warnings if warnings.is_file() else SHIPPED_WARNINGS),
    )


def open_vault(place: Place) -> Vault:
    """The vault of the place: a file in training; live what was carried in or given, else the OS keyring.

    Raises:
        Refused: ``G-11`` no keyring.
    """
    from integrations.vault import KeyringVault, ServiceVault, TrainingVault

    if place.profile.training:
        return TrainingVault(place.folder.root / "training-keys.json")
    if place.session is not None:
        return place.session
    if given := os.environ.get("CREDENTIALS_DIRECTORY"):
        return ServiceVault(Path(given))
    return KeyringVault(str(place.folder.root))


def open_store(place: Place, vault: Vault, *, create: bool = True) -> Store:
    """The store with its keys. New keys are kept before the store that needs them is made.

    Raises:
        Refused: ``S-…``, ``G-…`` from the vault; ``G-30`` none there, and keys of this session only.
    """
    from clerk.store.columns import ColumnKeys
    from clerk.store.store import Store

    if vault is place.session and create:
        # What a new store holds is worth no more than its keys, and these end with the process.
        try:
            return open_store(place, vault, create=False)
        except Refused as refused:
            if refused.fault.code == "S-01":
                raise Refused("G-30") from None
            raise

    def vaulted() -> ColumnKeys | None:
        kept = vault.get(KEYS_ENTRY)
        return None if kept is None else ColumnKeys.from_bytes(kept)

    holder = key_holder(place, vault)
    kept = vaulted()
    if kept is not None:
        return Store.open(place.store_url, kept, _kind(place), create=create, vaulted=vaulted, holder=holder)
    keys = ColumnKeys.generate()
    try:
        Store.open(place.store_url, keys, _kind(place), create=False).close()
    except Refused as refused:
        if refused.fault.code != "S-01" or not create:
            raise
    vault.put(KEYS_ENTRY, keys.as_bytes())
    return Store.open(place.store_url, keys, _kind(place), vaulted=vaulted, holder=holder)


def key_holder(place: Place, vault: Vault) -> str:
    """Name of the place whose vault holds the keys: what all consoles and workers beside it share."""
    return f"{socket.gethostname()}:{place.folder.root} ({vault.name})"


def refuse_other_kind(place: Place) -> None:
    """Look at the kind of the store before anything of this kind is laid beside it. Writes nothing.

    Raises:
        Refused: ``S-06`` a training store at a live counter, ``S-07`` the reverse, ``S-…`` it cannot be read.
    """
    from clerk.store.columns import ColumnKeys
    from clerk.store.store import Store

    try:
        Store.open(place.store_url, ColumnKeys.generate(), _kind(place), create=False).close()
    except Refused as refused:
        if refused.fault.code not in {"S-01", "S-08"}:  # none there yet; these made-up keys never fit
            raise


def _kind(place: Place) -> StoreKind:
    from clerk.store.store import StoreKind

    return StoreKind.TRAINING if place.profile.training else StoreKind.LIVE


def open_queue(store: Store) -> EngineQueue:
    """The durable engine of the store, its tables made where they are missing. Imports the engine: 0.5 s."""
    from clerk.delivery.engine import prepare_engine
    from clerk.delivery.queue import EngineQueue

    prepare_engine(store.url)
    queue = EngineQueue(store.url)
    queue.warm()
    return queue


def region_addresses(place: Place) -> tuple[RegionAddress, ...]:
    """Addresses of the regions: the profile's; in training what the simulator wrote for those without one.

    Raises:
        Refused: ``G-13`` the simulator has not said where it is.
    """
    if all(address.url for address in place.profile.regions):
        return place.profile.regions
    try:
        # Another counter's folder where the profile joins one; an absolute path stands for itself.
        said = place.folder.root / place.profile.simulator.join / SIMULATOR_FILE
        found = json.loads(said.read_text(encoding="utf-8"))["regions"]
    except (OSError, ValueError, KeyError):
        raise Refused("G-13", what=SIMULATOR_FILE) from None
    return tuple(
        RegionAddress(address.region, address.url or found[address.region], address.credentials)
        for address in place.profile.regions
        if address.url or address.region in found
    )


def connect_regions(place: Place, book: Book, vault: Vault) -> dict[RegionId, RegionBackend]:
    """One adapter per region of the profile; each refuses a back end of the other kind before it is used.

    Raises:
        Refused: ``G-13``, ``G-15`` no credentials, ``G-16`` unknown region.
    """
    from integrations.regions.access import RegionAccess, connect

    backends: dict[RegionId, RegionBackend] = {}
    for address in region_addresses(place):
        region = book.regions.get(address.region)
        if region is None:
            raise Refused("G-16", what=address.region)
        access = RegionAccess(
            address.url,
            _credentials(place, vault, region, address),
            simulated_expected=place.profile.training,
            kinds=book.data.licence_kinds,
        )
        backends[region.id] = connect(region, access)
    return backends


def connect_regions_when_there(
    place: Place, book: Book, vault: Vault, stop: Event
) -> dict[RegionId, RegionBackend]:
    """As :func:`connect_regions`, but waits for a simulator that is still coming up, until ``stop``."""
    while True:
        try:
            return connect_regions(place, book, vault)
        except Refused as refused:
            if refused.fault.code != "G-13" or stop.wait(0.2):
                raise


def _credentials(place: Place, vault: Vault, region: Region, address: RegionAddress) -> Mapping[str, str]:
    if place.profile.training:
        from integrations.simulator.credentials import training_credentials

        return training_credentials(region.dialect)
    kept = vault.get(address.credentials)
    try:
        return dict(json.loads(kept or b""))
    except (ValueError, TypeError):  # none there, or not what `clerk credentials set` keeps
        raise Refused(
            "G-15", region=region.name, region_en=region.english_name, entry=address.credentials
        ) from None


def build_counter(
    place: Place,
    book: Book,
    store: Store,
    queue: EngineQueue,
    regions: Mapping[RegionId, RegionBackend],
    press: Press,
    readers: ReaderSet,
) -> Counter:
    """The counter that the desk works with.

    Raises:
        Refused: ``G-16`` the profile names an unknown site.
    """
    from clerk.desk.counter import Counter
    from clerk.desk.items import ItemBook
    from clerk.domain.search import ItemIndex, search_texts
    from clerk.liaison_files import rules_for
    from clerk.romanise import romaniser
    from clerk.sign_off_files import sign_off_rules_for
    from printing.tray import TrayPrinter

    site = book.site(place.profile.site)
    items = {item.code: item for item in book.data.items}
    index = ItemIndex(search_texts(book.data.items), romaniser())
    order = tuple(region.id for region in book.data.regions)
    return Counter(
        store=store,
        queue=queue,
        regions=regions,
        readers=readers.applicants,
        printer=TrayPrinter(place.tray),
        press=press,
        items=ItemBook(items, index, order),
        forms=book.forms,
        agreements=book.data.agreements,
        region_book=book.regions,
        sites={s.code: s for s in book.data.sites},
        licence_kinds={kind.code: kind for kind in book.data.licence_kinds},
        site=site,
        clock=place.clock,
        calendar=book.calendar,
        folder=place.folder,
        terminal=site.window_id,
        training=place.profile.training,
        staff_cards=readers.staff,
        card_events=readers,
        warning_rules=book.warning_rules,
        liaison_rules=rules_for(place.profile.catalogue),
        sign_off_rules=sign_off_rules_for(place.profile.catalogue),
        second_factor_required=place.profile.second_factor_required,
        offline_sign_in_days=place.profile.offline_sign_in_days,
    )


def fault_of(error: BaseException, place: Place) -> Fault:
    """The fault to show for an error: its own, or the unexpected one, which is logged."""
    if isinstance(error, Refused):
        return error.fault
    logging.getLogger(__name__).error("unexpected: %s", trail(error))
    return Fault("X-01", {"where": str(place.folder.log)})
