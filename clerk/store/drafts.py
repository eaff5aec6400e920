"""暂存: visits in progress. A committed field is on disk before the next key is handled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clerk.store.columns import Cell
from clerk.store.moments import moment, stamp
from clerk.store.tables import DRAFTS
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A visit as last saved."""

    id: str
    window: str
    clerk: str
    saved_at: datetime
    payload: Mapping[str, Any] = field(repr=False)


def save_draft(
    unit: Unit, window: str, draft_id: str, payload: Mapping[str, Any], clerk: str, at: datetime
) -> None:
    """Save a visit over what was saved of it before."""
    row = {
        "id": draft_id,
        "window": window,
        "clerk": clerk,
        "saved_at": stamp(at),
        "personal": unit.keys.seal_json(dict(payload), _cell(draft_id)),
    }
    if unit.connection.execute(_UPDATE, {**row, "the_id": draft_id}).rowcount == 0:
        unit.connection.execute(_INSERT, row)


def load_drafts(unit: Unit, window: str) -> tuple[DraftRow, ...]:
    """Visits in progress at ``window``, the one saved last first."""
    rows = unit.connection.execute(_OF_WINDOW, {"the_window": window})
    return tuple(_draft(unit, row) for row in rows)


def load_draft(unit: Unit, draft_id: str) -> DraftRow | None:
    """The visit as last saved; None when it ended or never was."""
    row = unit.connection.execute(_BY_ID, {"the_id": draft_id}).first()
    return None if row is None else _draft(unit, row)


def delete_draft(unit: Unit, draft_id: str) -> None:
    """Forget a visit that ended; one that is gone already changes nothing."""
    unit.connection.execute(_DELETE, {"the_id": draft_id})


def _draft(unit: Unit, row: sa.Row[Any]) -> DraftRow:
    return DraftRow(
        row.id,
        row.window,
        row.clerk,
        moment(row.saved_at),
        unit.keys.open_json(row.personal, _cell(row.id)),
    )


def _cell(draft_id: str) -> Cell:
    return Cell("drafts", "personal", draft_id)


_INSERT = sa.insert(DRAFTS)
_UPDATE = sa.update(DRAFTS).where(DRAFTS.c.id == sa.bindparam("the_id"))
_OF_WINDOW = (
    sa.select(DRAFTS)
    .where(DRAFTS.c.window == sa.bindparam("the_window"))
    .order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.id.desc())
)
_BY_ID = sa.select(DRAFTS).where(DRAFTS.c.id == sa.bindparam("the_id"))
_DELETE = sa.delete(DRAFTS).where(DRAFTS.c.id == sa.bindparam("the_id"))
