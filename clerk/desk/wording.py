"""Words of the desk: states, events, materials and next steps, in both languages.

收件 (receipt) is never called 受理 (acceptance), and nothing is said before it is so.
"""

from __future__ import annotations

from clerk.desk.views import PaperKind, Words
from clerk.domain.cases import Event, State
from clerk.domain.deliveries import Decision, DeliveryState
from clerk.domain.escalations import STANDING_WORDS, EscalationKind, Standing
from clerk.domain.identity import MANDATED
from clerk.domain.journal import EventKind
from clerk.domain.materials import Way
from clerk.domain.parties import Agent, IdentityEvidence, Strength
from clerk.domain.regions import Action

STATE_WORDS: dict[State, Words] = {
    State.DRAFT: Words("暂存", "draft"),
    State.PRE_REVIEW: Words("待预审", "awaiting pre-review"),
    State.PRE_REJECTED: Words("预审不通过", "pre-review failed"),
    State.RECEIVED: Words("已收件", "received here"),
    State.TRANSFERRED: Words("已流转", "with the home department"),
    State.CORRECTION: Words("补正中", "correction asked"),
    State.ACCEPTED: Words("已受理", "accepted"),
    State.NOT_APPLICABLE: Words("不受理", "not applicable"),
    State.NOT_ACCEPTED: Words("不予受理", "acceptance refused"),
    State.REVIEW: Words("审查中", "under review"),
    State.SUSPENDED: Words("特别程序", "special procedure"),
    State.RETURNED: Words("退回", "step returned"),
    State.DECIDED_YES: Words("准予", "granted"),
    State.DECIDED_NO: Words("不予许可", "refused"),
    State.CLOSED: Words("办结", "closed"),
    State.CERT_MAKING: Words("制证中", "licence being made"),
    State.DELIVERED: Words("已送达", "handed over"),
    State.ARCHIVED: Words("已归档", "archived"),
    State.VOID: Words("作废", "void"),
    State.WITHDRAWN: Words("撤回", "withdrawn"),
    State.FORWARDED: Words("转报", "forwarded"),
}

DELIVERY_WORDS: dict[DeliveryState, Words] = {
    DeliveryState.QUEUED: Words("待发送", "waits to be sent"),
    DeliveryState.SENDING: Words("正在发送", "being sent"),
    DeliveryState.WAITING: Words("等待重试", "waits for the next try"),
    DeliveryState.UNKNOWN: Words("结果未知，正在询问对方", "outcome unknown, asking the region"),
    DeliveryState.ACKNOWLEDGED: Words("对方已确认收到", "acknowledged"),
    DeliveryState.EXCEPTION: Words("需人工处理", "a person must decide"),
    DeliveryState.TAKEN_OVER: Words("已由人工办理", "taken over by a person"),
    DeliveryState.VOIDED: Words("已作废", "voided"),
}

WAY_WORDS: dict[Way, Words] = {
    Way.DATA_CHECK: Words("数据核验", "data check"),
    Way.E_LICENCE: Words("电子证照（派生件）", "e-licence, derived copy"),
    Way.ARCHIVE: Words("线上已提交", "filed online"),
    Way.COMMITMENT: Words("告知承诺", "commitment"),
    Way.DEFERRED: Words("容缺后补", "comes later"),
    Way.PAPER: Words("纸质", "paper"),
    Way.SCAN: Words("扫描件", "scan"),
}

PAPER_WORDS: dict[PaperKind, Words] = {
    PaperKind.RECEIPT: Words("收件凭证", "receipt"),
    PaperKind.ACCEPTANCE: Words("受理通知书", "notice of acceptance"),
    PaperKind.CORRECTION: Words("补正通知书", "correction notice"),
    PaperKind.HAND_OVER: Words("送达回证", "proof of service"),
}

ACTION_WORDS: dict[Action, Words] = {
    Action.RECEIVE: Words("收件", "receive"),
    Action.RECALL: Words("调取电子证照", "recall e-licences for"),
    Action.SEAL: Words("用章", "seal"),
    Action.PRINT: Words("代打印", "print papers of"),
    Action.HAND_OVER: Words("代送达", "hand over results of"),
}

