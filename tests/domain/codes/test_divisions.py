import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.codes import divisions
from clerk.domain.faults import Refused


@pytest.mark.parametrize("code", ["310118", "310118000", "310118000000", " 310118 "])
def test_a_district_is_the_same_in_six_nine_and_twelve_digits(code: str) -> None:
    assert divisions.widen(code) == "310118000000"


@given(st.integers(100_000, 999_999), st.sampled_from([6, 9, 12]))
def test_a_district_comes_back_from_every_width(code: int, width: int) -> None:
    narrow = divisions.narrow(divisions.widen(str(code)), width)
    assert len(narrow) == width
    assert divisions.widen(narrow) == divisions.widen(str(code))


def test_a_town_is_never_cut_off() -> None:
    assert divisions.narrow("310118105000", 9) == "310118105"
    with pytest.raises(Refused) as refused:
        divisions.narrow("310118105000", 6)
    assert refused.value.fault.code == "I-19"
    with pytest.raises(Refused):
        divisions.narrow("310118105201", 9)


def test_a_width_that_no_system_has_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="8"):
        divisions.narrow("310118", 8)


@pytest.mark.parametrize("code", ["", "31011", "3101180", "31011X", "031011", "３１０１１٨"])
def test_what_is_no_division_is_refused(code: str) -> None:
    with pytest.raises(Refused) as refused:
        divisions.widen(code)
    assert refused.value.fault.code == "I-18"


def test_a_division_knows_its_province() -> None:
    assert [divisions.province(c) for c in ("310118", "320509", "330421105201")] == [
        "310000",
        "320000",
        "330000",
    ]


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        ("310118", "310000", True),
        ("310118105201", "310118105", True),
        ("310118105201", "310118", True),
        ("320509", "320500", True),
        ("320509", "310000", False),
        ("310118", "310118105", False),
        ("310118105201", "310118105201", True),
        ("310118105202", "310118105201", False),
    ],
)
def test_a_place_lies_in_another_or_not(inner: str, outer: str, within: bool) -> None:
    assert divisions.is_within(inner, outer) is within
