"""调证: the visitor's e-licences and waiting applications, and the derived copies made for her case.

Look-ups go straight out and may fail without harm; what they gave is kept by a second, fast call. An answer
that comes too late (another person, another matter, a visit that ended) changes nothing, but that licences
were read is journalled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from clerk.desk.agreed import may
from clerk.desk.checking import with_warnings, without_warnings
from clerk.desk.counter import Counter
from clerk.desk.steps import Step, late_step
from clerk.desk.views import LookUp, Operator
from clerk.desk.visit import Visit
from clerk.desk.visit_files import keep_file
from clerk.domain.digests import sm3
from clerk.domain.faults import Fault, Refused
from clerk.domain.files import take
from clerk.domain.identity_matches import licence_names
from clerk.domain.journal import EventKind
from clerk.domain.licences import USE_CAUSE_LIMIT, DerivedCopy, Licence, Purpose
from clerk.domain.materials import Way
from clerk.domain.names import NameMatch
from clerk.domain.parties import Applicant, Person, Strength
from clerk.domain.regions import Action, RegionId
from clerk.ports import CardRead, RegionTrouble, WaitingApplication

COPY_SERVES = timedelta(days=30)
"""How long a derived copy may be used; the longest limit of the catalogue fits in (待核实)."""


def look_up(counter: Counter, operator: Operator, visit: Visit, region: RegionId) -> LookUp:
    """Ask one region for the visitor's licences and waiting applications. Live; trouble is in the answer.

    Raises:
        Refused: ``C-02`` nobody was identified yet.
    """
    if visit.subject is None:
        raise Refused("C-02")
    backend = counter.regions[region]
    purpose = _purpose(counter, operator, visit, "窗口办理前核对电子证照")
    licences: list[Licence] = []
    waiting: list[WaitingApplication] = []
    try:
        for holder in visit.holders:
            licences.extend(backend.find_licences(_as_proved(holder, visit.subject), purpose))
        for holder in visit.holders:
            waiting.extend(backend.waiting_applications(holder))
    except RegionTrouble as trouble:
        return LookUp(region, tuple(licences), tuple(waiting), trouble.fault, visit.party)
    return LookUp(region, tuple(licences), tuple(waiting), party=visit.party)


def _as_proved(holder: Applicant, read: CardRead) -> Applicant:
    # To a region the dates of validity prove that the card was in the reader: typed ones prove nothing.
    if isinstance(holder, Person) and read.evidence.strength is Strength.TYPED:
        return replace(holder, validity=None)
    return holder


def add_look_up(counter: Counter, operator: Operator, visit: Visit, found: LookUp) -> Visit:
    """Keep what a region answered; reading licences is an event of its own.

    An answer about somebody else than stands at the counter now is dropped; the visit is given as it is.
    """
    with counter.store.writing() as unit:
        step = late_step(unit, counter, operator, visit)
        kept = not step.ended and found.party == step.visit.party and not step.visit.receipt_no
        step.note(
            EventKind.LICENCES_SEEN,
            region=found.region,
            kinds=",".join(sorted({x.kind for x in found.licences})),
            fault=found.fault.code if found.fault else "",
            kept="yes" if kept else "no",
        )
        return step.keep(_with_answer(step.visit, found)) if kept else step.visit


def _with_answer(visit: Visit, found: LookUp) -> Visit:
    """The visit with a region's answer in place of its last one; one cut short takes nothing away."""
    licences = {x.id: x for x in visit.licences if x.region == found.region and found.fault}
    waiting = {w.reference: w for w in visit.waiting if w.region == found.region and found.fault}
    licences |= {x.id: x for x in found.licences}
    waiting |= {w.reference: w for w in found.waiting}
    known = (*(x for x in visit.licences if x.region != found.region), *licences.values())
    return replace(
        visit,
        subject=None if visit.subject is None else _with_names_compared(visit.subject, known, visit.holders),
        licences=known,
        waiting=(*(w for w in visit.waiting if w.region != found.region), *waiting.values()),
        looked_up={**visit.looked_up, found.region: found.fault.code if found.fault else "ok"},
    )


def _with_names_compared(
    read: CardRead, licences: Iterable[Licence], holders: tuple[Applicant, ...]
) -> CardRead:
    names: dict[str, list[str]] = {"I-27": [], "I-28": []}
    for licence in licences:
        match = licence_names(licence, holders)
        if match is not NameMatch.SAME:
            names["I-27" if match is NameMatch.DIFFERENT else "I-28"].append(licence.name)
    faults = (Fault(code, {"names": "、".join(found)}) for code, found in names.items() if found)
    return with_warnings(without_warnings(read, "I-27", "I-28"), faults)


