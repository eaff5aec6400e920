"""The domain's values as the Shanghai dialect writes them, and back. Both ends of the wire use these.

Everything here raises ``Refused`` for a code or a time that is not as agreed, and ``ValueError`` for a text
that is longer than the platform takes; the adapter turns both into words for the clerk.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime

from clerk.domain.catalogue import Limit, Variant
from clerk.domain.codes.charsets import Charset, encode
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
from clerk.domain.licences import Licence, LicenceKind
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
from clerk.ports import CorrectionPoint, News, WaitingApplication
from integrations.regions import shanghai_applications as applications
from integrations.regions import shanghai_codes as codes
from integrations.regions import shanghai_wire as models

FORM = MomentFormat.SPACED
DAY = DayFormat.DASHED
NAME_BYTES = 400
"""GB 18030 bytes of a name; the platform counts bytes and not characters (the figure is 待核实)."""


def moment(at: datetime) -> str:
    """A moment, to the second."""
    return write_moment(at, FORM)


def within(label: str, text: str, limit: int = NAME_BYTES) -> str:
    """``text``, if the platform has room for it; nothing is ever cut.

    Raises:
        ValueError: it has not.
        Refused: ``I-22`` a character that GB 18030 cannot hold.
    """
    if len(encode(text, Charset.GB_18030)) > limit:
        raise ValueError(f"{label}超过 {limit} 字节（GB 18030）")
    return text


def document_of(applicant: Applicant) -> DocumentKind:
    """Kind of document that ``applicant.number`` is the number of."""
    return applicant.document if isinstance(applicant, Person) else DocumentKind.CREDIT_CODE


class LicenceCodes:
    """Our licence kinds and the library's ``catMainCode``; a kind without one goes by ours (编码待配置)."""

    def __init__(self, kinds: Sequence[LicenceKind]) -> None:
        self._codes = {k.code: k.shanghai_code for k in kinds if k.shanghai_code}
        self._kinds = {k.shanghai_code: k for k in kinds if k.shanghai_code}
        self._names = {k.code: k.name for k in kinds}

    def write(self, kind: str) -> str:
        """The library's code."""
        return self._codes.get(kind, kind)

    def read(self, code: str) -> str:
        """Our kind; a code that is in no table is passed on as it is and replaces no material."""
        known = self._kinds.get(code)
        return code if known is None else known.code

    def name(self, kind: str) -> str:
        """Name of a kind."""
        return self._names.get(kind, "")


# Items


def write_variant(variant: Variant, licences: LicenceCodes) -> models.ItemData:
    """How the platform publishes an item."""
    return models.ItemData(
        item_code=variant.item,
        task_handle_item=variant.code,
        item_name=variant.name,
        depart_name=variant.department,
        depart_code=variant.department_code,
        item_type=codes.CASE_TYPE.encode(variant.case_type),
        law_days=variant.limit.statutory,
        promise_days=variant.limit.promised,
        limit_checked=variant.limit.verified,
        stuffs=tuple(_write_definition(m, licences) for m in variant.materials),
        compared=tuple(models.Compared(name=name, value=value) for name, value in variant.attributes),
        open_flag=variant.open,
        open_note=variant.opened_note,
        result_cert=variant.gives_licence,
        phone=variant.phone,
    )


def read_variant(data: models.ItemData, region: RegionId, licences: LicenceCodes) -> Variant:
    """The variant that a published item stands for."""
    return Variant(
        item=data.item_code,
        region=region,
        code=data.task_handle_item,
        name=data.item_name,
        department=data.depart_name,
        department_code=data.depart_code,
        limit=Limit(data.law_days, data.promise_days, data.limit_checked),
        case_type=codes.CASE_TYPE.decode(data.item_type),
        materials=tuple(_read_definition(s, licences) for s in data.stuffs),
        attributes=tuple((c.name, c.value) for c in data.compared),
        open=data.open_flag,
        opened_note=data.open_note,
        gives_licence=data.result_cert,
        phone=data.phone,
    )


def _write_definition(material: Material, licences: LicenceCodes) -> models.StuffDef:
    kind = material.licence_kind
    certs = (models.CertOf(cert_name=licences.name(kind), cert_code=licences.write(kind)),) if kind else ()
    return models.StuffDef(
        stuff_code=material.code,
        stuff_name=material.name,
        is_must=codes.NECESSITY.encode(material.necessity),
        stuff_sources=tuple(sorted(codes.WAY.encode(way) for way in material.ways)),
        certs=certs,
        remark=material.note,
        checked=material.verified,
    )


def _read_definition(data: models.StuffDef, licences: LicenceCodes) -> Material:
    return Material(
        code=data.stuff_code,
        name=data.stuff_name,
        necessity=codes.NECESSITY.decode(data.is_must),
        ways=frozenset(codes.WAY.decode(source) for source in data.stuff_sources),
        licence_kind=licences.read(data.certs[0].cert_code) if data.certs else "",
        note=data.remark,
        verified=data.checked,
    )


# Licences


def write_licence(licence: Licence, licences: LicenceCodes) -> models.CertData:
    """A licence as the library lists it."""
    return models.CertData(
        cert_uuid=licence.id,
        cat_main_code=licences.write(licence.kind),
        cert_name=licence.name,
        cert_no=licence.number,
        holders=licence.holders,
        org_name=licence.issuer,
        valid_start_day=write_day(licence.validity.since, DAY),
        valid_end_day=write_until(licence.validity.until, DAY),
        cert_status=codes.LICENCE_STATE.encode(licence.state),
        cert_identifier=licence.identifier,
    )


