"""Days that a supervisor closed, and what was said to their differences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clerk.store.migrations.guards import allow_only_new_lids, forbid

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what is there stays."""
    _days()
    _day_answers()
    kept = "id site day closed_by closed_at over_the_shoulder digest facts"
    allow_only_new_lids("days", kept.split())
    allow_only_new_lids("day_answers", ["id", "site", "day", "difference", "kind", "by", "at"])
    for table in ("days", "day_answers"):
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


def _day_answers() -> None:
    op.create_table(
        "day_answers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("difference", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_answers")),
        comment="What was said to differences of a day; the last word counts, none is taken away",
    )
    op.create_index(op.f("ix_day_answers_site_day"), "day_answers", ["site", "day"])
