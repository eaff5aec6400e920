"""线上预审: an application filed online is taken over, and only what is missing is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clerk.desk.checking import refuse_blocks, with_warnings
from clerk.desk.choosing import chosen, refuse_unhandled
from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.steps import begin_step
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.desk.visit_files import keep_file
from clerk.domain.catalogue import Item
from clerk.domain.faults import Refused
from clerk.domain.files import TakenFile, take
from clerk.domain.forms import check_field
from clerk.domain.identity import Finding, Severity
from clerk.domain.identity_matches import check_filed_online
from clerk.domain.materials import Way
from clerk.domain.staff import Right
from clerk.ports import WaitingApplication


def item_of(counter: Counter, waiting: WaitingApplication) -> Item | None:
    """The item an online application is about, None when the catalogue does not know the region's code."""
    for item in counter.items.items.values():
        variant = item.variant(waiting.region)
        if variant is not None and variant.code == waiting.variant_code:
            return item
    return None


def take_over(counter: Counter, operator: Operator, visit: Visit, reference: str) -> Visit:
    """Take over form and files of a waiting application. Live: fetches its files, then writes all in one
    commit.

    What was filed wrongly or found missing is left out, so that the clerk is asked for it.

    Raises:
        Refused: ``C-13`` not among those found, ``I-47`` and ``I-49`` filed by somebody else,
            ``C-12`` unknown item, ``C-05``/``C-18``/``C-19`` not by this
            counter, ``F-…`` a file is wrong; ``C-06``, ``C-15``, ``C-16``.
        RegionTrouble: the region did not give a file; nothing was changed.
    """
    require(operator, Right.RECEIVE)
    waiting = _waiting(visit, reference)
    refuse_blocks(filed_by(visit, waiting))
    item = item_of(counter, waiting)
    if item is None:
        raise Refused("C-12", item=waiting.variant_code)
    refuse_unhandled(counter, item.code, waiting.region)
    files = tuple(_files(counter, item.code, waiting))
    form = _form(counter, item.code, waiting.form)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        if step.visit.party != visit.party:
            raise Refused("C-16")
        said = filed_by(step.visit, waiting)
        refuse_blocks(said)
        after = _with_said(chosen(step, item.code, waiting.region), said)
        met = tuple(keep_file(step, material, Way.ARCHIVE, taken) for material, taken in files)
        return step.keep(
            replace(
                after,
                form={**after.form, **form},
                met=met,
                taken_over=reference,
                archived=tuple(material for material, _ in files),
            )
        )


def filed_by(visit: Visit, waiting: WaitingApplication) -> tuple[Finding, ...]:
    """What is to be said about who filed an application, held against those it may be taken over for."""
    found = [
        check_filed_online(holder, waiting.applicant_name, waiting.applicant_number)
        for holder in visit.holders
    ]
    return min(found, key=_how_far_off, default=())


def _how_far_off(found: tuple[Finding, ...]) -> int:
    codes = {finding.code for finding in found if finding.severity is Severity.BLOCK}
    return 2 if "I-47" in codes else len(codes)


def _with_said(visit: Visit, said: tuple[Finding, ...]) -> Visit:
    if visit.subject is None:
        return visit
    return replace(visit, subject=with_warnings(visit.subject, (finding.fault for finding in said)))


def _waiting(visit: Visit, reference: str) -> WaitingApplication:
    for waiting in visit.waiting:
        if waiting.reference == reference:
            return waiting
    raise Refused("C-13")


def _files(counter: Counter, item: str, waiting: WaitingApplication) -> Iterator[tuple[str, TakenFile]]:
    backend = counter.regions.get(waiting.region)
    if backend is None:
        raise Refused("C-13")
    asked = {material.code for material in counter.variant(item, waiting.region).materials}
    for material, name in waiting.files:
        if material in asked and material not in waiting.missing:
            yield material, take(name, backend.waiting_file(waiting.reference, material))


def _form(counter: Counter, item: str, filed: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for spec in counter.forms.fields(item):
        try:
            kept[spec.name] = check_field(spec, filed.get(spec.name, ""))
        except Refused:
            continue  # wrong or empty: the form asks for it
    return {name: value for name, value in kept.items() if value}
