"""All papers by their content: what the desk asks for when it wants a PDF or a preview."""

from __future__ import annotations

from datetime import datetime

from clerk.domain.china_time import CHINA
from clerk.domain.day_paper import DayEndPaper
from clerk.domain.papers import AcceptancePaper, CorrectionPaper, HandOverPaper, ReceiptPaper
from clerk.ports import Paper
from printing.content import Content, Field, Heading
from printing.documents.acceptance import acceptance_content
from printing.documents.correction import correction_content
from printing.documents.day_end import day_end_content
from printing.documents.hand_over import hand_over_content
from printing.documents.receipt import receipt_content
from printing.fonts import FontStack, MissingGlyph


def content_of(paper: Paper) -> Content:
    """What stands on ``paper``."""
    match paper:
        case ReceiptPaper():
            return receipt_content(paper)
        case AcceptancePaper():
            return acceptance_content(paper)
        case CorrectionPaper():
            return correction_content(paper)
        case HandOverPaper():
            return hand_over_content(paper)
        case DayEndPaper():
            return day_end_content(paper)


class PaperPress:
    """Draws papers with one stack of fonts. Keep one: warm, a receipt takes 20 ms, the first 240 ms.

    Threads may share it.
    """

    def __init__(self, fonts: FontStack | None = None) -> None:
        self._fonts = fonts or FontStack.installed()

    def warm(self) -> None:
        """Load libraries and the main font by drawing a page that nobody keeps.

        Raises:
            Refused: ``P-02`` the font is damaged.
        """
        from printing.layout import compose

        heading = Heading("预热", "空白页", Field("编号", "0"), "0", "0")
        compose(
            Content(heading, (), "", datetime(2026, 1, 1, tzinfo=CHINA), False, MissingGlyph.SHOW),
            self._fonts,
        )

    def draw(self, paper: Paper) -> bytes:
        """PDF of any paper.

        Raises:
            Refused: ``P-01`` a character of a department's paper has no glyph, ``P-02`` the font is damaged,
                ``P-08`` the number does not fit a bar code.
        """
        from printing.layout import compose

        return compose(content_of(paper), self._fonts).pdf

    def missing(self, paper: Paper) -> tuple[str, ...]:
        """Characters of ``paper`` that show as 〓, so that the clerk can be told before printing.

        Raises:
            Refused: as :meth:`draw`.
        """
        from printing.layout import lay_out

        return tuple(lay_out(content_of(paper), self._fonts).missing)
