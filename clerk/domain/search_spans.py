"""Which characters of one name the typed letters stand for, for highlighting the few names shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from clerk.domain.search_rows import TWO_LETTER_INITIALS, fold_character

Span = tuple[int, int]
"""Start and end in the name as it is written."""


def spans_of(
    name: str,
    parts: Sequence[str],
    readings: Mapping[str, tuple[str, ...]],
    *,
    anchored: bool,
    full: bool,
    gapped: bool,
) -> tuple[Span, ...]:
    """Spans of all ``parts`` in ``name``, joined where they touch; empty for a part that is not there."""
    written = [(place, c) for place, c in enumerate(map(fold_character, name)) if c.isalnum()]
    matcher = _Matcher([c for _, c in written], readings, full=full, gapped=gapped)
    taken: set[int] = set()
    for part in parts:
        taken.update(matcher.locate(part, anchored=anchored))
    spans: list[Span] = []
    previous = -2
    for number in sorted(taken):
        start, end = written[number][0], written[number][0] + 1
        if number == previous + 1 and spans:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        previous = number
    return tuple(spans)


class _Matcher:
    """Agrees with the sets of the row, but for one name, and remembers which characters it used."""

    def __init__(
        self, characters: Sequence[str], readings: Mapping[str, tuple[str, ...]], *, full: bool, gapped: bool
    ) -> None:
        self._characters = characters
        self._readings = readings
        self._full = full
        self._gapped = gapped

    def locate(self, typed: str, *, anchored: bool) -> tuple[int, ...]:
        """Numbers of the characters used; the first place that matches."""

        @lru_cache(None)
        def rest(number: int, done: int) -> tuple[int, ...] | None:
            if done == len(typed):
                return ()
            if number == len(self._characters):
                return None
            for length in self._lengths(self._characters[number], typed, done):
                found = rest(number + 1, done + length)
                if found is not None:
                    return (number, *found)
            return rest(number + 1, done) if self._gapped and done else None

        starts = (0,) if anchored else range(len(self._characters))
        return next((found for found in (rest(start, 0) for start in starts) if found is not None), ())

    def _lengths(self, character: str, typed: str, done: int) -> list[int]:
        """How many typed letters ``character`` may stand for, most first."""
        lengths = {1} if typed.startswith(character, done) else set()
        left = len(typed) - done
        for reading in self._readings.get(character, ()):
            if typed.startswith(reading, done):
                lengths.add(len(reading))
            elif left < len(reading) and reading.startswith(typed[done:]):
                lengths.add(left)
            if not self._full:
                lengths |= self._initials(reading, typed, done)
        return sorted(lengths, reverse=True)

    @staticmethod
    def _initials(reading: str, typed: str, done: int) -> set[int]:
        lengths = {1} if reading[0] == typed[done] else set()
        if reading[:2] in TWO_LETTER_INITIALS and typed.startswith(reading[:2], done):
            lengths.add(2)
        return lengths
