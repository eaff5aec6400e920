"""机读码: how the lines of a travel document are written (ICAO 9303-3), whoever typed or swiped them."""

from __future__ import annotations

import re

from clerk.domain.codes.typed_text import plain

PASSPORT_LINE = 44
"""Characters of a line of a passport (TD3), which has two."""
CARD_LINE = 30
"""Characters of a line of a card (TD1), which has three."""

_TYPED_FILLERS = str.maketrans(dict.fromkeys("《〈«‹", "<"))
"""What a Chinese input method makes of the key."""
_ALPHABET = re.compile(r"[A-Z0-9<]*")


def folded(typed: str) -> str:
    """``typed`` in the zone's own characters as far as it can be; line ends are dropped."""
    return plain(typed.translate(_TYPED_FILLERS))


def is_of_a_zone(text: str) -> bool:
    """Whether every character can stand in a zone."""
    return _ALPHABET.fullmatch(text) is not None
