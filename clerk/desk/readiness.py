"""What still stops the receipt, in the order in which the clerk meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clerk.desk.checking import identity_findings
from clerk.desk.choosing import refuse_unhandled
from clerk.desk.counter import Counter
from clerk.desk.materials import CONFIRMED, material_rows
from clerk.desk.online import filed_by
from clerk.desk.visit import Visit
from clerk.domain.faults import Fault, Refused
from clerk.domain.forms import check_field
from clerk.domain.identity import Severity, check_agent
from clerk.domain.materials import Necessity
from clerk.domain.parties import ApplicantKind
from clerk.ports import CardRead


def not_ready(counter: Counter, visit: Visit) -> tuple[Fault, ...]:
    """What still stops the receipt; empty when F5 may be pressed. Commitments are met by confirming.

    A visit may have been parked for days: card, agreement and catalogue are looked at again.
    """
    if visit.receipt_no:
        return (Fault("C-06", {"receipt_no": visit.receipt_no}),)
    if visit.subject is None:
        return (Fault("C-02"),)
    if not visit.item:
        return (Fault("C-03"),)
    unhandled = _refusal(lambda: refuse_unhandled(counter, visit.item, visit.home))
    if unhandled is not None:
        return (unhandled,)
    return (
        *_field_faults(counter, visit),
        *_party_faults(counter, visit, visit.subject),
        *_material_faults(counter, visit),
        *_kind_faults(counter, visit),
    )


def _field_faults(counter: Counter, visit: Visit) -> Iterator[Fault]:
    for spec in counter.forms.fields(visit.item):
        typed = visit.form.get(spec.name, "")
        fault = _refusal(lambda spec=spec, typed=typed: check_field(spec, typed))  # type: ignore[misc]
        if fault is not None:
            yield fault


def _party_faults(counter: Counter, visit: Visit, subject: CardRead) -> Iterator[Fault]:
    today = counter.clock.now().date()
    findings = [*identity_findings(subject, today), *check_agent(subject.person, visit.agent, today)]
    findings += [f for w in visit.waiting if w.reference == visit.taken_over for f in filed_by(visit, w)]
    if visit.agent is not None:
        findings += identity_findings(CardRead(visit.agent.person, visit.agent.evidence), today)
    return (finding.fault for finding in findings if finding.severity is Severity.BLOCK)


def _material_faults(counter: Counter, visit: Visit) -> Iterator[Fault]:
    for row in material_rows(counter, visit):
        optional = row.material.necessity is Necessity.OPTIONAL
        if row.met is None and not optional and row.best not in CONFIRMED:
            yield Fault("C-04", {"material": row.material.name})


def _kind_faults(counter: Counter, visit: Visit) -> Iterator[Fault]:
    item, applicant = counter.items.get(visit.item), visit.applicant
    if applicant is not None and applicant.kind not in item.applicants:
        person = applicant.kind is ApplicantKind.PERSON
        words = ("自然人", "a person") if person else ("法人", "an organisation")
        yield Fault("C-10", {"item": item.name, "kind": words[0], "kind_en": words[1]})


def _refusal(check: Callable[[], object]) -> Fault | None:
    try:
        check()
    except Refused as refused:
        return refused.fault
    return None
