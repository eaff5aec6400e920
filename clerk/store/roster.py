"""通讯录: the roster of the liaison group. Names, phones and what people call their post are encrypted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import time
from typing import Any

import sqlalchemy as sa

from clerk.domain.liaison import Contact, DutyHours
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level
from clerk.store.canonical import canonical_json
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.moments import day_from, day_text
from clerk.store.tables import CONTACTS
from clerk.store.unit import Unit


def save_contact(unit: Unit, contact: Contact) -> bool:
    """Write a contact, new or changed; says whether it is new."""
    row = _to_row(unit.keys, contact)
    change = sa.update(CONTACTS).where(CONTACTS.c.id == contact.id).values(row)
    if unit.connection.execute(change).rowcount:
        return False
    unit.connection.execute(sa.insert(CONTACTS), row)
    return True


def contact(unit: Unit, contact_id: str) -> Contact | None:
    """The contact with this id, None where there is none."""
    row = unit.connection.execute(sa.select(CONTACTS).where(CONTACTS.c.id == contact_id)).first()
    return None if row is None else _from_row(unit.keys, row)


def list_contacts(unit: Unit, region: RegionId | None = None) -> tuple[Contact, ...]:
    """The roster of one region or of all, by region, department and level."""
    query = sa.select(CONTACTS).order_by(
        CONTACTS.c.region, CONTACTS.c.department, CONTACTS.c.level, CONTACTS.c.id
    )
    if region is not None:
        query = query.where(CONTACTS.c.region == region)
    return tuple(_from_row(unit.keys, row) for row in unit.connection.execute(query))


def remove_contact(unit: Unit, contact_id: str) -> None:
    """Forget a contact; whoever had them as a stand-in has none.

    Raises:
        KeyError: there is no such contact.
    """
    if unit.connection.execute(sa.delete(CONTACTS).where(CONTACTS.c.id == contact_id)).rowcount != 1:
        raise KeyError(contact_id)
    unit.connection.execute(sa.update(CONTACTS).where(CONTACTS.c.backup == contact_id).values(backup=""))


def hours_to_json(hours: Iterable[DutyHours]) -> list[list[Any]]:
    """Days and times, as stored."""
    return [[sorted(h.days), f"{h.begins:%H:%M}", f"{h.ends:%H:%M}"] for h in hours]


def _hours_from_json(data: list[list[Any]]) -> tuple[DutyHours, ...]:
    return tuple(
        DutyHours(frozenset(days), time.fromisoformat(begins), time.fromisoformat(ends))
        for days, begins, ends in data
    )


def _to_row(keys: ColumnKeys, contact: Contact) -> dict[str, Any]:
    personal = {"name": contact.name, "role": contact.role, "phone": contact.phone}
    return {
        "id": contact.id,
        "region": contact.region,
        "department": contact.department,
        "items": canonical_json(sorted(contact.items)),
        "level": int(contact.level),
        "hours": canonical_json(hours_to_json(contact.hours)),
        "backup": contact.backup,
        "confirmed_on": day_text(contact.confirmed_on),
        "sample": int(contact.sample),
        "personal": keys.seal_json(personal, _cell(contact.id)),
    }


def _from_row(keys: ColumnKeys, row: sa.Row[Any]) -> Contact:
    personal = keys.open_json(row.personal, _cell(row.id))
    return Contact(
        id=row.id,
        region=row.region,
        department=row.department,
        items=frozenset(json.loads(row.items)),
        level=Level(row.level),
        hours=_hours_from_json(json.loads(row.hours)),
        name=personal["name"],
        role=personal["role"],
        phone=personal["phone"],
        backup=row.backup,
        confirmed_on=day_from(row.confirmed_on),
        sample=bool(row.sample),
    )


def _cell(contact_id: str) -> Cell:
    return Cell("contacts", "personal", contact_id)
