"""What stands on a paper, as blocks: the same content is drawn as PDF and shown as text on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from clerk.domain.china_time import in_china
from clerk.domain.papers import MaterialLine
from printing.fonts import MissingGlyph

NOT_STATED = "—"
NOT_IN_DATA = "办理部门数据未载明"
"""For a mandatory field that the department's own data leave empty: said, not invented."""


class Tone(Enum):
    """Weight of a paragraph."""

    BODY = auto()
    NOTICE = auto()
    """The sentence that must not be missed."""
    QUIET = auto()


class Align(Enum):
    """Side of a column on which its text stands."""

    LEFT = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Rows of one or two fields."""

    rows: tuple[tuple[Field, ...], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str
    tone: Tone = Tone.BODY


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``share`` is its part of the width in mm; 0 = what is left (one column only)."""

    title: str
    share: float = 0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a cell and a smaller second text under it."""

    text: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list with a title, a remark at its right, and a header that comes again on each page."""

    title: str
    remark: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """End of a paper: lines to sign on, the place of the seal, issuer and date. Never torn apart."""

    signers: tuple[str, ...]
    seal: str
    """Which seal goes there; empty = no seal on this paper."""
    issuer: str
    dated: Field


Block = Fields | Prose | Table | Closing


@dataclass(frozen=True, slots=True)
class Heading:
    """Top of a paper."""

    eyebrow: str
    title: str
    number: Field
    barcode: str
    query_url: str = ""
    query_caption: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole paper."""

    heading: Heading
    blocks: tuple[Block, ...]
    footer: str
    made_at: datetime
    """Moment the paper speaks of; also the date in the file, so that the same paper is the same bytes."""
    training: bool
    missing_glyph: MissingGlyph

    @property
    def file_title(self) -> str:
        """Title in the file's metadata: kind and number, never a person's name."""
        return f"{self.heading.title} {self.heading.number.value}"


TRAINING_MARK = "模拟 TRAINING"
TRAINING_LINE = "模拟 TRAINING　·　本页由培训系统生成，仅供练习，不具有任何效力"


def written_day(at: datetime) -> str:
    """``2026年11月24日``, on the counter's calendar."""
    local = in_china(at)
    return f"{local.year}年{local.month}月{local.day}日"


def written_moment(at: datetime) -> str:
    """``2026年11月24日 09:43``, on the counter's clock."""
    return f"{written_day(at)} {in_china(at):%H:%M}"


def stated(value: str, otherwise: str = NOT_STATED) -> str:
    """``value``, or a visible sign that there is none."""
    return value.strip() or otherwise


def material_table(title: str, materials: tuple[MaterialLine, ...]) -> Table:
    """材料清单 with 序号, 材料名称, 来源, 原件, 复印件."""
    originals = sum(m.originals for m in materials)
    copies = sum(m.copies for m in materials)
    return Table(
        title=title,
        remark=f"共 {len(materials)} 项　原件 {originals} 份　复印件 {copies} 份",
        columns=(
            Column("序号", 7, Align.RIGHT),
            Column("材料名称"),
            Column("来源", 50),
            Column("原件", 14, Align.RIGHT),
            Column("复印件", 16, Align.RIGHT),
        ),
        rows=tuple(
            (
                Cell(str(m.number)),
                Cell(m.name, m.reference),
                Cell(stated(m.source), "容缺：须按承诺期限补交" if m.deferred else ""),
                Cell(str(m.originals) if m.originals else NOT_STATED),
                Cell(str(m.copies) if m.copies else NOT_STATED),
            )
            for m in materials
        ),
    )
