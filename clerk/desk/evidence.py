"""出具证据: what is known of one case as a file that proves itself (:mod:`clerk.domain.evidence`)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from clerk.desk.agents import relation_code
from clerk.desk.counter import Counter
from clerk.desk.evidence_rows import liaison_words, sign_off_row, sign_off_words, thread_row
from clerk.desk.evidence_zip import EvidenceWriter
from clerk.desk.happening import case_as_it_is
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.desk.worklists import find_by_scan
from clerk.domain import evidence
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId
from clerk.domain.deliveries import Delivery
from clerk.domain.digests import sm3
from clerk.domain.evidence import EventRecord, Manifest, write_json
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.names import mask_name, mask_number
from clerk.domain.parties import ApplicantKind, IdentityEvidence
from clerk.domain.staff import Right
from clerk.store import attachments, codec, deliveries, escalations, threads
from clerk.store.attachments import AttachmentRow
from clerk.store.journal_records import records_of_case, walk
from clerk.store.moments import day_text, stamp, stamp_or_none
from clerk.store.store import Unit
from clerk.store.unit import read_head
from clerk.store.verify_escalations import wrong_escalations
from clerk.whole_file import publish

_Records = tuple[tuple[EventRecord, Any], ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. The head, noted elsewhere, fixes the file for ever."""

    file: Path
    size: int
    events: int
    head_seq: int
    head_hash: str


def export_evidence(
    counter: Counter, operator: Operator, receipt_no: str, target: Path, reason: str | None = None
) -> Exported:
    """Write the evidence of a case into a new file, for its owner only; whole or not at all.

    Personal data is masked, or with a ``reason``, which is kept, in full. The export is an event of the case,
    committed before the file gets its name: the journal may know of one that nobody got, never the reverse.

    Raises:
        Refused: ``U-04``, ``U-05`` the reason is blank, ``I-16``/``I-17``/``C-08`` no such case, ``S-21`` the
            file cannot be made or is there already, ``S-31``-``S-35`` the journal or the case does not prove
            right, ``Q-20``, ``Q-21`` a sign-off does not, ``V-20``, ``V-21``.
    """
    require(operator, Right.READ_JOURNAL)
    if reason is not None and not reason.strip():
        raise Refused("U-05")
    case_id = find_by_scan(counter, receipt_no)
    if case_id is None:
        raise Refused("C-08")
    try:
        if target.exists():
            raise FileExistsError(17, os.strerror(17))
        with _aside(target) as (path, file):
            export, events = _Export(counter, operator, case_id, reason, EvidenceWriter(file)).write()
            publish(path, target)
            size = target.stat().st_size
    except OSError as error:
        raise Refused("S-21", where=str(target), what=error.strerror or "") from None
    return Exported(target, size, events, export.seq, export.hash)


