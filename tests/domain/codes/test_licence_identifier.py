import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.codes import licence_identifier
from clerk.domain.codes.licence_identifier import Verdict
from clerk.domain.faults import Refused

RIGHT = "1.2.156.3005.2.11100000MB0143028R001.11310118MB00000000.2020000001.001.5"
CHARACTERS = st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_an_identifier_is_taken_apart() -> None:
    identifier = licence_identifier.parse(RIGHT)
    assert identifier.type_code == "11100000MB0143028R001"
    assert identifier.issuer == "11310118MB00000000"
    assert (identifier.serial, identifier.version, identifier.check) == ("2020000001", "001", "5")
    assert identifier.value == RIGHT
    assert identifier.verdict is Verdict.OK


def test_the_older_way_of_counting_is_recognised_and_told_apart() -> None:
    assert licence_identifier.parse(RIGHT[:-1] + "0").verdict is Verdict.OLD_VARIANT


def test_a_check_character_that_nobody_counts_is_a_mismatch_and_no_refusal() -> None:
    assert licence_identifier.parse(RIGHT[:-1] + "7").verdict is Verdict.MISMATCH


@given(
    st.text(CHARACTERS, min_size=21, max_size=21),
    st.text(CHARACTERS, min_size=18, max_size=18),
    st.text(CHARACTERS, min_size=1, max_size=32),
    st.integers(0, 999),
)
def test_what_is_issued_reads_back_and_is_right(kind: str, issuer: str, serial: str, version: int) -> None:
    identifier = licence_identifier.issue(kind, issuer, serial, f"{version:03d}")
    assert licence_identifier.parse(identifier.value) == identifier
    assert identifier.verdict is Verdict.OK


@given(st.integers(0, 51), st.data())
def test_every_single_wrong_character_is_found(place: int, data: st.DataObject) -> None:
    body = "11100000MB0143028R001" + "11310118MB00000000" + "2020000001" + "001"
    wrong = data.draw(CHARACTERS.filter(lambda c: c != body[place]))
    assert licence_identifier.check_character(body[:place] + wrong + body[place + 1 :]) != "5"


def test_digits_alone_are_counted_the_same_way_by_both() -> None:
    """The older program differs in letters and shifts its result by one place."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for body in ("1", "20", "311", "90817263544"):
        new, old = licence_identifier.check_character(body), licence_identifier.old_check_character(body)
        assert alphabet.index(old) == (alphabet.index(new) - 1) % 36


@pytest.mark.parametrize(
    "text",
    ["", "1.2.156.3005.2", RIGHT.replace(".001.5", ".1.5"), RIGHT.replace("3005", "3006"), RIGHT + "0"],
)
def test_what_has_not_the_shape_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        licence_identifier.parse(text)
    assert refused.value.fault.code == "I-15"


def test_nothing_is_issued_for_parts_that_have_not_the_shape() -> None:
    for kind, serial in (("short", "1"), ("11100000MB0143028R001", "中文")):
        with pytest.raises(Refused):
            licence_identifier.issue(kind, "11310118MB00000000", serial)
