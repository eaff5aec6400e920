"""Fonts that the tests make up, so that no font of the machine is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from printing.fonts import MAIN_FONT, FontSource, FontStack

RARE = chr(0x2EBF0)
"""A character of extension I: no packaged font has it."""


@pytest.fixture(scope="session")
def rare_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TrueType font with one glyph, for U+2EBF0: a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "rare"])
    builder.setupCharacterMap({ord(RARE): "rare"})
    builder.setupGlyf({".notdef": square, "rare": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 100), "rare": (1000, 100)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "RareTest", "styleName": "Regular", "psName": "RareTest-Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    file = tmp_path_factory.mktemp("fonts") / "RareTest.ttf"
    builder.save(file)
    return file


@pytest.fixture(scope="session")
def shipped() -> FontStack:
    """Only the font in the repository, whatever this machine has."""
    return FontStack(FontSource(MAIN_FONT))


@pytest.fixture(scope="session")
def with_rare(rare_font: Path) -> FontStack:
    """The shipped font with the made-up one behind it."""
    return FontStack(FontSource(MAIN_FONT), (FontSource(rare_font),))
