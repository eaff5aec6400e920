"""Wire models of the Shanghai dialect: licence library (用证) and special window (专窗).

Field names of the licence library, of ``saveApplyInfo`` and of its materials were seen in the field (domain
facts §2.9–2.10). Paths and fields of the window that were not are our reading; fields we add stand in
``info`` or are marked 扩展. Names in Python are snake case, on the wire camel case.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

D = TypeVar("D")

Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", examples=["2026-11-24 09:30:00"])]
"""``yyyy-MM-dd HH:mm:ss``, China's wall clock."""
OptionalMoment = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$", examples=["2026-11-24"])]
OptionalDay = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
UntilDay = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d|长期)?$", examples=["长期"])]
"""A day, or 长期, or nothing where the card was not read."""
Private = Field(repr=False)


class Shape(BaseModel):
    """Base of all models: frozen, camel case on the wire, unknown fields ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Reply(Shape, Generic[D]):
    """``{code, msg, data}``; code 0 = done, everything else in words."""

    code: str
    msg: str = ""
    data: D | None = None


class Asked(Shape):
    """A request under a session."""

    session_id: str = Field("", description="会话标识", repr=False)


class NothingAsked(Asked):
    """A request without more."""


# Session and identity


class LoginRequest(Shape):
    """``/cert/usage/login.do``."""

    account: str = Field(description="接口账号")
    password: str = Field(description="接口密码", repr=False)


class LoginData(Shape):
    """A session."""

    session_id: str = Field(min_length=1, repr=False)


class IdentityRequest(Asked):
    """``checkIDCard``: what is printed on the card for an encrypted identity."""

    name: str = Field(description="姓名", min_length=1, repr=False)
    id_no: str = Field(description="证件号码", min_length=1, repr=False)
    start_day: OptionalDay = Field("", description="证件有效期起")
    end_day: UntilDay = Field("", description="证件有效期止")


class IdentityData(Shape):
    """The encrypted identity; it opens the licence library for this person and session."""

    identity: str = Field(min_length=1, repr=False)


# Licence library


class CertQuery(Asked):
    """``secQueryCertBaseData.do``."""

    holder_type: str = Field(description="持证主体证件类型（居民身份证 / 统一社会信用代码）")
    holder_code: str = Field(description="加密身份，或统一社会信用代码", repr=False)
    cat_main_code: str = Field("", description="证照目录编码")
    org_name: str = Field("", description="用证单位")
    username: str = Field("", description="用证人")
    item_name: str = Field("", description="事项名称")
    item_code: str = Field("", description="事项编码")
    business_code: str = Field("", description="统一审批编码")
    cause: str = Field("", max_length=200, description="用证事由（扩展）")


class CertData(Shape):
    """A licence of the library."""

    cert_uuid: str
    cat_main_code: str
    cert_name: str
    cert_no: str = Field(repr=False)
    holders: tuple[str, ...] = Field(repr=False)
    org_name: str
    valid_start_day: Day
    valid_end_day: UntilDay
    cert_status: str
    cert_identifier: str = ""


class CertList(Shape):
    """Licences of a holder."""

    certs: tuple[CertData, ...]


class CatData(Shape):
    """A kind of licence."""

    cat_type: str
    cat_name: str
    cat_main_code: str


class CatList(Shape):
    """``getCertCatList.do``."""

    cats: tuple[CatData, ...]


class DeriveRequest(Asked):
    """``deriveCert.do``."""

    cert_uuid: str = Field(description="证照标识")
    cause: str = Field(min_length=1, max_length=200, description="用证事由")
    start_day: Day = Field(description="使用期起")
    end_day: Day = Field(description="使用期止")
    org_name: str = Field("", description="用证单位")
    username: str = Field("", description="用证人")
    item_name: str = Field("", description="事项名称")
    item_code: str = Field("", description="事项编码")
    business_code: str = Field("", description="统一审批编码")


class DeriveData(Shape):
    """A derived copy."""

    derive_uuid: str = Field(min_length=1)


class DeriveFileRequest(Asked):
    """``getDeriveCertFile.do`` → PDF."""

    derive_uuid: str


# Capability and catalogue


class StatusData(Shape):
    """What the platform can do now (ours)."""

    server_time: Moment
    simulated: bool = Field(description="是否模拟")
    abilities: dict[str, bool] = Field(description="收 取 章 印 发")
    note: str = ""


class CertOf(Shape):
    """A licence that replaces a material."""

    cert_name: str = ""
    cert_code: str


class StuffDef(Shape):
    """A material as an item asks for it."""

    stuff_code: str
    stuff_name: str
    is_must: str
    stuff_sources: tuple[str, ...]
    certs: tuple[CertOf, ...] = ()
    remark: str = ""
    checked: bool = Field(False, description="是否核实（扩展）")


class Compared(Shape):
    """A point of comparison."""

    name: str
    value: str


class ItemData(Shape):
    """An item as it is published."""

    item_code: str = Field(description="事项编码（共用目录）")
    task_handle_item: str = Field(description="业务办理项编码")
    item_name: str
    depart_name: str
    depart_code: str
    item_type: str = Field(description="1 即办件 2 承诺件")
    law_days: int | None = Field(None, description="法定时限，工作日")
    promise_days: int | None = Field(None, description="承诺时限，工作日")
    limit_checked: bool = False
    stuffs: tuple[StuffDef, ...]
    compared: tuple[Compared, ...] = ()
    open_flag: bool = True
    open_note: str = ""
    result_cert: str = ""
    phone: str = ""


class ItemPage(Shape):
    """Items of a page."""

    total: int
    items: tuple[ItemData, ...]


class PageRequest(Asked):
    """Which page, from 1."""

    page: int = Field(1, ge=1, description="页码")


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
