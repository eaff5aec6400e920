"""脱敏: what a question to another region must not hold, found in free text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from unicodedata import normalize

_BETWEEN = re.compile(r"(?<=[0-9Xx])[ \t\u00a0.\-_·]+(?=[0-9Xx])")
"""What people put between the digits of a number to make it readable, or to get past a check."""
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_RESIDENT = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_RESIDENT_OLD = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}(?![0-9A-Za-z])"
)
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?0{0,2}86)?(?:1[3-9][0-9]{9}|0[1-9][0-9]{1,2}[1-9][0-9]{6,7})(?![0-9A-Za-z])"
)
_EARLIEST = 1850
_SHORTEST_NAME = 2


class Personal(StrEnum):
    """What was found."""

    RESIDENT_NUMBER = "J-01"
    PHONE = "J-02"
    NAME = "J-03"
    DOCUMENT = "J-04"

    @property
    def code(self) -> str:
        """Code of the fault that tells it."""
        return self.value


def personal_in(text: str, names: Iterable[str] = (), numbers: Iterable[str] = ()) -> tuple[Personal, ...]:
    """What in ``text`` tells who somebody is, in the order of :class:`Personal`.

    ``names`` and ``numbers`` are those of the people of the case. Width, case, blanks and marks between
    digits do not hide anything.
    """
    seen = _HIDDEN.sub("", normalize("NFKC", text))
    joined = _BETWEEN.sub("", seen)
    packed = "".join(c for c in seen.casefold() if c.isalnum())
    found: list[Personal] = []
    if _has_resident_number(joined) or _has_resident_number(seen):
        found.append(Personal.RESIDENT_NUMBER)
    if _PHONE.search(joined) or _PHONE.search(seen):
        found.append(Personal.PHONE)
    if any(_within(name, packed) for name in names):
        found.append(Personal.NAME)
    if any(_within(number, packed) for number in numbers):
        found.append(Personal.DOCUMENT)
    return tuple(found)


def _has_resident_number(text: str) -> bool:
    new = any(_is_day(int(y), int(m), int(d)) for y, m, d in _RESIDENT.findall(text))
    return new or any(_is_day(1900 + int(y), int(m), int(d)) for y, m, d in _RESIDENT_OLD.findall(text))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year >= _EARLIEST
    except ValueError:
        return False


def _within(known: str, packed: str) -> bool:
    bare = "".join(c for c in normalize("NFKC", known).casefold() if c.isalnum())
    return len(bare) >= _SHORTEST_NAME and bare in packed
