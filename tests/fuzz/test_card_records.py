"""What PC/SC cards say: ten thousand wrong inputs for each parser, made from right ones, and built ones.

The mutations come from one seed, so that a failure comes again; the input that failed is shown in hex.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from integrations.readers.pcsc import mrz
from tests.fuzz.card_parsers import SILENCE, TODAY, Parser, packed, parsers
from tests.fuzz.mutation import EDGES, mutated
from tests.readers.pcsc.cards.social import DF_NAME
from tests.readers.pcsc.cards.travel import PassportChip, digit, passport_zone, tlv

pytestmark = pytest.mark.slow
SEED = 20261124
INPUTS = 10_000
BUILT = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARSERS = {parser.name: parser for parser in parsers()}


def ended(parser: Parser, data: bytes) -> str:
    """The code it ends in; whatever else comes out fails with the input."""
    try:
        return parser.end(data)
    except BaseException as error:  # the certificate library panics with no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        pytest.fail(f"{parser.name}: {type(error).__name__} {error} after {data.hex()} (seed {SEED})")


@pytest.mark.parametrize("name", PARSERS)
def test_wrong_bytes_end_in_values_or_in_a_named_fault(name: str) -> None:
    parser, chance = PARSERS[name], Random(SEED)
    seen = {ended(parser, seed) for seed in parser.seeds}
    seen |= {ended(parser, mutated(chance, parser.seeds)) for _ in range(INPUTS)}
    # Every end that is declared was reached: the inputs go all the way in.
    assert seen - {""} == parser.ends
    if name != "signature":
        assert "" in seen


TAGS = (
    "53",
    "5c",
    "5f1f",
    "5f26",
    "60",
    "61",
    "6c",
    "6f",
    "70",
    "71",
    "75",
    "7c",
    "81",
    "82",
    "87",
    "8e",
    "99",
)
leaves = st.one_of(st.binary(max_size=24), st.sampled_from([bytes((edge,)) for edge in EDGES]))
trees = st.recursive(
    leaves,
    lambda inner: st.lists(st.tuples(st.sampled_from(TAGS), inner), max_size=4).map(
        lambda parts: b"".join(tlv(tag, value) for tag, value in parts)
    ),
    max_leaves=12,
)


@st.composite
def objects(draw: st.DrawFn) -> bytes:
    """Right objects in each other; one in two has a wrong byte, so that lengths lie."""
    data = bytearray(tlv(draw(st.sampled_from(TAGS)), draw(trees)))
    if draw(st.booleans()):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.sampled_from(EDGES))
    return bytes(data)


@BUILT
@given(objects())
def test_objects_that_lie_about_their_lengths_end_in_values_or_in_a_named_fault(data: bytes) -> None:
    for name in ("data objects", "certificate object"):
        ended(PARSERS[name], data)
    for first in (b"\x00", b"\xff"):
        ended(PARSERS["secure messaging"], first + data + b"\x90\x00")
    ended(PARSERS["chip files"], packed(data, data, data))


answers = st.one_of(
    st.binary(max_size=20).map(lambda data: data + b"\x90\x00"),
    st.tuples(st.sampled_from([0x61, 0x6C]), st.integers(0, 255)).map(bytes),
    st.sampled_from([bytes.fromhex(word) for word in ("6982", "6A82", "6F00", "6A86", "6881", "6300")]),
    st.binary(max_size=258),
)


@BUILT
@given(st.integers(0, 3), st.lists(answers, max_size=9))
def test_a_chain_of_answers_ends_whatever_it_is_made_of(mode: int, said: list[bytes]) -> None:
    ended(PARSERS["exchange"], bytes((mode,)) + packed(*said))
    ended(PARSERS["social card"], packed(b"\x90\x00", *said))
    ended(PARSERS["signature"], bytes((mode * 64,)) + packed(b"\x90\x00", *said))
    ended(PARSERS["PIN"], packed(*said))


letters = st.text("ABCXYZ<0189", max_size=12)
days = st.text("0123459<", min_size=6, max_size=6)


@BUILT
@given(
    letters, letters, days, st.text("MF<X", min_size=1, max_size=1), days, st.sampled_from(["P", "PO", "I"])
)
def test_a_zone_whose_check_digits_fit_is_taken_apart_or_named(
    name: str, number: str, born: str, sex: str, expires: str, code: str
) -> None:
    zone = passport_zone(name, number[:9], born, sex, expires, code)
    assert digit(zone[44:53]) == zone[53]
    ended(PARSERS["zone"], zone.encode())
    chip = PassportChip(told=zone, groups=b"\x61\x6c", issued=born.replace("<", "0") + "01")
    ended(PARSERS["passport"], packed(zone.encode(), *chip.files.values()))


@BUILT
@given(st.text(max_size=100))
def test_whatever_is_typed_for_a_zone_is_one_or_is_named(typed: str) -> None:
    ended(PARSERS["zone"], typed.encode("utf-8", "surrogatepass"))


def values(longest: int) -> st.SearchStrategy[bytes]:
    """What a record may hold: text, padding, packed digits, anything."""
    texts: st.SearchStrategy[bytes] = st.text(max_size=longest).map(
        lambda text: text.encode("gb18030", "replace")
    )
    return st.one_of(
        texts, st.binary(max_size=longest), st.sampled_from([b"", b"\0" * longest, b"\xff" * longest])
    )


RECORDS = (0x01, 0x03, 0x07, 0x09, 0x4E, 0x08, 0x0A, 0x0B, 0x0D, 0x05, 0x06)
"""Tags in the order in which a card of version 3 is asked."""


@BUILT
@given(st.lists(values(20), min_size=len(RECORDS), max_size=len(RECORDS)))
def test_records_of_any_content_are_a_person_or_a_named_fault(found: list[bytes]) -> None:
    selected = tlv("6f", tlv("84", DF_NAME)) + b"\x90\x00"
    records = [
        bytes((tag, len(value))) + value + b"\x90\x00"
        for tag, value in zip(RECORDS, found, strict=True)
        if len(value) < 256
    ]
    ended(PARSERS["social card"], packed(selected, *records))


@BUILT
@given(days, st.sampled_from([mrz.birth_day, lambda day, _: mrz.expiry_day(day)]))
def test_a_day_of_a_zone_is_one_or_is_named(written: str, day: Callable[[str, object], object]) -> None:
    try:
        day(written, TODAY)
    except Refused as refused:
        assert refused.fault.code in {"I-11", "I-90"}


def test_a_card_that_falls_silent_is_refused_by_its_status() -> None:
    assert ended(PARSERS["social card"], packed(b"\x90\x00", SILENCE)) == "I-79"
