"""接待: a visit is opened, taken up again and ended, and the fields of its form are kept."""

from __future__ import annotations

import logging
from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.drafts import from_payload
from clerk.desk.rights import require
from clerk.desk.steps import Step, begin_step, find_step, note_resumed
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.faults import Refused
from clerk.domain.forms import check_field
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import attachments, day
from clerk.store import drafts as draft_rows
from clerk.store.drafts import DraftRow

LOG = logging.getLogger(__name__)


def open_visit(counter: Counter, operator: Operator) -> Visit:
    """Begin a visit; it is on disk when this returns."""
    require(operator, Right.RECEIVE)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        number = day.visits_of_day(unit, counter.terminal, now.date()) + 1
        visit = Visit(uuid7(now), number, now, operator.member.number)
        step = Step(unit, counter, operator, now, visit)
        step.note(EventKind.VISIT_OPENED)
        return step.keep(visit)


def resume_visits(counter: Counter, operator: Operator) -> tuple[Visit, ...]:
    """Visits of this window that were not ended: after a crash, a lock or a hand-over, at the same field.

    One that another version of the program wrote stays on disk for it, and holds up nothing.
    """
    number = operator.member.number
    with counter.store.reading() as unit:
        rows = draft_rows.load_drafts(unit, counter.site.window_id)
    readable = (v for row in rows if (v := _readable(row)) is not None)
    visits = sorted(readable, key=lambda v: (v.opened_at, v.number))
    return tuple(v if v.clerk == number else replace(v, taken_by=number) for v in visits)


def _readable(row: DraftRow) -> Visit | None:
    try:
        return from_payload(row.payload)
    except Refused as refused:
        LOG.warning("draft %s: %s", row.id, refused.fault.code)
        return None


def take_up(counter: Counter, operator: Operator, visit: Visit) -> Visit:
    """Go on with a visit that was not ended; who goes on with whose visit is journalled.

    Raises:
        Refused: ``C-15`` it has ended meanwhile.
    """
    require(operator, Right.RECEIVE)
    with counter.store.writing() as unit:
        before = draft_rows.load_draft(unit, visit.id)
        step = begin_step(unit, counter, operator, visit)
        if before is not None and before.clerk == operator.member.number:
            note_resumed(step, before.clerk)
        return step.keep(step.visit)


def current_visit(counter: Counter, visit: Visit) -> Visit | None:
    """The visit as it stands on disk, None when it has ended."""
    with counter.store.reading() as unit:
        row = draft_rows.load_draft(unit, visit.id)
    return None if row is None else from_payload(row.payload)


def end_visit(counter: Counter, operator: Operator, visit: Visit, advice: str = "") -> None:
    """End a visit. Without a receipt it was advice (咨询/引导), and is counted as such.

    A visit that has ended already stays ended.
    """
    with counter.store.writing() as unit:
        step = find_step(unit, counter, operator, visit)
        if step is None:
            return
        ended = step.visit
        if not ended.receipt_no and (ended.item or advice):
            step.note(EventKind.ADVICE_GIVEN, private={"advice": advice} if advice else None, item=ended.item)
        step.note(EventKind.VISIT_ENDED, receipt_no=ended.receipt_no)
        draft_rows.delete_draft(unit, ended.id)
        attachments.drop_attachments(unit, ended.id)


def set_field(counter: Counter, operator: Operator, visit: Visit, name: str, value: str) -> Visit:
    """Keep one field of the form. On disk when this returns.

    Raises:
        Refused: ``E-…``; what was typed stays in the field. ``C-06``, ``C-15``, ``C-16``.
    """
    require(operator, Right.RECEIVE)
    if not visit.item:
        raise Refused("C-03")
    kept = check_field(counter.forms.field(visit.item, name), value)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_same_case(visit)
        return step.keep(replace(step.visit, form={**step.visit.form, name: kept}, field_now=name))
