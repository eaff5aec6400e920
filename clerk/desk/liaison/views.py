"""What the liaison room shows: frozen snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clerk.domain.liaison import Contact, Post, Thread
from clerk.domain.regions import RegionId


class Whose(StrEnum):
    """Whose questions."""

    OURS = "ours"
    """Asked by our region."""
    THEIRS = "theirs"
    """Asked by others, for us to answer."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One contact as they stand at a moment."""

    contact: Contact
    on_duty_now: bool
    until: datetime | None
    """End of this duty; None while they are not on duty."""
    backup: Contact | None
    stale: bool = False
    """Nobody made sure of this row for too long: it is shown as such."""


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One line of the list of questions. ``thread`` comes without its messages."""

    thread: Thread
    other: RegionId
    """The side that is not ours."""
    overdue: bool
    post: Post = Post.NONE
    """``WAITING`` or ``FAILED`` where a message of ours did not arrive yet."""


@dataclass(frozen=True, slots=True)
class LiaisonCounts:
    """How many questions are open."""

    ours_open: int
    oldest: datetime | None
    """When the oldest of ours was asked; None when none is open."""
    theirs_open: int
    failed: int = 0
    """Messages of ours that a region refused: a person has to act."""
    ended: int = 0
    """Ours that were answered, declined or met with silence, and that nobody here has closed yet."""
