"""The text of a chip: 256 bytes UTF-16LE in one of four layouts, named by byte 248 (GA/T 490, devices A1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from clerk.domain.codes.nations import NATIONS
from clerk.domain.faults import Refused
from clerk.domain.names import normalise, repair_private_use
from clerk.domain.parties import DocumentKind, Person, Sex, Validity

TEXT_BYTES = 256
"""Length of the text block in every layout."""
LONG_TERM = "长期"
"""What stands in place of the last day of a card that does not expire."""

_LAYOUT_BYTE = 248
_WORDS = MappingProxyType(
    {
        "name": ("姓名", "name"),
        "english_name": ("英文姓名", "English name"),
        "english_name_rest": ("英文姓名", "English name"),
        "sex": ("性别", "sex"),
        "nation": ("民族", "nation"),
        "birth": ("出生日期", "birth day"),
        "address": ("住址", "address"),
        "number": ("号码", "number"),
        "issuer": ("签发机关", "issuing authority"),
        "since": ("有效期起始日", "first day of validity"),
        "until": ("有效期截止日", "last day of validity"),
    }
)
"""Field → what it is called on the card, in both languages."""
_SEXES = MappingProxyType({"1": Sex.MALE, "2": Sex.FEMALE})
"""GB/T 2261.1; 0 and 9 mean that it is not known or not stated."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: which document it is, and where which field stands (first byte, length in bytes)."""

    document: DocumentKind
    fields: Mapping[str, tuple[int, int]]


_RESIDENT = {
    "name": (0, 30),
    "sex": (30, 2),
    "nation": (32, 4),
    "birth": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "issuer": (158, 30),
    "since": (188, 16),
    "until": (204, 16),
}
_FOREIGN_2017 = {
    "english_name": (0, 120),
    "sex": (120, 2),
    "number": (122, 30),
    "name": (158, 30),
    "since": (188, 16),
    "until": (204, 16),
    "birth": (220, 16),
}
_FOREIGN_2023 = {
    "name": (0, 30),
    "sex": (30, 2),
    "birth": (36, 16),
    "english_name": (52, 70),
    "number": (122, 36),
    "since": (188, 16),
    "until": (204, 16),
    "english_name_rest": (220, 22),
}

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        " ": Layout(DocumentKind.RESIDENT_ID, _RESIDENT),
        # The nation's place is unused; the pass number behind it is not what the counter asks for.
        "J": Layout(DocumentKind.HMT_RESIDENCE, {k: v for k, v in _RESIDENT.items() if k != "nation"}),
        "I": Layout(DocumentKind.FOREIGN_RESIDENCE, _FOREIGN_2017),
        "Y": Layout(DocumentKind.FOREIGN_RESIDENCE, _FOREIGN_2023),
    }
)
"""Letter at byte 248 → layout. What no field names is reserved, or no business of a counter."""


def person_in(text: bytes) -> Person:
    """The person that a chip's text names, with private-use characters repaired.

    Raises:
        Refused: ``I-66`` unknown layout, ``I-67`` a field cannot be read, ``I-03`` validity reversed,
            ``N-01``/``N-02`` the name.
    """
    if len(text) != TEXT_BYTES:
        raise Refused("I-56", have=str(len(text)))
    layout = _layout(text)
    fields = _Fields(text, layout.fields)
    return Person(
        name=_name(fields),
        document=layout.document,
        number=fields.number(),
        sex=_SEXES.get(fields.plain("sex"), Sex.UNKNOWN),
        birth=fields.day("birth"),
        validity=_validity(fields),
        address=repair_private_use(fields.plain("address")),
        nation=_nation(fields.plain("nation")),
        issuer=repair_private_use(fields.plain("issuer")),
    )


def _layout(text: bytes) -> Layout:
    unit = int.from_bytes(text[_LAYOUT_BYTE : _LAYOUT_BYTE + 2], "little")
    letter = chr(unit) if unit else " "  # some issuers left the place of the oldest layout empty
    layout = LAYOUTS.get(letter)
    if layout is None:
        raise Refused("I-66", layout=f"{unit:04X}")
    return layout


def _name(fields: _Fields) -> str:
    """The Chinese name where there is one, else the English one, which may stand in two places."""
    chinese = fields.text("name")
    if chinese.strip():
        return normalise(chinese).value
    return normalise(fields.whole("english_name") + fields.whole("english_name_rest")).value


def _nation(digits: str) -> str:
    return NATIONS.get(digits, digits)


def _validity(fields: _Fields) -> Validity | None:
    since = fields.day("since")
    if since is None:
        return None
    if fields.plain("until") == LONG_TERM:
        return Validity(since, None)
    until = fields.day("until")
    # An empty end is not 长期: nothing is known of the validity then, and the clerk is told to look.
    return Validity(since, until) if until is not None else None


def _unreadable(field: str) -> Refused:
    zh, en = _WORDS[field]
    return Refused("I-67", field=zh, field_en=en)


class _Fields:
    """Reads fields of one text; a field that the layout does not have is empty."""

    def __init__(self, text: bytes, places: Mapping[str, tuple[int, int]]) -> None:
        self._text = text
        self._places = places

    def whole(self, name: str) -> str:
        """A field with its padding: what goes on in another field starts right behind it."""
        first, length = self._places.get(name, (0, 0))
        units = self._text[first : first + length]
        if units and 0xD8 <= units[-1] <= 0xDB:
            # The first half of a character whose second half did not fit.
            units = units[:-2]
        try:
            return units.decode("utf-16-le").replace("\0", " ")
        except UnicodeDecodeError:
            raise _unreadable(name) from None

    def text(self, name: str) -> str:
        """A field without its padding."""
        return self.whole(name).strip(" \u3000")

    def plain(self, name: str) -> str:
        """A field without its padding that holds no character which acts instead of showing."""
        text = self.text(name)
        if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text):
            raise _unreadable(name)
        return text

    def number(self) -> str:
        """The number: letters and digits; whether it is a right one is for the counter to say."""
        number = self.plain("number").upper()
        if not (number.isascii() and number.isalnum()):
            raise _unreadable("number")
        return number

    def day(self, name: str) -> date | None:
        """A day written ``YYYYMMDD``; None when the field is empty."""
        digits = self.plain(name)
        if not digits:
            return None
        if not (len(digits) == 8 and digits.isascii() and digits.isdigit()):
            raise _unreadable(name)
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            raise _unreadable(name) from None
