"""通讯录: who answers for what, who is on duty now, and who keeps it right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.liaison.views import DutyRow
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.china_time import day_of
from clerk.domain.duty import answers_for, duty_until
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.liaison import Contact
from clerk.domain.regions import RegionId
from clerk.domain.staff import Right
from clerk.store import roster
from clerk.store.unit import Unit

_LONGEST = 200


def on_duty(
    counter: Counter,
    region: RegionId,
    department: str = "",
    item: str = "",
    at: datetime | None = None,
) -> tuple[DutyRow, ...]:
    """Contacts of a region who answer for a department and an item, those on duty first, then by level."""
    now = counter.clock.now() if at is None else at
    with counter.store.reading() as unit:
        everybody = roster.list_contacts(unit, region)
    by_id = {contact.id: contact for contact in everybody}
    rows = [_row(counter, by_id, c, now) for c in everybody if answers_for(c, department, item)]
    return tuple(sorted(rows, key=lambda row: (not row.on_duty_now, row.contact.level, row.contact.id)))


def contacts(counter: Counter) -> tuple[Contact, ...]:
    """The whole roster, by region and department."""
    with counter.store.reading() as unit:
        return roster.list_contacts(unit)


def save_contact(counter: Counter, operator: Operator, contact: Contact) -> Contact:
    """Write a contact; one without an id is new. Gives it as it is kept.

    Raises:
        Refused: ``U-04``; ``J-20`` a field is not right.
    """
    require(operator, Right.KEEP_ROSTER)
    now = counter.clock.now()
    kept = contact if contact.id else replace(contact, id=uuid7(now))
    with counter.store.writing() as unit:
        ids = {known.id for known in roster.list_contacts(unit)}
        refuse_unfit(kept, counter.region_book, ids)
        new = roster.save_contact(unit, kept)
        _note(unit, counter, operator, kept, "added" if new else "changed", now)
    return kept


def confirm_contact(counter: Counter, operator: Operator, contact_id: str) -> Contact:
    """Note that somebody made sure today that everything about a contact is right.

    Raises:
        Refused: ``U-04``; ``J-14`` there is no such contact.
    """
    require(operator, Right.KEEP_ROSTER)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        confirmed = replace(_contact(unit, contact_id), confirmed_on=day_of(now))
        roster.save_contact(unit, confirmed)
        _note(unit, counter, operator, confirmed, "confirmed", now)
    return confirmed


def remove_contact(counter: Counter, operator: Operator, contact_id: str) -> None:
    """Take a contact off the roster; whoever had them as a stand-in has none.

    Raises:
        Refused: ``U-04``; ``J-14`` there is no such contact.
    """
    require(operator, Right.KEEP_ROSTER)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        gone = _contact(unit, contact_id)
        roster.remove_contact(unit, contact_id)
        _note(unit, counter, operator, gone, "removed", now)


def refuse_unfit(contact: Contact, regions: Collection[RegionId], ids: Iterable[str]) -> None:
    """Refuse a contact that cannot be kept.

    Raises:
        Refused: ``J-20`` with the field.
    """
    field = unfit_field(contact, regions, ids)
    if field is not None:
        zh, en = field
        raise Refused("J-20", field=zh, field_en=en)


def unfit_field(
    contact: Contact, regions: Collection[RegionId], ids: Iterable[str]
) -> tuple[str, str] | None:
    """The first field that is not right, in both languages; None where all are."""
    if not _is_line(contact.name):
        return "姓名", "name"
    if contact.region not in regions:
        return "地区", "region"
    if not _is_line(contact.department):
        return "部门", "department"
    if contact.role and not _is_line(contact.role):
        return "岗位", "role"
    if contact.phone and not _is_line(contact.phone):
        return "电话", "phone"
    for span in contact.hours:
        if not span.days or not span.days <= frozenset(range(1, 8)) or span.begins >= span.ends:
            return "值守时间", "hours"
    if contact.backup and (contact.backup == contact.id or contact.backup not in set(ids)):
        return "替班", "backup"
    return None


def _is_line(text: str) -> bool:
    """Whether it says something on one line, without characters that move a cursor."""
    return bool(text.strip()) and len(text) <= _LONGEST and text.isprintable()


def _row(counter: Counter, by_id: dict[str, Contact], contact: Contact, now: datetime) -> DutyRow:
    until = duty_until(contact.hours, now)
    stale = counter.liaison_rules.is_stale(contact, day_of(now))
    return DutyRow(contact, until is not None, until, by_id.get(contact.backup), stale)


def _contact(unit: Unit, contact_id: str) -> Contact:
    found = roster.contact(unit, contact_id)
    if found is None:
        raise Refused("J-14")
    return found


def _note(
    unit: Unit, counter: Counter, operator: Operator, contact: Contact, step: str, now: datetime
) -> None:
    payload = {
        "contact": contact.id,
        "region": contact.region,
        "department": contact.department,
        "step": step,
    }
    note(unit, counter, operator, EventKind.ROSTER_CHANGED, now, payload=payload)
