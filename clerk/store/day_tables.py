"""Tables of closed days and of what was said to their differences."""

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

DAY_ANSWERS = sa.Table(
    "day_answers",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("site", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("difference", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("personal", sa.LargeBinary, nullable=False),
    sa.Index(None, "site", "day"),
    comment="What was said to differences of a day; the last word counts, none is taken away",
)

DAY_COLUMNS: tuple[str, ...] = tuple(sorted(column.name for column in DAYS.columns))
"""Columns of a closed day that its digest in the journal covers: all of them, in one order."""

ANSWER_COLUMNS: tuple[str, ...] = tuple(sorted(column.name for column in DAY_ANSWERS.columns))
"""Columns of an answer that its digest covers."""
