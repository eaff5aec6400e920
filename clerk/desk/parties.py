"""核验身份: who stands at the counter, and how sure the counter is of them."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.checking import checked, note_identity, refuse_blocks, typed, with_warnings, without_warnings
from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.seen_before import open_elsewhere, received_today
from clerk.desk.steps import Step, begin_step
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.faults import Fault, Refused
from clerk.domain.identity_matches import check_second_document
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.parties import Person
from clerk.domain.staff import Right
from clerk.ports import CardRead, CardReader
from clerk.store import drafts

_OF_THE_VISIT = frozenset({"I-24", "I-25", "I-27", "I-28", "I-48"})
"""What was said of the person in this visit and not of one document: reading another takes nothing back."""


def read_card(
    counter: Counter, operator: Operator, visit: Visit, reader: CardReader, sample: str | None = None
) -> Visit:
    """Read the applicant's card. Waits for the device: call it off the screen's thread.

    The same person's card again only renews the evidence; another person's begins anew.

    Raises:
        Refused: what the reader or a careful clerk finds wrong with the card (``I-…``), also that it names
            somebody else than an earlier one with its number (``I-26``); ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    return _identified(counter, operator, visit, checked(counter, reader.read(sample)))


def type_identity(counter: Counter, operator: Operator, visit: Visit, person: Person, reason: str) -> Visit:
    """Key an identity by hand: weaker, with a reason, marked everywhere.

    Raises:
        Refused: ``I-04`` no reason; what :mod:`clerk.domain.identity` blocks; ``E-06``, ``E-07``; ``I-26``;
            ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    return _identified(counter, operator, visit, typed(counter, person, reason))


def _identified(counter: Counter, operator: Operator, visit: Visit, read: CardRead) -> Visit:
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        before = step.visit
        if before.subject is not None and before.subject.person.number == read.person.number:
            return step.keep(replace(before, subject=_renewed(step, before.subject, read)))
        note_identity(step, read.evidence, "applicant")
        step.forget_files()
        known = with_warnings(read, _seen_before(step, read.person))
        return step.keep(replace(before.without_party(), subject=known, party=uuid7(step.now)))


def rejoin(counter: Counter, operator: Operator, visit: Visit, again: Visit) -> Visit:
    """Go on with ``visit``: the card that opened ``again`` as the next visitor's was still hers.

    Her evidence is renewed as by :func:`read_card`, and ``again``, in which nothing was done yet, has ended.

    Raises:
        Refused: ``C-16`` it is somebody else or has a matter of its own; ``I-26``; ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    with counter.store.writing() as unit:
        other = begin_step(unit, counter, operator, again)
        other.note(EventKind.VISIT_ENDED, receipt_no="", joined=visit.id)
        other.forget_files()
        drafts.delete_draft(unit, again.id)
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        before, read = step.visit.subject, other.visit.subject
        if before is None or read is None or before.person.number != read.person.number or other.visit.item:
            raise Refused("C-16")
        fresh = without_warnings(read, "I-45", "I-46")
        return step.keep(replace(step.visit, subject=_renewed(step, before, fresh)))


def _renewed(step: Step, before: CardRead, read: CardRead) -> CardRead:
    """What is known of the person after another document of hers, or the same one again."""
    findings = check_second_document(before.person, read.person)
    refuse_blocks(findings)
    said = [f for f in before.warnings if f.code in _OF_THE_VISIT] + [f.fault for f in findings]
    if _says_less(read, before):
        note_identity(step, read.evidence, "applicant", kept="no")
        return with_warnings(before, [*said, Fault("I-29")])
    note_identity(step, read.evidence, "applicant", kept="yes")
    if read.person.document is before.person.document:
        said.append(Fault("I-44"))
    return with_warnings(read, [*said, *_seen_before(step, read.person)])


def _says_less(read: CardRead, before: CardRead) -> bool:
    """Whether a second document proves less than the first: its validity opens doors in other regions."""
    strength, had = read.evidence.strength, before.evidence.strength
    if strength is not had:
        return strength.weaker_than(had)
    return read.person.validity is None and before.person.validity is not None


def _seen_before(step: Step, person: Person) -> tuple[Fault, ...]:
    return (*open_elsewhere(step, person.number), *received_today(step, person.number))


def read_collector(counter: Counter, reader: CardReader, sample: str | None = None) -> CardRead:
    """Read the card of who collects a result; it stays in memory.

    Raises:
        Refused: as :func:`read_card`.
    """
    return checked(counter, reader.read(sample))
