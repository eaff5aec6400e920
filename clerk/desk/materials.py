"""材料: how each material of the visit stands, and what the clerk does to meet it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from clerk.desk.counter import Counter
from clerk.desk.drafts import keep
from clerk.desk.intake import note
from clerk.desk.recall import licence_for
from clerk.desk.views import FormField, MaterialRow, MaterialState, Operator, Words
from clerk.desk.visit import Visit
from clerk.desk.visit_files import keep_file, with_met
from clerk.domain import identity
from clerk.domain.faults import Fault, Refused
from clerk.domain.files import TakenFile, check_size, take
from clerk.domain.forms import check_field
from clerk.domain.journal import EventKind
from clerk.domain.materials import (
    Material,
    Met,
    Necessity,
    PaperReason,
    Way,
    best_way,
    check_way,
)
from clerk.store.store import Unit

_PROPOSED = frozenset({Way.E_LICENCE, Way.COMMITMENT, Way.DATA_CHECK})


def form_fields(counter: Counter, visit: Visit) -> tuple[FormField, ...]:
    """Fields of the chosen item with what is typed so far."""
    return tuple(
        FormField(
            spec.name,
            Words(spec.zh, spec.en),
            visit.form.get(spec.name, ""),
            spec.required,
            spec.kind,
            spec.choices,
            spec.unverified,
        )
        for spec in counter.forms.fields(visit.item)
    )


def material_rows(counter: Counter, visit: Visit) -> tuple[MaterialRow, ...]:
    """Every material of the chosen item, and the best way to meet it now."""
    if not visit.item:
        return ()
    rows = []
    for material in counter.items.variant(visit.item, visit.home).materials:
        licence = licence_for(counter, visit, material.licence_kind) if material.licence_kind else None
        way = best_way(
            material, licence_available=licence is not None, archived=material.code in visit.archived
        )
        met = visit.met_for(material.code)
        rows.append(MaterialRow(material, met, way, licence, _state(met, way)))
    return tuple(rows)


def _state(met: Met | None, way: Way) -> MaterialState:
    if met is not None:
        return MaterialState.MET
    return MaterialState.PROPOSED if way in _PROPOSED else MaterialState.MISSING


def to_derive(counter: Counter, visit: Visit) -> tuple[str, ...]:
    """Materials for which a licence is there and no copy has been made yet."""
    return tuple(
        row.material.code
        for row in material_rows(counter, visit)
        if row.met is None and row.best is Way.E_LICENCE and row.licence is not None
    )


def meet(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    material: str,
    way: Way,
    *,
    due: date | None = None,
    paper_reason: PaperReason | None = None,
) -> Visit:
    """Meet a material in a way that needs no file: data check, commitment, deferral, paper.

    Raises:
        Refused: ``M-…`` the rules of the region do not allow it.
    """
    needed = counter.items.variant(visit.item, visit.home).material(material)
    met = Met(material, way, reference=way.value, due=due, paper_reason=paper_reason)
    _check(counter, visit, needed, met)
    with counter.store.writing() as unit:
        return _keep_met(unit, counter, operator, visit, met)


def attach_file(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    material: str,
    path: Path,
    paper_reason: PaperReason | None = None,
) -> Visit:
    """Take a scanned file for a material. Reads and checks up to 20 MB: call it off the screen's thread.

    Raises:
        Refused: ``F-…`` the file, ``M-…`` the rules.
    """
    needed = counter.items.variant(visit.item, visit.home).material(material)
    taken = read_file(counter, path)
    _check(counter, visit, needed, Met(material, Way.SCAN, taken.digest, paper_reason=paper_reason))
    with counter.store.writing() as unit:
        met = keep_file(unit, counter, visit, material, Way.SCAN, taken, paper_reason)
        return _keep_met(unit, counter, operator, visit, met)


def read_file(counter: Counter, path: Path) -> TakenFile:
    """Read a file from the clerk's folder and check what it is.

    Raises:
        Refused: ``F-01``–``F-05``.
    """
    try:
        check_size(path.name, path.stat().st_size)
        data = path.read_bytes()
    except OSError:
        raise Refused("F-05", name=path.name) from None
    taken = take(path.name, data)
    if taken.media_type == "application/pdf":
        try:
            pages = counter.press.pages(data)
        except Refused as refused:
            raise Refused("F-03", name=path.name) from refused
        if pages < 1:
            raise Refused("F-03", name=path.name)
    return taken


def not_ready(counter: Counter, visit: Visit) -> tuple[Fault, ...]:
    """What still stops the receipt; empty when F5 may be pressed. Commitments are met by confirming."""
    if visit.receipt_no:
        return (Fault("C-06", {"receipt_no": visit.receipt_no}),)
    if visit.subject is None:
        return (Fault("C-02"),)
    if not visit.item:
        return (Fault("C-03"),)
    faults: list[Fault] = list(_field_faults(counter, visit))
    today = counter.clock.now().date()
    faults += [
        finding.fault
        for finding in identity.check_agent(visit.subject.person, visit.agent, today)
        if finding.severity is identity.Severity.BLOCK
    ]
    for row in material_rows(counter, visit):
        optional = row.material.necessity is Necessity.OPTIONAL
        confirmable = row.best in {Way.COMMITMENT, Way.DATA_CHECK}
        if row.met is None and not optional and not confirmable:
            faults.append(Fault("C-04", {"material": row.material.name}))
    item = counter.items.get(visit.item)
    applicant = visit.applicant
    if applicant is not None and applicant.kind not in item.applicants:
        words = ("自然人", "a person") if applicant.kind.value == "person" else ("法人", "an organisation")
        faults.append(Fault("C-10", {"item": item.name, "kind": words[0], "kind_en": words[1]}))
    return tuple(faults)


def _field_faults(counter: Counter, visit: Visit) -> tuple[Fault, ...]:
    faults = []
    for spec in counter.forms.fields(visit.item):
        try:
            check_field(spec, visit.form.get(spec.name, ""))
        except Refused as refused:
            faults.append(refused.fault)
    return tuple(faults)


def _check(counter: Counter, visit: Visit, material: Material, met: Met) -> None:
    licence = licence_for(counter, visit, material.licence_kind) if material.licence_kind else None
    check_way(material, met, licence_available=licence is not None)


def _keep_met(unit: Unit, counter: Counter, operator: Operator, visit: Visit, met: Met) -> Visit:
    if met.paper_reason is not None:
        note(
            unit,
            counter,
            operator,
            EventKind.PAPER_ASKED,
            visit,
            material=met.material,
            reason=met.paper_reason.value,
        )
    return keep(unit, counter, replace(visit, met=with_met(visit, met), field_now=met.material))
