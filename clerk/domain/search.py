"""事项检索: finds an item while its name is typed, by characters, pinyin, initials or code.

All names lie one after the other in one long row, and a set of places in that row is one integer, a bit per
place. A letter typed narrows the set with a few operations on whole integers, whatever the number of names,
and every reading of a character counts at once. What the letters before it gave is kept: a key costs a step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from clerk.domain.catalogue import Item
from clerk.domain.search_codes import CodeList
from clerk.domain.search_rows import NameRow, Romanise, State, extend, fold, shared_beginning
from clerk.domain.search_spans import Span, spans_of

LONGEST_QUERY = 400
"""Characters; nothing longer can be a name, in whatever way it is typed."""

_SET_BYTE = re.compile(rb"[^\x00]")


class Rank(IntEnum):
    """How a name was found, best first."""

    EXACT = 1
    """The whole name or the whole code."""
    PREFIX = 2
    """Beginning of the name, by characters or full pinyin."""
    INITIALS_PREFIX = 3
    """Beginning of the name, by initials."""
    CODE_PREFIX = 4
    SUBSTRING = 5
    INITIALS = 6
    """Somewhere inside the name, by initials."""
    WORDS = 7
    """All words of the query, in any order."""
    CODE_PART = 8
    SUBSEQUENCE = 9
    """All that was typed, in order, with gaps."""


@dataclass(frozen=True, slots=True)
class SearchText:
    """What one item is found by."""

    key: str
    names: tuple[str, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One item found: the name or code that matched best, and where in it."""

    key: str
    text: str
    spans: tuple[Span, ...]
    """Start and end in ``text`` of what matched, for highlighting."""
    rank: Rank


def search_texts(items: Iterable[Item]) -> tuple[SearchText, ...]:
    """What the items of a catalogue are found by: every region's name and code too."""
    return tuple(
        SearchText(
            key=item.code,
            names=tuple(dict.fromkeys((item.name, *(variant.name for variant in item.variants)))),
            codes=(item.code, *(variant.code for variant in item.variants)),
        )
        for item in items
    )


class ItemIndex:
    """Built once from all texts; answers every key typed."""

    def __init__(self, texts: Iterable[SearchText], romanise: Romanise) -> None:
        """``romanise`` gives the readings of one character, lower case, without tones; none for a letter."""
        entries = tuple(texts)
        self._keys = tuple(entry.key for entry in entries)
        owners: dict[str, list[int]] = {}
        for place, entry in enumerate(entries):
            for name in entry.names:
                owners.setdefault(name, []).append(place)
        # Shorter names first: of two names that match alike, the shorter is matched to a greater part.
        names = sorted(owners, key=lambda name: (len(name), owners[name][0]))
        self._owners = tuple(tuple(owners[name]) for name in names)
        self._row = NameRow(names, romanise)
        self._codes = CodeList((code, place) for place, entry in enumerate(entries) for code in entry.codes)
        self._last: tuple[State, ...] = ()

    def query(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """The best ``limit`` items for what was typed so far, best first; never fails on any text."""
        if len(text) > LONGEST_QUERY or limit <= 0:
            return ()
        words = tuple(dict.fromkeys(word for word in map(fold, text.split()) if word))
        if not words:
            return ()
        phrase = fold("".join(text.split()))
        found: dict[int, Hit] = {}
        for rank, places in self._ranked(phrase, words):
            for place, shown in places:
                if place not in found:
                    spans = self._spans(rank, shown, phrase, words)
                    found[place] = Hit(self._keys[place], shown, spans, rank)
                if len(found) == limit:
                    return tuple(found.values())
        return tuple(found.values())

    def _ranked(
        self, phrase: str, words: tuple[str, ...]
    ) -> Iterator[tuple[Rank, Iterator[tuple[int, str]]]]:
        """Every way of matching, best first, each worked out only when the ones before it gave too little."""
        row, state = self._row, self._state(phrase, words)
        yield Rank.EXACT, self._codes.exact(phrase)
        yield Rank.EXACT, self._owners_of(state.anchored_complete & row.ends)
        yield Rank.PREFIX, self._owners_of(row.fields_of(state.anchored_full))
        yield Rank.INITIALS_PREFIX, self._owners_of(row.fields_of(state.anchored))
        yield Rank.CODE_PREFIX, self._codes.beginning_with(phrase)
        yield Rank.SUBSTRING, self._owners_of(row.fields_of(state.free_full))
        yield Rank.INITIALS, self._owners_of(row.fields_of(state.free))
        if len(words) > 1:
            yield Rank.WORDS, self._owners_of(self._all_words(words))
        if any(character.isdigit() for character in phrase):
            yield Rank.CODE_PART, self._codes.containing(phrase)
        if len(phrase) > 1:
            yield Rank.SUBSEQUENCE, self._owners_of(row.fields_of(state.gapped))

    def _state(self, phrase: str, words: tuple[str, ...]) -> State:
        last = self._last
        texts = (phrase, *words) if len(words) > 1 else (phrase,)
        states = tuple(extend(self._row, _nearest(last, text), text) for text in texts)
        # Replaced as a whole, so that two threads can only cost each other time.
        self._last = states
        return states[0]

    def _all_words(self, words: tuple[str, ...]) -> int:
        fields = self._row.ends
        for word in words:
            state = extend(self._row, _nearest(self._last, word), word)
            fields &= self._row.fields_of(state.free)
        return fields

    def _owners_of(self, fields: int) -> Iterator[tuple[int, str]]:
        for end in _bits(fields):
            number = self._row.name_ending_at(end)
            for place in self._owners[number]:
                yield place, self._row.names[number]

    def _spans(self, rank: Rank, shown: str, phrase: str, words: tuple[str, ...]) -> tuple[Span, ...]:
        if rank in {Rank.CODE_PREFIX, Rank.CODE_PART}:
            return self._codes.spans(shown, phrase)
        if rank is Rank.EXACT:
            return ((0, len(shown)),)
        parts = words if rank is Rank.WORDS else (phrase,)
        return spans_of(
            shown,
            parts,
            self._row.readings,
            anchored=rank in {Rank.PREFIX, Rank.INITIALS_PREFIX},
            full=rank in {Rank.PREFIX, Rank.SUBSTRING},
            gapped=rank is Rank.SUBSEQUENCE,
        )


def _nearest(states: tuple[State, ...], text: str) -> State | None:
    """The state that shares the longest beginning with ``text``."""
    return max(states, key=lambda state: shared_beginning(state.text, text), default=None)


def _bits(number: int) -> Iterator[int]:
    """Places of the bits set, lowest first."""
    for found in _SET_BYTE.finditer(number.to_bytes((number.bit_length() + 7) // 8, "little")):
        byte, base = found.group()[0], found.start() * 8
        while byte:
            low = byte & -byte
            yield base + low.bit_length() - 1
            byte ^= low
