"""A phone number in digits three rows high, to be read a metre away while one dials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from screens.lines import Ink, Line

_GLYPHS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "0": ("█▀█", "█ █", "▀▀▀"),
        "1": ("▀█ ", " █ ", "▀▀▀"),
        "2": ("▀▀█", "█▀▀", "▀▀▀"),
        "3": ("▀▀█", " ▀█", "▀▀▀"),
        "4": ("█ █", "▀▀█", "  ▀"),
        "5": ("█▀▀", "▀▀█", "▀▀▀"),
        "6": ("█▀▀", "█▀█", "▀▀▀"),
        "7": ("▀▀█", "  █", "  ▀"),
        "8": ("█▀█", "█▀█", "▀▀▀"),
        "9": ("█▀█", "▀▀█", "▀▀▀"),
        "-": ("  ", "▀▀", "  "),
        "+": ("   ", "▄█▄", " ▀ "),
        " ": (" ", " ", " "),
    }
)
_NUMBER = re.compile(r"[0-9+][0-9+\- ]*[0-9]")


def large_number(phone: str, cells: int) -> tuple[Line, ...]:
    """Three lines of the first number in ``phone``; none where it has none or they do not fit."""
    found = _NUMBER.search(phone)
    if found is None:
        return ()
    rows = tuple(" ".join(_GLYPHS[c][row] for c in found[0]) for row in range(3))
    return tuple(((row, Ink.STRONG),) for row in rows) if len(rows[0]) <= cells else ()
