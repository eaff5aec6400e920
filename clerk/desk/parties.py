"""核验身份: who stands at the counter, for whom they act, and how sure the counter is of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.steps import Step, begin_step
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.desk.visit_files import forget_file
from clerk.domain import identity
from clerk.domain.codes import credit_code
from clerk.domain.faults import Refused
from clerk.domain.forms import FieldKind, FieldSpec, check_field
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.names import normalise
from clerk.domain.parties import Agent, IdentityEvidence, Organisation, Person, Strength
from clerk.domain.staff import Right
from clerk.ports import CardRead, CardReader

_PHONE = FieldSpec("phone", "联系电话", "Phone", FieldKind.PHONE, required=False)


def read_card(
    counter: Counter, operator: Operator, visit: Visit, reader: CardReader, sample: str | None = None
) -> Visit:
    """Read the applicant's card. Waits for the device: call it off the screen's thread.

    The same person's card again only renews the evidence; another person's begins anew.

    Raises:
        Refused: what the reader or a careful clerk finds wrong with the card (``I-…``), ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    return _identified(counter, operator, visit, checked(counter, reader.read(sample)))


def type_identity(counter: Counter, operator: Operator, visit: Visit, person: Person, reason: str) -> Visit:
    """Key an identity by hand: weaker, with a reason, marked everywhere.

    Raises:
        Refused: ``I-04`` no reason; what :mod:`clerk.domain.identity` blocks; ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    evidence = IdentityEvidence(Strength.TYPED, counter.clock.now(), "typed", reason.strip())
    named = replace(person, name=normalise(person.name).value)
    return _identified(counter, operator, visit, checked(counter, CardRead(named, evidence)))


def _identified(counter: Counter, operator: Operator, visit: Visit, read: CardRead) -> Visit:
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        before = step.visit
        _note_identity(step, read.evidence, "applicant")
        if before.subject is not None and before.subject.person.number == read.person.number:
            return step.keep(replace(before, subject=read))
        step.forget_files()
        return step.keep(replace(before.without_party(), subject=read, party=uuid7(step.now)))


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
        Refused: as :func:`read_card`; ``C-02`` the applicant comes first; ``U-05`` without a relation; who
            may not act (``I-37``, ``I-39``–``I-41``).
    """
    require(operator, Right.RECEIVE)
    if not relation.strip():
        raise Refused("U-05")
    read = checked(counter, reader.read(sample))
    agent = Agent(read.person, read.evidence, relation.strip(), mandate.strip())
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        if step.visit.subject is None:
            raise Refused("C-02")
        if step.visit.party != visit.party:
            raise Refused("C-16")
        refuse_blocks(identity.check_agent(step.visit.subject.person, agent, step.now.date()))
        _note_identity(step, read.evidence, "agent")
        return step.keep(replace(step.visit, agent=agent))


def remove_agent(counter: Counter, operator: Operator, visit: Visit) -> Visit:
    """Go on without an agent: she acts for herself after all.

    Raises:
        Refused: ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        return step.keep(replace(step.visit, agent=None))


def set_organisation(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    name: str,
    code: str,
    legal_representative: str,
    phone: str,
) -> Visit:
    """Name the organisation that applies; the person at the counter acts for it.

    Another organisation than before takes the licences of the one before, and the copies made of them, away.

    Raises:
        Refused: credit code, name or phone wrong (``I-…``, ``N-…``, ``E-02``); ``C-02``, ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    organisation = Organisation(
        normalise(name).value,
        credit_code.check(code),
        normalise(legal_representative).value if legal_representative.strip() else "",
        check_field(_PHONE, phone),
    )
    return _for_organisation(counter, operator, visit, organisation)


def remove_organisation(counter: Counter, operator: Operator, visit: Visit) -> Visit:
    """The person at the counter applies for herself after all.

    Raises:
        Refused: ``C-02``, ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    return _for_organisation(counter, operator, visit, None)


def _for_organisation(
    counter: Counter, operator: Operator, visit: Visit, organisation: Organisation | None
) -> Visit:
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        before = step.visit
        if before.subject is None:
            raise Refused("C-02")
        after = replace(before, organisation=organisation)
        if before.organisation is not None and (
            organisation is None or organisation.number != before.organisation.number
        ):
            after = _without_licences_of(step, after, before.organisation.number)
        return step.keep(after)


def _without_licences_of(step: Step, visit: Visit, number: str) -> Visit:
    """The visit without the licences that only the organisation of ``number`` held."""
    others = {holder.number for holder in visit.holders}
    gone = {x.id for x in visit.licences if number in x.holders and not others & set(x.holders)}
    stale = {material for material, copy in visit.copies.items() if copy.licence in gone}
    for material in stale:
        forget_file(step.unit, visit.met_for(material))
    return replace(
        visit,
        licences=tuple(x for x in visit.licences if x.id not in gone),
        met=tuple(m for m in visit.met if m.material not in stale),
        copies={material: copy for material, copy in visit.copies.items() if material not in stale},
    )


def read_collector(counter: Counter, reader: CardReader, sample: str | None = None) -> CardRead:
    """Read the card of who collects a result; it stays in memory.

    Raises:
        Refused: as :func:`read_card`.
    """
    return checked(counter, reader.read(sample))


def checked(counter: Counter, read: CardRead) -> CardRead:
    """The read with what a careful clerk is to look at.

    Raises:
        Refused: what blocks the document today.
    """
    findings = identity_findings(read, counter.clock.now().date())
    refuse_blocks(findings)
    new = tuple(f.fault for f in findings if f.fault not in read.warnings)
    return replace(read, warnings=read.warnings + new)


def identity_findings(read: CardRead, day: date) -> tuple[identity.Finding, ...]:
    """What is to be said about a document on ``day``."""
    return identity.check(read.person, read.evidence, day)


def refuse_blocks(findings: tuple[identity.Finding, ...]) -> None:
    """Refuse what blocks.

    Raises:
        Refused: the first blocking finding.
    """
    for finding in findings:
        if finding.severity is identity.Severity.BLOCK:
            raise Refused(finding.fault.code, **finding.fault.details)


def _note_identity(step: Step, evidence: IdentityEvidence, role: str) -> None:
    typed = evidence.strength is Strength.TYPED
    step.note(
        EventKind.IDENTITY_TYPED if typed else EventKind.IDENTITY_READ,
        private={"reason": evidence.reason} if evidence.reason else None,
        role=role,
        reader=evidence.reader,
        strength=evidence.strength.value,
        read_at=evidence.read_at.isoformat(),
    )
