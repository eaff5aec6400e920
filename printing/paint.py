"""Marks to PDF. Everything about ReportLab's canvas is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from clerk.domain.china_time import in_china
from printing.content import TRAINING_MARK
from printing.fonts import FontStack
from printing.sheet import INK, MM, PAGE_HEIGHT, PAGE_WIDTH, Code, Frame, Mark, Rule, Text

WATERMARK_GREY = 0.91
WATERMARK_SIZE = 74.0
WATERMARK_ANGLE = 55.0
"""About the page's diagonal."""


@dataclass(frozen=True, slots=True)
class FileWords:
    """The file's metadata. Never a person's name."""

    title: str
    author: str
    made_at: datetime


def paint(pages: Sequence[Sequence[Mark]], fonts: FontStack, words: FileWords, *, training: bool) -> bytes:
    """The finished PDF. The same marks and words give the same bytes, on any machine and day."""
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(PAGE_WIDTH * MM, PAGE_HEIGHT * MM),
        pageCompression=1,
        invariant=1,
        initialFontName=fonts.main_name,
        lang="zh-CN",
    )
    canvas.setTitle(words.title)
    canvas.setAuthor(words.author)
    canvas.setSubject(words.title)
    canvas.setCreator("counter-console")
    stamp = _pdf_date(words.made_at)
    canvas.setDateFormatter(lambda *_: stamp)
    for marks in pages:
        if training:
            _watermark(canvas, fonts)
        _page(canvas, fonts, marks)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pdf_date(at: datetime) -> str:
    return f"D:{in_china(at):%Y%m%d%H%M%S}+08'00'"


def _page(canvas: Canvas, fonts: FontStack, marks: Sequence[Mark]) -> None:
    """Lines and codes first, then all text in one text object: fewer operators, read in order."""
    texts: list[Text] = []
    for mark in marks:
        match mark:
            case Text():
                texts.append(mark)
            case Rule():
                _rule(canvas, mark)
            case Frame():
                _frame(canvas, mark)
            case Code():
                _code(canvas, mark)
    _texts(canvas, fonts, texts)


def _texts(canvas: Canvas, fonts: FontStack, texts: Sequence[Text]) -> None:
    block: PDFTextObject = canvas.beginText()
    grey = -1.0
    font: tuple[str, float] = ("", 0.0)
    for text in texts:
        block.setTextOrigin(text.x * MM, (PAGE_HEIGHT - text.baseline) * MM)
        if text.grey != grey:
            grey = text.grey
            block.setFillGray(grey)
        for run in fonts.runs(text.text):
            if (run.font, text.size) != font:
                font = (run.font, text.size)
                block.setFont(*font)
            block.textOut(run.text)
    canvas.drawText(block)


def _rule(canvas: Canvas, rule: Rule) -> None:
    canvas.setStrokeGray(rule.grey)
    canvas.setLineWidth(rule.weight)
    canvas.line(rule.x1 * MM, (PAGE_HEIGHT - rule.y1) * MM, rule.x2 * MM, (PAGE_HEIGHT - rule.y2) * MM)


def _frame(canvas: Canvas, frame: Frame) -> None:
    canvas.saveState()
    canvas.setStrokeGray(frame.grey)
    canvas.setLineWidth(frame.weight)
    if frame.dashed:
        canvas.setDash(3, 2)
    bottom = PAGE_HEIGHT - frame.y - frame.height
    canvas.rect(frame.x * MM, bottom * MM, frame.width * MM, frame.height * MM, stroke=1, fill=0)
    canvas.restoreState()


def _code(canvas: Canvas, code: Code) -> None:
    """All dark modules as one path: a viewer fills it at once and leaves no hair between neighbours.

    The path is written in modules under a scaled grid. Through the canvas's path object every one of some 300
    rectangles would be four fractions of a point, which costs a third of the whole paper.
    """
    across = code.width / code.symbol.width * MM
    down = code.height / code.symbol.height * MM
    path = " ".join(f"{bar.x:g} {bar.y:g} {bar.width:g} {bar.height:g} re" for bar in code.symbol.bars)
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.transform(across, 0, 0, -down, code.x * MM, (PAGE_HEIGHT - code.y) * MM)
    canvas.addLiteral(f"{path} f")
    canvas.restoreState()


def _watermark(canvas: Canvas, fonts: FontStack) -> None:
    """Under the text, so that it never makes anything unreadable. As copied text it is empty: letters
    across the page tear names and numbers apart for whoever searches the file. The line at the top says it
    in text."""
    canvas.addLiteral("/Span << /ActualText () >> BDC")
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2 * MM, PAGE_HEIGHT / 2 * MM)
    canvas.rotate(WATERMARK_ANGLE)
    width = fonts.width(TRAINING_MARK, WATERMARK_SIZE)
    block: PDFTextObject = canvas.beginText(-width / 2, -WATERMARK_SIZE * 0.38)
    block.setFillGray(WATERMARK_GREY)
    for run in fonts.runs(TRAINING_MARK):
        block.setFont(run.font, WATERMARK_SIZE)
        block.textOut(run.text)
    block.setFillGray(INK)
    canvas.drawText(block)
    canvas.restoreState()
    canvas.addLiteral("EMC")
