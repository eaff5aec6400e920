"""Connections to the two kinds of database, set up so that both behave alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from clerk.domain.faults import Refused

WRITES = "counter_writes"
"""Execution option of a connection that is going to write."""

PATIENCE = 10.0
"""Seconds that a writer waits for its turn before it says so."""


def build_engine(url: str, patience: float = PATIENCE) -> sa.Engine:
    """An engine for ``url``.

    Raises:
        Refused: ``S-02`` the address is of no database that the counter can use.
    """
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise Refused("S-02", where="?") from None
    if address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}:
        return _sqlite(address, patience)
    if address.drivername == "postgresql+psycopg":
        return _postgresql(address, patience)
    raise Refused("S-02", where=address.render_as_string(hide_password=True))


def sqlite_file(engine: sa.Engine) -> Path | None:
    """The file of a SQLite engine, None for a server."""
    database = engine.url.database
    return Path(database) if engine.dialect.name == "sqlite" and database else None


def where(engine: sa.Engine) -> str:
    """The store's place as shown to people: a path, or a server without its password."""
    return engine.url.database or "?" if engine.dialect.name == "sqlite" else str(engine.url)


def _sqlite(address: sa.URL, patience: float) -> sa.Engine:
    engine = sa.create_engine(
        address,
        hide_parameters=True,
        connect_args={"timeout": patience, "check_same_thread": False, "isolation_level": None},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: sa.Connection) -> None:
    # The driver would begin late and as a reader: a transaction that read first could then never write.
    # Writers say so at once and wait in line.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(address: sa.URL, patience: float) -> sa.Engine:
    return sa.create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,  # a restarted server costs a new connection, not a fault in front of the clerk
        connect_args={
            "application_name": "counter",
            "connect_timeout": max(2, round(patience)),
            "tcp_user_timeout": max(2000, round(patience * 1000)),  # a cut cable is noticed, not waited for
            "options": f"-c lock_timeout={round(patience * 1000)} -c timezone=UTC",
        },
    )
