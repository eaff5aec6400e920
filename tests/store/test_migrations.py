"""One history makes, on both databases, exactly the tables that the program uses."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from clerk.store import ColumnKeys, Store, StoreKind
from clerk.store.migrations.run import known_revisions
from clerk.store.opening import SCHEMA_VERSION, VERSION_TABLE
from clerk.store.tables import METADATA
from tests.postgres import PostgresCluster
from tests.store.samples import receive


def _ours(_object: object, name: str | None, kind: str, *_rest: Any) -> bool:
    return kind != "table" or name in METADATA.tables


def test_the_migrated_tables_are_the_programs_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_type": True,
                "compare_server_default": True,
                "include_object": _ours,
            },
        )
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_version_the_program_knows() -> None:
    assert known_revisions()[0] == SCHEMA_VERSION


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "UPDATE receipt_numbers SET sequence = 7",
        "DELETE FROM receipt_numbers",
        "DELETE FROM deliveries",
        "DELETE FROM cases",
        "DELETE FROM chain_head",
        "DELETE FROM store_facts",
    ],
)
def test_the_database_itself_refuses_to_forget(store: Store, statement: str) -> None:
    receive(store)
    with pytest.raises(sa.exc.DBAPIError, match="refuses"), store.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_postgresql_journal_cannot_be_emptied(postgres: PostgresCluster, keys: ColumnKeys) -> None:
    store = Store.open(postgres.url(), keys, StoreKind.TRAINING)
    with pytest.raises(sa.exc.DBAPIError, match="refuses"), store.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE journal")
    store.close()
