"""补正通知书 (correction notice): the home department tells once what is missing or wrong, and why."""

from __future__ import annotations

from clerk.domain.papers import CorrectionPaper
from printing.content import (
    NOT_IN_DATA,
    Align,
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
    stated,
    written_day,
    written_moment,
)
from printing.fonts import FontStack, MissingGlyph


def correction_content(paper: CorrectionPaper) -> Content:
    """What stands on the correction notice."""
    return Content(
        heading=Heading(
            eyebrow=paper.home_department,
            title="补正通知书",
            number=Field("文书编号", stated(paper.document_no, NOT_IN_DATA)),
            barcode=paper.receipt_no,
        ),
        blocks=(
            Prose(f"{paper.applicant_name}："),
            Prose(f"你（单位）提出的“{paper.item_name}”申请，经审查，申请材料需要补正。需要补正的内容如下。"),
            Prose("以下为需要补正的全部内容，一次告知。", Tone.NOTICE),
            _points(paper),
            _facts(paper),
            Closing(
                signers=("申请人签收", "签收日期"),
                seal="受理部门印章",
                issuer=paper.home_department,
                dated=Field("告知日期", written_day(paper.asked_at)),
            ),
            Prose(
                f"本通知书由{paper.home_department}出具，由{paper.printed_by}代为打印，"
                f"打印时间 {written_moment(paper.printed_at)}。",
                Tone.QUIET,
            ),
        ),
        footer=f"由{paper.printed_by}代为打印",
        made_at=paper.printed_at,
        training=paper.training,
        missing_glyph=MissingGlyph.REFUSE,
    )


def render_correction(paper: CorrectionPaper, fonts: FontStack | None = None) -> bytes:
    """The correction notice as PDF.

    Raises:
        Refused: ``P-01`` a character has no glyph, ``P-02`` font damaged, ``P-08`` bar code.
    """
    from printing.layout import compose

    return compose(correction_content(paper), fonts).pdf


def _points(paper: CorrectionPaper) -> Table:
    return Table(
        title="补正清单",
        remark=f"共 {len(paper.points)} 项",
        columns=(Column("序号", 7, Align.RIGHT), Column("材料名称", 60), Column("需要补正的内容和原因")),
        rows=tuple(
            (Cell(str(n)), Cell(material), Cell(stated(words, NOT_IN_DATA)))
            for n, (material, words) in enumerate(paper.points, start=1)
        ),
    )


def _facts(paper: CorrectionPaper) -> Fields:
    return Fields(
        (
            (Field("补正期限", stated(paper.deadline, NOT_IN_DATA)),),
            (Field("补正方式", "将补正材料交至原收件专窗，并出示本通知书或者收件凭证。"),),
            (Field("依据", stated(paper.legal_basis, NOT_IN_DATA)),),
            (Field("部门办件号", stated(paper.home_case_no, NOT_IN_DATA)),),
            (Field("收件编号", paper.receipt_no), Field("部门电话", stated(paper.home_phone))),
        )
    )
