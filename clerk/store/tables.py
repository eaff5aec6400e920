"""The tables as the program uses them today. Their history is in :mod:`clerk.store.migrations`.

Columns that the journal's digests cover hold only text, whole numbers and bytes: both databases give these
back exactly as written. ``personal`` columns are encrypted (:mod:`clerk.store.columns`); no other column may
hold personal data.
"""

from __future__ import annotations

import sqlalchemy as sa

from clerk.store.day_tables import DAY_ANSWERS, DAYS
from clerk.store.liaison_tables import CONTACTS, MESSAGES, PHONE_CALLS, THREADS
from clerk.store.schema import METADATA
from clerk.store.sign_off_tables import ESCALATIONS, WARNINGS

__all__ = [
    "ATTACHMENTS",
    "CASES",
    "CASE_COLUMNS",
    "CHAIN_HEAD",
    "CONTACTS",
    "DAYS",
    "DAY_ANSWERS",
    "DELIVERIES",
    "DRAFTS",
    "ESCALATIONS",
    "EXTERNAL_IDS",
    "JOURNAL",
    "KEY_CHECKS",
    "KEY_HOLDERS",
    "MESSAGES",
    "METADATA",
    "PHONE_CALLS",
    "RECEIPT_NUMBERS",
    "REGION_CURSORS",
    "REGION_NEWS",
    "REGION_WEATHER",
    "STAFF",
    "STORE_FACTS",
    "THREADS",
    "WARNINGS",
]

_Text, _Int, _Big, _Bytes = sa.Text, sa.Integer, sa.BigInteger, sa.LargeBinary

STORE_FACTS = sa.Table(
    "store_facts",
    METADATA,
    sa.Column("id", _Int, sa.CheckConstraint("id = 1", name="single"), primary_key=True, autoincrement=False),
    sa.Column("kind", _Text, nullable=False),
    sa.Column("created_at", _Text, nullable=False),
    comment="What this store is: one row",
)

KEY_CHECKS = sa.Table(
    "key_checks",
    METADATA,
    sa.Column("version", _Int, primary_key=True, autoincrement=False),
    sa.Column("sealed", _Bytes, nullable=False),
    comment="A known value sealed with each key version, to tell a wrong key before it is used",
)

KEY_HOLDERS = sa.Table(
    "key_holders",
    METADATA,
    sa.Column("holder", _Text, primary_key=True),
    sa.Column("versions", _Text, nullable=False),
    sa.Column("seen_on", _Text, nullable=False),
    comment="Places that opened the store, and the key versions that they held then",
)

CHAIN_HEAD = sa.Table(
    "chain_head",
    METADATA,
    sa.Column("id", _Int, sa.CheckConstraint("id = 1", name="single"), primary_key=True, autoincrement=False),
    sa.Column("seq", _Big, nullable=False),
    sa.Column("hash", _Text, nullable=False),
    sa.Column("key_version", _Int, nullable=False, server_default="1"),
    comment="Last link of the journal; its row lock makes writers take turns",
)

