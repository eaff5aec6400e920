"""Alembic's entry: runs the history on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from clerk.store.migrations.run import CONNECTION
from clerk.store.opening import VERSION_TABLE
from clerk.store.tables import METADATA

context.configure(
    connection=context.config.attributes[CONNECTION],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
