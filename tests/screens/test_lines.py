"""Lines in terminal cells: Chinese is two wide, foreign text is harmless, nothing runs over."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.lines import Ink, cut, cut_line, ends, fit, fit_right, line_width, width_of, wrap
from screens.safe_text import shown

TEXTS = st.text(max_size=60)
CELLS = st.integers(min_value=1, max_value=50)


@given(TEXTS, CELLS)
def test_a_fitted_text_takes_exactly_its_cells(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) == cells
    assert cell_len(fit_right(text, cells)) == cells


@given(TEXTS, CELLS)
def test_a_cut_text_never_runs_over_and_says_that_it_was_cut(text: str, cells: int) -> None:
    short = cut(text, cells)
    assert cell_len(short) <= cells
    assert short == shown(text) or short.endswith("…")


@given(TEXTS, CELLS)
def test_both_ends_of_a_line_stay_inside_it(text: str, cells: int) -> None:
    line = ends(((text, Ink.TEXT),), (("09:42", Ink.QUIET),), cells)
    assert line_width(line) <= max(cells, 5)
    assert line_width(cut_line(line, cells)) <= cells


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), st.integers(4, 40))
def test_a_wrapped_text_loses_nothing_but_spaces(text: str, cells: int) -> None:
    parts = wrap(text, cells)
    assert "".join("".join(parts).split()) == "".join(shown(text.replace("\n", " ")).split())


@given(st.text(alphabet="示例，。青浦 ab", max_size=80), st.integers(6, 40))
def test_no_wrapped_line_is_wider_than_one_closing_mark(text: str, cells: int) -> None:
    assert all(cell_len(part) <= cells + 2 for part in wrap(text, cells))


@given(TEXTS)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    safe = shown(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for c in safe)
    assert shown(safe) == safe


@pytest.mark.parametrize(
    ("foreign", "on_screen"),
    [
        ("张\x1b[2J", "张‹U+001B›[2J"),
        ("\u202e回来", "‹U+202E›回来"),
        ("\ue863", "‹U+E863›"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("𬭚", "𬭚"),
        ("Smith [VIP]", "Smith [VIP]"),
    ],
)
def test_foreign_text_is_shown_as_what_it_is(foreign: str, on_screen: str) -> None:
    assert shown(foreign) == on_screen


def test_width_is_counted_as_shown() -> None:
    assert width_of("办理护照") == 8
    assert width_of("\x07") == len("‹U+0007›")
