"""选事项: which matter, and which region decides it.

What this counter may not do is said before anything is keyed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clerk.desk.agreed import refuse_unless_agreed
from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.steps import Step, begin_step
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.parties import Person
from clerk.domain.regions import Action, RegionId
from clerk.domain.staff import Right
from clerk.store import cases


def choose_item(counter: Counter, operator: Operator, visit: Visit, item: str, home: RegionId) -> Visit:
    """Choose the matter and the region that decides it; allots the case its id.

    Choosing what is chosen already changes nothing; another choice leaves the case before, with its copies.

    Raises:
        Refused: ``C-02`` no card, ``C-05`` not handled there, ``C-12`` no such item, ``C-18``/``C-19`` not
            by this counter; ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    refuse_unhandled(counter, item, home)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        if step.visit.subject is None:
            raise Refused("C-02")
        if (step.visit.item, step.visit.home) == (item, home):
            return step.keep(step.visit)
        return step.keep(chosen(step, item, home))


def refuse_unhandled(counter: Counter, item: str, home: RegionId) -> None:
    """Refuse a matter that ``home`` does not handle, or that this counter may not receive for it today.

    Raises:
        Refused: ``C-05``, ``C-12``, ``C-18``, ``C-19``.
    """
    counter.variant(item, home)
    near, day = counter.site.region, counter.clock.now().date()
    refuse_unless_agreed(counter, near, home, item, Action.RECEIVE, day)


def chosen(step: Step, item: str, home: RegionId) -> Visit:
    """The visit with a fresh case for the matter; files of the case before are forgotten."""
    before = step.visit
    person = before.subject.person if before.subject else None
    same = before.form if before.item == item else {}
    common = {f.name: before.form[f.name] for f in step.counter.forms.common if f.name in before.form}
    phone = _known_phone(step, person) if person else {}
    step.forget_files()
    return replace(
        before.without_case(), item=item, home=home, case_id=uuid7(step.now), form={**phone, **common, **same}
    )


def _known_phone(step: Step, person: Person) -> dict[str, str]:
    """The number she left with her last case here: chips hold none, and nobody is asked twice."""
    if person.phone:
        return {"phone": person.phone}
    for case in cases.cases_of_person(step.unit, person.number, 1):
        if phone := case.form.get("phone"):
            return {"phone": phone}
    return {}


def suggested_home(counter: Counter, visit: Visit) -> RegionId:
    """The region a visitor most likely belongs to: the division her number begins with, else a remote one."""
    number = visit.subject.person.number if visit.subject else ""
    for region in counter.region_book.values():
        if number[:6] == region.division[:6]:
            return region.id
    for region in counter.region_book.values():
        if visit.looked_up.get(region.id) == "ok" and any(x.region == region.id for x in visit.licences):
            return region.id
    return counter.site.region


def home_choices(counter: Counter, item: str, day: date) -> tuple[RegionId, ...]:
    """Regions for which this counter may receive ``item`` on ``day`` and which handle it.

    Raises:
        Refused: ``C-12``.
    """
    near = counter.site.region
    choices = []
    for region in counter.region_book:
        variant = counter.items.get(item).variant(region)
        allowed = region == near or counter.agreements.can(near, region, item, Action.RECEIVE, day)
        if variant is not None and variant.open and allowed:
            choices.append(region)
    return tuple(choices)
