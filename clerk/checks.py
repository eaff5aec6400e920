"""The checks of the start gate, one function each, for the console and for ``clerk doctor``."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from clerk.assembly import Place, fault_of
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Fault, Refused

if TYPE_CHECKING:
    from clerk.domain.regions import Region
    from clerk.ports import CardReader, Printer, RegionBackend, StaffCards
    from clerk.store.store import Store

CLOCK_TOLERANCE = 5.0
"""Seconds this machine's clock may differ from a region's before the gate warns."""


def guarded(
    place: Place, name: CheckName, subject: str, look: Callable[[], tuple[Check, ...]]
) -> tuple[Check, ...]:
    """What ``look`` finds; where it fails itself, a failed check that says so."""
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - a check that breaks must not leave its line empty
        return (Check(name, subject, CheckState.FAILED, fault_of(error, place)),)


def check_disk(place: Place) -> Check:
    """Whether the disk of the data folder has room."""
    try:
        free = shutil.disk_usage(place.folder.root).free // 1024 // 1024
    except OSError:
        fault = Fault("G-17", {"where": str(place.folder.root)})
        return Check(CheckName.DISK, "", CheckState.FAILED, fault)
    need = place.profile.free_disk_mb
    if free < need:
        fault = Fault("G-05", {"free": str(free), "need": str(need)})
        return Check(CheckName.DISK, "", CheckState.FAILED, fault)
    return Check(CheckName.DISK, "", CheckState.OK, detail=f"{free / 1024:,.1f} GB")


def check_keys(place: Place) -> tuple[Check, ...]:
    """A warning where the keys are of this session only; else nothing."""
    if place.session is None:
        return ()
    return (Check(CheckName.KEYS, "", CheckState.WARN, Fault("G-29")),)


def check_region(place: Place, region: Region, backend: RegionBackend) -> tuple[Check, ...]:
    """Whether a region answers, is of the right kind, and agrees with this machine's clock. Live."""
    from clerk.ports import Busy, RegionTrouble, Rejected

    try:
        capability = backend.capability()
    except RegionTrouble as trouble:
        names = {"region": region.name, "region_en": region.english_name}
        # Silence and noise are the same to the clerk; what a region says of itself, or refuses, is shown.
        fault = trouble.fault if isinstance(trouble, Busy | Rejected) else Fault("G-02", names)
        state = CheckState.FAILED if isinstance(trouble, Rejected) else CheckState.WARN
        return (Check(CheckName.REGION, region.name, state, fault),)
    answered = Check(CheckName.REGION, region.name, CheckState.OK)
    skew = abs((capability.server_time - place.clock.now()).total_seconds())
    if skew > CLOCK_TOLERANCE:
        details = {"region": region.name, "region_en": region.english_name, "seconds": f"{skew:.0f}"}
        return answered, Check(CheckName.CLOCK, region.name, CheckState.WARN, Fault("G-06", details))
    return answered, Check(CheckName.CLOCK, region.name, CheckState.OK)


def check_readers(readers: tuple[CardReader | StaffCards, ...]) -> tuple[Check, ...]:
    """Which card readers there are, and whether they answer. Live: a silent one takes seconds."""
    if not readers:
        return (Check(CheckName.READER, "", CheckState.WARN, Fault("G-03")),)
    return tuple(_told_apart([(reader, check_reader(reader)) for reader in readers]))


def check_reader(reader: CardReader | StaffCards) -> Check:
    """Whether a reader answers, with the number of its module. Live."""
    try:
        number = reader.number()
    except Refused as refused:
        return Check(CheckName.READER, reader.name, CheckState.WARN, refused.fault)
    return Check(CheckName.READER, reader.name, CheckState.OK, detail=number)


def _told_apart(checked: list[tuple[CardReader | StaffCards, Check]]) -> Iterator[Check]:
    """The checks; a device that stands in the profile under two names is told at the second."""
    known: dict[str, str] = {}
    for reader, check in checked:
        real = check.state is CheckState.OK and not getattr(reader, "simulated", False)
        other = known.setdefault(check.detail, check.subject) if real else check.subject
        if other == check.subject:
            yield check
        else:
            details = {"reader": check.subject, "other": other, "number": check.detail}
            yield Check(CheckName.READER, check.subject, CheckState.WARN, Fault("G-26", details))


def check_printer(printer: Printer) -> Check:
    """Whether the printer can print."""
    fault = printer.check()
    return Check(CheckName.PRINTER, printer.name, CheckState.FAILED if fault else CheckState.OK, fault)


def check_staff(store: Store) -> tuple[Check, ...]:
    """How the first administrator is made, while nobody could sign in; else nothing.

    Raises:
        Refused: the store cannot be read.
    """
    from clerk.store import staff

    with store.reading() as unit:
        if any(not row.member.disabled for row in staff.list_staff(unit)):
            return ()
    return (Check(CheckName.STAFF, "", CheckState.FAILED, Fault("U-30")),)


def check_worker(place: Place, store: Store, pid: int | None = None) -> Check:
    """Whether a worker gave a sign of life lately; with ``pid``, whether that one did.

    Raises:
        Refused: the store cannot be read.
    """
    from clerk.delivery.heartbeat import signs, worker_runs

    now = place.clock.now()
    sign = worker_runs(store, now)
    if sign is not None and pid is not None and sign.pid != pid:
        with store.reading() as unit:
            sign = next((s for s in signs(unit) if s.pid == pid and not s.stopped), None)
    if sign is None:
        return Check(CheckName.WORKER, "", CheckState.WARN, Fault("G-01"))
    return Check(CheckName.WORKER, "", CheckState.OK)
