"""受理通知书 (acceptance notice): the home department's paper, from its data, printed by the counter."""

from __future__ import annotations

from clerk.domain.papers import AcceptancePaper
from printing.content import (
    NOT_IN_DATA,
    Closing,
    Content,
    Field,
    Fields,
    Heading,
    Prose,
    Tone,
    material_table,
    stated,
    written_day,
    written_moment,
)
from printing.fonts import FontStack, MissingGlyph


def acceptance_content(paper: AcceptancePaper) -> Content:
    """What stands on the acceptance notice."""
    return Content(
        heading=Heading(
            eyebrow=paper.home_department,
            title="受理通知书",
            number=Field("文书编号", stated(paper.document_no, NOT_IN_DATA)),
            barcode=paper.receipt_no,
        ),
        blocks=(
            Prose(f"{paper.applicant_name}："),
            Prose(_decision(paper)),
            _facts(paper),
            material_table("受理材料清单", paper.materials),
            Prose(
                f"查询方式：凭收件编号 {paper.receipt_no} 在收件专窗查询，"
                f"或者致电{paper.home_department}（{stated(paper.home_phone)}）。"
            ),
            Closing(
                signers=("申请人签收",),
                seal="受理部门印章",
                issuer=paper.home_department,
                dated=Field("受理日期", written_day(paper.accepted_at)),
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


def render_acceptance(paper: AcceptancePaper, fonts: FontStack | None = None) -> bytes:
    """The acceptance notice as PDF.

    Raises:
        Refused: ``P-01`` a character has no glyph, ``P-02`` font damaged, ``P-08`` bar code.
    """
    from printing.layout import compose

    return compose(acceptance_content(paper), fonts).pdf


def _decision(paper: AcceptancePaper) -> str:
    if paper.deemed:
        return (
            f"你（单位）提出的“{paper.item_name}”申请，本部门在规定期限内未告知需要补正的内容，"
            f"依照规定自 {written_day(paper.accepted_at)} 起视为受理（逾期视为受理）。"
        )
    return (
        f"你（单位）提出的“{paper.item_name}”申请，经审查，申请材料齐全、符合法定形式，"
        f"本部门自 {written_day(paper.accepted_at)} 起予以受理。"
    )


def _facts(paper: AcceptancePaper) -> Fields:
    return Fields(
        (
            (Field("申请事项", paper.item_name),),
            (Field("事项编码", stated(paper.item_code, NOT_IN_DATA)),),
            (Field("申请人", paper.applicant_name),),
            (Field("部门办件号", stated(paper.home_case_no, NOT_IN_DATA)),),
            (Field("收件编号", paper.receipt_no), Field("受理日期", written_day(paper.accepted_at))),
            (
                Field("法定时限", stated(paper.statutory_limit, NOT_IN_DATA)),
                Field("承诺时限", stated(paper.promised_limit, NOT_IN_DATA)),
            ),
            (
                Field("应办结日期", stated(paper.due, NOT_IN_DATA)),
                Field("收费", stated(paper.fee, NOT_IN_DATA)),
            ),
        )
    )
