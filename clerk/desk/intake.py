"""接待: a visit from the card to the moment before the receipt. Each function is one thing the clerk does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from clerk.desk.counter import Counter
from clerk.desk.drafts import from_payload, keep, saved
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain import identity
from clerk.domain.codes import credit_code
from clerk.domain.faults import Refused
from clerk.domain.forms import check_field
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.names import normalise
from clerk.domain.parties import Agent, ApplicantKind, IdentityEvidence, Organisation, Person, Strength
from clerk.domain.regions import Action, RegionId
from clerk.domain.staff import Right
from clerk.ports import CardRead, CardReader
from clerk.store import attachments, day, journal
from clerk.store import drafts as draft_rows
from clerk.store.store import Unit


def open_visit(counter: Counter, operator: Operator) -> Visit:
    """Begin a visit; it is on disk when this returns."""
    require(operator, Right.RECEIVE)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        number = day.visits_of_day(unit, counter.terminal, now.date()) + 1
        visit = Visit(uuid7(now), number, now, operator.member.number)
        note(unit, counter, operator, EventKind.VISIT_OPENED, visit)
        return keep(unit, counter, visit)


def resume_visits(counter: Counter, operator: Operator) -> tuple[Visit, ...]:
    """Visits of this window that were not ended: after a crash, a lock or a hand-over, at the same field."""
    with counter.store.reading() as unit:
        rows = draft_rows.load_drafts(unit, counter.site.window_id)
    visits = [from_payload(row.payload) for row in rows]
    return tuple(_taken_by(v, operator) for v in sorted(visits, key=lambda v: v.opened_at))


def _taken_by(visit: Visit, operator: Operator) -> Visit:
    number = operator.member.number
    return visit if visit.clerk == number else replace(visit, taken_by=number)


def end_visit(counter: Counter, operator: Operator, visit: Visit, advice: str = "") -> None:
    """End a visit. Without a receipt it was advice (咨询/引导), and is counted as such."""
    with counter.store.writing() as unit:
        if visit.item and not visit.receipt_no:
            note(unit, counter, operator, EventKind.ADVICE_GIVEN, visit, item=visit.item, advice=advice)
        note(unit, counter, operator, EventKind.VISIT_ENDED, visit, receipt_no=visit.receipt_no)
        draft_rows.delete_draft(unit, visit.id)
        attachments.drop_attachments(unit, visit.id)


def read_card(
    counter: Counter, operator: Operator, visit: Visit, reader: CardReader, sample: str | None = None
) -> Visit:
    """Read the applicant's card. Waits for the device: call it off the screen's thread.

    Raises:
        Refused: what the reader or a careful clerk finds wrong with the card (``I-…``), ``C-06``.
    """
    require(operator, Right.RECEIVE)
    _still_open(visit)
    read = _checked(counter, reader.read(sample))
    with counter.store.writing() as unit:
        fresh = Visit(visit.id, visit.number, visit.opened_at, visit.clerk, visit.taken_by)
        result = keep(unit, counter, replace(fresh, subject=read))
        _note_identity(unit, counter, operator, visit, read.evidence)
        return result


def read_agent(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    reader: CardReader,
    sample: str | None,
    relation: str,
    mandate: str,
) -> Visit:
    """Read the card of the agent (代办人) or guardian who acts for the applicant.

    Raises:
        Refused: as :func:`read_card`; ``U-05`` without a relation.
    """
    _still_open(visit)
    if not relation.strip():
        raise Refused("U-05")
    read = _checked(counter, reader.read(sample))
    agent = Agent(read.person, read.evidence, relation.strip(), mandate.strip())
    with counter.store.writing() as unit:
        _note_identity(unit, counter, operator, visit, read.evidence, role="agent")
        return keep(unit, counter, replace(visit, agent=agent))


def type_identity(counter: Counter, operator: Operator, visit: Visit, person: Person, reason: str) -> Visit:
    """Key an identity by hand: weaker, with a reason, marked everywhere.

    Raises:
        Refused: ``I-04`` no reason; what :mod:`clerk.domain.identity` blocks; ``C-06``.
    """
    require(operator, Right.RECEIVE)
    _still_open(visit)
    evidence = IdentityEvidence(Strength.TYPED, counter.clock.now(), "typed", reason)
    named = replace(person, name=normalise(person.name).value)
    read = _checked(counter, CardRead(named, evidence))
    with counter.store.writing() as unit:
        fresh = Visit(visit.id, visit.number, visit.opened_at, visit.clerk, visit.taken_by)
        _note_identity(unit, counter, operator, visit, evidence)
        return keep(unit, counter, replace(fresh, subject=read))


def set_organisation(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    name: str,
    code: str,
    legal_representative: str,
    phone: str,
) -> Visit:
    """Name the organisation that applies; the person at the counter becomes its agent in fact.

    Raises:
        Refused: credit code or name wrong (``I-…``, ``N-…``).
    """
    require(operator, Right.RECEIVE)
    _still_open(visit)
    organisation = Organisation(
        normalise(name).value,
        credit_code.check(code),
        normalise(legal_representative).value if legal_representative.strip() else "",
        phone.strip(),
    )
    return saved(counter, replace(visit, organisation=organisation))


def set_field(counter: Counter, operator: Operator, visit: Visit, name: str, value: str) -> Visit:
    """Keep one field of the form. On disk when this returns.

    Raises:
        Refused: ``E-…``; what was typed stays in the field.
    """
    require(operator, Right.RECEIVE)
    spec = counter.forms.field(visit.item, name)
    kept = check_field(spec, value)
    return saved(counter, replace(visit, form={**visit.form, name: kept}, field_now=name))


def choose_item(counter: Counter, operator: Operator, visit: Visit, item: str, home: RegionId) -> Visit:
    """Choose the matter and the region that decides it; allots the case its id.

    Raises:
        Refused: ``C-02`` no card, ``C-05`` not handled there, ``A-01``/``A-02`` not by this counter.
    """
    require(operator, Right.RECEIVE)
    _still_open(visit)
    if visit.subject is None:
        raise Refused("C-02")
    counter.items.variant(item, home)
    now = counter.clock.now()
    if home != counter.site.region:
        counter.agreements.require(counter.site.region, home, item, Action.RECEIVE, now.date())
    kept = visit.form if visit.item == item else {}
    phone = {"phone": visit.subject.person.phone} if visit.subject.person.phone else {}
    chosen = replace(
        visit,
        item=item,
        home=home,
        case_id=uuid7(now),
        form={**phone, **kept},
        met=(),
        copies=(),
        taken_over="",
        archived=(),
        field_now="",
    )
    with counter.store.writing() as unit:
        attachments.drop_attachments(unit, visit.id)
        return keep(unit, counter, chosen)


def suggested_home(counter: Counter, visit: Visit) -> RegionId:
    """The region a visitor most likely belongs to: the division her number begins with, else a remote one."""
    number = visit.subject.person.number if visit.subject else ""
    for region in counter.region_book.values():
        if number[:6] == region.division[:6]:
            return region.id
    for region in counter.region_book.values():
        if visit.looked_up.get(region.id) == "ok" and any(x.region == region.id for x in visit.licences):
            return region.id
    return counter.site.region


def home_choices(counter: Counter, item: str, day: date) -> tuple[RegionId, ...]:
    """Regions for which this counter may receive ``item`` today and which handle it."""
    choices = []
    for region in counter.region_book:
        variant = counter.items.get(item).variant(region)
        allowed = region == counter.site.region or counter.agreements.can(
            counter.site.region, region, item, Action.RECEIVE, day
        )
        if variant is not None and variant.open and allowed:
            choices.append(region)
    return tuple(choices)


def applicant_kind(visit: Visit) -> ApplicantKind | None:
    """Person or organisation, None before the card."""
    applicant = visit.applicant
    return applicant.kind if applicant is not None else None


def note(
    unit: Unit, counter: Counter, operator: Operator, kind: EventKind, visit: Visit, **payload: str
) -> None:
    """Journal something that happened in a visit."""
    journal.append(
        unit,
        kind,
        actor=operator.member.number,
        terminal=counter.terminal,
        at=counter.clock.now(),
        payload={"visit": visit.id, **payload},
    )


def _checked(counter: Counter, read: CardRead) -> CardRead:
    today: datetime = counter.clock.now()
    findings = identity.check(read.person, read.evidence, today.date())
    for finding in findings:
        if finding.severity is identity.Severity.BLOCK:
            raise Refused(finding.fault.code, **finding.fault.details)
    return replace(read, warnings=read.warnings + tuple(f.fault for f in findings))


def _note_identity(
    unit: Unit,
    counter: Counter,
    operator: Operator,
    visit: Visit,
    evidence: IdentityEvidence,
    role: str = "applicant",
) -> None:
    kind = EventKind.IDENTITY_TYPED if evidence.strength is Strength.TYPED else EventKind.IDENTITY_READ
    note(
        unit,
        counter,
        operator,
        kind,
        visit,
        role=role,
        reader=evidence.reader,
        strength=evidence.strength.value,
        read_at=evidence.read_at.isoformat(),
        reason=evidence.reason,
    )


def _still_open(visit: Visit) -> None:
    if visit.receipt_no:
        raise Refused("C-06", receipt_no=visit.receipt_no)
