"""Content to sheet: one grid for all papers.

One left edge (20 mm) and one right edge (190 mm). Labels stand in a column of their own, values in the
next; a row of two fields repeats that pair from the middle of the page. Weight comes from size and rules,
there is no bold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clerk.domain.faults import Refused
from printing.codes import code128_symbol, qr_symbol
from printing.content import (
    TRAINING_LINE,
    Cell,
    Closing,
    Column,
    Content,
    Field,
    Fields,
    Heading,
    Prose,
    Table,
    Tone,
)
from printing.fonts import FontStack
from printing.sheet import (
    BOTTOM,
    HAIR,
    INK,
    LEFT,
    PAGE_WIDTH,
    RIGHT,
    SOFT,
    Block,
    Code,
    Frame,
    Line,
    Rule,
    Sheet,
    Style,
)

TITLE = Style(25, 11.5)
EYEBROW = Style(11, 5.5, SOFT)
SECTION = Style(11.5, 6)
BODY = Style(10, 5.4)
NOTICE = Style(11, 6)
LABEL = Style(9, 5.4, SOFT)
SMALL = Style(8, 4.4, SOFT)
FOLIO = Style(8, 4, SOFT)
TRAINING = Style(9, 5.4, INK)

FULL = RIGHT - LEFT
LABEL_WIDTH = 23.0
SECOND = LEFT + 104.0
"""Left edge of the second field of a row."""
GAP = 5.0
ROW_PAD = 0.75
QR_SIDE = 30.0
BAR_MODULE = 0.28
BAR_HEIGHT = 9.0
SEAL_WIDTH, SEAL_HEIGHT = RIGHT - SECOND, 35.0
"""Room for a round seal of 42 mm laid over issuer and date, as seals are."""
SIGNATURE_PITCH = 13.0
HEAVY = 0.9


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished paper: the PDF, its number of pages, and characters that show as 〓."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]


def compose(content: Content, fonts: FontStack | None = None) -> Composed:
    """Draw ``content``.

    Raises:
        Refused: ``P-01`` a character has no glyph and the paper allows none missing, ``P-02`` font damaged,
            ``P-08`` the number does not fit a bar code.
    """
    from printing.paint import FileWords, paint

    stack = fonts or FontStack.installed()
    sheet = lay_out(content, stack)
    words = FileWords(content.file_title, content.heading.eyebrow, content.made_at)
    pdf = paint(sheet.pages, stack, words, training=content.training)
    return Composed(pdf, len(sheet.pages), tuple(sheet.missing))


def lay_out(content: Content, fonts: FontStack) -> Sheet:
    """All marks of ``content``, page by page.

    Raises:
        Refused: as :func:`compose`.
    """

    def running_head(sheet: Sheet) -> None:
        _running_head(sheet, content.heading)

    sheet = Sheet(fonts, content.missing_glyph, running_head)
    _heading(sheet, content.heading)
    for block in content.blocks:
        match block:
            case Fields():
                _fields(sheet, block)
            case Prose():
                _prose(sheet, block)
            case Table():
                _table(sheet, block)
            case Closing():
                _closing(sheet, block)
    _every_page(sheet, content)
    return sheet


def _heading(sheet: Sheet, heading: Heading) -> None:
    top = sheet.y
    right = RIGHT
    if heading.query_url:
        right -= QR_SIDE + GAP
        _query(sheet, heading, top)
    for line in sheet.lines(heading.eyebrow, right - LEFT, EYEBROW):
        sheet.text(LEFT, sheet.y, line.text, EYEBROW)
        sheet.y += EYEBROW.pitch
    sheet.y += 1.2
    # A character's box has air inside: drawn a hair further left, the title stands on the same edge by eye.
    sheet.text(LEFT - 0.5, sheet.y, heading.title, TITLE)
    sheet.y += TITLE.pitch + 3.2
    try:
        symbol = code128_symbol(heading.barcode)
    except ValueError as error:
        raise Refused("P-08") from error
    quiet = symbol.bars[0].x * BAR_MODULE
    sheet.put(Code(LEFT - quiet, sheet.y, symbol.width * BAR_MODULE, BAR_HEIGHT, symbol))
    sheet.y += BAR_HEIGHT + 1
    sheet.text(LEFT, sheet.y, heading.number.label, LABEL)
    number_x = LEFT + sheet.width_of(heading.number.label, LABEL) + 2.5
    for line in sheet.lines(heading.number.value, right - number_x, BODY):
        sheet.text(number_x, sheet.y, line.text, BODY)
        sheet.y += BODY.pitch
    if heading.query_url:
        sheet.y = max(sheet.y, top + QR_SIDE + SMALL.pitch)
    sheet.y += 2
    sheet.rule(HEAVY, INK)
    sheet.y += 2


def _query(sheet: Sheet, heading: Heading, top: float) -> None:
    symbol = qr_symbol(heading.query_url)
    quiet = symbol.bars[0].x / symbol.width * QR_SIDE
    x = RIGHT - QR_SIDE + quiet
    sheet.put(Code(x, top - quiet + 1, QR_SIDE, QR_SIDE, symbol))
    sheet.text_centred(x + QR_SIDE / 2, top + QR_SIDE - 2 * quiet + 2, heading.query_caption, SMALL)


def _running_head(sheet: Sheet, heading: Heading) -> None:
    sheet.text(LEFT, sheet.y, f"{heading.title}（续）", LABEL)
    sheet.text_right(RIGHT, sheet.y, f"{heading.number.label} {heading.number.value}", LABEL)
    sheet.y += LABEL.pitch + 1
    sheet.rule()
    sheet.y += GAP


def _fields(sheet: Sheet, block: Fields) -> None:
    for row in block.rows:
        edges = (LEFT, SECOND)
        blocks: list[Block] = []
        for n, (field, left) in enumerate(zip(row, edges, strict=False)):
            end = SECOND - GAP if n == 0 and len(row) > 1 else RIGHT
            blocks += _pair(sheet, field, left, end)
        sheet.row(blocks, ROW_PAD)
        sheet.rule()
    sheet.y += GAP - 1


def _pair(sheet: Sheet, field: Field, left: float, right: float) -> list[Block]:
    value = left + LABEL_WIDTH
    return [
        Block(left, LABEL_WIDTH, sheet.lines(field.label, LABEL_WIDTH, LABEL)),
        Block(value, right - value, sheet.lines(field.value, right - value, BODY)),
    ]


def _prose(sheet: Sheet, block: Prose) -> None:
    match block.tone:
        case Tone.BODY:
            sheet.row([Block(LEFT, FULL, sheet.lines(block.text, FULL, BODY))], 0)
            sheet.y += 2
        case Tone.QUIET:
            sheet.row([Block(LEFT, FULL, sheet.lines(block.text, FULL, SMALL))], 0)
            sheet.y += 2
        case Tone.NOTICE:
            _notice(sheet, block)


def _notice(sheet: Sheet, block: Prose) -> None:
    """A sentence between two lines of ink: it is seen before anything around it is read."""
    lines = sheet.lines(block.text, FULL - 8, NOTICE)
    height = len(lines) * NOTICE.pitch + 4
    sheet.ensure(height + 2)
    sheet.y += 0.5
    sheet.put(Frame(LEFT, sheet.y, FULL, height, 0.6, INK))
    sheet.row([Block(LEFT + 4, FULL - 8, lines)], 2)
    sheet.y += 2.5


def _table(sheet: Sheet, table: Table) -> None:
    places = _columns(table.columns)
    first_row = 2 * BODY.pitch
    sheet.ensure(2 + SECTION.pitch + LABEL.pitch + first_row)
    sheet.y += 2
    sheet.text(LEFT, sheet.y, table.title, SECTION)
    sheet.text_right(RIGHT, sheet.y, table.remark, LABEL)
    sheet.y += SECTION.pitch + 1

    def header() -> None:
        sheet.rule(HEAVY, INK)
        sheet.row(
            [
                Block(x, width, [Line(column.title, LABEL)], column.align)
                for column, (x, width) in zip(table.columns, places, strict=True)
            ],
            0.6,
        )
        sheet.rule(0.35, INK)

    header()
    for row in table.rows:
        sheet.row(_cells(sheet, table.columns, places, row), ROW_PAD, header)
        sheet.rule()
    sheet.put(Rule(LEFT, sheet.y, RIGHT, sheet.y, HEAVY, INK))
    sheet.y += GAP - 1


def _cells(
    sheet: Sheet, columns: Sequence[Column], places: Sequence[tuple[float, float]], row: Sequence[Cell]
) -> list[Block]:
    blocks = []
    for column, (x, width), cell in zip(columns, places, row, strict=True):
        lines = sheet.lines(cell.text, width, BODY)
        if cell.small:
            lines += sheet.lines(cell.small, width, SMALL)
        blocks.append(Block(x, width, lines, column.align))
    return blocks


def _columns(columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Left edge and width of each column; between two there are always 4 mm."""
    between = 4.0
    fixed = sum(column.share for column in columns) + between * (len(columns) - 1)
    places: list[tuple[float, float]] = []
    x = LEFT
    for column in columns:
        width = column.share or FULL - fixed
        places.append((x, width))
        x += width + between
    return places


