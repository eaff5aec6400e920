"""Commands and answers over a line that speaks T=0 or T=1."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from integrations.readers.pcsc.apdu import ALL, Answer, Command, exchange
from integrations.readers.pcsc.steps import Step

STEP = Step("读取", "reading")


class Line:
    """Gives prepared answers and keeps the commands."""

    def __init__(self, *answers: str) -> None:
        self._answers: Iterator[bytes] = (bytes.fromhex(answer) for answer in answers)
        self.sent: list[str] = []

    def __call__(self, command: bytes) -> bytes:
        self.sent.append(command.hex())
        return next(self._answers)


def test_an_answer_in_one_piece_is_taken_as_it_is() -> None:
    line = Line("01029000")
    assert exchange(line, STEP, Command(0xB2, 1, 4, expect=2), t0=False) == Answer(b"\1\2", 0x9000)
    assert line.sent == ["00b2010402"]


def test_the_right_length_is_asked_for_when_the_card_names_it() -> None:
    line = Line("6c03", "0102039000")
    assert exchange(line, STEP, Command(0xB2, 1, 4, expect=ALL), t0=True).data == b"\1\2\3"
    assert line.sent == ["00b2010400", "00b2010403"]


def test_the_rest_of_an_answer_is_fetched_until_it_ends() -> None:
    line = Line("016102", "02036101", "049000")
    assert exchange(line, STEP, Command(0xB2, 1, 4, expect=ALL), t0=True).data == b"\1\2\3\4"
    assert line.sent == ["00b2010400", "00c0000002", "00c0000001"]


def test_a_fetch_with_a_wrong_length_is_repeated_with_the_right_one() -> None:
    line = Line("6110", "6c02", "01029000")
    assert exchange(line, STEP, Command(0xA4, 4, 0, b"\xa0", ALL), t0=True).data == b"\1\2"


def test_t0_sends_no_length_behind_data() -> None:
    line = Line("9000")
    exchange(line, STEP, Command(0xA4, 4, 0, b"\xa0\1", ALL), t0=True)
    assert line.sent == ["00a4040002a001"]
    line = Line("9000")
    exchange(line, STEP, Command(0xA4, 4, 0, b"\xa0\1", ALL), t0=False)
    assert line.sent == ["00a4040002a00100"]


def test_long_data_go_as_a_chain() -> None:
    line = Line("9000", "9000", "aa9000")
    answer = exchange(line, STEP, Command(0x87, 7, 0x9E, bytes(600), ALL), t0=False)
    assert answer.data == b"\xaa"
    assert [sent[:10] for sent in line.sent] == ["1087079eff", "1087079eff", "0087079e5a"]
    assert line.sent[-1].endswith("00" * 91)


def test_a_chain_that_the_card_breaks_off_is_not_gone_on_with() -> None:
    line = Line("6884")
    assert exchange(line, STEP, Command(0x87, 7, 0x9E, bytes(300), ALL), t0=False) == Answer(b"", 0x6884)
    assert len(line.sent) == 1


@pytest.mark.parametrize("rubbish", ["", "90"])
def test_an_answer_without_a_status_is_unreadable(rubbish: str) -> None:
    with pytest.raises(Refused) as refused:
        exchange(Line(rubbish), STEP, Command(0x84, 0, 0, expect=8), t0=False)
    assert refused.value.fault.as_dict() == {
        "code": "I-78",
        "details": {"step": "读取", "step_en": "reading"},
    }


@pytest.mark.parametrize("said", [b"\x61\x00", b"x" * 256 + b"\x61\x00", b"\x6c\x05", b"\x61\x01"])
def test_a_card_that_always_promises_more_does_not_hold_anybody(said: bytes) -> None:
    asked = 0

    def line(_: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return said

    try:
        answer = exchange(line, STEP, Command(0x84, 0, 0, expect=8), t0=True)
    except Refused as refused:
        assert refused.fault.code == "I-78"
    else:
        assert not answer.ok
    assert asked < 700


@given(st.lists(st.binary(max_size=258), min_size=1), st.binary(max_size=600), st.booleans())
def test_whatever_a_card_says_ends_in_an_answer_or_a_named_fault(
    said: list[bytes], data: bytes, t0: bool
) -> None:
    turn = 0

    def line(_: bytes) -> bytes:
        nonlocal turn
        turn += 1
        return said[turn % len(said)]

    try:
        answer = exchange(line, STEP, Command(0xCB, 0x3F, 0xFF, data, ALL), t0=t0)
    except Refused as refused:
        assert refused.fault.code == "I-78"
    else:
        assert 0 <= answer.status <= 0xFFFF
