"""Sign-offs (签批) and questions to other regions (联络单) as an evidence file holds them, without words.

What people wrote and what was shown is personal; it is in the file only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from clerk.domain.evidence import NotRead, whole_number

_Fits = Mapping[str, tuple[type, ...]]


def _fields_of(found: Any, fits: _Fits) -> dict[str, Any]:
    """``found`` with exactly these fields, each of one of its types.

    Raises:
        NotRead: it is of another form.
    """
    if not isinstance(found, dict) or set(found) != set(fits):
        raise NotRead
    for name, types in fits.items():
        value = found[name]
        if type(value) not in types or (type(value) is int and not whole_number(value)):
            raise NotRead
    return found


@dataclass(frozen=True, slots=True)
class SignOffRow:
    """One sign-off. Times are stamps of the store; ``decided_at`` is also when it ended undecided."""

    id: str
    kind: str
    subject_kind: str
    subject_id: str
    subject_part: str
    site: str
    window: str
    level: int
    standing: str
    asked_by: str
    asked_at: str
    due_at: str
    decided_by: str
    decided_at: str | None
    over_the_shoulder: bool
    used_at: str | None
    overdue: bool
    digest: str
    """SM3 of what was shown, as :func:`clerk.domain.escalations.digest_of` has it."""

    def as_dict(self) -> dict[str, Any]:
        """The sign-off as it stands in the file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, found: Any) -> Self:
        """What :meth:`as_dict` gave.

        Raises:
            NotRead: a field too many, too few, or of another type.
        """
        return cls(**_fields_of(found, _SIGN_OFF))


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of a question. ``author``: staff number in ``region``."""

    id: str
    kind: str
    region: str
    author: str
    at: str
    level: int
    post: str


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One question to another region, with its messages, the oldest first."""

    id: str
    asking: str
    asked: str
    department: str
    item: str
    state: str
    level: int
    site: str
    asked_by: str
    asked_at: str
    due_at: str
    messages: tuple[MessageRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """The question as it stands in the file."""
        return {**asdict(self), "messages": [asdict(message) for message in self.messages]}

    @classmethod
    def from_dict(cls, found: Any) -> Self:
        """What :meth:`as_dict` gave.

        Raises:
            NotRead: a field too many, too few, or of another type.
        """
        fields = _fields_of(found, _THREAD)
        messages = tuple(MessageRow(**_fields_of(message, _MESSAGE)) for message in fields["messages"])
        return cls(**{**fields, "messages": messages})


_TEXT, _NUMBER, _TEXT_OR_NOT = (str,), (int,), (str, type(None))
_SIGN_OFF: _Fits = {
    **dict.fromkeys(("id", "kind", "subject_kind", "subject_id", "subject_part", "site", "window"), _TEXT),
    **dict.fromkeys(("standing", "asked_by", "asked_at", "due_at", "decided_by", "digest"), _TEXT),
    **dict.fromkeys(("decided_at", "used_at"), _TEXT_OR_NOT),
    **dict.fromkeys(("over_the_shoulder", "overdue"), (bool,)),
    "level": _NUMBER,
}
_MESSAGE: _Fits = {
    **dict.fromkeys(("id", "kind", "region", "author", "at", "post"), _TEXT),
    "level": _NUMBER,
}
_THREAD: _Fits = {
    **dict.fromkeys(("id", "asking", "asked", "department", "item", "state"), _TEXT),
    **dict.fromkeys(("site", "asked_by", "asked_at", "due_at"), _TEXT),
    "level": _NUMBER,
    "messages": (list,),
}
