"""收件: the one commit in which a visit becomes a case that will be delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clerk.desk.agents import relation_code
from clerk.desk.counter import Counter
from clerk.desk.happening import let_happen
from clerk.desk.materials import CONFIRMED, material_rows
from clerk.desk.noting import note
from clerk.desk.readiness import not_ready
from clerk.desk.rights import require
from clerk.desk.sign_offs.receiving import ask_afterwards, use_approvals
from clerk.desk.steps import Step, begin_step
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Actor, Event, State
from clerk.domain.clocks import Limits
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.faults import Refused
from clerk.domain.identity import EMPLOYEE, LEGAL_REPRESENTATIVE
from clerk.domain.ids import query_code
from clerk.domain.journal import EventKind
from clerk.domain.materials import Met, Necessity
from clerk.domain.parties import Agent, Organisation
from clerk.domain.staff import Right
from clerk.ports import CardRead
from clerk.store import attachments, cases, deliveries, numbers
from clerk.store.store import Unit


def receive(counter: Counter, operator: Operator, visit: Visit) -> tuple[Visit, CaseFile]:
    """Take the application in: number, case, files, delivery and journal in one commit.

    Pressed twice, it gives the same case again.

    Raises:
        Refused: the first thing that still stops the receipt; ``Q-05`` a sign-off is missing; ``C-15``,
            ``C-16``.
    """
    require(operator, Right.RECEIVE)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        if step.visit.receipt_no:
            return step.visit, cases.load_case(unit, step.visit.case_id)
        if step.visit.case_id != visit.case_id or step.visit.party != visit.party:
            raise Refused("C-16")
        for fault in not_ready(counter, step.visit):
            raise Refused(fault.code, **fault.details)
        later = use_approvals(step)
        case = _receive(step)
        ask_afterwards(step, later, case)
        return step.keep(replace(step.visit, receipt_no=case.receipt_no, met=case.met)), case


def _receive(step: Step) -> CaseFile:
    unit, counter, visit = step.unit, step.counter, step.visit
    receipt_no = numbers.next_receipt_no(unit, counter.site.code, step.now.date())
    case = cases.insert_case(unit, _case(step, receipt_no))
    attachments.claim_attachments(unit, visit.id, case.id)
    enqueue(unit, counter, case, DeliveryKind.SUBMIT, step.now)
    step.note(EventKind.CONSENT_GIVEN, case=case.id)
    note(
        unit,
        counter,
        step.operator,
        EventKind.CASE_RECEIVED,
        step.now,
        case_id=case.id,
        payload={
            "receipt_no": receipt_no,
            "visit": visit.id,
            "opened_by": visit.clerk,
            "item": case.item,
            "home": case.home,
            "strength": case.evidence.strength.value,
            "agent": relation_code(case.agent) if case.agent else "",
            "agent_strength": case.agent.evidence.strength.value if case.agent else "",
            "without_paper": all(m.way.without_paper for m in case.met),
            "seconds": round((step.now - min(case.evidence.read_at, step.now)).total_seconds()),
        },
    )
    return case


def enqueue(unit: Unit, counter: Counter, case: CaseFile, kind: DeliveryKind, now: datetime) -> Delivery:
    """Leave a delivery of the case with the durable engine, in the caller's transaction."""
    round_ = case.round if kind is DeliveryKind.CORRECT else 0
    delivery = Delivery(case.id, kind, round_, case.home, DeliveryState.QUEUED, now)
    deliveries.insert_delivery(unit, delivery)
    counter.queue.enqueue(unit.connection, delivery.id, delivery.region, delivery.generation)
    return delivery


def _case(step: Step, receipt_no: str) -> CaseFile:
    counter, visit, now = step.counter, step.visit, step.now
    variant = counter.variant(visit.item, visit.home)
    if visit.subject is None or visit.applicant is None:
        raise Refused("C-02")
    draft = CaseFile(
        id=visit.case_id,
        receipt_no=receipt_no,
        query_code=query_code(),
        site=counter.site.code,
        window=counter.site.window,
        near=counter.site.region,
        home=visit.home,
        item=visit.item,
        item_name=variant.name,
        variant_code=variant.code,
        department=variant.department,
        applicant=visit.applicant,
        evidence=visit.subject.evidence,
        agent=visit.agent or _acts_for(visit.organisation, visit.subject),
        form=dict(visit.form),
        met=_all_met(counter, visit),
        state=State.DRAFT,
        clocks=(),
        limits=Limits(promised=variant.limit.promised, statutory=variant.limit.statutory),
        clerk=step.operator.member.number,
        opened_at=visit.opened_at,
        received_at=now,
        consent_at=now,
        changed_at=now,
        online_reference=visit.taken_over,
    )
    return let_happen(draft, Event.RECEIVE, Actor.CLERK, now)


def _acts_for(organisation: Organisation | None, subject: CardRead) -> Agent | None:
    """Who came for an organisation: the case must not forget whose card was read."""
    if organisation is None:
        return None
    represents = organisation.legal_representative == subject.person.name
    return Agent(subject.person, subject.evidence, LEGAL_REPRESENTATIVE if represents else EMPLOYEE)


def _all_met(counter: Counter, visit: Visit) -> tuple[Met, ...]:
    """What was met, in the order of the region's list, with what the applicant's confirmation meets.

    Optional materials that nobody gave are not needed for this case: nothing is said to have met them.
    """
    met = []
    for row in material_rows(counter, visit):
        if row.met is not None:
            met.append(row.met)
        elif row.best in CONFIRMED and row.material.necessity is not Necessity.OPTIONAL:
            met.append(Met(row.material.code, row.best, reference=row.best.value))
    return tuple(met)
