"""材料: how each material of the visit stands, and what the clerk does to meet it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from clerk.desk.counter import Counter
from clerk.desk.picked_files import read_file
from clerk.desk.recall import licence_for
from clerk.desk.rights import require
from clerk.desk.steps import Step, begin_step
from clerk.desk.views import FormField, MaterialRow, MaterialState, Operator, Words
from clerk.desk.visit import Visit
from clerk.desk.visit_files import forget_file, keep_file
from clerk.domain.faults import Refused
from clerk.domain.forms import FieldSpec
from clerk.domain.journal import EventKind
from clerk.domain.materials import Material, Met, Necessity, PaperReason, Way, best_way, check_way
from clerk.domain.staff import Right

_PROPOSED = frozenset({Way.E_LICENCE, Way.COMMITMENT, Way.DATA_CHECK})
_WITHOUT_FILE = frozenset({Way.DATA_CHECK, Way.COMMITMENT, Way.DEFERRED, Way.PAPER})
CONFIRMED = frozenset({Way.COMMITMENT, Way.DATA_CHECK})
"""Ways that the applicant's confirmation meets; nothing is handed in."""


def form_fields(counter: Counter, visit: Visit) -> tuple[FormField, ...]:
    """Fields of the chosen item with what is typed so far."""
    return tuple(_form_field(spec, visit) for spec in counter.forms.fields(visit.item))


def _form_field(spec: FieldSpec, visit: Visit) -> FormField:
    return FormField(
        spec.name,
        Words(spec.zh, spec.en),
        visit.form.get(spec.name, ""),
        spec.required,
        spec.kind,
        spec.choices,
        spec.unverified,
    )


def material_rows(counter: Counter, visit: Visit) -> tuple[MaterialRow, ...]:
    """Every material of the chosen item, and the best way to meet it now."""
    variant = counter.variant_as_known(visit.item, visit.home)
    return tuple(_row(counter, visit, material) for material in variant.materials) if variant else ()


def _row(counter: Counter, visit: Visit, material: Material) -> MaterialRow:
    licence = licence_for(counter, visit, material.licence_kind) if material.licence_kind else None
    way = best_way(material, licence_available=licence is not None, archived=material.code in visit.archived)
    met = visit.met_for(material.code)
    return MaterialRow(material, met, way, licence, _state(met, way))


def _state(met: Met | None, way: Way) -> MaterialState:
    if met is not None:
        return MaterialState.MET
    return MaterialState.PROPOSED if way in _PROPOSED else MaterialState.MISSING


def to_derive(counter: Counter, visit: Visit) -> tuple[str, ...]:
    """Materials to be met at once by a copy of an e-licence that is there.

    Optional ones are for some cases only (a guardian's card, a company as shareholder): the clerk asks for
    them.
    """
    return tuple(
        row.material.code
        for row in material_rows(counter, visit)
        if row.met is None
        and row.best is Way.E_LICENCE
        and row.licence is not None
        and row.material.necessity is not Necessity.OPTIONAL
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
        Refused: ``M-…`` the rules of the region do not allow it; ``C-06``, ``C-15``, ``C-16``.
    """
    require(operator, Right.RECEIVE)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_same_case(visit)
        needed = _needed(counter, step.visit, material)
        if way not in _WITHOUT_FILE:
            raise Refused("M-04", material=needed.name)
        met = Met(material, way, way.value, due=due, paper_reason=paper_reason)
        _check(step, needed, met)
        if way is Way.DEFERRED:
            _check_due(step, needed, due)
        forget_file(unit, step.visit.met_for(material))
        return _keep_met(step, needed, met)


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
        Refused: ``F-…`` the file, ``M-…`` the rules; ``C-06``, ``C-15``, ``C-16``.
    """
    require(operator, Right.RECEIVE)
    taken = read_file(counter.press, path)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_same_case(visit)
        needed = _needed(counter, step.visit, material)
        _check(step, needed, Met(material, Way.SCAN, taken.digest, paper_reason=paper_reason))
        return _keep_met(step, needed, keep_file(step, material, Way.SCAN, taken, paper_reason))


def _needed(counter: Counter, visit: Visit, material: str) -> Material:
    try:
        return counter.variant(visit.item, visit.home).material(material)
    except KeyError:
        raise Refused("M-06", material=material) from None


def _check(step: Step, material: Material, met: Met) -> None:
    check_way(material, met, licence_available=_licence_is_there(step, material))


def _check_due(step: Step, material: Material, due: date | None) -> None:
    """A promise is for a day to come, and for none that no calendar covers yet."""
    today, last = step.now.date(), step.counter.calendar.last_year
    if due is None or due <= today or last is None or due.year > last:
        first = today + timedelta(days=1)
        raise Refused("M-05", material=material.name, first=first.isoformat(), last=f"{last or '—'}-12-31")


def _licence_is_there(step: Step, material: Material) -> bool:
    kind = material.licence_kind
    return bool(kind) and licence_for(step.counter, step.visit, kind) is not None


def _keep_met(step: Step, material: Material, met: Met) -> Visit:
    if met.paper_reason is not None and not _licence_is_there(step, material):
        met = replace(
            met, paper_reason=None
        )  # nothing was there in its place: paper is not counted against us
    if met.paper_reason is not None:
        step.note(
            EventKind.PAPER_ASKED, step.visit.case_id, material=met.material, reason=met.paper_reason.value
        )
    return step.keep(step.visit.with_met(met))
