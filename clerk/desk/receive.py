"""收件: the one commit in which a visit becomes a case that will be delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.drafts import keep
from clerk.desk.intake import note
from clerk.desk.materials import material_rows, not_ready
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, Event, State
from clerk.domain.clocks import Limits
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.faults import Refused
from clerk.domain.ids import query_code
from clerk.domain.journal import EventKind
from clerk.domain.materials import Met, Way
from clerk.domain.staff import Right
from clerk.store import attachments, cases, deliveries, journal, numbers
from clerk.store.store import Unit


def receive(counter: Counter, operator: Operator, visit: Visit) -> tuple[Visit, CaseFile]:
    """Take the application in: number, case, files, delivery and journal in one commit.

    Pressed twice, it gives the same case again.

    Raises:
        Refused: the first thing that still stops the receipt.
    """
    require(operator, Right.RECEIVE)
    if visit.receipt_no:
        with counter.store.reading() as unit:
            return visit, cases.load_case(unit, visit.case_id)
    stops = not_ready(counter, visit)
    if stops:
        raise Refused(stops[0].code, **stops[0].details)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        receipt_no = numbers.next_receipt_no(unit, counter.site.code, now.date())
        case = cases.insert_case(unit, _case(counter, operator, visit, receipt_no, now))
        attachments.claim_attachments(unit, visit.id, case.id)
        enqueue(unit, counter, case, DeliveryKind.SUBMIT, now)
        note(unit, counter, operator, EventKind.CONSENT_GIVEN, visit, case=case.id)
        journal.append(
            unit,
            EventKind.CASE_RECEIVED,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=now,
            case_id=case.id,
            payload={
                "receipt_no": receipt_no,
                "item": case.item,
                "home": case.home,
                "strength": case.evidence.strength.value,
                "without_paper": all(m.way.without_paper for m in case.met),
                "seconds": round((now - visit.opened_at).total_seconds()),
            },
            once=f"{case.id}:received",
        )
        received = keep(unit, counter, replace(visit, receipt_no=receipt_no, met=case.met))
    return received, case


def enqueue(unit: Unit, counter: Counter, case: CaseFile, kind: DeliveryKind, now: datetime) -> Delivery:
    """Leave a delivery of the case with the durable engine, in the caller's transaction."""
    round_ = case.round if kind is DeliveryKind.CORRECT else 0
    delivery = Delivery(case.id, kind, round_, case.home, DeliveryState.QUEUED, now)
    deliveries.insert_delivery(unit, delivery)
    counter.queue.enqueue(unit.connection, delivery.id, delivery.region, delivery.generation)
    return delivery


def _case(counter: Counter, operator: Operator, visit: Visit, receipt_no: str, now: datetime) -> CaseFile:
    variant = counter.items.variant(visit.item, visit.home)
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
        agent=visit.agent,
        form=dict(visit.form),
        met=_all_met(counter, visit),
        state=State.DRAFT,
        clocks=(),
        limits=Limits(promised=variant.limit.promised, statutory=variant.limit.statutory),
        clerk=operator.member.number,
        opened_at=visit.opened_at,
        received_at=now,
        consent_at=now,
        changed_at=now,
        online_reference=visit.taken_over,
    )
    return happen(draft, Event.RECEIVE, Actor.CLERK, now)


def _all_met(counter: Counter, visit: Visit) -> tuple[Met, ...]:
    """What was met, plus what the applicant's confirmation meets: commitments and data checks."""
    met = []
    for row in material_rows(counter, visit):
        if row.met is not None:
            met.append(row.met)
        elif row.best in {Way.COMMITMENT, Way.DATA_CHECK}:
            met.append(Met(row.material.code, row.best, reference=row.best.value))
    return tuple(met)
