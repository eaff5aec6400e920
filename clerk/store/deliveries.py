"""移交: deliveries as rows. What a region or a person said may name somebody, so it is encrypted."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from clerk.domain.cases import CaseId
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.faults import Fault
from clerk.domain.regions import RegionId
from clerk.store.canonical import Stored, canonical_json
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.moments import moment, moment_or_none, stamp, stamp_or_none
from clerk.store.tables import CASES, DELIVERIES
from clerk.store.unit import Unit


def insert_delivery(unit: Unit, delivery: Delivery) -> None:
    """Write a new delivery. Its id says what it is, so the same thing is never queued twice.

    Raises:
        Refused: ``S-16`` it is there already, or its case is not.
    """
    unit.connection.execute(_INSERT, _to_row(unit.keys, delivery))


def load_delivery(unit: Unit, delivery_id: str) -> Delivery:
    """The delivery as it stands.

    Raises:
        KeyError: there is no such delivery.
    """
    row = unit.connection.execute(_BY_ID, {"the_id": delivery_id}).first()
    if row is None:
        raise KeyError(delivery_id)
    return _from_row(unit.keys, row)


def save_delivery(unit: Unit, delivery: Delivery) -> None:
    """Write a changed delivery.

    Raises:
        KeyError: there is no such delivery.
    """
    row = _to_row(unit.keys, delivery)
    if unit.connection.execute(_UPDATE, {**row, "the_id": delivery.id}).rowcount != 1:
        raise KeyError(delivery.id)


def list_deliveries(
    unit: Unit,
    states: Collection[DeliveryState] | None = None,
    region: RegionId | None = None,
    limit: int = 100,
    *,
    site: str | None = None,
    offset: int = 0,
) -> tuple[Delivery, ...]:
    """Deliveries in these states, to this region and of this site, the longest waiting first; None = all."""
    query = (
        sa.select(DELIVERIES).order_by(DELIVERIES.c.queued_at, DELIVERIES.c.id).limit(limit).offset(offset)
    )
    if states is not None:
        query = query.where(DELIVERIES.c.state.in_(sorted(s.value for s in states)))
    if region is not None:
        query = query.where(DELIVERIES.c.region == region)
    if site is not None:
        query = query.join(CASES, CASES.c.id == DELIVERIES.c.case_id).where(CASES.c.site == site)
    return tuple(_from_row(unit.keys, row) for row in unit.connection.execute(query))


def deliveries_of_case(unit: Unit, case_id: CaseId) -> tuple[Delivery, ...]:
    """All deliveries of a case, in the order in which they were queued."""
    rows = unit.connection.execute(_OF_CASE, {"the_case": case_id})
    return tuple(_from_row(unit.keys, row) for row in rows)


def _to_row(keys: ColumnKeys, delivery: Delivery) -> dict[str, Stored]:
    words = {"words": delivery.words, "decided_reason": delivery.decided_reason}
    return {
        "id": delivery.id,
        "case_id": delivery.case_id,
        "kind": delivery.kind.value,
        "round": delivery.round,
        "region": delivery.region,
        "state": delivery.state.value,
        "queued_at": stamp(delivery.queued_at),
        "attempts": delivery.attempts,
        "generation": delivery.generation,
        "began_at": stamp_or_none(delivery.began_at),
        "next_try_at": stamp_or_none(delivery.next_try_at),
        "settled_at": stamp_or_none(delivery.settled_at),
        "fault": None if delivery.fault is None else canonical_json(delivery.fault.as_dict()),
        "next_actor": delivery.next_actor,
        "decided_by": delivery.decided_by,
        "personal": keys.seal_json(words, _cell(delivery.id)),
    }


def _from_row(keys: ColumnKeys, row: sa.Row[Any]) -> Delivery:
    personal = keys.open_json(row.personal, _cell(row.id))
    fault = None if row.fault is None else json.loads(row.fault)
    return Delivery(
        case_id=row.case_id,
        kind=DeliveryKind(row.kind),
        round=row.round,
        region=row.region,
        state=DeliveryState(row.state),
        queued_at=moment(row.queued_at),
        attempts=row.attempts,
        generation=row.generation,
        began_at=moment_or_none(row.began_at),
        next_try_at=moment_or_none(row.next_try_at),
        settled_at=moment_or_none(row.settled_at),
        fault=None if fault is None else Fault(fault["code"], fault["details"]),
        words=personal["words"],
        next_actor=row.next_actor,
        decided_by=row.decided_by,
        decided_reason=personal["decided_reason"],
    )


def _cell(delivery_id: str) -> Cell:
    return Cell("deliveries", "personal", delivery_id)


_INSERT = sa.insert(DELIVERIES)
_BY_ID = sa.select(DELIVERIES).where(DELIVERIES.c.id == sa.bindparam("the_id"))
_UPDATE = sa.update(DELIVERIES).where(DELIVERIES.c.id == sa.bindparam("the_id"))
_OF_CASE = (
    sa.select(DELIVERIES)
    .where(DELIVERIES.c.case_id == sa.bindparam("the_case"))
    .order_by(DELIVERIES.c.queued_at, DELIVERIES.c.id)
)
