"""A reader of the profile that this machine cannot drive: it says so whenever it is asked."""

from __future__ import annotations

from clerk.domain.faults import Fault, Refused
from clerk.domain.staff import KeySlot, StaffKey
from clerk.ports import CardRead, SampleCard


class AbsentReader:
    """In place of a reader, or of the staff's; the rest of the counter works without it."""

    def __init__(self, name: str, fault: Fault) -> None:
        self._name = name
        self._fault = fault

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        return self._name

    @property
    def fault(self) -> Fault:
        """Why it cannot be driven."""
        return self._fault

    @property
    def simulated(self) -> bool:
        """No."""
        return False

    def samples(self) -> tuple[SampleCard, ...]:
        """None."""
        return ()

    def number(self) -> str:
        """Refused, as everything else.

        Raises:
            Refused: why it cannot be driven.
        """
        raise self._refusal()

    def read(self, sample: str | None = None) -> CardRead:
        """See :meth:`number`."""
        raise self._refusal()

    def enrol(self, slot: KeySlot = KeySlot.CARD, pin: str | None = None) -> StaffKey:
        """See :meth:`number`."""
        raise self._refusal()

    def prove(self, key: StaffKey, pin: str | None = None) -> None:
        """See :meth:`number`."""
        raise self._refusal()

    def keys(self) -> tuple[StaffKey, ...]:
        """See :meth:`number`."""
        raise self._refusal()

    def _refusal(self) -> Refused:
        return Refused(self._fault.code, **self._fault.details)
