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
    from integrations.readers.absent import AbsentReader
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

    @property
    def absent(self) -> tuple[AbsentReader, ...]:
        """Those that this machine cannot drive, and that therefore never tell anything."""
        from integrations.readers.absent import AbsentReader

        return tuple(reader for reader in self.all if isinstance(reader, AbsentReader))

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        """Report what happens at any of them until :meth:`close`. Once."""
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
    """The card readers of the profile, in its order: the first is the usual one. Nothing is opened yet.

    Raises:
        Refused: ``G-09`` a simulated reader at a live counter.
    """
    over_pcsc = [settings for settings in place.profile.readers if settings.kind == "pcsc"]
    library = _library() if over_pcsc else Fault("I-70")  # else nobody asks for it
    applicants: list[CardReader] = []
    staff: StaffCards | None = None
    for settings in place.profile.readers:
        if settings.role == "staff":
            staff = _staff_reader(settings, library)
        else:
            applicants.append(_applicants_reader(place, settings, library))
    if isinstance(library, Fault):
        return ReaderSet(tuple(applicants), staff)
    return ReaderSet(tuple(applicants), staff, library, tuple(map(_reader_place, over_pcsc)))


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


def _library() -> PcscLibrary | Fault:
    """The PC/SC library, or why this machine has none."""
    from integrations.readers.pcsc.library import load_library

    try:
        return load_library()
    except Refused as refused:
        return refused.fault


def _reader_place(settings: ReaderSettings) -> ReaderPlace:
    from clerk.ports import ReaderRole
    from integrations.readers.pcsc.roles import ReaderPlace

    return ReaderPlace(settings.name, settings.reader, ReaderRole(settings.role))


def _staff_reader(settings: ReaderSettings, library: PcscLibrary | Fault) -> StaffCards:
    if isinstance(library, Fault):
        return _absent(settings, library)
    from integrations.readers.pcsc.staff_card import StaffCardReader

    return StaffCardReader(settings.name, library, settings.reader)


def _applicants_reader(place: Place, settings: ReaderSettings, library: PcscLibrary | Fault) -> CardReader:
    if settings.kind == "sam":
        return _id_reader(place, settings)
    if settings.kind == "simulated":
        if not place.profile.training:
            raise Refused("G-09")
        return _simulated_reader(place, settings.name)
    if isinstance(library, Fault):
        return _absent(settings, library)
    from integrations.readers.pcsc.applicant import ApplicantReader

    return ApplicantReader(settings.name, library, settings.reader, place.clock)


def _absent(settings: ReaderSettings, why: Fault) -> AbsentReader:
    from integrations.readers.absent import AbsentReader

    return AbsentReader(settings.name, why)


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
