"""Every code of readers and staff cards is raised, met by a test, worded, cured and documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from clerk.domain.fault_texts import FAULT_TEXTS
from clerk.domain.faults import Language

ROOT = Path(__file__).parents[3]
CODES = tuple(f"I-{n}" for n in range(50, 99)) + tuple(f"S-{n}" for n in range(50, 56))
CODE = re.compile(r"[A-Z]-[0-9]{2}")
FUNCTION_KEY = re.compile(r"\bF([0-9]{1,2})\b")
DOCUMENT = "docs/readers.md"

each = pytest.mark.parametrize("code", CODES)


@cache
def named_in(*folders: str) -> frozenset[str]:
    """Codes that stand as strings in the source under ``folders``; the table of words does not count."""
    return frozenset(
        code
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if path.parent.name != "fault_texts" and path != Path(__file__)
        for code in _strings(path)
    )


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.value


@each
def test_a_code_is_raised_by_a_driver_or_by_the_counter(code: str) -> None:
    assert code in named_in("integrations/readers", "clerk")


@each
def test_a_code_is_met_by_a_test(code: str) -> None:
    assert code in named_in("tests/readers", "tests/desk", "tests/screens")


@each
def test_a_code_has_words_and_a_cure_and_the_key_that_the_cure_names(code: str) -> None:
    text = FAULT_TEXTS[code]
    for language in Language:
        assert text.sentence(language).strip()
        assert text.cure(language).strip()
        named = FUNCTION_KEY.findall(text.cure(language))
        assert not named or f"f{named[0]}" == text.key


@each
def test_a_code_stands_in_the_table_of_the_document(code: str) -> None:
    rows = [line for line in (ROOT / DOCUMENT).read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    assert [row for row in rows if f"`{code}`" in row.split("|")[1]], f"{code} is not in {DOCUMENT}"


def test_no_driver_names_a_code_outside_the_table() -> None:
    assert named_in("integrations/readers") <= FAULT_TEXTS.keys()