JOURNAL = sa.Table(
    "journal",
    METADATA,
    sa.Column("seq", _Big().with_variant(_Int, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("prev_hash", _Text, nullable=False),
    sa.Column("hash", _Text, nullable=False),
    sa.Column("at", _Text, nullable=False),
    sa.Column("kind", _Text, nullable=False),
    sa.Column("actor", _Text, nullable=False),
    sa.Column("terminal", _Text, nullable=False),
    sa.Column("case_id", _Text, nullable=False),
    sa.Column("case_digest", _Text, nullable=False),
    sa.Column("once", _Text, unique=True),
    sa.Column("payload", _Text, nullable=False),
    sa.Column("personal", _Bytes),
    sa.Index(None, "case_id", "seq"),
    sa.Index(None, "kind", "terminal", "at"),
    comment="Append-only events, each with the SM3 of the one before",
)

RECEIPT_NUMBERS = sa.Table(
    "receipt_numbers",
    METADATA,
    sa.Column("site", _Text, primary_key=True),
    sa.Column("day", _Text, primary_key=True),
    sa.Column("sequence", _Int, primary_key=True, autoincrement=False),
    sa.Column("receipt_no", _Text, nullable=False, unique=True),
    comment="Numbers given out; append-only, so none is given twice",
)

CASES = sa.Table(
    "cases",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("receipt_no", _Text, nullable=False, unique=True),
    sa.Column("site", _Text, nullable=False),
    sa.Column("window", _Text, nullable=False),
    sa.Column("near", _Text, nullable=False),
    sa.Column("home", _Text, nullable=False),
    sa.Column("item", _Text, nullable=False),
    sa.Column("item_name", _Text, nullable=False),
    sa.Column("variant_code", _Text, nullable=False),
    sa.Column("department", _Text, nullable=False),
    sa.Column("state", _Text, nullable=False),
    sa.Column("clerk", _Text, nullable=False),
    sa.Column("received_at", _Text, nullable=False),
    sa.Column("changed_at", _Text, nullable=False),
    sa.Column("home_case_no", _Text, nullable=False),
    sa.Column("version", _Int, nullable=False),
    sa.Column("applicant_index", _Text, nullable=False),
    sa.Column("facts", _Text, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    sa.Index(None, "received_at", "id"),
    sa.Index(None, "site", "state", "received_at"),
    sa.Index(None, "home", "state"),
    sa.Index(None, "applicant_index", "received_at"),
    comment="Cases as they stand; each change is made together with its journal event",
)

EXTERNAL_IDS = sa.Table(
    "external_ids",
    METADATA,
    sa.Column("case_id", _Text, sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("system", _Text, primary_key=True),
    sa.Column("kind", _Text, primary_key=True),
    sa.Column("value", _Text, primary_key=True),
    sa.Index(None, "system", "kind", "value"),
    comment="Numbers that other systems gave to a case",
)

ATTACHMENTS = sa.Table(
    "attachments",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("owner", _Text, nullable=False, index=True),
    sa.Column("material", _Text, nullable=False),
    sa.Column("media_type", _Text, nullable=False),
    sa.Column("size", _Big, nullable=False),
    sa.Column("digest", _Text, nullable=False),
    sa.Column("file_name", _Bytes, nullable=False),
    sa.Column("data", _Bytes, nullable=False),
    comment="Files, encrypted; owned by a visit until a case claims them",
)

DRAFTS = sa.Table(
    "drafts",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("window", _Text, nullable=False, index=True),
    sa.Column("clerk", _Text, nullable=False),
    sa.Column("saved_at", _Text, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    comment="Visits in progress, saved field by field",
)

DELIVERIES = sa.Table(
    "deliveries",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("case_id", _Text, sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("kind", _Text, nullable=False),
    sa.Column("round", _Int, nullable=False),
    sa.Column("region", _Text, nullable=False),
    sa.Column("state", _Text, nullable=False),
    sa.Column("queued_at", _Text, nullable=False),
    sa.Column("attempts", _Int, nullable=False),
    sa.Column("generation", _Int, nullable=False),
    sa.Column("began_at", _Text),
    sa.Column("next_try_at", _Text),
    sa.Column("settled_at", _Text),
    sa.Column("fault", _Text),
    sa.Column("next_actor", _Text, nullable=False),
    sa.Column("decided_by", _Text, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    sa.Index(None, "state", "region", "queued_at"),
    comment="Hand-overs to home regions; words of regions and people are encrypted",
)

REGION_CURSORS = sa.Table(
    "region_cursors",
    METADATA,
    sa.Column("region", _Text, primary_key=True),
    sa.Column("cursor", _Text, nullable=False),
    comment="How far the news of each region was read",
)

REGION_NEWS = sa.Table(
    "region_news",
    METADATA,
    sa.Column("region", _Text, primary_key=True),
    sa.Column("news_id", _Text, primary_key=True),
    comment="News already applied; the same news twice changes nothing",
)

REGION_WEATHER = sa.Table(
    "region_weather",
    METADATA,
    sa.Column("region", _Text, primary_key=True),
    sa.Column("payload", _Text, nullable=False),
    sa.Column("at", _Text, nullable=False),
    comment="What each region last said of itself",
)

STAFF = sa.Table(
    "staff",
    METADATA,
    sa.Column("number", _Text, primary_key=True),
    sa.Column("role", _Text, nullable=False),
    sa.Column("site", _Text, nullable=False),
    sa.Column("disabled", sa.Boolean(name="disabled"), nullable=False),
    sa.Column("failures", _Int, nullable=False),
    sa.Column("locked_until", _Text),
    sa.Column("password_hash", _Text, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    comment="Staff of the counter",
)

CASE_COLUMNS: tuple[str, ...] = tuple(sorted(column.name for column in CASES.columns))
"""Columns of a case that its digest covers: all of them, in one order."""
