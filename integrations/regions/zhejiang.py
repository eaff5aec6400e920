"""Adapter for the Zhejiang dialect: signed requests, ``projId``, files as parts of the same request.

Answers may come in UTF-8 or in GB 18030; they are read as declared, and one that cannot be what it declares
is trouble. Nothing of the dialect leaves this module.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TypeVar

import httpx

from clerk.domain.catalogue import Variant
from clerk.domain.china_time import CHINA
from clerk.domain.codes.charsets import Charset, encode
from clerk.domain.codes.divisions import widen
from clerk.domain.codes.wire_times import read_moment, write_moment
from clerk.domain.digests import sm3
from clerk.domain.faults import Refused
from clerk.domain.licences import DerivedCopy, Licence, Purpose
from clerk.domain.parties import Applicant
from clerk.domain.regions import Region, RegionId
from clerk.ports import (
    Acknowledgement,
    Attachment,
    Capability,
    Changes,
    Dossier,
    Mailbox,
    RegionTrouble,
    Rejected,
    Unreachable,
    WaitingApplication,
)
from integrations.regions import zhejiang_codec as codec
from integrations.regions import zhejiang_codes as codes
from integrations.regions import zhejiang_wire as models
from integrations.regions.answers import WrongCharset, json_of
from integrations.regions.licence_types import LicenceTypes
from integrations.regions.unfit import fitting
from integrations.regions.wire import Answer, Call, Limits, Wire
from integrations.regions.zhejiang_liaison import ZhejiangMailbox
from integrations.regions.zhejiang_news import NewsListVO, NewsQueryVO, read_news
from integrations.regions.zhejiang_signature import TOLERANCE, Credentials, signed_headers

DERIVE_SECONDS = 30.0
JSON = "application/json; charset=UTF-8"
CASE_PART = "receive"
"""Name of the part that holds the case; the other parts are its files."""

_D = TypeVar("_D", bound=models.Wire)


class ZhejiangBackend:
    """A region that speaks the Zhejiang dialect. Implements ``clerk.ports.RegionBackend``."""

    def __init__(
        self,
        region: Region,
        base_url: str,
        credentials: Credentials,
        *,
        types: LicenceTypes | None = None,
        simulated: bool | None = None,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(CHINA),
    ) -> None:
        """Connect nothing yet. ``types`` knows the national codes of licence kinds, ``now`` dates signatures.

        Raises:
            Refused: ``R-21`` the address is not one.
        """
        self._region = region
        self._credentials = credentials
        self._types = types or LicenceTypes(())
        self._now = now
        self._wire = Wire(
            region,
            base_url,
            words_of=_words_of,
            # The only call without a signature, so that it stays good however long ago it was made.
            probe=Call("/ping", b"{}"),
            simulated=simulated,
            limits=limits,
            transport=transport,
        )
        self._mailbox = ZhejiangMailbox(self._wire, self._exchange)

    @property
    def region(self) -> RegionId:
        """Which region this is."""
        return self._region.id

    @property
    def mailbox(self) -> Mailbox:
        """Questions to this region and its answers."""
        return self._mailbox

    def close(self) -> None:
        """Close connections."""
        self._wire.close()

    # Reading

    def capability(self) -> Capability:
        """What the platform can do now."""
        call = self._call("/capability", models.Done())
        data = self._answer(call, models.CapabilityVO)
        with self._wire.understood(call):
            return Capability(
                region=self.region,
                simulated=data.simulated,
                server_time=read_moment(data.server_time, codec.FORM),
                actions={codes.ACTION.decode(name): able for name, able in data.actions.items()},
                note=data.note,
            )

    def catalogue(self) -> tuple[Variant, ...]:
        """The items it publishes."""
        call = self._call("/matter/list", models.Done())
        data = self._answer(call, models.MatterListVO)
        with self._wire.understood(call):
            return tuple(codec.read_variant(matter, self.region, self._types) for matter in data.matters)

    def find_licences(self, holder: Applicant, purpose: Purpose) -> tuple[Licence, ...]:
        """Licences of ``holder`` of all types the key may see."""
        with self._fitting():
            query = models.CertQueryVO(
                holder_type=codes.HOLDER_TYPE.encode(holder.kind),
                holder_code=holder.number,
                use=codec.write_use(purpose),
            )
            call = self._call("/cert/query", query)
        data = self._answer(call, models.CertListVO)
        with self._wire.understood(call):
            return tuple(codec.read_licence(cert, self.region, self._types) for cert in data.certs)

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        """Make the copy, then fetch its file; what arrives must be what was made."""
        with self._fitting():
            query = models.CertCopyQueryVO(cert=licence.id, use=codec.write_use(purpose))
            call = self._call("/cert/copy", query, read_seconds=DERIVE_SECONDS)
        made = self._answer(call, models.CertCopyVO)
        content, kind = self._file("/cert/file", models.CertFileQueryVO(copy_id=made.id))
        if sm3(content) != made.digest:
            raise Unreachable(self._wire.fault("R-20"))
        return DerivedCopy(made.id, licence.id, licence.kind, purpose, made.digest, kind), content

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        """Applications filed online that wait for the counter."""
        with self._fitting():
            query = models.WaitingQueryVO(
                holder_type=codes.HOLDER_TYPE.encode(holder.kind), holder_code=holder.number
            )
            call = self._call("/apply/waiting", query)
        data = self._answer(call, models.WaitingListVO)
        with self._wire.understood(call):
            return tuple(codec.read_waiting(found, self.region) for found in data.applications)

    def waiting_file(self, reference: str, material: str) -> bytes:
        """A file of an application filed online."""
        with self._fitting():
            query = models.WaitingFileQueryVO(reference=reference, material=material)
        return self._file("/apply/file", query)[0]

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """The case under our receipt number; None only when the platform says that it has none."""
        with self._fitting():
            call = self._call("/proj/query", models.ProjQueryVO(receipt_no=receipt_no))
        data = self._answer(call, models.ProjListVO)
        with self._wire.understood(call):
            if data.total != len(data.projects):
                raise ValueError("counts cases that it does not list")
            if not data.projects:
                return None
            return _acknowledgement(data.projects[0], receipt_no, copies=data.total)

    def changes(self, cursor: str) -> Changes:
        """News after ``cursor``."""
        with self._fitting():
            call = self._call("/proj/events", NewsQueryVO(cursor=cursor))
        data = self._answer(call, NewsListVO)
        with self._wire.understood(call):
            return Changes(data.cursor, tuple(read_news(entry) for entry in data.news))

    # Writing

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """receive: the platform assigns the projId."""
        return self._hand_in("/proj/receive", dossier, "")

    def correct(self, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        """supply: the materials as they are now, with the files that answer the correction."""
        return self._hand_in("/proj/supply", dossier, home_case_no)

    def report_handed_over(self, receipt_no: str, home_case_no: str, at: datetime, mode: str) -> None:
        """deliver, stage 05."""
        with self._fitting():
            data = models.DeliverVO(
                proj_id=home_case_no,
                receipt_no=receipt_no,
                stage=codes.STAGE.encode(codes.Stage.DELIVERY),
                at=write_moment(at, codec.FORM),
                mode=mode,
            )
            call = self._call("/proj/deliver", data, writes=True)
        self._answer(call, models.Done)

    def _hand_in(self, path: str, dossier: Dossier, proj_id: str) -> Acknowledgement:
        with self._fitting():
            case = self._case(dossier, proj_id)
            call = self._parts(path, case, dossier.attachments)
        answer = self._answer(call, models.ProjVO)
        with self._wire.understood(call):
            return _acknowledgement(answer, dossier.receipt_no)

    def _case(self, dossier: Dossier, proj_id: str) -> models.ReceiveVO:
        names = {material.code: material.name for material in dossier.variant.materials}
        stage = codes.STAGE.encode(codes.Stage.ACCEPTANCE if proj_id else codes.Stage.FILING)
        return models.ReceiveVO(
            proj_id=proj_id,
            receipt_no=dossier.receipt_no,
            case_id=dossier.case_id,
            round=dossier.round,
            project_name=f"{dossier.applicant.name}关于{dossier.variant.name}的申请",
            origin="2" if dossier.online_reference else "1",
            net_apply_no=dossier.online_reference,
            item_code=dossier.variant.code,
            case_type=codes.CASE_TYPE.encode(dossier.variant.case_type),
            division=widen(self._region.division),
            department_code=dossier.variant.department_code,
            site_code=dossier.site_code,
            site_name=dossier.site_name,
            clerk_no=dossier.clerk_no,
            window=dossier.window,
            near_region=dossier.near_region,
            received_at=write_moment(dossier.received_at, codec.FORM),
            consent_at=write_moment(dossier.consent_at, codec.FORM),
            applicant=codec.write_applicant(dossier.applicant, dossier.evidence, dossier.agent),
            form=dict(dossier.form),
            materials=tuple(
                codec.write_met(met, names.get(met.material, met.material)) for met in dossier.met
            ),
            attachments=tuple(
                _attachment(place, attachment, stage)
                for place, attachment in enumerate(dossier.attachments, start=1)
            ),
        )

    # Signing and reading answers

    def _call(
        self, path: str, data: models.Wire, *, writes: bool = False, read_seconds: float | None = None
    ) -> Call:
        # A character the line cannot carry is refused with its code point, never sent as something else.
        body = encode(data.model_dump_json(), Charset.UTF_8)
        return self._signed(path, body, JSON, writes=writes, read_seconds=read_seconds)

    def _parts(self, path: str, case: models.ReceiveVO, attachments: tuple[Attachment, ...]) -> Call:
        files = [(CASE_PART, ("receive.json", encode(case.model_dump_json(), Charset.UTF_8), JSON))]
        for described, attachment in zip(case.attachments, attachments, strict=True):
            # File names travel in the case: in a part's header every platform decodes them differently.
            files.append((described.part, (described.part, attachment.load(), attachment.media_type)))
        message = httpx.Request("POST", "http://localhost", files=files)
        return self._signed(path, message.read(), message.headers["Content-Type"], writes=True)

    def _signed(
        self, path: str, body: bytes, media_type: str, *, writes: bool, read_seconds: float | None = None
    ) -> Call:
        headers = signed_headers(self._credentials, "POST", path, body, self._now())
        return Call(
            path,
            body,
            headers=headers,
            writes=writes,
            read_seconds=read_seconds,
            media_type=media_type,
        )

    def _exchange(
        self, path: str, data: models.Wire, model: type[_D], *, writes: bool = False
    ) -> tuple[Call, _D]:
        with self._fitting():
            call = self._call(path, data, writes=writes)
        return call, self._answer(call, model)

    def _answer(self, call: Call, model: type[_D]) -> _D:
        answer = self._wire.ask(call)
        envelope = self._envelope(call, answer)
        if envelope.code != codes.Code.OK:
            raise self._refusal(envelope)
        with self._wire.understood(call, answer.request_id):
            return model.model_validate(envelope.data)

    def _envelope(self, call: Call, answer: Answer) -> models.Answer[object]:
        with self._wire.understood(call, answer.request_id):
            content_type = answer.headers.get("content-type", "")
            value = json_of(answer.body, content_type)
            if _is_utf8_in_disguise(answer.body, content_type):
                raise WrongCharset
            return models.Answer[object].model_validate(value)

    def _refusal(self, envelope: models.Answer[object]) -> RegionTrouble:
        if envelope.code in {codes.Code.APP_KEY_UNKNOWN, codes.Code.SIGNATURE_WRONG}:
            return self._wire.login_refused(envelope.msg)
        if envelope.code == codes.Code.TIME_OFF:
            minutes = f"{TOLERANCE.total_seconds() / 60:.0f}"
            return Rejected(self._wire.fault("R-23", minutes=minutes), envelope.msg)
        return self._wire.rejected(envelope.msg)

    def _file(self, path: str, query: models.Wire) -> tuple[bytes, str]:
        """A file, sent as such; an answer in JSON instead is a refusal."""
        with self._fitting():
            call = self._call(path, query, read_seconds=DERIVE_SECONDS)
        answer = self._wire.ask(call)
        if "json" in answer.headers.get("content-type", "").lower():
            raise self._refusal(self._envelope(call, answer))
        try:
            return answer.body, self._wire.checked_file(answer.body)
        except Refused:
            raise Unreachable(self._wire.fault("R-20", request=answer.request_id)) from None

    def _fitting(self) -> AbstractContextManager[None]:
        return fitting(self._wire, models.Wire)


def _attachment(place: int, attachment: Attachment, stage: str) -> models.AttachmentVO:
    return models.AttachmentVO(
        id=attachment.id,
        stage=stage,
        material=attachment.material,
        file_name=attachment.file_name,
        media_type=attachment.media_type,
        size=attachment.size,
        digest=attachment.digest,
        part=f"file{place}",
    )


def _acknowledgement(data: models.ProjVO, receipt_no: str, copies: int = 1) -> Acknowledgement:
    if data.receipt_no != receipt_no:
        raise ValueError("answers for another receipt")
    return Acknowledgement(data.proj_id, read_moment(data.arrived_at, codec.FORM), data.round, copies)


def _is_utf8_in_disguise(body: bytes, content_type: str) -> bool:
    """Whether an answer that declares a Chinese set is UTF-8 all the same.

    Two characters of UTF-8 are six bytes and so three characters of GB 18030: nothing fails, and names would
    turn into others. A true answer in GB 18030 says 成功 or 失败, whose bytes are no UTF-8.
    """
    if body.isascii() or "gb" not in content_type.lower():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _words_of(answer: object) -> str:
    return models.Answer[object].model_validate(answer).msg
