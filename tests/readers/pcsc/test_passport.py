"""What a passport's chip says once it is open, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from clerk.domain.faults import Refused
from clerk.domain.parties import DocumentKind, Sex, Validity
from integrations.readers.pcsc import lds, passport
from integrations.readers.pcsc.mrz import parse
from integrations.readers.pcsc.passport import Passport
from tests.readers.pcsc.cards.travel import PassportChip, card_zone, passport_zone, tlv
from tests.readers.pcsc.memory import MemoryCard

TODAY = date(2026, 11, 24)
ZONE = passport_zone()


def read(chip: PassportChip, typed: str = ZONE) -> Passport:
    line = MemoryCard(chip)
    assert passport.select(line)
    return passport.read_selected(line, parse(typed), TODAY)


def refusal(chip: PassportChip, typed: str = ZONE) -> str:
    with pytest.raises(Refused) as refused:
        read(chip, typed)
    return refused.value.fault.code


def test_the_chip_gives_the_person() -> None:
    found = read(PassportChip())
    assert found.person.name == "CESHI XIAO MEI"
    assert found.person.number == "E00000000"
    assert found.person.document is DocumentKind.PASSPORT
    assert found.person.sex is Sex.FEMALE
    assert found.person.birth == date(1990, 3, 7)
    assert found.person.issuer == "CHN"


def test_it_is_marked_as_unauthenticated_always() -> None:
    assert [fault.code for fault in read(PassportChip()).warnings] == ["I-95"]


def test_a_chip_without_a_photo_is_said_to_have_none() -> None:
    found = read(PassportChip(groups=b"\x61"))
    assert not found.contents.has_photo
    assert [fault.code for fault in found.warnings] == ["I-95", "I-97"]
    assert read(PassportChip()).contents.has_photo


def test_the_photo_is_never_read() -> None:
    chip = PassportChip()
    asked: list[int | None] = []
    plain = chip._plain

    def listening(command: bytes, data: bytes, expected: int) -> tuple[bytes, bytes]:
        said = plain(command, data, expected)
        asked.append(chip.file)
        return said

    chip._plain = listening  # type: ignore[method-assign]
    read(chip)
    assert set(asked) == {0x011E, 0x0101}


def test_validity_is_known_only_when_the_chip_tells_the_day_of_issue() -> None:
    assert read(PassportChip()).person.validity is None
    told = read(PassportChip(groups=b"\x61\x75\x6c", issued="20200102"))
    assert told.person.validity == Validity(date(2020, 1, 2), date(2030, 1, 1))


def test_an_expired_passport_is_refused_with_its_day() -> None:
    zone = passport_zone(expires="261123")
    with pytest.raises(Refused) as refused:
        read(PassportChip(zone), zone)
    assert refused.value.fault.as_dict() == {"code": "I-31", "details": {"until": "2026-11-23"}}
    today = passport_zone(expires="261124")
    assert read(PassportChip(today), today).person.number == "E00000000"


@pytest.mark.parametrize("days", [{"born": "901399"}, {"expires": "301399"}], ids=["birth", "expiry"])
def test_a_chip_with_a_day_that_does_not_exist_is_unreadable(days: dict[str, str]) -> None:
    zone = passport_zone(**days)
    assert refusal(PassportChip(zone), zone) == "I-78"


def test_a_name_that_may_be_cut_is_said_to_be() -> None:
    zone = passport_zone(name="CHEN<<" + "ABCDEFGHIJ" * 4)
    assert "N-04" in [fault.code for fault in read(PassportChip(zone), zone).warnings]


def test_the_second_line_is_enough() -> None:
    assert read(PassportChip(), ZONE[44:]).person.name == "CESHI XIAO MEI"


def test_the_lines_of_another_passport_do_not_open_it() -> None:
    assert refusal(PassportChip(), passport_zone(number="E00000001")) == "I-92"


def test_a_chip_that_names_another_document_is_not_believed() -> None:
    assert refusal(PassportChip(told=passport_zone(number="E00000001"))) == "I-96"


def test_a_card_that_is_no_passport_is_not_called_one() -> None:
    zone = card_zone()
    assert refusal(PassportChip(zone), zone) == "I-98"
    passport_card = card_zone(code="IP")
    assert read(PassportChip(passport_card), passport_card).person.document is DocumentKind.PASSPORT


@pytest.mark.parametrize(
    "chip",
    [PassportChip(pace_only=True), PassportChip(selectable=False)],
    ids=["no challenge", "no selection"],
)
def test_a_chip_that_opens_only_with_pace_is_refused_in_words(chip: PassportChip) -> None:
    with pytest.raises(Refused) as refused:
        line = MemoryCard(chip)
        passport.select(line)
        passport.read_selected(line, parse(ZONE), TODAY)
    assert refused.value.fault.code == "I-93"


def test_a_chip_that_gives_nothing_and_no_reason_is_not_called_pace() -> None:
    class Closed(PassportChip):
        def answer(self, command: bytes) -> bytes:
            return b"\x90\x00" if command[1:3] == b"\xa4\x04" else b"\x69\x85"

    with pytest.raises(Refused) as refused:
        passport.read_selected(MemoryCard(Closed()), parse(ZONE), TODAY)
    assert refused.value.fault.code == "I-79"
    assert refused.value.fault.details["status"] == "6985"


def test_another_card_is_not_taken_for_a_passport() -> None:
    assert not passport.select(MemoryCard(lambda _: b"\x6a\x82"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        tlv("61", b""),
        tlv("60", bytes(300)),
        b"\x60\x84\xff\xff\xff\xff",
        tlv("60", tlv("5f01", b"0107")),
    ],
    ids=["empty", "another file", "too long", "no length", "no list"],
)
def test_a_list_of_contents_that_is_none_is_unreadable(content: bytes) -> None:
    chip = PassportChip()
    chip.files[0x011E] = content
    assert refusal(chip) == "I-78"


def test_a_file_that_ends_early_is_unreadable() -> None:
    chip = PassportChip()
    chip.files[0x0101] = chip.files[0x0101][:40]
    assert refusal(chip) == "I-78"


def test_a_file_that_is_not_there_is_refused_by_the_chip() -> None:
    chip = PassportChip()
    del chip.files[0x0101]
    assert refusal(chip) == "I-79"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (b"20200102", date(2020, 1, 2)),
        (bytes.fromhex("20200102"), date(2020, 1, 2)),
        (b"202001", None),
        (b"", None),
    ],
)
def test_the_day_of_issue_may_be_written_or_packed(written: bytes, day: date | None) -> None:
    assert lds.issued_on(tlv("6c", tlv("5f26", written))) == day


def test_a_day_of_issue_that_does_not_exist_is_unreadable() -> None:
    with pytest.raises(Refused) as refused:
        lds.issued_on(tlv("6c", tlv("5f26", b"20200231")))
    assert refused.value.fault.code == "I-78"
