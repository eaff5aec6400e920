"""办件: the state machine of a case, one table with all states and transitions of domain.md §1.1–1.2."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clerk.domain.faults import Refused

CaseId = str
"""UUIDv7; it is also the idempotency key towards regions."""


class State(StrEnum):
    """The 21 states (domain.md §1.1)."""

    DRAFT = "draft"  # 暂存
    PRE_REVIEW = "pre_review"  # 待预审
    PRE_REJECTED = "pre_rejected"  # 预审不通过
    RECEIVED = "received"  # 已收件
    TRANSFERRED = "transferred"  # 已流转
    CORRECTION = "correction"  # 补正中
    ACCEPTED = "accepted"  # 已受理
    NOT_APPLICABLE = "not_applicable"  # 不受理
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    REVIEW = "review"  # 审查
    SUSPENDED = "suspended"  # 特别程序
    RETURNED = "returned"  # 退回
    DECIDED_YES = "decided_yes"  # 准予
    DECIDED_NO = "decided_no"  # 不予许可
    CLOSED = "closed"  # 办结
    CERT_MAKING = "cert_making"  # 制证
    DELIVERED = "delivered"  # 送达
    ARCHIVED = "archived"  # 归档
    VOID = "void"  # 作废
    WITHDRAWN = "withdrawn"  # 撤回
    FORWARDED = "forwarded"  # 转报


class Actor(StrEnum):
    """Who may bring a transition about."""

    CLERK = "clerk"
    SYSTEM = "system"
    HOME = "home"
    SUPERVISOR = "supervisor"
    APPLICANT = "applicant"


class Event(StrEnum):
    """What happens to a case."""

    RECEIVE = "receive"
    TRANSFER = "transfer"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    ACCEPT = "accept"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    FIND_NOT_APPLICABLE = "find_not_applicable"
    BEGIN_REVIEW = "begin_review"
    GRANT = "grant"
    REFUSE = "refuse"
    RETURN = "return"
    FORWARD = "forward"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    MAKE_LICENCE = "make_licence"
    DELIVER = "deliver"
    ARCHIVE = "archive"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    VOID = "void"
    PRE_REJECT = "pre_reject"
    REOPEN = "reopen"


class ClockEffect(StrEnum):
    """What a transition does to the running clock."""

    NONE = "none"
    START_ACCEPTANCE = "start_acceptance"
    """Start five working days to accept, refuse or ask for correction."""
    STOP = "stop"
    """Stop; it resumes where it stood."""
    RESUME = "resume"
    START_DECISION = "start_decision"
    """Start the statutory and promised clock."""
    EXTEND = "extend"
    """Add ten working days."""
    START_DELIVERY = "start_delivery"
    """Ten days to issue and deliver."""
    END = "end"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. ``number`` is T1–T15 of domain.md §1.2; several rows may share one."""

    number: int
    event: Event
    sources: frozenset[State]
    target: State | None
    """None = the state stays (T10, the limit is extended)."""
    actors: frozenset[Actor]
    guard: str
    paper: str
    clock: ClockEffect


_ALL = frozenset(State)
_ENDED = frozenset({State.VOID, State.WITHDRAWN, State.ARCHIVED})
_BEFORE_DECISION = frozenset(
    {
        State.DRAFT,
        State.PRE_REVIEW,
        State.PRE_REJECTED,
        State.RECEIVED,
        State.TRANSFERRED,
        State.CORRECTION,
        State.ACCEPTED,
        State.REVIEW,
        State.SUSPENDED,
        State.RETURNED,
        State.FORWARDED,
    }
)


def _row(
    number: int,
    event: Event,
    sources: State | frozenset[State],
    target: State | None,
    actors: Actor | frozenset[Actor],
    guard: str = "",
    paper: str = "",
    clock: ClockEffect = ClockEffect.NONE,
) -> Transition:
    return Transition(
        number,
        event,
        sources if isinstance(sources, frozenset) else frozenset({sources}),
        target,
        actors if isinstance(actors, frozenset) else frozenset({actors}),
        guard,
        paper,
        clock,
    )


