"""What there is to say when a reader or the smart card service comes or goes: each fact once."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from clerk.domain.faults import Fault
from clerk.ports import CardEvent, CardEventKind
from screens.language import N_, Speech

SETTLING = 1.0
"""Seconds after a reader came back within which a card that it reports has been lying there all the time."""


class ReaderNews:
    """Remembers what was told, so that only what went away is said to be back."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._missed: set[str] = set()
        self._service_missed = False
        self._added: dict[str, float] = {}

    def about(self, event: CardEvent, speech: Speech) -> Fault | str | None:
        """A fault for what went away, a sentence for what is back, None for what nobody missed."""
        match event.kind:
            case CardEventKind.READER_REMOVED:
                self._missed.add(event.reader)
                return Fault("I-72", {"reader": event.reader})
            case CardEventKind.READER_ADDED:
                self._added[event.reader] = self._now()
                if event.reader in self._missed:
                    self._missed.discard(event.reader)
                    return speech.say(N_("The reader {reader} is there again."), reader=event.reader)
            case CardEventKind.SERVICE_DOWN:
                self._missed.clear()  # its readers went with it, and come back with it
                self._service_missed = True
                return Fault("I-71")
            case CardEventKind.SERVICE_UP if self._service_missed:
                self._service_missed = False
                return speech.say(N_("The smart card service runs again."))
        return None

    def lay_there_before(self, reader: str) -> bool:
        """Whether a card reported now was most likely not laid but found, by a reader that just came."""
        return self._now() - self._added.get(reader, float("-inf")) < SETTLING
