"""Encrypted columns open only where they belong, with the keys they were sealed with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.digests import sm3
from clerk.domain.faults import Refused
from clerk.store import ColumnKeys
from clerk.store.columns import Cell

KEYS = ColumnKeys.generate()
CELL = Cell("cases", "personal", "1")


def test_sm3_is_the_digest_of_the_standard() -> None:
    # GB/T 32905-2016, annex A.1
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_in_its_place(plain: bytes) -> None:
    sealed = KEYS.seal(plain, CELL)
    assert KEYS.open(sealed, CELL) == plain
    assert len(plain) < 8 or plain not in sealed


def test_the_same_value_sealed_twice_looks_different() -> None:
    assert KEYS.seal(b"x", CELL) != KEYS.seal(b"x", CELL)


@pytest.mark.parametrize("part", ["table", "column", "row"])
def test_a_value_moved_to_another_place_does_not_open(part: str) -> None:
    with pytest.raises(Refused, match="S-14"):
        KEYS.open(KEYS.seal(b"x", CELL), replace(CELL, **{part: "other"}))


@given(st.data())
def test_no_altered_byte_goes_unnoticed(data: st.DataObject) -> None:
    sealed = bytearray(KEYS.seal("示例".encode(), CELL))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refused, match="S-14"):
        KEYS.open(bytes(sealed), CELL)


@given(st.binary(max_size=40))
def test_bytes_that_were_never_sealed_are_refused(junk: bytes) -> None:
    with pytest.raises(Refused, match="S-14"):
        KEYS.open(junk, CELL)


def test_renewed_keys_open_what_older_ones_sealed_and_seal_with_the_newest() -> None:
    old = KEYS.seal(b"old", CELL)
    renewed = KEYS.renewed()
    assert renewed.newest == 2
    assert renewed.open(old, CELL) == b"old"
    with pytest.raises(Refused, match="S-14"):
        KEYS.open(renewed.seal(b"new", CELL), CELL)
    assert renewed.blind("applicant", "310118") == KEYS.blind("applicant", "310118")


def test_keys_come_back_from_the_vault() -> None:
    renewed = KEYS.renewed()
    assert ColumnKeys.from_bytes(renewed.as_bytes()) == renewed


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"index": 1, "keys": {}}',
        b'{"index": "00", "keys": {"1": "00"}}',
        b"\xff\xfe",
    ],
)
def test_bytes_that_are_no_keys_are_refused_with_words(junk: bytes) -> None:
    with pytest.raises(Refused, match="S-08"):
        ColumnKeys.from_bytes(junk)


def test_keys_never_show_themselves() -> None:
    assert repr(KEYS) == "ColumnKeys(versions=[1])"


def test_a_blind_index_finds_a_number_however_it_was_keyed() -> None:
    typed = KEYS.blind("applicant", "11010519491231002x")
    assert typed == KEYS.blind("applicant", " 110105 19491231 002X ")
    assert typed == KEYS.blind("applicant", "１１０１０５１９４９１２３１００２Ｘ")
    assert typed != KEYS.blind("agent", "11010519491231002x")
    assert typed != ColumnKeys.generate().blind("applicant", "11010519491231002x")
