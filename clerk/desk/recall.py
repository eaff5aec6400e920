"""调证: the visitor's e-licences and waiting applications, and the derived copies made for her case.

Look-ups go straight out and may fail without harm; what they gave is kept by a second, fast call.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from clerk.desk.counter import Counter
from clerk.desk.drafts import keep
from clerk.desk.intake import note
from clerk.desk.views import LookUp, Operator
from clerk.desk.visit import Visit
from clerk.desk.visit_files import keep_file, with_met
from clerk.domain.faults import Refused
from clerk.domain.files import TakenFile, sm3
from clerk.domain.journal import EventKind
from clerk.domain.licences import DerivedCopy, Licence, Purpose
from clerk.domain.materials import Way
from clerk.domain.parties import Applicant
from clerk.domain.regions import RegionId
from clerk.ports import RegionTrouble

COPY_SERVES = timedelta(days=30)
"""How long a derived copy may be used; the longest limit of the catalogue fits in (待核实)."""


def look_up(counter: Counter, operator: Operator, visit: Visit, region: RegionId) -> LookUp:
    """Ask one region for the visitor's licences and waiting applications. Live; trouble is in the answer."""
    backend = counter.regions[region]
    holders = _holders(visit)
    purpose = _purpose(counter, operator, visit, "窗口办理前核对电子证照")
    licences: list[Licence] = []
    try:
        for holder in holders:
            licences.extend(backend.find_licences(holder, purpose))
        waiting = tuple(w for holder in holders for w in backend.waiting_applications(holder))
    except RegionTrouble as trouble:
        return LookUp(region, tuple(licences), (), trouble.fault)
    return LookUp(region, tuple(licences), waiting)


def add_look_up(counter: Counter, operator: Operator, visit: Visit, found: LookUp) -> Visit:
    """Keep what a region answered; reading licences is an event of its own."""
    licences = tuple(x for x in visit.licences if x.region != found.region) + found.licences
    waiting = tuple(w for w in visit.waiting if w.region != found.region) + found.waiting
    looked_up = {**visit.looked_up, found.region: found.fault.code if found.fault else "ok"}
    with counter.store.writing() as unit:
        note(
            unit,
            counter,
            operator,
            EventKind.LICENCES_SEEN,
            visit,
            region=found.region,
            kinds=",".join(sorted({x.kind for x in found.licences})),
            fault=found.fault.code if found.fault else "",
        )
        return keep(unit, counter, replace(visit, licences=licences, waiting=waiting, looked_up=looked_up))


def licence_for(counter: Counter, visit: Visit, kind: str) -> Licence | None:
    """A usable licence of that kind, the home region's first; None when there is none or the kind is off."""
    known = counter.licence_kinds.get(kind)
    if known is None or not known.usable:
        return None
    today = counter.clock.now().date()
    usable = [x for x in visit.licences if x.kind == kind and x.usable_on(today)]
    usable.sort(key=lambda x: x.region != visit.home)
    return usable[0] if usable else None


def derive(
    counter: Counter, operator: Operator, visit: Visit, material: str
) -> tuple[Licence, DerivedCopy, bytes]:
    """Have a purpose-bound copy made. Live: up to 30 s.

    Raises:
        Refused: ``L-03`` no licence for the material.
        RegionTrouble: the region did not do it.
    """
    needed = counter.items.variant(visit.item, visit.home).material(material)
    licence = licence_for(counter, visit, needed.licence_kind)
    if licence is None:
        raise Refused("L-03", material=needed.name)
    item = counter.items.get(visit.item)
    purpose = _purpose(counter, operator, visit, f"办理{item.name}")
    copy, data = counter.regions[licence.region].derive(licence, purpose)
    if sm3(data) != copy.digest:
        raise Refused("L-04", material=needed.name)
    return licence, copy, data


def add_copy(
    counter: Counter, operator: Operator, visit: Visit, material: str, copy: DerivedCopy, data: bytes
) -> Visit:
    """Keep a derived copy: file, material met, and the event.

    Raises:
        Refused: ``L-05`` the copy was made for another case.
    """
    if not copy.serves(visit.case_id, counter.clock.now().date()):
        raise Refused("L-05")
    with counter.store.writing() as unit:
        met = keep_file(
            unit,
            counter,
            visit,
            material,
            Way.E_LICENCE,
            TakenFile(f"{material}.pdf", copy.media_type, data, copy.digest),
        )
        note(
            unit,
            counter,
            operator,
            EventKind.LICENCE_DERIVED,
            visit,
            material=material,
            copy=copy.id,
            licence_kind=copy.kind,
        )
        copies = (*(c for c in visit.copies if c.kind != copy.kind), copy)
        return keep(unit, counter, replace(visit, met=with_met(visit, met), copies=copies))


def _holders(visit: Visit) -> tuple[Applicant, ...]:
    holders: list[Applicant] = []
    if visit.subject is not None:
        holders.append(visit.subject.person)
    if visit.organisation is not None:
        holders.append(visit.organisation)
    return tuple(holders)


def _purpose(counter: Counter, operator: Operator, visit: Visit, cause: str) -> Purpose:
    today = counter.clock.now().date()
    item = counter.items.items.get(visit.item)
    return Purpose(
        cause=cause,
        item_code=visit.item,
        item_name=item.name if item else "",
        case_id=visit.case_id or visit.id,
        clerk=operator.member.number,
        site=counter.site.code,
        since=today,
        until=today + COPY_SERVES,
    )
