"""Wire models of the Jiangsu dialect: envelope, e-licence service, receiving, news.

**Our reading.** No public interface of Jiangsu's receiving side was found (domain facts §2.10, §12). The
envelope and the e-licence service follow the one provincial implementation seen (§2.9), licence fields the
short names of GB/T 36903 (§2.8), case fields the data elements of GB/T 39046-2020 with their lengths (§9),
written with pinyin initials in the same manner. Fields the standard does not know are marked 扩展.

A length here is the standard's. A value that does not fit is refused in words and never cut.
Names in Python are English, names on the wire pinyin; ``description`` is the Chinese label used in refusals.
"""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

D = TypeVar("D")

MOMENT_PATTERN = r"^\d{8}T\d{6}$"
DAY_PATTERN = r"^\d{8}$"

Moment = Annotated[str, Field(pattern=MOMENT_PATTERN, examples=["20261124T093000"])]
"""``YYYYMMDDThhmmss``, China's wall clock."""
OptionalMoment = Annotated[str, Field(pattern=r"^(\d{8}T\d{6})?$")]
OptionalDay = Annotated[str, Field(pattern=r"^(\d{8})?$")]


class Wire(BaseModel):
    """Base of all models: frozen, filled by English name, written by wire name, unknown fields ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


# Envelope


class RequestHead(Wire):
    """Who asks."""

    access_id: str = Field("", alias="accessId")
    access_token: str = Field("", alias="accessToken", repr=False)


class Request(Wire, Generic[D]):
    """``{head: {accessId, accessToken}, data: {…}}``."""

    head: RequestHead
    data: D


class ReplyHead(Wire):
    """``status``: 0 ok, 11 caller unknown, 100 licence type not permitted, 103 bad holder type, 99 other."""

    status: str = Field(coerce_numbers_to_str=True)
    message: str = ""


class Reply(Wire, Generic[D]):
    """``{head: {status, message}, data}``; ``data`` is null unless the status is 0."""

    head: ReplyHead
    data: D | None = None


class Nothing(Wire):
    """An empty ``data``."""


# Capability and catalogue


class CapabilityData(Wire):
    """能力: what the platform can do now."""

    division: str = Field(alias="XZQH", description="行政区划", pattern=r"^\d{9}$")
    simulated: bool = Field(alias="MNBZ", description="模拟标志")
    server_time: Moment = Field(alias="FWQSJ", description="服务器时间")
    actions: dict[str, bool] = Field(alias="NL", description="能力")
    note: str = Field("", alias="SM", description="说明")


class MaterialDef(Wire):
    """One line of an item's material list."""

    code: str = Field(alias="CLBM", description="材料编码", max_length=64)
    name: str = Field(alias="CLMC", description="材料名称", max_length=200)
    necessity: str = Field(alias="SFBB", description="是否必备")
    ways: tuple[str, ...] = Field(alias="SQFS", description="收取方式")
    licence_type: str = Field("", alias="ZZLXDM", description="可替代的证照类型代码")
    note: str = Field("", alias="BZ", description="备注")
    verified: bool = Field(False, alias="YHS", description="已核实（扩展）")


class TimeLimit(Wire):
    """A limit and its unit (promisetimeunit 1–5)."""

    amount: int = Field(alias="SX", ge=0)
    unit: str = Field(alias="SXDW")


class ItemData(Wire):
    """事项 as the platform publishes it."""

    item: str = Field(alias="TBSXBH", description="通办事项编号（扩展）", max_length=64)
    code: str = Field(alias="YWBLXBM", description="业务办理项编码", max_length=64)
    name: str = Field(alias="SXMC", description="事项名称", max_length=200)
    department: str = Field(alias="SLDW", description="受理单位", max_length=100)
    department_code: str = Field(alias="SLDWDM", description="受理单位统一社会信用代码")
    statutory: TimeLimit | None = Field(None, alias="FDSX", description="法定时限")
    promised: TimeLimit | None = Field(None, alias="CNSX", description="承诺时限")
    limit_verified: bool = Field(False, alias="SXYHS", description="时限已核实（扩展）")
    case_type: str = Field(alias="BJLXDM", description="办件类型代码", max_length=1)
    materials: tuple[MaterialDef, ...] = Field(alias="CLLB", description="材料列表")
    attributes: tuple[tuple[str, str], ...] = Field((), alias="SXYS", description="事项要素")
    open: bool = Field(alias="SFKT", description="是否开通")
    opened_note: str = Field("", alias="KTSM", description="开通说明")
    gives_licence: str = Field("", alias="JGZZMC", description="结果证照名称", max_length=200)
    phone: str = Field("", alias="ZXDH", description="咨询电话")


