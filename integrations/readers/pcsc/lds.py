"""Files of a travel document's chip (logical data structure): ICAO Doc 9303-10."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerk.domain.codes.typed_text import is_digits
from clerk.domain.faults import Refused
from integrations.readers.pcsc.apdu import ALL, Answer, Card, Command
from integrations.readers.pcsc.mrz import Mrz, parse
from integrations.readers.pcsc.steps import Step, refused_by_card, unreadable
from integrations.readers.pcsc.tlv import Malformed, find, header

APPLICATION = bytes.fromhex("A0000002471001")


@dataclass(frozen=True, slots=True)
class ChipFile:
    """An elementary file: its identifier, its outermost tag, the longest that is believed, its name."""

    identifier: int
    tag: int
    limit: int
    step: Step


COM = ChipFile(0x011E, 0x60, 256, Step("读取护照目录（EF.COM）", "reading the list of contents (EF.COM)"))
DG1 = ChipFile(0x0101, 0x61, 256, Step("读取护照资料（DG1）", "reading the document data (DG1)"))
DG12 = ChipFile(0x010C, 0x6C, 0x4000, Step("读取签发资料（DG12）", "reading the issuing data (DG12)"))

MASTER_FILE = 0x3F00
ACCESS_SHORT_NAME = 0x1C
"""EF.CardAccess, in the master file: it is there when the chip speaks PACE."""
CARD_ACCESS = Step("查看芯片访问方式（EF.CardAccess）", "looking how the chip opens (EF.CardAccess)")

SELECT = Step("选择护照应用", "selecting the passport application")

_DG2_TAG = 0x75
_DG12_TAG = 0x6C
_PIECE = 0xA0
"""Bytes asked for at once: with the secure channel's own they stay under 256."""
_HEADER = 4
_SEQUENCE_SET = 0x31


@dataclass(frozen=True, slots=True)
class Contents:
    """What EF.COM says is on the chip."""

    tags: frozenset[int]

    @property
    def has_photo(self) -> bool:
        """DG2, the face. It is never read."""
        return _DG2_TAG in self.tags

    @property
    def has_issuing_data(self) -> bool:
        """DG12, with the day of issue."""
        return _DG12_TAG in self.tags


def read_file(card: Card, file: ChipFile) -> bytes:
    """The whole file.

    Raises:
        Refused: a failure of the line, ``I-79`` the chip refuses it, ``I-78`` it is not what it should be.
    """
    card.ask(file.step, Command(0xA4, 0x02, 0x0C, file.identifier.to_bytes(2, "big"))).need(file.step)
    data = card.ask(file.step, _read_binary(0, _HEADER)).need(file.step)
    try:
        start, length = header(data)
    except Malformed:
        raise unreadable(file.step) from None
    total = start + length
    if data[0] != file.tag or total > file.limit:
        raise unreadable(file.step)
    while len(data) < total:
        piece = card.ask(file.step, _read_binary(len(data), min(_PIECE, total - len(data)))).need(file.step)
        if not piece:
            raise unreadable(file.step)
        data += piece
    return data[:total]


def speaks_pace(card: Card) -> bool:
    """Whether the chip has EF.CardAccess, which only chips with PACE have.

    Raises:
        Refused: a failure of the line.
    """
    select = Command(0xA4, 0x00, 0x0C, MASTER_FILE.to_bytes(2, "big"))
    card.ask(CARD_ACCESS, select)  # a chip that starts in its master file may refuse to select it
    answer: Answer = card.ask(CARD_ACCESS, Command(0xB0, 0x80 | ACCESS_SHORT_NAME, 0, expect=ALL))
    return answer.data[:1] == bytes((_SEQUENCE_SET,))


def contents(data: bytes) -> Contents:
    """EF.COM.

    Raises:
        Refused: ``I-78`` it is no such file.
    """
    try:
        tags = find(data, COM.tag, 0x5C)
    except Malformed:
        tags = None
    if tags is None:
        raise unreadable(COM.step)
    return Contents(frozenset(tags))


def document_data(data: bytes) -> Mrz:
    """DG1: the printed zone, as the chip holds it.

    Raises:
        Refused: ``I-78`` it is no such file, or no zone.
    """
    try:
        zone = find(data, DG1.tag, 0x5F1F)
        return parse((zone or b"").decode("ascii"))
    except (Malformed, UnicodeDecodeError, Refused):
        raise unreadable(DG1.step) from None


def issued_on(data: bytes) -> date | None:
    """DG12: the day of issue, None when it does not say.

    Raises:
        Refused: ``I-78`` it is no such file.
    """
    try:
        written = find(data, DG12.tag, 0x5F26)
    except Malformed:
        raise unreadable(DG12.step) from None
    if written is None:
        return None
    # Eight digits, in some chips packed into four bytes.
    digits = written.hex() if len(written) == 4 else written.decode("ascii", "replace")
    if len(digits) != 8:
        return None
    if not is_digits(digits):
        raise unreadable(DG12.step)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise unreadable(DG12.step) from None


def no_application(status: int) -> Refused:
    """``I-79`` for the selection of the application."""
    return refused_by_card(SELECT, status)


def _read_binary(offset: int, length: int) -> Command:
    return Command(0xB0, offset >> 8, offset & 0xFF, expect=length)
