"""The row of bits finds exactly what trying every name one by one finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clerk.domain.search import ItemIndex, Rank, SearchText

READINGS = {
    "甲": ("an", "ang"),
    "乙": ("a",),
    "丙": ("na", "nang"),
    "丁": ("ga",),
    "戊": ("zhang", "chang"),
    "己": ("shi",),
    "庚": ("xing", "hang"),
    "辛": ("xi",),
}
INITIALS = ("zh", "ch", "sh")

characters = st.sampled_from([*READINGS, "a", "7"])
names = st.text(characters, min_size=1, max_size=5)
typed = st.one_of(
    st.text(st.sampled_from("angzhcsxi7甲庚"), min_size=1, max_size=8),
    st.lists(
        st.sampled_from([r for readings in READINGS.values() for r in readings]), min_size=1, max_size=3
    ).map("".join),
)


def romanise(character: str) -> tuple[str, ...]:
    return READINGS.get(character, ())


def uses(character: str, text: str, *, full: bool) -> set[int]:
    """How many letters at the beginning of ``text`` one character can stand for."""
    lengths = {1} if text.startswith(character) else set()
    for reading in romanise(character):
        if text.startswith(reading):
            lengths.add(len(reading))
        if reading.startswith(text):
            lengths.add(len(text))
        if not full:
            initials = [reading[0]] + [reading[:2]] * (reading[:2] in INITIALS)
            lengths |= {len(initial) for initial in initials if text.startswith(initial)}
    return lengths


def matches(name: str, text: str, *, full: bool, gapped: bool = False) -> bool:
    """Whether ``name`` from its beginning agrees with all of ``text``."""
    if not text:
        return True
    if not name:
        return False
    if any(
        matches(name[1:], text[length:], full=full, gapped=gapped)
        for length in uses(name[0], text, full=full)
    ):
        return True
    return gapped and matches(name[1:], text, full=full, gapped=True)


def best_rank(name: str, text: str) -> Rank | None:
    """The rank one name deserves, leaving out whole names."""
    tails = [name[start:] for start in range(len(name))]
    if matches(name, text, full=True):
        return Rank.PREFIX
    if matches(name, text, full=False):
        return Rank.INITIALS_PREFIX
    if any(matches(tail, text, full=True) for tail in tails):
        return Rank.SUBSTRING
    if any(matches(tail, text, full=False) for tail in tails):
        return Rank.INITIALS
    if len(text) > 1 and matches(name, text, full=False, gapped=True):
        return Rank.SUBSEQUENCE
    return None


@settings(max_examples=400)
@given(st.lists(names, min_size=1, max_size=12, unique=True), st.lists(typed, min_size=1, max_size=4))
def test_every_name_gets_the_rank_it_deserves_and_no_other_is_found(
    all_names: list[str], queries: list[str]
) -> None:
    index = ItemIndex([SearchText(name, (name,)) for name in all_names], romanise)
    for text in queries:
        found = {hit.key: hit.rank for hit in index.query(text, limit=100)}
        expected = {name: best_rank(name, text) for name in all_names}
        assert set(found) == {name for name, rank in expected.items() if rank is not None}
        for name, rank in found.items():
            if rank is not Rank.EXACT:
                assert rank is expected[name], (name, text)
            else:
                assert expected[name] in {Rank.PREFIX, Rank.INITIALS_PREFIX}


@settings(max_examples=200)
@given(st.lists(names, min_size=1, max_size=8, unique=True), typed)
def test_what_is_marked_is_what_was_typed(all_names: list[str], text: str) -> None:
    index = ItemIndex([SearchText(name, (name,)) for name in all_names], romanise)
    for hit in index.query(text, limit=100):
        marked = "".join(hit.text[start:end] for start, end in hit.spans)
        assert matches(marked, text, full=False), (hit, text)
