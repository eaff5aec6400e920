"""通讯录 of a training counter: made-up contacts, each marked 示例. A live counter's roster begins empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import count
from typing import TYPE_CHECKING

from clerk.domain.catalogue import Variant
from clerk.domain.liaison import Contact, DutyHours
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level

if TYPE_CHECKING:
    from clerk.store.store import Store

DEPARTMENTS = 4
"""Departments of a region that get contacts: those with most items."""
_OFFICE = (DutyHours(frozenset({1, 2, 3, 4, 5}), time(9), time(17)),)
_LONG = (DutyHours(frozenset(range(1, 8)), time(8), time(20)),)
GROUP = "三地联络小组（示例）"


def sample_contacts(variants: Iterable[Variant]) -> Iterator[Contact]:
    """Two contacts for each department, and one of the group for each region."""
    owners: dict[RegionId, Counter[str]] = {}
    for variant in variants:
        owners.setdefault(variant.region, Counter())[variant.department] += 1
    numbers = count(1)
    for region, departments in owners.items():
        for department, _ in departments.most_common(DEPARTMENTS):
            first, second = next(numbers), next(numbers)
            yield _contact(region, department, Level.REGION, second, "科室负责人", _LONG)
            yield _contact(region, department, Level.SITE, first, "联络员", _OFFICE, backup=_id(second))
        yield _contact(region, GROUP, Level.GROUP, next(numbers), "联络小组", _LONG)


def fill_sample_roster(store: Store, variants: Iterable[Variant], now: datetime) -> None:
    """Put the made-up contacts into an empty training roster."""
    from clerk.domain.journal import EventKind
    from clerk.store import journal, roster

    with store.reading() as unit:
        if roster.list_contacts(unit):
            return
    with store.writing() as unit:
        number = sum(roster.save_contact(unit, contact) for contact in sample_contacts(variants))
        journal.append(
            unit,
            EventKind.ROSTER_CHANGED,
            actor="training",
            terminal="training",
            at=now,
            payload={"step": "samples", "contacts": number},
        )


def _contact(
    region: RegionId,
    department: str,
    level: Level,
    number: int,
    role: str,
    hours: tuple[DutyHours, ...],
    *,
    backup: str = "",
) -> Contact:
    return Contact(
        id=_id(number),
        region=region,
        department=department,
        items=frozenset(),
        level=level,
        hours=hours,
        name=f"示例联络人{number:02d}",
        role=role,
        phone=f"000-{number:08d}（示例）",
        backup=backup,
        sample=True,
    )


def _id(number: int) -> str:
    return f"sample-{number:02d}"
