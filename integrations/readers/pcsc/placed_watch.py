"""The watch over PC/SC readers, told in the names and roles of the profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from clerk.ports import CardEvent, CardEventKind
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.roles import ReaderPlace, placed
from integrations.readers.pcsc.watch import RETRY, CardWatch

_OF_THE_SERVICE = frozenset({CardEventKind.SERVICE_UP, CardEventKind.SERVICE_DOWN})


class PlacedWatch:
    """Reports what happens at the readers of the profile; other readers of the machine are none of ours."""

    def __init__(
        self,
        library: PcscLibrary,
        places: Sequence[ReaderPlace],
        report: Callable[[CardEvent], None],
        retry: float = RETRY,
    ) -> None:
        self._places = tuple(places)
        self._report = report
        self._plugged: list[str] = []
        self._placed: dict[str, ReaderPlace] = {}
        self._watch = CardWatch(library, self._happened, retry)

    def start(self) -> None:
        """Begin to watch. Once."""
        self._watch.start()

    def stop(self) -> None:
        """End the watch; nothing is reported any more when this returns."""
        self._watch.stop()

    def _happened(self, event: CardEvent) -> None:
        if event.kind in _OF_THE_SERVICE:
            self._report(event)
            return
        if event.kind is CardEventKind.READER_ADDED:
            self._plugged.append(event.reader)
            self._place()
        place = self._placed.get(event.reader)
        if event.kind is CardEventKind.READER_REMOVED:
            self._plugged.remove(event.reader)
            self._place()
        if place is not None:
            self._report(replace(event, reader=place.name, role=place.role))

    def _place(self) -> None:
        self._placed = placed(self._plugged, self._places, self._placed)
