"""Ten thousand inputs for the frames and for the layouts: nothing but values and named faults comes out.

Most come from one seed, so that a failure comes again, and are shown in hex; the built ones from Hypothesis.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerk.domain.faults import Language, Refused
from integrations.readers.sam.frames import PREAMBLE, Damaged, FrameParser, frame
from integrations.readers.sam.layouts import TEXT_BYTES, person_in
from integrations.readers.sam.module import chip_in
from tests.fuzz.mutation import mutated
from tests.readers.sam import cards

pytestmark = pytest.mark.slow
SEED = 20261124
INPUTS = 10_000
built = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TEXT_CODES = {"I-03", "I-56", "I-66", "I-67", "N-01", "N-02"}
"""All that the text of a chip may end in."""

pieces = st.one_of(
    st.binary(max_size=40),
    st.binary(min_size=3, max_size=200).map(frame),
    st.just(PREAMBLE),
    st.binary(min_size=2, max_size=2).map(lambda length: PREAMBLE + length),
    st.binary(max_size=60).map(lambda content: frame(content)[:-1]),
)
streams = st.lists(pieces, max_size=12).map(b"".join)
SPECIAL = (0x20, 0, 0x3000, 0xD842, 0xDC00, 0xE816, 0xFEFF, 0xFFFE, 0x202E, 0x1B)
units = st.one_of(
    st.integers(0, 0xFFFF),
    st.sampled_from(SPECIAL),
    st.integers(0x30, 0x39),
    st.integers(0x4E00, 0x9FFF),
)
letters = st.sampled_from([0x20, 0, 0x4A, 0x49, 0x59, 0x58])


TEXTS = (cards.resident(), cards.hmt_residence(), cards.foreign_2017(), cards.foreign_2023())


def a_stream(chance: Random) -> bytes:
    """Frames, halves of frames and noise, as the strategy of that name makes them."""

    def piece() -> bytes:
        match chance.randrange(5):
            case 0:
                return chance.randbytes(chance.randrange(41))
            case 1:
                return frame(chance.randbytes(chance.randrange(3, 201)))
            case 2:
                return PREAMBLE
            case 3:
                return PREAMBLE + chance.randbytes(2)
            case _:
                return frame(chance.randbytes(chance.randrange(61)))[:-1]

    return b"".join(piece() for _ in range(chance.randrange(13)))


def ten_thousand(make: Callable[[Random], bytes], check: Callable[[bytes, Random], None]) -> None:
    """Check what ``make`` makes; an input that fails is shown."""
    chance = Random(SEED)
    for _ in range(INPUTS):
        data = make(chance)
        try:
            check(data, chance)
        except Exception as error:  # noqa: BLE001 - shown with its input
            pytest.fail(f"{type(error).__name__} {error} after {data.hex()} (seed {SEED})")


def test_ten_thousand_streams_give_the_same_in_any_portions() -> None:
    ten_thousand(
        a_stream,
        lambda stream, chance: _portions_are_alike(
            stream, [chance.randint(1, 64) for _ in range(chance.randint(1, 6))]
        ),
    )


def test_ten_thousand_frames_are_found_behind_whatever_came_before() -> None:
    def check(before: bytes, chance: Random) -> None:
        content = chance.randbytes(chance.randrange(3, 201))
        _whole_frame_is_found(before, content, chance.randbytes(chance.randrange(21)))

    ten_thousand(a_stream, check)


def test_ten_thousand_changed_cards_end_in_a_person_or_in_a_named_fault() -> None:
    ten_thousand(
        lambda chance: mutated(chance, TEXTS)[:TEXT_BYTES].ljust(TEXT_BYTES, b"\x20"),
        lambda text, _: _person_or_fault(text),
    )


def test_ten_thousand_answers_to_a_read_end_in_a_chip_or_in_a_named_fault() -> None:
    whole = tuple(
        bytes.fromhex(head) + text + bytes(rest)
        for text in TEXTS
        for head, rest in (("01000400", 1024), ("01000000", 0), ("010004000400", 2048))
    )
    assert len(chip_in(whole[0]).text) == TEXT_BYTES
    ten_thousand(lambda chance: mutated(chance, whole), lambda data, _: _chip_or_fault(data))


@built
@given(streams, st.lists(st.integers(1, 64), min_size=1, max_size=6))
def test_the_portions_in_which_bytes_come_make_no_difference(stream: bytes, cuts: list[int]) -> None:
    _portions_are_alike(stream, cuts)


@built
@given(streams, st.binary(min_size=3, max_size=200), st.binary(max_size=20))
def test_a_whole_frame_is_never_lost_unless_another_claims_its_bytes(
    before: bytes, content: bytes, after: bytes
) -> None:
    _whole_frame_is_found(before, content, after)


@built
@given(st.binary(min_size=TEXT_BYTES, max_size=TEXT_BYTES), letters)
def test_the_text_of_a_chip_ends_in_a_person_or_in_a_named_fault(drawn: bytes, letter: int) -> None:
    text = [_unit(*pair) for pair in zip(drawn[::2], drawn[1::2], strict=True)]
    text[124] = letter
    _person_or_fault(b"".join(unit.to_bytes(2, "little") for unit in text))
    _person_or_fault(drawn[:248] + letter.to_bytes(2, "little") + drawn[250:])


@built
@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.integers(0, 127), units), max_size=6),
)
def test_a_card_with_a_few_wrong_characters_ends_in_a_person_or_in_a_named_fault(
    text: bytes, changes: list[tuple[int, int]]
) -> None:
    changed = bytearray(text)
    for place, unit in changes:
        changed[2 * place : 2 * place + 2] = unit.to_bytes(2, "little")
    _person_or_fault(bytes(changed))


@built
@given(st.binary(max_size=4), st.binary(max_size=1400))
def test_the_answer_to_a_read_ends_in_a_chip_or_in_a_named_fault(head: bytes, rest: bytes) -> None:
    _chip_or_fault(head + rest)


def _portions_are_alike(stream: bytes, cuts: list[int]) -> None:
    whole, dribbling = FrameParser(), FrameParser()
    at_once = [*whole.feed(stream), *whole.give_up()]
    found: list[bytes | Damaged] = []
    place = turn = 0
    while place < len(stream):
        step = cuts[turn % len(cuts)]
        found += dribbling.feed(stream[place : place + step])
        place, turn = place + step, turn + 1
        assert dribbling.wanted >= 1
    found += dribbling.give_up()
    assert found == at_once
    for content in found:
        assert isinstance(content, Damaged) or frame(content) in stream


def _whole_frame_is_found(before: bytes, content: bytes, after: bytes) -> None:
    parser = FrameParser()
    found = [*parser.feed(before), *parser.give_up()]
    assert len(found) <= len(before)
    assert content in (*parser.feed(frame(content) + after), *parser.give_up())


def _chip_or_fault(data: bytes) -> None:
    try:
        assert len(chip_in(data).text) == TEXT_BYTES
    except Refused as refused:
        assert refused.fault.code == "I-56"


def _unit(kind: int, value: int) -> int:
    """A unit of a kind that cards hold; drawing 128 of them one by one would take minutes."""
    return (value, 0x30 + value % 10, 0x4E00 + 80 * value, SPECIAL[value % len(SPECIAL)])[kind % 4]


def _person_or_fault(text: bytes) -> None:
    try:
        person = person_in(text)
    except Refused as refused:
        fault = refused.fault
    else:
        assert person.name
        assert person.number.isascii()
        for shown in (person.name, person.number, person.address, person.nation, person.issuer):
            assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)
        return
    assert fault.code in TEXT_CODES
    assert "—" not in fault.sentence(Language.ZH) + fault.sentence(Language.EN)
