"""What stands on the paper is what is copied from it, character by character."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import ttfonts

from clerk.domain.names import repair_private_use
from printing.documents.receipt import render_receipt
from printing.fonts import MAIN_FONT, FontSource, FontStack
from printing.text_layer import to_unicode_map
from tests.printing import samples
from tests.printing.conftest import RARE
from tests.printing.poppler import squeezed, text_of

LONG_NAME = "阿依努尔·买买提艾力·吐尔逊江·阿卜杜热合曼·库尔班尼亚孜·依明江·热依汗古丽·赛买提·玉素甫江·穆"
NAMES = (
    "赵测试",
    "马\U0002cc56",
    "吴" + repair_private_use(chr(0xE864)),
    "龚䶮",
    "周\U00030ede",
    "李\U0002b5ae\U00020164",
    LONG_NAME,
    "Smith [VIP]",
    "O'[/]Brien",
    "[@click=app.quit] Zoë Nguyễn",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_copied_from_the_paper_as_it_was_written(name: str, shipped: FontStack) -> None:
    pdf = render_receipt(samples.receipt(applicant_name=name), shipped)
    assert "申请人" + squeezed(name) in squeezed(text_of(pdf))


def test_the_long_name_is_as_long_as_the_field_of_a_register() -> None:
    assert len(LONG_NAME) == 50


def test_a_private_code_point_was_repaired_to_a_character_the_font_has(shipped: FontStack) -> None:
    assert not shipped.covers(chr(0xE864))
    assert shipped.covers(repair_private_use(chr(0xE864)))


def test_a_character_from_a_fallback_font_is_copied_too(with_rare: FontStack) -> None:
    pdf = render_receipt(samples.receipt(applicant_name=f"冯{RARE}示例"), with_rare)
    assert f"冯{RARE}示例" in squeezed(text_of(pdf))


def test_reportlab_itself_is_left_as_it_was() -> None:
    assert ttfonts.makeToUnicodeCMap.__module__ == "reportlab.pdfbase.ttfonts"
    assert "<01> <2CC56>" in ttfonts.makeToUnicodeCMap("F", [0, 0x2CC56]), (
        "fixed upstream: drop our own table"
    )


@given(st.lists(st.characters(exclude_categories=["Cs"], min_codepoint=1), min_size=1, max_size=255))
def test_every_entry_of_the_table_reads_back_as_its_character(characters: list[str]) -> None:
    table = to_unicode_map("F", [0, *map(ord, characters)])
    entries = [line.split("> <") for line in table.splitlines() if line.startswith("<") and "> <" in line]
    codes = [(int(key[1:], 16), value[:-1]) for key, value in entries if len(key) == 3][1:]
    assert [bytes.fromhex(value).decode("utf-16-be") for _, value in codes] == characters
    assert [key for key, _ in codes] == list(range(1, len(characters) + 1))


def test_no_block_of_the_table_is_longer_than_a_reader_must_take() -> None:
    table = to_unicode_map("F", [0, *range(0x4E00, 0x4E00 + 255)])
    assert [line for line in table.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "55 beginbfchar",
    ]


def test_a_paper_with_more_characters_than_one_subset_holds_loses_none(shipped: FontStack) -> None:
    many = "".join(c for c in map(chr, range(0x4E00, 0x5400)) if shipped.covers(c))[:600]
    pdf = render_receipt(samples.receipt(clock_wording=many), shipped)
    assert many in squeezed(text_of(pdf))


def test_threads_that_draw_at_once_draw_what_one_thread_draws() -> None:
    fonts = FontStack(FontSource(MAIN_FONT))
    papers = [
        samples.receipt(applicant_name=f"测试{chr(0x5000 + n)}", clerk_no=f"QP{n:04d}") for n in range(24)
    ]
    alone = [render_receipt(paper, fonts) for paper in papers]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda paper: render_receipt(paper, fonts), papers))
    assert together == alone


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Cf", "Co"]), max_size=60))
def test_no_text_breaks_the_drawing(text: str) -> None:
    pdf = render_receipt(samples.receipt(identity_note=text), FontStack(FontSource(MAIN_FONT)))
    assert pdf.startswith(b"%PDF-")
