"""The liaison group: roster, threads, messages, phone calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clerk.store.migrations.guards import forbid

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what is there stays."""
    _contacts()
    _phone_calls()
    _threads()
    _messages()
    for table in ("threads", "messages", "phone_calls"):
        forbid(table, "DELETE")


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("items", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("hours", sa.Text, nullable=False),
        sa.Column("backup", sa.Text, nullable=False),
        sa.Column("confirmed_on", sa.Text, nullable=True),
        sa.Column("sample", sa.Integer, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        comment="The roster; names and phones are encrypted",
    )
    op.create_index(op.f("ix_contacts_region_department"), "contacts", ["region", "department"], unique=False)


def _phone_calls() -> None:
    op.create_table(
        "phone_calls",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_calls")),
        comment="Calls that were made, as noted",
    )
    op.create_index(op.f("ix_phone_calls_at"), "phone_calls", ["at"], unique=False)
    op.create_index(op.f("ix_phone_calls_case_id"), "phone_calls", ["case_id"], unique=False)
    op.create_index(op.f("ix_phone_calls_thread"), "phone_calls", ["thread"], unique=False)


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("asking", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.Column("due_at", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("asked_again", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        comment="Questions between regions; topic and redacted case are encrypted all the same",
    )
    op.create_index(
        op.f("ix_threads_asked_item_state_asked_at"),
        "threads",
        ["asked", "item", "state", "asked_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_threads_asked_state_due_at"), "threads", ["asked", "state", "due_at"], unique=False
    )
    op.create_index(
        op.f("ix_threads_asking_state_due_at"), "threads", ["asking", "state", "due_at"], unique=False
    )
    op.create_index(op.f("ix_threads_asking_id"), "threads", ["asking", "id"], unique=False)
    op.create_index(op.f("ix_threads_asked_id"), "threads", ["asked", "id"], unique=False)
    op.create_index(op.f("ix_threads_case_id"), "threads", ["case_id"], unique=False)
    op.create_index(op.f("ix_threads_state_due_at"), "threads", ["state", "due_at"], unique=False)


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_messages_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        comment="Messages of threads",
    )
    op.create_index(op.f("ix_messages_post"), "messages", ["post"], unique=False)
    op.create_index(op.f("ix_messages_thread_at_id"), "messages", ["thread", "at", "id"], unique=False)
