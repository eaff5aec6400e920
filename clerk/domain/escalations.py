"""签批: what a clerk may not do alone, who decides it, at which level, by when, and what silence means.

The rules themselves are data (``clerk/data/sign_off.toml``): none of the times has been verified with a
department. What is fixed here: whoever asks does not decide, a decision names the digest of exactly what was
shown, and one that does not fit the case any more does not apply.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from clerk.domain.cases import CaseId
from clerk.domain.china_time import in_china
from clerk.domain.digests import sm3
from clerk.domain.faults import Refused
from clerk.domain.regions import Site
from clerk.domain.staff import Level, Right, StaffMember

EscalationId = str
"""UUIDv7."""

SYSTEM = "system"
"""Who asks for what a clock or the delivery brought up; nobody's staff number."""
LONGEST_REASON = 500
"""Characters of a reason, a question or an answer."""


class EscalationKind(StrEnum):
    """What is brought before a supervisor."""

    TYPED_IDENTITY = "typed_identity"
    """手工录入身份 for an item that is sensitive."""
    LICENCE_MISMATCH = "licence_mismatch"
    """证照与证件不一致: name or number of an e-licence differ from the card's."""
    PAPER_DESPITE_LICENCE = "paper_despite_licence"
    """有证照仍收纸质: counted against 两个免于提交."""
    DEFICIENCY_TOLERANCE = "deficiency_tolerance"
    """容缺受理."""
    REPRINT = "reprint"
    """补打."""
    SPOILED_SHEET = "spoiled_sheet"
    """废证."""
    MISSING_SHEET = "missing_sheet"
    """缺号."""
    VOID = "void"
    """作废."""
    WITHDRAWAL_AFTER_DECISION = "withdrawal_after_decision"
    """决定后撤回."""
    EXTENSION = "extension"
    """延期."""
    OVERDUE = "overdue"
    """逾期: a clock has run out."""
    OUTCOME_UNKNOWN = "outcome_unknown"
    """结果不明 for too long."""
    EXCEPTION_ITEM = "exception_item"
    """异常: repeating cannot cure a delivery."""
    BAD_RATING = "bad_rating"
    """差评; the kind is kept for ratings."""
    REGION_DISPUTE = "region_dispute"
    """地区间争议."""


class Silence(StrEnum):
    """What happens when nobody decided by the time set."""

    LAPSE = "lapse"
    """It ends undecided; what was asked for is not allowed."""
    NEXT_LEVEL = "next_level"
    """The next level decides; at the last level it stays and is marked overdue."""
    STAYS = "stays"
    """It stays open, marked overdue."""


class Standing(StrEnum):
    """Where an escalation stands."""

    OPEN = "open"
    ASKED_BACK = "asked_back"
    """退回补充: the supervisor wants to know more before deciding; the clock goes on."""
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken_back"
    """Whoever asked does not want it any more."""

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self in {Standing.OPEN, Standing.ASKED_BACK}


class SubjectKind(StrEnum):
    """What an escalation is about."""

    VISIT = "visit"
    CASE = "case"
    DELIVERY = "delivery"
    SHEET = "sheet"
    """A numbered sheet; the kind is kept for remote issuance."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The one thing an escalation is about. ``part`` names a part of it, e.g. the code of a material."""

    kind: SubjectKind
    id: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of what is shown to whoever decides: a name of the field, and what stands there."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """How one kind is decided. ``verified`` is false while no department confirmed it (待核实)."""

    kind: EscalationKind
    level: Level
    """The lowest level that may decide it."""
    within: timedelta
    """From the asking; then silence takes effect."""
    on_silence: Silence
    holds: bool
    """Whether the work waits for the decision; else it goes on and the decision comes after."""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Escalation:
    """One escalation as it stands."""

    id: EscalationId
    kind: EscalationKind
    subject: Subject
    case_id: CaseId
    """The case it belongs to, also while it is only planned; empty where there is none."""
    site: str
    window: str
    level: Level
    standing: Standing
    asked_by: str
    """Staff number, or ``system`` for what a clock or a worker brought up."""
    asked_at: datetime
    due_at: datetime
    shown: tuple[ShownLine, ...] = field(repr=False)
    digest: str
    """SM3 over ``shown`` and the subject: what a decision is bound to."""
    reason: str = field(default="", repr=False)
    """Why it is asked, in the asker's words."""
    question: str = field(default="", repr=False)
    """What the supervisor asked back."""
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_reason: str = field(default="", repr=False)
    over_the_shoulder: bool = False
    """Whether it was decided at the asker's own console."""
    used_at: datetime | None = None
    """When an approval was used; it is good for one use."""
    overdue: bool = False
    version: int = 0
    """Raised by every change: two who decide at once cannot both win."""


Rules = Mapping[EscalationKind, EscalationRule]
"""One rule for every kind."""


class Verdict(StrEnum):
    """What a supervisor says."""

    APPROVE = "approve"
    REFUSE = "refuse"
    ASK_BACK = "ask_back"


STANDING_WORDS: Mapping[Standing, tuple[str, str]] = {
    Standing.OPEN: ("待签批", "open"),
    Standing.ASKED_BACK: ("退回补充", "asked back"),
    Standing.APPROVED: ("同意", "approved"),
    Standing.REFUSED: ("不同意", "refused"),
    Standing.LAPSED: ("逾期未批，失效", "lapsed"),
    Standing.TAKEN_BACK: ("撤回", "taken back"),
}
LEVEL_WORDS: Mapping[Level, tuple[str, str]] = {
    Level.SITE: ("本窗口主管", "supervisor of the site"),
    Level.REGION: ("区级主管", "supervisor of the district"),
    Level.GROUP: ("三地联络小组", "the liaison group"),
}