def read_licence(data: models.CertData, region: RegionId, licences: LicenceCodes) -> Licence:
    """The licence that an entry of the library describes."""
    return Licence(
        id=data.cert_uuid,
        kind=licences.read(data.cat_main_code),
        name=data.cert_name,
        number=data.cert_no,
        holders=data.holders,
        issuer=data.org_name,
        region=region,
        validity=Validity(read_day(data.valid_start_day, DAY), read_until(data.valid_end_day, DAY)),
        state=codes.LICENCE_STATE.decode(data.cert_status),
        identifier=data.cert_identifier,
    )


# Applications filed online


def write_waiting(waiting: WaitingApplication) -> applications.PreApplyData:
    """An application filed online, as the platform lists it."""
    return applications.PreApplyData(
        apply_no=waiting.reference,
        task_handle_item=waiting.variant_code,
        op_time=moment(waiting.filed_at),
        target_name=waiting.applicant_name,
        target_no=waiting.applicant_number,
        info=dict(waiting.form),
        stuffs=tuple(applications.PreStuff(stuff_code=code, file_name=name) for code, name in waiting.files),
        lacking=waiting.missing,
    )


def read_waiting(data: applications.PreApplyData, region: RegionId) -> WaitingApplication:
    """The application filed online that an entry of the list describes."""
    return WaitingApplication(
        reference=data.apply_no,
        region=region,
        variant_code=data.task_handle_item,
        filed_at=read_moment(data.op_time, FORM),
        form=data.info,
        files=tuple((stuff.stuff_code, stuff.file_name) for stuff in data.stuffs),
        missing=data.lacking,
        applicant_name=data.target_name,
        applicant_number=data.target_no,
    )


# Parties


def write_evidence(evidence: IdentityEvidence) -> applications.Identified:
    """身份核验."""
    return applications.Identified(
        identify_way=codes.STRENGTH.encode(evidence.strength),
        identify_time=moment(evidence.read_at),
        reader=evidence.reader,
        reason=evidence.reason,
    )


def read_evidence(data: applications.Identified) -> IdentityEvidence:
    """How somebody was identified."""
    return IdentityEvidence(
        strength=codes.STRENGTH.decode(data.identify_way),
        read_at=read_moment(data.identify_time, FORM),
        reader=data.reader,
        reason=data.reason,
    )


def read_applicant(data: applications.ApplyRequest) -> Applicant:
    """申请人: who the matter concerns."""
    document = codes.LICENCE_LETTER.decode(data.info.target_license_type)
    codes.APPLICANT.decode(data.target_type)
    if document is DocumentKind.CREDIT_CODE:
        return Organisation(
            name=data.target_name,
            credit_code=data.target_no,
            legal_representative=data.info.legal_person,
            phone=data.info.target_mobile,
            address=data.info.target_address,
        )
    return Person(
        name=data.target_name,
        document=document,
        number=data.target_no,
        phone=data.info.target_mobile,
        address=data.info.target_address,
    )


def read_agent(data: applications.ApplyRequest) -> Agent | None:
    """代办人, when somebody else stands at the counter."""
    if data.info.agent is None:
        return None
    person = Person(
        name=data.username,
        document=codes.LICENCE_LETTER.decode(data.license_type),
        number=data.license_no,
        phone=data.mobile,
    )
    return Agent(
        person, read_evidence(data.info.agent.identified), data.info.agent.relation, data.info.agent.mandate
    )


# Materials of a case


def write_met(met: Met, name: str) -> applications.StuffData:
    """How a material was met."""
    return applications.StuffData(
        stuff_code=met.material,
        stuff_name=name,
        stuff_source=codes.WAY.encode(met.way),
        reference=met.reference,
        digest=met.digest,
        file_name=met.file_name,
        due_day=_optional_day(met.due),
        paper_reason="" if met.paper_reason is None else codes.PAPER_REASON.encode(met.paper_reason),
    )


def read_met(data: applications.StuffData) -> Met:
    """How a material was met, from the record of it."""
    return Met(
        material=data.stuff_code,
        way=codes.WAY.decode(data.stuff_source),
        reference=data.reference,
        digest=data.digest,
        file_name=data.file_name,
        due=read_day(data.due_day, DAY) if data.due_day else None,
        paper_reason=codes.PAPER_REASON.decode(data.paper_reason) if data.paper_reason else None,
    )


def _optional_day(day: date | None) -> str:
    return "" if day is None else write_day(day, DAY)


# News and files


def read_news(data: applications.ProgressData) -> News:
    """What a progress entry says."""
    return News(
        id=data.progress_id,
        receipt_no=data.receipt_no,
        home_case_no=data.apply_no,
        event=codes.NODE.decode(data.node),
        at=read_moment(data.op_time, FORM),
        words=data.opinion,
        official=data.user_name,
        document_no=data.document_no,
        corrections=tuple(CorrectionPoint(s.stuff_code, s.opinion) for s in data.supplies),
        promised_until=read_moment(data.promise_time, FORM) if data.promise_time else None,
        licence_name=data.cert_name,
        licence_no=data.cert_no,
    )


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
