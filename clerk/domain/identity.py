"""核验: what a careful clerk checks on a document before anything is taken in.

A finding either blocks or warns; a warning is shown and journalled, and the clerk goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from clerk.domain.codes import resident_id
from clerk.domain.codes.resident_id import NumberKind, ResidentNumber
from clerk.domain.codes.typed_text import plain
from clerk.domain.faults import Fault, Refused
from clerk.domain.names import is_cut_on_chip, normalise
from clerk.domain.parties import Agent, DocumentKind, IdentityEvidence, Person, Sex, Strength

GUARDIAN = "guardian"
"""Relation of an agent who acts for a child."""
EMPLOYEE = "employee"
"""Relation of who is sent by the organisation that applies (经办人员)."""
RELATIVE = "relative"
"""Relation of an agent who is family (亲属)."""
MANDATED = "mandated"
"""Relation of an agent who needs a written mandate (授权委托书)."""
LEGAL_REPRESENTATIVE = "legal_representative"
"""Relation of who represents the organisation that applies (法定代表人)."""
RELATIONS = frozenset({GUARDIAN, EMPLOYEE, RELATIVE, MANDATED, LEGAL_REPRESENTATIVE})
"""All of them; what is typed in other words stays as it is typed."""

CHILD_UNTIL = 14
"""Age below which a guardian must come and consent (个人信息保护法 §28 and §31, 待核实)."""
ADULT_FROM = 18
"""Age from which a person may act for another (民法典 §17–18, 待核实)."""


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCK = "block"
    """The counter must not go on with this document."""
    WARN = "warn"
    """The clerk looks, and may go on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. Its sentence and cure are those of ``fault``."""

    fault: Fault
    severity: Severity

    @property
    def code(self) -> str:
        """Code of the fault."""
        return self.fault.code


_KINDS_ON = {
    DocumentKind.RESIDENT_ID: frozenset({NumberKind.CITIZEN}),
    DocumentKind.HMT_RESIDENCE: frozenset({NumberKind.HMT_RESIDENCE}),
    DocumentKind.FOREIGN_RESIDENCE: frozenset({NumberKind.FOREIGN_2017, NumberKind.FOREIGN_2023}),
    DocumentKind.SOCIAL_SECURITY: frozenset(
        {NumberKind.CITIZEN, NumberKind.HMT_RESIDENCE, NumberKind.FOREIGN_2017, NumberKind.FOREIGN_2023}
    ),
}
_PASSPORT_NUMBER = re.compile(r"[A-Z0-9]{5,20}")


def check(person: Person, evidence: IdentityEvidence, day: date) -> tuple[Finding, ...]:
    """What is to be said about ``person``'s document on ``day``, blocks first."""
    found = [
        *_name(person, evidence.strength),
        *_validity(person, evidence.strength, day),
        *_number(person),
        *_birth(person, day, evidence.strength),
        *_strength(evidence.strength),
    ]
    return tuple(sorted(found, key=lambda f: f.severity is Severity.WARN))


def typed_number(document: DocumentKind, text: str) -> str:
    """The number as it is kept, of what was typed for ``document``.

    Raises:
        Refused: ``I-10``-``I-12``, ``I-38`` it is none, ``I-34`` it is another document's.
    """
    number = plain(text)
    for finding in _number(Person("", document, number)):
        raise Refused(finding.fault.code, **finding.fault.details)
    return number


def states_birth_and_sex(document: DocumentKind) -> bool:
    """Whether the numbers of ``document`` say birth day and sex, so that nobody has to type them."""
    return document in {DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE}


def check_agent(person: Person, agent: Agent | None, day: date) -> tuple[Finding, ...]:
    """Whether the right person acts for ``person`` on ``day``: asked for when the receipt is made.

    The agent's own document goes through :func:`check` as anybody's.
    """
    if agent is None:
        return (block("I-37", age=str(CHILD_UNTIL)),) if is_child(person, day) else ()
    found: list[Finding] = []
    if is_child(person, day) and agent.relation != GUARDIAN:
        found.append(block("I-37", age=str(CHILD_UNTIL)))
    if agent.person.number == person.number:
        found.append(block("I-39"))
    if _is_minor(agent.person, day):
        found.append(block("I-40", age=str(ADULT_FROM)))
    if agent.relation == MANDATED and not agent.mandate.strip():
        found.append(block("I-41"))
    return tuple(found)


