"""The store: one database, opened for one purpose, with its keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from clerk.store.columns import ColumnKeys
from clerk.store.engines import PATIENCE, WRITES, build_engine, where
from clerk.store.errors import faults_of
from clerk.store.opening import StoreKind, prepare
from clerk.store.unit import Unit, read_head, take_turn

__all__ = ["Store", "StoreKind", "Unit"]


class Store:
    """An open store. Thread safe; each unit of work belongs to one thread."""

    def __init__(self, engine: sa.Engine, keys: ColumnKeys, kind: StoreKind) -> None:
        self.engine = engine
        self.keys = keys
        self.kind = kind

    @classmethod
    def open(
        cls, url: str, keys: ColumnKeys, kind: StoreKind, *, create: bool = True, patience: float = PATIENCE
    ) -> Store:
        """Open the store at ``url``; make it, or bring it up to this version, where that is needed.

        ``patience``: seconds that a writer waits for its turn. All is checked before anything is written.

        Raises:
            Refused: ``S-01`` … ``S-17``; the fault says what is wrong and what to do.
        """
        engine = build_engine(url, patience)
        try:
            with faults_of(where(engine)):
                prepare(engine, keys, kind, create=create)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, keys, kind)

    @property
    def url(self) -> str:
        """The address, with its password: for the engine that shares the database, not for people."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """One transaction that may write: committed when left, rolled back on any error.

        Writers take turns, on both databases. A case written within must be followed by its event.

        Raises:
            Refused: what the database said; nothing of the transaction was kept.
        """
        with (
            faults_of(where(self.engine)),
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            unit = Unit(connection, self.keys, take_turn(connection))
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
