"""Code lists of the Zhejiang dialect. Lists that belong to no single region are in ``clerk.domain.codes``.

Sources: a reception platform of one Zhejiang city (domain facts §1.1, §2.10, §3.3). What it leaves open is
our reading and said so at the list. The numbers for identity documents but 111 are from memory (待核实).
"""

from __future__ import annotations

from enum import StrEnum

from clerk.domain.codes.wire_codes import (
    APPLICANT_RATING,
    CASE_TYPE_PROMISED_FIRST,
    SATISFACTION_NATIONAL,
    CodeTable,
)
from clerk.domain.licences import LicenceState
from clerk.domain.materials import Necessity, PaperReason, Way
from clerk.domain.parties import ApplicantKind, DocumentKind, Strength
from clerk.domain.regions import Action

CASE_TYPE = CASE_TYPE_PROMISED_FIRST
"""promiseTime: 1 承诺件, 2 即办件; everybody else has it the other way round."""

SATISFACTION = SATISFACTION_NATIONAL
"""满意度: 5 is best; in GB/T 39046 1 is."""

APPLICANT = APPLICANT_RATING
"""1 个人, 2 法人."""

HOLDER_TYPE: CodeTable[ApplicantKind] = CodeTable(
    "证件类型（持证人）", ((ApplicantKind.PERSON, "111"), (ApplicantKind.ORGANISATION, "001"))
)

DOCUMENT: CodeTable[DocumentKind] = CodeTable(
    "证件类型（浙江）",
    (
        (DocumentKind.RESIDENT_ID, "111"),
        (DocumentKind.CREDIT_CODE, "001"),
        (DocumentKind.PASSPORT, "414"),
        (DocumentKind.FOREIGN_RESIDENCE, "553"),
        (DocumentKind.HMT_RESIDENCE, "810"),
        (DocumentKind.SOCIAL_SECURITY, "990"),
    ),
)
"""As in the deposit interface (zjlx 111/001); the others are 待核实."""

NECESSITY: CodeTable[Necessity] = CodeTable(
    "材料必要性（浙江）",
    ((Necessity.ESSENTIAL, "1"), (Necessity.OPTIONAL, "2"), (Necessity.DEFERRABLE, "3")),
)
"""Ours: no list was found."""

WAY: CodeTable[Way] = CodeTable(
    "材料来源（浙江）",
    (
        (Way.DATA_CHECK, "SJHY"),
        (Way.E_LICENCE, "DZZZ"),
        (Way.ARCHIVE, "WSSB"),
        (Way.COMMITMENT, "GZCN"),
        (Way.DEFERRED, "RQ"),
        (Way.SCAN, "SMJ"),
        (Way.PAPER, "ZZ"),
    ),
)
"""Ours: 数据核验 电子证照 网上申报 告知承诺 容缺 扫描件 纸质."""

PAPER_REASON: CodeTable[PaperReason] = CodeTable(
    "纸质收取原因（浙江）",
    (
        (PaperReason.NOT_IN_LIBRARY, "KZW"),
        (PaperReason.DOES_NOT_MATCH, "XXBF"),
        (PaperReason.SYSTEM_FAULT, "XTGZ"),
        (PaperReason.APPLICANT_WISHES, "SQRZY"),
    ),
)
"""Ours: 库中无 信息不符 系统故障 申请人自愿."""

STRENGTH: CodeTable[Strength] = CodeTable(
    "核验方式（浙江）",
    (
        (Strength.CHIP, "XP"),
        (Strength.E_LICENCE, "LZ"),
        (Strength.CHIP_UNAUTHENTICATED, "XPWYZ"),
        (Strength.TYPED, "SR"),
    ),
)
"""Ours: 芯片 亮证 芯片未验证 输入."""

LICENCE_STATE: CodeTable[LicenceState] = CodeTable(
    "证照状态（浙江）",
    (
        (LicenceState.VALID, "有效"),
        (LicenceState.CANCELLED, "注销"),
        (LicenceState.REVOKED, "吊销"),
        (LicenceState.WITHDRAWN, "撤销"),
        (LicenceState.EXPIRED, "过期"),
        (LicenceState.SUPERSEDED, "变更"),
    ),
)
"""The words of GB/T 36903's maintenance states."""

ACTION: CodeTable[Action] = CodeTable(
    "能力（浙江）",
    (
        (Action.RECEIVE, "receive"),
        (Action.RECALL, "cert"),
        (Action.SEAL, "seal"),
        (Action.PRINT, "print"),
        (Action.HAND_OVER, "deliver"),
    ),
)
"""Ours."""


class Stage(StrEnum):
    """TYPE of an attachment: the stage at which it came in."""

    FILING = "filing"  # 申报
    ACCEPTANCE = "acceptance"  # 受理
    APPROVAL = "approval"  # 审批
    CLOSING = "closing"  # 办结
    DELIVERY = "delivery"  # 送达


STAGE: CodeTable[Stage] = CodeTable(
    "附件环节", tuple((stage, f"{place + 1:02d}") for place, stage in enumerate(Stage))
)
"""01 申报 02 受理 03 审批 04 办结 05 送达."""


class Doing(StrEnum):
    """DOACTION of a step. The closing record uses the same name for another list."""

    FORWARD = "forward"  # 提交
    RETURN = "return"  # 退回


STEP_DOING: CodeTable[Doing] = CodeTable("步骤动作", ((Doing.FORWARD, "0"), (Doing.RETURN, "1")))
"""DOACTION of step: 0 提交, 1 退回."""


class Outcome(StrEnum):
    """TRANSACT_RESULT of the closing record."""

    CLOSED = "closed"
    FORWARDED = "forwarded"
    VOID = "void"
    SENT_BACK = "sent_back"


OUTCOME: CodeTable[Outcome] = CodeTable(
    "办结类型",
    (
        (Outcome.CLOSED, "办结"),
        (Outcome.FORWARDED, "转报办结"),
        (Outcome.VOID, "作废办结"),
        (Outcome.SENT_BACK, "退件"),
    ),
)


class Code(StrEnum):
    """``code`` of an answer (ours, but for 0)."""

    OK = "0"
    APP_KEY_UNKNOWN = "1001"
    SIGNATURE_WRONG = "1002"
    TIME_OFF = "1003"
    """The sender's clock is too far from the platform's."""
    DATA_WRONG = "2001"
    """The request was read and refused; ``msg`` says why."""