DEED_WORDS: dict[Event, Words] = {
    Event.RECEIVE: Words("收件", "receiving it"),
    Event.TRANSFER: Words("流转", "handing it in"),
    Event.CORRECT: Words("补正", "correcting it"),
    Event.MAKE_LICENCE: Words("出证", "issuing its licence"),
    Event.DELIVER: Words("送达", "handing over a result"),
    Event.CLOSE: Words("办结", "closing it"),
    Event.VOID: Words("作废", "voiding it"),
}
"""What the desk itself lets happen to a case."""

DECISION_WORDS: dict[Decision, Words] = {
    Decision.RETRY: Words("主管决定：重新发送", "supervisor: send again"),
    Decision.TAKE_OVER: Words("主管决定：转人工办理", "supervisor: taken over by a person"),
    Decision.VOID: Words("主管决定：作废", "supervisor: void"),
}

SYSTEM = Words("系统", "system")
"""Who did what no person did: the delivery and its clocks."""
CORRECTION_SENT = Words("补正材料已送出", "corrections sent")

_RELATION_WORDS: dict[str, str] = {
    "guardian": "监护人",
    "employee": "经办人员",
    "relative": "亲属",
    "mandated": "受托人",
    "legal_representative": "法定代表人",
}

ESCALATION_KIND_WORDS: dict[EscalationKind, Words] = {
    EscalationKind.TYPED_IDENTITY: Words("手工录入身份", "identity typed by hand"),
    EscalationKind.LICENCE_MISMATCH: Words("证照与证件不一致", "licence differs from the card"),
    EscalationKind.PAPER_DESPITE_LICENCE: Words("有证照仍收纸质", "paper although a licence is there"),
    EscalationKind.DEFICIENCY_TOLERANCE: Words("容缺受理", "a material comes later"),
    EscalationKind.REPRINT: Words("补打", "reprint"),
    EscalationKind.SPOILED_SHEET: Words("废证", "spoiled sheet"),
    EscalationKind.MISSING_SHEET: Words("缺号", "missing sheet"),
    EscalationKind.VOID: Words("作废", "void"),
    EscalationKind.WITHDRAWAL_AFTER_DECISION: Words("决定后撤回", "withdrawal after the decision"),
    EscalationKind.EXTENSION: Words("延期", "extension"),
    EscalationKind.OVERDUE: Words("逾期", "overdue"),
    EscalationKind.OUTCOME_UNKNOWN: Words("结果不明", "outcome unknown"),
    EscalationKind.EXCEPTION_ITEM: Words("异常件", "exception"),
    EscalationKind.BAD_RATING: Words("差评", "bad rating"),
    EscalationKind.REGION_DISPUTE: Words("地区间争议", "dispute between regions"),
}

ESCALATION_EVENTS = frozenset(
    {EventKind.ESCALATION_ASKED, EventKind.ESCALATION_DECIDED, EventKind.ESCALATION_USED}
)


def escalation_words(event: EventKind, standing: Standing, kind: EscalationKind, *, by_clock: bool) -> Words:
    """What happened to a sign-off, and what it is about."""
    what = ESCALATION_KIND_WORDS[kind]
    if event is EventKind.ESCALATION_ASKED:
        done = Words("提请签批", "sign-off asked")
    elif event is EventKind.ESCALATION_USED:
        done = Words("签批已使用", "sign-off used")
    elif standing is Standing.OPEN and by_clock:
        done = Words("签批升级", "sign-off passed up")
    elif standing is Standing.OPEN:
        done = Words("签批已补充", "sign-off answered")
    else:
        zh, en = STANDING_WORDS[standing]
        done = Words(f"签批{zh}", f"sign-off {en}")
    return Words(f"{done.zh}：{what.zh}", f"{done.en}: {what.en}")


