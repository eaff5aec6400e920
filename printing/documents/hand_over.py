"""送达回证 (proof of hand-over): what was handed over, to whom, on what authority, by whom, when."""

from __future__ import annotations

from clerk.domain.papers import HandOverPaper
from printing.content import (
    NOT_IN_DATA,
    Closing,
    Content,
    Field,
    Fields,
    Heading,
    Prose,
    stated,
    written_day,
    written_moment,
)
from printing.documents.receipt import EYEBROW
from printing.fonts import FontStack, MissingGlyph


def hand_over_content(paper: HandOverPaper) -> Content:
    """What stands on the proof of hand-over. The identity number stands in full: it is evidence."""
    return Content(
        heading=Heading(
            eyebrow=EYEBROW,
            title="送达回证",
            number=Field("收件编号", paper.receipt_no),
            barcode=paper.receipt_no,
        ),
        blocks=(
            Fields(
                (
                    (Field("申请事项", paper.item_name),),
                    (Field("送达文书", paper.document_name),),
                    (Field("文书编号", stated(paper.document_no, NOT_IN_DATA)),),
                    (Field("制发部门", paper.home_department),),
                    (Field("部门办件号", stated(paper.home_case_no, NOT_IN_DATA)),),
                )
            ),
            Fields(
                (
                    (Field("受送达人", paper.recipient_name),),
                    (Field("证件号码", stated(paper.recipient_number)),),
                    (Field("与申请人关系", stated(paper.recipient_relation)),),
                    (Field("身份核验", stated(paper.recipient_identity)),),
                    (Field("送达方式", paper.mode), Field("送达时间", written_moment(paper.handed_over_at))),
                    (Field("送达人", paper.deliverer),),
                )
            ),
            Prose("受送达人确认已收到上列文书，并核对无误。"),
            Closing(
                signers=("受送达人签名", "送达人签名"),
                seal="",
                issuer="",
                dated=Field("送达日期", written_day(paper.handed_over_at)),
            ),
        ),
        footer="本回证由送达窗口存档",
        made_at=paper.handed_over_at,
        training=paper.training,
        missing_glyph=MissingGlyph.SHOW,
    )


def render_hand_over(paper: HandOverPaper, fonts: FontStack | None = None) -> bytes:
    """The proof of hand-over as PDF.

    Raises:
        Refused: ``P-02`` font damaged, ``P-08`` bar code.
    """
    from printing.layout import compose

    return compose(hand_over_content(paper), fonts).pdf
