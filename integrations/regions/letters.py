"""Reading a page of letters one by one: a letter that nobody can read must not hold up those behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from clerk.domain.faults import Refused
from clerk.ports import Letter, Mail


def mail_of(cursor: str, sent: Iterable[object], read: Callable[[object], Letter], id_field: str) -> Mail:
    """The letters that can be read, and the ids (``id_field``) of those that cannot."""
    letters: list[Letter] = []
    unreadable: list[str] = []
    for value in sent:
        try:
            letters.append(read(value))
        except (ValueError, KeyError, Refused):
            known = value.get(id_field) if isinstance(value, Mapping) else None
            unreadable.append(known if isinstance(known, str) else "")
    return Mail(cursor, tuple(letters), tuple(unreadable))
