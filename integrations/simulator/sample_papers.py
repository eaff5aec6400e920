"""Small real PDF files that simulated regions give out. Each says 示例 and 模拟 on its face."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from clerk.domain.licences import Licence
from integrations.simulator.records import Use

_MARGIN = 56.0
_LINE = 24.0
_WIDTH, _HEIGHT = 420.0, 298.0
_CODE_OF_BMP_END = 0xFFFF


class SamplePapers:
    """Draws sample papers. ``font`` is a TrueType file with Chinese; without one the viewer's own is used."""

    def __init__(self, font: Path | None = None) -> None:
        self._font_file = font
        self._font_name = ""
        self._lock = threading.Lock()

    def derived_copy(self, licence: Licence, since: date, until: date, use: Use, made_at: datetime) -> bytes:
        """派生证照: face of a licence with the cause of its use and its end date."""
        return self._draw(
            f"{licence.name}（派生件）",
            (
                f"证照编号　{licence.number}",
                f"持证主体　{'、'.join(licence.holders)}",
                f"颁发机构　{licence.issuer}",
                f"有效期　　{licence.validity.since} 至 {licence.validity.until or '长期'}",
                f"用证事由　{use.cause}",
                f"用证事项　{use.item_name}",
                f"使用期限　{since} 至 {until}，逾期无效",
                f"制作时间　{made_at:%Y-%m-%d %H:%M:%S}",
            ),
            f"仅限：{use.cause}",
        )

    def online_file(self, reference: str, material: str, name: str) -> bytes:
        """A file that an applicant uploaded online."""
        return self._draw(
            name, (f"网上申请　{reference}", f"材料　　　{material}", "申请人于网上提交。"), "网上提交"
        )

    def scan(self, title: str) -> bytes:
        """A page that stands for a paper the applicant brought and the clerk scanned."""
        return self._draw(title, ("练习用扫描件，代表申请人带来的纸质材料。",), "扫描件")

    def practice_page(self, title: str) -> bytes:
        """A page of the folder that the clerk picks scanned files from."""
        return self._draw(title, ("供练习扫描与上传使用。", "内容为空白示例。"), "练习")

    def _draw(self, title: str, lines: Sequence[str], watermark: str) -> bytes:
        from reportlab.pdfgen.canvas import Canvas

        with self._lock:  # reportlab keeps its fonts in one table of the process
            font = self._font()
            buffer = io.BytesIO()
            paper = Canvas(buffer, pagesize=(_WIDTH, _HEIGHT), invariant=1)
            paper.setTitle(f"示例 模拟 {title}")
            _watermark(paper, font, f"示例 模拟　{watermark}")
            paper.setFont(font, 15)
            paper.drawString(_MARGIN, _HEIGHT - _MARGIN, _drawable(title))
            paper.setFont(font, 9.5)
            for place, line in enumerate(lines, start=1):
                paper.drawString(_MARGIN, _HEIGHT - _MARGIN - 6 - place * _LINE, _drawable(line))
            paper.setFont(font, 8)
            paper.drawString(_MARGIN, 18, "示例 模拟：由培训用模拟后台生成，不具法律效力。SIMULATED SAMPLE.")
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


def _watermark(paper: object, font: str, words: str) -> None:
    from reportlab.pdfgen.canvas import Canvas

    if not isinstance(paper, Canvas):
        raise TypeError("not a canvas")
    paper.saveState()
    paper.setFillGray(0.82)
    paper.setFont(font, 20)
    paper.translate(_WIDTH / 2, _HEIGHT / 2)
    paper.rotate(24)
    paper.drawCentredString(0, 0, _drawable(words[:24]))
    paper.restoreState()


def _drawable(text: str) -> str:
    """Characters that fonts of the field do not hold are written as their code point, never dropped."""
    return "".join(c if ord(c) <= _CODE_OF_BMP_END else f"[U+{ord(c):X}]" for c in text)
