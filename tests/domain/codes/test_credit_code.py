import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.codes import credit_code
from clerk.domain.faults import Refused

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.builds(
    lambda area, body: f"91{area:06d}{body}",
    st.integers(0, 999_999),
    st.text(st.sampled_from(ALPHABET), min_size=9, max_size=9),
)


@pytest.mark.parametrize("code", ["91310118MA1K00000E", "91320509MA1K000006", "91330421MA2K00000N"])
def test_the_synthetic_codes_of_the_three_regions_are_right(code: str) -> None:
    assert credit_code.check(code.lower() + "\n") == code


def test_a_code_tells_authority_kind_area_and_body() -> None:
    code = credit_code.parse("91310118MA1K00000E")
    assert (code.authority, code.entity_type, code.area, code.body) == ("9", "1", "310118", "MA1K00000")


@given(BODIES)
def test_every_code_with_its_own_check_character_is_taken(body: str) -> None:
    code = body + credit_code.check_character(body)
    assert credit_code.check(code) == code


@given(BODIES, st.data())
def test_every_single_wrong_key_is_found(body: str, data: st.DataObject) -> None:
    code = body + credit_code.check_character(body)
    place = data.draw(st.integers(8, 17))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    with pytest.raises(Refused) as refused:
        credit_code.parse(code[:place] + wrong + code[place + 1 :])
    assert refused.value.fault.code == "I-14"


@pytest.mark.parametrize(
    "typed", ["", "91310118MA1K00000", "91310118MAIK00000E", "9131011XMA1K00000E", "中" * 18]
)
def test_what_has_not_the_shape_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        credit_code.parse(typed)
    assert refused.value.fault.code == "I-13"


@pytest.mark.parametrize("typed", ["91310118MA1K00000E", "9131", "91310118MAIK00000"])
def test_a_check_character_is_counted_over_seventeen_right_characters(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        credit_code.check_character(typed)
    assert refused.value.fault.code == "I-13"
