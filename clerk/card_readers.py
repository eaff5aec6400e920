"""Puts the card readers of a profile together. Heavy imports wait until there is one of their kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.assembly import Place
    from clerk.ports import CardReader
    from clerk.settings import ReaderSettings


def make_readers(place: Place) -> tuple[CardReader, ...]:
    """The card readers of the profile. Nothing is opened until one is used.

    Raises:
        Refused: ``G-09`` a simulated reader at a live counter.
    """
    readers: list[CardReader] = []
    for settings in place.profile.readers:
        if settings.kind == "sam":
            readers.append(_id_reader(place, settings))
        elif place.profile.training:
            readers.append(_simulated_reader(place, settings.name))
        else:
            raise Refused("G-09")
    return tuple(readers)


@contextmanager
def open_readers(place: Place) -> Iterator[tuple[CardReader, ...]]:
    """The card readers of the profile; their ports are let go at the end.

    Raises:
        Refused: ``G-09``.
    """
    from clerk.ports import WatchedReader

    readers = make_readers(place)
    try:
        yield readers
    finally:
        for reader in readers:
            if isinstance(reader, WatchedReader):
                reader.close()


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
