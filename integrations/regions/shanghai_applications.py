"""Wire models of the Shanghai dialect: applications filed online, hand-in, progress (专窗).

Field names of ``saveApplyInfo`` and of its materials were seen in the field (domain facts §2.10). What a
cross-region receipt needs beside them stands in ``info``, marked 扩展; the paths are our reading.
"""

from __future__ import annotations

from pydantic import Field

from integrations.regions.shanghai_wire import Asked, Moment, OptionalDay, OptionalMoment, Private, Shape

# Applications filed online


class PreApplyQuery(Asked):
    """``getPreApplyList.do``."""

    target_type: str = Field(description="a 个人 b 法人")
    target_no: str = Field(description="申请人证件号码", repr=False)


class PreStuff(Shape):
    """A file of an application filed online."""

    stuff_code: str
    file_name: str


class PreApplyData(Shape):
    """An application filed online that waits for the counter."""

    apply_no: str
    task_handle_item: str
    op_time: Moment
    target_name: str = Field("", description="申请人名称（扩展）", repr=False)
    target_no: str = Field("", description="申请人证件号码（扩展）", repr=False)
    info: dict[str, str] = Field(repr=False)
    stuffs: tuple[PreStuff, ...]
    lacking: tuple[str, ...] = ()


class PreApplyList(Shape):
    """Applications of a holder."""

    applies: tuple[PreApplyData, ...]


class PreFileRequest(Asked):
    """``getPreApplyStuff.do`` → PDF."""

    apply_no: str
    stuff_code: str


# Hand-in


class StuffUpload(Asked):
    """``uploadStuff.do``: a file, put down before the application that names it."""

    stuff_code: str = Field(description="材料编码")
    file_name: str = Field(description="文件名", min_length=1)
    file_type: str = Field(description="文件类型")
    digest: str = Field(description="SM3 摘要", pattern=r"^[0-9a-fA-F]{64}$")
    file: str = Field(description="文件，base64", repr=False)


class StuffReceipt(Shape):
    """Where a file lies."""

    stuff_id: str = Field(min_length=1)


class Identified(Shape):
    """How somebody was identified (扩展)."""

    identify_way: str
    identify_time: Moment
    reader: str
    reason: str = ""


class AgentInfo(Shape):
    """The agent's part of ``info`` (扩展); name, document and phone stand outside, under ``username`` …"""

    relation: str
    mandate: str = ""
    identified: Identified


class StuffData(Shape):
    """How a material was met."""

    stuff_code: str
    stuff_name: str = ""
    stuff_source: str
    reference: str = ""
    digest: str = ""
    file_name: str = ""
    due_day: OptionalDay = ""
    paper_reason: str = ""


class ApplyInfo(Shape):
    """``info``: what a cross-region receipt needs beside the fields of the interface (扩展)."""

    receipt_no: str = Field(description="收件编号", min_length=1)
    business_code: str
    target_license_type: str
    target_mobile: str = Private
    target_address: str = Private
    legal_person: str = Private
    identified: Identified
    agent: AgentInfo | None = None
    form: dict[str, str] = Private
    near_district: str
    site_code: str
    site_name: str
    window: str
    consent_time: Moment
    pre_apply_no: str = ""


class ApplyRequest(Asked):
    """``saveApplyInfo.do``. ``target*``: whom the matter concerns; ``username`` …: who is at the counter."""

    item_code: str
    task_handle_item: str = Field(description="业务办理项编码")
    item_name: str
    target_type: str = Field(description="a 个人 b 法人")
    target_name: str = Field(description="申请人名称", min_length=1, repr=False)
    target_no: str = Field(description="申请人证件号码", min_length=1, repr=False)
    user_id: str = Field(description="收件人员工号")
    username: str = Field(description="办理人姓名", min_length=1, repr=False)
    license_type: str = Field(description="办理人证件类型，a 身份证")
    license_no: str = Field(description="办理人证件号码", min_length=1, repr=False)
    mobile: str = Field("", description="办理人手机", repr=False)
    depart_code: str
    depart_name: str
    source: str = Field("窗口", description="申报来源")
    content: str = Field("", description="申请内容")
    op_time: Moment = Field(description="收件时间")
    district_code: str
    info: ApplyInfo
    stuffs: tuple[StuffData, ...]
    stuff_ids: tuple[str, ...] = Field((), description="已上传的文件")


class SupplyRequest(Asked):
    """``supplyApplyInfo.do``: a correction."""

    apply_no: str = Field(min_length=1)
    receipt_no: str = Field(min_length=1)
    supply_no: int = Field(ge=1, description="第几次补正")
    user_id: str
    op_time: Moment
    stuffs: tuple[StuffData, ...]
    stuff_ids: tuple[str, ...] = ()


class ApplyReceipt(Shape):
    """What the platform made of a hand-in."""

    apply_no: str = Field(min_length=1)
    receipt_no: str
    op_time: Moment
    supply_count: int = 0


# Following


class FindRequest(Asked):
    """``getApplyByReceiptNo.do``."""

    receipt_no: str = Field(min_length=1)


class FoundData(Shape):
    """All applications under a receipt number; the list is there even when it is empty."""

    applies: tuple[ApplyReceipt, ...]


class ProgressRequest(Asked):
    """``getProgressList.do``."""

    cursor: str = ""


class Supply(Shape):
    """One thing to put right."""

    stuff_code: str
    opinion: str


class ProgressData(Shape):
    """One thing that happened to an application."""

    progress_id: str
    apply_no: str
    receipt_no: str
    node: str
    op_time: Moment
    opinion: str = ""
    user_name: str = ""
    document_no: str = ""
    supplies: tuple[Supply, ...] = ()
    promise_time: OptionalMoment = ""
    cert_name: str = ""
    cert_no: str = ""


class ProgressPage(Shape):
    """News and the cursor to ask with next."""

    cursor: str
    progress: tuple[ProgressData, ...]


class DeliverRequest(Asked):
    """``saveDeliver.do``: the result was handed over."""

    apply_no: str
    receipt_no: str
    cert_way: str = Field(description="自取 / 物流 / 无结果物")
    op_time: Moment