class ItemListData(Wire):
    """All items."""

    items: tuple[ItemData, ...] = Field(alias="SXLB")


# E-licences (§2.8, §2.9)


class HolderQuery(Wire):
    """``/queryCertInfoByHolderCode``."""

    holder_code: str = Field(alias="holderCode", min_length=1, max_length=18, description="持证主体代码")
    holder_type: str = Field(alias="holderTypeCode", description="持证主体代码类型")
    licence_type: str = Field("", alias="certTypeCode", description="证照类型代码")
    use_cause: str = Field(alias="useCause", min_length=1, max_length=200, description="用证事由")
    item_code: str = Field("", alias="itemCode", description="事项编码（扩展）")
    item_name: str = Field("", alias="itemName", description="事项名称（扩展）")
    business_code: str = Field("", alias="businessCode", description="办件编号（扩展）")
    operator: str = Field("", alias="userName", description="用证人员（扩展）")
    organisation: str = Field("", alias="orgName", description="用证单位（扩展）")
    since: OptionalDay = Field("", alias="useStartDate", description="用证起始（扩展）")
    until: OptionalDay = Field("", alias="useEndDate", description="用证截止（扩展）")


class Holder(Wire):
    """持证主体; a marriage certificate has two."""

    name: str = Field(alias="CZZT", description="持证主体")
    code: str = Field("", alias="CZZTDM", description="持证主体代码")
    code_type: str = Field("", alias="CZZTDMLXDM", description="持证主体代码类型代码")


class LicenceData(Wire):
    """GB/T 36903 metadata of one licence."""

    id: str = Field(alias="ZZBS", description="证照标识")
    identifier: str = Field(
        "", alias="ZZBSM", description="GB/T 36904 标识码（扩展，库内标识不同于标识码时）"
    )
    type_code: str = Field("", alias="ZZLXDM", description="证照类型代码，编码待配置时为目录内代码")
    name: str = Field(alias="ZZMC", description="证照名称")
    number: str = Field("", alias="ZZBH", description="证照编号")
    issuer: str = Field(alias="ZZBFJG", description="证照颁发机构")
    since: OptionalDay = Field(alias="ZZYXQQSRQ", description="有效期起始日期", min_length=8)
    until: str = Field(alias="ZZYXQJZRQ", description="有效期截止日期，YYYYMMDD 或 长期")
    holders: tuple[Holder, ...] = Field(alias="CZZTLB", min_length=1)
    state: str = Field(alias="ZZZT", description="证照状态")


class LicenceListData(Wire):
    """Licences found; an empty list is a definite none."""

    licences: tuple[LicenceData, ...] = Field(alias="ZZLB")


class DownloadQuery(Wire):
    """``/downloadFile``: an annotated copy (加注件) bound to a cause and an end."""

    file_type: Literal["pdf", "ofd", "png"] = Field("pdf", alias="fileType")
    licence: str = Field(alias="certificateIdentifier", min_length=1, description="证照标识")
    cause: str = Field(alias="certificateCopyCause", min_length=1, max_length=200, description="加注事由")
    expires: Moment = Field(alias="certificateCopyExpiringTime", description="加注件有效期截止")
    begins: Moment = Field(alias="certificateCopyBeginningTime", description="加注件有效期起始（扩展）")
    item_code: str = Field("", alias="itemCode", description="事项编码（扩展）")
    item_name: str = Field("", alias="itemName", description="事项名称（扩展）")
    business_code: str = Field("", alias="businessCode", description="办件编号（扩展）")
    operator: str = Field("", alias="certificateCopyCreator", description="加注件制作者")
    organisation: str = Field("", alias="orgName", description="用证单位（扩展）")


class DownloadData(Wire):
    """The annotated copy. ``content`` is base64."""

    id: str = Field(alias="certificateCopyIdentifier")
    file_type: str = Field(alias="fileType")
    created: Moment = Field(alias="certificateCopyCreationTime")
    content: str = Field(repr=False)


