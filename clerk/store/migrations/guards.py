"""What the database itself refuses, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable

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


def allow_only_new_lids(table: str, kept: Iterable[str]) -> None:
    """Make the database refuse any UPDATE on ``table`` but a new lid (47 bytes) on its ``personal`` column.

    ``kept`` names its other columns. Renewed keys give every value a new lid; what is under it stays.
    """
    name = f"{table}_no_update"
    sqlite = op.get_bind().dialect.name == "sqlite"
    same, lid = ("IS", "x'02'") if sqlite else ("IS NOT DISTINCT FROM", r"'\x02'")
    untouched = " AND ".join(f'NEW."{column}" {same} OLD."{column}"' for column in kept)
    body = (
        f"substr(OLD.personal, 1, 1) = {lid} AND substr(NEW.personal, 1, 1) = {lid}"
        " AND substr(NEW.personal, 48) = substr(OLD.personal, 48)"
    )
    if sqlite:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN coalesce(NOT ({untouched} AND {body}), 1) "
            f"BEGIN SELECT RAISE(ABORT, '{table} refuses UPDATE'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} refuses UPDATE'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (coalesce(NOT ({untouched} AND {body}), true)) EXECUTE FUNCTION {name}()"
    )
