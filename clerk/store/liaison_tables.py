"""Tables of the liaison group: roster, threads, messages, phone calls."""

from __future__ import annotations

import sqlalchemy as sa

from clerk.store.schema import METADATA

_Text, _Int, _Bytes = sa.Text, sa.Integer, sa.LargeBinary

CONTACTS = sa.Table(
    "contacts",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("region", _Text, nullable=False),
    sa.Column("department", _Text, nullable=False),
    sa.Column("items", _Text, nullable=False),
    sa.Column("level", _Int, nullable=False),
    sa.Column("hours", _Text, nullable=False),
    sa.Column("backup", _Text, nullable=False),
    sa.Column("confirmed_on", _Text),
    sa.Column("sample", _Int, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    sa.Index(None, "region", "department"),
    comment="The roster; names and phones are encrypted",
)

THREADS = sa.Table(
    "threads",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("asking", _Text, nullable=False),
    sa.Column("asked", _Text, nullable=False),
    sa.Column("department", _Text, nullable=False),
    sa.Column("item", _Text, nullable=False),
    sa.Column("state", _Text, nullable=False),
    sa.Column("level", _Int, nullable=False),
    sa.Column("asked_by", _Text, nullable=False),
    sa.Column("site", _Text, nullable=False),
    sa.Column("asked_at", _Text, nullable=False),
    sa.Column("due_at", _Text, nullable=False),
    sa.Column("case_id", _Text, nullable=False),
    sa.Column("problem", _Text, nullable=False),
    sa.Column("asked_again", _Int, nullable=False),
    sa.Column("version", _Int, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    sa.Index(None, "state", "due_at"),
    sa.Index(None, "asking", "id"),
    sa.Index(None, "asked", "id"),
    sa.Index(None, "asking", "state", "due_at"),
    sa.Index(None, "asked", "state", "due_at"),
    sa.Index(None, "case_id"),
    sa.Index(None, "asked", "item", "state", "asked_at"),
    comment="Questions between regions; topic and redacted case are encrypted all the same",
)

MESSAGES = sa.Table(
    "messages",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("thread", _Text, sa.ForeignKey("threads.id"), nullable=False),
    sa.Column("kind", _Text, nullable=False),
    sa.Column("region", _Text, nullable=False),
    sa.Column("author", _Text, nullable=False),
    sa.Column("at", _Text, nullable=False),
    sa.Column("level", _Int, nullable=False),
    sa.Column("post", _Text, nullable=False),
    sa.Column("generation", _Int, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    sa.Index(None, "thread", "at", "id"),
    sa.Index(None, "post"),
    comment="Messages of threads",
)

PHONE_CALLS = sa.Table(
    "phone_calls",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("region", _Text, nullable=False),
    sa.Column("contact", _Text, nullable=False),
    sa.Column("by", _Text, nullable=False),
    sa.Column("at", _Text, nullable=False),
    sa.Column("outcome", _Text, nullable=False),
    sa.Column("thread", _Text, nullable=False),
    sa.Column("case_id", _Text, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    sa.Index(None, "thread"),
    sa.Index(None, "case_id"),
    sa.Index(None, "at"),
    comment="Calls that were made, as noted",
)
