"""移交材料: a case made into the dossier that the home department gets."""

from __future__ import annotations

from typing import Protocol

from clerk.domain.case_file import CaseFile
from clerk.domain.catalogue import Variant
from clerk.domain.deliveries import Delivery, DeliveryKind
from clerk.domain.faults import Refused
from clerk.domain.regions import RegionId
from clerk.ports import Attachment, Dossier
from clerk.store.attachments import AttachmentRow, list_attachments, load_attachment
from clerk.store.store import Store
from clerk.store.unit import Unit


class Directory(Protocol):
    """What a dossier needs besides the case: the catalogue and the names of sites."""

    def variant(self, region: RegionId, code: str) -> Variant | None:
        """How ``region`` handles the item it knows as ``code``; None when the catalogue has no such
        variant.
        """
        ...

    def site_name(self, code: str) -> str:
        """Name of the site with that code; empty when it is not known."""
        ...


def build_dossier(
    unit: Unit, store: Store, directory: Directory, case: CaseFile, delivery: Delivery
) -> Dossier:
    """The dossier for ``delivery``. File bytes are read from the store only when they are sent.

    Raises:
        Refused: ``D-08`` the catalogue lost the variant, or a file that the case refers to is not there.
    """
    variant = directory.variant(case.home, case.variant_code)
    if variant is None:
        raise Refused("D-08", what=case.variant_code)
    return Dossier(
        case_id=case.id,
        receipt_no=case.receipt_no,
        variant=variant,
        applicant=case.applicant,
        evidence=case.evidence,
        agent=case.agent,
        form=case.form,
        met=case.met,
        attachments=_attachments(unit, store, case),
        received_at=case.received_at,
        near_region=case.near,
        site_code=case.site,
        site_name=directory.site_name(case.site),
        window=case.window,
        clerk_no=case.clerk,
        consent_at=case.consent_at,
        online_reference=case.online_reference,
        round=delivery.round if delivery.kind is DeliveryKind.CORRECT else 0,
    )


def _attachments(unit: Unit, store: Store, case: CaseFile) -> tuple[Attachment, ...]:
    filed = [met for met in case.met if met.digest]
    if not filed:
        return ()
    rows = {row.id: row for row in list_attachments(unit, case.id)}
    lost = [met.material for met in filed if met.reference not in rows]
    if lost:
        raise Refused("D-08", what="、".join(lost))
    return tuple(
        _attachment(store, rows[reference]) for reference in dict.fromkeys(m.reference for m in filed)
    )


def _attachment(store: Store, row: AttachmentRow) -> Attachment:
    def load() -> bytes:
        with store.reading() as unit:
            return load_attachment(unit, row.id)

    return Attachment(row.id, row.material, row.file_name, row.media_type, row.size, row.digest, load)
