"""The clerk finds a matter with three letters."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.catalogue_files import load_catalogue
from clerk.domain.search import Hit, ItemIndex, Rank, SearchText, search_texts
from clerk.domain.search_rows import fold
from clerk.romanise import romaniser

TEXTS = search_texts(load_catalogue())
ROMANISE = romaniser()
INDEX = ItemIndex(TEXTS, ROMANISE)
NAMES = sorted({(text.key, name) for text in TEXTS for name in text.names})


def first(typed: str) -> Hit:
    hits = INDEX.query(typed)
    assert hits, typed
    return hits[0]


def keys(typed: str, limit: int = 20) -> list[str]:
    return [hit.key for hit in INDEX.query(typed, limit)]


def marked(hit: Hit) -> str:
    return "|".join(hit.text[start:end] for start, end in hit.spans)


def test_six_initials_find_the_medical_filing_first() -> None:
    hit = first("ydjyba")
    assert (hit.key, hit.text, hit.rank) == ("YB-0021", "异地就医备案", Rank.EXACT)


def test_initials_inside_the_long_name_mark_its_end() -> None:
    index = ItemIndex([SearchText("YB-0021", ("跨省异地就医备案",))], ROMANISE)
    (hit,) = index.query("ydjyba")
    assert (hit.rank, marked(hit)) == (Rank.INITIALS, "异地就医备案")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("跨省异地就医备案", "YB-0021"),
        ("跨省异地就医直接结算", "YB-0021"),
        ("kuashengyidijiuyibeian", "YB-0021"),
        ("ksydjyba", "YB-0021"),
        ("异地jyba", "YB-0021"),
        ("yidijy", "YB-0021"),
        ("备案 异地", "YB-0021"),
        ("bei an  yi di", "YB-0021"),
        ("YIDIJIUYI", "YB-0021"),
        ("ｙｄｊｙｂａ", "YB-0021"),
        ("YB-0021", "YB-0021"),
        ("yb0021", "YB-0021"),
        ("内资公司设立", "SC-0001"),
        ("yinhang", "YH-0020"),
        ("yinxing", "YH-0020"),
        ("shbzk", "RS-0028"),
        ("hujizhengming", "GA-0035"),
        ("hjzm", "GA-0035"),
        ("qykb", "SC-0017"),
        ("企业开办一窗通", "SC-0017"),
        ("310190001000", "SC-0001"),
        ("11320509MB0000060F4322070021000", "YB-0021"),
    ],
)
def test_what_a_clerk_types_finds_the_matter_first(typed: str, key: str) -> None:
    assert first(typed).key == key


def test_a_region_s_own_name_is_found_and_shown() -> None:
    assert first("企业开办“全链通”").text == "企业开办“全链通”"
    assert first("qyqlt").key == "SC-0017"


def test_better_matches_come_first() -> None:
    index = ItemIndex(
        [
            SearchText("gap", ("备用档案",)),
            SearchText("words", ("案由备查",)),
            SearchText("inside", ("申请备案",)),
            SearchText("initials", ("冰岸",)),
            SearchText("prefix", ("备案变更",)),
            SearchText("exact", ("备案",)),
        ],
        lambda character: {"备": ("bei",), "案": ("an",), "冰": ("bing",), "岸": ("an",)}.get(character, ()),
    )
    assert [hit.key for hit in index.query("备案")] == ["exact", "prefix", "inside", "gap"]
    assert [hit.key for hit in index.query("beian")] == ["exact", "prefix", "inside", "gap"]
    assert [(hit.key, hit.rank) for hit in index.query("ba")] == [
        ("initials", Rank.EXACT),
        ("exact", Rank.EXACT),
        ("prefix", Rank.INITIALS_PREFIX),
        ("inside", Rank.INITIALS),
        ("gap", Rank.SUBSEQUENCE),
    ]
    words = index.query("案 备")
    assert {hit.rank for hit in words} == {Rank.WORDS}
    assert {hit.key for hit in words} == {"exact", "prefix", "inside", "words", "gap"}


def test_of_equal_matches_the_shorter_name_comes_first() -> None:
    index = ItemIndex([SearchText("long", ("备案变更登记",)), SearchText("short", ("备案变更",))], ROMANISE)
    assert [hit.key for hit in index.query("备案")] == ["short", "long"]


def test_every_reading_of_a_character_counts() -> None:
    index = ItemIndex([SearchText("bank", ("重庆长江银行",))], ROMANISE)
    for typed in ("chongqing", "zhongqing", "cqcjyh", "zqzjyx", "changjiang", "zhangjiangyinhang", "yinxing"):
        assert [hit.key for hit in index.query(typed)] == ["bank"], typed


def test_an_unfinished_syllable_finds_already() -> None:
    index = ItemIndex([SearchText("one", ("装修",))], ROMANISE)
    for typed in ("z", "zh", "zhu", "zhua", "zhuan", "zhuang", "zhuangx", "zhx", "zx"):
        assert index.query(typed), typed
    assert not index.query("zhuanx")


def test_punctuation_in_a_name_need_not_be_typed() -> None:
    assert first("食品经营许可").key == "SC-0013"
    assert first("医师护士").key == "WJ-0061"
    assert marked(first("医师护士")) == "医师、护士"


def test_an_item_is_shown_once_however_many_of_its_names_match() -> None:
    found = keys("登记", limit=62)
    assert len(found) == len(set(found))


def test_the_limit_is_kept_and_the_best_are_kept_with_it() -> None:
    assert keys("y", limit=3) == keys("y", limit=20)[:3]
    assert keys("y", limit=0) == []


def test_a_part_of_a_code_is_found_and_marked() -> None:
    hit = first("0021")
    assert (hit.key, hit.text, marked(hit), hit.rank) == ("YB-0021", "YB-0021", "0021", Rank.CODE_PART)
    hit = next(hit for hit in INDEX.query("YB-0") if hit.key == "YB-0023")
    assert (hit.rank, marked(hit)) == (Rank.CODE_PREFIX, "YB-0")


@pytest.mark.parametrize(
    "typed", ["", " ", "·", "、。", "zzzzzz", "查无此事", "\x00", "\ud800", "x" * 10_000]
)
def test_nonsense_finds_nothing_and_breaks_nothing(typed: str) -> None:
    assert INDEX.query(typed) == ()


def test_typing_on_and_deleting_gives_what_typing_afresh_gives() -> None:
    typed = "kuashengyd"
    beginnings = [typed[:length] for length in range(1, len(typed) + 1)]
    kept = ItemIndex(TEXTS, ROMANISE)
    for text in [*beginnings, *reversed(beginnings), "kua yd", "kua", "yd kua"]:
        assert kept.query(text) == ItemIndex(TEXTS, ROMANISE).query(text)


def test_the_shipped_catalogue_needs_no_pinyin_library() -> None:
    script = (
        "import sys\n"
        "from clerk.catalogue_files import load_catalogue\n"
        "from clerk.domain.search import ItemIndex, search_texts\n"
        "from clerk.romanise import romaniser\n"
        "found = ItemIndex(search_texts(load_catalogue()), romaniser()).query('ydjyba')\n"
        "print(found[0].key, 'pypinyin' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["YB-0021", "False"]


@given(st.sampled_from(NAMES), st.data())
def test_any_part_of_a_name_finds_it(named: tuple[str, str], data: st.DataObject) -> None:
    key, name = named
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    if fold(name[start:end]):
        assert key in keys(name[start:end], limit=62)


@given(st.sampled_from(NAMES), st.data())
def test_any_readings_or_initials_of_a_name_find_it(named: tuple[str, str], data: st.DataObject) -> None:
    key, name = named
    characters = fold(name)
    start = data.draw(st.integers(0, len(characters) - 1))
    typed = ""
    for character in characters[start : data.draw(st.integers(start + 1, len(characters)))]:
        reading = data.draw(st.sampled_from(ROMANISE(character) or (character,)))
        typed += data.draw(st.sampled_from((reading, reading[0], character)))
    assert key in keys(typed, limit=62)


@given(st.sampled_from(NAMES), st.data())
def test_the_characters_of_a_name_in_order_with_gaps_find_it(
    named: tuple[str, str], data: st.DataObject
) -> None:
    key, name = named
    characters = fold(name)
    chosen = data.draw(
        st.sets(st.integers(0, len(characters) - 1), min_size=min(2, len(characters)), max_size=6)
    )
    assert key in keys("".join(characters[place] for place in sorted(chosen)), limit=62)


@given(st.sampled_from(TEXTS))
def test_every_code_finds_its_item_first(text: SearchText) -> None:
    for code in text.codes:
        assert first(code).key == text.key
        assert first(code.lower()).rank is Rank.EXACT


@given(st.text(max_size=500))
def test_no_text_breaks_the_search(typed: str) -> None:
    for hit in INDEX.query(typed):
        assert hit.spans
        assert all(0 <= start < end <= len(hit.text) for start, end in hit.spans)
