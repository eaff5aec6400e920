"""A region in memory: the made-up people's licences and applications, and trouble on demand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import count

from clerk.domain.catalogue import Variant
from clerk.domain.digests import sm3
from clerk.domain.faults import Fault
from clerk.domain.licences import DerivedCopy, Licence, Purpose
from clerk.domain.parties import Applicant
from clerk.domain.regions import Action, RegionId
from clerk.ports import (
    Acknowledgement,
    Capability,
    Changes,
    Clock,
    Dossier,
    Unreachable,
    WaitingApplication,
)
from integrations.simulator.records import Library
from tests.desk.sample_files import pdf


@dataclass
class MemoryRegion:
    """Answers from its library. ``down`` names the calls that find nobody."""

    region: RegionId
    library: Library
    clock: Clock
    down: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    purposes: list[Purpose] = field(default_factory=list)
    wrong_digest: bool = False
    file: bytes | None = None
    """What it gives out in place of its own files."""
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find_licences(self, holder: Applicant, purpose: Purpose) -> tuple[Licence, ...]:
        """Licences of its library."""
        self._called("find_licences", purpose)
        return self.library.licences.get(holder.number, ())

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        """Another file with each copy."""
        number = self._called("derive", purpose)
        data = self.file if self.file is not None else pdf(f"{licence.kind} {number}")
        digest = "00" * 32 if self.wrong_digest else sm3(data)
        return DerivedCopy(f"copy-{number}", licence.id, licence.kind, purpose, digest), data

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        """Applications filed online."""
        self._called("waiting_applications")
        return self.library.waiting.get(holder.number, ())

    def waiting_file(self, reference: str, material: str) -> bytes:
        """A file filed online."""
        self._called("waiting_file")
        return self.file if self.file is not None else pdf(f"{reference} {material}")

    def _called(self, name: str, purpose: Purpose | None = None) -> int:
        with self._lock:
            self.calls.append(name)
            if purpose is not None:
                self.purposes.append(purpose)
            if name in self.down:
                raise Unreachable(Fault("R-01", {"region": self.region}))
            return next(self._numbers)

    # What only the worker asks.

    def capability(self) -> Capability:
        """Everything works."""
        return Capability(self.region, True, self.clock.now(), dict.fromkeys(Action, True))

    def catalogue(self) -> tuple[Variant, ...]:
        """Never asked by the desk."""
        raise AssertionError("the desk asks no region for its catalogue")

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """The desk leaves deliveries with the engine."""
        raise AssertionError("the desk sends nothing by itself")

    def correct(self, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        """The desk leaves deliveries with the engine."""
        raise AssertionError("the desk sends nothing by itself")

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """Only the worker asks."""
        raise AssertionError("the desk asks for no receipt number")

    def changes(self, cursor: str) -> Changes:
        """Only the worker asks."""
        raise AssertionError("the desk reads no news by itself")

    def report_handed_over(self, receipt_no: str, home_case_no: str, at: object, mode: str) -> None:
        """The desk leaves deliveries with the engine."""
        raise AssertionError("the desk sends nothing by itself")

    def close(self) -> None:
        """Nothing to close."""
