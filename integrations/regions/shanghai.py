"""Adapter for the Shanghai dialect. Nothing of the dialect leaves this module.

A case is handed in as the platform wants it: files first, each on its own, then the application that names
them. Only the last call makes a case, so that one is handed in whole or not at all; files that no application
names are thrown away there.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

import httpx

from clerk.domain.catalogue import Variant
from clerk.domain.codes.divisions import narrow
from clerk.domain.codes.wire_times import read_moment, write_day, write_until
from clerk.domain.digests import sm3
from clerk.domain.licences import DerivedCopy, Licence, LicenceKind, Purpose
from clerk.domain.parties import Applicant, DocumentKind, Person
from clerk.domain.regions import Region, RegionId
from clerk.ports import (
    Acknowledgement,
    Attachment,
    Capability,
    Changes,
    Dossier,
    Mailbox,
    Rejected,
    WaitingApplication,
)
from integrations.regions import shanghai_applications as applications
from integrations.regions import shanghai_codec as codec
from integrations.regions import shanghai_codes as codes
from integrations.regions import shanghai_wire as models
from integrations.regions.shanghai_liaison import ShanghaiMailbox
from integrations.regions.shanghai_session import Account, Session, call_of
from integrations.regions.unfit import fitting
from integrations.regions.wire import Call, Limits, Wire, json_body

SLOW_SECONDS = 30.0
"""Read time-out for deriving a copy and for putting down a file."""
_IDENTITY_CARDS = frozenset(
    {DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE, DocumentKind.FOREIGN_RESIDENCE}
)


class ShanghaiBackend:
    """A region that speaks the Shanghai dialect. Implements ``clerk.ports.RegionBackend``."""

    def __init__(
        self,
        region: Region,
        base_url: str,
        account: Account,
        *,
        kinds: tuple[LicenceKind, ...] = (),
        simulated: bool | None = None,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Connect nothing yet. ``kinds`` gives the library's codes of licence kinds.

        Raises:
            Refused: ``R-21`` the address is not one.
        """
        self._region = region
        self._licences = codec.LicenceCodes(kinds)
        self._probe = Call("/zwdt/window/getStatus.do", json_body({}))
        self._wire = Wire(
            region,
            base_url,
            words_of=_words_of,
            probe=self._probe,
            simulated=simulated,
            limits=limits,
            transport=transport,
        )
        self._session = Session(self._wire, account)
        self._mailbox = ShanghaiMailbox(self._wire, self._session)

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
        """What the platform can do now; needs no session."""
        data = self._session.exchange(self._probe, models.StatusData)
        with self._wire.understood(self._probe):
            return Capability(
                region=self.region,
                simulated=data.simulated,
                server_time=read_moment(data.server_time, codec.FORM),
                actions={codes.ACTION.decode(name): able for name, able in data.abilities.items()},
                note=data.note,
            )

    def catalogue(self) -> tuple[Variant, ...]:
        """The items it publishes, page by page."""
        variants: list[Variant] = []
        page = 1
        while True:
            call, data = self._session.ask(
                "/zwdt/window/getItemList.do", models.PageRequest(page=page), models.ItemPage
            )
            with self._wire.understood(call):
                variants += [codec.read_variant(i, self.region, self._licences) for i in data.items]
            if len(variants) >= data.total or not data.items:
                return tuple(variants)
            page += 1

    def find_licences(self, holder: Applicant, purpose: Purpose) -> tuple[Licence, ...]:
        """Swap the identity, then list the licences. A company is asked for by its credit code in plain."""

        def listed(session: str) -> tuple[Call, models.CertList]:
            code = self._identity(session, holder) if isinstance(holder, Person) else holder.number
            with self._fitting():
                query = models.CertQuery(
                    holder_type=codes.HOLDER_TYPE.encode(codec.document_of(holder)),
                    holder_code=code,
                    org_name=purpose.site,
                    username=purpose.clerk,
                    item_name=purpose.item_name,
                    item_code=purpose.item_code,
                    business_code=purpose.case_id,
                    cause=purpose.cause,
                )
            call = call_of("/cert/usage/secQueryCertBaseData.do", query, session)
            return call, self._session.exchange(call, models.CertList)

        call, found = self._session.within(listed)
        with self._wire.understood(call):
            return tuple(codec.read_licence(c, self.region, self._licences) for c in found.certs)

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        """Have a copy derived (派生证照), then fetch its file."""
        with self._fitting():
            request = models.DeriveRequest(
                cert_uuid=licence.id,
                cause=purpose.cause,
                start_day=write_day(purpose.since, codec.DAY),
                end_day=write_day(purpose.until, codec.DAY),
                org_name=purpose.site,
                username=purpose.clerk,
                item_name=purpose.item_name,
                item_code=purpose.item_code,
                business_code=purpose.case_id,
            )
        _, data = self._session.ask(
            "/cert/usage/deriveCert.do", request, models.DeriveData, read_seconds=SLOW_SECONDS
        )
        content, kind = self._session.file(
            "/cert/usage/getDeriveCertFile.do", models.DeriveFileRequest(derive_uuid=data.derive_uuid)
        )
        copy = DerivedCopy(data.derive_uuid, licence.id, licence.kind, purpose, sm3(content), kind)
        return copy, content

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        """Applications filed online that wait for the counter."""
        with self._fitting():
            query = applications.PreApplyQuery(
                target_type=codes.APPLICANT.encode(holder.kind), target_no=holder.number
            )
        call, found = self._session.ask("/zwdt/window/getPreApplyList.do", query, applications.PreApplyList)
        with self._wire.understood(call):
            return tuple(codec.read_waiting(a, self.region) for a in found.applies)

    def waiting_file(self, reference: str, material: str) -> bytes:
        """A file of an application filed online."""
        request = applications.PreFileRequest(apply_no=reference, stuff_code=material)
        content, _ = self._session.file("/zwdt/window/getPreApplyStuff.do", request)
        return content

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """The case under our receipt number; None only when the platform answers with an empty list."""
        with self._fitting():
            query = applications.FindRequest(receipt_no=receipt_no)
        call, found = self._session.ask("/zwdt/window/getApplyByReceiptNo.do", query, applications.FoundData)
        if not found.applies:
            return None
        with self._wire.understood(call):
            return _acknowledgement(found.applies[0], receipt_no, copies=len(found.applies))

    def changes(self, cursor: str) -> Changes:
        """News after ``cursor``."""
        query = applications.ProgressRequest(cursor=cursor)
        call, page = self._session.ask("/zwdt/window/getProgressList.do", query, applications.ProgressPage)
        with self._wire.understood(call):
            return Changes(page.cursor, tuple(codec.read_news(entry) for entry in page.progress))

    # Writing

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """Put the files down, then hand the case in."""
        with self._fitting():
            request = self._application(dossier)
        files = tuple(self._put_down(a) for a in dossier.attachments)
        request = request.model_copy(update={"stuff_ids": files})
        return self._hand_in("/zwdt/window/saveApplyInfo.do", request, dossier.receipt_no)

    def correct(self, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        """Put the files down, then hand the correction in."""
        with self._fitting():
            request = applications.SupplyRequest(
                apply_no=home_case_no,
                receipt_no=dossier.receipt_no,
                supply_no=dossier.round,
                user_id=dossier.clerk_no,
                op_time=codec.moment(dossier.received_at),
                stuffs=_stuffs(dossier),
            )
        files = tuple(self._put_down(a) for a in dossier.attachments)
        request = request.model_copy(update={"stuff_ids": files})
        return self._hand_in("/zwdt/window/supplyApplyInfo.do", request, dossier.receipt_no)

    def report_handed_over(self, receipt_no: str, home_case_no: str, at: datetime, mode: str) -> None:
        """Tell that the result was handed over. Told twice, it is noted once."""
        with self._fitting():
            request = applications.DeliverRequest(
                apply_no=home_case_no, receipt_no=receipt_no, cert_way=mode, op_time=codec.moment(at)
            )
        self._session.ask("/zwdt/window/saveDeliver.do", request, applications.ApplyReceipt, writes=True)

    def _hand_in(self, path: str, request: models.Asked, receipt_no: str) -> Acknowledgement:
        call, receipt = self._session.ask(path, request, applications.ApplyReceipt, writes=True)
        with self._wire.understood(call):
            return _acknowledgement(receipt, receipt_no)

    def _put_down(self, attachment: Attachment) -> str:
        """A file put down twice is no harm, so a failure here is never an outcome unknown."""
        with self._fitting():
            request = applications.StuffUpload(
                stuff_code=attachment.material,
                file_name=codec.within("文件名", attachment.file_name),
                file_type=attachment.media_type,
                digest=attachment.digest,
                file=codec.write_content(attachment.load()),
            )
        _, receipt = self._session.ask(
            "/zwdt/window/uploadStuff.do", request, applications.StuffReceipt, read_seconds=SLOW_SECONDS
        )
        return receipt.stuff_id

    def _application(self, dossier: Dossier) -> applications.ApplyRequest:
        applicant, agent = dossier.applicant, dossier.agent
        there = applicant if agent is None else agent.person
        info = applications.ApplyInfo(
            receipt_no=dossier.receipt_no,
            business_code=dossier.case_id,
            target_license_type=codes.LICENCE_LETTER.encode(codec.document_of(applicant)),
            target_mobile=applicant.phone,
            target_address=codec.within("申请人住址", applicant.address),
            legal_person="" if isinstance(applicant, Person) else applicant.legal_representative,
            identified=codec.write_evidence(dossier.evidence),
            agent=None
            if agent is None
            else applications.AgentInfo(
                relation=agent.relation,
                mandate=agent.mandate,
                identified=codec.write_evidence(agent.evidence),
            ),
            form={name: codec.within(name, value, 8000) for name, value in dossier.form.items()},
            near_district=dossier.near_region,
            site_code=dossier.site_code,
            site_name=dossier.site_name,
            window=dossier.window,
            consent_time=codec.moment(dossier.consent_at),
            pre_apply_no=dossier.online_reference,
        )
        return applications.ApplyRequest(
            item_code=dossier.variant.item,
            task_handle_item=dossier.variant.code,
            item_name=dossier.variant.name,
            target_type=codes.APPLICANT.encode(applicant.kind),
            target_name=codec.within("申请人名称", applicant.name),
            target_no=applicant.number,
            user_id=dossier.clerk_no,
            username=codec.within("办理人姓名", there.name),
            license_type=codes.LICENCE_LETTER.encode(codec.document_of(there)),
            license_no=there.number,
            mobile=there.phone,
            depart_code=dossier.variant.department_code,
            depart_name=dossier.variant.department,
            source="网上" if dossier.online_reference else "窗口",
            op_time=codec.moment(dossier.received_at),
            district_code=narrow(self._region.division, 6),
            info=info,
            stuffs=_stuffs(dossier),
        )

    # Identity

    def _identity(self, session: str, person: Person) -> str:
        """The encrypted identity for what is on the identity card; its validity is the proof of having it.

        Raises:
            Rejected: ``R-24`` another document was read, or none: the region would only say that it differs.
        """
        validity = person.validity
        if person.document not in _IDENTITY_CARDS or validity is None:
            raise Rejected(self._wire.fault("R-24"), "")
        with self._fitting():
            request = models.IdentityRequest(
                name=person.name,
                id_no=person.number,
                start_day=write_day(validity.since, codec.DAY),
                end_day=write_until(validity.until, codec.DAY),
            )
        call = call_of("/cert/usage/checkIDCard.do", request, session)
        return self._session.exchange(call, models.IdentityData).identity

    def _fitting(self) -> AbstractContextManager[None]:
        return fitting(self._wire, models.Shape)


def _stuffs(dossier: Dossier) -> tuple[applications.StuffData, ...]:
    names = {material.code: material.name for material in dossier.variant.materials}
    return tuple(codec.write_met(met, names.get(met.material, met.material)) for met in dossier.met)


def _acknowledgement(data: applications.ApplyReceipt, receipt_no: str, copies: int = 1) -> Acknowledgement:
    if data.receipt_no != receipt_no:
        raise ValueError("answers for another receipt")
    return Acknowledgement(
        home_case_no=data.apply_no,
        arrived_at=read_moment(data.op_time, codec.FORM),
        round=data.supply_count,
        copies=copies,
    )


def _words_of(value: object) -> str:
    return models.Reply[object].model_validate(value).msg
