"""The store: one database, opened for one purpose, with its keys."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import sqlalchemy as sa

from clerk.domain.faults import Refused
from clerk.store.columns import ColumnKeys
from clerk.store.engines import PATIENCE, WRITES, build_engine, where
from clerk.store.errors import faults_of
from clerk.store.key_holders import note_holder
from clerk.store.opening import StoreKind, prepare
from clerk.store.tables import KEY_CHECKS
from clerk.store.unit import Unit, read_head, take_turn

__all__ = ["Store", "StoreKind", "Unit"]


Vaulted = Callable[[], ColumnKeys | None]
"""Reads the keys from where they are kept, as they are now; None where there are none."""

VAULT_REST = 5.0
"""Seconds before the vault is asked again for a version that it did not have."""


class Store:
    """An open store. Thread safe; each unit of work belongs to one thread.

    Keys that are renewed while the store is open are fetched from ``vaulted`` when they are first met.
    """

    def __init__(
        self, engine: sa.Engine, keys: ColumnKeys, kind: StoreKind, vaulted: Vaulted | None = None
    ) -> None:
        self.engine = engine
        self.keys = replace(keys, later=self._later_key)
        self.kind = kind
        self._vaulted = vaulted
        self._fetching = threading.Lock()
        self._ask_again_at = 0.0

    @classmethod
    def open(
        cls,
        url: str,
        keys: ColumnKeys,
        kind: StoreKind,
        *,
        create: bool = True,
        patience: float = PATIENCE,
        vaulted: Vaulted | None = None,
        holder: str = "",
    ) -> Store:
        """Open the store at ``url``; make it, or bring it up to this version, where that is needed.

        ``patience``: seconds that a writer waits for its turn. ``holder``: the place whose keys these are;
        its versions are noted in the store. All is checked before anything is written.

        Raises:
            Refused: ``S-01`` … ``S-17``, ``S-25``; the fault says what is wrong and what to do.
        """
        engine = build_engine(url, patience)
        try:
            with faults_of(where(engine)):
                keys = _prepared(engine, keys, kind, vaulted, create=create)
        except BaseException:
            engine.dispose()
            raise
        store = cls(engine, keys, kind, vaulted)
        if holder:
            # A store that can only be read is no reason not to read it.
            with suppress(Refused):
                store.note_holder(holder)
        return store

    def note_holder(self, holder: str) -> None:
        """Note which versions of the keys a place holds.

        Raises:
            Refused: what the database or the vault said.
        """
        with faults_of(where(self.engine)):
            note_holder(self.engine, holder, self.keys.versions, self._kept_versions)

    def fetch_keys(self) -> None:
        """Take in the keys as they are kept now; those that are known already stay.

        Raises:
            Refused: what the vault said.
        """
        kept = None if self._vaulted is None else self._vaulted()
        joined = None if kept is None else self.keys.joined(kept)
        if joined is not None:
            self.keys = joined

    @property
    def url(self) -> str:
        """The address, with its password: for the engine that shares the database, not for people."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """One transaction that may write: committed when left, rolled back on any error.

        Writers take turns, on both databases. A case written within must be followed by its event.

        Raises:
            Refused: what the database said, or ``S-25``; nothing of the transaction was kept.
        """
        with (
            faults_of(where(self.engine)),
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
        ):
            transaction = connection.begin()
            head = take_turn(connection)
            if head.key_version not in self.keys.versions:
                # The others do not wait while a keyring asks for its password.
                transaction.rollback()
                self.fetch_keys()
                transaction = connection.begin()
                head = take_turn(connection)
            with transaction:
                # Not kept: another thread may just be taking in a version that these keys do not have.
                unit = Unit(connection, self.keys.sealing_with(head.key_version), head)
                yield unit
                unit.close_books()

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """One snapshot that cannot write; it sees nothing that was committed after its first look.

        Raises:
            Refused: what the database said.
        """
        with faults_of(where(self.engine)), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(  # noqa: PLW2901 - the same connection, set up
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                with connection.begin():
                    yield Unit(connection, self.keys)
                return
            raw = connection.connection
            raw.execute("PRAGMA query_only = ON")
            try:
                with connection.begin():
                    yield Unit(connection, self.keys)
            finally:
                raw.execute("PRAGMA query_only = OFF")

    def change_mark(self) -> int:
        """Number of the last journal event: another number means that something happened. Cheap."""
        with self.reading() as unit:
            return read_head(unit.connection).seq

    def close(self) -> None:
        """Give the connections back; the store can be opened again."""
        self.engine.dispose()

    def _kept_versions(self) -> Iterable[int]:
        kept = None if self._vaulted is None else self._vaulted()
        return (self.keys if kept is None else kept).versions

    def _later_key(self, version: int) -> bytes | None:
        """The key of a version that came after the store was opened; None where there never was one."""
        with self._fetching:
            if version not in self.keys.versions and time.monotonic() >= self._ask_again_at:
                self._ask_again_at = time.monotonic() + VAULT_REST
                with suppress(Refused):  # the value that does not open says it better
                    self.fetch_keys()
        key = self.keys.versions.get(version)
        if key is None and self._knows(version):
            raise Refused("S-25", version=str(version))
        return key

    def _knows(self, version: int) -> bool:
        with faults_of(where(self.engine)), self.engine.connect() as connection, connection.begin():
            query = sa.select(KEY_CHECKS.c.version).where(KEY_CHECKS.c.version == version)
            return connection.execute(query).first() is not None


def _prepared(
    engine: sa.Engine, keys: ColumnKeys, kind: StoreKind, vaulted: Vaulted | None, *, create: bool
) -> ColumnKeys:
    """Prepare the store; gives the keys that it was opened with.

    Keys that were renewed between the look into the vault and that into the store are fetched again.
    """
    try:
        prepare(engine, keys, kind, create=create)
    except Refused as refused:
        kept = None if refused.fault.code != "S-25" or vaulted is None else vaulted()
        newer = None if kept is None else keys.joined(kept)
        if newer is None or newer == keys:
            raise
        prepare(engine, newer, kind, create=create)
        return newer
    return keys