def _closing(sheet: Sheet, closing: Closing) -> None:
    """Signatures at the left, at the right issuer and date where the seal goes: it is laid over both."""
    height = max(SEAL_HEIGHT if closing.seal else 0.0, len(closing.signers) * SIGNATURE_PITCH + 3)
    sheet.ensure(height + 1)
    top = sheet.y + 1
    _signature_lines(sheet, closing, top + height)
    _issuer(sheet, closing, top, height)
    sheet.y = top + height + 3


def _issuer(sheet: Sheet, closing: Closing, top: float, height: float) -> None:
    inner = SECOND + 4 if closing.seal else SECOND
    issuer = sheet.lines(closing.issuer, RIGHT - inner - 4, BODY) if closing.issuer else []
    if closing.seal:
        sheet.put(Frame(SECOND, top, SEAL_WIDTH, height, 0.5, HAIR, dashed=True))
        sheet.text(inner, top + 2.5, f"印章位置：{closing.seal}", SMALL)
    bottom = top + height - (3.5 if closing.seal else 0)
    y = bottom - (len(issuer) + 1) * BODY.pitch
    for line in issuer:
        sheet.text(inner, y, line.text, BODY)
        y += BODY.pitch
    sheet.text(inner, y, closing.dated.label, LABEL)
    sheet.text(inner + sheet.width_of(closing.dated.label, LABEL) + 3, y, closing.dated.value, BODY)


