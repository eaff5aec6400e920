"""收件凭证 (receipt) with its material list, domain.md §1.4. Receipt is not acceptance: the paper says so."""

from __future__ import annotations

from clerk.domain.papers import ReceiptPaper
from printing.content import (
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

EYEBROW = "长三角“一网通办”专窗"
NOT_ACCEPTANCE = "本凭证为收件凭证，不代表已受理"


def receipt_content(paper: ReceiptPaper) -> Content:
    """What stands on the receipt."""
    return Content(
        heading=Heading(
            eyebrow=EYEBROW,
            title="收件凭证",
            number=Field("收件编号", paper.receipt_no),
            barcode=paper.receipt_no,
            query_url=paper.query_url,
            query_caption="扫一扫，查进度",
        ),
        blocks=(
            _applicant(paper),
            _counters(paper),
            Prose(_statement(paper)),
            Prose(f"{NOT_ACCEPTANCE}。是否受理，由{paper.home_department}决定并告知。", Tone.NOTICE),
            Prose(paper.clock_wording),
            *([Prose(f"待核实：{paper.unverified_note}", Tone.QUIET)] if paper.unverified_note else []),
            material_table("收件材料清单", paper.materials),
            Closing(
                signers=("申请人签名",) if not paper.agent_line else ("申请人（代办人）签名",),
                seal="收件专用章",
                issuer=f"{paper.near_site}　{paper.near_window}",
                dated=Field("收件日期", written_day(paper.received_at)),
            ),
        ),
        footer=NOT_ACCEPTANCE,
        made_at=paper.received_at,
        training=paper.training,
        missing_glyph=MissingGlyph.SHOW,
    )


def render_receipt(paper: ReceiptPaper, fonts: FontStack | None = None) -> bytes:
    """The receipt as PDF. A character that no font has shows as 〓 with its code point.

    Raises:
        Refused: ``P-02`` font damaged, ``P-08`` number does not fit a bar code.
    """
    from printing.layout import compose

    return compose(receipt_content(paper), fonts).pdf


def _applicant(paper: ReceiptPaper) -> Fields:
    rows: list[tuple[Field, ...]] = [
        (Field("申请事项", paper.item_name),),
        (Field("事项编码", stated(paper.item_code)),),
        (Field("申请人", paper.applicant_name),),
        (
            Field("证件号码", stated(paper.applicant_number_masked)),
            Field("联系电话", stated(paper.applicant_phone_masked, "未留")),
        ),
        (Field("身份核验", stated(paper.identity_note)),),
    ]
    if paper.agent_line:
        rows.append((Field("代办人", paper.agent_line),))
    return Fields(tuple(rows))


def _counters(paper: ReceiptPaper) -> Fields:
    return Fields(
        (
            (Field("收件窗口", f"{paper.near_site}　{paper.near_window}"),),
            (
                Field("收件人员", f"工号 {paper.clerk_no}"),
                Field("窗口电话", stated(paper.near_phone)),
            ),
            (Field("办理部门", f"{paper.home_region}　{paper.home_department}"),),
            (
                Field("部门电话", stated(paper.home_phone)),
                Field("送达方式", stated(paper.delivery_mode)),
            ),
            (
                Field("收件时间", written_moment(paper.received_at)),
                Field("查询码", stated(paper.query_code)),
            ),
        )
    )


def _statement(paper: ReceiptPaper) -> str:
    handed_on = f"现予收件，将移交{paper.home_department}。清单附后。"
    if any(line.deferred for line in paper.materials):
        return (
            f"经收件窗口核对，除收件材料清单中标明“容缺”的材料外，其余申请材料齐全、符合法定形式，{handed_on}"
        )
    return f"经收件窗口核对，申请材料齐全、符合法定形式，{handed_on}"
