"""Noticing that the store changed: answers of regions reach the desk without a key press."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from clerk.domain.faults import Refused
from clerk.store.store import Store

LOG = logging.getLogger(__name__)


class StoreWatch:
    """A daemon thread that looks at the store's change mark and tells when it moved."""

    def __init__(self, store: Store, on_change: Callable[[int], None], interval: float = 0.5) -> None:
        self._store = store
        self._on_change = on_change
        self._interval = interval
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-watch", daemon=True)

    def start(self) -> None:
        """Begin watching."""
        self._thread.start()

    def stop(self) -> None:
        """End watching; returns at once."""
        self._ended.set()

    def _run(self) -> None:
        seen = -1
        while not self._ended.is_set():
            try:
                mark = self._store.change_mark()
            except Refused as refused:
                # The store may be locked or away for a moment; the gate and the next write say so in words.
                LOG.warning("store watch: %s", refused.fault.code)
            else:
                if mark != seen:
                    seen = mark
                    self._on_change(mark)
            self._ended.wait(self._interval)