def _signature_lines(sheet: Sheet, closing: Closing, bottom: float) -> None:
    """The last line ends level with the frame of the seal."""
    for n, signer in enumerate(reversed(closing.signers)):
        y = bottom - n * SIGNATURE_PITCH
        start = LEFT + sheet.width_of(signer, LABEL) + 3
        sheet.text(LEFT, y - LABEL.pitch, signer, LABEL)
        sheet.put(Rule(start, y, SECOND - 2 * GAP, y, 0.5, SOFT))


def _every_page(sheet: Sheet, content: Content) -> None:
    """What only the last page lets us know: 第 1 页 共 2 页. And the training line."""
    total = len(sheet.pages)
    for n in range(total):
        sheet.current = n
        sheet.put(Rule(LEFT, BOTTOM + 4, RIGHT, BOTTOM + 4))
        sheet.text(LEFT, BOTTOM + 5.5, content.footer, FOLIO)
        sheet.text_right(RIGHT, BOTTOM + 5.5, f"第 {n + 1} 页　共 {total} 页", FOLIO)
        if content.training:
            sheet.put(Frame(LEFT, 7, FULL, 6.4, 0.6, INK))
            sheet.text_centred(PAGE_WIDTH / 2, 7.5, TRAINING_LINE, TRAINING)
