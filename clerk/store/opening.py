"""Opening a store: look first, refuse what must not be touched, and only then make or migrate."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from clerk.domain.chain import GENESIS
from clerk.domain.faults import Refused
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.engines import WRITES, sqlite_file, where
from clerk.store.moments import stamp
from clerk.store.tables import CHAIN_HEAD, KEY_CHECKS, METADATA, STORE_FACTS

SCHEMA_VERSION = "0005"
"""Newest of :mod:`clerk.store.migrations`; here, so that opening a current store needs no Alembic."""

VERSION_TABLE = "store_schema"
"""Where the revision stands. DBOS keeps its own elsewhere in the same database."""

_KNOWN = b"counter"
_MIGRATION_LOCK = 0x636F756E746572
_ENGINE_TABLES = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)


class StoreKind(StrEnum):
    """What a store is for. The two never mix."""

    TRAINING = "training"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Found:
    """What a look into the database showed. ``revision`` is None where there is no store yet."""

    revision: str | None
    kind: StoreKind | None
    key_checks: Mapping[int, bytes]
    in_use: int
    """Version of the keys that new values take; a later one in ``key_checks`` waits for its use."""
    foreign: tuple[str, ...]
    """Tables that are neither ours nor the durable engine's."""


def prepare(engine: sa.Engine, keys: ColumnKeys, kind: StoreKind, *, create: bool) -> None:
    """Check the store behind ``engine``, and make or migrate it where that is needed.

    Raises:
        Refused: ``S-01`` none there, ``S-03`` not a store, ``S-05`` newer version, ``S-06``/``S-07`` of the
            other kind, ``S-08`` other keys, ``S-25`` older keys. Nothing was written then.
    """
    path = sqlite_file(engine)
    if path is not None and not path.exists():
        if not create:
            raise Refused("S-01", where=str(path))
        _make_private(path)
    with engine.connect() as connection, connection.begin():
        found = _look(connection)
        _check(found, where(engine), keys, kind, create=create)
    if path is not None:
        _use_wal(engine)
    if found.revision == SCHEMA_VERSION and found.kind is not None and not _unknown(found, keys):
        return
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        found = _look(connection)  # another console may have been quicker
        _check(found, where(engine), keys, kind, create=create)
        if found.revision != SCHEMA_VERSION:
            from clerk.store.migrations.run import migrate

            migrate(connection)
        _write_facts(connection, found, keys, kind)


def _make_private(path: Path) -> None:
    """Make the file readable for its owner only; SQLite's companion files take the same rights."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return  # another console was quicker
    except OSError:
        raise Refused("S-02", where=str(path)) from None


def _look(connection: sa.Connection) -> Found:
    tables = set(sa.inspect(connection).get_table_names())
    foreign = tuple(sorted(tables - set(METADATA.tables) - {VERSION_TABLE} - _ENGINE_TABLES))
    if VERSION_TABLE not in tables:
        return Found(None, None, {}, 0, foreign)
    revision = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if STORE_FACTS.name not in tables or revision is None:
        return Found(revision, None, {}, 0, foreign)
    kind = connection.execute(sa.select(STORE_FACTS.c.kind)).scalar()
    rows = connection.execute(sa.select(KEY_CHECKS.c.version, KEY_CHECKS.c.sealed))
    checks = {row.version: row.sealed for row in rows}
    in_use = max(checks, default=0)
    if revision == SCHEMA_VERSION:
        in_use = connection.execute(sa.select(CHAIN_HEAD.c.key_version)).scalar() or 0
    return Found(revision, None if kind is None else StoreKind(kind), checks, in_use, foreign)


def _check(found: Found, place: str, keys: ColumnKeys, kind: StoreKind, *, create: bool) -> None:
    if found.revision is None:
        if found.foreign:
            raise Refused("S-03", where=place)
        if not create:
            raise Refused("S-01", where=place)
        return
    if found.revision != SCHEMA_VERSION:
        from clerk.store.migrations.run import known_revisions

        if found.revision not in known_revisions():
            raise Refused("S-05", where=place, found=found.revision, known=SCHEMA_VERSION)
    if found.kind is not None and found.kind is not kind:
        raise Refused("S-06" if found.kind is StoreKind.TRAINING else "S-07", where=place)
    for version, sealed in found.key_checks.items():
        if version in keys.versions:
            _check_key(keys, version, sealed)
    for version in sorted(found.key_checks):
        if version <= found.in_use and version not in keys.versions:
            raise Refused("S-25", version=str(version))


def _check_key(keys: ColumnKeys, version: int, sealed: bytes) -> None:
    try:
        fits = keys.open(sealed, _cell(version)) == _KNOWN + keys.blind("key_check", "").encode()
    except Refused:
        fits = False
    if not fits:
        raise Refused("S-08", version=str(version))


def _unknown(found: Found, keys: ColumnKeys) -> list[int]:
    """Versions that are new to the store. One older than that in use was retired from it, and stays so."""
    return sorted(v for v in set(keys.versions) - set(found.key_checks) if v > found.in_use)


def _write_facts(connection: sa.Connection, found: Found, keys: ColumnKeys, kind: StoreKind) -> None:
    if found.kind is None:
        connection.execute(
            sa.insert(STORE_FACTS), {"id": 1, "kind": kind.value, "created_at": stamp(datetime.now(UTC))}
        )
        head = {"id": 1, "seq": 0, "hash": GENESIS, "key_version": keys.newest}
        connection.execute(sa.insert(CHAIN_HEAD), head)
    for version in _unknown(found, keys):
        write_key_check(connection, keys, version)


def write_key_check(connection: sa.Connection, keys: ColumnKeys, version: int) -> None:
    """Let the store know a version of its keys: by a known value, never by the key."""
    only = ColumnKeys({version: keys.versions[version]}, keys.index_key)
    sealed = only.seal(_KNOWN + keys.blind("key_check", "").encode(), _cell(version))
    connection.execute(sa.insert(KEY_CHECKS), {"version": version, "sealed": sealed})


def _use_wal(engine: sa.Engine) -> None:
    """Write-ahead log: readers never wait for a writer. The mode is kept in the file."""
    with engine.connect() as connection:
        raw = connection.connection
        if raw.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            raw.execute("PRAGMA journal_mode = WAL")


def _cell(version: int) -> Cell:
    return Cell(KEY_CHECKS.name, "sealed", str(version))