_E, _S, _A, _C = Event, State, Actor, ClockEffect

TRANSITIONS: tuple[Transition, ...] = (
    # T1: an application filed online and waiting (线上预审) is received in the same way as a fresh one.
    _row(1, _E.PRE_REJECT, _S.PRE_REVIEW, _S.PRE_REJECTED, _A.HOME, "pre-review failed"),
    _row(1, _E.REOPEN, _S.PRE_REJECTED, _S.DRAFT, _A.CLERK, "applicant completes it at the counter"),
    _row(
        1,
        _E.RECEIVE,
        frozenset({_S.DRAFT, _S.PRE_REVIEW}),
        _S.RECEIVED,
        _A.CLERK,
        "identity established, consent given, every essential material met",
        "收件凭证",
        _C.START_ACCEPTANCE,
    ),
    _row(2, _E.TRANSFER, _S.RECEIVED, _S.TRANSFERRED, _A.SYSTEM, "home region acknowledged", "移交清单"),
    _row(
        3,
        _E.ASK_CORRECTION,
        _S.TRANSFERRED,
        _S.CORRECTION,
        _A.HOME,
        "materials missing or wrong",
        "补正通知书",
        _C.STOP,
    ),
    _row(
        4,
        _E.CORRECT,
        _S.CORRECTION,
        _S.TRANSFERRED,
        _A.CLERK,
        "all listed corrections are in",
        "补正收件凭证",
        _C.RESUME,
    ),
    _row(
        5,
        _E.ACCEPT,
        _S.TRANSFERRED,
        _S.ACCEPTED,
        frozenset({_A.HOME, _A.SYSTEM}),
        "complete, or five working days of silence",
        "受理通知书",
        _C.START_DECISION,
    ),
    _row(
        6,
        _E.REFUSE_ACCEPTANCE,
        _S.TRANSFERRED,
        _S.NOT_ACCEPTED,
        _A.HOME,
        "no competence",
        "不予受理通知书",
        _C.END,
    ),
    _row(
        7,
        _E.FIND_NOT_APPLICABLE,
        _S.TRANSFERRED,
        _S.NOT_APPLICABLE,
        frozenset({_A.HOME, _A.CLERK}),
        "law needs no permit",
        "不受理告知",
        _C.END,
    ),
    # T8: review with its results; returned steps and forwarding to a higher body are results of a step.
    _row(8, _E.BEGIN_REVIEW, frozenset({_S.ACCEPTED, _S.RETURNED}), _S.REVIEW, _A.HOME),
    _row(8, _E.RETURN, _S.REVIEW, _S.RETURNED, _A.HOME, "a step is returned"),
    _row(8, _E.FORWARD, frozenset({_S.ACCEPTED, _S.REVIEW}), _S.FORWARDED, _A.HOME, "a higher body decides"),
    _row(
        8,
        _E.GRANT,
        frozenset({_S.REVIEW, _S.FORWARDED}),
        _S.DECIDED_YES,
        _A.HOME,
        "",
        "决定书",
        _C.START_DELIVERY,
    ),
    _row(
        8,
        _E.REFUSE,
        frozenset({_S.REVIEW, _S.FORWARDED}),
        _S.DECIDED_NO,
        _A.HOME,
        "reasons given",
        "决定书",
        _C.END,
    ),
    _row(
        9,
        _E.SUSPEND,
        _S.REVIEW,
        _S.SUSPENDED,
        _A.HOME,
        "hearing, test, inspection",
        "特别程序告知书",
        _C.STOP,
    ),
    _row(9, _E.RESUME, _S.SUSPENDED, _S.REVIEW, _A.HOME, "special procedure ended", "", _C.RESUME),
    _row(
        10,
        _E.EXTEND,
        _S.REVIEW,
        None,
        _A.HOME,
        "head of department, reason recorded",
        "延期告知书",
        _C.EXTEND,
    ),
    _row(11, _E.MAKE_LICENCE, _S.DECIDED_YES, _S.CERT_MAKING, frozenset({_A.HOME, _A.CLERK}), "", "证照"),
    _row(
        12,
        _E.DELIVER,
        frozenset({_S.CERT_MAKING, _S.DECIDED_YES, _S.DECIDED_NO}),
        _S.DELIVERED,
        _A.CLERK,
        "collector's identity checked",
        "送达回证",
        _C.END,
    ),
    # T13: closed (办结) when nothing is left to hand over, archived when its paper is where it belongs.
    _row(
        13,
        _E.CLOSE,
        frozenset({_S.DELIVERED, _S.DECIDED_YES, _S.DECIDED_NO, _S.NOT_ACCEPTED, _S.NOT_APPLICABLE}),
        _S.CLOSED,
        frozenset({_A.CLERK, _A.HOME, _A.SYSTEM}),
        "result handed over or nothing to hand over",
        "",
        _C.END,
    ),
    _row(
        13,
        _E.ARCHIVE,
        frozenset({_S.DELIVERED, _S.CLOSED}),
        _S.ARCHIVED,
        frozenset({_A.CLERK, _A.SYSTEM}),
        "paper kept or sent, per agreement",
        "归档清单",
    ),
    _row(
        14,
        _E.WITHDRAW,
        _BEFORE_DECISION,
        _S.WITHDRAWN,
        _A.APPLICANT,
        "signed by the applicant",
        "撤回申请",
        _C.END,
    ),
    _row(15, _E.VOID, _ALL - _ENDED, _S.VOID, _A.SUPERVISOR, "reason recorded", "", _C.END),
)


