from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.codes import receipt_number
from clerk.domain.codes.receipt_number import ReceiptNumber
from clerk.domain.faults import Refused

NUMBERS = st.builds(
    ReceiptNumber,
    st.from_regex(r"[A-Z]{2}[0-9]{2}", fullmatch=True).filter(str.isascii),
    st.dates(date(2000, 1, 1), date(2199, 12, 31)),
    st.integers(1, 10**9),
)


def test_a_receipt_number_is_site_day_sequence_and_check_character() -> None:
    number = ReceiptNumber("QP02", date(2026, 11, 24), 14)
    assert str(number) == "QP02-20261124-0014-M"


def test_the_sequence_grows_beyond_four_digits() -> None:
    assert str(ReceiptNumber("QP02", date(2026, 11, 24), 12345)).startswith("QP02-20261124-12345-")


@given(NUMBERS)
def test_every_number_reads_back(number: ReceiptNumber) -> None:
    assert receipt_number.parse(str(number)) == number
    assert receipt_number.parse(f" {str(number).lower()}\r\n") == number
    assert receipt_number.looks_like_one(str(number))


@given(NUMBERS, st.data())
def test_every_single_wrong_key_is_found(number: ReceiptNumber, data: st.DataObject) -> None:
    text = str(number)
    place = data.draw(st.sampled_from([i for i, c in enumerate(text) if c != "-"]))
    same_kind = "0123456789" if text[place].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    wrong = data.draw(st.sampled_from([c for c in same_kind if c != text[place]]))
    with pytest.raises(Refused):
        receipt_number.parse(text[:place] + wrong + text[place + 1 :])


@given(NUMBERS, NUMBERS)
def test_two_receipts_never_share_a_number(one: ReceiptNumber, other: ReceiptNumber) -> None:
    assert (str(one) == str(other)) == (one == other)


def test_long_dashes_of_an_input_method_do_no_harm() -> None:
    assert receipt_number.parse("ＱＰ０２—20261124—0014—Ｍ").sequence == 14


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "I-16"),
        ("QP02-20261124-0014", "I-16"),
        ("QP02-20261124-014-M", "I-16"),
        ("QP02-20261124-00014-M", "I-16"),
        ("QPX2-20261124-0014-M", "I-16"),
        ("QP02-20261324-0014-M", "I-16"),
        ("QP02-20261124-0000-M", "I-16"),
        ("QP02-20261124-0014-7", "I-17"),
        ("QP02-20261124-0041-M", "I-17"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        receipt_number.parse(text)
    assert refused.value.fault.code == code


@pytest.mark.parametrize(("site", "sequence"), [("QP2", 1), ("qp02", 1), ("QP02", 0), ("QP02", 10**12)])
def test_a_number_that_could_not_be_read_back_is_never_made(site: str, sequence: int) -> None:
    with pytest.raises(Refused):
        ReceiptNumber(site, date(2026, 11, 24), sequence)
