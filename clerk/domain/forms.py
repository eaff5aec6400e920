"""申请表: what is typed for an item beside what cards and licences say, and how each field is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import category

from clerk.domain.codes.typed_text import plain
from clerk.domain.faults import Refused

TEXT_LIMIT = 1000
"""Characters of a text field (GB/T 39046 gives 1000 to opinions, the longest text it knows)."""


class FieldKind(StrEnum):
    """How a form field is typed and checked."""

    TEXT = "text"
    PHONE = "phone"
    DATE = "date"
    MONEY = "money"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of an item's form."""

    name: str
    zh: str
    en: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Forms:
    """Fields every case has, and fields by item."""

    common: tuple[FieldSpec, ...]
    by_item: Mapping[str, tuple[FieldSpec, ...]]

    def fields(self, item: str) -> tuple[FieldSpec, ...]:
        """All fields of an item, common ones first."""
        return self.common + self.by_item.get(item, ())

    def field(self, item: str, name: str) -> FieldSpec:
        """One field.

        Raises:
            KeyError: the item's form has no such field.
        """
        for spec in self.fields(item):
            if spec.name == name:
                return spec
        raise KeyError(name)


_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,5})?")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?")
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Control and direction characters, halves of characters, and what is no character."""


def check_field(spec: FieldSpec, typed: str) -> str:
    """The value to keep for what was typed, in one spelling.

    Raises:
        Refused: ``E-01`` required, ``E-02`` phone, ``E-03`` date, ``E-04`` amount, ``E-05`` not a choice,
            ``E-06`` too long, ``E-07`` control or direction characters.
    """
    value = " ".join(typed.split())  # line ends and tabs of a pasted text too
    if not value:
        if spec.required:
            raise _refused("E-01", spec)
        return ""
    if any(category(character) in _FORBIDDEN for character in value):
        raise _refused("E-07", spec)
    if len(value) > TEXT_LIMIT:
        raise _refused("E-06", spec, limit=str(TEXT_LIMIT))
    return _CHECKS[spec.kind](spec, value)


def _refused(code: str, spec: FieldSpec, **details: str) -> Refused:
    return Refused(code, field=spec.zh, field_en=spec.en, **details)


def _text(_spec: FieldSpec, value: str) -> str:
    return value


def _phone(spec: FieldSpec, value: str) -> str:
    number = plain(value)
    mobile = _MOBILE.fullmatch(number.replace("-", ""))
    if mobile is not None:
        return mobile[1]
    if _LANDLINE.fullmatch(number):
        return number
    raise _refused("E-02", spec)


def _date(spec: FieldSpec, value: str) -> str:
    found = _DATE.fullmatch(plain(value))
    if found is None:
        raise _refused("E-03", spec)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise _refused("E-03", spec) from None


def _money(spec: FieldSpec, value: str) -> str:
    found = _AMOUNT.fullmatch(plain(value).replace(",", ""))
    if found is None:
        raise _refused("E-04", spec)
    whole, part = found[1].lstrip("0") or "0", (found[2] or "").rstrip("0")
    if not part and whole == "0":
        raise _refused("E-04", spec)
    return f"{whole}.{part}" if part else whole


def _choice(spec: FieldSpec, value: str) -> str:
    if value not in spec.choices:
        raise _refused("E-05", spec, choices=" / ".join(spec.choices))
    return value


_CHECKS = {
    FieldKind.TEXT: _text,
    FieldKind.PHONE: _phone,
    FieldKind.DATE: _date,
    FieldKind.MONEY: _money,
    FieldKind.CHOICE: _choice,
}