EVENT_WORDS: dict[EventKind, Words] = {
    EventKind.LICENCE_DERIVED: Words("调取电子证照派生件", "e-licence copy derived"),
    EventKind.PAPER_ASKED: Words("有电子证照仍收纸质", "paper asked although an e-licence was there"),
    EventKind.ESCALATION_ASKED: Words("提请签批", "sign-off asked"),
    EventKind.ESCALATION_DECIDED: Words("签批", "sign-off"),
    EventKind.ESCALATION_USED: Words("签批已使用", "sign-off used"),
    EventKind.CASE_RECEIVED: Words("本窗口收件", "received here"),
    EventKind.CASE_CORRECTED: Words("补正材料已收", "a correction was taken in"),
    EventKind.DELIVERY_BEGUN: Words("开始发送", "sending"),
    EventKind.DELIVERY_WAITS: Words("未能送达，将自动重试", "not delivered, will be tried again"),
    EventKind.DELIVERY_UNKNOWN: Words(
        "结果未知，询问对方后再定", "outcome unknown, asking before sending again"
    ),
    EventKind.DELIVERY_ACKNOWLEDGED: Words("属地已确认收到", "acknowledged by the home region"),
    EventKind.DELIVERY_FAILED: Words("转入异常清单", "moved to the exception list"),
    EventKind.DELIVERY_STOPPED: Words(
        "未发送：办件已作废或撤回", "not sent: the case was voided or withdrawn"
    ),
    EventKind.EXCEPTION_DECIDED: Words("异常已由人工决定", "exception decided by a person"),
    EventKind.NEWS_APPLIED: Words("属地消息", "news from the home region"),
    EventKind.NEWS_PARKED: Words("属地消息与办件状态不符，待核", "news that does not fit, to be looked at"),
    EventKind.DEEMED_ACCEPTED: Words("逾期未答复，视为受理", "accepted by silence"),
    EventKind.WARNING_RAISED: Words("预警", "warning"),
    EventKind.WARNING_CLEARED: Words("预警解除", "warning is over"),
    EventKind.PAPER_PRINTED: Words("已打印", "printed"),
    EventKind.HANDED_OVER: Words("结果已交付", "result handed over"),
    EventKind.CASE_CLOSED: Words("办结", "closed"),
    EventKind.CASE_VOIDED: Words("作废", "void"),
    EventKind.CASE_WITHDRAWN: Words("申请人撤回", "withdrawn by the applicant"),
    EventKind.DATA_REVEALED: Words("查看了完整信息", "personal data shown in full"),
    EventKind.EVIDENCE_EXPORTED: Words("出具证据文件", "evidence file made"),
    EventKind.LIAISON_ASKED: Words("发出联络单", "another region was asked"),
    EventKind.LIAISON_CAME: Words("对方地区来函", "the other region wrote"),
    EventKind.LIAISON_ANSWERED: Words("答复联络单", "a question was answered"),
    EventKind.PHONE_CALL_LOGGED: Words("登记通话", "a call was noted"),
}

NEWS_WORDS: dict[Event, Words] = {
    Event.TRANSFER: Words("属地已收到", "the home region has it"),
    Event.PRE_REJECT: Words("预审不通过", "pre-review failed"),
    Event.ASK_CORRECTION: Words("要求补正", "correction asked"),
    Event.ACCEPT: Words("已受理", "accepted"),
    Event.REFUSE_ACCEPTANCE: Words("不予受理", "acceptance refused"),
    Event.FIND_NOT_APPLICABLE: Words("无需许可", "no permit needed"),
    Event.BEGIN_REVIEW: Words("开始审查", "review begun"),
    Event.RETURN: Words("内部退回", "a step was returned"),
    Event.FORWARD: Words("转报上级", "passed to a higher body"),
    Event.GRANT: Words("准予", "granted"),
    Event.REFUSE: Words("不予许可", "refused"),
    Event.SUSPEND: Words("特别程序，计时停止", "special procedure, the clock stands"),
    Event.RESUME: Words("特别程序结束，计时恢复", "special procedure ended, the clock runs"),
    Event.EXTEND: Words("延长办理期限", "limit extended"),
    Event.MAKE_LICENCE: Words("证照已制作", "licence made"),
    Event.CLOSE: Words("属地办结", "closed by the home region"),
    Event.WITHDRAW: Words("申请人撤回", "withdrawn by the applicant"),
}
"""What news of the home department say, as the timeline writes it after the region's name."""

