"""Taking a whole roster in: every line is checked before any is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clerk.desk.liaison.roster import unfit_field
from clerk.desk.liaison.roster_csv import Line
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.liaison import Contact
from clerk.domain.regions import RegionId
from clerk.store import journal, roster
from clerk.store.store import Store
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Imported:
    """How many contacts were new and how many replaced one that was there."""

    added: int
    changed: int


def import_roster(
    store: Store, lines: Sequence[Line], known_regions: Iterable[RegionId], now: datetime
) -> Imported:
    """Write the contacts of a file, all or none. Who is not in the file stays.

    A line without an id means whoever has the same region, department and name; else it is somebody new.

    Raises:
        Refused: ``J-21`` with the line and the field of the first thing wrong.
    """
    with store.writing() as unit:
        before = {contact.id: contact for contact in roster.list_contacts(unit)}
        filed = [Line(line.number, _named(line.contact, before, now)) for line in lines]
        ids = {*before, *(line.contact.id for line in filed)}
        _refuse_doubles(filed)
        for line in filed:
            wrong = unfit_field(line.contact, frozenset(known_regions), ids)
            if wrong is not None:
                zh, _ = wrong
                raise Refused(
                    "J-21", line=str(line.number), column=zh, what="不符", what_en="it does not fit"
                )
        added = sum(roster.save_contact(unit, line.contact) for line in filed)
        _note(unit, len(filed), added, now)
    return Imported(added, len(filed) - added)


def _named(contact: Contact, before: dict[str, Contact], now: datetime) -> Contact:
    if contact.id:
        return contact
    same = [
        known.id
        for known in before.values()
        if (known.region, known.department, known.name) == (contact.region, contact.department, contact.name)
    ]
    return replace(contact, id=same[0] if same else uuid7(now))


def _refuse_doubles(lines: Sequence[Line]) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.contact.id in seen:
            raise Refused(
                "J-21",
                line=str(line.number),
                column="编号",
                what="与前面的行重复",
                what_en="it stands twice in the file",
            )
        seen.add(line.contact.id)


def _note(unit: Unit, count: int, added: int, now: datetime) -> None:
    payload = {"step": "imported", "contacts": count, "added": added}
    journal.append_by_command(unit, EventKind.ROSTER_CHANGED, now, payload)
