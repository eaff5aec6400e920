"""Sign-offs as screens and commands show them."""

from __future__ import annotations

from dataclasses import dataclass

from clerk.desk.views import TimelineRow
from clerk.domain.escalations import Escalation, EscalationKind, ShownLine, Subject, Verdict
from clerk.domain.faults import Fault

__all__ = ["EscalationRow", "EscalationView", "Need", "Verdict"]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing of a visit that a supervisor has to sign off."""

    kind: EscalationKind
    subject: Subject
    holds: bool
    """Whether receiving waits for it."""
    escalation: Escalation | None = None
    """The last that was asked about it as it is now; None where nobody asked."""


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One line of a list."""

    escalation: Escalation
    who: str
    """The applicant, masked; empty where there is none."""
    receipt_no: str
    item_name: str
    may_decide: bool
    why_not: Fault | None = None
    """Why the person at the console may not decide it."""


@dataclass(frozen=True, slots=True)
class EscalationView:
    """One escalation with everything its page shows."""

    row: EscalationRow
    shown: tuple[ShownLine, ...]
    """What is signed."""
    now: tuple[ShownLine, ...]
    """The same as it stands now; empty where it cannot be looked at any more."""
    changed: bool
    events: tuple[TimelineRow, ...]
    """What happened to its case, oldest first."""