def licence_for(counter: Counter, visit: Visit, kind: str) -> Licence | None:
    """A usable licence of that kind, the home region's first.

    None when there is none, its kind is off, its region is not linked, it names another holder, or no
    agreement lets this counter recall it.
    """
    known = counter.licence_kinds.get(kind)
    if known is None or not known.usable:
        return None
    today, near = counter.clock.now().date(), counter.site.region
    if not may(counter, near, visit.home, visit.item, Action.RECALL, today):
        return None
    usable = [
        x
        for x in visit.licences
        if x.kind == kind
        and x.usable_on(today)
        and x.region in counter.regions
        and licence_names(x, visit.holders) is not NameMatch.DIFFERENT
    ]
    return _home_first(usable, visit.home)


def _home_first(licences: Iterable[Licence], home: RegionId) -> Licence | None:
    return min(licences, key=lambda x: x.region != home, default=None)


def derive(
    counter: Counter, operator: Operator, visit: Visit, material: str
) -> tuple[Licence, DerivedCopy, bytes]:
    """Have a purpose-bound copy made. Live: up to 30 s.

    Raises:
        Refused: ``L-03`` no licence for the material, ``L-04`` the file is not the one the region speaks of,
            ``F-…`` it is no file a home department takes.
        RegionTrouble: the region did not do it.
    """
    needed = counter.variant(visit.item, visit.home).material(material)
    licence = licence_for(counter, visit, needed.licence_kind)
    if licence is None:
        raise Refused("L-03", material=needed.name)
    item = counter.items.get(visit.item)
    purpose = _purpose(counter, operator, visit, f"办理{item.name}")
    copy, data = counter.regions[licence.region].derive(licence, purpose)
    if sm3(data) != copy.digest:
        raise Refused("L-04", material=needed.name)
    take(needed.name, data)
    return licence, copy, data


def add_copy(
    counter: Counter, operator: Operator, visit: Visit, material: str, copy: DerivedCopy, data: bytes
) -> Visit:
    """Keep a derived copy: file, material met, and the event. ``visit``: as it was when the copy was asked
    for.

    A copy that comes too late is dropped and the visit given as it is: the visit ended or was received, its
    matter was chosen anew, or the clerk met the material in another way meanwhile.

    Raises:
        Refused: ``L-05`` the copy was made for another case or is past its end; ``F-…``.
    """
    with counter.store.writing() as unit:
        step = late_step(unit, counter, operator, visit)
        if _comes_too_late(step, visit, material, copy):
            _note_derived(step, material, copy, kept=False)
            return step.visit
        if not copy.serves(step.visit.case_id, step.now.date()):
            raise Refused("L-05")
        met = keep_file(step, material, Way.E_LICENCE, take(f"{material}.pdf", data))
        _note_derived(step, material, copy, kept=True)
        after = step.visit.with_met(met)
        # The clerk types elsewhere while copies arrive: they do not move her field.
        return step.keep(
            replace(after, copies={**after.copies, material: copy}, field_now=step.visit.field_now)
        )


def _comes_too_late(step: Step, asked: Visit, material: str, copy: DerivedCopy) -> bool:
    if step.ended or step.visit.receipt_no or copy.purpose.case_id in step.visit.left:
        return True
    met = step.visit.met_for(material)
    return met is not None and met != asked.met_for(material)


def _note_derived(step: Step, material: str, copy: DerivedCopy, *, kept: bool) -> None:
    step.note(
        EventKind.LICENCE_DERIVED,
        copy.purpose.case_id,
        material=material,
        licence_kind=copy.kind,
        kept="yes" if kept else "no",
        private={"copy": copy.id, "licence": copy.licence},
    )


def _purpose(counter: Counter, operator: Operator, visit: Visit, cause: str) -> Purpose:
    today = counter.clock.now().date()
    item = counter.items.items.get(visit.item)
    return Purpose(
        cause=cause[:USE_CAUSE_LIMIT],
        item_code=visit.item,
        item_name=item.name if item else "",
        case_id=visit.case_id or visit.id,
        clerk=operator.member.number,
        site=counter.site.code,
        since=today,
        until=today + COPY_SERVES,
    )
