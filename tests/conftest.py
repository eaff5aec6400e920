"""Fixtures that several folders of tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import PostgresCluster, running_postgres

# A busy machine is no counterexample.
settings.register_profile("counter", deadline=None)
settings.load_profile("counter")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    """A real PostgreSQL, started at its first use."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of a SQLite store that is not there yet."""
    return f"sqlite:///{tmp_path / 'counter.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Address of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    return cluster.url()
