"""日结单 (paper of a closed day): counts, differences with what was said to them, and the signature."""

from __future__ import annotations

from clerk.domain.day_paper import DayEndPaper, DifferenceLine, RegionLine
from printing.content import (
    Align,
    Block,
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
    written_day,
    written_moment,
)
from printing.documents.receipt import EYEBROW
from printing.fonts import FontStack, MissingGlyph

_NUMBER = 17
ALONE = "全部说明由签结人本人作出，没有其他人作过说明。"


def day_end_content(paper: DayEndPaper) -> Content:
    """What stands on the paper of a closed day. It names nobody who was served."""
    number = f"{paper.site_code}-{paper.day:%Y%m%d}"
    return Content(
        heading=Heading(eyebrow=EYEBROW, title="日结单", number=Field("日结编号", number), barcode=number),
        blocks=(
            Fields(
                (
                    (
                        Field("窗口", f"{paper.site_name}（{paper.site_code}）"),
                        Field("业务日", paper.day.isoformat()),
                    ),
                )
            ),
            _regions(paper.regions),
            *_counts(paper),
            *_differences(paper.differences),
            _signature(paper),
            Closing(
                signers=("签结人签名",),
                seal="",
                issuer="",
                dated=Field("签结日期", written_day(paper.closed_at)),
            ),
        ),
        footer="本单由窗口存档；摘要为签结时所见全部数据的 SM3 值",
        made_at=paper.closed_at,
        training=paper.training,
        missing_glyph=MissingGlyph.SHOW,
    )


def _regions(regions: tuple[RegionLine, ...]) -> Table:
    titles = ("本窗口收件", "已确认", "其他方式", "对方有", "对方重件", "对方没有", "未能核对")
    return Table(
        title="移交核对",
        remark="按收件编号逐件向各地区查询",
        columns=(Column("地区"), *(Column(title, _NUMBER, Align.RIGHT) for title in titles)),
        rows=tuple(
            (
                Cell(r.name),
                *(
                    Cell(str(n))
                    for n in (
                        r.received,
                        r.acknowledged,
                        r.by_other_means,
                        r.there,
                        r.doubled,
                        r.missing,
                        r.not_asked,
                    )
                ),
            )
            for r in regions
        ),
    )


def _counts(paper: DayEndPaper) -> tuple[Block, ...]:
    """Numbers in two columns; what is no bare number in words below."""
    numbers = [(label, value) for label, value in paper.counts if value.isdigit()]
    words = tuple((Field(label, value),) for label, value in paper.counts if not value.isdigit())
    half = (len(numbers) + 1) // 2
    right = [*numbers[half:], ("", "")]
    name, number = Column("项目", 57), Column("数量", 20, Align.RIGHT)
    table = Table(
        title="清点",
        remark="",
        columns=(name, number, Column("项目"), number),
        rows=tuple(
            tuple(Cell(text) for text in (*pair, *other))
            for pair, other in zip(numbers[:half], right, strict=False)
        ),
    )
    return (table, Fields(words)) if words else (table,)


def _differences(lines: tuple[DifferenceLine, ...]) -> tuple[Block, ...]:
    if not lines:
        return (Prose("没有差异。", Tone.NOTICE),)
    return (
        Table(
            title="差异",
            remark=f"共 {len(lines)} 项",
            columns=(
                Column("序号", 7, Align.RIGHT),
                Column("差异"),
                Column("处理", 62),
                Column("工号", 16),
            ),
            rows=tuple(
                (
                    Cell(str(line.number)),
                    Cell(line.words, _small(line)),
                    Cell(line.explanation or line.answer, line.answer if line.explanation else ""),
                    Cell(line.by),
                )
                for line in lines
            ),
        ),
    )


def _small(line: DifferenceLine) -> str:
    since = f"自 {line.since} 结转" if line.since else ""
    return "　".join(part for part in (since, line.receipts) if part)


def _signature(paper: DayEndPaper) -> Prose:
    """In one frame, which no page end tears apart; who explained everything alone stands in it too."""
    where = "在窗口人员的操作台当面签结" if paper.over_the_shoulder else "在本人操作台签结"
    signed = f"签结人 {paper.closed_by}　{written_moment(paper.closed_at)}　{where}　摘要 SM3：{paper.digest}"
    return Prose(f"{signed}　{ALONE}" if paper.explained_alone else signed, Tone.NOTICE)


def render_day_end(paper: DayEndPaper, fonts: FontStack | None = None) -> bytes:
    """The paper of a closed day as PDF.

    Raises:
        Refused: ``P-02`` font damaged, ``P-08`` bar code.
    """
    from printing.layout import compose

    return compose(day_end_content(paper), fonts).pdf
