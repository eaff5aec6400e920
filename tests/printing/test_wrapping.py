"""Lines break as on a Chinese page, and nothing is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from printing.wrapping import NOT_AT_END, NOT_AT_START, wrap

MIXED = st.text(
    st.one_of(st.sampled_from("赵测试，。（）“”·年月日 AB12-/"), st.characters(exclude_categories=["Cs"])),
    max_size=80,
)


@given(MIXED, st.integers(2, 40))
def test_nothing_but_blanks_at_breaks_is_lost(text: str, limit: int) -> None:
    assert "".join(wrap(text, limit, cell_len)).replace(" ", "") == text.replace(" ", "")


@given(MIXED, st.integers(2, 40))
def test_no_line_is_wider_than_the_column(text: str, limit: int) -> None:
    assert all(cell_len(line) <= limit for line in wrap(text, limit, cell_len))


def test_a_line_neither_begins_with_a_full_stop_nor_ends_with_an_opening_bracket() -> None:
    text = "申请材料齐全，符合法定形式（示例）。现予收件，将移交“办理部门”。" * 3
    for limit in range(8, 40):
        lines = wrap(text, limit, cell_len)
        assert not any(line[0] in NOT_AT_START for line in lines)
        assert not any(line[-1] in NOT_AT_END for line in lines)


def test_numbers_words_and_dates_stay_whole() -> None:
    text = "收件编号 QP02-20261124-0014-7，申请人 Christopher Smith，日期 2026年11月24日"
    lines = wrap(text, 16, cell_len)
    for whole in ("Christopher", "Smith", "2026年11月24日", "20261124-"):
        assert any(whole in line for line in lines)


def test_a_word_wider_than_the_column_is_broken_rather_than_cut() -> None:
    assert "".join(wrap("X" * 45, 10, cell_len)) == "X" * 45


def test_no_text_is_one_empty_line() -> None:
    assert wrap("", 10, cell_len) == [""]
