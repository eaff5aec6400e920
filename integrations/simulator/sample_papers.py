"""Small real PDF files that simulated regions give out. Each says 示例 and 模拟 on its face."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from clerk.domain.licences import Licence
from integrations.simulator.records import Use

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_WIDTH = 420.0
_MARGIN = 48.0
_VALUE_AT = _MARGIN + 76
_TITLE, _TEXT, _SMALL = 15.0, 9.5, 8.0
_LEADING = 15.0
_ROW_GAP = 7.0
_HEAD, _FOOT = 92.0, 64.0
_END_OF_BMP = 0xFFFF

Row = tuple[str, str]
"""Label and value; a long value runs over several lines."""


class SamplePapers:
    """Draws sample papers. ``font`` is a TrueType file with Chinese; without one the viewer's own is used."""

    def __init__(self, font: Path | None = None) -> None:
        self._font_file = font
        self._font_name = ""
        self._lock = threading.Lock()

    def derived_copy(
        self,
        licence: Licence,
        since: date,
        until: date,
        use: Use,
        made_at: datetime,
        names: Mapping[str, str] | None = None,
    ) -> bytes:
        """派生证照: face of a licence with the cause of its use and its end date.

        ``names`` gives the name of a holder whom the licence knows by number.
        """
        holders = (f"{(names or {}).get(holder, '')} {holder}".strip() for holder in licence.holders)
        rows = (
            ("证照编号", licence.number),
            ("持证主体", "、".join(holders)),
            ("颁发机构", licence.issuer),
            ("有效期", f"{licence.validity.since} 至 {licence.validity.until or '长期'}"),
            ("用证事由", use.cause),
            ("用证事项", use.item_name),
            ("使用期限", f"{since} 至 {until}，逾期无效"),
            ("制作时间", f"{made_at:%Y-%m-%d %H:%M:%S}"),
        )
        return self._draw(f"{licence.name}（派生件）", rows)

    def online_file(self, reference: str, material: str, name: str) -> bytes:
        """A file that an applicant uploaded online."""
        return self._draw(name, (("网上申请", reference), ("材料编码", material), ("来源", "申请人网上提交")))

    def practice_page(self, title: str) -> bytes:
        """A page of the folder that the clerk picks scanned files from."""
        return self._draw(title, (("用途", "供练习扫描与上传使用"), ("内容", "空白示例")))

    def _draw(self, title: str, rows: Sequence[Row]) -> bytes:
        from reportlab.pdfgen.canvas import Canvas

        with self._lock:  # reportlab keeps its fonts in one table of the process
            font = self._font()
            wrapped = [(label, tuple(_lines(value, font))) for label, value in rows if value]
            height = _HEAD + _FOOT + sum(len(lines) * _LEADING + _ROW_GAP for _, lines in wrapped)
            buffer = io.BytesIO()
            paper = Canvas(buffer, pagesize=(_WIDTH, height), invariant=1)
            paper.setTitle(f"示例 模拟 {title}")
            _watermark(paper, font, height)
            _frame(paper, height)
            paper.setFont(font, _TITLE)
            paper.drawString(_MARGIN, height - 60, _drawable(title))
            paper.setFont(font, _TEXT)
            _rows(paper, wrapped, height - _HEAD)
            paper.setFont(font, _SMALL)
            paper.drawString(_MARGIN, 34, "示例 模拟：由培训用模拟后台生成，不具法律效力。SIMULATED SAMPLE.")
            paper.save()
        return buffer.getvalue()

    def _font(self) -> str:
        if self._font_name:
            return self._font_name
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfbase.ttfonts import TTFont

        if self._font_file is not None and self._font_file.is_file():
            self._font_name = "SampleSans"
            pdfmetrics.registerFont(TTFont(self._font_name, self._font_file))
        else:
            self._font_name = "STSong-Light"
            pdfmetrics.registerFont(UnicodeCIDFont(self._font_name))
        return self._font_name


def sample_page(title: str, font: Path | None = None) -> bytes:
    """One page that says what it stands for, as a PDF: a file to practise scanning with."""
    return SamplePapers(font).practice_page(title)


def _rows(paper: Canvas, rows: Sequence[tuple[str, tuple[str, ...]]], top: float) -> None:
    y = top
    for label, lines in rows:
        paper.setFillGray(0.4)
        paper.drawString(_MARGIN, y, label)
        paper.setFillGray(0.0)
        for line in lines:
            paper.drawString(_VALUE_AT, y, line)
            y -= _LEADING
        y -= _ROW_GAP


def _frame(paper: Canvas, height: float) -> None:
    paper.setStrokeGray(0.55)
    paper.setLineWidth(0.8)
    paper.rect(20, 20, _WIDTH - 40, height - 40)
    paper.setLineWidth(0.4)
    paper.line(_MARGIN, height - 72, _WIDTH - _MARGIN, height - 72)


def _watermark(paper: Canvas, font: str, height: float) -> None:
    paper.saveState()
    paper.setFillGray(0.9)
    paper.setFont(font, 44)
    paper.translate(_WIDTH / 2, height / 2 - 16)
    paper.rotate(20)
    paper.drawCentredString(0, 0, "示例 模拟")
    paper.restoreState()


def _lines(value: str, font: str) -> Iterator[str]:
    """``value`` broken where the paper ends; Chinese may break anywhere."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    width: Callable[[str, str, float], float] = stringWidth
    line = ""
    for character in _drawable(value):
        if width(line + character, font, _TEXT) > _WIDTH - _MARGIN - _VALUE_AT:
            yield line
            line = ""
        line = (line + character).lstrip()
    yield line


def _drawable(text: str) -> str:
    """Characters that fonts of the field do not hold are written as their code point, never dropped."""
    return "".join(c if ord(c) <= _END_OF_BMP else f"[U+{ord(c):X}]" for c in text)
