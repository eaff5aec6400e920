"""密钥轮换: renewing the keys of a store while counters work.

A version is made and kept in the vault, then carried to every place that opens the store, then used, and then
every encrypted value gets a lid of it. Each step is a transaction that says in the journal what it did.

Who writes learns the version to seal with from the turn to write (:func:`~clerk.store.unit.take_turn`). Once
a version is in use nobody writes with an older one, and what was moved stays moved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import journal
from clerk.store.canonical import row_digest
from clerk.store.cells import HEAD, LID, LIDDED, PLAIN, head_of, version_of
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.key_holders import KeyHolder, key_holders
from clerk.store.opening import write_key_check
from clerk.store.store import Store
from clerk.store.tables import CASE_COLUMNS, CASES, CHAIN_HEAD, JOURNAL, KEY_CHECKS, METADATA
from clerk.store.unit import Unit, read_head

BATCH = 128
"""Values that get a new lid in one transaction, at most."""

BATCH_BYTES = 4 * 2**20
"""Bytes of the values of one transaction: the database writes a value anew for its lid. One may be larger."""

Progress = Callable[[str, int], None]
"""Called after each transaction with the table it was about and how many values were moved in all."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of encrypted values."""

    table: sa.Table
    column: sa.Column[Any]
    key: sa.Column[Any]

    @property
    def name(self) -> str:
        """As told to people."""
        return f"{self.table.name}.{self.column.name}"

    @property
    def lids(self) -> sa.Select[Any]:
        """Key and lid of every value that has one."""
        return sa.select(self.key, _start(self, LID)).where(_start(self, 1) == bytes((LIDDED,)))

    def cell(self, key: object) -> Cell:
        """The place of the value in the row with ``key``."""
        return Cell(self.table.name, self.column.name, str(key))


