"""Showing masked personal data in full, for ten seconds and for a reason that is kept."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import cases, journal

SHOWN_FOR_SECONDS = 10


def reveal(counter: Counter, operator: Operator, subject: str, reason: str) -> None:
    """Note who saw the data of ``subject`` (a case or a visit) and why, before it is shown.

    Raises:
        Refused: ``U-04``, ``U-05`` no reason.
    """
    require(operator, Right.REVEAL)
    if not reason.strip():
        raise Refused("U-05")
    with counter.store.writing() as unit:
        try:
            case_id = cases.load_case(unit, subject).id
        except KeyError:
            case_id = ""
        journal.append(
            unit,
            EventKind.DATA_REVEALED,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=counter.clock.now(),
            case_id=case_id,
            payload={"subject": subject},
            private={"reason": reason.strip()},
        )
