"""Wire models of the Zhejiang dialect: answers, catalogue, e-licences, receive, find, deliver.

Names such as ``projId``, ``recvDeptCode``, ``applicantVO``, ``suffInfoList`` and ``attachMentVOs`` are those
of one city's reception platform (domain facts §2.10). What it does not show, such as queries and fields for a
receipt in another province, is our reading and written in the same manner.

Times are ``yyyy-MM-dd HH:mm:ss``; a licence until 2099-12-31 has no end. ``description`` is the Chinese label
used in refusals. Names in Python are English, names on the wire the platform's.
"""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

D = TypeVar("D")

Moment = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$", examples=["2026-11-24 09:30:00"])
]
OptionalMoment = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-24"])]
OptionalDay = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
ProjId = Annotated[
    str, Field(pattern=r"^[0-9A-Z]{21}$", description="申报号（平台赋码，21 位）", alias="projId")
]
Division = Annotated[str, Field(pattern=r"^\d{12}$", description="行政区划")]


class Wire(BaseModel):
    """Base of all models: frozen, filled by English name, written by wire name, unknown fields ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


class Answer(Wire, Generic[D]):
    """``{code, msg, data}``; ``data`` is null unless the code is 0."""

    code: str = Field(coerce_numbers_to_str=True)
    msg: str = ""
    data: D | None = None


class Done(Wire):
    """An empty ``data``."""


class PingVO(Wire):
    """The platform is there; the only answer that needs no signature."""

    server_time: Moment = Field(alias="serverTime", description="服务器时间")


# Capability and catalogue


class CapabilityVO(Wire):
    """What the platform can do now."""

    division: Division = Field(alias="areaCode")
    simulated: bool = Field(alias="simulated", description="模拟标志")
    server_time: Moment = Field(alias="serverTime", description="服务器时间")
    actions: dict[str, bool] = Field(alias="abilities", description="能力")
    note: str = Field("", alias="remark")


class LimitVO(Wire):
    """A limit and its unit: G 工作日, Z 自然日."""

    amount: int = Field(alias="time", ge=0)
    unit: str = Field(alias="timeUnit")


class CertVO(Wire):
    """An e-licence that can replace a material."""

    code: str = Field(alias="certCode", description="证照类型代码")


class SuffDefVO(Wire):
    """One line of an item's material list."""

    code: str = Field(alias="suffCode", max_length=64)
    name: str = Field(alias="suffName", max_length=200)
    necessity: str = Field(alias="isMust", description="材料必要性")
    ways: tuple[str, ...] = Field(alias="suffSources", description="材料来源")
    certs: tuple[CertVO, ...] = ()
    note: str = Field("", alias="remark")
    verified: bool = Field(False, alias="verified")


class MatterVO(Wire):
    """事项 as the platform publishes it."""

    item: str = Field(alias="commonCode", description="通办事项编号")
    code: str = Field(alias="matterCode", description="业务办理项编码")
    name: str = Field(alias="matterName", description="事项名称")
    department: str = Field(alias="deptName")
    department_code: str = Field(alias="deptCode")
    statutory: LimitVO | None = Field(None, alias="legalLimit")
    promised: LimitVO | None = Field(None, alias="promiseLimit")
    limit_verified: bool = Field(False, alias="limitVerified")
    case_type: str = Field(alias="promiseTime", description="1 承诺件，2 即办件")
    materials: tuple[SuffDefVO, ...] = Field(alias="suffList")
    attributes: tuple[tuple[str, str], ...] = Field((), alias="elements")
    open: bool = Field(alias="isOpen")
    opened_note: str = Field("", alias="openRemark")
    gives_licence: str = Field("", alias="resultName", description="结果证照名称")
    phone: str = Field("", alias="consultPhone")


class MatterListVO(Wire):
    """All items."""

    matters: tuple[MatterVO, ...] = Field(alias="matterList")


# E-licences


class UseVO(Wire):
    """用证: who looks, and why. Logged by the platform."""

    cause: str = Field(alias="useCause", min_length=1, max_length=200, description="用证事由")
    item_code: str = Field("", alias="matterCode")
    item_name: str = Field("", alias="matterName")
    case_id: str = Field("", alias="businessNo")
    operator: str = Field("", alias="userId", description="用证人员")
    organisation: str = Field("", alias="userDept", description="用证单位")
    since: Day = Field(alias="useBegin", description="用证起始")
    until: Day = Field(alias="useEnd", description="用证截止")