@dataclass(frozen=True, slots=True)
class Held:
    """How many values of a column need a version. ``fixed``: nothing can move them to another."""

    column: str
    version: int
    count: int
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class KeyState:
    """The versions of a store's keys. ``waiting`` was made and is not used yet; None where there is none."""

    in_use: int
    known: tuple[int, ...]
    holders: tuple[KeyHolder, ...]

    @property
    def waiting(self) -> int | None:
        """The version that was made and is not used yet."""
        newest = max(self.known)
        return newest if newest > self.in_use else None

    def without(self, version: int) -> tuple[KeyHolder, ...]:
        """Places that do not hold ``version``."""
        return tuple(holder for holder in self.holders if version not in holder.versions)


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Every column of bytes is encrypted, but for the checks of the keys themselves."""
    return tuple(
        SealedColumn(table, column, next(iter(table.primary_key)))
        for table in METADATA.sorted_tables
        if table is not KEY_CHECKS
        for column in table.columns
        if isinstance(column.type, sa.LargeBinary)
    )


def key_state(store: Store) -> KeyState:
    """The versions that the store knows, and who holds which.

    Raises:
        Refused: what the database said.
    """
    with store.reading() as unit:
        return _state(unit)


def held(store: Store) -> tuple[Held, ...]:
    """How many values of each column need each version. Looks at every value.

    Raises:
        Refused: what the database said.
    """
    with store.reading() as unit:
        return tuple(part for column in sealed_columns() for part in _held(unit, column))


def make_version(store: Store, at: datetime, keep: Callable[[ColumnKeys], None]) -> int:
    """Make a new version; ``keep`` puts the keys into the vault before the store hears of it.

    A version that waits for its use already is taken instead of another.

    Raises:
        Refused: ``S-25`` one waits that was made elsewhere and is not here; what ``keep`` raises.
    """
    with store.writing() as unit:
        state = _state(unit)
        version = state.waiting
        if version is not None:
            if version not in unit.keys.versions:
                raise Refused("S-25", version=str(version))
            return version
        renewed = unit.keys if unit.keys.newest > state.in_use else unit.keys.renewed()
        version = renewed.newest
        keep(renewed)
        write_key_check(unit.connection, renewed, version)
        _note(unit, at, "made", version)
    store.keys = store.keys.joined(renewed) or store.keys
    return version


def use_version(store: Store, version: int, at: datetime) -> None:
    """From this transaction on, whatever is written takes ``version``; nothing changes where it does already.

    Raises:
        Refused: ``S-26`` a place does not hold it yet, ``S-25`` nor does this one.
    """
    with store.writing() as unit:
        state = _state(unit)
        if version <= state.in_use:
            return
        unit.keys.sealing_with(version)
        missing = state.without(version)
        if missing:
            where = "; ".join(f"{holder.name}, {holder.seen_on}" for holder in missing)
            raise Refused("S-26", version=str(version), where=where)
        unit.connection.execute(sa.update(CHAIN_HEAD).values(key_version=version))
        _note(unit, at, "used", version)


def move_values(
    store: Store,
    at: Callable[[], datetime],
    progress: Progress | None = None,
    rest: Callable[[float], None] = time.sleep,
) -> int:
    """Give every value a lid of the version in use, in small transactions; says how many got one.

    Between two transactions it rests as long as the last one took, so that others get their turn. What was
    moved stays moved whenever this ends; the next call goes on with what is left.

    Raises:
        Refused: what the database said; ``S-14`` a value does not open.
    """
    moved = 0
    for column in sealed_columns():
        for batch in _batches(store, column):
            began = time.monotonic()
            with store.writing() as unit:
                moved += sum(_move(unit, column, key, lid, at) for key, lid in batch)
            if progress is not None:
                progress(column.table.name, moved)
            rest(time.monotonic() - began)
    with store.writing() as unit:
        if moved:
            _note(unit, at(), "moved", unit.keys.seals_with)
    return moved


def retire_version(store: Store, version: int, at: datetime) -> bool:
    """Strike out an older version that nothing needs; says whether the store still knew it.

    Places may drop it from their vaults afterwards. Copies of the store from before can be read only with it.

    Raises:
        Refused: ``S-27`` values still need it, ``S-28`` it is in use, waits for its use or never was.
    """
    state = key_state(store)
    if not 0 < version < state.in_use:
        raise Refused("S-28", version=str(version))
    if version not in state.known:
        return False
    # Nobody writes with it any more, so what this snapshot shows is not overtaken.
    needed = [part for part in held(store) if part.version == version]
    if needed:
        where = ", ".join(part.column for part in needed)
        count = sum(part.count for part in needed)
        raise Refused("S-27", version=str(version), count=str(count), where=where)
    with store.writing() as unit:
        struck = sa.delete(KEY_CHECKS).where(KEY_CHECKS.c.version == version)
        if unit.connection.execute(struck).rowcount != 1:
            return False  # another did it meanwhile
        _note(unit, at, "retired", version)
    return True


def _state(unit: Unit) -> KeyState:
    known = unit.connection.scalars(sa.select(KEY_CHECKS.c.version).order_by(KEY_CHECKS.c.version))
    return KeyState(read_head(unit.connection).key_version, tuple(known), key_holders(unit))


def _note(unit: Unit, at: datetime, step: str, version: int, case_id: str = "") -> None:
    payload = {"step": step, "version": version}
    journal.append_by_command(unit, EventKind.KEYS_CHANGED, at, payload, case_id)


def _held(unit: Unit, column: SealedColumn) -> Iterator[Held]:
    head = _start(column, HEAD).label("head")
    query = sa.select(head, sa.func.count()).where(column.column.is_not(None)).group_by(head)
    for found, count in sorted(tuple(row) for row in unit.connection.execute(query)):
        yield Held(column.name, version_of(found), count, _is_fixed(column, found))


def _is_fixed(column: SealedColumn, lid: bytes) -> bool:
    """The chain covers the whole of what the first stores wrote into the journal."""
    return column.table is JOURNAL and lid[:1] != bytes((LIDDED,))


def _batches(store: Store, column: SealedColumn) -> Iterator[list[tuple[Any, bytes]]]:
    """Keys and lids of the values that are not of the version in use, a few at a time."""
    after: Any = None
    while True:
        with store.reading() as unit:
            head = head_of(read_head(unit.connection).key_version)
            found = unit.connection.execute(_left(column, head, after)).all()
        if not found:
            return
        batch: list[tuple[Any, bytes]] = []
        size = 0
        for key, lid, length in found:
            if batch and size + length > BATCH_BYTES:
                break
            batch.append((key, lid))
            size += length
            after = key
        yield batch


def _left(column: SealedColumn, head: bytes, after: Any) -> sa.Select[Any]:
    query = (
        sa.select(column.key, _start(column, LID), sa.func.length(column.column))
        .where(_start(column, HEAD) != head)
        .order_by(column.key)
        .limit(BATCH)
    )
    if column.table is JOURNAL:
        query = query.where(_start(column, 1) == bytes((LIDDED,)))
    return query if after is None else query.where(column.key > after)


def _move(unit: Unit, column: SealedColumn, key: Any, lid: bytes, at: Callable[[], datetime]) -> int:
    """Give one value a new lid, unless it was written or forgotten since it was looked at."""
    if lid[:1] == bytes((PLAIN,)):
        return _seal_anew(unit, column, key, at)
    new = unit.keys.new_lid(lid, column.cell(key))
    body = sa.func.substr(column.column, LID + 1, type_=sa.LargeBinary)
    # The body never leaves the database. SQLite joins bytes to a text of the same bytes; the cast undoes it.
    joined = sa.cast(sa.literal(new, sa.LargeBinary).concat(body), sa.LargeBinary)
    change = (
        sa.update(column.table)
        .where(column.key == key, _start(column, LID) == lid)
        .values({column.column: joined})
    )
    return unit.connection.execute(change).rowcount


def _seal_anew(unit: Unit, column: SealedColumn, key: Any, at: Callable[[], datetime]) -> int:
    """Encrypt anew a value of the first stores. A case has another digest then, so an event tells it."""
    row = unit.connection.execute(sa.select(column.table).where(column.key == key)).mappings().first()
    sealed = None if row is None else row[column.column.name]
    if row is None or sealed is None or sealed[:1] != bytes((PLAIN,)):
        return 0
    cell = column.cell(key)
    anew = unit.keys.seal(unit.keys.open(sealed, cell), cell)
    unit.connection.execute(sa.update(column.table).where(column.key == key).values({column.column: anew}))
    if column.table is CASES:
        unit.case_written(str(key), row_digest("cases", CASE_COLUMNS, {**row, column.column.name: anew}))
        _note(unit, at(), "moved", unit.keys.seals_with, str(key))
    return 1


def _start(column: SealedColumn, count: int) -> sa.Function[Any]:
    return sa.func.substr(column.column, 1, count, type_=sa.LargeBinary)
