"""The social security card (社会保障卡): its application SSSE, read without any PIN.

Records are asked for by tag: their numbers moved between card versions 1, 2 and 3. Layout after LD/T 32-2015
as found in readers' sources; which records a card of version 3 gives without the PSAM differs by region.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from clerk.domain.codes.nations import NATIONS
from clerk.domain.faults import Fault, Refused
from clerk.domain.names import normalise
from clerk.domain.parties import DocumentKind, Person, Sex, Validity
from integrations.readers.pcsc.apdu import (
    ALL,
    FILE_NOT_FOUND,
    RECORD_NOT_FOUND,
    SECURITY_STATUS,
    Answer,
    Card,
    Command,
    select_application,
)
from integrations.readers.pcsc.steps import Step, refused_by_card, unreadable

APPLICATION = b"sx1.sh." + "社会保障".encode("gbk")
"""Name of the application SSSE."""

CARD_FILE = 0x05
PERSON_FILE = 0x06

SELECT = Step("选择社保应用", "selecting the social security application")
_SELECT_FILE = Step("选择社保数据文件", "selecting the file of records")
_NO_SUCH_RECORD = frozenset({FILE_NOT_FOUND, RECORD_NOT_FOUND, 0x6A88})
_NO_SHORT_FILE_NAMES = frozenset({0x6A81, 0x6A86, 0x6B00})
"""Answers of cards that want the file selected first, and then no file named in the command."""


@dataclass(frozen=True, slots=True)
class Item:
    """One record: file, tag, and its name."""

    file: int
    tag: int
    zh: str
    en: str

    @property
    def step(self) -> Step:
        """Reading it."""
        return Step(f"读取{self.zh}", f"reading the {self.en}")


IDENTIFIER = Item(CARD_FILE, 0x01, "卡识别码", "card identifier")
VERSION = Item(CARD_FILE, 0x03, "规范版本", "version of the card")
ISSUED = Item(CARD_FILE, 0x05, "发卡日期", "day of issue")
EXPIRES = Item(CARD_FILE, 0x06, "卡有效期", "end of validity")
CARD_NUMBER = Item(CARD_FILE, 0x07, "卡号", "card number")
PERSON_NUMBER = Item(PERSON_FILE, 0x08, "社会保障号码", "social security number")
NAME = Item(PERSON_FILE, 0x09, "姓名", "name")
NAME_EXTENSION = Item(PERSON_FILE, 0x4E, "姓名扩展", "rest of the name")
SEX = Item(PERSON_FILE, 0x0A, "性别", "sex")
NATION = Item(PERSON_FILE, 0x0B, "民族", "nation")
BIRTH = Item(PERSON_FILE, 0x0D, "出生日期", "birth day")

CARD_NUMBER_LENGTH = 9
_REGION_LENGTH = 6
_NAME_LENGTH, _EXTENSION_LENGTH = 30, 20
_CHARACTER = 2
"""Bytes of most characters of a name."""
_CODE = re.compile(r"[0-9A-Za-z.\-]*")
_PADDING = b"\0\xff "
_SEX = {"1": Sex.MALE, "2": Sex.FEMALE}
_OPEN_END = frozenset({"", "00000000", "99999999"})


@dataclass(frozen=True, slots=True)
class SocialCard:
    """What a social security card says. Nothing of it is kept but the person."""

    person: Person
    card_number: str
    region: str
    """Division code of the issuing region (发卡地区), six digits."""
    version: str
    name_full: bool = False
    """Whether the name fills its records, so that its end may be missing."""

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """A card that was reported lost reads like any other: only its region knows."""
        found = [Fault("I-88", {"region": self.region})]
        if self.name_full:
            found.append(Fault("N-04"))
        return tuple(found)


def select(card: Card) -> bool:
    """Select the application; False when the card has none.

    Raises:
        Refused: a failure of the line, or ``I-79`` another answer than "not found".
    """
    answer = card.ask(SELECT, select_application(APPLICATION))
    if answer.no_application:
        return False
    answer.need(SELECT)
    return True


def read_selected(card: Card) -> SocialCard:
    """Read the card whose application is selected.

    Raises:
        Refused: a failure of the line, ``I-86`` it wants the PSAM, ``I-87`` a record is missing, ``I-78`` one
            is unreadable, ``I-79`` another refusal, ``I-03`` its validity is reversed, ``N-…`` no name.
    """
    records = _Records(card)
    identifier = digits(records.need(IDENTIFIER))
    if len(identifier) < _REGION_LENGTH:
        raise unreadable(IDENTIFIER.step)
    records.region = identifier[:_REGION_LENGTH]
    records.version = code(records.need(VERSION), VERSION.step)
    number = code(records.need(CARD_NUMBER), CARD_NUMBER.step)[:CARD_NUMBER_LENGTH]
    first, extension = records.need(NAME), records.get(NAME_EXTENSION)
    person = Person(
        name=name_of(first, extension),
        document=DocumentKind.SOCIAL_SECURITY,
        number=code(records.need(PERSON_NUMBER), PERSON_NUMBER.step),
        sex=_SEX.get(code(records.get(SEX), SEX.step), Sex.UNKNOWN),
        nation=NATIONS.get(digits(records.get(NATION)), ""),
        birth=day(records.get(BIRTH), BIRTH.step),
        validity=_validity(records.get(ISSUED), records.get(EXPIRES)),
        issuer=records.region,
    )
    return SocialCard(person, number, records.region, records.version, may_be_cut(first, extension))


class _Records:
    """Records of the selected application, by tag."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._selected: int | None = None
        self._by_short_name = True
        self.region = ""
        self.version = ""

    def need(self, item: Item) -> bytes:
        """Value of a record that every card has."""
        value = self.get(item)
        if not value.rstrip(_PADDING):
            raise Refused("I-87", item=item.zh, item_en=item.en)
        return value

    def get(self, item: Item) -> bytes:
        """Value of a record, empty when the card has none of that tag."""
        answer = self._ask(item)
        if answer.status in _NO_SUCH_RECORD:
            return b""
        if answer.status == SECURITY_STATUS:
            raise Refused("I-86", region=self.region, version=self.version)
        if not answer.ok:
            raise refused_by_card(item.step, answer.status)
        return record_value(answer.data, item)

    def _ask(self, item: Item) -> Answer:
        if self._by_short_name:
            answer = self._card.ask(item.step, Command(0xB2, item.tag, item.file << 3, expect=ALL))
            if answer.status not in _NO_SHORT_FILE_NAMES:
                return answer
            self._by_short_name = False
        if self._selected != item.file:
            selected = self._card.ask(_SELECT_FILE, Command(0xA4, 0x02, 0x00, bytes((0xEF, item.file))))
            if not selected.ok:
                return selected
            self._selected = item.file
        return self._card.ask(item.step, Command(0xB2, item.tag, 0x00, expect=ALL))


