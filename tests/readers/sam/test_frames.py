"""Frames are those of the published exchanges, and the parser finds them in whatever stands around them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from integrations.readers.sam.frames import (
    COMMAND_LEAST,
    MOST,
    PREAMBLE,
    Command,
    Damaged,
    FrameParser,
    Reply,
    checksum,
    command_frame,
    frame,
    reply_in,
)
from integrations.readers.sam.module import chip_in

replies = st.binary(min_size=3, max_size=MOST - 1)
quiet = st.binary(max_size=60).filter(lambda noise: b"\xaa" not in noise)


def portions(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    """``data`` in pieces of the given lengths, over and over."""
    at = 0
    while at < len(data):
        for cut in cuts:
            yield data[at : at + cut]
            at += cut


@pytest.mark.parametrize(
    ("command", "published"),
    [
        (Command.NUMBER, "AA AA AA 96 69 00 03 12 FF EE"),
        (Command.FIND, "AA AA AA 96 69 00 03 20 01 22"),
        (Command.SELECT, "AA AA AA 96 69 00 03 20 02 21"),
        (Command.READ, "AA AA AA 96 69 00 03 30 01 32"),
    ],
)
def test_a_command_is_the_published_frame(command: Command, published: str) -> None:
    assert command_frame(command) == bytes.fromhex(published)


def test_the_answer_to_a_read_has_the_published_length() -> None:
    assert len(frame(bytes((0, 0, 0x90)) + b"\x01\x00\x04\x00" + bytes(256 + 1024))) == 1295


def test_a_reply_is_taken_apart() -> None:
    (content,) = FrameParser().feed(bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"))
    assert isinstance(content, bytes)
    assert reply_in(content) == Reply(0x9F, bytes(4))


@given(replies, st.lists(st.integers(1, 7), min_size=1, max_size=5))
def test_a_frame_that_dribbles_in_is_found_whole(content: bytes, cuts: list[int]) -> None:
    parser = FrameParser()
    found = [f for portion in portions(frame(content), cuts) for f in parser.feed(portion)]
    assert found == [content]


@given(replies)
def test_never_more_bytes_are_asked_for_than_belong_to_the_frame(content: bytes) -> None:
    parser, left = FrameParser(), frame(content)
    while left:
        wanted = parser.wanted
        assert 1 <= wanted <= len(left)
        found, left = parser.feed(left[:wanted]), left[wanted:]
    assert found == (content,)


@given(quiet, replies, quiet, replies, quiet)
def test_noise_around_frames_is_passed_over(a: bytes, one: bytes, b: bytes, two: bytes, c: bytes) -> None:
    assert FrameParser().feed(a + frame(one) + b + frame(two) + c) == (one, two)


@given(replies, st.data())
def test_one_changed_bit_is_noticed(content: bytes, data: st.DataObject) -> None:
    sent = bytearray(frame(content))
    # Behind the length: a changed length is another length, and ends in damage or in silence.
    place = data.draw(st.integers(len(PREAMBLE) + 2, len(sent) - 1))
    sent[place] ^= 1 << data.draw(st.integers(0, 7))
    found = FrameParser().feed(bytes(sent))
    assert Damaged() in found
    assert content not in found


@given(replies, replies)
def test_a_frame_behind_a_damaged_one_is_found(broken: bytes, whole: bytes) -> None:
    sent = frame(broken)
    damaged = sent[:-1] + bytes((sent[-1] ^ 0x55,))
    parser = FrameParser()
    found = parser.feed(damaged + frame(whole))
    assert whole in (*found, *parser.give_up())


@given(st.integers(4, MOST), replies)
def test_a_frame_swallowed_by_a_false_length_is_found_when_nothing_more_comes(
    claimed: int, content: bytes
) -> None:
    parser = FrameParser()
    found = parser.feed(PREAMBLE + claimed.to_bytes(2, "big") + frame(content))
    assert content in (*found, *parser.give_up())


@pytest.mark.parametrize("length", [0, 3, MOST + 1, 0xFFFF])
def test_an_impossible_length_is_noise_at_once(length: int) -> None:
    whole = frame(b"\0\0\x90")
    assert FrameParser().feed(PREAMBLE + length.to_bytes(2, "big") + whole) == (whole[7:-1],)


def test_endless_noise_is_not_kept() -> None:
    parser = FrameParser()
    for _ in range(100):
        assert parser.feed(b"\xaa" * 10_000) == ()
    assert parser.wanted <= 11
    assert parser.feed(frame(b"\0\0\x90")) == (b"\0\0\x90",)


def test_the_check_byte_covers_the_length_too() -> None:
    assert checksum(b"\x00\x03\x20\x01") == 0x22


def test_commands_are_shorter_than_replies() -> None:
    assert FrameParser(COMMAND_LEAST).feed(command_frame(Command.FIND)) == (b"\x20\x01",)


# The parts of a read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("photo", [0, 1024])
@pytest.mark.parametrize("fingerprints", [None, 0, 512, 1024])
def test_text_and_photo_are_found_whatever_stands_behind_them(photo: int, fingerprints: int | None) -> None:
    head = (256).to_bytes(2, "big") + photo.to_bytes(2, "big")
    if fingerprints is not None:
        head += fingerprints.to_bytes(2, "big")
    chip = chip_in(head + b"t" * 256 + b"p" * photo + b"f" * (fingerprints or 0))
    assert chip.text == b"t" * 256
    assert chip.photo == b"p" * photo


@given(st.binary(max_size=2400))
def test_parts_that_do_not_fit_are_refused_with_their_length(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        chip_in(data)
    assert refused.value.fault.code == "I-56"
    assert refused.value.fault.details == {"have": str(len(data))}


def test_a_chip_shows_nothing_of_itself_by_accident() -> None:
    chip = chip_in(b"\x01\x00\x04\x00" + b"t" * 256 + b"p" * 1024)
    assert repr(chip) == "Chip()"
