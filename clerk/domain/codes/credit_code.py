"""统一社会信用代码 (GB 32100-2015): 18 characters without I, O, S, V and Z."""

from __future__ import annotations

from dataclasses import dataclass

from clerk.domain.codes.typed_text import plain
from clerk.domain.faults import Refused

LENGTH = 18


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A credit code taken apart; the area is not compared with any list."""

    value: str

    @property
    def authority(self) -> str:
        """登记管理部门, first character (9 = market regulation, 1 = organisation office)."""
        return self.value[0]

    @property
    def entity_type(self) -> str:
        """机构类别, second character."""
        return self.value[1]

    @property
    def area(self) -> str:
        """登记管理机关行政区划, six digits."""
        return self.value[2:8]

    @property
    def body(self) -> str:
        """主体标识码, nine characters."""
        return self.value[8:17]


def check_character(first_seventeen: str) -> str:
    """The 18th character.

    Raises:
        Refused: ``I-13`` not seventeen characters of the alphabet.
    """
    value = plain(first_seventeen)
    if len(value) != LENGTH - 1:
        raise Refused("I-13")
    from stdnum.cn import uscc  # 20 ms that no first frame should pay

    try:
        return str(uscc.calc_check_digit(value))
    except ValueError:
        raise Refused("I-13") from None


def parse(text: str) -> CreditCode:
    """The credit code in ``text``.

    Raises:
        Refused: ``I-13`` wrong length or characters, ``I-14`` check character wrong.
    """
    value = plain(text)
    if not value.isascii():
        raise Refused("I-13")
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, ValidationError

    try:
        return CreditCode(str(uscc.validate(value)))
    except InvalidChecksum:
        raise Refused("I-14") from None
    except ValidationError:
        raise Refused("I-13") from None


def check(text: str) -> str:
    """The credit code in ``text``, in its one spelling.

    Raises:
        Refused: ``I-13`` wrong length or characters, ``I-14`` check character wrong.
    """
    return parse(text).value
