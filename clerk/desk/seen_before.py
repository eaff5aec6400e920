"""查重: what this counter has in hand for a person already, so that nothing is taken in twice by mistake."""

from __future__ import annotations

from collections.abc import Iterator

from clerk.desk.drafts import from_payload
from clerk.desk.steps import Step
from clerk.desk.visit import Visit
from clerk.domain.cases import State
from clerk.domain.china_time import day_of
from clerk.domain.faults import Fault, Refused
from clerk.store import cases, drafts

_NEWEST = 20
"""Cases of a person that are looked through for today's: nobody brings more in a day."""


def open_elsewhere(step: Step, number: str) -> tuple[Fault, ...]:
    """Other visits of this window that are not ended and have no receipt, with the same person in them."""
    visits = sorted(
        visit.number
        for visit in _other_visits(step)
        if visit.subject is not None and visit.subject.person.number == number and not visit.receipt_no
    )
    return (Fault("I-45", {"visits": ", ".join(map(str, visits))}),) if visits else ()


def received_today(step: Step, number: str) -> tuple[Fault, ...]:
    """Cases of an applicant that this site took in today; void ones do not count."""
    today, site = step.now.date(), step.counter.site.code
    receipts = sorted(
        case.receipt_no
        for case in cases.cases_of_person(step.unit, number, _NEWEST)
        if case.site == site and day_of(case.received_at) == today and case.state is not State.VOID
    )
    return (Fault("I-46", {"receipts": ", ".join(receipts)}),) if receipts else ()


def _other_visits(step: Step) -> Iterator[Visit]:
    for row in drafts.load_drafts(step.unit, step.counter.site.window_id):
        if row.id == step.visit.id:
            continue
        try:
            yield from_payload(row.payload)
        except Refused:
            continue  # another version of the program wrote it
