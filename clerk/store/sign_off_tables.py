"""Tables of escalations and of the warnings that clocks raise."""

from __future__ import annotations

import sqlalchemy as sa

from clerk.store.schema import METADATA

_Text, _Int, _Bytes = sa.Text, sa.Integer, sa.LargeBinary

ESCALATIONS = sa.Table(
    "escalations",
    METADATA,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("kind", _Text, nullable=False),
    sa.Column("subject_kind", _Text, nullable=False),
    sa.Column("subject_id", _Text, nullable=False),
    sa.Column("subject_part", _Text, nullable=False),
    sa.Column("case_id", _Text, nullable=False),
    sa.Column("site", _Text, nullable=False),
    sa.Column("window", _Text, nullable=False),
    sa.Column("level", _Int, nullable=False),
    sa.Column("standing", _Text, nullable=False),
    sa.Column("asked_by", _Text, nullable=False),
    sa.Column("asked_at", _Text, nullable=False),
    sa.Column("due_at", _Text, nullable=False),
    sa.Column("digest", _Text, nullable=False),
    sa.Column("decided_by", _Text, nullable=False),
    sa.Column("decided_at", _Text),
    sa.Column("over_the_shoulder", _Int, nullable=False),
    sa.Column("used_at", _Text),
    sa.Column("overdue", _Int, nullable=False),
    sa.Column("version", _Int, nullable=False),
    sa.Column("personal", _Bytes, nullable=False),
    sa.CheckConstraint("decided_by <> asked_by", name="two_people"),
    sa.CheckConstraint("(standing IN ('approved', 'refused')) = (decided_by <> '')", name="somebody_decided"),
    sa.Index(None, "standing", "due_at"),
    sa.Index(None, "site", "standing", "due_at"),
    sa.Index(None, "subject_id", "kind"),
    sa.Index(None, "case_id"),
    sa.Index(None, "asked_by", "standing"),
    comment="What was brought before supervisors; who asks does not decide",
)

OPEN_ONCE = sa.Index(
    "uq_escalations_open_once",
    ESCALATIONS.c.subject_id,
    ESCALATIONS.c.subject_part,
    ESCALATIONS.c.kind,
    unique=True,
    sqlite_where=ESCALATIONS.c.standing.in_(["open", "asked_back"]),
    postgresql_where=ESCALATIONS.c.standing.in_(["open", "asked_back"]),
)

WARNINGS = sa.Table(
    "warnings",
    METADATA,
    sa.Column("subject", _Text, primary_key=True),
    sa.Column("rule", _Text, primary_key=True),
    sa.Column("colour", _Text, primary_key=True),
    sa.Column("case_id", _Text, nullable=False),
    sa.Column("site", _Text, nullable=False),
    sa.Column("raised_at", _Text, nullable=False),
    sa.Column("cleared_at", _Text),
    sa.Index(None, "site", "cleared_at", "raised_at"),
    sa.Index(None, "case_id"),
    comment="Warnings that clocks raised, each once",
)
