"""核验证件: what a careful clerk finds on a document, kept with the read and journalled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.steps import Step
from clerk.domain import identity
from clerk.domain.codes.typed_text import plain
from clerk.domain.faults import Fault, Refused
from clerk.domain.forms import FieldSpec, check_field
from clerk.domain.identity import Finding, Severity
from clerk.domain.journal import EventKind
from clerk.domain.names import normalise
from clerk.domain.parties import IdentityEvidence, Person, Strength
from clerk.ports import CardRead

REASON_LIMIT = 200
"""Characters of the reason for typing an identity: two regions have room for no more (待核实)."""
_REASON = FieldSpec("reason", "手工录入原因", "why typed by hand", required=False)


def checked(counter: Counter, read: CardRead) -> CardRead:
    """The read with what a careful clerk is to look at.

    Raises:
        Refused: what blocks the document today.
    """
    findings = identity_findings(read, counter.clock.now().date())
    refuse_blocks(findings)
    return with_warnings(read, (f.fault for f in findings))


def typed(counter: Counter, person: Person, reason: str) -> CardRead:
    """An identity keyed by hand, checked as a card is. What the number states need not be typed.

    Raises:
        Refused: ``I-04`` no reason, ``E-06`` it is too long, ``E-07``; what blocks the document.
    """
    kept = kept_text(_REASON, reason, REASON_LIMIT)
    evidence = IdentityEvidence(Strength.TYPED, counter.clock.now(), "typed", kept)
    named = replace(person, name=normalise(person.name).value, number=plain(person.number))
    return checked(counter, CardRead(identity.with_facts_of_number(named), evidence))


def kept_text(spec: FieldSpec, text: str, limit: int) -> str:
    """``text`` as it is kept.

    Raises:
        Refused: ``E-01``, ``E-06``, ``E-07``.
    """
    kept = check_field(spec, text)
    if len(kept) > limit:
        raise Refused("E-06", field=spec.zh, field_en=spec.en, limit=str(limit))
    return kept


def identity_findings(read: CardRead, day: date) -> tuple[Finding, ...]:
    """What is to be said about a document on ``day``."""
    return identity.check(read.person, read.evidence, day)


def refuse_blocks(findings: Iterable[Finding]) -> None:
    """Refuse what blocks.

    Raises:
        Refused: the first blocking finding.
    """
    for finding in findings:
        if finding.severity is Severity.BLOCK:
            raise Refused(finding.fault.code, **finding.fault.details)


def with_warnings(read: CardRead, faults: Iterable[Fault]) -> CardRead:
    """The read with ``faults`` beside what is said of it already, each once."""
    new = tuple(fault for fault in faults if fault not in read.warnings)
    return replace(read, warnings=read.warnings + new)


def without_warnings(read: CardRead, *codes: str) -> CardRead:
    """The read without what is looked at anew."""
    return replace(read, warnings=tuple(fault for fault in read.warnings if fault.code not in codes))


def note_identity(step: Step, evidence: IdentityEvidence, role: str, **more: str) -> None:
    """Journal that somebody was identified, how, by which reader and when; no personal data in the open."""
    step.note(
        EventKind.IDENTITY_TYPED if evidence.strength is Strength.TYPED else EventKind.IDENTITY_READ,
        private={"reason": evidence.reason} if evidence.reason else None,
        role=role,
        reader=evidence.reader,
        strength=evidence.strength.value,
        read_at=evidence.read_at.isoformat(),
        **more,
    )
