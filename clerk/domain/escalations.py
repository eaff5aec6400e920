"""签批: what a clerk may not do alone, who decides it, at which level, by when, and what silence means.

The rules themselves are data (``clerk/data/sign_off.toml``): none of the times has been verified with a
department. What is fixed here: whoever asks does not decide, a decision names the digest of exactly what was
shown, and one that does not fit the case any more does not apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from clerk.domain.cases import CaseId
from clerk.domain.staff import Level

EscalationId = str
"""UUIDv7."""


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
