"""签批 that warnings bring about: an overdue clock, or an outcome unknown for long, is for a supervisor."""

from __future__ import annotations

from datetime import datetime

from clerk.domain.cases import CaseId
from clerk.domain.escalations import Rules, ShownLine, Subject, SubjectKind
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


def _subject(warned: Warned, case_id: CaseId) -> Subject:
    """Of a delivery one escalation of a kind is open, of a case one for each clock."""
    if warned.subject == case_id:
        return Subject(SubjectKind.CASE, case_id, warned.rule)
    return Subject(SubjectKind.DELIVERY, warned.subject)
