"""Papers as text for the terminal, and as pictures for people who want to see the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from rich.cells import cell_len

from clerk.ports import Paper
from printing.content import (
    TRAINING_MARK,
    Align,
    Cell,
    Closing,
    Content,
    Field,
    Fields,
    Heading,
    Prose,
    Table,
    Tone,
)
from printing.fonts import GETA
from printing.papers import content_of
from printing.wrapping import wrap

NARROWEST = 24
"""Least width in cells that a preview is made for."""
LABEL_CELLS = 14
NARROW_LABEL_CELLS = 10
LEAST_FLEXIBLE = 16
"""Cells that the widest column of a table needs; with less the table is stacked."""


class Role(StrEnum):
    """What a line is, for the screen to choose a style."""

    TRAINING = "training"
    EYEBROW = "eyebrow"
    TITLE = "title"
    RULE = "rule"
    FIELD = "field"
    BODY = "body"
    NOTICE = "notice"
    QUIET = "quiet"
    SECTION = "section"
    COLUMNS = "columns"
    ROW = "row"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line that fits, without markup."""

    text: str
    role: Role


def preview_lines(paper: Paper, width: int) -> tuple[PreviewLine, ...]:
    """``paper`` as lines of at most ``width`` cells (at least 24), labels and values in columns of their own.

    The words are those of the PDF: both are made of the same content.
    """
    return tuple(_lines(content_of(paper), max(width, NARROWEST)))


def render_png(pdf: bytes, page: int = 0, dpi: int = 80) -> bytes:
    """Page ``page`` (from 0) as a grey PNG.

    Raises:
        IndexError: there is no such page.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(f"no page {page}")
        picture = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
    out = BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _lines(content: Content, width: int) -> Iterator[PreviewLine]:
    if content.training:
        yield from _wrapped(TRAINING_MARK, width, Role.TRAINING)
    yield from _heading(content.heading, width)
    for block in content.blocks:
        match block:
            case Fields():
                yield from _fields(block, width)
            case Prose():
                role = {Tone.BODY: Role.BODY, Tone.NOTICE: Role.NOTICE, Tone.QUIET: Role.QUIET}[block.tone]
                yield from _wrapped(block.text, width, role)
                yield PreviewLine("", Role.BLANK)
            case Table():
                yield from _table(block, width)
            case Closing():
                yield from _closing(block, width)


def _heading(heading: Heading, width: int) -> Iterator[PreviewLine]:
    yield from _wrapped(heading.eyebrow, width, Role.EYEBROW)
    yield from _wrapped(heading.title, width, Role.TITLE)
    yield from _field(heading.number, width)
    if heading.query_url:
        yield from _field(Field("查询网址", heading.query_url), width)
    yield PreviewLine("─" * width, Role.RULE)


def _fields(block: Fields, width: int) -> Iterator[PreviewLine]:
    for row in block.rows:
        for field in row:
            yield from _field(field, width)
    yield PreviewLine("", Role.BLANK)


def _field(field: Field, width: int) -> Iterator[PreviewLine]:
    label_cells = LABEL_CELLS if width >= 2 * LABEL_CELLS + LEAST_FLEXIBLE else NARROW_LABEL_CELLS
    labels = _wrap(field.label, label_cells - 1)
    values = _wrap(field.value, width - label_cells)
    for n in range(max(len(labels), len(values))):
        label = labels[n] if n < len(labels) else ""
        value = values[n] if n < len(values) else ""
        yield PreviewLine((_pad(label, label_cells) + value).rstrip(), Role.FIELD)


def _table(table: Table, width: int) -> Iterator[PreviewLine]:
    yield from _wrapped(f"{table.title}　{table.remark}", width, Role.SECTION)
    cells = _column_cells(table, width)
    if cells:
        header = [Cell(column.title) for column in table.columns]
        yield from _row(table, header, cells, Role.COLUMNS)
        for row in table.rows:
            yield from _row(table, row, cells, Role.ROW)
    else:
        yield from _stacked(table, width)
    yield PreviewLine("", Role.BLANK)


def _column_cells(table: Table, width: int) -> list[int]:
    """Cells of each column; empty when ``width`` is too small for a table."""
    fixed = [
        min(max(cell_len(column.title), *(cell_len(row[n].text) for row in table.rows), 0), width // 4)
        if column.share
        else 0
        for n, column in enumerate(table.columns)
    ]
    rest = width - sum(fixed) - 2 * (len(fixed) - 1)
    titles_fit = all(
        cell_len(column.title) <= cells
        for column, cells in zip(table.columns, fixed, strict=True)
        if column.share
    )
    if rest < LEAST_FLEXIBLE or not titles_fit:
        return []
    return [cells or rest for cells in fixed]


def _row(table: Table, row: Sequence[Cell], cells: Sequence[int], role: Role) -> Iterator[PreviewLine]:
    columns = [
        _wrap(cell.text, width) + (_wrap(cell.small, width) if cell.small else [])
        for cell, width in zip(row, cells, strict=True)
    ]
    for n in range(max(len(lines) for lines in columns)):
        parts = [
            _pad(lines[n] if n < len(lines) else "", width, column.align)
            for column, lines, width in zip(table.columns, columns, cells, strict=True)
        ]
        yield PreviewLine("  ".join(parts).rstrip(), role)


def _stacked(table: Table, width: int) -> Iterator[PreviewLine]:
    """Each row as a small list of its columns, for narrow screens."""
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            text = f"{cell.text} {cell.small}" if cell.small else cell.text
            yield from (PreviewLine(line.text, Role.ROW) for line in _field(Field(column.title, text), width))
        yield PreviewLine("", Role.BLANK)


def _closing(closing: Closing, width: int) -> Iterator[PreviewLine]:
    for signer in closing.signers:
        yield from _field(Field(signer, "________________"[: width - LABEL_CELLS]), width)
    if closing.seal:
        yield from _field(Field("印章位置", closing.seal), width)
    if closing.issuer:
        yield from _wrapped(closing.issuer, width, Role.BODY)
    yield from _field(closing.dated, width)


def _wrapped(text: str, width: int, role: Role) -> Iterator[PreviewLine]:
    for line in _wrap(text, width):
        yield PreviewLine(line, role)


def _wrap(text: str, width: int) -> list[str]:
    return wrap("".join(_shown(c) for c in text), width, cell_len)


def _shown(c: str) -> str:
    """Control and format characters would move the cursor: blanks stay blanks, the rest shows as 〓."""
    if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return " " if c.isspace() else GETA
    return c


def _pad(text: str, cells: int, align: Align = Align.LEFT) -> str:
    blanks = " " * (cells - cell_len(text))
    return blanks + text if align is Align.RIGHT else text + blanks