class CertQueryVO(Wire):
    """Licences of one holder."""

    holder_type: str = Field(alias="zjlx", description="证件类型")
    holder_code: str = Field(alias="zjhm", min_length=1, max_length=50, description="证件号码", repr=False)
    use: UseVO


class CertInfoVO(Wire):
    """One licence."""

    id: str = Field(alias="certId", min_length=1)
    identifier: str = Field("", alias="certIdentifier", description="电子证照标识")
    type_code: str = Field("", alias="certTypeCode")
    name: str = Field(alias="certName")
    number: str = Field("", alias="certNo")
    issuer: str = Field(alias="issueDept")
    since: Day = Field(alias="validBegin")
    until: Day = Field(alias="validEnd", description="2099-12-31 为长期")
    holders: tuple[str, ...] = Field(alias="holderNames", min_length=1)
    state: str = Field(alias="certState")


class CertListVO(Wire):
    """Licences found; an empty list is a definite none."""

    certs: tuple[CertInfoVO, ...] = Field(alias="certList")


class CertCopyQueryVO(Wire):
    """A copy for one use."""

    cert: str = Field(alias="certId", min_length=1)
    use: UseVO


class CertCopyVO(Wire):
    """The copy that was made; the file is fetched by its id."""

    id: str = Field(alias="copyId", min_length=1, max_length=64)
    digest: str = Field(alias="sm3", pattern=r"^[0-9a-f]{64}$")


class CertFileQueryVO(Wire):
    """Which copy; the answer is the file itself."""

    copy_id: str = Field(alias="copyId", min_length=1, max_length=64)


# Applications filed online


class WaitingQueryVO(Wire):
    """Whose applications wait for the counter."""

    holder_type: str = Field(alias="zjlx")
    holder_code: str = Field(alias="zjhm", min_length=1, max_length=50, repr=False)


class WaitingFileQueryVO(Wire):
    """Which file; the answer is the file itself."""

    reference: str = Field(alias="netApplyNo", min_length=1, max_length=64)
    material: str = Field(alias="suffCode", min_length=1, max_length=64)


class WaitingFileVO(Wire):
    """A file handed in online."""

    material: str = Field(alias="suffCode")
    file_name: str = Field(alias="fileName")


class WaitingVO(Wire):
    """One application that waits."""

    reference: str = Field(alias="netApplyNo", description="网上申报号")
    item_code: str = Field(alias="matterCode")
    filed_at: Moment = Field(alias="gmtApply")
    applicant_name: str = Field("", alias="applyName", description="申请人名称，脱敏", repr=False)
    applicant_number: str = Field("", alias="applyCardNumber", description="证件号码，脱敏", repr=False)
    form: dict[str, str] = Field(alias="affFormInfo", repr=False)
    files: tuple[WaitingFileVO, ...] = Field((), alias="attachMentVOs")
    missing: tuple[str, ...] = Field((), alias="lackSuffCodes")


class WaitingListVO(Wire):
    """All that wait for one holder."""

    applications: tuple[WaitingVO, ...] = Field(alias="applyList")


# Receiving


class AttachmentVO(Wire):
    """附件. Its bytes travel as the part of the same request whose name is ``part``."""

    id: str = Field(alias="attachId", max_length=64)
    stage: str = Field(alias="TYPE", description="01 申报 02 受理 03 审批 04 办结 05 送达")
    material: str = Field(alias="suffCode", max_length=64)
    file_name: str = Field(alias="fileName", max_length=255, description="附件名称")
    media_type: str = Field(alias="contentType")
    size: int = Field(alias="fileSize", ge=0)
    digest: str = Field(alias="sm3", pattern=r"^[0-9a-f]{64}$")
    part: str = Field(alias="part", pattern=r"^file\d{1,4}$")


class SuffInfoVO(Wire):
    """材料 of a case and how it was met."""

    code: str = Field(alias="suffCode", max_length=64)
    name: str = Field(alias="suffName", max_length=200)
    way: str = Field(alias="suffSource", description="材料来源")
    reference: str = Field("", alias="sourceNo", max_length=128)
    digest: str = Field("", alias="sm3", pattern=r"^([0-9a-f]{64})?$")
    file_name: str = Field("", alias="fileName", max_length=255)
    due: OptionalDay = Field("", alias="lackDueDate", description="容缺补正到期日")
    paper_reason: str = Field("", alias="paperReason")


