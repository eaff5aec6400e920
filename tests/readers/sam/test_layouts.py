"""The text of every kind of card is read whole, and what cannot be read ends in a named fault."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from clerk.domain.names import PRIVATE_USE_REPAIR
from clerk.domain.parties import DocumentKind, Sex, Validity
from integrations.readers.sam.layouts import LAYOUTS, person_in
from tests.readers.sam import cards

name_characters = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def refusal(text: bytes) -> Refused:
    """Why a text is refused."""
    with pytest.raises(Refused) as refused:
        person_in(text)
    return refused.value


def test_a_resident_card_is_read_whole() -> None:
    person = person_in(cards.resident())
    assert person.document is DocumentKind.RESIDENT_ID
    assert person.name == "张晓禾"
    assert person.number == "310118199003070024"
    assert person.sex is Sex.FEMALE
    assert person.nation == "汉"
    assert person.birth == date(1990, 3, 7)
    assert person.address == "上海市青浦区示例路 1 号"
    assert person.issuer == "上海市公安局青浦分局"
    assert person.validity == Validity(date(2020, 1, 1), date(2040, 1, 1))


def test_a_residence_permit_of_hong_kong_macao_and_taiwan_has_no_nation() -> None:
    person = person_in(cards.hmt_residence())
    assert person.document is DocumentKind.HMT_RESIDENCE
    assert person.name == "陳港生"
    assert person.number == "810000198207010239"
    assert person.nation == ""
    assert person.validity == Validity(date(2022, 7, 1), date(2027, 7, 1))


def test_a_permanent_residence_card_of_2017_gives_its_chinese_name() -> None:
    person = person_in(cards.foreign_2017())
    assert person.document is DocumentKind.FOREIGN_RESIDENCE
    assert person.name == "示例"
    assert person.number == "USA310090030701"
    assert person.birth == date(1990, 3, 7)
    assert person.validity == Validity(date(2018, 1, 1), date(2028, 1, 1))


def test_without_a_chinese_name_the_english_one_is_taken() -> None:
    assert person_in(cards.foreign_2017(name="")).name == "EXAMPLE, PERSON MIDDLE"


def test_a_permanent_residence_card_of_2023_joins_an_english_name_that_stands_in_two_places() -> None:
    person = person_in(cards.foreign_2023())
    assert person.document is DocumentKind.FOREIGN_RESIDENCE
    assert person.name == "EXAMPLE-MONTGOMERY, MARIA FERNANDA GUADALUPE"
    assert person.number == "933724196812010026"
    assert person.sex is Sex.FEMALE
    assert person.validity == Validity(date(2024, 3, 1), date(2034, 3, 1))


def test_a_space_at_the_seam_of_an_english_name_is_kept() -> None:
    for before in (33, 34, 35, 36):
        name = "E" * before + " MARIA"
        assert person_in(cards.foreign_2023(english=name)).name == name


def test_a_short_english_name_has_no_padding() -> None:
    assert person_in(cards.foreign_2023(english="EXAMPLE, MARIA")).name == "EXAMPLE, MARIA"


def test_long_term_is_a_validity_without_an_end() -> None:
    person = person_in(cards.resident(until="长期"))
    assert person.validity == Validity(date(2020, 1, 1), None)


def test_an_empty_end_is_not_taken_for_long_term() -> None:
    assert person_in(cards.resident(until="")).validity is None


def test_a_validity_that_ends_before_it_begins_is_refused() -> None:
    assert refusal(cards.resident(until="20190101")).fault.code == "I-03"


@pytest.mark.parametrize(
    ("field", "said", "said_en"),
    [("birth", "出生日期", "birth day"), ("since", "有效期起始日", "first day of validity"),
     ("until", "有效期截止日", "last day of validity")],
)  # fmt: skip
@pytest.mark.parametrize("digits", ["20230229", "2023 101", "１９９０0307", "00000000", "abcdefgh", "2023"])
def test_a_day_that_is_none_is_refused_with_the_name_of_its_field(
    field: str, said: str, said_en: str, digits: str
) -> None:
    fault = refusal(cards.resident(**{field: digits})).fault
    assert fault.code == "I-67"
    assert fault.details == {"field": said, "field_en": said_en}


@pytest.mark.parametrize("letter", ["X", "j", "0", "中"])
def test_an_unknown_layout_is_named_and_not_guessed(letter: str) -> None:
    fault = refusal(cards.resident(letter=letter)).fault
    assert fault.code == "I-66"
    assert fault.details == {"layout": f"{ord(letter):04X}"}


def test_an_empty_place_of_the_layout_is_the_resident_card() -> None:
    assert person_in(cards.resident(letter="\0")).document is DocumentKind.RESIDENT_ID


@pytest.mark.parametrize("length", [0, 255, 257])
def test_a_text_of_another_length_is_refused(length: int) -> None:
    assert refusal(bytes(length)).fault.code == "I-56"


@pytest.mark.parametrize(("private", "standard"), sorted(PRIVATE_USE_REPAIR.items()))
def test_private_use_characters_of_old_cards_are_repaired(private: str, standard: str) -> None:
    person = person_in(cards.resident(name=f"王{private}", address=f"示例{private}路"))
    assert standard in person.name
    assert private not in person.name + person.address


def test_a_rare_name_beyond_the_basic_plane_is_read_whole() -> None:
    assert person_in(cards.resident(name="\U0002cc56示例")).name == "\U0002cc56示例"


def test_a_character_cut_in_half_at_the_end_of_the_field_is_left_out() -> None:
    fourteen = "一" * 14
    assert person_in(cards.resident(name=fourteen + "\U0002cc56")).name == fourteen


def test_half_a_character_elsewhere_is_refused() -> None:
    assert refusal(cards.resident(name="王\udc00示例")).fault.code == "I-67"


def test_a_name_of_fifteen_characters_is_not_cut_further() -> None:
    assert person_in(cards.resident(name="阿" * 15)).name == "阿" * 15


@pytest.mark.parametrize("name", ["王\x1b[2J", "王\u202e示例"])
def test_a_name_that_would_act_on_the_screen_is_refused(name: str) -> None:
    assert refusal(cards.resident(name=name)).fault.code == "N-02"


@pytest.mark.parametrize("field", ["address", "issuer", "number"])
def test_a_field_that_would_act_on_the_screen_is_refused(field: str) -> None:
    assert refusal(cards.resident(**{field: "1\x1b]0;x\x07"})).fault.code == "I-67"


def test_a_card_without_a_name_is_refused() -> None:
    assert refusal(cards.resident(name="")).fault.code == "N-01"


@pytest.mark.parametrize(
    "number", ["", "310118 99003070024", "３１０１１８199003070024", "31011819900307002-"]
)
def test_what_is_no_number_is_refused(number: str) -> None:
    assert refusal(cards.resident(number=number)).fault.code == "I-67"


def test_a_wrong_check_character_is_left_for_the_counter_to_find() -> None:
    assert person_in(cards.resident(number="310118199003070025")).number.endswith("5")


@pytest.mark.parametrize(
    ("digit", "sex"), [("1", Sex.MALE), ("2", Sex.FEMALE), ("0", Sex.UNKNOWN), ("9", Sex.UNKNOWN)]
)
def test_sex_is_that_of_the_standard(digit: str, sex: Sex) -> None:
    assert person_in(cards.resident(sex=digit)).sex is sex


@pytest.mark.parametrize(
    ("digits", "nation"), [("01", "汉"), ("04", "藏"), ("05", "维吾尔"), ("56", "基诺"), ("97", "其他")]
)
def test_the_nation_is_named(digits: str, nation: str) -> None:
    assert person_in(cards.resident(nation=digits)).nation == nation


def test_an_unknown_nation_is_shown_as_its_digits() -> None:
    assert person_in(cards.resident(nation="77")).nation == "77"


@pytest.mark.parametrize("letter", sorted(LAYOUTS))
def test_no_field_overlaps_another_or_leaves_the_text(letter: str) -> None:
    places = sorted(LAYOUTS[letter].fields.values())
    assert all(length > 0 and length % 2 == 0 for _, length in places)
    ends = [first + length for first, length in places]
    assert all(end <= first for end, (first, _) in zip(ends, places[1:], strict=False))
    assert ends[-1] <= 248


@given(
    name=st.text(name_characters, min_size=1, max_size=15),
    address=st.text(name_characters, max_size=35),
    issuer=st.text(name_characters, max_size=15),
    birth=st.dates(date(1900, 1, 1)),
    since=st.dates(date(1984, 1, 1), date(2060, 1, 1)),
)
def test_whatever_is_on_a_card_comes_back_as_it_is(
    name: str, address: str, issuer: str, birth: date, since: date
) -> None:
    person = person_in(
        cards.resident(
            name=name, address=address, issuer=issuer, birth=f"{birth:%Y%m%d}",
            since=f"{since:%Y%m%d}", until="长期",
        )
    )  # fmt: skip
    assert (person.name, person.address, person.issuer) == (name, address, issuer)
    assert (person.birth, person.validity) == (birth, Validity(since, None))
