"""提请签批: a clerk asks, answers what was asked back, or takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.papers import printed
from clerk.desk.rights import require
from clerk.desk.sign_offs.reprinting import paper_meant
from clerk.desk.sign_offs.subjects import Matter, matter
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.desk.wording import ESCALATION_KIND_WORDS
from clerk.domain import escalations as rules
from clerk.domain.cases import State
from clerk.domain.escalations import (
    Escalation,
    EscalationId,
    EscalationKind,
    Standing,
    Subject,
    SubjectKind,
    kept_words,
)
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import escalations
from clerk.store.unit import Unit

_ENDED = frozenset({State.VOID, State.WITHDRAWN, State.ARCHIVED})
_DECIDED = frozenset({State.DECIDED_YES, State.DECIDED_NO, State.CERT_MAKING, State.DELIVERED})
_AT_HOME = frozenset({State.TRANSFERRED, State.ACCEPTED, State.REVIEW, State.SUSPENDED})
_STATES: Mapping[EscalationKind, frozenset[State]] = {
    EscalationKind.VOID: frozenset(State) - _ENDED,
    EscalationKind.WITHDRAWAL_AFTER_DECISION: _DECIDED,
    EscalationKind.EXTENSION: _AT_HOME,
    EscalationKind.REGION_DISPUTE: frozenset(State) - _ENDED,
    EscalationKind.PAPER_DESPITE_LICENCE: frozenset(State) - _ENDED,
}
"""What may be asked about a received case, and in which states; the rest nobody asks about a case."""
_OF_VISITS = frozenset(
    {
        EscalationKind.TYPED_IDENTITY,
        EscalationKind.LICENCE_MISMATCH,
        EscalationKind.PAPER_DESPITE_LICENCE,
        EscalationKind.DEFICIENCY_TOLERANCE,
    }
)


def ask(
    counter: Counter,
    operator: Operator,
    kind: EscalationKind,
    subject: Subject,
    reason: str,
    visit: Visit | None = None,
) -> Escalation:
    """Bring something before a supervisor. ``visit`` is what the clerk had in sight, for a visit's need.

    What was asked of the same thing before and does not fit it any more is taken back by this.

    Raises:
        Refused: ``U-04``; ``U-05``, ``Q-11`` the reason; ``Q-09`` not in this state; ``Q-10`` it is open
            already; ``C-15``/``C-08`` there is no such visit or case.
    """
    require(operator, Right.PRINT_PAPERS)
    words = kept_words(reason)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        found = matter(unit, counter, kind, subject)
        if found is None:
            raise Refused("C-15" if subject.kind is SubjectKind.VISIT else "C-08")
        if visit is not None and found.case_id != visit.case_id:
            raise Refused("C-16")
        _refuse_unfitting(kind, subject, found)
        _clear_way(unit, counter, operator, kind, subject, found, now)
        return insert(unit, counter, kind, subject, found, operator.member.number, words, now)


def insert(
    unit: Unit,
    counter: Counter,
    kind: EscalationKind,
    subject: Subject,
    found: Matter,
    number: str,
    reason: str,
    now: datetime,
) -> Escalation:
    """Write a new escalation in the caller's transaction."""
    rule = counter.sign_off_rules[kind]
    escalation = Escalation(
        id=uuid7(now),
        kind=kind,
        subject=subject,
        case_id=found.case_id,
        site=found.site,
        window=found.window,
        level=rule.level,
        standing=Standing.OPEN,
        asked_by=number,
        asked_at=now,
        due_at=now + rule.within,
        shown=found.lines,
        digest=found.digest(kind, subject),
        reason=reason,
    )
    return escalations.insert_escalation(unit, escalation, terminal=counter.terminal)


def answer(counter: Counter, operator: Operator, escalation_id: EscalationId, text: str) -> Escalation:
    """Say what the supervisor wanted to know; it is open again.

    Raises:
        Refused: ``Q-01``, ``Q-07``, ``Q-08``, ``U-05``, ``Q-11``, ``Q-12``.
    """
    now = counter.clock.now()
    with counter.store.writing() as unit:
        before = escalations.load_escalation(unit, escalation_id)
        after = rules.answered(before, operator.member.number, text)
        return _keep(unit, counter, operator, after, now, text.strip())


def take_back(counter: Counter, operator: Operator, escalation_id: EscalationId) -> Escalation:
    """Say that it is not wanted any more.

    Raises:
        Refused: ``Q-01``, ``Q-07``, ``Q-08``, ``Q-12``.
    """
    now = counter.clock.now()
    with counter.store.writing() as unit:
        before = escalations.load_escalation(unit, escalation_id)
        return _keep(unit, counter, operator, rules.taken_back(before, operator.member.number, now), now)


def _refuse_unfitting(kind: EscalationKind, subject: Subject, found: Matter) -> None:
    if found.case is None:
        fits = kind in _OF_VISITS
    elif kind is EscalationKind.REPRINT:
        fits = paper_meant(subject.part) in {paper.value for paper in printed(found.case)}
    else:
        fits = found.case.state in _STATES.get(kind, frozenset())
    if not fits or subject.kind is SubjectKind.DELIVERY:
        words = ESCALATION_KIND_WORDS[kind]
        raise Refused("Q-09", what=words.zh, what_en=words.en)


def _clear_way(
    unit: Unit,
    counter: Counter,
    operator: Operator,
    kind: EscalationKind,
    subject: Subject,
    found: Matter,
    now: datetime,
) -> None:
    for one in escalations.about(unit, subject.id, kind):
        if one.subject != subject or not one.standing.is_open:
            continue
        if one.digest == found.digest(kind, subject):
            raise Refused("Q-10", who=one.asked_by)
        _keep(unit, counter, operator, rules.taken_back(one, one.asked_by, now), now)


def _keep(
    unit: Unit, counter: Counter, operator: Operator, after: Escalation, now: datetime, words: str = ""
) -> Escalation:
    return escalations.save_escalation(
        unit,
        after,
        EventKind.ESCALATION_DECIDED,
        actor=operator.member.number,
        at=now,
        terminal=counter.terminal,
        words=words,
    )
