"""What happens to a case at the desk, refused in words a clerk knows."""

from __future__ import annotations

from datetime import datetime

from clerk.desk.wording import DEED_WORDS, STATE_WORDS
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, CaseId, Event
from clerk.domain.faults import Refused
from clerk.store import cases
from clerk.store.store import Unit


def let_happen(case: CaseFile, event: Event, actor: Actor, now: datetime) -> CaseFile:
    """The case after ``event``.

    Raises:
        Refused: ``C-17`` it is not possible in the state of the case; ``K-…`` a clock does not fit.
    """
    try:
        return happen(case, event, actor, now)
    except Refused as refused:
        if refused.fault.code != "C-01":
            raise
        raise not_now(case, event) from None


def not_now(case: CaseFile, event: Event) -> Refused:
    """The refusal of ``event`` in the state of the case."""
    state, deed = STATE_WORDS[case.state], DEED_WORDS[event]
    return Refused("C-17", state=state.zh, state_en=state.en, deed=deed.zh, deed_en=deed.en)


def case_as_it_is(unit: Unit, case_id: CaseId) -> CaseFile:
    """The case as it stands in this transaction.

    Raises:
        Refused: ``C-08`` there is none.
    """
    try:
        return cases.load_case(unit, case_id)
    except KeyError:
        raise Refused("C-08") from None