def digest_of(kind: EscalationKind, subject: Subject, shown: tuple[ShownLine, ...]) -> str:
    """SM3 over what is asked and every line that is shown for it, hex."""
    content = [kind.value, subject.kind.value, subject.id, subject.part, [[s.label, s.text] for s in shown]]
    return sm3(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def kept_words(text: str) -> str:
    """A reason, question or answer as it is kept.

    Raises:
        Refused: ``U-05`` there is none, ``Q-11`` it is too long.
    """
    kept = text.strip()
    if not kept:
        raise Refused("U-05")
    if len(kept) > LONGEST_REASON:
        raise Refused("Q-11", limit=str(LONGEST_REASON))
    return kept


def why_not_decide(escalation: Escalation, by: StaffMember, site: Site) -> Refused | None:
    """Why ``by`` may not decide it; None when they may. ``site`` is where it was asked."""
    if by.number == escalation.asked_by:
        return Refused("Q-02")
    if by.disabled:
        return Refused("U-03")
    level = by.level_at(site)
    if not by.may(Right.SIGN_OFF) or level is None or level < escalation.level:
        zh, en = LEVEL_WORDS[escalation.level]
        return Refused("Q-03", level=zh, level_en=en)
    return None


def require_open(escalation: Escalation) -> None:
    """Refuse to change what waits for nobody any more.

    Raises:
        Refused: ``Q-01`` with who decided, and how.
    """
    if escalation.standing.is_open:
        return
    zh, en = STANDING_WORDS[escalation.standing]
    at = f"{in_china(escalation.decided_at):%m-%d %H:%M}" if escalation.decided_at else "—"
    raise Refused("Q-01", who=escalation.decided_by or "—", at=at, standing=zh, standing_en=en)


def decided(
    escalation: Escalation,
    verdict: Verdict,
    by: StaffMember,
    site: Site,
    reason: str,
    seen: str,
    now: datetime,
    *,
    current: str,
    over_the_shoulder: bool = False,
) -> Escalation:
    """The escalation after a decision. ``seen`` is the digest of what was in sight, ``current`` of what is.

    Refusing and asking back need not wait for a case that changed meanwhile; approving does.

    Raises:
        Refused: ``Q-01`` it is not open, ``Q-02`` one's own, ``Q-03`` not by this person or level, ``U-03``;
            ``U-05``, ``Q-11`` the reason; ``Q-04`` what was seen is not what is to be signed.
    """
    require_open(escalation)
    stopped = why_not_decide(escalation, by, site)
    if stopped is not None:
        raise stopped
    words = kept_words(reason)
    if seen != escalation.digest or (verdict is Verdict.APPROVE and current != escalation.digest):
        raise Refused("Q-04")
    if verdict is Verdict.ASK_BACK:
        return replace(escalation, standing=Standing.ASKED_BACK, question=words)
    return replace(
        escalation,
        standing=Standing.APPROVED if verdict is Verdict.APPROVE else Standing.REFUSED,
        decided_by=by.number,
        decided_at=now,
        decided_reason=words,
        over_the_shoulder=over_the_shoulder,
    )


def answered(escalation: Escalation, by: str, text: str) -> Escalation:
    """The escalation with an answer to what was asked back; it is open again.

    Raises:
        Refused: ``Q-01``, ``Q-08`` somebody else's, ``U-05``, ``Q-11``.
    """
    _require_own(escalation, by)
    reason = f"{escalation.reason}\n{kept_words(text)}"
    return replace(escalation, standing=Standing.OPEN, reason=reason)


def taken_back(escalation: Escalation, by: str, now: datetime) -> Escalation:
    """The escalation that is not wanted any more.

    Raises:
        Refused: ``Q-01``, ``Q-08`` somebody else's.
    """
    _require_own(escalation, by)
    return replace(escalation, standing=Standing.TAKEN_BACK, decided_at=now)


def _require_own(escalation: Escalation, by: str) -> None:
    require_open(escalation)
    if escalation.asked_by != by:
        raise Refused("Q-08", who=escalation.asked_by)


def fallen_silent(escalation: Escalation, rule: EscalationRule, now: datetime) -> Escalation:
    """The escalation after nobody decided in time; the same while there is time, or nothing more comes."""
    if not escalation.standing.is_open or now < escalation.due_at:
        return escalation
    if rule.on_silence is Silence.LAPSE:
        return replace(escalation, standing=Standing.LAPSED, decided_at=now, overdue=True)
    if rule.on_silence is Silence.NEXT_LEVEL and escalation.level < Level.GROUP:
        return replace(escalation, level=Level(escalation.level + 1), due_at=now + rule.within)
    return escalation if escalation.overdue else replace(escalation, overdue=True)


def used(escalation: Escalation, current: str, now: datetime) -> Escalation:
    """The approval, used for the one act it was given for. ``current`` is the digest of what is so now.

    Raises:
        Refused: ``Q-13`` not approved, ``Q-06`` used already, ``Q-04`` what was approved changed.
    """
    if escalation.standing is not Standing.APPROVED:
        raise Refused("Q-13")
    if escalation.used_at is not None:
        raise Refused("Q-06", at=f"{in_china(escalation.used_at):%m-%d %H:%M}")
    if current != escalation.digest:
        raise Refused("Q-04")
    return replace(escalation, used_at=now)
