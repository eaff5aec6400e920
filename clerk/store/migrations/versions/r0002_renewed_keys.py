"""Keys that are renewed: the version in use, who holds which, new lids in the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT = "seq prev_hash hash at kind actor terminal case_id case_digest once payload"
"""Columns of the journal that nothing changes."""


def upgrade() -> None:
    """Add what is new; what is there stays."""
    op.create_table(
        "key_holders",
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("versions", sa.Text, nullable=False),
        sa.Column("seen_on", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("holder", name=op.f("pk_key_holders")),
        comment="Places that opened the store, and the key versions that they held then",
    )
    # Not Alembic's batch: that copies the table and would lose its trigger.
    op.execute("ALTER TABLE chain_head ADD COLUMN key_version INTEGER DEFAULT '1' NOT NULL")
    op.execute("UPDATE chain_head SET key_version = coalesce((SELECT max(version) FROM key_checks), 1)")
    _allow_new_lids()


def _allow_new_lids() -> None:
    """An event may get a new lid (47 bytes) on its encrypted part of format 2, and nothing else."""
    if op.get_bind().dialect.name == "sqlite":
        kept = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT.split())
        same = (
            "substr(OLD.personal, 1, 1) = x'02' AND substr(NEW.personal, 1, 1) = x'02'"
            " AND substr(NEW.personal, 48) = substr(OLD.personal, 48)"
        )
        op.execute("DROP TRIGGER journal_no_update")
        op.execute(
            "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
            f"WHEN coalesce(NOT ({kept} AND {same}), 1) "
            "BEGIN SELECT RAISE(ABORT, 'journal refuses UPDATE'); END"
        )
        return
    kept = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _KEPT.split())
    same = (
        "substr(OLD.personal, 1, 1) = '\\x02' AND substr(NEW.personal, 1, 1) = '\\x02'"
        " AND substr(NEW.personal, 48) = substr(OLD.personal, 48)"
    )
    op.execute("DROP TRIGGER journal_no_update ON journal")
    op.execute(
        f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal FOR EACH ROW "
        f"WHEN (coalesce(NOT ({kept} AND {same}), true)) EXECUTE FUNCTION journal_no_update()"
    )
