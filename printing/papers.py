"""All papers by their content: what the desk asks for when it wants a PDF or a preview."""

from __future__ import annotations

from clerk.domain.papers import AcceptancePaper, CorrectionPaper, HandOverPaper, ReceiptPaper
from printing.content import Content
from printing.documents.acceptance import acceptance_content
from printing.documents.correction import correction_content
from printing.documents.hand_over import hand_over_content
from printing.documents.receipt import receipt_content
from printing.fonts import FontStack

Paper = ReceiptPaper | AcceptancePaper | CorrectionPaper | HandOverPaper


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


class PaperPress:
    """Draws papers with one stack of fonts (:class:`clerk.ports.PaperRenderer`).

    Keep one: warm, a receipt takes under 20 ms, the first one 240 ms. Threads may share it.
    """

    def __init__(self, fonts: FontStack | None = None) -> None:
        self._fonts = fonts or FontStack.installed()

    def receipt(self, paper: object) -> bytes:
        """PDF of a 收件凭证.

        Raises:
            TypeError: ``paper`` is no :class:`ReceiptPaper`.
            Refused: ``P-02``, ``P-08``.
        """
        if not isinstance(paper, ReceiptPaper):
            raise TypeError("a receipt is drawn from a ReceiptPaper")
        return self.draw(paper)

    def draw(self, paper: Paper) -> bytes:
        """PDF of any paper.

        Raises:
            Refused: ``P-01`` a character of a department's paper has no glyph, ``P-02``, ``P-08``.
        """
        from printing.layout import compose

        return compose(content_of(paper), self._fonts).pdf

    def missing(self, paper: Paper) -> tuple[str, ...]:
        """Characters of ``paper`` that would show as 〓, so that the clerk is told before printing.

        Raises:
            Refused: ``P-01`` for a department's paper, ``P-02``, ``P-08``.
        """
        from printing.layout import lay_out

        return tuple(lay_out(content_of(paper), self._fonts).missing)
