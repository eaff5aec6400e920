"""Cases: written with a version and a digest, read by id, number, person, place and state."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId, State
from clerk.domain.faults import Refused
from clerk.domain.regions import RegionId
from clerk.store.canonical import row_digest
from clerk.store.case_rows import applicant_index, case_from_row, case_to_row
from clerk.store.moments import day_bounds
from clerk.store.tables import CASE_COLUMNS, CASES, EXTERNAL_IDS
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ExternalId:
    """A number that another system gave to a case, e.g. Shanghai's ``applyNo``."""

    system: str
    kind: str
    value: str


def insert_case(unit: Unit, case: CaseFile) -> CaseFile:
    """Write a new case; its version is 1. An event with its id has to follow in the same transaction."""
    case = replace(case, version=1)
    row = case_to_row(unit.keys, case)
    unit.connection.execute(_INSERT, row)
    unit.case_written(case.id, row_digest("cases", CASE_COLUMNS, row))
    return case


def save_case(unit: Unit, case: CaseFile) -> CaseFile:
    """Write a changed case over the version it was loaded with, and give it with its new version.

    Raises:
        Refused: ``S-18`` somebody else changed it meanwhile; load it again.
        KeyError: there is no such case.
    """
    saved = replace(case, version=case.version + 1)
    row = case_to_row(unit.keys, saved)
    done = unit.connection.execute(_UPDATE, {**row, "the_id": case.id, "the_version": case.version})
    if done.rowcount != 1:
        load_case(unit, case.id)
        raise Refused("S-18", receipt_no=case.receipt_no)
    unit.case_written(case.id, row_digest("cases", CASE_COLUMNS, row))
    return saved


def load_case(unit: Unit, case_id: CaseId) -> CaseFile:
    """The case as it stands.

    Raises:
        KeyError: there is no such case.
    """
    row = unit.connection.execute(_BY_ID, {"the_id": case_id}).mappings().first()
    if row is None:
        raise KeyError(case_id)
    return case_from_row(unit.keys, row)


def case_by_receipt(unit: Unit, receipt_no: str) -> CaseFile | None:
    """The case that bears ``receipt_no``, None where none does."""
    row = unit.connection.execute(_BY_RECEIPT, {"number": receipt_no}).mappings().first()
    return None if row is None else case_from_row(unit.keys, row)


def cases_of_person(unit: Unit, number: str, limit: int) -> tuple[CaseFile, ...]:
    """Cases whose applicant has ``number`` (identity document or credit code), newest first."""
    wanted = CASES.c.applicant_index == applicant_index(unit.keys, number)
    return _cases(unit, sa.select(CASES).where(wanted).order_by(*_NEWEST).limit(limit))


def list_cases(
    unit: Unit,
    *,
    states: Collection[State] | None = None,
    region: RegionId | None = None,
    site: str | None = None,
    received_on: date | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[CaseFile, ...]:
    """Cases newest first, of these states, home region, site and day of receipt; None = all."""
    query = sa.select(CASES).order_by(*_NEWEST).limit(limit).offset(offset)
    if states is not None:
        query = query.where(CASES.c.state.in_(sorted(s.value for s in states)))
    if region is not None:
        query = query.where(CASES.c.home == region)
    if site is not None:
        query = query.where(CASES.c.site == site)
    if received_on is not None:
        begins, ends = day_bounds(received_on)
        query = query.where(CASES.c.received_at >= begins, CASES.c.received_at < ends)
    return _cases(unit, query)


def count_by_state(unit: Unit, site: str | None = None) -> dict[State, int]:
    """How many cases stand in each state, at one site or at all; states without cases are left out."""
    query = sa.select(CASES.c.state, sa.func.count()).group_by(CASES.c.state)
    if site is not None:
        query = query.where(CASES.c.site == site)
    return {State(state): count for state, count in unit.connection.execute(query)}


def add_external_id(unit: Unit, case_id: CaseId, system: str, kind: str, value: str) -> None:
    """Keep a number that another system gave to the case; one that is kept already changes nothing."""
    row = {"case_id": case_id, "system": system, "kind": kind, "value": value}
    if ExternalId(system, kind, value) not in external_ids(unit, case_id):
        unit.connection.execute(sa.insert(EXTERNAL_IDS), row)


def external_ids(unit: Unit, case_id: CaseId) -> tuple[ExternalId, ...]:
    """Numbers that other systems gave to the case."""
    rows = unit.connection.execute(_EXTERNAL, {"the_case": case_id})
    return tuple(ExternalId(row.system, row.kind, row.value) for row in rows)


def _cases(unit: Unit, query: sa.Select[Any]) -> tuple[CaseFile, ...]:
    return tuple(case_from_row(unit.keys, row) for row in unit.connection.execute(query).mappings())


_NEWEST = (CASES.c.received_at.desc(), CASES.c.id.desc())
_INSERT = sa.insert(CASES)
_UPDATE = sa.update(CASES).where(
    CASES.c.id == sa.bindparam("the_id"), CASES.c.version == sa.bindparam("the_version")
)
_BY_ID = sa.select(CASES).where(CASES.c.id == sa.bindparam("the_id"))
_BY_RECEIPT = sa.select(CASES).where(CASES.c.receipt_no == sa.bindparam("number"))
_EXTERNAL = (
    sa.select(EXTERNAL_IDS)
    .where(EXTERNAL_IDS.c.case_id == sa.bindparam("the_case"))
    .order_by(EXTERNAL_IDS.c.system, EXTERNAL_IDS.c.kind, EXTERNAL_IDS.c.value)
)
