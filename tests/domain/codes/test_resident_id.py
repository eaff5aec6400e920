from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.codes import resident_id
from clerk.domain.codes.resident_id import NumberKind
from clerk.domain.faults import Refused
from clerk.domain.parties import Sex

BODIES = st.builds(
    lambda area, born, serial: f"{area:06d}{born:%Y%m%d}{serial:03d}",
    st.integers(100_000, 799_999),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)


def test_a_citizen_number_tells_birth_and_sex() -> None:
    number = resident_id.parse("31011819900101001X")
    assert (number.kind, number.birth, number.sex) == (NumberKind.CITIZEN, date(1990, 1, 1), Sex.MALE)
    assert resident_id.parse("330421200002290037").birth == date(2000, 2, 29)
    assert resident_id.parse("320509198506150029").sex is Sex.FEMALE


@pytest.mark.parametrize(
    "typed", ["31011819900101001x", " 310118 19900101 001X\n", "３１０１１８１９９００１０１００１Ｘ"]
)
def test_a_number_typed_in_small_or_wide_letters_is_kept_in_one_spelling(typed: str) -> None:
    assert resident_id.parse(typed).value == "31011819900101001X"


@given(BODIES)
def test_every_number_with_its_own_check_character_is_taken(body: str) -> None:
    assert resident_id.parse(body + resident_id.check_character(body)).value[:17] == body


@given(BODIES, st.data())
def test_every_single_wrong_key_is_found(body: str, data: st.DataObject) -> None:
    number = body + resident_id.check_character(body)
    place = data.draw(st.integers(0, 16))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    with pytest.raises(Refused) as refused:
        resident_id.parse(number[:place] + wrong + number[place + 1 :])
    assert refused.value.fault.code in {"I-11", "I-12"}


def test_an_area_that_no_list_knows_any_more_is_taken() -> None:
    body = "51900119600101001"
    assert resident_id.parse(body + resident_id.check_character(body)).area == "519001"


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_numbers_of_hong_kong_macao_and_taiwan_residents_are_type_j(area: str) -> None:
    body = area + "19700131" + "002"
    number = resident_id.parse(body + resident_id.check_character(body))
    assert (number.kind, number.sex) == (NumberKind.HMT_RESIDENCE, Sex.FEMALE)


def test_a_permanent_resident_of_2023_has_a_number_that_starts_with_nine() -> None:
    body = "91113019810803002"
    number = resident_id.parse(body + resident_id.check_character(body))
    assert number.kind is NumberKind.FOREIGN_2023
    assert not number.layout_verified


def test_a_type_y_number_without_a_day_in_it_is_still_taken() -> None:
    body = "9" + "1" * 16
    assert resident_id.parse(body + resident_id.check_character(body)).birth is None


def test_an_older_permanent_residence_number_is_known_by_its_shape() -> None:
    number = resident_id.parse("abc310181010112")
    assert (number.kind, number.birth, number.sex) == (NumberKind.FOREIGN_2017, None, Sex.UNKNOWN)


def test_a_number_of_the_first_generation_is_for_archives_only() -> None:
    number = resident_id.parse("310118600101001")
    assert number.birth == date(1960, 1, 1)
    assert not number.on_a_card


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "I-10"),
        ("3101181990010100", "I-10"),
        ("31011819900101001XX", "I-10"),
        ("3101181990010100AX", "I-10"),
        ("A10118199001010018", "I-10"),
        ("310118199013010018", "I-11"),
        ("310118199002300018", "I-11"),
        ("310118119001010010", "I-11"),
        ("310118600230001", "I-11"),
        ("310118199001010011", "I-12"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        resident_id.parse(typed)
    assert refused.value.fault.code == code
    assert not refused.value.fault.details, "the number itself must not reach a log"


@given(st.text(max_size=20))
def test_any_text_is_either_a_number_or_refused(typed: str) -> None:
    code = ""
    try:
        number = resident_id.parse(typed)
    except Refused as refused:
        code = refused.fault.code
    if code:
        assert code in {"I-10", "I-11", "I-12"}
    else:
        assert resident_id.parse(number.value) == number


def test_a_check_character_needs_seventeen_digits() -> None:
    with pytest.raises(Refused):
        resident_id.check_character("3101181990010100")
