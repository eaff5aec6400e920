"""The counter's first tables, its append-only journal and its receipt numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clerk.store.migrations.guards import forbid

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("journal", "receipt_numbers")
NEVER_DELETED = ("cases", "deliveries", "chain_head", "store_facts")


def upgrade() -> None:
    """Make everything."""
    _store_tables()
    _case_tables()
    _visit_tables()
    _region_and_staff_tables()
    for table in APPEND_ONLY:
        forbid(table, "UPDATE")
        forbid(table, "DELETE")
    for table in NEVER_DELETED:
        forbid(table, "DELETE")


def _store_tables() -> None:
    op.create_table(
        "store_facts",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_store_facts_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_facts")),
        comment="What this store is: one row",
    )
    op.create_table(
        "key_checks",
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_key_checks")),
        comment="A known value sealed with each key version, to tell a wrong key before it is used",
    )
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
        comment="Last link of the journal; its row lock makes writers take turns",
    )
    op.create_table(
        "journal",
        # SQLite keeps rows in the order of an INTEGER key, and only of a column called exactly that.
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("prev_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("terminal", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("case_digest", sa.Text, nullable=False),
        sa.Column("once", sa.Text),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("once", name=op.f("uq_journal_once")),
        comment="Append-only events, each with the SM3 of the one before",
    )
    op.create_index(op.f("ix_journal_case_id_seq"), "journal", ["case_id", "seq"])
    op.create_index(op.f("ix_journal_kind_terminal_at"), "journal", ["kind", "terminal", "at"])


def _case_tables() -> None:
    op.create_table(
        "receipt_numbers",
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("receipt_no", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("site", "day", "sequence", name=op.f("pk_receipt_numbers")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_receipt_numbers_receipt_no")),
        comment="Numbers given out; append-only, so none is given twice",
    )
    texts = (
        "receipt_no site window near home item item_name variant_code department state clerk received_at "
        "changed_at home_case_no"
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts.split()),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("applicant_index", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_cases_receipt_no")),
        comment="Cases as they stand; each change is made together with its journal event",
    )
    op.create_index(op.f("ix_cases_received_at_id"), "cases", ["received_at", "id"])
    op.create_index(op.f("ix_cases_site_state_received_at"), "cases", ["site", "state", "received_at"])
    op.create_index(op.f("ix_cases_home_state"), "cases", ["home", "state"])
    op.create_index(op.f("ix_cases_applicant_index_received_at"), "cases", ["applicant_index", "received_at"])
    op.create_table(
        "external_ids",
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("system", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "system", "kind", "value", name=op.f("pk_external_ids")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_external_ids_case_id")),
        comment="Numbers that other systems gave to a case",
    )
    op.create_index(op.f("ix_external_ids_system_kind_value"), "external_ids", ["system", "kind", "value"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("queued_at", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("began_at", sa.Text),
        sa.Column("next_try_at", sa.Text),
        sa.Column("settled_at", sa.Text),
        sa.Column("fault", sa.Text),
        sa.Column("next_actor", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_deliveries_case_id")),
        comment="Hand-overs to home regions; words of regions and people are encrypted",
    )
    op.create_index(op.f("ix_deliveries_case_id"), "deliveries", ["case_id"])
    op.create_index(
        op.f("ix_deliveries_state_region_queued_at"), "deliveries", ["state", "region", "queued_at"]
    )


def _visit_tables() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("material", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("file_name", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        comment="Files, encrypted; owned by a visit until a case claims them",
    )
    op.create_index(op.f("ix_attachments_owner"), "attachments", ["owner"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("window", sa.Text, nullable=False),
        sa.Column("clerk", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        comment="Visits in progress, saved field by field",
    )
    op.create_index(op.f("ix_drafts_window"), "drafts", ["window"])


def _region_and_staff_tables() -> None:
    op.create_table(
        "region_cursors",
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("cursor", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_region_cursors")),
        comment="How far the news of each region was read",
    )
    op.create_table(
        "region_news",
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("news_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("region", "news_id", name=op.f("pk_region_news")),
        comment="News already applied; the same news twice changes nothing",
    )
    op.create_table(
        "region_weather",
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_region_weather")),
        comment="What each region last said of itself",
    )
    op.create_table(
        "staff",
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.Text),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("personal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_staff")),
        comment="Staff of the counter",
    )
