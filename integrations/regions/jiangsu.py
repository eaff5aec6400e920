"""Adapter for the Jiangsu dialect.

**Our reading**: no public interface of Jiangsu's receiving side was found; ``jiangsu_wire`` says what it is
put together from. Nothing of the dialect leaves this module.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

import httpx

from clerk.domain.catalogue import Variant
from clerk.domain.china_time import CHINA
from clerk.domain.codes.charsets import Charset, encode
from clerk.domain.codes.divisions import narrow
from clerk.domain.codes.wire_times import read_moment, write_day, write_moment
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
    Unreachable,
    WaitingApplication,
)
from integrations.regions import jiangsu_codec as codec
from integrations.regions import jiangsu_codes as codes
from integrations.regions import jiangsu_wire as models
from integrations.regions.jiangsu_liaison import JiangsuMailbox
from integrations.regions.jiangsu_news import ChangesData, ChangesQuery, read_news
from integrations.regions.licence_types import LicenceTypes
from integrations.regions.unfit import fitting
from integrations.regions.wire import Call, Limits, Wire, json_body

DERIVE_SECONDS = 30.0

_D = TypeVar("_D", bound=models.Wire)
_TEXT_ONLY = {"attachments": {"__all__": {"content"}}}
"""File contents are base64 and need no look at their characters."""


@dataclass(frozen=True, slots=True)
class Account:
    """accessId and accessToken that the platform gave this counter."""

    access_id: str
    access_token: str = field(repr=False)


class JiangsuBackend:
    """A region that speaks the Jiangsu dialect. Implements ``clerk.ports.RegionBackend``."""

    def __init__(
        self,
        region: Region,
        base_url: str,
        account: Account,
        *,
        types: LicenceTypes | None = None,
        simulated: bool | None = None,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Connect nothing yet. ``types`` knows the national codes of licence kinds.

        Raises:
            Refused: ``R-21`` the address is not one.
        """
        self._region = region
        self._types = types or LicenceTypes(())
        self._head = models.RequestHead(access_id=account.access_id, access_token=account.access_token)
        self._probe = self._call("/queryCapability", models.Nothing())
        self._wire = Wire(
            region,
            base_url,
            words_of=_words_of,
            probe=self._probe,
            simulated=simulated,
            limits=limits,
            transport=transport,
        )
        self._mailbox = JiangsuMailbox(self._wire, self._exchange)

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
        data = self._answer(self._probe, models.CapabilityData)
        with self._wire.understood(self._probe):
            return Capability(
                region=self.region,
                simulated=data.simulated,
                server_time=read_moment(data.server_time, codec.FORM),
                actions={codes.ACTION.decode(name): able for name, able in data.actions.items()},
                note=data.note,
            )

    def catalogue(self) -> tuple[Variant, ...]:
        """The items it publishes."""
        call = self._call("/queryItemList", models.Nothing())
        data = self._answer(call, models.ItemListData)
        with self._wire.understood(call):
            return tuple(codec.read_variant(item, self.region, self._types) for item in data.items)

    def find_licences(self, holder: Applicant, purpose: Purpose) -> tuple[Licence, ...]:
        """``/queryCertInfoByHolderCode`` for all types the account may see."""
        with self._fitting():
            query = models.HolderQuery(
                holder_code=holder.number,
                holder_type=codes.HOLDER_TYPE.encode(holder.kind),
                use_cause=purpose.cause,
                item_code=purpose.item_code,
                item_name=purpose.item_name,
                business_code=purpose.case_id,
                operator=purpose.clerk,
                organisation=purpose.site,
                since=write_day(purpose.since, codec.DAY),
                until=write_day(purpose.until, codec.DAY),
            )
        call = self._call("/queryCertInfoByHolderCode", query)
        data = self._answer(call, models.LicenceListData)
        with self._wire.understood(call):
            return tuple(codec.read_licence(found, self.region, self._types) for found in data.licences)

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        """``/downloadFile``: an annotated copy (加注件) and its PDF in one answer."""
        with self._fitting():
            query = models.DownloadQuery(
                licence=licence.id,
                cause=purpose.cause,
                begins=write_moment(_start_of(purpose.since), codec.FORM),
                expires=write_moment(_end_of(purpose.until), codec.FORM),
                item_code=purpose.item_code,
                item_name=purpose.item_name,
                business_code=purpose.case_id,
                operator=purpose.clerk,
                organisation=purpose.site,
            )
        call = self._call("/downloadFile", query, read_seconds=DERIVE_SECONDS)
        data = self._answer(call, models.DownloadData)
        content, kind = self._file(call, data.content)
        copy = DerivedCopy(data.id, licence.id, licence.kind, purpose, sm3(content), kind)
        return copy, content

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        """Applications filed online that wait for the counter."""
        with self._fitting():
            query = models.PreReviewQuery(
                holder_code=holder.number, holder_type=codes.HOLDER_TYPE.encode(holder.kind)
            )
        call = self._call("/queryPreReviewByHolderCode", query)
        data = self._answer(call, models.PreReviewListData)
        with self._wire.understood(call):
            return tuple(codec.read_waiting(found, self.region) for found in data.applications)

    def waiting_file(self, reference: str, material: str) -> bytes:
        """A file of an application filed online."""
        with self._fitting():
            query = models.PreReviewFileQuery(reference=reference, material=material)
        call = self._call("/downloadPreReviewFile", query)
        content, _ = self._file(call, self._answer(call, models.FileData).content)
        return content

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """The case under our receipt number; None only when the platform says that there is none."""
        with self._fitting():
            query = models.FindQuery(receipt_no=receipt_no)
        call = self._call("/queryCase", query)
        data = self._answer(call, models.FoundData)
        with self._wire.understood(call):
            if data.exists:
                return _acknowledgement(data.receipt, receipt_no)
            if data.receipt is not None:
                raise ValueError("says both that there is a case and that there is none")
            return None

    def changes(self, cursor: str) -> Changes:
        """News after ``cursor``."""
        with self._fitting():
            query = ChangesQuery(cursor=cursor)
        call = self._call("/queryCaseChanges", query)
        data = self._answer(call, ChangesData)
        with self._wire.understood(call):
            return Changes(data.cursor, tuple(read_news(entry) for entry in data.news))

    # Writing

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """Hand a case in, its files in base64 inside the message."""
        return self._hand_in("/receiveCase", dossier, "")

    def correct(self, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        """Hand in a correction: the materials as they are now, with the files that answer it."""
        return self._hand_in("/supplementCase", dossier, home_case_no)

    def report_handed_over(self, receipt_no: str, home_case_no: str, at: datetime, mode: str) -> None:
        """送达."""
        with self._fitting():
            data = models.HandedOverData(
                receipt_no=receipt_no, home_case_no=home_case_no, at=write_moment(at, codec.FORM), mode=mode
            )
        self._answer(self._call("/reportDelivery", data, writes=True), models.Nothing)

    def _hand_in(self, path: str, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        with self._fitting():
            data = self._case(dossier, home_case_no)
        call = self._call(path, data, writes=True)
        answer = self._answer(call, models.ReceiptData)
        with self._wire.understood(call):
            return _acknowledgement(answer, dossier.receipt_no)

    def _case(self, dossier: Dossier, home_case_no: str) -> models.CaseData:
        names = {material.code: material.name for material in dossier.variant.materials}
        data = models.CaseData(
            case_id=dossier.case_id,
            receipt_no=dossier.receipt_no,
            home_case_no=home_case_no,
            round=dossier.round,
            item_code=dossier.variant.code,
            item_name=dossier.variant.name,
            case_type=codes.CASE_TYPE.encode(dossier.variant.case_type),
            applicant=codec.write_applicant(dossier.applicant),
            evidence=codec.write_evidence(dossier.evidence),
            agent=None if dossier.agent is None else codec.write_agent(dossier.agent),
            source="2" if dossier.online_reference else "1",
            online_reference=dossier.online_reference,
            received_at=write_moment(dossier.received_at, codec.FORM),
            division=narrow(self._region.division, 9),
            near_region=dossier.near_region,
            site_code=dossier.site_code,
            site_name=dossier.site_name,
            window=dossier.window,
            clerk_no=dossier.clerk_no,
            consent_at=write_moment(dossier.consent_at, codec.FORM),
            form=dict(dossier.form),
            materials=tuple(
                codec.write_met(met, names.get(met.material, met.material)) for met in dossier.met
            ),
            attachments=tuple(_attachment(attachment) for attachment in dossier.attachments),
        )
        # A character the line cannot carry is told with its code point before anything is sent.
        encode(data.model_dump_json(exclude=_TEXT_ONLY), Charset.UTF_8)
        return data

    # The envelope

    def _call(
        self, path: str, data: models.Wire, *, writes: bool = False, read_seconds: float | None = None
    ) -> Call:
        body = json_body({"head": self._head.model_dump(), "data": data.model_dump(mode="json")})
        return Call(path, body, writes=writes, read_seconds=read_seconds)

    def _exchange(
        self, path: str, data: models.Wire, model: type[_D], *, writes: bool = False
    ) -> tuple[Call, _D]:
        call = self._call(path, data, writes=writes)
        return call, self._answer(call, model)

    def _answer(self, call: Call, model: type[_D]) -> _D:
        reply = self._wire.ask_model(call, models.Reply[object])
        status, words = reply.head.status, reply.head.message
        if status == codes.Status.CALLER_UNKNOWN:
            raise self._wire.login_refused(words)
        if status != codes.Status.OK:
            raise self._wire.rejected(words)
        with self._wire.understood(call):
            return model.model_validate(reply.data)

    def _file(self, call: Call, text: str) -> tuple[bytes, str]:
        with self._wire.understood(call):
            content = codec.read_content(text)
        try:
            return content, self._wire.checked_file(content)
        except Refused:
            raise Unreachable(self._wire.fault("R-20")) from None

    def _fitting(self) -> AbstractContextManager[None]:
        return fitting(self._wire, models.Wire)


def _attachment(attachment: Attachment) -> models.AttachmentData:
    return models.AttachmentData(
        id=attachment.id,
        material=attachment.material,
        file_name=attachment.file_name,
        media_type=attachment.media_type,
        size=attachment.size,
        digest=attachment.digest,
        content=codec.write_content(attachment.load()),
    )


def _acknowledgement(data: models.ReceiptData | None, receipt_no: str) -> Acknowledgement:
    if data is None or data.receipt_no != receipt_no:
        raise ValueError("answers for another receipt")
    return Acknowledgement(
        home_case_no=data.home_case_no,
        arrived_at=read_moment(data.arrived_at, codec.FORM),
        round=data.round,
        copies=data.copies,
    )


def _words_of(answer: object) -> str:
    return models.Reply[object].model_validate(answer).head.message


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), CHINA)
