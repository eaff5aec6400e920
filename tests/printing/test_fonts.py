"""Which font draws a character, and what is done about one that none can draw."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Language, Refused
from printing.documents.acceptance import acceptance_content, render_acceptance
from printing.documents.receipt import receipt_content
from printing.fonts import MAIN_FONT, FontSource, FontStack, MissingGlyph
from printing.layout import compose
from tests.printing import samples
from tests.printing.conftest import RARE
from tests.printing.poppler import squeezed, text_of


def test_a_departments_paper_is_refused_when_a_character_has_no_glyph(shipped: FontStack) -> None:
    with pytest.raises(Refused) as refused:
        render_acceptance(samples.acceptance(applicant_name=f"冯{RARE}"), shipped)
    assert refused.value.fault.code == "P-01"
    assert "U+2EBF0" in refused.value.fault.sentence(Language.ZH)
    assert "冯" not in refused.value.fault.sentence(Language.ZH)


def test_a_receipt_shows_the_code_point_and_tells_the_clerk(shipped: FontStack) -> None:
    composed = compose(receipt_content(samples.receipt(applicant_name=f"冯{RARE}")), shipped)
    assert composed.missing == (RARE,)
    assert "冯〓(U+2EBF0)" in squeezed(text_of(composed.pdf))


def test_a_fallback_font_draws_what_the_main_font_lacks(with_rare: FontStack) -> None:
    composed = compose(acceptance_content(samples.acceptance(applicant_name=f"冯{RARE}")), with_rare)
    assert composed.missing == ()
    assert b"RareTest" in composed.pdf


def test_runs_change_only_where_the_font_changes(with_rare: FontStack) -> None:
    assert [run.text for run in with_rare.runs(f"冯{RARE}{RARE}示例 A")] == ["冯", RARE * 2, "示例 A"]


@given(st.text(max_size=40))
def test_runs_put_together_are_the_text(text: str) -> None:
    fonts = FontStack(FontSource(MAIN_FONT))
    printable = fonts.printable(text, MissingGlyph.SHOW)
    assert "".join(run.text for run in fonts.runs(printable)) == printable
    assert fonts.missing(printable) == ()


def test_a_fallback_is_not_opened_before_it_is_needed(tmp_path: Path) -> None:
    fonts = FontStack(FontSource(MAIN_FONT), (FontSource(tmp_path / "absent.ttf"),))
    assert fonts.printable("赵测试", MissingGlyph.REFUSE) == "赵测试"
    with pytest.raises(Refused) as refused:
        fonts.covers(RARE)
    assert refused.value.fault.code == "P-02"


def test_a_damaged_font_is_refused_by_its_file_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(MAIN_FONT.read_bytes()[:2000])
    with pytest.raises(Refused) as refused:
        FontStack(FontSource(broken)).covers("赵")
    assert refused.value.fault.code == "P-02"
    assert refused.value.fault.details == {"file": "broken.ttf"}


def test_line_feeds_and_tabs_in_a_name_are_blanks(shipped: FontStack) -> None:
    assert shipped.printable("赵\n测\t试", MissingGlyph.REFUSE) == "赵 测 试"


def test_the_font_and_its_licence_are_shipped() -> None:
    licence = (MAIN_FONT.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "Copyright 2014-2021 Adobe" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert FontSource(MAIN_FONT).load().face.name == b"NotoSansSC-Regular"
