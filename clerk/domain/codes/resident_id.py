"""Identity numbers of people: 公民身份号码 (GB 11643), and the numbers of types J, Y and I.

The area is never compared with a list of divisions: areas are abolished, numbers live on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clerk.domain.codes.typed_text import is_digits, plain
from clerk.domain.faults import Refused
from clerk.domain.parties import Sex

LENGTH = 18
"""Characters of a number in use today."""
OLD_LENGTH = 15
"""Characters of a number of the first generation, and of type I."""

_EARLIEST_YEAR = 1850
"""Nobody with a number was born before; a year like 1199 is a key that slipped."""
_HMT_AREAS = frozenset({"810000", "820000", "830000"})
_TYPE_I = re.compile(r"[A-Z]{3}[0-9]{12}")


class NumberKind(StrEnum):
    """Kinds of identity number, told apart by shape."""

    CITIZEN = "citizen"
    """公民身份号码."""
    HMT_RESIDENCE = "hmt_residence"
    """Type J, 港澳台居民居住证: area 810000, 820000 or 830000."""
    FOREIGN_2023 = "foreign_2023"
    """Type Y, 外国人永久居留身份证 of 2023: 18 digits, the first is 9."""
    FOREIGN_2017 = "foreign_2017"
    """Type I, the card of 2017: three letters and twelve digits; older cards stay valid."""
    ARCHIVE = "archive"
    """15 digits, first generation: found in archives, on no valid card."""


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """An identity number taken apart. ``birth`` and ``sex`` say only what the number itself says."""

    value: str
    kind: NumberKind
    birth: date | None
    sex: Sex

    @property
    def area(self) -> str:
        """First six characters; opaque."""
        return self.value[:6]

    @property
    def on_a_card(self) -> bool:
        """Whether a card in use can carry it."""
        return self.kind is not NumberKind.ARCHIVE

    @property
    def layout_verified(self) -> bool:
        """Whether birth and sex may be relied on. The inner layout of type Y is 待核实."""
        return self.kind in {NumberKind.CITIZEN, NumberKind.HMT_RESIDENCE}


def check_character(first_seventeen: str) -> str:
    """The 18th character after ISO 7064 MOD 11-2 (0–9 or X).

    Raises:
        Refused: ``I-10`` not seventeen digits.
    """
    if len(first_seventeen) != LENGTH - 1 or not is_digits(first_seventeen):
        raise Refused("I-10")
    from stdnum.iso7064 import mod_11_2  # 20 ms that no first frame should pay

    return str(mod_11_2.calc_check_digit(first_seventeen))


def parse(text: str) -> ResidentNumber:
    """The number in ``text``, upper case, checked by its own arithmetic only.

    Raises:
        Refused: ``I-10`` no known shape, ``I-11`` no such birth day, ``I-12`` check character wrong.
    """
    value = plain(text)
    if len(value) == OLD_LENGTH and is_digits(value):
        return ResidentNumber(value, NumberKind.ARCHIVE, _day("19" + value[6:12]), _sex(value[14]))
    if _TYPE_I.fullmatch(value):
        return ResidentNumber(value, NumberKind.FOREIGN_2017, None, Sex.UNKNOWN)
    if len(value) != LENGTH or not is_digits(value[:-1]) or not (is_digits(value[-1]) or value[-1] == "X"):
        raise Refused("I-10")
    kind = _kind(value)
    birth = _birth(value, kind)
    if value[-1] != check_character(value[:-1]):
        raise Refused("I-12")
    return ResidentNumber(value, kind, birth, _sex(value[16]))


def _kind(value: str) -> NumberKind:
    if value[0] == "9":
        return NumberKind.FOREIGN_2023
    if value[:6] in _HMT_AREAS:
        return NumberKind.HMT_RESIDENCE
    return NumberKind.CITIZEN


def _birth(value: str, kind: NumberKind) -> date | None:
    try:
        return _day(value[6:14])
    except Refused:
        # The layout of type Y is not verified: a day that is none may be something else there.
        if kind is NumberKind.FOREIGN_2023:
            return None
        raise


def _day(digits: str) -> date:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise Refused("I-11") from None
    if day.year < _EARLIEST_YEAR:
        raise Refused("I-11")
    return day


def _sex(digit: str) -> Sex:
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE
