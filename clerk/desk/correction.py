"""补正: the home department asked for corrections; the clerk answers each point and sends them together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clerk.desk.case_view import view_case
from clerk.desk.counter import Counter
from clerk.desk.materials import read_file
from clerk.desk.receive import enqueue
from clerk.desk.rights import require
from clerk.desk.views import CaseView, Operator
from clerk.desk.worklists import require_case
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, CaseId, Event, State
from clerk.domain.deliveries import DeliveryKind
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.materials import Met, Way
from clerk.domain.staff import Right
from clerk.store import attachments, cases, journal


def answer_correction(
    counter: Counter, operator: Operator, case_id: CaseId, material: str, path: Path
) -> CaseView:
    """Take the file that answers one point. Reads up to 20 MB: call it off the screen's thread.

    Raises:
        Refused: ``F-…`` the file; ``C-01`` no correction is asked; ``C-04`` the point is not on the notice.
    """
    require(operator, Right.RECEIVE)
    _require_correction(require_case(counter, case_id), material)
    taken = read_file(counter, path)
    attachment = f"{case_id}:{material}:{uuid7(counter.clock.now())}"
    with counter.store.writing() as unit:
        case = cases.load_case(unit, case_id)
        _require_correction(case, material)
        attachments.put_attachment(
            unit,
            id=attachment,
            case_id=case_id,
            material=material,
            file_name=taken.name,
            media_type=taken.media_type,
            data=taken.data,
            digest=taken.digest,
        )
        met = Met(material, Way.SCAN, attachment, taken.digest, taken.name)
        others = tuple(m for m in case.met if m.material != material)
        answered = tuple(replace(c, answered=c.answered or c.material == material) for c in case.corrections)
        cases.save_case(unit, replace(case, met=(*others, met), corrections=answered))
        journal.append(
            unit,
            EventKind.CASE_CORRECTED,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=counter.clock.now(),
            case_id=case_id,
            payload={"material": material, "digest": taken.digest},
        )
    return view_case(counter, case_id)


def send_correction(counter: Counter, operator: Operator, case_id: CaseId) -> CaseView:
    """Send all corrections to the home department: one commit, like the receipt.

    Raises:
        Refused: ``C-07`` points are still open, ``C-01`` no correction is asked.
    """
    require(operator, Right.RECEIVE)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = cases.load_case(unit, case_id)
        if case.open_corrections:
            raise Refused("C-07", count=str(len(case.open_corrections)))
        corrected = happen(replace(case, round=case.round + 1), Event.CORRECT, Actor.CLERK, now)
        saved = cases.save_case(unit, corrected)
        enqueue(unit, counter, saved, DeliveryKind.CORRECT, now)
        journal.append(
            unit,
            EventKind.CASE_CORRECTED,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=now,
            case_id=case_id,
            payload={"round": saved.round},
            once=f"{case_id}:corrected:{saved.round}",
        )
    return view_case(counter, case_id)


def _require_correction(case: CaseFile, material: str) -> None:
    if case.state is not State.CORRECTION:
        raise Refused("C-01", state=case.state.value, event=Event.CORRECT.value)
    if all(c.material != material for c in case.corrections):
        raise Refused("C-14", material=material)
