"""Lists of escalations, and one with its whole context."""

from __future__ import annotations

from collections.abc import Mapping

from clerk.desk.case_view import timeline
from clerk.desk.counter import Counter
from clerk.desk.sign_offs import shown
from clerk.desk.sign_offs.subjects import Matter, matter, visit_of
from clerk.desk.sign_offs.views import EscalationRow, EscalationView
from clerk.desk.views import Operator
from clerk.domain.escalations import SYSTEM, Escalation, EscalationId, SubjectKind, why_not_decide
from clerk.domain.staff import Level, Right
from clerk.store import cases, escalations
from clerk.store.unit import Unit


def queue(
    counter: Counter, operator: Operator, offset: int = 0, limit: int = 100
) -> tuple[EscalationRow, ...]:
    """Open escalations of the places that the operator stands for, the most urgent first."""
    with counter.store.reading() as unit:
        found = escalations.open_escalations(unit, _levels(counter, operator), offset, limit)
        return tuple(_row(unit, counter, operator, one) for one in found)


def queue_length(counter: Counter, operator: Operator) -> int:
    """How many :func:`queue` lists: also those that another level decides."""
    with counter.store.reading() as unit:
        return escalations.count_open(unit, _levels(counter, operator))


def mine(counter: Counter, operator: Operator, limit: int = 100) -> tuple[EscalationRow, ...]:
    """What the operator asked for, newest first."""
    with counter.store.reading() as unit:
        found = escalations.asked_by(unit, operator.member.number, limit)
        return tuple(_row(unit, counter, operator, one) for one in found)


def open_here(counter: Counter, limit: int = 100) -> tuple[EscalationRow, ...]:
    """Open escalations of this site, the most urgent first, for who only looks."""
    with counter.store.reading() as unit:
        found = escalations.open_escalations(unit, [counter.site.code], limit=limit)
        return tuple(_row(unit, counter, None, one) for one in found)


def counts(counter: Counter, operator: Operator) -> tuple[int, int]:
    """How many wait for this operator to decide, and how many of theirs are open."""
    with counter.store.reading() as unit:
        own = escalations.count_open_of(unit, operator.member.number)
        if not operator.may(Right.SIGN_OFF):
            return 0, own
        return escalations.count_to_decide(unit, _levels(counter, operator), operator.member.number), own


def view(counter: Counter, operator: Operator | None, escalation_id: EscalationId) -> EscalationView:
    """One escalation with everything around it; ``operator`` is None for who only looks.

    Raises:
        Refused: ``Q-07``.
    """
    with counter.store.reading() as unit:
        escalation = escalations.load_escalation(unit, escalation_id)
        found = matter(unit, counter, escalation.kind, escalation.subject)
        row = _row(unit, counter, operator, escalation)
        events = timeline(unit, counter, escalation.case_id) if escalation.case_id else ()
    return EscalationView(
        row=row,
        shown=escalation.shown,
        now=escalation.shown if found is None or escalation.asked_by == SYSTEM else found.lines,
        changed=_changed(escalation, found),
        events=events,
    )


def _changed(escalation: Escalation, found: Matter | None) -> bool:
    if not escalation.standing.is_open or escalation.asked_by == SYSTEM:
        return False
    return found is None or found.digest(escalation.kind, escalation.subject) != escalation.digest


def _levels(counter: Counter, operator: Operator) -> Mapping[str, Level]:
    """The sites for which the operator stands, with how far up."""
    levels = {site.code: operator.member.level_at(site) for site in counter.sites.values()}
    return {code: level for code, level in levels.items() if level is not None}


def _row(unit: Unit, counter: Counter, operator: Operator | None, escalation: Escalation) -> EscalationRow:
    site = counter.sites[escalation.site]
    stopped = None if operator is None else why_not_decide(escalation, operator.member, site)
    name, receipt_no, item = _named(unit, counter, escalation)
    return EscalationRow(
        escalation,
        name,
        receipt_no,
        item,
        operator is not None and escalation.standing.is_open and stopped is None,
        stopped.fault if stopped else None,
    )


def _named(unit: Unit, counter: Counter, escalation: Escalation) -> tuple[str, str, str]:
    """Who, receipt number and matter of what is asked; empty where they are not known any more."""
    if escalation.subject.kind is SubjectKind.VISIT:
        visit = visit_of(unit, escalation.subject.id)
        if visit is not None and visit.case_id == escalation.case_id and visit.item:
            return shown.who(visit.applicant), visit.receipt_no, counter.items.get(visit.item).name
    try:
        case = cases.load_case(unit, escalation.case_id)
    except KeyError:
        return "", "", ""
    return shown.who(case.applicant), case.receipt_no, case.item_name
