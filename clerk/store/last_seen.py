"""The latest moment that the journal holds: a clock that stands before it was wound back, or is wrong."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from clerk.domain.journal import EventKind
from clerk.store.moments import moment_or_none
from clerk.store.tables import JOURNAL
from clerk.store.unit import Unit

_OFTEN = (
    EventKind.SIGNED_IN,
    EventKind.SIGN_IN_FAILED,
    EventKind.SIGNED_OUT,
    EventKind.LOCKED,
    EventKind.UNLOCKED,
    EventKind.VISIT_OPENED,
)
"""Kinds of which a working terminal writes some every hour. Each is one look into the index."""


def last_seen(unit: Unit, terminal: str) -> datetime | None:
    """When the last event was, and those of ``terminal`` that happen often; None in an empty journal.

    Later events of a wound-back clock do not hide the earlier ones, unless no such kind is among those.
    """
    newest = sa.select(JOURNAL.c.at).order_by(JOURNAL.c.seq.desc()).limit(1)
    found = [unit.connection.execute(newest).scalar_one_or_none()]
    for kind in _OFTEN:
        here = sa.select(sa.func.max(JOURNAL.c.at)).where(
            JOURNAL.c.kind == kind.value, JOURNAL.c.terminal == terminal
        )
        found.append(unit.connection.execute(here).scalar_one_or_none())
    moments = [at for at in map(moment_or_none, found) if at is not None]
    return max(moments, default=None)
