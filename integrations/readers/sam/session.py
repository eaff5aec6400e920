"""One reader over time: opened when it is needed, lost, found again; what lies on it, as far as it tells.

A module finds a card only until it was read; then it answers "no card" until the card is lifted and laid
again. So nothing here says that a card is gone when it was merely read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto
from threading import Event

from clerk.domain.faults import Refused
from clerk.ports import CardEventKind
from integrations.readers.sam.module import Chip, SamModule

FIND_EVERY = 0.2
"""Seconds between two looks for a card while somebody waits for it."""

LOST = frozenset({"I-54", "I-57", "I-58", "I-59", "I-60"})
"""Faults after which the line is closed, to be opened afresh."""
_NO_CARD = frozenset({"I-51", "I-52"})
_WORTH_ANOTHER_LOOK = _NO_CARD | {"I-53", "I-60"}
_MISSES = 2
"""Looks in a row without the card until it counts as lifted: one may fail."""


class _Card(Enum):
    """What is known of the card on the reader."""

    UNKNOWN = auto()
    """Nothing: there is none, or one that was read before we came."""
    FOUND = auto()
    READ = auto()
    """Read; whether it still lies there cannot be told."""


class Session:
    """Works with the module behind ``connect``. One thread uses it."""

    def __init__(
        self, reader: str, connect: Callable[[], SamModule], patience: float, stopped: Event
    ) -> None:
        self._reader = reader
        self._connect = connect
        self._patience = patience
        self._stopped = stopped
        self._module: SamModule | None = None
        self._number = ""
        self._there: bool | None = None
        self._card = _Card.UNKNOWN
        self._misses = 0
        self._happened: list[CardEventKind] = []

    def number(self) -> str:
        """Number of the module, asked afresh.

        Raises:
            Refused: why it cannot be reached.
        """
        try:
            self._number = self._opened().number()
        except Refused as refused:
            self._lose(refused)
            raise
        return self._number

    def read(self) -> tuple[Chip, str]:
        """The chip of the card that lies there or is laid within the patience, and the module's number.

        Raises:
            Refused: what went wrong first, unless that was only that no card was found.
        """
        until = time.monotonic() + self._patience
        told: Refused | None = None
        while True:
            try:
                return self._attempt(), self._number
            except Refused as refused:
                self._lose(refused)
                if told is None or told.fault.code in _NO_CARD:
                    told = refused
                # A port that is away after it was unplugged may come back.
                again = refused.fault.code in _WORTH_ANOTHER_LOOK or told.fault.code == "I-60"
            if not again or time.monotonic() + FIND_EVERY > until or self._stopped.wait(FIND_EVERY):
                raise told

    def look(self) -> None:
        """See whether reader and card are there; :meth:`happened` has what changed."""
        try:
            found = self._opened().find()
        except Refused as refused:
            self._lose(refused)
            return
        if found:
            self._found()
        elif self._card is _Card.FOUND:
            self._misses += 1
            if self._misses >= _MISSES:
                self._lifted()

    def happened(self) -> tuple[CardEventKind, ...]:
        """What changed since this was asked last, oldest first."""
        events = tuple(self._happened)
        self._happened.clear()
        return events

    def hang_up(self) -> None:
        """Let the port go."""
        if self._module is not None:
            self._module.close()
        self._module = None

    def _attempt(self) -> Chip:
        module = self._opened()
        if module.find():
            self._found()
        elif self._card is not _Card.FOUND:
            raise Refused("I-52" if self._card is _Card.READ else "I-51", reader=self._reader)
        # A card that the last look found is selected even if the module does not find it twice.
        try:
            module.select()
            chip = module.read()
        except Refused as refused:
            if refused.fault.code == "I-53":
                self._lifted()
            raise
        self._card = _Card.READ
        return chip

    def _opened(self) -> SamModule:
        if self._module is None:
            module = self._connect()
            try:
                self._number = module.number()  # whatever else hangs on that port does not give one
            except Refused:
                module.close()
                raise
            self._module = module
            self._card = _Card.UNKNOWN
        if self._there is not True:
            self._there = True
            self._happened.append(CardEventKind.READER_ADDED)
        return self._module

    def _lose(self, refused: Refused) -> None:
        if refused.fault.code not in LOST:
            return
        self.hang_up()
        if self._card is _Card.FOUND:
            self._lifted()
        if self._there is not False:
            self._there = False
            self._happened.append(CardEventKind.READER_REMOVED)

    def _found(self) -> None:
        self._misses = 0
        if self._card is _Card.FOUND:
            return
        if self._card is _Card.READ:  # found again means lifted and laid again
            self._happened.append(CardEventKind.CARD_OUT)
        self._card = _Card.FOUND
        self._happened.append(CardEventKind.CARD_IN)

    def _lifted(self) -> None:
        self._misses = 0
        if self._card is _Card.FOUND:
            self._happened.append(CardEventKind.CARD_OUT)
        self._card = _Card.UNKNOWN
