"""All names in one row of bits, and what has been typed so far as sets of places in that row.

A name takes one bit per searchable character and one end bit above them. In a set, a bit says: up to here the
name agrees with what was typed, this place comes next; the end bit says the name is used up.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

Romanise = Callable[[str], tuple[str, ...]]
"""Readings of one character: lower case, no tones; empty when it has none."""

LONGEST_SYLLABLE = 6
"""Letters, as in zhuang."""

TWO_LETTER_INITIALS = frozenset({"zh", "ch", "sh"})
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_CACHED_MASKS = 512


def fold(text: str) -> str:
    """``text`` as it is compared: width and case levelled, everything but letters and digits left out."""
    return "".join(folded for folded in map(fold_character, text) if folded.isalnum())


def fold_character(character: str) -> str:
    """One character levelled, always one for one."""
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


def shared_beginning(one: str, other: str) -> int:
    """How many characters both begin with alike."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


class NameRow:
    """The names laid out in bits. Nothing changes after it is built but a cache of masks."""

    def __init__(self, names: Sequence[str], romanise: Romanise) -> None:
        self.names = tuple(names)
        self._positions: dict[str, array[int]] = {}
        self._name_at_end: dict[int, int] = {}
        starts: list[int] = []
        place = 0
        for number, name in enumerate(self.names):
            starts.append(place)
            for character in fold(name):
                self._positions.setdefault(character, array("I")).append(place)
                place += 1
            self._name_at_end[place] = number
            place += 1
        self._size = place
        self.ends = self._set_of(self._name_at_end)
        """End bits of all names."""
        self.body = ((1 << place) - 1) ^ self.ends
        """All places that hold a character."""
        self.starts = self._set_of(starts)
        self.readings = {character: romanise(character) for character in self._positions}
        self._whole: dict[str, set[str]] = {}
        self._begun: dict[str, set[str]] = {}
        for character, readings in self.readings.items():
            for reading in readings:
                self._whole.setdefault(reading, set()).add(character)
                for length in range(1, len(reading) + 1):
                    self._begun.setdefault(reading[:length], set()).add(character)
        self.whole = lru_cache(_CACHED_MASKS)(self._build_whole)
        self.initial = lru_cache(_CACHED_MASKS)(self._build_initial)
        self.begun = lru_cache(_CACHED_MASKS)(self._build_begun)

    def name_ending_at(self, end: int) -> int:
        """Number of the name whose end bit is ``end``."""
        return self._name_at_end[end]

    def spells(self, letters: str) -> bool:
        """Whether a syllable of any name begins with ``letters``."""
        return letters in self._begun

    def fields_of(self, places: int) -> int:
        """End bits of all names in which ``places`` has any bit."""
        if not places:
            return 0
        # Per name: what is below the end, plus all ones, carries into the end bit unless there was nothing.
        return (((places & self.body) + self.body) | places) & self.ends

    def onwards(self, places: int) -> int:
        """``places`` and every later character of the same name."""
        inside = places & self.body
        return (inside | (self.ends - inside)) & self.body

    def _build_whole(self, part: str) -> int:
        """Characters that ``part`` spells in full: the character itself or a complete reading."""
        return self._places(self._whole.get(part, set()) | {part})

    def _build_initial(self, part: str) -> int:
        """As ``whole``, and characters of which ``part`` is the initial."""
        if part in _LETTERS or part in TWO_LETTER_INITIALS:
            return self._places(self._begun.get(part, set()) | {part})
        return self.whole(part)

    def _build_begun(self, part: str) -> int:
        """Characters whose spelling begins with ``part``: for the last syllable, still being typed."""
        return self._places(self._begun.get(part, set()) | {part})

    def _places(self, characters: set[str]) -> int:
        bits = bytearray(self._size // 8 + 1)
        for character in characters:
            for place in self._positions.get(character, ()):
                bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def _set_of(self, places: Sequence[int] | dict[int, int]) -> int:
        bits = bytearray(self._size // 8 + 1)
        for place in places:
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")


Sets = tuple[int, int, int, int, int]
"""Anchored full, anchored, free full, free, gapped: see :class:`State`."""


@dataclass(frozen=True, slots=True)
class State:
    """What ``text`` has reached. Sets after each letter are kept, so that the next letter is one step."""

    text: str
    steps: tuple[Sets, ...]
    """After each letter, all syllables complete."""
    anchored_full: int
    """From the start of the name, by characters and full syllables; the last syllable may be unfinished."""
    anchored: int
    """From the start of the name, by initials too."""
    anchored_complete: int
    """As ``anchored``, with nothing unfinished."""
    free_full: int
    free: int
    gapped: int
    """In order, with anything between."""


def extend(row: NameRow, known: State | None, text: str) -> State:
    """The state of ``text``, built on what ``known`` shares with it."""
    if known is not None and known.text == text:
        return known
    steps = [(row.starts, row.starts, row.body, row.body, row.body)]
    if known is not None:
        steps = list(known.steps[: shared_beginning(known.text, text) + 1])
    for length in range(len(steps), len(text) + 1):
        steps.append(_step(row, steps, text[:length], last=False))
    # The last step again, this time with the last syllable allowed to be unfinished.
    open_ended = _step(row, steps[: len(text)], text, last=True)
    return State(text, tuple(steps), open_ended[0], open_ended[1], steps[-1][1], *open_ended[2:])


def _step(row: NameRow, steps: Sequence[Sets], text: str, *, last: bool) -> Sets:
    """Sets after ``text``, from those after its beginnings, a syllable or an initial earlier."""
    anchored_full = anchored = free_full = free = gapped = 0
    end = len(text)
    for length in range(1, min(LONGEST_SYLLABLE, end) + 1):
        part = text[end - length :]
        before = steps[end - length]
        if not before[4] or (length > 1 and not row.spells(part)):
            continue  # gapped holds all that the others hold
        full = row.begun(part) if last else row.whole(part)
        loose = full if last else row.initial(part)
        anchored_full |= before[0] & full
        anchored |= before[1] & loose
        free_full |= before[2] & full
        free |= before[3] & loose
        gapped |= before[4] & loose
    later = gapped << 1
    # Gapped: whatever comes next may be any later character of the same name.
    return (
        anchored_full << 1,
        anchored << 1,
        free_full << 1,
        free << 1,
        later if last else row.onwards(later),
    )
