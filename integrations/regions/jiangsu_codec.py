"""The domain's values as the Jiangsu dialect writes them, and back. Both ends of the wire use these.

Everything here raises ``Refused`` for a code or a time that is not as agreed, and pydantic's
``ValidationError`` for a value that does not fit the standard's length; the adapter turns both into words.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date

from clerk.domain.catalogue import Limit, Variant
from clerk.domain.codes.wire_codes import (
    SERVICE_OBJECT,
    TIME_UNIT_NUMBERS,
    TimeUnit,
    service_object,
)
from clerk.domain.codes.wire_times import (
    DayFormat,
    MomentFormat,
    read_day,
    read_moment,
    read_until,
    write_day,
    write_moment,
    write_until,
)
from clerk.domain.faults import Refused
from clerk.domain.licences import Licence
from clerk.domain.materials import Material, Met
from clerk.domain.parties import (
    Agent,
    Applicant,
    DocumentKind,
    IdentityEvidence,
    Organisation,
    Person,
    Validity,
)
from clerk.domain.regions import RegionId
from clerk.ports import WaitingApplication
from integrations.regions import jiangsu_codes as codes
from integrations.regions.jiangsu_wire import (
    AgentData,
    EvidenceData,
    Holder,
    ItemData,
    LicenceData,
    MaterialData,
    MaterialDef,
    PersonData,
    PreReviewData,
    PreReviewFile,
    TimeLimit,
)
from integrations.regions.licence_types import LicenceTypes

FORM = MomentFormat.BASIC_T
DAY = DayFormat.COMPACT
_UNIT_NAMES = {
    TimeUnit.NATURAL_DAY: "自然日",
    TimeUnit.HOUR: "小时",
    TimeUnit.MINUTE: "分钟",
    TimeUnit.MONTH: "月",
}


# Items


def write_variant(variant: Variant, types: LicenceTypes) -> ItemData:
    """How the platform publishes an item."""
    return ItemData(
        item=variant.item,
        code=variant.code,
        name=variant.name,
        department=variant.department,
        department_code=variant.department_code,
        statutory=_write_limit(variant.limit.statutory),
        promised=_write_limit(variant.limit.promised),
        limit_verified=variant.limit.verified,
        case_type=codes.CASE_TYPE.encode(variant.case_type),
        materials=tuple(_write_definition(m, types) for m in variant.materials),
        attributes=variant.attributes,
        open=variant.open,
        opened_note=variant.opened_note,
        gives_licence=variant.gives_licence,
        phone=variant.phone,
    )


def read_variant(data: ItemData, region: RegionId, types: LicenceTypes) -> Variant:
    """The variant a published item stands for."""
    statutory, more = _read_limit(data.statutory, "法定时限")
    promised, yet_more = _read_limit(data.promised, "承诺时限")
    return Variant(
        item=data.item,
        region=region,
        code=data.code,
        name=data.name,
        department=data.department,
        department_code=data.department_code,
        limit=Limit(statutory, promised, data.limit_verified),
        case_type=codes.CASE_TYPE.decode(data.case_type),
        materials=tuple(_read_definition(m, types) for m in data.materials),
        attributes=data.attributes + more + yet_more,
        open=data.open,
        opened_note=data.opened_note,
        gives_licence=data.gives_licence,
        phone=data.phone,
    )


def _write_limit(days: int | None) -> TimeLimit | None:
    return (
        None if days is None else TimeLimit(amount=days, unit=TIME_UNIT_NUMBERS.encode(TimeUnit.WORKING_DAY))
    )


def _read_limit(limit: TimeLimit | None, label: str) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    if limit is None:
        return None, ()
    unit = TIME_UNIT_NUMBERS.decode(limit.unit)
    if unit is TimeUnit.WORKING_DAY:
        return limit.amount, ()
    # Our limits count working days. Another unit cannot be turned into them: it is shown as published.
    return None, ((label, f"{limit.amount} {_UNIT_NAMES[unit]}"),)


def _write_definition(material: Material, types: LicenceTypes) -> MaterialDef:
    return MaterialDef(
        code=material.code,
        name=material.name,
        necessity=codes.NECESSITY.encode(material.necessity),
        ways=tuple(sorted(codes.WAY.encode(way) for way in material.ways)),
        licence_type=types.write(material.licence_kind),
        note=material.note,
        verified=material.verified,
    )


def _read_definition(data: MaterialDef, types: LicenceTypes) -> Material:
    return Material(
        code=data.code,
        name=data.name,
        necessity=codes.NECESSITY.decode(data.necessity),
        ways=frozenset(codes.WAY.decode(way) for way in data.ways),
        licence_kind=types.read(data.licence_type),
        note=data.note,
        verified=data.verified,
    )


# Licences


def write_licence(licence: Licence, types: LicenceTypes) -> LicenceData:
    """A licence as GB/T 36903 metadata. The name of each holder is known, its number only to the library."""
    return LicenceData(
        id=licence.id,
        identifier=licence.identifier,
        type_code=types.write(licence.kind),
        name=licence.name,
        number=licence.number,
        issuer=licence.issuer,
        since=write_day(licence.validity.since, DAY),
        until=write_until(licence.validity.until, DAY),
        holders=tuple(Holder(name=name) for name in licence.holders),
        state=codes.LICENCE_STATE.encode(licence.state),
    )


def read_licence(data: LicenceData, region: RegionId, types: LicenceTypes) -> Licence:
    """The licence that GB/T 36903 metadata describe."""
    return Licence(
        id=data.id,
        kind=types.read(data.type_code),
        name=data.name,
        number=data.number,
        holders=tuple(holder.name for holder in data.holders),
        issuer=data.issuer,
        region=region,
        validity=Validity(read_day(data.since, DAY), read_until(data.until, DAY)),
        state=codes.LICENCE_STATE.decode(data.state),
        identifier=data.identifier,
    )


# Applications filed online


def write_waiting(waiting: WaitingApplication) -> PreReviewData:
    """An application filed online, as the platform lists it."""
    return PreReviewData(
        reference=waiting.reference,
        item_code=waiting.variant_code,
        filed_at=write_moment(waiting.filed_at, FORM),
        applicant_name=waiting.applicant_name,
        applicant_number=waiting.applicant_number,
        form=dict(waiting.form),
        files=tuple(PreReviewFile(material=material, file_name=name) for material, name in waiting.files),
        missing=waiting.missing,
    )


def read_waiting(data: PreReviewData, region: RegionId) -> WaitingApplication:
    """The application filed online that an entry of the list describes."""
    return WaitingApplication(
        reference=data.reference,
        region=region,
        variant_code=data.item_code,
        filed_at=read_moment(data.filed_at, FORM),
        form=data.form,
        files=tuple((file.material, file.file_name) for file in data.files),
        missing=data.missing,
        applicant_name=data.applicant_name,
        applicant_number=data.applicant_number,
    )


# Parties


def write_applicant(applicant: Applicant) -> PersonData:
    """申请者. Card data that the home department has no field for stay at the counter."""
    kind = SERVICE_OBJECT.encode(service_object(applicant))
    if isinstance(applicant, Person):
        return PersonData(
            kind=kind,
            name=applicant.name,
            document=codes.DOCUMENT.encode(applicant.document),
            number=applicant.number,
            phone=applicant.phone,
            address=applicant.address,
        )
    return PersonData(
        kind=kind,
        name=applicant.name,
        document=codes.DOCUMENT.encode(DocumentKind.CREDIT_CODE),
        number=applicant.credit_code,
        phone=applicant.phone,
        address=applicant.address,
        legal_representative=applicant.legal_representative,
    )


def read_applicant(data: PersonData) -> Applicant:
    """The applicant a record describes."""
    document = codes.DOCUMENT.decode(data.document)
    if document is DocumentKind.CREDIT_CODE:
        return Organisation(
            name=data.name,
            credit_code=data.number,
            legal_representative=data.legal_representative,
            phone=data.phone,
            address=data.address,
        )
    return Person(
        name=data.name, document=document, number=data.number, address=data.address, phone=data.phone
    )


def write_evidence(evidence: IdentityEvidence) -> EvidenceData:
    """身份核验."""
    return EvidenceData(
        strength=codes.STRENGTH.encode(evidence.strength),
        read_at=write_moment(evidence.read_at, FORM),
        reader=evidence.reader,
        reason=evidence.reason,
    )


def read_evidence(data: EvidenceData) -> IdentityEvidence:
    """How somebody was identified, from the record of it."""
    return IdentityEvidence(
        strength=codes.STRENGTH.decode(data.strength),
        read_at=read_moment(data.read_at, FORM),
        reader=data.reader,
        reason=data.reason,
    )


def write_agent(agent: Agent) -> AgentData:
    """代理人."""
    return AgentData(
        name=agent.person.name,
        document=codes.DOCUMENT.encode(agent.person.document),
        number=agent.person.number,
        phone=agent.person.phone,
        relation=agent.relation,
        mandate=agent.mandate,
        evidence=write_evidence(agent.evidence),
    )


def read_agent(data: AgentData) -> Agent:
    """The agent a record describes."""
    person = Person(
        name=data.name, document=codes.DOCUMENT.decode(data.document), number=data.number, phone=data.phone
    )
    return Agent(person, read_evidence(data.evidence), data.relation, data.mandate)


# Materials of a case


def write_met(met: Met, name: str) -> MaterialData:
    """How a material was met; ``name`` is its name in the item's list."""
    return MaterialData(
        code=met.material,
        name=name,
        taken="0" if met.way.without_paper else "1",
        way=codes.WAY.encode(met.way),
        reference=met.reference,
        digest=met.digest,
        file_name=met.file_name,
        due=_write_optional_day(met.due),
        paper_reason="" if met.paper_reason is None else codes.PAPER_REASON.encode(met.paper_reason),
    )


def read_met(data: MaterialData) -> Met:
    """How a material was met, from the record of it."""
    return Met(
        material=data.code,
        way=codes.WAY.decode(data.way),
        reference=data.reference,
        digest=data.digest,
        file_name=data.file_name,
        due=read_day(data.due, DAY) if data.due else None,
        paper_reason=codes.PAPER_REASON.decode(data.paper_reason) if data.paper_reason else None,
    )


def _write_optional_day(day: date | None) -> str:
    return "" if day is None else write_day(day, DAY)


# Files


def write_content(content: bytes) -> str:
    """A file in base64."""
    return base64.b64encode(content).decode("ascii")


def read_content(text: str) -> bytes:
    """The file in base64.

    Raises:
        Refused: ``I-23`` it is not base64.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("I-23", charset="base64") from None