# Applications filed online (线上预审)


class PreReviewQuery(Wire):
    """Whose applications wait for the counter."""

    holder_code: str = Field(alias="ZJHM", min_length=1, max_length=18, description="证件号码")
    holder_type: str = Field(alias="ZJLXDM", description="证件类型代码")


class PreReviewFile(Wire):
    """A file handed in online."""

    material: str = Field(alias="CLBM")
    file_name: str = Field(alias="FJMC")


class PreReviewData(Wire):
    """One application that waits."""

    reference: str = Field(alias="WSSBH", description="网上申报号")
    item_code: str = Field(alias="YWBLXBM", description="业务办理项编码")
    filed_at: Moment = Field(alias="SQSJ", description="申请时间")
    applicant_name: str = Field("", alias="SQZMC", description="申请者名称", repr=False)
    applicant_number: str = Field("", alias="ZJHM", description="证件号码", repr=False)
    form: dict[str, str] = Field(alias="BDXX", repr=False, description="表单信息")
    files: tuple[PreReviewFile, ...] = Field((), alias="FJLB")
    missing: tuple[str, ...] = Field((), alias="QSCL", description="缺失材料")


class PreReviewListData(Wire):
    """All that wait for one holder."""

    applications: tuple[PreReviewData, ...] = Field(alias="SQLB")


class PreReviewFileQuery(Wire):
    """Which file."""

    reference: str = Field(alias="WSSBH", min_length=1)
    material: str = Field(alias="CLBM", min_length=1)


class FileData(Wire):
    """A file in base64."""

    content: str = Field(alias="FJNR", repr=False)


# Receiving (§9)


class AttachmentData(Wire):
    """附件, in base64 inside the message."""

    id: str = Field(alias="FJBH", max_length=64)
    material: str = Field(alias="CLBM", max_length=64)
    file_name: str = Field(alias="FJMC", max_length=255, description="附件名称")
    media_type: str = Field(alias="FJLX")
    size: int = Field(alias="FJDX", ge=0)
    digest: str = Field(alias="FJZY", pattern=r"^[0-9a-f]{64}$", description="SM3")
    content: str = Field(alias="FJNR", repr=False)


class MaterialData(Wire):
    """材料 of a case and how it was met."""

    code: str = Field(alias="CLBM", max_length=64)
    name: str = Field(alias="CLMC", max_length=200, description="材料名称")
    taken: Literal["0", "1"] = Field(alias="SFSQ", description="是否收取")
    way: str = Field(alias="SQFS", max_length=20, description="收取方式")
    count: int = Field(1, alias="SL", ge=0, le=99, description="数量")
    reference: str = Field("", alias="CLYJ", description="凭据（扩展）")
    digest: str = Field("", alias="FJZY", pattern=r"^([0-9a-f]{64})?$")
    file_name: str = Field("", alias="FJMC", max_length=255)
    due: OptionalDay = Field("", alias="RQBZDQR", description="容缺补正到期日")
    paper_reason: str = Field("", alias="ZZSQYY", description="纸质收取原因（扩展）")


class PersonData(Wire):
    """申请者."""

    kind: str = Field(alias="FWDX", description="服务对象", max_length=1)
    name: str = Field(alias="SQZMC", min_length=1, max_length=100, description="申请者名称", repr=False)
    document: str = Field(alias="ZJLXDM", min_length=3, max_length=3, description="证件类型代码")
    number: str = Field(alias="ZJHM", min_length=1, max_length=18, description="证件号码", repr=False)
    phone: str = Field("", alias="LXDH", max_length=18, description="联系电话", repr=False)
    address: str = Field("", alias="TXDZ", max_length=100, description="通讯地址", repr=False)
    legal_representative: str = Field("", alias="FDDBR", max_length=30, description="法定代表人", repr=False)


class EvidenceData(Wire):
    """身份核验 (扩展)."""

    strength: str = Field(alias="HYFS", description="核验方式")
    read_at: Moment = Field(alias="HYSJ")
    reader: str = Field(alias="SBBH", max_length=64, description="读卡设备编号")
    reason: str = Field("", alias="SRYY", max_length=200, description="手工录入原因")


