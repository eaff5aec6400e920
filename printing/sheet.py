"""An A4 sheet as marks: where every text, line and code stands, before anything is drawn.

Lengths are millimetres from the top left corner of the page, text sizes are points. Marks are kept per page
until the last one is known, because every page tells how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from printing.codes import Symbol
from printing.content import Align
from printing.fonts import FontStack, MissingGlyph
from printing.wrapping import wrap

MM = 72 / 25.4
"""Points in a millimetre."""

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, RIGHT = 20.0, 190.0
TOP, BOTTOM = 17.0, 279.0
"""Body of a page; the folio stands under it, the training line above."""

INK, SOFT, HAIR = 0.10, 0.40, 0.72
"""Greys: text, labels, hairlines."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on its baseline."""

    x: float
    baseline: float
    text: str
    size: float
    grey: float = INK


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line. ``weight`` in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float = 0.35
    grey: float = HAIR


@dataclass(frozen=True, slots=True)
class Frame:
    """An empty box with a dashed or drawn outline. ``weight`` in points."""

    x: float
    y: float
    width: float
    height: float
    weight: float = 0.5
    grey: float = HAIR
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A bar code or QR code stretched to a size."""

    x: float
    y: float
    width: float
    height: float
    symbol: Symbol


Mark = Text | Rule | Frame | Code


@dataclass(frozen=True, slots=True)
class Style:
    """Size in points, line pitch in millimetres, grey."""

    size: float
    pitch: float
    grey: float = INK

    def baseline(self, top: float) -> float:
        """Baseline of a line whose pitch begins at ``top``: the ideograph's box is centred in it."""
        height = self.size / MM
        return top + (self.pitch - height) / 2 + 0.88 * height


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell, already narrow enough."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Block:
    """Lines side by side with others in one row."""

    x: float
    width: float
    lines: Sequence[Line]
    align: Align = Align.LEFT


@dataclass(slots=True)
class Sheet:
    """Pages being filled from top to bottom. ``on_new_page`` draws what comes again on each further page."""

    fonts: FontStack
    policy: MissingGlyph
    on_new_page: Callable[[Sheet], None]
    y: float = TOP
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    current: int = 0
    """Index of the page that marks are put on."""
    missing: dict[str, None] = field(default_factory=dict)
    """Characters shown as 〓, in order."""

    @property
    def room(self) -> float:
        """Millimetres left on this page."""
        return BOTTOM - self.y

    def put(self, mark: Mark) -> None:
        """Add a mark to the current page."""
        self.pages[self.current].append(mark)

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self.pages.append([])
        self.current = len(self.pages) - 1
        self.y = TOP
        self.on_new_page(self)

    def ensure(self, height: float) -> None:
        """Begin a new page unless ``height`` fits on this one."""
        if self.room < height:
            self.new_page()

    def printable(self, text: str) -> str:
        """``text`` as it can be printed, missing characters noted.

        Raises:
            Refused: ``P-01`` where the policy refuses.
        """
        self.missing.update(dict.fromkeys(self.fonts.missing(text)))
        return self.fonts.printable(text, self.policy)

    def width_of(self, text: str, style: Style) -> float:
        """Width in millimetres."""
        return self.fonts.width(text, style.size) / MM

    def lines(self, text: str, width: float, style: Style) -> list[Line]:
        """``text`` broken into lines of at most ``width``."""
        limit = width * MM
        broken = wrap(self.printable(text), limit, lambda part: self.fonts.width(part, style.size))
        return [Line(line, style) for line in broken]

    def text(self, x: float, top: float, text: str, style: Style) -> None:
        """One line from ``x``, its pitch beginning at ``top``."""
        self.put(Text(x, style.baseline(top), self.printable(text), style.size, style.grey))

    def text_right(self, right: float, top: float, text: str, style: Style) -> None:
        """One line that ends at ``right``."""
        self.text(right - self.width_of(self.printable(text), style), top, text, style)

    def text_centred(self, centre: float, top: float, text: str, style: Style) -> None:
        """One line centred on ``centre``."""
        self.text(centre - self.width_of(self.printable(text), style) / 2, top, text, style)

    def rule(self, weight: float = 0.35, grey: float = HAIR) -> None:
        """A line over the full width at the current place."""
        self.put(Rule(LEFT, self.y, RIGHT, self.y, weight, grey))

    def row(self, blocks: Sequence[Block], pad: float, again: Callable[[], None] | None = None) -> None:
        """Blocks side by side, ``pad`` mm above and below.

        A row goes over to the next page whole, or torn between lines when it is longer than half a page;
        ``again`` then repeats a header there.
        """
        height = 2 * pad + max(sum(line.style.pitch for line in block.lines) for block in blocks)
        if height > self.room and height <= (BOTTOM - TOP) / 2:
            self._over(again)
        queues = [list(block.lines) for block in blocks]
        while any(queues):
            if self.room < 2 * pad + max(queue[0].style.pitch for queue in queues if queue):
                self._over(again)
            limit = BOTTOM - pad
            top = self.y + pad
            ends = [
                self._fill(block, queue, top, limit)
                for block, queue in zip(blocks, queues, strict=True)
                if queue
            ]
            self.y = max(ends) + pad

    def _over(self, again: Callable[[], None] | None) -> None:
        self.new_page()
        if again is not None:
            again()

    def _fill(self, block: Block, queue: list[Line], top: float, limit: float) -> float:
        """Put lines of ``queue`` under each other until ``limit``; returns where the last one ends."""
        while queue and top + queue[0].style.pitch <= limit + 1e-6:
            line = queue.pop(0)
            x = block.x
            if block.align is Align.RIGHT:
                x += block.width - self.width_of(line.text, line.style)
            self.put(Text(x, line.style.baseline(top), line.text, line.style.size, line.style.grey))
            top += line.style.pitch
        return top
