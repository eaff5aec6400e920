"""Pinyin of characters for the search: from the shipped table, and from pypinyin for any other character.

pypinyin costs more to import than the whole index to build, so it is loaded only when a catalogue holds a
character that the shipped one does not.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from clerk.domain.search_rows import Romanise

_FIRST_IDEOGRAPH = 0x3400


def romaniser(path: Path | None = None) -> Romanise:
    """All readings of a character, lower case, without tones (ü is v); none for what is no Chinese character.

    ``path`` names another table than the shipped one: a syllable and the characters that have it, per line.
    """
    path = path or Path(str(files("clerk").joinpath("data", "readings.toml")))
    table: dict[str, list[str]] = {}
    for syllable, characters in tomllib.loads(path.read_text(encoding="utf-8"))["readings"].items():
        for character in characters:
            table.setdefault(character, []).append(syllable)

    def romanise(character: str) -> tuple[str, ...]:
        known = table.get(character)
        if known is not None:
            return tuple(known)
        return readings_in_pypinyin(character) if ord(character) >= _FIRST_IDEOGRAPH else ()

    return romanise


def readings_in_pypinyin(character: str) -> tuple[str, ...]:
    """Every reading pypinyin knows of ``character``, rare ones too; none when it knows it not."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(reading for readings in found for reading in readings if reading.isascii()))
