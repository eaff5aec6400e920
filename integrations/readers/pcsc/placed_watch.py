"""The watch over PC/SC readers, told in the names and roles of the profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clerk.ports import CardEvent, CardEventKind
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.roles import ReaderPlace, placed
from integrations.readers.pcsc.watch import RETRY, CardWatch

_OF_THE_SERVICE = frozenset({CardEventKind.SERVICE_UP, CardEventKind.SERVICE_DOWN})


class PlacedWatch:
    """Reports what happens at the readers of the profile; other readers of the machine are none of ours.

    A reader that comes into a place of the profile because another one went is reported as added, with the
    card that lies in it; one that loses its place is reported as gone.
    """

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
        self._with_card: set[str] = set()
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
        match event.kind:
            case CardEventKind.READER_ADDED:
                self._plugged.append(event.reader)
                self._place_again()
            case CardEventKind.READER_REMOVED:
                self._plugged.remove(event.reader)
                self._place_again()
            case CardEventKind.CARD_IN:
                self._with_card.add(event.reader)
                self._tell(event.kind, self._placed.get(event.reader))
            case CardEventKind.CARD_OUT:
                self._with_card.discard(event.reader)
                self._tell(event.kind, self._placed.get(event.reader))

    def _place_again(self) -> None:
        before = self._placed
        self._placed = placed(self._plugged, self._places, before)
        for reader, place in before.items():
            if self._placed.get(reader) != place:
                if reader in self._with_card:
                    self._tell(CardEventKind.CARD_OUT, place)
                self._tell(CardEventKind.READER_REMOVED, place)
        for reader, place in self._placed.items():
            if before.get(reader) != place:
                self._tell(CardEventKind.READER_ADDED, place)
                if reader in self._with_card:
                    self._tell(CardEventKind.CARD_IN, place)

    def _tell(self, kind: CardEventKind, place: ReaderPlace | None) -> None:
        if place is not None:
            self._report(CardEvent(kind, place.name, place.role))
