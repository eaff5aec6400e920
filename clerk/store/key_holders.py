"""Places that hold the keys of a store, a vault each. A version is used only once all of them have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def note_holder(
    engine: sa.Engine, name: str, versions: Iterable[int], kept: Callable[[], Iterable[int]] | None = None
) -> None:
    """Note that a place opened the store and its versions. Writes only what is news, once a day.

    ``kept`` looks into the place's vault again, when something is to be written: another process beside this
    one may have put a version there since ``versions`` were read, and noted it.

    Raises:
        Refused: what the vault said.
    """
    row = _row(versions)
    while True:
        # The row before the vault: whoever changes the vault notes it afterwards, and that is seen below.
        found = _noted(engine, name)
        if found == row:
            return
        row = row if kept is None else _row(kept())
        if found == row or _write(engine, name, found, row):
            return


def _row(versions: Iterable[int]) -> dict[str, str]:
    return {
        "versions": ",".join(str(version) for version in sorted(versions)),
        "seen_on": datetime.now(UTC).astimezone(CHINA).date().isoformat(),
    }


def _noted(engine: sa.Engine, name: str) -> dict[str, str] | None:
    known = sa.select(KEY_HOLDERS.c.versions, KEY_HOLDERS.c.seen_on).where(KEY_HOLDERS.c.holder == name)
    with engine.connect() as connection, connection.begin():
        found = connection.execute(known).first()
    return None if found is None else found._asdict()


def _write(engine: sa.Engine, name: str, found: dict[str, str] | None, row: dict[str, str]) -> bool:
    """Put ``row`` in the place of what was found; says whether that was still there."""
    change: sa.Update | sa.Insert = (
        sa.insert(KEY_HOLDERS).values({"holder": name, **row})
        if found is None
        else sa.update(KEY_HOLDERS)
        .where(KEY_HOLDERS.c.holder == name, KEY_HOLDERS.c.versions == found["versions"])
        .values(row)
    )
    try:
        with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            return connection.execute(change).rowcount == 1
    except sa.exc.IntegrityError:
        return False


def key_holders(unit: Unit) -> tuple[KeyHolder, ...]:
    """All places, by name."""
    rows = unit.connection.execute(sa.select(KEY_HOLDERS).order_by(KEY_HOLDERS.c.holder))
    return tuple(
        KeyHolder(row.holder, frozenset(map(int, row.versions.split(","))), row.seen_on) for row in rows
    )


def forget_holder(unit: Unit, name: str) -> bool:
    """Strike out a place that is gone; says whether it was there. Opening the store brings it back."""
    return unit.connection.execute(sa.delete(KEY_HOLDERS).where(KEY_HOLDERS.c.holder == name)).rowcount == 1
