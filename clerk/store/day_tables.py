"""Table of closed days."""

from __future__ import annotations

import sqlalchemy as sa

from clerk.store.schema import METADATA

DAYS = sa.Table(
    "days",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("site", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("closed_by", sa.Text, nullable=False),
    sa.Column("closed_at", sa.Text, nullable=False),
    sa.Column("over_the_shoulder", sa.Integer, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("personal", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("site", "day"),
    comment="Days that a supervisor closed: what was counted, and differences with their explanations",
)
