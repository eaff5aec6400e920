"""The domain's values as the Zhejiang dialect writes them, and back. Both ends of the wire use these.

Everything here raises ``Refused`` for a code or a time that is not as agreed, and pydantic's
``ValidationError`` for a value that the platform has no room for; the adapter turns both into words.
"""

from __future__ import annotations

from clerk.domain.catalogue import Limit, Variant
from clerk.domain.codes.wire_codes import TIME_UNIT_LETTERS, TimeUnit
from clerk.domain.codes.wire_times import (
    DayFormat,
    MomentFormat,
    read_day,
    read_moment,
    read_until_in_zhejiang,
    write_day,
    write_moment,
    write_until_in_zhejiang,
)
from clerk.domain.licences import Licence, Purpose
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
from integrations.regions import zhejiang_codes as codes
from integrations.regions.licence_types import LicenceTypes
from integrations.regions.zhejiang_wire import (
    AgentVO,
    ApplicantVO,
    CertInfoVO,
    CertVO,
    IdentityVO,
    LimitVO,
    MatterVO,
    SuffDefVO,
    SuffInfoVO,
    UseVO,
    WaitingFileVO,
    WaitingVO,
)

FORM = MomentFormat.SPACED
DAY = DayFormat.DASHED


# Items


def write_variant(variant: Variant, types: LicenceTypes) -> MatterVO:
    """How the platform publishes an item."""
    return MatterVO(
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


def read_variant(data: MatterVO, region: RegionId, types: LicenceTypes) -> Variant:
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


def _write_limit(days: int | None) -> LimitVO | None:
    if days is None:
        return None
    return LimitVO(amount=days, unit=TIME_UNIT_LETTERS.encode(TimeUnit.WORKING_DAY))


def _read_limit(limit: LimitVO | None, label: str) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    if limit is None:
        return None, ()
    if TIME_UNIT_LETTERS.decode(limit.unit) is TimeUnit.WORKING_DAY:
        return limit.amount, ()
    # Our limits count working days. Natural days cannot be turned into them: they are shown as published.
    return None, ((label, f"{limit.amount} 自然日"),)


def _write_definition(material: Material, types: LicenceTypes) -> SuffDefVO:
    cert = types.write(material.licence_kind)
    return SuffDefVO(
        code=material.code,
        name=material.name,
        necessity=codes.NECESSITY.encode(material.necessity),
        ways=tuple(sorted(codes.WAY.encode(way) for way in material.ways)),
        certs=(CertVO(code=cert),) if cert else (),
        note=material.note,
        verified=material.verified,
    )


def _read_definition(data: SuffDefVO, types: LicenceTypes) -> Material:
    return Material(
        code=data.code,
        name=data.name,
        necessity=codes.NECESSITY.decode(data.necessity),
        ways=frozenset(codes.WAY.decode(way) for way in data.ways),
        licence_kind=types.read(data.certs[0].code) if data.certs else "",
        note=data.note,
        verified=data.verified,
    )


# Licences


def write_licence(licence: Licence, types: LicenceTypes) -> CertInfoVO:
    """A licence as the library lists it; one without an end runs until 2099-12-31."""
    return CertInfoVO(
        id=licence.id,
        identifier=licence.identifier,
        type_code=types.write(licence.kind),
        name=licence.name,
        number=licence.number,
        issuer=licence.issuer,
        since=write_day(licence.validity.since, DAY),
        until=write_until_in_zhejiang(licence.validity.until, DAY),
        holders=licence.holders,
        state=codes.LICENCE_STATE.encode(licence.state),
    )


def read_licence(data: CertInfoVO, region: RegionId, types: LicenceTypes) -> Licence:
    """The licence an entry of the list describes."""
    return Licence(
        id=data.id,
        kind=types.read(data.type_code),
        name=data.name,
        number=data.number,
        holders=data.holders,
        issuer=data.issuer,
        region=region,
        validity=Validity(read_day(data.since, DAY), read_until_in_zhejiang(data.until, DAY)),
        state=codes.LICENCE_STATE.decode(data.state),
        identifier=data.identifier,
    )


def write_use(purpose: Purpose) -> UseVO:
    """用证事由 as the platform logs it."""
    return UseVO(
        cause=purpose.cause,
        item_code=purpose.item_code,
        item_name=purpose.item_name,
        case_id=purpose.case_id,
        operator=purpose.clerk,
        organisation=purpose.site,
        since=write_day(purpose.since, DAY),
        until=write_day(purpose.until, DAY),
    )


# Applications filed online


def write_waiting(waiting: WaitingApplication) -> WaitingVO:
    """An application filed online, as the platform lists it."""
    return WaitingVO(
        reference=waiting.reference,
        item_code=waiting.variant_code,
        filed_at=write_moment(waiting.filed_at, FORM),
        applicant_name=waiting.applicant_name,
        applicant_number=waiting.applicant_number,
        form=dict(waiting.form),
        files=tuple(WaitingFileVO(material=material, file_name=name) for material, name in waiting.files),
        missing=waiting.missing,
    )


def read_waiting(data: WaitingVO, region: RegionId) -> WaitingApplication:
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


def write_applicant(applicant: Applicant, evidence: IdentityEvidence, agent: Agent | None) -> ApplicantVO:
    """申请人 with how she was identified and who acts for her. Other card data stay at the counter."""
    document = applicant.document if isinstance(applicant, Person) else DocumentKind.CREDIT_CODE
    return ApplicantVO(
        kind=codes.APPLICANT.encode(applicant.kind),
        name=applicant.name,
        document=codes.DOCUMENT.encode(document),
        number=applicant.number,
        phone=applicant.phone,
        address=applicant.address,
        legal_representative="" if isinstance(applicant, Person) else applicant.legal_representative,
        identity=write_evidence(evidence),
        agent=None if agent is None else write_agent(agent),
    )


def read_applicant(data: ApplicantVO) -> Applicant:
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


def write_evidence(evidence: IdentityEvidence) -> IdentityVO:
    """身份核验."""
    return IdentityVO(
        strength=codes.STRENGTH.encode(evidence.strength),
        read_at=write_moment(evidence.read_at, FORM),
        reader=evidence.reader,
        reason=evidence.reason,
    )


def read_evidence(data: IdentityVO) -> IdentityEvidence:
    """How somebody was identified, from the record of it."""
    return IdentityEvidence(
        strength=codes.STRENGTH.decode(data.strength),
        read_at=read_moment(data.read_at, FORM),
        reader=data.reader,
        reason=data.reason,
    )


def write_agent(agent: Agent) -> AgentVO:
    """代理人."""
    return AgentVO(
        name=agent.person.name,
        document=codes.DOCUMENT.encode(agent.person.document),
        number=agent.person.number,
        phone=agent.person.phone,
        relation=agent.relation,
        mandate=agent.mandate,
        identity=write_evidence(agent.evidence),
    )


def read_agent(data: AgentVO) -> Agent:
    """The agent a record describes."""
    person = Person(
        name=data.name, document=codes.DOCUMENT.decode(data.document), number=data.number, phone=data.phone
    )
    return Agent(person, read_evidence(data.identity), data.relation, data.mandate)


# Materials of a case


def write_met(met: Met, name: str) -> SuffInfoVO:
    """How a material was met; ``name`` is its name in the item's list."""
    return SuffInfoVO(
        code=met.material,
        name=name,
        way=codes.WAY.encode(met.way),
        reference=met.reference,
        digest=met.digest,
        file_name=met.file_name,
        due="" if met.due is None else write_day(met.due, DAY),
        paper_reason="" if met.paper_reason is None else codes.PAPER_REASON.encode(met.paper_reason),
    )


def read_met(data: SuffInfoVO) -> Met:
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
