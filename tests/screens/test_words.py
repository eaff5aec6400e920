"""What the screens say: both languages whole, the compiled catalogue fresh, foreign text never a format."""

from __future__ import annotations

import string

import pytest
from babel.messages.pofile import read_po

from clerk.domain.faults import Language
from screens.key_sheet import SHEET, sheet
from screens.language import Speech, other
from tools import catalogue


def test_every_sentence_of_the_screens_has_its_chinese() -> None:
    assert catalogue.missing(catalogue.updated()) == []


def test_the_compiled_catalogue_is_fresh() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(catalogue.updated())


def test_the_catalogue_holds_no_sentence_that_is_gone() -> None:
    kept = {m.id for m in read_po(catalogue.PO.open("rb")) if m.id}
    assert kept == set(catalogue.sentences())


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_translation_has_the_same_places_as_its_sentence() -> None:
    for message in read_po(catalogue.PO.open("rb")):
        if not message.id:
            continue
        ids = message.id if message.pluralizable else (message.id,)
        strings = message.string if message.pluralizable else (message.string,)
        assert {p for s in strings for p in _places(s)} == {p for i in ids for p in _places(i)}, message.id


def test_the_key_sheet_is_fresh() -> None:
    assert SHEET.read_text(encoding="utf-8") == sheet(), "python -m screens.key_sheet"


@pytest.mark.parametrize("language", list(Language))
def test_a_name_with_braces_is_shown_and_not_filled_in(language: Language) -> None:
    said = Speech(language).say("Nothing is found for “{text}”.", text="{0.__class__} {name}")
    assert "{0.__class__} {name}" in said


def test_the_switch_goes_back_and_forth() -> None:
    assert other(other(Language.ZH)) is Language.ZH
    assert Speech(Language.ZH).say("Sign in") == "登录"
    assert Speech(Language.EN).say("Sign in") == "Sign in"
