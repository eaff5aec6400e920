"""Which font draws which character, and what happens when none can."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from clerk.domain.faults import Refused
from clerk.domain.names import code_point

if TYPE_CHECKING:
    from printing.text_layer import EmbeddedFont

MAIN_FONT = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.ttf"
GETA = "〓"
"""Printers' mark for a character that is not in the case (下駄/字空)."""

FALLBACK_FILES = ("DejaVuSans.ttf", "HanaMinA.ttf", "HanaMinB.ttf")
"""Letters of other scripts first (quick to open), then the ideographs of extensions B to F."""
FONT_FOLDERS = (
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/dejavu"),
    Path("/usr/share/fonts/truetype/hanazono"),
    Path("/usr/share/fonts/hanazono"),
    Path("/usr/local/share/fonts"),
)


class MissingGlyph(Enum):
    """What to do about a character that no font has."""

    REFUSE = auto()
    """Papers of a department: never print another character than the one in the data."""
    SHOW = auto()
    """Papers of the counter: 〓 and the code point, and tell."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one font draws."""

    font: str
    text: str


@dataclass(frozen=True)
class FontSource:
    """A TrueType file and the name it gets in ReportLab's registry. Nothing is read before it is needed."""

    file: Path

    @cached_property
    def name(self) -> str:
        """Name made from the path: the process shares one registry, and two files never share a name."""
        return f"{self.file.stem}-{blake2b(str(self.file).encode(), digest_size=4).hexdigest()}"

    def load(self) -> EmbeddedFont:
        """The registered font.

        Raises:
            Refused: ``P-02`` the file is missing or no TrueType font.
        """
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFError

        from printing.text_layer import EmbeddedFont

        if self.name in pdfmetrics.getRegisteredFontNames():
            registered = pdfmetrics.getFont(self.name)
            if isinstance(registered, EmbeddedFont):
                return registered
        try:
            font = EmbeddedFont(self.name, self.file)
        except (TTFError, OSError, struct.error, LookupError, ValueError) as error:
            raise Refused("P-02", file=self.file.name) from error
        pdfmetrics.registerFont(font)
        return font


class FontStack:
    """Fonts in order of preference, opened when a character needs them and kept in ReportLab's registry."""

    def __init__(self, main: FontSource, fallbacks: Sequence[FontSource] = ()) -> None:
        self._sources = (main, *fallbacks)
        self._fonts: dict[int, EmbeddedFont] = {}
        self._places: dict[str, tuple[str, float] | None] = {}

    @classmethod
    def installed(cls) -> FontStack:
        """Noto Sans SC as shipped, then DejaVu Sans and Hanazono Mincho where this machine has them."""
        found = [
            folder / name for name in FALLBACK_FILES for folder in FONT_FOLDERS if (folder / name).is_file()
        ]
        return cls(FontSource(MAIN_FONT), tuple(FontSource(file) for file in found))

    @property
    def main_name(self) -> str:
        """Registered name of the main font, loaded now if it was not."""
        self._font(0)
        return self._sources[0].name

    def covers(self, character: str) -> bool:
        """Whether some font has a glyph for ``character``."""
        return self._place(character) is not None

    def missing(self, text: str) -> tuple[str, ...]:
        """Characters of ``text`` that no font has, each once, in order."""
        return tuple(dict.fromkeys(c for c in text if not self.covers(c)))

    def printable(self, text: str, policy: MissingGlyph) -> str:
        """``text`` as it can be printed.

        Raises:
            Refused: ``P-01`` under :attr:`MissingGlyph.REFUSE`, with the code points.
        """
        text = "".join(" " if c in "\t\r\n\x0b\x0c\x85\u2028\u2029\xa0" else c for c in text)
        missing = self.missing(text)
        if not missing:
            return text
        if policy is MissingGlyph.REFUSE:
            raise Refused("P-01", characters=", ".join(code_point(c) for c in missing))
        return "".join(c if self.covers(c) else f"{GETA}({code_point(c)})" for c in text)

    def width(self, text: str, size: float) -> float:
        """Width of ``text`` in points at ``size`` points. Characters without a glyph count as nothing."""
        places = self._places
        total = 0.0
        for c in text:
            place = places[c] if c in places else self._place(c)
            if place is not None:
                total += place[1]
        return total * size / 1000

    def runs(self, text: str) -> Iterator[Run]:
        """``text`` cut where the font changes. Give it only what :meth:`printable` returned."""
        current, start = "", 0
        for n, c in enumerate(text):
            place = self._place(c)
            name = place[0] if place is not None else self.main_name
            if name != current:
                if n > start:
                    yield Run(current, text[start:n])
                current, start = name, n
        if len(text) > start:
            yield Run(current, text[start:])

    def _place(self, character: str) -> tuple[str, float] | None:
        """Font and advance (thousandths of an em) of a character, remembered: papers repeat their words."""
        if character not in self._places:
            self._places[character] = self._find(ord(character))
        return self._places[character]

    def _find(self, code: int) -> tuple[str, float] | None:
        for n, source in enumerate(self._sources):
            face = self._font(n).face
            if code in face.charToGlyph:
                return source.name, float(face.getCharWidth(code))
        return None

    def _font(self, n: int) -> EmbeddedFont:
        if n not in self._fonts:
            self._fonts[n] = self._sources[n].load()
        return self._fonts[n]
