"""Puts the card readers of a profile together. Heavy imports wait until there is one of their kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clerk.domain.faults import Fault, Refused

if TYPE_CHECKING:
    from clerk.assembly import Place
    from clerk.ports import CardEvent, CardReader, StaffCards
    from clerk.settings import ReaderSettings
    from integrations.readers.pcsc.library import PcscLibrary
    from integrations.readers.pcsc.placed_watch import PlacedWatch
    from integrations.readers.pcsc.roles import ReaderPlace


@dataclass(slots=True)
class ReaderSet:
    """The readers of a window; as a whole a :class:`clerk.ports.CardEvents`."""

    applicants: tuple[CardReader, ...]
    staff: StaffCards | None = None
    _library: PcscLibrary | None = None
    _places: tuple[ReaderPlace, ...] = ()
    _watches: list[PlacedWatch] = field(default_factory=list)

    @property
    def all(self) -> tuple[CardReader | StaffCards, ...]:
        """Every reader of the window, the staff's last."""
        return self.applicants if self.staff is None else (*self.applicants, self.staff)

    @property
    def tells(self) -> bool:
        """Whether any of them tells by itself when something happens: a simulated one does not."""
        from clerk.ports import WatchedReader

        return self._library is not None or any(isinstance(r, WatchedReader) for r in self.applicants)

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        """Report what happens at any of them until :meth:`close`."""
        from clerk.ports import WatchedReader

        for reader in self.applicants:
            if isinstance(reader, WatchedReader):
                reader.watch(report)
        if self._library is not None:
            from integrations.readers.pcsc.placed_watch import PlacedWatch

            watch = PlacedWatch(self._library, self._places, report)
            self._watches.append(watch)
            watch.start()

    def close(self) -> None:
        """Stop reporting, and let ports and service go."""
        from clerk.ports import WatchedReader

        for watch in self._watches:
            watch.stop()
        self._watches.clear()
        for reader in self.applicants:
            if isinstance(reader, WatchedReader):
                reader.close()


def make_readers(place: Place) -> ReaderSet:
    """The card readers of the profile. Nothing is opened until one is used.

    Raises:
        Refused: ``G-09`` a simulated reader at a live counter.
    """
    applicants: list[CardReader] = []
    for settings in place.profile.readers:
        if settings.kind == "sam":
            applicants.append(_id_reader(place, settings))
        elif settings.kind == "simulated":
            if not place.profile.training:
                raise Refused("G-09")
            applicants.append(_simulated_reader(place, settings.name))
    over_pcsc = [settings for settings in place.profile.readers if settings.kind == "pcsc"]
    if not over_pcsc:
        return ReaderSet(tuple(applicants))
    return _with_pcsc(place, tuple(applicants), over_pcsc)


@contextmanager
def open_readers(place: Place) -> Iterator[ReaderSet]:
    """The card readers of the profile; their ports are let go at the end.

    Raises:
        Refused: ``G-09``.
    """
    readers = make_readers(place)
    try:
        yield readers
    finally:
        readers.close()


def _with_pcsc(
    place: Place, applicants: tuple[CardReader, ...], over_pcsc: list[ReaderSettings]
) -> ReaderSet:
    from clerk.ports import ReaderRole
    from integrations.readers.pcsc.applicant import ApplicantReader
    from integrations.readers.pcsc.library import load_library
    from integrations.readers.pcsc.roles import ReaderPlace
    from integrations.readers.pcsc.staff_card import StaffCardReader

    try:
        library = load_library()
    except Refused as refused:
        return _without_pcsc(applicants, over_pcsc, refused.fault)
    more: list[CardReader] = []
    staff: StaffCards | None = None
    places = []
    for settings in over_pcsc:
        role = ReaderRole(settings.role)
        places.append(ReaderPlace(settings.name, settings.reader, role))
        if role is ReaderRole.STAFF:
            staff = StaffCardReader(settings.name, library, settings.reader)
        else:
            more.append(ApplicantReader(settings.name, library, settings.reader, place.clock))
    return ReaderSet((*applicants, *more), staff, library, tuple(places))


def _without_pcsc(
    applicants: tuple[CardReader, ...], over_pcsc: list[ReaderSettings], why: Fault
) -> ReaderSet:
    from integrations.readers.absent import AbsentReader

    absent = {settings.name: AbsentReader(settings.name, why) for settings in over_pcsc}
    staff = [absent[settings.name] for settings in over_pcsc if settings.role == "staff"]
    more = [absent[settings.name] for settings in over_pcsc if settings.role != "staff"]
    return ReaderSet((*applicants, *more), staff[0] if staff else None)


def _id_reader(place: Place, settings: ReaderSettings) -> CardReader:
    from integrations.readers.sam.reader import SamReader

    return SamReader(
        settings.name,
        settings.port,
        place.clock,
        baud=settings.baud,
        photo_command=settings.photo_command,
    )


def _simulated_reader(place: Place, name: str) -> CardReader:
    from integrations.readers.simulated import SimulatedCard, SimulatedReader
    from integrations.simulator.people import load_people

    cards = tuple(
        SimulatedCard(sample.key, sample.person, sample.remark_zh, sample.remark_en)
        for sample in load_people()
    )
    return SimulatedReader(name, cards, place.clock)
