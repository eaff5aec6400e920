"""Bar codes from a scanner that types: told from a hand by their speed, never left to bindings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

FASTEST_HAND = 0.030
"""Seconds between two keys that no hand goes below; a scanner sends a key every 1 to 10 ms."""
SHORTEST_CODE = 8
"""Characters of the shortest code worth looking up."""


class Verdict(StrEnum):
    """What to do with a key."""

    PASS = "pass"  # noqa: S105 - not a password
    """A person's key, or one that cannot be held back."""
    HOLD = "hold"
    """Perhaps the beginning of a code: wait for the next key or the time-out."""
    CODE = "code"
    """Enter after a burst: :attr:`Scanner.code` has it."""


@dataclass
class Scanner:
    """Watches the keys. Times are monotonic seconds and come from outside."""

    _burst: list[str] = field(default_factory=list)
    _last: float = float("-inf")
    code: str = ""

    def key(self, character: str | None, *, enter: bool, now: float) -> Verdict:
        """Judge one key: its printable character, if it has one, and when it came."""
        quick = now - self._last < FASTEST_HAND
        self._last = now
        if enter:
            burst, self._burst = "".join(self._burst), []
            if quick and len(burst) >= SHORTEST_CODE:
                self.code = burst
                return Verdict.CODE
            return Verdict.PASS
        if character is None or not _of_a_code(character):
            self._burst = []
            return Verdict.PASS
        if not quick:
            self._burst = []
        self._burst.append(character)
        return Verdict.HOLD

    @property
    def held(self) -> int:
        """How many characters the burst has so far."""
        return len(self._burst)


def _of_a_code(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "-")
