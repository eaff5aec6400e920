"""Made-up chips (示例), written byte by byte from the published tables and not from the product's own."""

from __future__ import annotations

from dataclasses import dataclass

PHOTO = b"WLf\x00" + bytes(1020)
"""What a photo begins with, and nothing behind it."""


@dataclass(frozen=True, slots=True)
class ChipCard:
    """A card for the virtual reader."""

    text: bytes
    photo: bytes = PHOTO


def text_block(letter: str, *fields: tuple[int, int, str]) -> bytes:
    """256 bytes of spaces with ``(first byte, length, text)`` written in, and the letter at byte 248."""
    block = bytearray(" ".encode("utf-16-le") * 128)
    for first, length, text in (*fields, (248, 2, letter)):
        units = text.encode("utf-16-le", "surrogatepass")[:length]
        block[first : first + len(units)] = units
    return bytes(block)


def resident(
    *,
    letter: str = " ",
    name: str = "张晓禾",
    sex: str = "2",
    nation: str = "01",
    birth: str = "19900307",
    address: str = "上海市青浦区示例路 1 号",
    number: str = "310118199003070024",
    issuer: str = "上海市公安局青浦分局",
    since: str = "20200101",
    until: str = "20400101",
) -> bytes:
    """The text of a resident card (居民身份证)."""
    return text_block(
        letter,
        (0, 30, name),
        (30, 2, sex),
        (32, 4, nation),
        (36, 16, birth),
        (52, 70, address),
        (122, 36, number),
        (158, 30, issuer),
        (188, 16, since),
        (204, 16, until),
    )


def hmt_residence() -> bytes:
    """The text of a residence permit of a Hong Kong resident, type J."""
    return text_block(
        "J",
        (0, 30, "陳港生"),
        (30, 2, "1"),
        (36, 16, "19820701"),
        (52, 70, "江苏省苏州市吴江区示例路 2 号"),
        (122, 36, "810000198207010239"),
        (158, 30, "苏州市公安局"),
        (188, 16, "20220701"),
        (204, 16, "20270701"),
        (220, 18, "H12345678"),
        (238, 4, "01"),
    )


def foreign_2017(*, name: str = "示例") -> bytes:
    """The text of a permanent residence card of 2017, type I."""
    return text_block(
        "I",
        (0, 120, "EXAMPLE, PERSON MIDDLE"),
        (120, 2, "1"),
        (122, 30, "USA310090030701"),
        (152, 6, "USA"),
        (158, 30, name),
        (188, 16, "20180101"),
        (204, 16, "20280101"),
        (220, 16, "19900307"),
        (236, 4, "01"),
        (240, 8, "3100"),
    )


def foreign_2023(*, name: str = "", english: str = "EXAMPLE-MONTGOMERY, MARIA FERNANDA GUADALUPE") -> bytes:
    """The text of a permanent residence card of 2023, type Y; its English name may go on elsewhere."""
    return text_block(
        "Y",
        (0, 30, name),
        (30, 2, "2"),
        (32, 4, "01"),
        (36, 16, "19681201"),
        (52, 70, english[:35]),
        (122, 36, "933724196812010026"),
        (188, 16, "20240301"),
        (204, 16, "20340301"),
        (220, 22, english[35:]),
        (242, 6, "ESP"),
        (250, 6, "301"),
    )
