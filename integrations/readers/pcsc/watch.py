"""Watches readers and cards: one thread that outlives the PC/SC service and reports every change.

pyscard's own monitor is not used: when the service stops it prints a traceback and ends for good.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from clerk.ports import CardEvent, CardEventKind
from integrations.readers.pcsc.library import (
    PLUG_AND_PLAY,
    SCOPE_USER,
    STATE_CHANGED,
    STATE_PRESENT,
    STATE_UNAVAILABLE,
    STATE_UNAWARE,
    STATE_UNKNOWN,
    Code,
    PcscLibrary,
    ReaderChange,
    ReaderState,
    unsigned,
)

ROUND = 1000
"""Milliseconds of one wait. Changes end it at once; this bounds only what no service reports."""
RETRY = 0.5
"""Seconds between two attempts to reach a service that is not there."""
STOPPING = 5.0
"""Seconds that :meth:`CardWatch.stop` waits for the thread."""

_COUNTER_SHIFT = 16


class CardWatch:
    """Tells ``emit`` of every change at the readers, from its own thread, in the order of the changes.

    At the start it reports what is there already: the service, the readers, the cards. A card put in before
    its reader was gone, or before the service stopped, is reported out first.
    """

    def __init__(
        self,
        library: PcscLibrary,
        emit: Callable[[CardEvent], None],
        retry: float = RETRY,
    ) -> None:
        self._library = library
        self._emit = emit
        self._retry = retry
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="card-watch", daemon=True)
        self._service: bool | None = None
        self._states: dict[str, int] = {}
        self._context: int | None = None

    def start(self) -> None:
        """Begin to watch. Once."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; nothing is reported any more when this returns."""
        self._stopping.set()
        context = self._context
        if context is not None:
            self._library.SCardCancel(context)
        if self._thread.is_alive():
            self._thread.join(STOPPING)

    def _run(self) -> None:
        while not self._stopping.is_set():
            code, context = self._library.SCardEstablishContext(SCOPE_USER)
            if unsigned(code) != Code.SUCCESS:
                self._service_is(up=False)
                self._stopping.wait(self._retry)
                continue
            self._context = context
            try:
                self._watch(context)
            finally:
                self._context = None
                self._library.SCardReleaseContext(context)

    def _watch(self, context: int) -> None:
        """Report changes until the context is of no use any more."""
        while not self._stopping.is_set():
            code, names = self._library.SCardListReaders(context, [])
            if unsigned(code) == Code.NO_READERS:
                names = ()
            elif unsigned(code) != Code.SUCCESS:
                return
            self._service_is(up=True)
            self._readers_are(names or ())
            code, changes = self._library.SCardGetStatusChange(context, ROUND, self._awaited())
            if unsigned(code) == Code.SUCCESS:
                for change in changes:
                    self._changed(change)
            elif unsigned(code) not in {Code.TIMEOUT, Code.CANCELLED, Code.UNKNOWN_READER}:
                return  # the next context says whether the service is gone

    def _awaited(self) -> list[ReaderState]:
        states = [(name, state & ~STATE_CHANGED) for name, state in self._states.items()]
        return [*states, (PLUG_AND_PLAY, len(states) << _COUNTER_SHIFT)]

    def _service_is(self, *, up: bool) -> None:
        if self._service is up:
            return
        if not up:
            self._readers_are(())
        self._service = up
        self._report(CardEventKind.SERVICE_UP if up else CardEventKind.SERVICE_DOWN, "")

    def _readers_are(self, names: Sequence[str]) -> None:
        for gone in [name for name in self._states if name not in names]:
            if self._states.pop(gone) & STATE_PRESENT:
                self._report(CardEventKind.CARD_OUT, gone)
            self._report(CardEventKind.READER_REMOVED, gone)
        for new in [name for name in names if name not in self._states]:
            self._states[new] = STATE_UNAWARE
            self._report(CardEventKind.READER_ADDED, new)

    def _changed(self, change: ReaderChange) -> None:
        name, now = change[0], change[1]
        before = self._states.get(name)
        if before is None or now & (STATE_UNKNOWN | STATE_UNAVAILABLE):
            return  # any reader, or one that the next list no longer has
        self._states[name] = now
        was, is_there = bool(before & STATE_PRESENT), bool(now & STATE_PRESENT)
        # Between two looks a card can be pulled and another put in: only the counter tells.
        swapped = was and is_there and before >> _COUNTER_SHIFT != now >> _COUNTER_SHIFT
        if was and (swapped or not is_there):
            self._report(CardEventKind.CARD_OUT, name)
        if is_there and (swapped or not was):
            self._report(CardEventKind.CARD_IN, name)

    def _report(self, kind: CardEventKind, reader: str) -> None:
        if not self._stopping.is_set():
            self._emit(CardEvent(kind, reader))
