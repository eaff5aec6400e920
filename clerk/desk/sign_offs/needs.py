"""What a visit needs signed off before, or after, it is received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.sign_offs.shown import MISMATCH
from clerk.desk.sign_offs.subjects import of_visit
from clerk.desk.sign_offs.views import Need
from clerk.desk.visit import Visit
from clerk.domain.escalations import Escalation, EscalationKind, Standing, Subject, SubjectKind
from clerk.domain.materials import Way
from clerk.domain.parties import Strength
from clerk.store import escalations
from clerk.store.unit import Unit


def needed(counter: Counter, visit: Visit) -> tuple[Need, ...]:
    """What this visit needs signed off, each with what was asked about it as it is now."""
    with counter.store.reading() as unit:
        return needs_of(unit, counter, visit)


def needs_of(unit: Unit, counter: Counter, visit: Visit) -> tuple[Need, ...]:
    """As :func:`needed`, in the caller's transaction."""
    needs = tuple(_needs(counter, visit))
    if not needs:
        return ()
    asked = escalations.about(unit, visit.id)
    return tuple(replace(need, escalation=_last(counter, visit, need, asked)) for need in needs)


def _needs(counter: Counter, visit: Visit) -> Iterator[Need]:
    if visit.subject is None or not visit.item or visit.receipt_no:
        return
    if counter.items.get(visit.item).sensitive and _is_typed(visit):
        yield _need(counter, visit, EscalationKind.TYPED_IDENTITY)
    if any(fault.code == MISMATCH for fault in visit.subject.warnings):
        yield _need(counter, visit, EscalationKind.LICENCE_MISMATCH)
    for met in visit.met:
        if met.way is Way.DEFERRED:
            yield _need(counter, visit, EscalationKind.DEFICIENCY_TOLERANCE, met.material)
        if met.paper_reason is not None:
            yield _need(counter, visit, EscalationKind.PAPER_DESPITE_LICENCE, met.material)


def _is_typed(visit: Visit) -> bool:
    evidence = [visit.subject.evidence] if visit.subject else []
    evidence += [visit.agent.evidence] if visit.agent else []
    return any(one.strength is Strength.TYPED for one in evidence)


def _need(counter: Counter, visit: Visit, kind: EscalationKind, part: str = "") -> Need:
    holds = counter.sign_off_rules[kind].holds
    return Need(kind, Subject(SubjectKind.VISIT, visit.id, part), holds)


def _last(counter: Counter, visit: Visit, need: Need, asked: tuple[Escalation, ...]) -> Escalation | None:
    """The last one about this need that fits the visit as it is; of another state none counts."""
    current = of_visit(counter, visit, need.kind, need.subject).digest(need.kind, need.subject)
    fitting = [
        one
        for one in asked
        if (one.kind, one.subject) == (need.kind, need.subject)
        and one.digest == current
        and one.standing is not Standing.TAKEN_BACK
        and one.used_at is None
    ]
    return fitting[-1] if fitting else None
