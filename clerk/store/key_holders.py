"""Places that hold the keys of a store, a vault each. A version is used only once all of them have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from clerk.domain.china_time import CHINA
from clerk.store.engines import WRITES
from clerk.store.tables import KEY_HOLDERS
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A place as it opened the store last. ``seen_on``: that day at the counter, ``YYYY-MM-DD``."""

    name: str
    versions: frozenset[int]
    seen_on: str


def note_holder(engine: sa.Engine, name: str, versions: Iterable[int]) -> None:
    """Note that a place opened the store and its versions. Writes only what is news, once a day."""
    row = {
        "versions": ",".join(str(version) for version in sorted(versions)),
        "seen_on": datetime.now(UTC).astimezone(CHINA).date().isoformat(),
    }
    known = sa.select(KEY_HOLDERS.c.versions, KEY_HOLDERS.c.seen_on).where(KEY_HOLDERS.c.holder == name)
    with engine.connect() as connection, connection.begin():
        found = connection.execute(known).first()
    if found is not None and found._asdict() == row:
        return
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        change = sa.update(KEY_HOLDERS).where(KEY_HOLDERS.c.holder == name).values(row)
        if connection.execute(change).rowcount == 0:
            connection.execute(sa.insert(KEY_HOLDERS), {"holder": name, **row})


def key_holders(unit: Unit) -> tuple[KeyHolder, ...]:
    """All places, by name."""
    rows = unit.connection.execute(sa.select(KEY_HOLDERS).order_by(KEY_HOLDERS.c.holder))
    return tuple(
        KeyHolder(row.holder, frozenset(map(int, row.versions.split(","))), row.seen_on) for row in rows
    )


def forget_holder(unit: Unit, name: str) -> bool:
    """Strike out a place that is gone; says whether it was there. Opening the store brings it back."""
    return unit.connection.execute(sa.delete(KEY_HOLDERS).where(KEY_HOLDERS.c.holder == name)).rowcount == 1
