"""Code lists of the Shanghai dialect. Lists that belong to no single region are in ``clerk.domain.codes``.

Seen in the field (domain facts §2.9–2.10): a/b for the kind of applicant, ``a`` for the resident ID card,
holder types by name. The other letters, words and numbers are our reading (待核实).
"""

from __future__ import annotations

from clerk.domain.cases import Event
from clerk.domain.codes.wire_codes import APPLICANT_LETTERS, CASE_TYPE_SPOT_FIRST, CodeTable
from clerk.domain.licences import LicenceState
from clerk.domain.materials import Necessity, PaperReason, Way
from clerk.domain.parties import DocumentKind, Strength
from clerk.domain.regions import Action

APPLICANT = APPLICANT_LETTERS
"""targetType: a 个人, b 法人."""

CASE_TYPE = CASE_TYPE_SPOT_FIRST
"""itemType: 1 即办件, 2 承诺件."""

HOLDER_TYPE: CodeTable[DocumentKind] = CodeTable(
    "持证主体证件类型（上海）",
    (
        (DocumentKind.RESIDENT_ID, "居民身份证"),
        (DocumentKind.HMT_RESIDENCE, "港澳台居民居住证"),
        (DocumentKind.FOREIGN_RESIDENCE, "外国人永久居留身份证"),
        (DocumentKind.SOCIAL_SECURITY, "社会保障卡"),
        (DocumentKind.PASSPORT, "护照"),
        (DocumentKind.CREDIT_CODE, "统一社会信用代码"),
    ),
)
"""By name and not by number, as everywhere else (domain facts §11 no. 12)."""

LICENCE_LETTER: CodeTable[DocumentKind] = CodeTable(
    "证件类型（上海）",
    (
        (DocumentKind.RESIDENT_ID, "a"),
        (DocumentKind.HMT_RESIDENCE, "b"),
        (DocumentKind.FOREIGN_RESIDENCE, "c"),
        (DocumentKind.PASSPORT, "d"),
        (DocumentKind.SOCIAL_SECURITY, "e"),
        (DocumentKind.CREDIT_CODE, "f"),
    ),
)
"""licenseType; only ``a`` was seen."""

NECESSITY: CodeTable[Necessity] = CodeTable(
    "是否必要（上海）",
    ((Necessity.ESSENTIAL, "1"), (Necessity.OPTIONAL, "0"), (Necessity.DEFERRABLE, "2")),
)
"""isMust; the numbers are ours."""

WAY: CodeTable[Way] = CodeTable(
    "材料来源（上海）",
    (
        (Way.DATA_CHECK, "数据核验"),
        (Way.E_LICENCE, "电子证照"),
        (Way.ARCHIVE, "网上申报"),
        (Way.COMMITMENT, "告知承诺"),
        (Way.DEFERRED, "容缺"),
        (Way.SCAN, "扫描"),
        (Way.PAPER, "纸质"),
    ),
)
"""stuffSource; the words are ours."""

PAPER_REASON: CodeTable[PaperReason] = CodeTable(
    "纸质收取原因（上海）",
    (
        (PaperReason.NOT_IN_LIBRARY, "库中无"),
        (PaperReason.DOES_NOT_MATCH, "信息不符"),
        (PaperReason.SYSTEM_FAULT, "系统故障"),
        (PaperReason.APPLICANT_WISHES, "申请人自愿"),
    ),
)

STRENGTH: CodeTable[Strength] = CodeTable(
    "身份核验方式（上海）",
    (
        (Strength.CHIP, "读卡"),
        (Strength.E_LICENCE, "亮证"),
        (Strength.CHIP_UNAUTHENTICATED, "读卡未验证"),
        (Strength.TYPED, "手工录入"),
    ),
)
"""identifyWay (ours)."""

LICENCE_STATE: CodeTable[LicenceState] = CodeTable(
    "证照状态（上海）",
    (
        (LicenceState.VALID, "有效"),
        (LicenceState.CANCELLED, "注销"),
        (LicenceState.REVOKED, "吊销"),
        (LicenceState.WITHDRAWN, "撤销"),
        (LicenceState.EXPIRED, "过期"),
        (LicenceState.SUPERSEDED, "变更"),
    ),
)

ACTION: CodeTable[Action] = CodeTable(
    "能力（上海）",
    (
        (Action.RECEIVE, "收"),
        (Action.RECALL, "取"),
        (Action.SEAL, "章"),
        (Action.PRINT, "印"),
        (Action.HAND_OVER, "发"),
    ),
)

NODE: CodeTable[Event] = CodeTable(
    "办理环节（上海）",
    (
        (Event.ACCEPT, "受理"),
        (Event.ASK_CORRECTION, "补正"),
        (Event.REFUSE_ACCEPTANCE, "不予受理"),
        (Event.FIND_NOT_APPLICABLE, "不受理"),
        (Event.BEGIN_REVIEW, "审查"),
        (Event.GRANT, "准予"),
        (Event.REFUSE, "不予许可"),
        (Event.RETURN, "退回"),
        (Event.FORWARD, "转报"),
        (Event.SUSPEND, "特别程序"),
        (Event.RESUME, "恢复办理"),
        (Event.EXTEND, "延期"),
        (Event.MAKE_LICENCE, "制证"),
        (Event.CLOSE, "办结"),
    ),
)
"""node of a progress entry."""

OK = "0"
LOGIN_REFUSED = "1001"
SESSION_GONE = "1002"
"""The session ended; nothing was done. Log in and ask again."""
IDENTITY_GONE = "1003"
"""The encrypted identity ended with its session."""
SAID_NO = "2001"
"""Any other refusal, in the words beside it."""
