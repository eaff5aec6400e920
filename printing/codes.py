"""Bar code and QR code as vectors, in our own fonts' company: no picture, no unembedded font."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

QUIET_MODULES = 4
"""Light border a QR code needs on each side (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A dark rectangle in modules, from the top left corner of its symbol."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code as dark rectangles, ``width`` × ``height`` modules including its quiet zone."""

    bars: tuple[Bar, ...]
    width: float
    height: float


def qr_symbol(content: str) -> Symbol:
    """QR code with error correction M: readable with 15 % of it smudged by a stamp."""
    import segno

    code = segno.make_qr(content, error="m", boost_error=False)
    side = len(code.matrix) + 2 * QUIET_MODULES
    bars = tuple(
        Bar(QUIET_MODULES + x, QUIET_MODULES + y, length, 1)
        for y, row in enumerate(code.matrix)
        for x, length in _dark_runs(row)
    )
    return Symbol(bars, side, side)


def _dark_runs(row: bytearray) -> Iterator[tuple[int, int]]:
    """Start and length of each dark stretch: one rectangle instead of one per module keeps the page small."""
    start = -1
    for x, dark in enumerate(row):
        if dark and start < 0:
            start = x
        elif not dark and start >= 0:
            yield start, x - start
            start = -1
    if start >= 0:
        yield start, len(row) - start


def code128_symbol(content: str) -> Symbol:
    """Code128 of ``content`` (ASCII), one module high, to be stretched; ten modules quiet on each side.

    Raises:
        ValueError: ``content`` has characters outside Code128.
    """
    from reportlab.graphics.barcode.code128 import Code128

    code = Code128(content, barWidth=1, quiet=False)
    code.validate()
    if not code.valid:
        raise ValueError("only ASCII fits in Code128")
    code.encode()
    code.decompose()
    bars: list[Bar] = []
    x = 10.0
    for sign in code.decomposed:
        # ReportLab's notation: lower case letters are spaces, upper case ones bars, a/A = one module wide.
        modules = ord(sign.lower()) - ord("a") + 1
        if sign.isupper():
            bars.append(Bar(x, 0, modules, 1))
        x += modules
    return Symbol(tuple(bars), x + 10, 1)