def record_value(data: bytes, item: Item) -> bytes:
    """Value of a record as the card gave it: tag, length, value.

    Raises:
        Refused: ``I-78`` it is not that record, or shorter than it says.
    """
    if len(data) < 2 or data[0] != item.tag or len(data) < 2 + data[1]:
        raise unreadable(item.step)
    return data[2 : 2 + data[1]]


def name_of(first: bytes, extension: bytes) -> str:
    """The name: both records joined as bytes and decoded once, for a character can lie across their border.

    Raises:
        Refused: ``I-78`` these are no GBK characters, ``N-…`` they are no name.
    """
    # No second byte of GBK is a space or FF; only the padding is.
    return normalise(text(first.rstrip(_PADDING) + extension, NAME.step)).value


def may_be_cut(first: bytes, extension: bytes) -> bool:
    """Whether the name leaves no room for another character where it ends.

    An extension that is there and blank says that the name ends with the first record.
    """
    written, room = (extension, _EXTENSION_LENGTH) if extension else (first, _NAME_LENGTH)
    return len(written.rstrip(_PADDING)) > room - _CHARACTER


def code(value: bytes, step: Step) -> str:
    """An ``an`` item of letters and digits only: a number, a version, a code.

    Raises:
        Refused: ``I-78`` anything else in it, which no screen should be given.
    """
    written = value.rstrip(_PADDING).decode("ascii", "replace")
    if not _CODE.fullmatch(written):
        raise unreadable(step)
    return written


def text(value: bytes, step: Step) -> str:
    """An ``an`` item of any characters: GBK (read as its superset GB 18030), left aligned, padded.

    Raises:
        Refused: ``I-78`` bytes that are no characters.
    """
    try:
        return value.rstrip(_PADDING).decode("gb18030").strip()
    except UnicodeDecodeError:
        raise unreadable(step) from None


def digits(value: bytes) -> str:
    """A ``cn`` item: packed decimal digits, left aligned, padded with F. Anything behind them is dropped."""
    found = re.match(r"[0-9]*", value.hex())
    return found.group() if found else ""


def day(value: bytes, step: Step) -> date | None:
    """A ``cn`` item of a day (YYYYMMDD), None when it is blank.

    Raises:
        Refused: ``I-78`` there is no such day.
    """
    written = digits(value)
    if written in _OPEN_END:
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        raise unreadable(step) from None


def _validity(issued: bytes, expires: bytes) -> Validity | None:
    since, until = day(issued, ISSUED.step), day(expires, EXPIRES.step)
    # A blank end is an end nobody wrote, not a long-term card.
    return Validity(since, until) if since and until else None
