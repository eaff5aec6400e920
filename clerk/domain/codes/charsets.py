"""Character sets at the edges (domain facts §11 no. 7): UTF-8 inside, an error for what does not fit."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from clerk.domain.faults import Refused
from clerk.domain.names import code_point, repair_private_use


class Charset(StrEnum):
    """Character sets that regions and devices ask for."""

    UTF_8 = "utf-8"
    GB_18030 = "gb18030"
    GB_2312 = "gb2312"
    """Default of GB/T 39046; holds 6,763 characters and so loses many names."""


def encode(text: str, charset: Charset) -> bytes:
    """``text`` in ``charset``, whole or not at all: nothing is replaced, nothing dropped.

    Raises:
        Refused: ``I-22`` characters that the set cannot hold, with their code points. Private-use
            characters count as such: the other side would read another character, or none.
    """
    lost = [character for character in dict.fromkeys(text) if not _holds(character, charset)]
    if lost:
        raise Refused("I-22", charset=charset.value, characters="、".join(code_point(c) for c in lost))
    return text.encode(charset.value)


def decode(data: bytes, charset: Charset) -> str:
    """The text in ``data``, with private-use code points of older editions repaired.

    Raises:
        Refused: ``I-23`` the bytes are not in this set.
    """
    try:
        return repair_private_use(data.decode(charset.value))
    except UnicodeDecodeError:
        raise Refused("I-23", charset=charset.value) from None


def _holds(character: str, charset: Charset) -> bool:
    if unicodedata.category(character) in {"Co", "Cs"}:
        return False
    try:
        character.encode(charset.value)
    except UnicodeEncodeError:
        return False
    return True
