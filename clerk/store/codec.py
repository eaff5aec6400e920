"""The domain's values as JSON and back, field by field: what is stored does not follow a class's whims."""

from __future__ import annotations

from datetime import date
from typing import Any

from clerk.domain.case_file import CorrectionAsked
from clerk.domain.materials import Met, PaperReason, Way
from clerk.domain.parties import (
    Agent,
    Applicant,
    ApplicantKind,
    DocumentKind,
    IdentityEvidence,
    Organisation,
    Person,
    Sex,
    Strength,
    Validity,
)
from clerk.store.moments import day_from, day_text, moment, stamp

Json = dict[str, Any]


def applicant_to_json(applicant: Applicant) -> Json:
    """Person or organisation, told apart by ``kind``."""
    if isinstance(applicant, Person):
        return {"kind": ApplicantKind.PERSON.value, **person_to_json(applicant)}
    return {
        "kind": ApplicantKind.ORGANISATION.value,
        "name": applicant.name,
        "credit_code": applicant.credit_code,
        "legal_representative": applicant.legal_representative,
        "phone": applicant.phone,
        "address": applicant.address,
    }


def applicant_from_json(data: Json) -> Applicant:
    """What :func:`applicant_to_json` wrote."""
    if data["kind"] == ApplicantKind.PERSON.value:
        return person_from_json(data)
    return Organisation(
        name=data["name"],
        credit_code=data["credit_code"],
        legal_representative=data["legal_representative"],
        phone=data["phone"],
        address=data["address"],
    )


def person_to_json(person: Person) -> Json:
    """A natural person."""
    return {
        "name": person.name,
        "document": person.document.value,
        "number": person.number,
        "sex": person.sex.value,
        "birth": day_text(person.birth),
        "validity": None if person.validity is None else _validity_to_json(person.validity),
        "address": person.address,
        "nation": person.nation,
        "phone": person.phone,
        "issuer": person.issuer,
    }


def person_from_json(data: Json) -> Person:
    """What :func:`person_to_json` wrote."""
    return Person(
        name=data["name"],
        document=DocumentKind(data["document"]),
        number=data["number"],
        sex=Sex(data["sex"]),
        birth=day_from(data["birth"]),
        validity=None if data["validity"] is None else _validity_from_json(data["validity"]),
        address=data["address"],
        nation=data["nation"],
        phone=data["phone"],
        issuer=data["issuer"],
    )


def evidence_to_json(evidence: IdentityEvidence) -> Json:
    """How an identity was established."""
    return {
        "strength": evidence.strength.value,
        "read_at": stamp(evidence.read_at),
        "reader": evidence.reader,
        "reason": evidence.reason,
    }


def evidence_from_json(data: Json) -> IdentityEvidence:
    """What :func:`evidence_to_json` wrote."""
    return IdentityEvidence(
        Strength(data["strength"]), moment(data["read_at"]), data["reader"], data["reason"]
    )


def agent_to_json(agent: Agent | None) -> Json | None:
    """代办人, where there is one."""
    if agent is None:
        return None
    return {
        "person": person_to_json(agent.person),
        "evidence": evidence_to_json(agent.evidence),
        "relation": agent.relation,
        "mandate": agent.mandate,
    }


def agent_from_json(data: Json | None) -> Agent | None:
    """What :func:`agent_to_json` wrote."""
    if data is None:
        return None
    return Agent(
        person_from_json(data["person"]),
        evidence_from_json(data["evidence"]),
        data["relation"],
        data["mandate"],
    )


def met_to_json(met: Met) -> Json:
    """How one material was met."""
    return {
        "material": met.material,
        "way": met.way.value,
        "reference": met.reference,
        "digest": met.digest,
        "file_name": met.file_name,
        "due": day_text(met.due),
        "paper_reason": None if met.paper_reason is None else met.paper_reason.value,
    }


def met_from_json(data: Json) -> Met:
    """What :func:`met_to_json` wrote."""
    return Met(
        material=data["material"],
        way=Way(data["way"]),
        reference=data["reference"],
        digest=data["digest"],
        file_name=data["file_name"],
        due=day_from(data["due"]),
        paper_reason=None if data["paper_reason"] is None else PaperReason(data["paper_reason"]),
    )


def correction_to_json(correction: CorrectionAsked) -> Json:
    """One point of a correction notice."""
    return {
        "material": correction.material,
        "words": correction.words,
        "answered": correction.answered,
    }


def correction_from_json(data: Json) -> CorrectionAsked:
    """What :func:`correction_to_json` wrote."""
    return CorrectionAsked(data["material"], data["words"], data["answered"])


def _validity_to_json(validity: Validity) -> Json:
    return {"since": validity.since.isoformat(), "until": day_text(validity.until)}


def _validity_from_json(data: Json) -> Validity:
    return Validity(date.fromisoformat(data["since"]), day_from(data["until"]))
