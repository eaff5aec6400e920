"""A TrueType font whose text can be copied, searched and verified as it was written.

ReportLab 5.1 writes the ToUnicode value of a character beyond U+FFFF as five hex digits. A reader takes
them in groups of four, so U+2CC56 is copied as U+2CC5: the page looks right and says something else. PDF
wants UTF-16BE (ISO 32000-1, 9.10.3). The table is put right for our own fonts only; ReportLab's module
functions stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

ENTRIES_PER_BLOCK = 100
"""Most entries a ``beginbfchar`` block may hold (Adobe technical note 5014)."""


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of a font subset: position in the subset → character, as UTF-16BE.

    Position 0 is ``.notdef`` and stands for no character.
    """
    entries = (f"<{n:02X}> <{_utf16(code)}>" for n, code in enumerate(subset) if code)
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *_blocks(entries),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be").hex().upper()


def _blocks(entries: Iterator[str]) -> Iterator[str]:
    while block := list(islice(entries, ENTRIES_PER_BLOCK)):
        yield f"{len(block)} beginbfchar"
        yield from block
        yield "endbfchar"


class EmbeddedFont(TTFont):  # type: ignore[misc]  # ReportLab is untyped
    """A font that is embedded as subsets with a true text layer.

    Raises:
        reportlab.pdfbase.ttfonts.TTFError: the file is no TrueType font with glyf outlines.
    """

    def __init__(self, name: str, file: Path) -> None:
        # Without the ASCII block that ReportLab adds by default a subset holds only what the page uses.
        super().__init__(name, str(file), asciiReadable=False, shapable=False)
        # The face keeps one read position for the whole file, so two documents must not be finished at once.
        self._reading = Lock()

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802 - ReportLab's name
        """Write the font's subsets into ``document``, then put their ToUnicode tables right."""
        with self._reading:
            subsets = list(self.state[document].subsets)
            internal_names = [self.getSubsetInternalName(n, document)[1:] for n in range(len(subsets))]
            super().addObjects(document)
        fonts = document.idToObject["BasicFonts"].dict
        for internal_name, subset in zip(internal_names, subsets, strict=True):
            font = fonts[internal_name]
            document.idToObject[font.ToUnicode.name].content = to_unicode_map(font.BaseFont, subset)
