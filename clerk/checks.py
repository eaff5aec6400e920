"""The checks of the start gate, one function each, for the console and for ``clerk doctor``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from clerk.assembly import Place
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Fault

if TYPE_CHECKING:
    from clerk.domain.regions import Region
    from clerk.ports import CardReader, Printer, RegionBackend
    from clerk.store.store import Store

CLOCK_TOLERANCE = 5.0
"""Seconds this machine's clock may differ from a region's before the gate warns."""

_OTHER_KIND = frozenset({"R-16", "R-17"})
"""Live met a simulator, or training a live back end."""


def check_disk(place: Place) -> Check:
    """Whether the disk of the data folder has room."""
    free = shutil.disk_usage(place.folder.root).free // 1024 // 1024
    need = place.profile.free_disk_mb
    if free < need:
        fault = Fault("G-05", {"free": str(free), "need": str(need)})
        return Check(CheckName.DISK, "", CheckState.FAILED, fault)
    return Check(CheckName.DISK, "", CheckState.OK, detail=f"{free // 1024} GB")


def check_region(place: Place, region: Region, backend: RegionBackend) -> tuple[Check, ...]:
    """Whether a region answers, is of the right kind, and agrees with this machine's clock. Live."""
    from clerk.ports import RegionTrouble

    try:
        capability = backend.capability()
    except RegionTrouble as trouble:
        wrong_kind = trouble.fault.code in _OTHER_KIND
        fault = trouble.fault if wrong_kind else Fault("G-02", {"region": region.name})
        state = CheckState.FAILED if wrong_kind else CheckState.WARN
        return (Check(CheckName.REGION, region.name, state, fault),)
    answered = Check(CheckName.REGION, region.name, CheckState.OK)
    skew = abs((capability.server_time - place.clock.now()).total_seconds())
    if skew > CLOCK_TOLERANCE:
        fault = Fault("G-06", {"region": region.name, "seconds": f"{skew:.0f}"})
        return answered, Check(CheckName.CLOCK, region.name, CheckState.WARN, fault)
    return answered, Check(CheckName.CLOCK, region.name, CheckState.OK)


def check_readers(readers: tuple[CardReader, ...]) -> tuple[Check, ...]:
    """Which card readers there are."""
    if not readers:
        return (Check(CheckName.READER, "", CheckState.WARN, Fault("G-03")),)
    return tuple(Check(CheckName.READER, reader.name, CheckState.OK) for reader in readers)


def check_printer(printer: Printer) -> Check:
    """Whether the printer can print."""
    fault = printer.check()
    return Check(CheckName.PRINTER, printer.name, CheckState.FAILED if fault else CheckState.OK, fault)


def check_worker(place: Place, store: Store) -> Check:
    """Whether a worker gave a sign of life lately."""
    from clerk.delivery.heartbeat import worker_runs

    if worker_runs(store, place.clock.now()) is None:
        return Check(CheckName.WORKER, "", CheckState.WARN, Fault("G-01"))
    return Check(CheckName.WORKER, "", CheckState.OK)
