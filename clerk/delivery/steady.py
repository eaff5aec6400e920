"""Writing to a store that is now and then busy, full or away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from clerk.domain.faults import Refused
from clerk.store.store import Store
from clerk.store.unit import Unit

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Interrupted(Exception):
    """The worker ends while the store does not answer. The work is taken up again by whoever comes next."""


@dataclass(frozen=True, slots=True)
class Steady:
    """Repeats a transaction until the store takes it:

    a delivery must not fail because a disk was full for a minute.
    """

    stop: Event
    longest: float = 10.0
    """Longest wait between two tries, seconds."""

    def write(self, store: Store, work: Callable[[Unit], _T]) -> _T:
        """The result of ``work`` in one transaction. ``work`` may run several times, committed once.

        Raises:
            Interrupted: the worker was told to stop while the store kept refusing.
        """
        pause = 0.05
        while True:
            try:
                with store.writing() as unit:
                    return work(unit)
            except Refused as refused:
                if not refused.fault.code.startswith("S-"):
                    raise
                _log.warning("delivery: store refused with %s", refused.fault.code)
            if self.stop.wait(pause):
                raise Interrupted
            pause = min(pause * 2, self.longest)
