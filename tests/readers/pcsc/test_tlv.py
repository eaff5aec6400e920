"""Data objects as cards write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.readers.pcsc.tlv import Field, Malformed, encoded, fields, find, header

TAGS = st.one_of(
    st.integers(0x00, 0xFF).filter(lambda tag: tag & 0x1F != 0x1F),
    st.integers(0x00, 0x7F).map(lambda low: 0x5F00 | low),
)


@given(st.lists(st.tuples(TAGS, st.binary(max_size=400)), max_size=5))
def test_what_is_written_is_read_back(objects: list[tuple[int, bytes]]) -> None:
    data = b"".join(encoded(tag, value) for tag, value in objects)
    assert list(fields(data)) == [Field(tag, value) for tag, value in objects]


@pytest.mark.parametrize(("size", "head"), [(0x7F, 2), (0x80, 3), (0xFF, 3), (0x100, 4), (0xFFFF, 4)])
def test_a_length_has_as_many_bytes_as_it_needs(size: int, head: int) -> None:
    data = encoded(0x53, bytes(size))
    assert header(data) == (head, size)
    assert len(data) == head + size


def test_an_object_is_found_by_its_path() -> None:
    data = encoded(0x60, encoded(0x5F01, b"0107") + encoded(0x5C, b"\x61\x75"))
    assert find(data, 0x60, 0x5C) == b"\x61\x75"
    assert find(data, 0x60, 0x5F36) is None
    assert find(data, 0x61, 0x5C) is None


@pytest.mark.parametrize("broken", ["60", "6003aabb", "6080", "6084", "6084000000", "5f", "5f8101", "608201"])
def test_an_object_that_ends_early_is_none(broken: str) -> None:
    with pytest.raises(Malformed):
        list(fields(bytes.fromhex(broken)))


def test_nothing_longer_than_a_card_can_hold_is_written() -> None:
    with pytest.raises(ValueError, match="longer"):
        encoded(0x53, bytes(0x10000))