_NEXT: dict[State, Words] = {
    State.RECEIVED: Words("正在送往{home}，无需操作。", "On its way to {home}. Nothing to do here."),
    State.TRANSFERRED: Words(
        "等待{home}受理，无需操作。", "{home} decides whether to accept. Nothing to do here."
    ),
    State.CORRECTION: Words(
        "请申请人补正：按 F4 逐项选择文件。", "Ask the applicant for the corrections: F4, a file each."
    ),
    State.ACCEPTED: Words(
        "{home}已受理，可打印受理通知书。", "{home} accepted it. The notice can be printed."
    ),
    State.REVIEW: Words("{home}审查中，无需操作。", "{home} reviews it. Nothing to do here."),
    State.SUSPENDED: Words(
        "{home}特别程序中，计时停止。", "{home} runs a special procedure; the clock stands."
    ),
    State.RETURNED: Words("{home}内部退回，无需操作。", "{home} returned a step. Nothing to do here."),
    State.FORWARDED: Words("已转报上级，无需操作。", "Passed to a higher body. Nothing to do here."),
    State.DECIDED_YES: Words("已准予：请交付结果。", "Granted: hand the result over."),
    State.DECIDED_NO: Words("不予许可：请交付决定书。", "Refused: hand the decision over."),
    State.CERT_MAKING: Words("证照已出：请交付。", "The licence is there: hand it over."),
    State.NOT_ACCEPTED: Words(
        "不予受理：请告知申请人后办结。", "Acceptance refused: tell the applicant, then close."
    ),
    State.NOT_APPLICABLE: Words(
        "无需许可：请告知申请人后办结。", "No permit needed: tell the applicant, then close."
    ),
    State.DELIVERED: Words("已交付：可以办结。", "Handed over: the case can be closed."),
}

NEXT_KEYS: dict[State, str] = {
    State.CORRECTION: "f4",
    State.ACCEPTED: "f7",
    State.DECIDED_YES: "f5",
    State.DECIDED_NO: "f5",
    State.CERT_MAKING: "f5",
    State.NOT_ACCEPTED: "f5",
    State.NOT_APPLICABLE: "f5",
    State.DELIVERED: "f5",
}


def next_step(state: State, home: str, home_english: str) -> Words:
    """What is to be done now, naming the home region."""
    words = _NEXT.get(state, Words("无需操作。", "Nothing to do here."))
    return Words(words.zh.format(home=home), words.en.format(home=home_english))


def identity_note(evidence: IdentityEvidence) -> str:
    """How identity was established, for papers (Chinese). Typed identity says so."""
    time = evidence.read_at.strftime("%Y-%m-%d %H:%M")
    match evidence.strength:
        case Strength.CHIP:
            return f"证件芯片读取（读卡器 {evidence.reader}，{time}）"
        case Strength.CHIP_UNAUTHENTICATED:
            return f"证件芯片读取，芯片数据未经签发机关验证（读卡器 {evidence.reader}，{time}）"
        case Strength.E_LICENCE:
            return f"电子证照核验（{time}）"
        case Strength.TYPED:
            return f"人工录入，未经芯片核验（原因：{evidence.reason}；{time}）"


STRENGTH_WORDS: dict[Strength, str] = {
    Strength.CHIP: "芯片读取",
    Strength.CHIP_UNAUTHENTICATED: "芯片读取，数据未经验证",
    Strength.E_LICENCE: "电子证照核验",
    Strength.TYPED: "人工录入，未经芯片核验",
}
"""How identity was established, in a word, for papers."""


def agent_words(agent: Agent) -> str:
    """Relation of an agent with what it rests on, for papers: ``监护人，凭户口簿``."""
    return standing_words(agent.relation, agent.mandate)


def standing_words(relation: str, mandate: str) -> str:
    """A relation with what it rests on, for papers."""
    words = relation_words(relation)
    if not mandate:
        return words
    named = relation != MANDATED or "委托" in mandate or "授权" in mandate
    return f"{words}，凭{mandate}" if named else f"{words}，凭授权委托书 {mandate}"


def relation_words(relation: str) -> str:
    """The Chinese word of a relation between two people, for papers; words typed freely stay as they are."""
    return _RELATION_WORDS.get(relation, relation)
