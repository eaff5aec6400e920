"""Days that a supervisor closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clerk.store.migrations.guards import forbid

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what is there stays."""
    _days()
    for table in ("days",):
        forbid(table, "DELETE")


def _days() -> None:
    op.create_table(
        "days",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.Column("closed_at", sa.Text, nullable=False),
        sa.Column("over_the_shoulder", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days")),
        sa.UniqueConstraint("site", "day", name=op.f("uq_days_site_day")),
        comment="Days that a supervisor closed: what was counted, and differences with their explanations",
    )
