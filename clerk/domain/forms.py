"""申请表: what is typed for an item beside what cards and licences say, and how each field is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

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


_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,5})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def check_field(spec: FieldSpec, typed: str) -> str:
    """The value to keep for what was typed.

    Raises:
        Refused: ``E-01`` required, ``E-02`` phone, ``E-03`` date, ``E-04`` amount, ``E-05`` not a choice,
            ``E-06`` too long, ``E-07`` control or direction characters.
    """
    value = typed.strip()
    if not value:
        if spec.required:
            raise Refused("E-01", field=spec.zh, field_en=spec.en)
        return ""
    if _CONTROL.search(value):
        raise Refused("E-07", field=spec.zh, field_en=spec.en)
    if len(value) > TEXT_LIMIT:
        raise Refused("E-06", field=spec.zh, field_en=spec.en, limit=str(TEXT_LIMIT))
    return _CHECKS[spec.kind](spec, value)


def _text(_spec: FieldSpec, value: str) -> str:
    return value


def _phone(spec: FieldSpec, value: str) -> str:
    number = value.replace(" ", "")
    if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
        raise Refused("E-02", field=spec.zh, field_en=spec.en)
    return number


def _date(spec: FieldSpec, value: str) -> str:
    try:
        return date.fromisoformat(value.replace("/", "-")).isoformat()
    except ValueError:
        raise Refused("E-03", field=spec.zh, field_en=spec.en) from None


def _money(spec: FieldSpec, value: str) -> str:
    try:
        amount = Decimal(value.replace(",", ""))
    except InvalidOperation:
        raise Refused("E-04", field=spec.zh, field_en=spec.en) from None
    if not amount.is_finite() or amount <= 0:
        raise Refused("E-04", field=spec.zh, field_en=spec.en)
    return format(amount.normalize(), "f")


def _choice(spec: FieldSpec, value: str) -> str:
    if value not in spec.choices:
        raise Refused("E-05", field=spec.zh, field_en=spec.en, choices=" / ".join(spec.choices))
    return value


_CHECKS = {
    FieldKind.TEXT: _text,
    FieldKind.PHONE: _phone,
    FieldKind.DATE: _date,
    FieldKind.MONEY: _money,
    FieldKind.CHOICE: _choice,
}
