"""电子证照标识 (GB/T 36904): root . type 21 . issuer 18 . serial . version 3 . check character.

Two ways of counting the check character are in use. ISO 7064 MOD 37,36 is the standard's; a widespread
older program counts letters one higher (A = 11) and gives its result one place lower. Neither blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from clerk.domain.codes.typed_text import plain
from clerk.domain.faults import Refused

ROOT = "1.2.156.3005.2"
"""电子证照根代码, an object identifier."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIZE = len(_ALPHABET)
_SHAPE = re.compile(
    re.escape(ROOT) + r"\.([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,64})\.([0-9]{3})\.([0-9A-Z])"
)


class Verdict(StrEnum):
    """What the check character says."""

    OK = "ok"
    """As ISO 7064 counts."""
    OLD_VARIANT = "old_variant"
    """校验位按旧算法: use it, and say so."""
    MISMATCH = "mismatch"
    """As nobody counts: warn, and verify online before use."""


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """An identifier taken apart."""

    type_code: str
    """证照类型代码: credit code of the authority that sets the licence, and three digits."""
    issuer: str
    """证照颁发机构代码; not always a credit code with a right check character, so not checked as one."""
    serial: str
    version: str
    check: str

    @property
    def value(self) -> str:
        """The identifier as it is written."""
        return ".".join((ROOT, self.type_code, self.issuer, self.serial, self.version, self.check))

    @property
    def verdict(self) -> Verdict:
        """Which way of counting gives its check character."""
        body = self.type_code + self.issuer + self.serial + self.version
        if self.check == check_character(body):
            return Verdict.OK
        if self.check == old_check_character(body):
            return Verdict.OLD_VARIANT
        return Verdict.MISMATCH


def check_character(body: str) -> str:
    """Check character after ISO 7064 MOD 37,36 over type, issuer, serial and version without dots."""
    from stdnum.iso7064 import mod_37_36  # 20 ms that no first frame should pay

    return str(mod_37_36.calc_check_digit(body))


def old_check_character(body: str) -> str:
    """Check character as the older program counts it; only to recognise it, never to issue one."""
    product = _SIZE
    for character in body:
        total = product + _ALPHABET.index(character)
        if not character.isdigit():
            total += 1
            if total > _SIZE + 1:
                total %= _SIZE + 1
        product = (total % _SIZE or _SIZE) * 2 % (_SIZE + 1)
    return _ALPHABET[_SIZE - product]


def parse(text: str) -> LicenceIdentifier:
    """The identifier in ``text``. A check character that does not fit is a verdict, not a refusal.

    Raises:
        Refused: ``I-15`` it has not the standard's shape.
    """
    found = _SHAPE.fullmatch(plain(text))
    if found is None:
        raise Refused("I-15")
    return LicenceIdentifier(*found.groups())


def issue(type_code: str, issuer: str, serial: str, version: str = "001") -> LicenceIdentifier:
    """A well-formed identifier for these parts.

    Raises:
        Refused: ``I-15`` a part has not the standard's shape.
    """
    parts = [plain(part) for part in (type_code, issuer, serial, version)]
    body = "".join(parts)
    if not body.isascii() or not body.isalnum():
        raise Refused("I-15")
    return parse(".".join((ROOT, *parts, check_character(body))))