def check_collector(person: Person, day: date, *, own: bool) -> tuple[Finding, ...]:
    """Whether ``person`` may take a result away on ``day``; ``own``: she is the applicant herself.

    The collector's own document goes through :func:`check` as anybody's.
    """
    if own:
        return (block("I-37", age=str(CHILD_UNTIL)),) if is_child(person, day) else ()
    return (block("I-40", age=str(ADULT_FROM)),) if _is_minor(person, day) else ()


def is_child(person: Person, day: date) -> bool:
    """Whether ``person`` is under fourteen on ``day``; False when nothing tells the birth day."""
    birth = birth_of(person)
    return birth is not None and age_on(birth, day) < CHILD_UNTIL


def _is_minor(person: Person, day: date) -> bool:
    birth = birth_of(person)
    return birth is not None and age_on(birth, day) < ADULT_FROM


def age_on(birth: date, day: date) -> int:
    """Full years on ``day``. Born on 29 February: a year is full on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def with_facts_of_number(person: Person) -> Person:
    """``person`` with the sex and birth day that her number states, where the document was not asked.

    A number that states nothing reliable adds nothing; one that is wrong is left to :func:`check`.
    """
    try:
        number = resident_id.parse(person.number)
    except Refused:
        return person
    if not number.layout_verified or number.kind not in _KINDS_ON.get(person.document, frozenset()):
        return person
    sex = number.sex if person.sex is Sex.UNKNOWN else person.sex
    return replace(person, sex=sex, birth=person.birth or number.birth)


def birth_of(person: Person) -> date | None:
    """Birth day as the document says, else as the number says, else None."""
    if person.birth is not None:
        return person.birth
    try:
        number = resident_id.parse(person.number)
    except Refused:
        return None
    return number.birth if number.layout_verified else None


def block(code: str, **details: str) -> Finding:
    """A finding that stops the counter."""
    return Finding(Fault(code, details), Severity.BLOCK)


def warn(code: str, **details: str) -> Finding:
    """A finding to look at."""
    return Finding(Fault(code, details), Severity.WARN)


def _name(person: Person, strength: Strength) -> Iterator[Finding]:
    try:
        name = normalise(person.name)
    except Refused as refused:
        yield Finding(refused.fault, Severity.BLOCK)
        return
    if name.unknown_characters:
        yield warn("N-03")
    on_chip = person.document in {DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE}
    if strength is Strength.CHIP and on_chip and is_cut_on_chip(name.value):
        yield warn("N-04")


def _validity(person: Person, strength: Strength, day: date) -> Iterator[Finding]:
    validity = person.validity
    if validity is None:
        # A social security card prints no end; for the others a missing one has to be looked at.
        if strength is not Strength.E_LICENCE and person.document is not DocumentKind.SOCIAL_SECURITY:
            yield warn("I-33")
    elif day < validity.since:
        yield block("I-32", since=validity.since.isoformat())
    elif validity.until is not None and validity.until < day:
        yield block("I-31", until=validity.until.isoformat())


def _number(person: Person) -> Iterator[Finding]:
    if person.document is DocumentKind.PASSPORT:
        if not _PASSPORT_NUMBER.fullmatch(plain(person.number)):
            yield block("I-38")
        return
    allowed = _KINDS_ON.get(person.document)
    if allowed is None:
        yield block("I-34")
        return
    try:
        number = resident_id.parse(person.number)
    except Refused as refused:
        yield Finding(refused.fault, Severity.BLOCK)
        return
    if number.kind not in allowed:
        yield block("I-34")
        return
    yield from _agreement(person, number)


def _agreement(person: Person, number: ResidentNumber) -> Iterator[Finding]:
    # Where the number's inner layout is not verified, disagreement is a reason to look, not to refuse.
    say = block if number.layout_verified else warn
    if person.birth is not None and number.birth is not None and person.birth != number.birth:
        yield say("I-35")
    known = {person.sex, number.sex} - {Sex.UNKNOWN}
    if len(known) == 2:
        yield say("I-36")


def _birth(person: Person, day: date, strength: Strength) -> Iterator[Finding]:
    birth = birth_of(person)
    if birth is None:
        if strength is Strength.TYPED:
            yield block("I-30")
    elif birth > day:
        yield block("I-11")
    elif is_child(person, day):
        yield warn("I-42", age=str(CHILD_UNTIL))


def _strength(strength: Strength) -> Iterator[Finding]:
    if strength is Strength.TYPED:
        yield warn("I-43")
    elif strength is Strength.CHIP_UNAUTHENTICATED:
        yield warn("I-95")
