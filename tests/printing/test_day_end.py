"""The paper of a closed day: every count, every difference with what was said to it, and the signature."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from clerk.domain.day_paper import DayEndPaper, DifferenceLine
from printing.papers import PaperPress
from printing.press import ChildPress
from tests.printing import samples
from tests.printing.poppler import squeezed, text_of


@pytest.fixture(scope="module")
def press() -> PaperPress:
    return PaperPress()


def words(press: PaperPress, paper: DayEndPaper) -> str:
    return squeezed(text_of(press.draw(paper)))


@pytest.mark.parametrize(
    "field",
    [
        "日结单",
        "日结编号QP02-20261124",
        "窗口金泽镇社区事务受理服务中心（QP02）",
        "业务日2026-11-24",
        "吴江1413112100",
        "发出的收件编号20",
        "编号纸本机尚未管理编号纸，故不计数",
        "QP02-20261124-0003-8：吴江有2件",
        "吴江窗口确认第二件为对方补录",
        "自2026-11-23结转",
        "不等于相符",
        "QP02-20261124-0006-6",
        "签结人S0101",
        "2026年11月24日17:32",
        "在窗口人员的操作台当面签结",
        "摘要SM3：66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    ],
)
def test_what_was_counted_said_and_signed_stands_on_it(press: PaperPress, field: str) -> None:
    text = words(press, samples.day_end())
    assert field in text


def test_a_day_that_its_signer_alone_explained_says_so(press: PaperPress) -> None:
    sentence = "全部说明由签结人本人作出"
    assert sentence in words(press, samples.day_end(explained_alone=True))
    assert sentence not in words(press, samples.day_end())


def test_a_day_without_differences_says_so(press: PaperPress) -> None:
    assert "没有差异。" in words(press, samples.day_end(differences=()))
    assert "没有差异。" not in words(press, samples.day_end())


def test_in_training_every_page_is_marked(press: PaperPress) -> None:
    many = tuple(
        DifferenceLine(n, f"QP02-20261124-{n:04d}-0：吴江有 2 件，应为 1 件", "", "", "结转次日", "", "A0231")
        for n in range(1, 60)
    )
    pdf = press.draw(samples.day_end(training=True, differences=many))
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) > 1
    assert all("模拟 TRAINING" in page.extract_text() for page in pages)
    assert "模拟" not in words(press, samples.day_end())


def test_the_same_day_is_the_same_bytes_and_the_press_draws_it_in_its_child(press: PaperPress) -> None:
    child = ChildPress()
    try:
        assert child.render(samples.day_end()) == press.draw(samples.day_end())
    finally:
        child.close()
