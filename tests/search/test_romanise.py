"""The shipped readings agree with the dictionary they were taken from."""

from __future__ import annotations

import re
from pathlib import Path

from pypinyin import Style, pinyin

from clerk.catalogue_files import load_catalogue
from clerk.domain.search import search_texts
from clerk.romanise import readings_in_pypinyin, romaniser

NAMES = [name for text in search_texts(load_catalogue()) for name in text.names]
IDEOGRAPHS = sorted({character for name in NAMES for character in name if "\u3400" <= character <= "\u9fff"})


def test_every_character_of_a_shipped_name_has_only_readings_the_dictionary_knows() -> None:
    romanise = romaniser()
    for character in IDEOGRAPHS:
        assert romanise(character)
        assert set(romanise(character)) <= set(readings_in_pypinyin(character)), character


def test_the_reading_in_each_name_is_among_them() -> None:
    romanise = romaniser()
    for name in NAMES:
        for run in re.findall("[\u3400-\u9fff]+", name):
            for character, (reading,) in zip(run, pinyin(run, style=Style.NORMAL), strict=True):
                assert reading.replace("ü", "v") in romanise(character), (name, character, reading)


def test_characters_with_several_readings_have_them() -> None:
    romanise = romaniser()
    assert set(romanise("行")) == {"xing", "hang"}
    assert set(romanise("重")) == {"zhong", "chong"}
    assert set(romanise("长")) == {"zhang", "chang"}


def test_a_character_outside_the_table_is_looked_up() -> None:
    assert "pi" in romaniser()("貔")
    assert romaniser()("\U0002cc56") == readings_in_pypinyin("\U0002cc56")


def test_letters_digits_and_punctuation_have_no_reading() -> None:
    romanise = romaniser()
    assert {romanise(character) for character in "aZ7·、（\x00\ue000"} == {()}


def test_another_table_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "readings.toml"
    path.write_text('[readings]\nabc = "行"\n', encoding="utf-8")
    assert romaniser(path)("行") == ("abc",)
