"""The reports of a watcher, to be waited for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from clerk.ports import CardEvent, CardEventKind
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.watch import CardWatch
from tests.readers.pcsc.service import READERS, PcscService
from tests.readers.pcsc.slot import Inserted, VirtualCard

PATIENCE = 10.0
Seen = tuple[CardEventKind, str]


class Events:
    """Everything reported so far, in order. ``wait_for`` looks at what came since the last wait."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._looked_at = 0
        self._changed = threading.Condition()

    @classmethod
    @contextmanager
    def watched(cls, library: PcscLibrary) -> Iterator[Self]:
        """Reports of a watcher that runs for as long."""
        events = cls()
        watch = CardWatch(library, events.take, retry=0.05)
        watch.start()
        try:
            yield events
        finally:
            watch.stop()

    def take(self, event: CardEvent) -> None:
        """One report."""
        with self._changed:
            self.seen.append((event.kind, event.reader))
            self._changed.notify_all()

    def wait_for(self, kind: CardEventKind, reader: str = "") -> None:
        """Wait for that report among those not waited for yet."""
        wanted = (kind, reader)
        with self._changed:
            if not self._changed.wait_for(lambda: wanted in self.seen[self._looked_at :], PATIENCE):
                raise AssertionError(f"no {kind} of {reader!r} but {self.seen[self._looked_at :]}")
            self._looked_at += self.seen[self._looked_at :].index(wanted) + 1

    def wait_for_readers(self) -> None:
        """Wait until both readers are there."""
        for reader in READERS:
            self.wait_for(CardEventKind.READER_ADDED, reader)

    @contextmanager
    def lying(self, pcscd: PcscService, card: VirtualCard, slot: int = 0) -> Iterator[Inserted]:
        """A card in a slot that the service has noticed; it is noticed out again afterwards."""
        inserted = pcscd.insert(card, slot)
        try:
            self.wait_for(CardEventKind.CARD_IN, READERS[slot])
            yield inserted
        finally:
            # A person's hand is slower than the reset after a read.
            for thread in [one for one in threading.enumerate() if one.name == "card-link"]:
                thread.join(PATIENCE)
            inserted.pull()
            self.wait_for(CardEventKind.CARD_OUT, READERS[slot])
