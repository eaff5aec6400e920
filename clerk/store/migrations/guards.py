"""What the database itself refuses, whoever asks."""

from __future__ import annotations

from alembic import op


def forbid(table: str, action: str) -> None:
    """Make the database itself refuse ``action`` on ``table``."""
    name = f"{table}_no_{action.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} refuses {action}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} refuses {action}'; END $$"
    )
    events = f"{action} OR TRUNCATE" if action == "DELETE" else action
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