class AgentData(Wire):
    """联系人/代理人."""

    name: str = Field(alias="DLRXM", min_length=1, max_length=30, description="代理人姓名", repr=False)
    document: str = Field(alias="DLRZJLXDM", min_length=3, max_length=3, description="代理人证件类型代码")
    number: str = Field(
        alias="DLRZJHM", min_length=1, max_length=18, description="代理人证件号码", repr=False
    )
    phone: str = Field("", alias="DLRSJ", max_length=18, description="代理人手机", repr=False)
    relation: str = Field(alias="DLGX", max_length=20, description="代理关系（扩展）")
    mandate: str = Field("", alias="SQWTS", max_length=64, description="授权委托书（扩展）")
    evidence: EvidenceData = Field(alias="DLRHY")


class CaseData(Wire):
    """申请 of GB/T 39046 with what a cross-region receipt needs beside it; a correction has a round ≥ 1."""

    case_id: str = Field(alias="YWLSH", min_length=1, max_length=36, description="业务流水号（扩展）")
    receipt_no: str = Field(alias="SJPZH", min_length=1, max_length=50, description="收件凭证号（扩展）")
    home_case_no: str = Field("", alias="BJBH", max_length=50, description="办件编号")
    round: int = Field(0, alias="BZCS", ge=0, le=99, description="补正次数（扩展）")
    item_code: str = Field(alias="YWBLXBM", min_length=1, max_length=33, description="业务办理项编码（扩展）")
    item_name: str = Field(alias="SXMC", min_length=1, max_length=200, description="事项名称")
    case_type: str = Field(alias="BJLXDM", max_length=1, description="办件类型代码")
    applicant: PersonData = Field(alias="SQZ")
    evidence: EvidenceData = Field(alias="SQZHY")
    agent: AgentData | None = Field(None, alias="DLR")
    source: Literal["1", "2"] = Field(alias="SBLY", description="申报来源：1 窗口，2 网上转窗口")
    online_reference: str = Field("", alias="WSSBH", max_length=50, description="网上申报号（扩展）")
    received_at: Moment = Field(alias="SQSJ", description="申请时间")
    division: str = Field(alias="XZQH", pattern=r"^\d{9}$", description="行政区划")
    near_region: str = Field(alias="SJD", max_length=32, description="收件地（扩展）")
    site_code: str = Field(alias="SJDDDM", max_length=20, description="收件地点代码（扩展）")
    site_name: str = Field(alias="SJDDMC", max_length=100, description="收件地点名称（扩展）")
    window: str = Field(alias="CKH", max_length=20, description="窗口号（扩展）")
    clerk_no: str = Field(alias="SJRY", max_length=30, description="收件人员")
    consent_at: Moment = Field(alias="TYSJ", description="跨区域传送同意时间（扩展）")
    form: dict[str, str] = Field(alias="BDXX", repr=False, description="表单信息")
    materials: tuple[MaterialData, ...] = Field(alias="CLLB", description="材料")
    attachments: tuple[AttachmentData, ...] = Field((), alias="FJLB", description="附件")


class ReceiptData(Wire):
    """The platform has it."""

    receipt_no: str = Field(alias="SJPZH")
    home_case_no: str = Field(alias="BJBH", min_length=1, max_length=50)
    arrived_at: Moment = Field(alias="DDSJ", description="到达时间")
    round: int = Field(0, alias="BZCS", ge=0)
    copies: int = Field(1, alias="FS", ge=1, description="同一收件凭证号的办件数")


class FindQuery(Wire):
    """Which receipt."""

    receipt_no: str = Field(alias="SJPZH", min_length=1, max_length=50)


class FoundData(Wire):
    """``exists`` false is a definite no; without it nothing may be concluded."""

    exists: bool = Field(alias="CZBZ", description="存在标志")
    receipt: ReceiptData | None = Field(None, alias="BJ")


class HandedOverData(Wire):
    """送达."""

    receipt_no: str = Field(alias="SJPZH", min_length=1, max_length=50)
    home_case_no: str = Field(alias="BJBH", min_length=1, max_length=50, description="办件编号")
    at: Moment = Field(alias="SDSJ", description="送达时间")
    mode: str = Field(alias="SDFS", min_length=1, max_length=20, description="送达方式")
