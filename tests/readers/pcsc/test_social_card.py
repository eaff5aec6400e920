"""What a social security card says, whatever its version, and what it keeps to itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Language, Refused
from clerk.domain.parties import DocumentKind, Sex, Validity
from integrations.readers.pcsc import social_card
from integrations.readers.pcsc.social_card import NAME, SocialCard, day, digits, name_of, read_selected
from tests.readers.pcsc.cards.social import Holder, cn
from tests.readers.pcsc.cards.social import SocialCard as VirtualSocialCard
from tests.readers.pcsc.memory import MemoryCard

HOLDER = Holder()
LONG_NAME = "阿卜杜热合曼·麦麦提图尔荪江"
"""Over 30 bytes of GBK."""


def read(card: VirtualSocialCard) -> SocialCard:
    line = MemoryCard(card, t0=card.t0)
    assert social_card.select(line)
    return read_selected(line)


def refusal(card: VirtualSocialCard) -> dict[str, object]:
    with pytest.raises(Refused) as refused:
        read(card)
    return refused.value.fault.as_dict()


@pytest.mark.parametrize("version", ["1.00", "2.00", "3.00"])
@pytest.mark.parametrize("t0", [True, False], ids=["T=0", "T=1"])
def test_a_card_of_each_version_gives_its_person(version: str, t0: bool) -> None:
    found = read(VirtualSocialCard(version=version, t0=t0))
    assert found.person.name == HOLDER.name
    assert found.person.number == HOLDER.number
    assert found.person.document is DocumentKind.SOCIAL_SECURITY
    assert found.person.sex is Sex.MALE
    assert found.person.nation == "汉"
    assert found.person.birth == date(1990, 3, 7)
    assert found.person.validity == Validity(date(2023, 7, 1), date(2033, 7, 1))
    assert found.person.issuer == found.region == "310118"
    assert found.card_number == "A12345678"
    assert found.version == version


def test_its_status_is_never_taken_for_checked() -> None:
    (warning,) = read(VirtualSocialCard()).warnings
    assert warning.code == "I-88"
    assert "310118" in warning.sentence(Language.ZH)


def test_a_long_name_is_joined_before_it_is_read() -> None:
    """Its eighteenth character lies across the border of the two records, as half of it in each."""
    assert len(LONG_NAME.encode("gb18030")) == 28
    name = "甲" + LONG_NAME + "乙丙"
    odd = "A" + name
    for written in (name, odd):
        assert read(VirtualSocialCard(replace(HOLDER, name=written))).person.name == written
    assert len(odd.encode("gb18030")[:30]) == 30
    with pytest.raises(UnicodeDecodeError):
        odd.encode("gb18030")[:30].decode("gb18030")


@pytest.mark.parametrize(
    ("version", "characters", "cut"),
    [("1.00", 14, False), ("1.00", 15, True), ("3.00", 15, False), ("3.00", 24, False), ("3.00", 25, True)],
)
def test_a_name_that_fills_its_records_may_be_cut(version: str, characters: int, cut: bool) -> None:
    found = read(VirtualSocialCard(replace(HOLDER, name="甲" * characters), version))
    assert ("N-04" in [fault.code for fault in found.warnings]) is cut


def test_half_a_character_of_room_is_none() -> None:
    found = read(VirtualSocialCard(replace(HOLDER, name="A" + "甲" * 14), "1.00"))
    assert "N-04" in [fault.code for fault in found.warnings]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=25))
def test_every_name_that_fits_comes_out_as_it_went_in(name: str) -> None:
    written = name.encode("gbk")
    assert name_of(written[:30].ljust(30, b"\0"), written[30:].ljust(20, b"\0")) == name


def test_a_private_use_character_becomes_the_one_it_stood_for() -> None:
    assert name_of(bytes.fromhex("CDF5FE51"), b"") == "王\U00020087"


def test_bytes_that_are_no_characters_are_not_guessed_at() -> None:
    with pytest.raises(Refused) as refused:
        name_of(b"\xd5\xd4\x81", b"")
    assert refused.value.fault.as_dict() == {
        "code": "I-78",
        "details": {"step": NAME.step.zh, "step_en": NAME.step.en},
    }


def test_a_card_that_wants_the_psam_says_so_with_region_and_version() -> None:
    said = refusal(VirtualSocialCard(locked=frozenset({0x05, 0x06, 0x08, 0x09})))
    assert said == {"code": "I-86", "details": {"region": "310118", "version": "3.00"}}


def test_no_pin_is_ever_sent_and_nothing_is_written() -> None:
    for card in (VirtualSocialCard(), VirtualSocialCard(locked=frozenset({0x08}))):
        line = MemoryCard(card, t0=True)
        assert social_card.select(line)
        try:
            read_selected(line)
        except Refused:
            assert card.locked
        assert {command[1] for command in line.commands} <= {0xA4, 0xB2, 0xC0}


def test_what_is_not_needed_is_not_read() -> None:
    line = MemoryCard(VirtualSocialCard(), t0=True)
    assert social_card.select(line)
    read_selected(line)
    asked = {(command[3] >> 3, command[2]) for command in line.commands if command[1] == 0xB2}
    assert not asked & {(5, 0x02), (5, 0x04), (6, 0x0C)}


def test_a_card_without_short_file_names_has_its_files_selected() -> None:
    assert read(VirtualSocialCard(short_names=False)) == read(VirtualSocialCard())


def test_another_card_is_not_taken_for_one() -> None:
    for status in ("6A82", "6D00", "6E00", "6A86"):
        assert not social_card.select(MemoryCard(lambda _, status=status: bytes.fromhex(status)))
    with pytest.raises(Refused) as refused:
        social_card.select(MemoryCard(lambda _: b"\x6f\x00"))
    assert refused.value.fault.code == "I-79"
    assert refused.value.fault.details["status"] == "6F00"


@pytest.mark.parametrize(
    ("tag", "item"), [(0x01, "card identifier"), (0x08, "social security number"), (0x09, "name")]
)
def test_a_card_without_the_record_says_which_is_missing(tag: int, item: str) -> None:
    card = VirtualSocialCard()
    for records in card.files.values():
        records.pop(tag, None)
    said = refusal(card)
    assert said["code"] == "I-87"
    assert said["details"]["item_en"] == item  # type: ignore[index]


def test_a_blank_number_is_none() -> None:
    card = VirtualSocialCard()
    card.files[6][0x08] = bytes(18)
    assert refusal(card)["code"] == "I-87"


@pytest.mark.parametrize("record", [b"", b"\x09", b"\x08\x02AA", b"\x09\x7f" + b"A" * 30])
def test_a_record_that_is_not_the_one_asked_for_is_unreadable(record: bytes) -> None:
    card = VirtualSocialCard(t0=False)

    def lying(command: bytes) -> bytes:
        said = card.answer(command)
        return record + b"\x90\x00" if command[1:4] == b"\xb2\x09\x30" else said

    line = MemoryCard(lying)
    assert social_card.select(line)
    with pytest.raises(Refused) as refused:
        read_selected(line)
    assert refused.value.fault.code == "I-78"


def test_a_blank_end_is_no_long_term_card() -> None:
    for blank in ("", "00000000", "99999999"):
        assert read(VirtualSocialCard(replace(HOLDER, expires=blank))).person.validity is None


def test_a_reversed_validity_is_refused() -> None:
    assert refusal(VirtualSocialCard(replace(HOLDER, expires="20200101")))["code"] == "I-03"


def test_a_day_that_does_not_exist_is_unreadable() -> None:
    assert refusal(VirtualSocialCard(replace(HOLDER, born="19900231")))["code"] == "I-78"


def test_an_unknown_sex_or_nation_is_left_open() -> None:
    found = read(VirtualSocialCard(replace(HOLDER, sex="9", nation="77")))
    assert found.person.sex is Sex.UNKNOWN
    assert found.person.nation == ""


@given(st.text("0123456789", max_size=32))
def test_packed_digits_come_out_as_they_went_in(text: str) -> None:
    assert digits(cn(text, 16)) == text


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_packed_days_come_out_as_they_went_in(written: date) -> None:
    assert day(cn(f"{written:%Y%m%d}", 4), NAME.step) == written


@pytest.mark.parametrize("number", ["3101\x1b[2J", "\t", "310118 1990", "３１０"])
def test_a_number_holds_nothing_that_a_screen_should_not_get(number: str) -> None:
    assert refusal(VirtualSocialCard(replace(HOLDER, number=number)))["code"] == "I-78"
