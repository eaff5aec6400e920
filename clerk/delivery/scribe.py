"""Writing to the store for many threads: together where they meet, and again where the store refuses.

Writers of a store take turns. Eight threads that queue for their turns in the database spend more time waking
each other than writing, so the threads of a worker queue here, and the one whose turn it is writes for all
that wait: one transaction, one commit.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from clerk.domain.faults import Refused
from clerk.store.store import Store
from clerk.store.unit import Unit

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_TOGETHER = 16
"""Pieces of work in one transaction: few enough that a clerk's commit need not wait long for its turn."""
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 10.0
_NEVER_TAKEN = frozenset({"S-49"})
"""Faults of the store that waiting does not cure: the text itself cannot be kept."""


class Interrupted(Exception):
    """The worker ends while the store does not answer. The work is taken up again by whoever comes next."""


class Scribe:
    """Writes for the threads of one worker. Thread safe."""

    def __init__(self, store: Store, stop: threading.Event) -> None:
        self.store = store
        self.stop = stop
        self._turn = threading.Lock()
        self._waiting: deque[_Work] = deque()

    def write(self, work: Callable[[Unit], _T]) -> _T:
        """The result of ``work`` in a transaction, committed when this returns.

        ``work`` may run several times and is committed once, possibly together with the work of others. A
        store that is busy, full or away is tried until it takes it: a delivery must not fail because a disk
        was full for a minute.

        Raises:
            Interrupted: the worker was told to stop while the store kept refusing.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                return self._write_once(work)
            except Refused as refused:
                if not refused.fault.code.startswith("S-") or refused.fault.code in _NEVER_TAKEN:
                    raise
                _log.warning("store refused with %s", refused.fault.code)
            if self.stop.wait(pause):
                raise Interrupted
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _write_once(self, work: Callable[[Unit], _T]) -> _T:
        mine = _Work(work)
        self._waiting.append(mine)
        with self._turn:
            # Whoever had the turn before may have written this one too; with many waiting it may take several
            # batches until it is this one's turn.
            while not mine.done:
                self._write_batch()
        if mine.error is not None:
            raise mine.error
        return cast(_T, mine.result)

    def _write_batch(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _TOGETHER))]
        try:
            self._write_all(batch)
        finally:
            # Only where this thread was torn out of it; then the others write their own.
            self._waiting.extendleft(work for work in reversed(batch) if not work.done)

    def _write_all(self, works: Sequence[_Work]) -> None:
        try:
            with self.store.writing() as unit:
                results = [work.call(unit) for work in works]
        except Exception as error:  # noqa: BLE001 - it belongs to the thread whose work it was
            if len(works) == 1:
                works[0].settle(error=error)
                return
            # Nothing was kept; alone, each of them succeeds or fails on its own account.
            for work in works:
                self._write_all([work])
            return
        for work, result in zip(works, results, strict=True):
            work.settle(result=result)


class _Work:
    """One thread's work and what came of it."""

    __slots__ = ("call", "done", "error", "result")

    def __init__(self, call: Callable[[Unit], Any]) -> None:
        self.call = call
        self.done = False
        self.result: Any = None
        self.error: Exception | None = None

    def settle(self, result: Any = None, error: Exception | None = None) -> None:
        self.result, self.error, self.done = result, error, True
