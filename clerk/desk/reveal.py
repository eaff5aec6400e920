"""Showing masked personal data in full, for ten seconds and for a reason that is kept."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.cases import CaseId
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import cases, drafts
from clerk.store.store import Unit

SHOWN_FOR_SECONDS = 10


def reveal(counter: Counter, operator: Operator, subject: str, reason: str) -> None:
    """Note who saw the data of ``subject`` (a case or a visit) and why, before it is shown.

    Raises:
        Refused: ``U-04``, ``U-05`` no reason, ``C-08`` there is no such case or visit.
    """
    require(operator, Right.REVEAL)
    if not reason.strip():
        raise Refused("U-05")
    with counter.store.writing() as unit:
        note(
            unit,
            counter,
            operator,
            EventKind.DATA_REVEALED,
            counter.clock.now(),
            case_id=_case_of(unit, counter, subject),
            payload={"subject": subject},
            private={"reason": reason.strip()},
        )


def _case_of(unit: Unit, counter: Counter, subject: str) -> CaseId:
    """The case of the subject; empty for a visit that has none yet."""
    try:
        return cases.load_case(unit, subject).id
    except KeyError:
        rows = drafts.load_drafts(unit, counter.site.window_id)
    if any(subject in {row.id, row.payload.get("case_id")} for row in rows):
        return ""
    raise Refused("C-08")
