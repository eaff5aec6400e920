"""A worker's lease on its name, and what to do with the work of one that is dead.

The engine brings back only the work of a worker that starts again under the same name. So every worker
holds a lock on its name for as long as it lives, in a way that the system releases when it dies: a file
lock beside a SQLite store, a session's advisory lock in PostgreSQL. Whoever can take another's lock knows
that it is dead, and queues its work again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import sqlalchemy as sa

from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from dbos import DBOSClient

_SLOTS = 64


class Lease(Protocol):
    """A name held by this process alone."""

    @property
    def executor_id(self) -> str:
        """The name."""
        ...

    def holds(self) -> bool:
        """Whether it is still held. False when the database ended the session that held it."""
        ...

    def release(self) -> None:
        """Give the name back."""
        ...


class Leases(Protocol):
    """Where names are held."""

    def take(self, executor_id: str) -> Lease | None:
        """The lease on a name, None when somebody alive has it."""
        ...


class FileLease:
    """A locked file. The system unlocks it when the process ends, however it ends."""

    def __init__(self, executor_id: str, descriptor: int) -> None:
        self.executor_id = executor_id
        self._descriptor: int | None = descriptor

    def holds(self) -> bool:
        """Whether it is still held."""
        return self._descriptor is not None

    def release(self) -> None:
        """Give the name back.

        The file stays: removing it could let two processes lock two files of one name.
        """
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class FileLeases:
    """Names of the workers of a SQLite store: one file each in a folder beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, executor_id: str) -> FileLease | None:
        """The lease on a name, None when another process has it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{hashlib.sha256(executor_id.encode()).hexdigest()[:32]}.lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return FileLease(executor_id, descriptor)


class SessionLease:
    """An advisory lock of a PostgreSQL session of its own."""

    def __init__(self, executor_id: str, engine: sa.Engine, connection: sa.Connection) -> None:
        self.executor_id = executor_id
        self._engine = engine
        self._connection = connection

    def holds(self) -> bool:
        """Whether the session is still there, and with it the lock."""
        try:
            self._connection.execute(sa.text("SELECT 1"))
        except sa.exc.DBAPIError:
            return False
        return True

    def release(self) -> None:
        """End the session."""
        self._connection.invalidate()
        self._connection.close()
        self._engine.dispose()


class SessionLeases:
    """Names of the workers of a PostgreSQL store."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url

    def take(self, executor_id: str) -> SessionLease | None:
        """The lease on a name, None when another session has it."""
        # Keep-alives, so that a machine that lost its power gives its name back within a minute.
        alive = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
        engine = sa.create_engine(
            self._url, poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT", connect_args=alive
        )
        connection = engine.connect()
        got = connection.execute(
            sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(executor_id)}
        ).scalar()
        if not got:
            connection.close()
            engine.dispose()
            return None
        return SessionLease(executor_id, engine, connection)


def leases_for(url: str) -> Leases:
    """Where the names of a store's workers are held."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return SessionLeases(parsed)
    if not parsed.database or parsed.database == ":memory:":
        raise Refused("D-22", machine="memory")
    store = Path(parsed.database)
    return FileLeases(store.with_name(f"{store.name}.workers"))


def take_slot(leases: Leases, machine: str) -> Lease:
    """The first free name of this machine: ``{machine}-0``, ``{machine}-1``, …

    Raises:
        Refused: ``D-22`` all of them are taken.
    """
    for slot in range(_SLOTS):
        lease = leases.take(f"{machine}-{slot}")
        if lease is not None:
            return lease
    raise Refused("D-22", machine=machine)


def take_over(client: DBOSClient, leases: Leases, own: str) -> int:
    """Queue again the work of every dead worker; how many runs there were.

    The lease of the dead one is held meanwhile, so neither its own restart nor a third worker queues the
    same run twice.
    """
    resumed = 0
    for executor_id in sorted(_holders(client) - {own}):
        lease = leases.take(executor_id)
        if lease is None:
            continue
        try:
            resumed += _resume(client, executor_id)
        finally:
            lease.release()
    return resumed


def _holders(client: DBOSClient) -> set[str]:
    """Names under which the engine has work begun and not ended."""
    pending = client.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {status.executor_id for status in pending if status.executor_id}


def _resume(client: DBOSClient, executor_id: str) -> int:
    by_queue: defaultdict[str | None, list[str]] = defaultdict(list)
    stranded = client.list_workflows(
        status="PENDING", executor_id=executor_id, load_input=False, load_output=False
    )
    for status in stranded:
        by_queue[status.queue_name].append(status.workflow_id)
    for queue_name, ids in by_queue.items():
        # Without its queue's name a run would go to the engine's own queue, past the limits of its region.
        client.resume_workflows(ids, queue_name=queue_name)
    return sum(len(ids) for ids in by_queue.values())


def _key(executor_id: str) -> int:
    digest = hashlib.sha256(f"counter-console worker {executor_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
