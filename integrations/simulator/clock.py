"""The simulator's time: the wall's, or one that a test moves by hand."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Protocol

from clerk.domain.china_time import CHINA, in_china


class SimulatorClock(Protocol):
    """A clock that can also be waited on, so that nothing ever polls."""

    def now(self) -> datetime:
        """The present moment, aware, Asia/Shanghai."""
        ...

    def wait(self, condition: threading.Condition, until: datetime | None) -> None:
        """Wait on ``condition`` (held by the caller) until it is notified or ``until`` has come.

        May return early; the caller looks again. ``None`` waits for a notification only.
        """
        ...


class WallClock:
    """Real time."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(CHINA)

    def wait(self, condition: threading.Condition, until: datetime | None) -> None:
        """Wait in real time."""
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        condition.wait(seconds)


class ManualClock:
    """Time that stands still until it is moved: tests decide when something falls due."""

    def __init__(self, start: datetime) -> None:
        self._now = in_china(start)
        self._waiting: set[threading.Condition] = set()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Where the hands stand."""
        with self._lock:
            return self._now

    def wait(self, condition: threading.Condition, until: datetime | None) -> None:
        """Wait until notified; moving the hands notifies everyone who waits."""
        with self._lock:
            if until is not None and until <= self._now:
                return
            self._waiting.add(condition)
        condition.wait()
        with self._lock:
            self._waiting.discard(condition)

    def advance(self, seconds: float) -> None:
        """Move the hands forward and wake everyone who waits for them."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            waiting = tuple(self._waiting)
        for condition in waiting:
            with condition:
                condition.notify_all()
