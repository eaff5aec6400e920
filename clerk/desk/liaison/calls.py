"""Phone calls, noted by whoever made them."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.liaison.told import TEXT_LIMIT
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.cases import CaseId
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.liaison import CallOutcome, PhoneCall, ThreadId
from clerk.domain.regions import RegionId
from clerk.domain.staff import Right
from clerk.store import phone_calls


def log_call(
    counter: Counter,
    operator: Operator,
    region: RegionId,
    contact_id: str,
    outcome: CallOutcome,
    note_text: str,
    thread: ThreadId = "",
    case_id: CaseId = "",
) -> PhoneCall:
    """Note a call and how it ended. The note stays here, encrypted; it is sent to nobody.

    Raises:
        Refused: ``U-04``; ``J-06`` the note is too long.
    """
    require(operator, Right.ASK_LIAISON)
    said = note_text.strip()
    if len(said) > TEXT_LIMIT:
        raise Refused("J-06", limit=str(TEXT_LIMIT), length=str(len(said)))
    now = counter.clock.now()
    number = operator.member.number
    call = PhoneCall(uuid7(now), region, contact_id, number, now, outcome, thread, case_id, said)
    with counter.store.writing() as unit:
        phone_calls.add_call(unit, call)
        note(
            unit,
            counter,
            operator,
            EventKind.PHONE_CALL_LOGGED,
            now,
            case_id=case_id,
            payload={"region": region, "contact": contact_id, "outcome": outcome.value, "thread": thread},
            private={"note": said} if said else None,
        )
    return call


def calls(counter: Counter, thread: ThreadId = "", case_id: CaseId = "") -> tuple[PhoneCall, ...]:
    """Calls, the newest first; those about one thread or one case where it is named."""
    with counter.store.reading() as unit:
        return phone_calls.list_calls(unit, thread, case_id)
