"""Foreign text on a terminal: nothing in it may move the cursor, turn the line round or hide."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that a terminal obeys, hides or cannot draw."""


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """``text`` as it may be written to the terminal.

    Control, direction, private-use and unassigned characters become their code point, ``‹U+202E›``, so that a
    clerk sees that they are there. Doing it twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_mark(c) if unicodedata.category(c) in _UNSEEN else c for c in text)


def _mark(character: str) -> str:
    return f"‹U+{ord(character):04X}›"
