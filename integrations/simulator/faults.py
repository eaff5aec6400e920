"""Fault switches (故障演练): what goes wrong at a simulated region, for which calls, and how often."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from integrations.simulator.operations import Operation


class FaultKind(StrEnum):
    """What can be made to go wrong."""

    DOWN = "down"
    """The listener is closed: connections are refused. Concerns the whole region, never single calls."""
    SLOW = "slow"
    """The region waits ``seconds`` before it does anything."""
    SLOW_AFTER_COMMIT = "slow_after_commit"
    """The region does it, then waits ``seconds`` before it answers."""
    REPLY_LOST = "reply_lost"
    """The region does it, then the connection breaks without an answer."""
    DUPLICATE = "duplicate"
    """The region itself stores a case twice."""
    MALFORMED = "malformed"
    """The region does it and answers with broken JSON."""
    THROTTLED = "throttled"
    """429 with ``Retry-After: seconds``; nothing is done."""
    WRONG_CHARSET = "wrong_charset"
    """The region does it and answers in GB 18030 while it says UTF-8, or the other way round."""
    CLOCK_SKEW = "clock_skew"
    """The region's clock is wrong by ``seconds``. A state, never used up by calls."""


_STANDING = frozenset({FaultKind.DOWN, FaultKind.CLOCK_SKEW})


@dataclass(frozen=True, slots=True)
class Switch:
    """One fault that is on. ``operations`` empty = every call; ``count`` None = until switched off."""

    kind: FaultKind
    operations: frozenset[Operation] = frozenset()
    count: int | None = None
    seconds: float = 5.0

    def __post_init__(self) -> None:
        if self.count is not None and self.count < 1:
            raise ValueError("a fault happens at least once")
        if self.kind in _STANDING and (self.count is not None or self.operations):
            raise ValueError(f"{self.kind} is a state of the region: it has neither a count nor single calls")

    def concerns(self, operation: Operation) -> bool:
        """Whether this call is meant."""
        return not self.operations or operation in self.operations


class Faults:
    """The switchboard of one region. Thread safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._switches: list[Switch] = []
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each change made by a person (not when a count runs out)."""
        with self._lock:
            self._listeners.append(listener)

    def set(self, switch: Switch) -> None:
        """Switch a fault on. The same kind for the same calls is replaced."""
        with self._lock:
            self._switches = [
                s for s in self._switches if (s.kind, s.operations) != (switch.kind, switch.operations)
            ]
            self._switches.append(switch)
        self._changed()

    def clear(self, kinds: Iterable[FaultKind] | None = None) -> None:
        """Switch faults off: the kinds named, or all."""
        with self._lock:
            gone = None if kinds is None else frozenset(kinds)
            self._switches = [] if gone is None else [s for s in self._switches if s.kind not in gone]
        self._changed()

    def take(self, kind: FaultKind, operation: Operation) -> Switch | None:
        """The switch that makes this call fail in this way, and one off its count; None when it is off."""
        with self._lock:
            for place, switch in enumerate(self._switches):
                if switch.kind is kind and switch.concerns(operation):
                    self._use_up(place, switch)
                    return switch
        return None

    def standing(self, kind: FaultKind) -> Switch | None:
        """A fault that is a state (down, clock skew), None when it is off."""
        with self._lock:
            return next((s for s in self._switches if s.kind is kind), None)

    def active(self) -> tuple[Switch, ...]:
        """All that is on, in the order it was switched on."""
        with self._lock:
            return tuple(self._switches)

    def _use_up(self, place: int, switch: Switch) -> None:
        if switch.count is None:
            return
        if switch.count == 1:
            del self._switches[place]
        else:
            self._switches[place] = replace(switch, count=switch.count - 1)

    def _changed(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()
