"""Our own receipt number (收件编号), e.g. ``QP02-20261124-0014-M``: site, day, sequence, check character.

It is the project's format, not a regional one: regions' case numbers are kept beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from clerk.domain.codes.typed_text import plain
from clerk.domain.faults import Refused

SEQUENCE_WIDTH = 4
"""Least digits of the sequence; it grows beyond and never starts again within a day."""

_SITE = re.compile(r"[A-Z]{2}[0-9]{2}")
_SHAPE = re.compile(r"([A-Z]{2}[0-9]{2})-([0-9]{8})-([0-9]{4}|[1-9][0-9]{4,11})-([0-9A-Z])")


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """A receipt number in its parts. ``sequence`` counts from 1 per site and day."""

    site: str
    day: date
    sequence: int

    def __post_init__(self) -> None:
        if not _SITE.fullmatch(self.site) or not 1 <= self.sequence < 10**12 or self.day.year < 1000:
            raise Refused("I-16")

    @property
    def check(self) -> str:
        """Its check character, ISO 7064 MOD 37,36: finds every single wrong key and nearly every swap."""
        from stdnum.iso7064 import mod_37_36  # 20 ms that no first frame should pay

        return str(mod_37_36.calc_check_digit("".join(self._parts())))

    def __str__(self) -> str:
        return "-".join((*self._parts(), self.check))

    def _parts(self) -> tuple[str, str, str]:
        return self.site, f"{self.day:%Y%m%d}", f"{self.sequence:0{SEQUENCE_WIDTH}d}"


def parse(text: str) -> ReceiptNumber:
    """The receipt number in ``text``, as scanned or keyed.

    Raises:
        Refused: ``I-16`` not a receipt number, ``I-17`` check character wrong (a key was mistyped).
    """
    found = _SHAPE.fullmatch(plain(text))
    if found is None:
        raise Refused("I-16")
    site, digits, sequence, check = found.groups()
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Refused("I-16") from None
    number = ReceiptNumber(site, day, int(sequence))
    if number.check != check:
        raise Refused("I-17")
    return number


def looks_like_one(text: str) -> bool:
    """Whether ``text`` has the shape of a receipt number: enough to route a scan, not to trust it."""
    return _SHAPE.fullmatch(plain(text)) is not None
