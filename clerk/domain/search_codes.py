"""Codes of items as one text: codes are opaque, so they are found by their characters alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from clerk.domain.search_spans import Span

_BREAK = "\n"


class CodeList:
    """All codes, each with the place of its item."""

    def __init__(self, codes: Iterable[tuple[str, int]]) -> None:
        self._codes: list[str] = []
        self._owners: list[int] = []
        self._exact: dict[str, list[int]] = {}
        self._starts: list[int] = []
        parts: list[str] = []
        place = 0
        for number, (code, owner) in enumerate(codes):
            plain = _plain(code)
            self._codes.append(code)
            self._owners.append(owner)
            self._exact.setdefault(plain, []).append(number)
            self._starts.append(place)
            parts.append(_BREAK + plain)
            place += len(plain) + 1
        self._text = "".join(parts)

    def exact(self, phrase: str) -> Iterator[tuple[int, str]]:
        """Items that have exactly this code."""
        for number in self._exact.get(_plain(phrase), ()):
            yield self._owners[number], self._codes[number]

    def beginning_with(self, phrase: str) -> Iterator[tuple[int, str]]:
        """Items with a code that begins like this."""
        return self._found(_BREAK + _plain(phrase))

    def containing(self, phrase: str) -> Iterator[tuple[int, str]]:
        """Items with this somewhere in a code."""
        return self._found(_plain(phrase))

    def spans(self, code: str, phrase: str) -> tuple[Span, ...]:
        """Where ``phrase`` stands in ``code`` as it is written."""
        written = [place for place, character in enumerate(code) if character.isalnum()]
        plain = _plain(phrase)
        start = _plain(code).find(plain)
        if start < 0 or not plain:
            return ()
        return ((written[start], written[start + len(plain) - 1] + 1),)

    def _found(self, wanted: str) -> Iterator[tuple[int, str]]:
        place = self._text.find(wanted)
        while place >= 0:
            number = bisect_right(self._starts, place) - 1
            yield self._owners[number], self._codes[number]
            if number + 1 == len(self._starts):
                return
            place = self._text.find(wanted, self._starts[number + 1])


def _plain(code: str) -> str:
    return "".join(character.lower() for character in code if character.isalnum())