def transition(state: State, event: Event, actor: Actor) -> Transition:
    """The row for ``event`` by ``actor`` in ``state``.

    Raises:
        Refused: ``C-01`` the table has no such row.
    """
    for row in TRANSITIONS:
        if row.event is event and state in row.sources and actor in row.actors:
            return row
    raise Refused("C-01", state=state.value, event=event.value)


def after(state: State, event: Event, actor: Actor) -> State:
    """The state that follows.

    Raises:
        Refused: ``C-01`` the event is not possible now.
    """
    target = transition(state, event, actor).target
    return state if target is None else target


def possible(state: State, actor: Actor) -> tuple[Event, ...]:
    """Events that ``actor`` may bring about in ``state``, in the table's order."""
    return tuple(row.event for row in TRANSITIONS if state in row.sources and actor in row.actors)


class Holder(StrEnum):
    """Who holds the case now (four-way clock)."""

    CITIZEN = "citizen"
    CLERK = "clerk"
    REGION = "region"
    LINE = "line"
    NOBODY = "nobody"


_HOLDERS = {
    _S.DRAFT: Holder.CLERK,
    _S.PRE_REVIEW: Holder.REGION,
    _S.PRE_REJECTED: Holder.CITIZEN,
    _S.RECEIVED: Holder.LINE,
    _S.TRANSFERRED: Holder.REGION,
    _S.CORRECTION: Holder.CITIZEN,
    _S.ACCEPTED: Holder.REGION,
    _S.REVIEW: Holder.REGION,
    _S.SUSPENDED: Holder.REGION,
    _S.RETURNED: Holder.REGION,
    _S.FORWARDED: Holder.REGION,
    _S.DECIDED_YES: Holder.CLERK,
    _S.DECIDED_NO: Holder.CLERK,
    _S.CERT_MAKING: Holder.CLERK,
    _S.NOT_ACCEPTED: Holder.CLERK,
    _S.NOT_APPLICABLE: Holder.CLERK,
    _S.DELIVERED: Holder.CLERK,
    _S.CLOSED: Holder.NOBODY,
    _S.ARCHIVED: Holder.NOBODY,
    _S.VOID: Holder.NOBODY,
    _S.WITHDRAWN: Holder.NOBODY,
}


def holder(state: State) -> Holder:
    """Who has to act while a case is in ``state``."""
    return _HOLDERS[state]