@contextmanager
def _aside(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A file of another name beside the target, for its owner only, that is gone again afterwards."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield path, file
    finally:
        path.unlink(missing_ok=True)


@dataclass(slots=True)
class _Export:
    counter: Counter
    operator: Operator
    case_id: CaseId
    reason: str | None
    writer: EvidenceWriter

    def write(self) -> tuple[EventRecord, int]:
        """Write every member; gives the event of the export, and the number of the case's events before it.

        The long walk along the chain is done while others go on writing; only what they added meanwhile is
        walked while they wait.
        """
        with self.counter.store.reading() as unit:
            head = read_head(unit.connection)
            records, visit = _records(unit, self.case_id)
            first, before = records[0][0].seq, records[0][0].prev_hash
            self.writer.begin(evidence.CHAIN)
            self._walk(unit, first, before, head.seq, head.hash)
        with self.counter.store.writing() as unit:
            now = read_head(unit.connection)
            self._walk(unit, head.seq + 1, head.hash, now.seq, now.hash)
            records += records_of_case(unit, self.case_id, visit, after=head.seq)
            case = case_as_it_is(unit, self.case_id)
            for code, where in wrong_escalations(unit, self.case_id):
                raise Refused(code, where=where)
            self._members(unit, case, records)
            manifest = Manifest(
                training=self.counter.training,
                whole=self.reason is not None,
                case_id=case.id,
                receipt_no=case.receipt_no,
                visit=visit,
                first=first,
                before=before,
                last=now.seq,
                members=self.writer.members,
            )
            export = self._export(unit, case, manifest)
            if _last_digest(records) != export.case_digest:
                raise Refused("S-35", where=case.receipt_no)
            self.writer.add(evidence.EXPORT, write_json(export.as_dict()))
            self.writer.finish()
        return export, len(records)

    def _walk(self, unit: Unit, first: int, before: str, last: int, head: str) -> None:
        """Write the digests of what events say, and prove that they lead to the head."""
        for content, running in walk(unit, first, before, last):
            self.writer.write(content)
            before = running
        if before != head:
            raise Refused("S-34", where=str(last))

    def _members(self, unit: Unit, case: CaseFile, records: _Records) -> None:
        events = [record for record, _ in records]
        sent = deliveries.deliveries_of_case(unit, case.id)
        files = attachments.list_attachments(unit, case.id)
        self.writer.add(evidence.EVENTS, write_json([event.as_dict() for event in events]))
        self.writer.add(evidence.CASE, write_json(_case(case, events)))
        self.writer.add(evidence.FILES, write_json(_files(case, files)))
        self.writer.add(evidence.DELIVERIES, write_json([_delivery(delivery) for delivery in sent]))
        signed = escalations.of_case(unit, case.id)
        talked = threads.threads_of_case(unit, case.id)
        self.writer.add(evidence.SIGN_OFFS, write_json([sign_off_row(one).as_dict() for one in signed]))
        self.writer.add(evidence.LIAISON, write_json([thread_row(one).as_dict() for one in talked]))
        self.writer.add(evidence.SUMMARY, write_json(evidence.summary(events)))
        if self.reason is not None:
            personal = _personal(case, records, sent, files)
            words = {"sign_offs": sign_off_words(signed), "liaison": liaison_words(talked)}
            self.writer.add(evidence.PERSONAL, write_json({**personal, **words}))

    def _export(self, unit: Unit, case: CaseFile, manifest: Manifest) -> EventRecord:
        """Journal the export, which speaks of the manifest, and give its event."""
        data = write_json(manifest.as_dict())
        self.writer.add(evidence.MANIFEST, data)
        note(
            unit,
            self.counter,
            self.operator,
            EventKind.EVIDENCE_EXPORTED,
            self.counter.clock.now(),
            case_id=case.id,
            payload={
                "manifest": sm3(data),
                "receipt_no": case.receipt_no,
                "whole": self.reason is not None,
            },
            private=None if self.reason is None else {"reason": self.reason.strip()},
        )
        return records_of_case(unit, case.id, after=manifest.last)[0][0]


def _records(unit: Unit, case_id: CaseId) -> tuple[_Records, str]:
    """Events of the case and of its visit, and the visit."""
    records = records_of_case(unit, case_id)
    received = (r.says() for r, _ in records if r.kind == EventKind.CASE_RECEIVED.value)
    visit = str(next(received, {}).get("visit", ""))
    if visit:
        records = records_of_case(unit, case_id, visit)
    if not records:
        raise Refused("S-36", where=case_id)
    return records, visit


def _last_digest(records: _Records) -> str:
    return next((record.case_digest for record, _ in reversed(records) if record.case_digest), "")


def _case(case: CaseFile, events: list[EventRecord]) -> dict[str, Any]:
    """The case as it stands, who it is about masked."""
    agent = case.agent
    return {
        "id": case.id,
        "receipt_no": case.receipt_no,
        "events": [event.seq for event in events],
        "item": case.item,
        "item_name": case.item_name,
        "variant_code": case.variant_code,
        "near": case.near,
        "home": case.home,
        "department": case.department,
        "home_case_no": case.home_case_no,
        "site": case.site,
        "window": case.window,
        "clerk": case.clerk,
        "state": case.state.value,
        "version": case.version,
        "round": case.round,
        "opened_at": stamp(case.opened_at),
        "consent_at": stamp(case.consent_at),
        "received_at": stamp(case.received_at),
        "accepted_at": stamp_or_none(case.accepted_at),
        "deemed": case.deemed,
        "decided_at": stamp_or_none(case.decided_at),
        "handed_over_at": stamp_or_none(case.handed_over_at),
        "handed_over_by": case.handed_over_by,
        "changed_at": stamp(case.changed_at),
        "applicant": {
            "kind": case.applicant.kind.value,
            "name": _shown_name(case),
            "number": mask_number(case.applicant.number),
            "identity": _identity(case.evidence),
        },
        "agent": agent
        and {
            "relation": relation_code(agent),
            "name": mask_name(agent.person.name),
            "number": mask_number(agent.person.number),
            "identity": _identity(agent.evidence),
        },
    }


def _shown_name(case: CaseFile) -> str:
    """A person's name is masked; an organisation's is public."""
    person = case.applicant.kind is ApplicantKind.PERSON
    return mask_name(case.applicant.name) if person else case.applicant.name


def _identity(read: IdentityEvidence) -> dict[str, str]:
    return {"strength": read.strength.value, "reader": read.reader, "read_at": stamp(read.read_at)}


def _files(case: CaseFile, files: tuple[AttachmentRow, ...]) -> dict[str, Any]:
    """How each material was met, and the digests of derived copies and other files; the files stay here."""
    return {
        "materials": [
            {
                "material": met.material,
                "way": met.way.value,
                "sm3": met.digest,
                "due": day_text(met.due),
                "paper_reason": met.paper_reason.value if met.paper_reason else None,
            }
            for met in case.met
        ],
        "attachments": [
            {
                "id": file.id,
                "material": file.material,
                "media_type": file.media_type,
                "size": file.size,
                "sm3": file.digest,
            }
            for file in files
        ],
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "kind": delivery.kind.value,
        "round": delivery.round,
        "region": delivery.region,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "generation": delivery.generation,
        "queued_at": stamp(delivery.queued_at),
        "began_at": stamp_or_none(delivery.began_at),
        "settled_at": stamp_or_none(delivery.settled_at),
        "fault": delivery.fault.code if delivery.fault else None,
        "next_actor": delivery.next_actor,
        "decided_by": delivery.decided_by,
    }


def _personal(
    case: CaseFile, records: _Records, sent: tuple[Delivery, ...], files: tuple[AttachmentRow, ...]
) -> dict[str, Any]:
    """Everything that is encrypted in the store, in full; photos and chip data are nowhere."""
    return {
        "applicant": codec.applicant_to_json(case.applicant),
        "evidence": codec.evidence_to_json(case.evidence),
        "agent": codec.agent_to_json(case.agent),
        "form": dict(case.form),
        "materials": [codec.met_to_json(met) for met in case.met],
        "corrections": [codec.correction_to_json(correction) for correction in case.corrections],
        "words": case.words,
        "licence_no": case.licence_no,
        "online_reference": case.online_reference,
        "handed_over": {
            "to": case.handed_over_to,
            "number": case.handed_over_number,
            "relation": case.handed_over_relation,
            "identity": case.handed_over_identity,
        },
        "file_names": {file.id: file.file_name for file in files},
        "deliveries": {d.id: {"words": d.words, "reason": d.decided_reason} for d in sent},
        "events": {str(record.seq): private for record, private in records if private is not None},
    }
