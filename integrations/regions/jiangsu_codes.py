"""Code lists of the Jiangsu dialect. Lists that belong to no single region are in ``clerk.domain.codes``.

Sources: collection and necessity codes as one counter vendor has them (domain facts §1.5), step results as
a vendor at home in Jiangsu has them (§1.1), holder types of the e-licence service (§2.8). None of it was
verified against a live system; the numbers for other identity documents than 111 are from memory (待核实).
"""

from __future__ import annotations

from enum import StrEnum

from clerk.domain.codes.wire_codes import CASE_TYPE_SPOT_FIRST, SATISFACTION_GBT_39046, CodeTable
from clerk.domain.licences import LicenceState
from clerk.domain.materials import Necessity, PaperReason, Way
from clerk.domain.parties import ApplicantKind, DocumentKind, Strength
from clerk.domain.regions import Action

CASE_TYPE = CASE_TYPE_SPOT_FIRST
"""办件类型: 1 即办件, 2 承诺件; Zhejiang has it the other way round."""

SATISFACTION = SATISFACTION_GBT_39046
"""满意度: 1 is best here; in Zhejiang 5 is."""

HOLDER_TYPE: CodeTable[ApplicantKind] = CodeTable(
    "持证主体代码类型", ((ApplicantKind.PERSON, "111"), (ApplicantKind.ORGANISATION, "001"))
)
"""111 公民身份号码, 001 统一社会信用代码."""

DOCUMENT: CodeTable[DocumentKind] = CodeTable(
    "证件类型（江苏）",
    (
        (DocumentKind.RESIDENT_ID, "111"),
        (DocumentKind.CREDIT_CODE, "001"),
        (DocumentKind.PASSPORT, "414"),
        (DocumentKind.FOREIGN_RESIDENCE, "553"),
        (DocumentKind.HMT_RESIDENCE, "810"),
        (DocumentKind.SOCIAL_SECURITY, "990"),
    ),
)
"""GA/T 2000.156; only 111 was seen in use, the others are 待核实 (990 其他 for the social security card)."""

NECESSITY: CodeTable[Necessity] = CodeTable(
    "是否必备", ((Necessity.ESSENTIAL, "0"), (Necessity.OPTIONAL, "1"), (Necessity.DEFERRABLE, "2"))
)
"""mustFlag: 0 必要, 1 非必要, 2 容缺."""

WAY: CodeTable[Way] = CodeTable(
    "收取方式",
    (
        (Way.PAPER, "1"),
        (Way.ARCHIVE, "2"),
        (Way.SCAN, "3"),
        (Way.DEFERRED, "4"),
        (Way.E_LICENCE, "5"),
        (Way.COMMITMENT, "7"),
        (Way.DATA_CHECK, "9"),
    ),
)
"""collectionType: 1 纸质 2 附件 3 扫描 4 容缺 5 证照 7 告知承诺; nobody uses 6; 9 数据核验 is ours."""

PAPER_REASON: CodeTable[PaperReason] = CodeTable(
    "纸质收取原因",
    (
        (PaperReason.NOT_IN_LIBRARY, "1"),
        (PaperReason.DOES_NOT_MATCH, "2"),
        (PaperReason.SYSTEM_FAULT, "3"),
        (PaperReason.APPLICANT_WISHES, "4"),
    ),
)
"""Ours (扩展)."""

STRENGTH: CodeTable[Strength] = CodeTable(
    "核验方式",
    (
        (Strength.CHIP, "1"),
        (Strength.E_LICENCE, "2"),
        (Strength.TYPED, "3"),
        (Strength.CHIP_UNAUTHENTICATED, "4"),
    ),
)
"""Ours (扩展): 1 芯片, 2 亮证, 3 手工录入, 4 芯片未经验证."""

LICENCE_STATE: CodeTable[LicenceState] = CodeTable(
    "证照状态",
    (
        (LicenceState.VALID, "1"),
        (LicenceState.CANCELLED, "2"),
        (LicenceState.REVOKED, "3"),
        (LicenceState.WITHDRAWN, "4"),
        (LicenceState.EXPIRED, "5"),
        (LicenceState.SUPERSEDED, "6"),
    ),
)
"""有效 注销 吊销 撤销 过期 变更; the numbers are ours (待核实)."""

ACTION: CodeTable[Action] = CodeTable(
    "能力",
    (
        (Action.RECEIVE, "收件"),
        (Action.RECALL, "调证"),
        (Action.SEAL, "用章"),
        (Action.PRINT, "打印"),
        (Action.HAND_OVER, "发证"),
    ),
)
"""What a counter elsewhere may ask of the platform (ours)."""


class StepResult(StrEnum):
    """环节结果 (noderesult)."""

    DISAGREED = "disagreed"  # 不同意
    AGREED = "agreed"  # 同意
    NOT_APPLICABLE = "not_applicable"  # 不受理
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    ACCEPTED = "accepted"  # 受理
    CORRECTION = "correction"  # 补齐补正
    SPECIAL = "special"  # 特别程序（挂起）
    RETURNED = "returned"  # 退回


STEP_RESULT: CodeTable[StepResult] = CodeTable(
    "环节结果", tuple((result, str(place)) for place, result in enumerate(StepResult))
)
"""noderesult 0–7."""


class SpecialKind(StrEnum):
    """特别程序种类 of GB/T 39046."""

    EXTENSION = "extension"  # 延长审批
    OTHER = "other"  # 其他


SPECIAL_KIND: CodeTable[SpecialKind] = CodeTable(
    "特别程序种类", ((SpecialKind.EXTENSION, "1"), (SpecialKind.OTHER, "2"))
)


class Status(StrEnum):
    """``head.status`` of a reply."""

    OK = "0"
    CALLER_UNKNOWN = "11"
    """身份验证不通过."""
    NO_PERMISSION = "100"
    """No permission for this licence type."""
    BAD_HOLDER_TYPE = "103"
    OTHER = "99"
