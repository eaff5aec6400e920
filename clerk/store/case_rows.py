"""A case file as a row: plain columns to search by, facts in the clear, and everything personal sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from clerk.domain.case_file import CaseFile
from clerk.domain.cases import State, holder
from clerk.domain.clocks import Clock, Limits
from clerk.domain.holding import Holding
from clerk.store import codec
from clerk.store.canonical import Stored, canonical_json
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.moments import moment, moment_or_none, stamp, stamp_or_none


def applicant_index(keys: ColumnKeys, number: str) -> str:
    """Blind index of an applicant's number (identity document or credit code)."""
    return keys.blind("applicant", number)


def case_to_row(keys: ColumnKeys, case: CaseFile) -> dict[str, Stored]:
    """``case`` as stored, with its version as it is."""
    return {
        "id": case.id,
        "receipt_no": case.receipt_no,
        "site": case.site,
        "window": case.window,
        "near": case.near,
        "home": case.home,
        "item": case.item,
        "item_name": case.item_name,
        "variant_code": case.variant_code,
        "department": case.department,
        "state": case.state.value,
        "clerk": case.clerk,
        "received_at": stamp(case.received_at),
        "changed_at": stamp(case.changed_at),
        "home_case_no": case.home_case_no,
        "version": case.version,
        "applicant_index": applicant_index(keys, case.applicant.number),
        "facts": canonical_json(_facts(case)),
        "personal": keys.seal_json(_personal(case), _cell(case.id)),
    }


def case_from_row(keys: ColumnKeys, row: RowMapping) -> CaseFile:
    """The case file in a row.

    Raises:
        Refused: ``S-14`` the sealed part was altered or belongs to another row.
    """
    facts = json.loads(row["facts"])
    personal = keys.open_json(row["personal"], _cell(row["id"]))
    return CaseFile(
        id=row["id"],
        receipt_no=row["receipt_no"],
        query_code=personal["query_code"],
        site=row["site"],
        window=row["window"],
        near=row["near"],
        home=row["home"],
        item=row["item"],
        item_name=row["item_name"],
        variant_code=row["variant_code"],
        department=row["department"],
        applicant=codec.applicant_from_json(personal["applicant"]),
        evidence=codec.evidence_from_json(personal["evidence"]),
        agent=codec.agent_from_json(personal["agent"]),
        form=personal["form"],
        met=tuple(codec.met_from_json(m) for m in personal["met"]),
        state=State(row["state"]),
        clocks=tuple(Clock.from_dict(c) for c in facts["clocks"]),
        limits=Limits.from_dict(facts["limits"]),
        clerk=row["clerk"],
        opened_at=moment(facts["opened_at"]),
        received_at=moment(row["received_at"]),
        consent_at=moment(facts["consent_at"]),
        changed_at=moment(row["changed_at"]),
        online_reference=personal["online_reference"],
        round=facts["round"],
        home_case_no=row["home_case_no"],
        corrections=tuple(codec.correction_from_json(c) for c in personal["corrections"]),
        correction_document=facts["correction_document"],
        acceptance_document=facts["acceptance_document"],
        accepted_at=moment_or_none(facts["accepted_at"]),
        deemed=facts["deemed"],
        decided_at=moment_or_none(facts["decided_at"]),
        decision_document=facts["decision_document"],
        words=personal["words"],
        licence_name=facts["licence_name"],
        licence_no=personal["licence_no"],
        handed_over_at=moment_or_none(facts["handed_over_at"]),
        handed_over_to=personal["handed_over_to"],
        handed_over_number=personal["handed_over_number"],
        handed_over_relation=personal["handed_over_relation"],
        # Rows of earlier versions have none.
        handed_over_identity=personal.get("handed_over_identity", ""),
        handed_over_mode=facts["handed_over_mode"],
        handed_over_by=facts["handed_over_by"],
        printed=facts["printed"],
        holding=holding_from_facts(facts, State(row["state"]), moment(row["changed_at"])),
        version=row["version"],
    )


def holding_from_facts(facts: Mapping[str, Any], state: State, changed_at: datetime) -> Holding | None:
    """Who holds a case and who held it how long.

    Rows of earlier versions say nothing of it: their time is counted from their last change on.
    """
    if "holding" not in facts:
        return Holding.begin(holder(state), changed_at)
    return None if facts["holding"] is None else Holding.from_dict(facts["holding"])


def _facts(case: CaseFile) -> dict[str, Any]:
    """Times and document numbers: what an auditor reads without keys."""
    return {
        "clocks": [clock.as_dict() for clock in case.clocks],
        "limits": case.limits.as_dict(),
        "opened_at": stamp(case.opened_at),
        "consent_at": stamp(case.consent_at),
        "round": case.round,
        "correction_document": case.correction_document,
        "acceptance_document": case.acceptance_document,
        "accepted_at": stamp_or_none(case.accepted_at),
        "deemed": case.deemed,
        "decided_at": stamp_or_none(case.decided_at),
        "decision_document": case.decision_document,
        "licence_name": case.licence_name,
        "handed_over_at": stamp_or_none(case.handed_over_at),
        "handed_over_mode": case.handed_over_mode,
        "handed_over_by": case.handed_over_by,
        "printed": dict(case.printed),
        "holding": None if case.holding is None else case.holding.as_dict(),
        "deferred": [due.isoformat() for due in case.deferred],
    }


def _personal(case: CaseFile) -> dict[str, Any]:
    """Who it is about, what they handed in, what was said about them. File names often hold names."""
    return {
        "query_code": case.query_code,
        "applicant": codec.applicant_to_json(case.applicant),
        "evidence": codec.evidence_to_json(case.evidence),
        "agent": codec.agent_to_json(case.agent),
        "form": dict(case.form),
        "met": [codec.met_to_json(m) for m in case.met],
        "corrections": [codec.correction_to_json(c) for c in case.corrections],
        "words": case.words,
        "licence_no": case.licence_no,
        "online_reference": case.online_reference,
        "handed_over_to": case.handed_over_to,
        "handed_over_number": case.handed_over_number,
        "handed_over_relation": case.handed_over_relation,
        "handed_over_identity": case.handed_over_identity,
    }


def _cell(case_id: str) -> Cell:
    return Cell("cases", "personal", case_id)
