"""Escalations, and the warnings that clocks raise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clerk.store.migrations.guards import forbid

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what is there stays."""
    _escalations()
    _warnings()
    for table in ("escalations",):
        forbid(table, "DELETE")


def _escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("subject_part", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("window", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.Column("due_at", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=True),
        sa.Column("over_the_shoulder", sa.Integer, nullable=False),
        sa.Column("used_at", sa.Text, nullable=True),
        sa.Column("overdue", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(
            "(standing IN ('approved', 'refused')) = (decided_by <> '')",
            name=op.f("ck_escalations_somebody_decided"),
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_escalations_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
        comment="What was brought before supervisors; who asks does not decide",
    )
    op.create_index(
        op.f("ix_escalations_asked_by_standing"), "escalations", ["asked_by", "standing"], unique=False
    )
    op.create_index(op.f("ix_escalations_case_id"), "escalations", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_escalations_site_standing_due_at"),
        "escalations",
        ["site", "standing", "due_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_escalations_standing_due_at"), "escalations", ["standing", "due_at"], unique=False
    )
    op.create_index(
        op.f("ix_escalations_subject_id_kind"), "escalations", ["subject_id", "kind"], unique=False
    )
    op.create_index(
        "uq_escalations_open_once",
        "escalations",
        ["subject_id", "subject_part", "kind"],
        unique=True,
        sqlite_where=sa.text("standing IN ('open', 'asked_back')"),
        postgresql_where=sa.text("standing IN ('open', 'asked_back')"),
    )


def _warnings() -> None:
    op.create_table(
        "warnings",
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("colour", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("raised_at", sa.Text, nullable=False),
        sa.Column("cleared_at", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("subject", "rule", "colour", name=op.f("pk_warnings")),
        comment="Warnings that clocks raised, each once",
    )
    op.create_index(op.f("ix_warnings_case_id"), "warnings", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_warnings_site_cleared_at_raised_at"),
        "warnings",
        ["site", "cleared_at", "raised_at"],
        unique=False,
    )
