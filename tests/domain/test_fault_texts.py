"""Every fault that the source can raise has its words, in both languages, with a cure and a key."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from clerk.domain.fault_texts import FAULT_TEXTS
from clerk.domain.faults import Fault, FaultText, Language, Refused

ROOT = Path(__file__).parents[2]
PACKAGES = ("clerk", "screens", "integrations", "printing")
CODE = re.compile(r"[A-Z]-[0-9]{2}")
BUILDERS = {"Refused", "Fault", "block", "warn"}


Used = tuple[tuple[str, str, frozenset[str] | None], ...]


def _used() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Code, place in the source, and names of its details (None = not readable from the source)."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0]
                if name in BUILDERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{path.relative_to(ROOT)}:{node.lineno}", _details(node, name)


def _named() -> Iterator[tuple[str, str]]:
    """Every string in the source that is a fault code, however it reaches a fault."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.parent.name == "fault_texts":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and CODE.fullmatch(node.value)
                ):
                    yield node.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def _details(node: ast.Call, builder: str) -> frozenset[str] | None:
    if builder == "Fault":
        if len(node.args) + len(node.keywords) == 1:
            return frozenset()
        details = node.args[1] if len(node.args) > 1 else node.keywords[0].value
        if not isinstance(details, ast.Dict):
            return None
        keys = [key.value if isinstance(key, ast.Constant) else None for key in details.keys]
        return None if None in keys else frozenset(str(key) for key in keys)
    names = [keyword.arg for keyword in node.keywords]
    return None if None in names else frozenset(str(name) for name in names)


def _places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.fixture(scope="module")
def used() -> Used:
    return tuple(_used())


def test_the_source_is_read_at_all(used: Used) -> None:
    assert {"I-12", "K-01", "C-01", "A-02"} <= {code for code, _, _ in used}


def test_every_code_used_in_the_source_has_its_row() -> None:
    assert [f"{code} at {place}" for code, place in _named() if code not in FAULT_TEXTS] == []


def test_every_place_in_a_sentence_is_filled_wherever_the_fault_is_raised(used: Used) -> None:
    blank = []
    for code, place, details in used:
        if code not in FAULT_TEXTS or details is None:
            continue
        text = FAULT_TEXTS[code]
        wanted = frozenset().union(*map(_places, (text.zh, text.en, text.cure_zh, text.cure_en)))
        missing = {name for name in wanted if name not in details}
        if missing:
            blank.append(f"{code} at {place} leaves {sorted(missing)} blank")
    assert blank == []


@pytest.mark.parametrize("code", sorted(FAULT_TEXTS))
def test_a_row_has_both_languages_a_cure_and_a_key(code: str) -> None:
    text = FAULT_TEXTS[code]
    for words in (text.zh, text.en, text.cure_zh, text.cure_en, text.key):
        assert words.strip()
    assert any("\u4e00" <= c <= "\u9fff" for c in text.zh)
    assert any("\u4e00" <= c <= "\u9fff" for c in text.cure_zh)
    assert not any("\u4e00" <= c <= "\u9fff" for c in text.en + text.cure_en)


@pytest.mark.parametrize("code", sorted(FAULT_TEXTS))
def test_a_row_has_the_same_places_in_both_languages(code: str) -> None:
    """``{home_en}`` is the English word for ``{home}``."""
    text = FAULT_TEXTS[code]
    for zh, en in ((text.zh, text.en), (text.cure_zh, text.cure_en)):
        assert _places(zh) == {name.removesuffix("_en") for name in _places(en)}


def test_a_place_that_was_not_filled_shows_as_a_dash_and_never_fails() -> None:
    assert "—" in Fault("I-31").sentence(Language.ZH)
    assert "2026-01-01" in Fault("I-31", {"until": "2026-01-01"}).sentence(Language.EN)


def test_a_fault_knows_its_cure_and_key_and_can_be_stored() -> None:
    fault = Refused("I-12").fault
    assert fault.cure(Language.ZH) == FAULT_TEXTS["I-12"].cure_zh
    assert fault.cure(Language.EN) == FAULT_TEXTS["I-12"].cure_en
    assert fault.key == "f2"
    assert fault.as_dict() == {"code": "I-12", "details": {}}


def test_an_exception_text_holds_nothing_but_the_code() -> None:
    assert str(Refused("I-31", until="2026-01-01")) == "I-31"


def test_a_code_that_is_not_in_the_table_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        _ = Fault("X-99").text
    assert isinstance(FAULT_TEXTS["I-12"], FaultText)