class IdentityVO(Wire):
    """身份核验 (ours)."""

    strength: str = Field(alias="checkWay")
    read_at: Moment = Field(alias="checkTime")
    reader: str = Field(alias="deviceNo", max_length=64)
    reason: str = Field("", alias="inputReason", max_length=200, description="手工录入原因")


class AgentVO(Wire):
    """代理人."""

    name: str = Field(alias="agentName", min_length=1, max_length=100, description="代理人姓名", repr=False)
    document: str = Field(alias="agentCardType")
    number: str = Field(alias="agentCardNumber", max_length=50, description="代理人证件号码", repr=False)
    phone: str = Field("", alias="agentMobile", max_length=30, repr=False)
    relation: str = Field(alias="agentRelation", max_length=20)
    mandate: str = Field("", alias="mandateNo", max_length=64)
    identity: IdentityVO = Field(alias="identityVO")


class ApplicantVO(Wire):
    """申请人."""

    kind: str = Field(alias="applyType", description="1 个人，2 法人")
    name: str = Field(alias="applyName", min_length=1, max_length=200, description="申请人名称", repr=False)
    document: str = Field(alias="applyCardType")
    number: str = Field(
        alias="applyCardNumber", min_length=1, max_length=50, description="证件号码", repr=False
    )
    phone: str = Field("", alias="mobile", max_length=30, repr=False)
    address: str = Field("", alias="address", max_length=500, description="地址", repr=False)
    legal_representative: str = Field(
        "", alias="legalMan", max_length=100, description="法定代表人", repr=False
    )
    identity: IdentityVO = Field(alias="identityVO")
    agent: AgentVO | None = Field(None, alias="agentVO")


class ReceiveVO(Wire):
    """receive. ``projId`` is empty at first and the platform's own number in a correction."""

    proj_id: str = Field("", alias="projId", pattern=r"^([0-9A-Z]{21})?$")
    receipt_no: str = Field(alias="recvNo", min_length=1, max_length=50, description="收件凭证号")
    case_id: str = Field(alias="outBizId", min_length=1, max_length=36)
    round: int = Field(0, alias="supplyTimes", ge=0, le=99, description="补正次数")
    project_name: str = Field(alias="projectName", max_length=400, description="办件名称", repr=False)
    origin: Literal["1", "2"] = Field(alias="applyOrigin", description="1 窗口，2 网上转窗口")
    net_apply_no: str = Field("", alias="netApplyNo", max_length=64)
    item_code: str = Field(alias="matterCode", min_length=1, max_length=64, description="业务办理项编码")
    case_type: str = Field(alias="promiseTime")
    division: Division = Field(alias="areaCode")
    department_code: str = Field(alias="deptCode", description="终审部门")
    site_code: str = Field(alias="recvDeptCode")
    site_name: str = Field(alias="recvDeptName", max_length=200)
    clerk_no: str = Field(alias="recvUserId", max_length=64)
    window: str = Field(alias="recvWindow", max_length=64)
    near_region: str = Field(alias="recvArea", max_length=32)
    received_at: Moment = Field(alias="gmtApply")
    consent_at: Moment = Field(alias="gmtConsent")
    applicant: ApplicantVO = Field(alias="applicantVO")
    form: dict[str, str] = Field(alias="affFormInfo", repr=False)
    materials: tuple[SuffInfoVO, ...] = Field(alias="suffInfoList")
    attachments: tuple[AttachmentVO, ...] = Field((), alias="attachMentVOs")


class ProjVO(Wire):
    """A case as the platform holds it."""

    proj_id: ProjId
    receipt_no: str = Field(alias="recvNo")
    arrived_at: Moment = Field(alias="gmtReceive")
    round: int = Field(0, alias="supplyTimes", ge=0)


class ProjQueryVO(Wire):
    """Which receipt."""

    receipt_no: str = Field(alias="recvNo", min_length=1, max_length=50)


class ProjListVO(Wire):
    """Cases under a receipt number, oldest first. ``total`` 0 is a definite none."""

    total: int = Field(ge=0)
    projects: tuple[ProjVO, ...] = Field(alias="projList")


class DeliverVO(Wire):
    """送达, with the stage an attachment of it would have."""

    proj_id: ProjId
    receipt_no: str = Field(alias="recvNo", min_length=1, max_length=50)
    stage: str = Field(alias="TYPE")
    at: Moment = Field(alias="gmtService", description="送达时间")
    mode: str = Field(alias="serviceWay", min_length=1, max_length=50, description="送达方式")
