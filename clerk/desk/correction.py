"""补正: the home department asked for corrections; the clerk answers each point and sends them together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clerk.desk.case_view import view_case
from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is, let_happen, not_now
from clerk.desk.noting import note
from clerk.desk.paper_content import material_names
from clerk.desk.picked_files import read_file
from clerk.desk.receive import enqueue
from clerk.desk.rights import require
from clerk.desk.views import CaseView, Operator
from clerk.desk.visit_files import forget_file, put_file
from clerk.desk.worklists import require_case
from clerk.domain.case_file import CaseFile, CorrectionAsked
from clerk.domain.cases import Actor, CaseId, Event, State
from clerk.domain.deliveries import DeliveryKind
from clerk.domain.faults import Refused
from clerk.domain.files import TakenFile
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.materials import Met, Way
from clerk.domain.staff import Right
from clerk.store import cases
from clerk.store.store import Unit


def answer_correction(
    counter: Counter, operator: Operator, case_id: CaseId, material: str, path: Path
) -> CaseView:
    """Take the file that answers one point. Reads up to 20 MB: call it off the screen's thread.

    Answering a point again takes the place of the file chosen before; what an earlier round sent is kept.

    Raises:
        Refused: ``F-…`` the file; ``C-17`` no correction is asked; ``C-14`` the point is not on the notice;
            ``C-08``.
    """
    require(operator, Right.RECEIVE)
    _require_point(counter, require_case(counter, case_id), material)
    taken = read_file(counter.press, path)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = case_as_it_is(unit, case_id)
        _require_point(counter, case, material)
        cases.save_case(unit, _answered(unit, case, uuid7(now), material, taken))
        note(
            unit,
            counter,
            operator,
            EventKind.CASE_CORRECTED,
            now,
            case_id=case_id,
            payload={"material": material, "digest": taken.digest},
        )
    return view_case(counter, case_id)


def send_correction(counter: Counter, operator: Operator, case_id: CaseId) -> CaseView:
    """Send all corrections to the home department: one commit, like the receipt.

    Raises:
        Refused: ``C-07`` points are still open, ``C-17`` no correction is asked; ``C-08``.
    """
    require(operator, Right.RECEIVE)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = case_as_it_is(unit, case_id)
        if case.state is not State.CORRECTION:
            raise not_now(case, Event.CORRECT)
        if case.open_corrections or not case.corrections:
            raise Refused("C-07", count=str(len(case.open_corrections) or 1))
        corrected = let_happen(replace(case, round=case.round + 1), Event.CORRECT, Actor.CLERK, now)
        saved = cases.save_case(unit, corrected)
        enqueue(unit, counter, saved, DeliveryKind.CORRECT, now)
        note(
            unit,
            counter,
            operator,
            EventKind.CASE_CORRECTED,
            now,
            case_id=case_id,
            payload={"round": saved.round},
            once=f"{case_id}:corrected:{saved.round}",
        )
    return view_case(counter, case_id)


def _answered(unit: Unit, case: CaseFile, attachment: str, material: str, taken: TakenFile) -> CaseFile:
    """The case with the file in its material's place, and the point answered."""
    if any(c.answered and c.material == material for c in case.corrections):
        forget_file(unit, next((m for m in case.met if m.material == material), None))
    put_file(unit, attachment, case.id, material, taken)
    given = Met(material, Way.SCAN, attachment, taken.digest, taken.name)
    met = tuple(given if m.material == material else m for m in case.met)
    points = tuple(replace(c, answered=c.answered or c.material == material) for c in case.corrections)
    return replace(
        case,
        met=met if given in met else (*met, given),
        # A region may ask without naming a material: then the clerk's answer is the point.
        corrections=points or (CorrectionAsked(material, case.words, answered=True),),
    )


def _require_point(counter: Counter, case: CaseFile, material: str) -> None:
    if case.state is not State.CORRECTION:
        raise not_now(case, Event.CORRECT)
    names = material_names(counter, case)
    asked = {c.material for c in case.corrections} or set(names)
    if material not in asked:
        raise Refused("C-14", material=names.get(material, material))
