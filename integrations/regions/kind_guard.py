"""Training and live never mix: a back end is asked what it is before anything else is asked of it."""

from __future__ import annotations

import threading
from datetime import datetime

from clerk.domain.catalogue import Variant
from clerk.domain.faults import Fault
from clerk.domain.licences import DerivedCopy, Licence, Purpose
from clerk.domain.parties import Applicant
from clerk.domain.regions import RegionId
from clerk.ports import (
    Acknowledgement,
    Capability,
    Changes,
    Dossier,
    RegionBackend,
    Rejected,
    WaitingApplication,
)


class OfOneKind:
    """A :class:`clerk.ports.RegionBackend` that refuses a simulator when live and a live one in training.

    The answer is remembered once it was right; a wrong one is asked for again at the next call.
    """

    def __init__(self, backend: RegionBackend, name: str, *, simulated: bool) -> None:
        self._backend = backend
        self._name = name
        self._simulated = simulated
        self._lock = threading.Lock()
        self._right = False

    @property
    def region(self) -> RegionId:
        """Which region this is."""
        return self._backend.region

    def capability(self) -> Capability:
        """What the region can do now.

        Raises:
            Rejected: ``G-07``/``G-08`` it is of the other kind.
        """
        capability = self._backend.capability()
        with self._lock:
            self._right = capability.simulated is self._simulated
        if not self._right:
            code = "G-07" if capability.simulated else "G-08"
            fault = Fault(code, {"region": self._name})
            raise Rejected(fault, "")
        return capability

    def catalogue(self) -> tuple[Variant, ...]:
        """See the port."""
        return self._checked().catalogue()

    def find_licences(self, holder: Applicant, purpose: Purpose) -> tuple[Licence, ...]:
        """See the port."""
        return self._checked().find_licences(holder, purpose)

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        """See the port."""
        return self._checked().derive(licence, purpose)

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        """See the port."""
        return self._checked().waiting_applications(holder)

    def waiting_file(self, reference: str, material: str) -> bytes:
        """See the port."""
        return self._checked().waiting_file(reference, material)

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """See the port."""
        return self._checked().submit(dossier)

    def correct(self, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        """See the port."""
        return self._checked().correct(dossier, home_case_no)

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """See the port."""
        return self._checked().find(receipt_no)

    def changes(self, cursor: str) -> Changes:
        """See the port."""
        return self._checked().changes(cursor)

    def report_handed_over(self, receipt_no: str, home_case_no: str, at: datetime, mode: str) -> None:
        """See the port."""
        self._checked().report_handed_over(receipt_no, home_case_no, at, mode)

    def close(self) -> None:
        """See the port."""
        self._backend.close()

    def _checked(self) -> RegionBackend:
        if not self._right:
            self.capability()
        return self._backend
