"""The preview says on the screen what the paper says, and fits."""

from __future__ import annotations

from dataclasses import fields
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from rich.cells import cell_len

from clerk.domain.papers import ReceiptPaper
from clerk.ports import Paper
from printing.papers import PaperPress
from printing.preview import LABEL_CELLS, Role, preview_lines, render_png
from tests.printing import samples

PAPERS: tuple[Paper, ...] = (
    samples.receipt(training=True, agent_line=samples.AGENT_LINE),
    samples.acceptance(),
    samples.correction(),
    samples.hand_over(),
)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: type(p).__name__)
@pytest.mark.parametrize("width", [24, 40, 60, 78, 118])
def test_every_line_fits(paper: Paper, width: int) -> None:
    lines = preview_lines(paper, width)
    assert max(cell_len(line.text) for line in lines) <= width


@given(st.text(max_size=60), st.integers(24, 100))
def test_a_name_of_any_characters_fits_and_moves_no_cursor(name: str, width: int) -> None:
    lines = preview_lines(samples.receipt(applicant_name=name), width)
    assert all(cell_len(line.text) <= width for line in lines)
    assert not any(ord(c) < 32 or c in "\u202e\u200f\x7f\x9b" for line in lines for c in line.text)


@pytest.mark.parametrize("width", [24, 60, 78])
def test_nothing_of_the_receipt_is_left_out(width: int) -> None:
    paper = samples.receipt(agent_line=samples.AGENT_LINE)
    shown = "".join("".join(line.text.split()) for line in preview_lines(paper, width))
    texts = [getattr(paper, f.name) for f in fields(ReceiptPaper) if isinstance(getattr(paper, f.name), str)]
    whole = [text for text in texts if cell_len(text) <= width - LABEL_CELLS]
    assert len(whole) >= 4
    for text in whole:
        assert "".join(text.split()) in shown


def test_values_stand_under_each_other() -> None:
    lines = [line.text for line in preview_lines(samples.receipt(), 78) if line.role is Role.FIELD]
    assert len(lines) > 12
    for line in lines:
        label, value = split_at(line, LABEL_CELLS)
        assert label.endswith(" "), line
        assert not value.startswith(" "), line


def split_at(line: str, cells: int) -> tuple[str, str]:
    """``line`` before and after a column of the terminal."""
    n = next(n for n in range(len(line) + 1) if cell_len(line[:n]) >= cells)
    return line[:n], line[n:]


def test_markup_in_a_name_stays_text() -> None:
    lines = preview_lines(samples.receipt(applicant_name="O'[/]Brien [VIP]"), 78)
    assert any("O'[/]Brien [VIP]" in line.text for line in lines)


def test_training_is_told_first_and_only_in_training() -> None:
    assert preview_lines(samples.receipt(training=True), 78)[0].role is Role.TRAINING
    assert not any(line.role is Role.TRAINING for line in preview_lines(samples.receipt(), 78))


def test_that_receipt_is_not_acceptance_has_a_line_of_its_own_role() -> None:
    notices = [line.text for line in preview_lines(samples.receipt(), 78) if line.role is Role.NOTICE]
    assert notices[0].startswith("本凭证为收件凭证，不代表已受理")


def test_numbers_of_a_table_end_in_one_column() -> None:
    lines = [
        line.text
        for line in preview_lines(samples.receipt(materials=samples.many_materials(12)), 78)
        if line.role in {Role.ROW, Role.COLUMNS}
    ]
    assert len({cell_len(line) for line in lines}) == 1


def test_a_page_becomes_a_picture_of_the_asked_size() -> None:
    pdf = PaperPress().draw(samples.receipt())
    picture = Image.open(BytesIO(render_png(pdf, 0, 72)))
    assert abs(picture.width - 595) <= 1
    assert abs(picture.height - 842) <= 1
    with pytest.raises(IndexError):
        render_png(pdf, 1, 72)
