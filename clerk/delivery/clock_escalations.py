"""签批 that clocks bring about: an overdue clock, or an outcome unknown for long, is for a supervisor.

And silence takes effect on what no supervisor decided in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from clerk.domain.cases import CaseId
from clerk.domain.escalations import (
    EscalationId,
    EscalationKind,
    Rules,
    ShownLine,
    Subject,
    SubjectKind,
)
from clerk.domain.warnings import Warned, WarningRule
from clerk.store import cases, escalations
from clerk.store.unit import Unit


def escalate_warning(
    unit: Unit, rules: Rules, rule: WarningRule, warned: Warned, case_id: CaseId, now: datetime, terminal: str
) -> bool:
    """Bring before a supervisor what a warning is about; False where its rule wants none or it is there.

    What is shown names nobody, and nothing in it changes by the passing of time.
    """
    kind = rule.escalates
    if kind is None or kind not in rules:
        return False
    case = cases.load_case(unit, case_id)
    lines = (
        ShownLine("收件凭证", case.receipt_no),
        ShownLine("事项", case.item_name),
        ShownLine("受理", case.department),
        ShownLine("预警", rule.zh),
    )
    subject = _subject(warned, case_id)
    raised = escalations.raise_by_system(
        unit, rules, kind, subject, case_id, case.site, case.window, lines, now, terminal
    )
    return raised is not None


def let_go_of_warning(
    unit: Unit, kind: EscalationKind, warned: Warned, case_id: CaseId, now: datetime, terminal: str
) -> bool:
    """Take back what warnings of a thing brought up, now that their reason is gone; whether it was open."""
    return escalations.let_go(unit, kind, _subject(warned, case_id), now, terminal)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """逾期未批: what nobody decided in time lapses, goes up a level, or stays and is overdue."""

    rules: Rules
    terminal: str
    name: str = "unanswered sign-offs"

    def due(self, unit: Unit, now: datetime) -> Iterator[Callable[[Unit], bool]]:
        """A piece for each open escalation whose time is over."""
        for escalation_id in escalations.due_by(unit, now):
            yield partial(self._fall_silent, escalation_id, now)

    def _fall_silent(self, escalation_id: EscalationId, now: datetime, unit: Unit) -> bool:
        return escalations.let_fall_silent(unit, escalation_id, self.rules, now, self.terminal)


def _subject(warned: Warned, case_id: CaseId) -> Subject:
    """Of a delivery one escalation of a kind is open, of a case one for each clock."""
    if warned.subject == case_id:
        return Subject(SubjectKind.CASE, case_id, warned.rule)
    return Subject(SubjectKind.DELIVERY, warned.subject)
