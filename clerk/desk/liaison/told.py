"""What may be told to another region: a case without its people, and text that names nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId
from clerk.domain.clocks import current
from clerk.domain.faults import Refused
from clerk.domain.liaison import RedactedCase
from clerk.domain.parties import Organisation, Person
from clerk.domain.redaction import personal_in
from clerk.store.unit import Unit

TOPIC_LIMIT = 60
"""Characters of a topic."""
TEXT_LIMIT = 2000
"""Characters of a question or an answer."""
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def redacted(counter: Counter, case_id: CaseId) -> RedactedCase:
    """What another region is told of a case: shown before it is sent.

    Raises:
        Refused: ``C-08`` there is no such case.
    """
    with counter.store.reading() as unit:
        return redact(counter, case_as_it_is(unit, case_id))


def redact(counter: Counter, case: CaseFile) -> RedactedCase:
    """The case without anything that names a person."""
    return RedactedCase(
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item=case.item,
        item_name=case.item_name,
        state=case.state.value,
        received_at=case.received_at,
        day_of_clock=_day_of_clock(counter, case),
    )


def refuse_personal(unit: Unit, case_id: CaseId, *texts: str) -> None:
    """Refuse text that tells who somebody is.

    Raises:
        Refused: ``J-01`` a resident number, ``J-02`` a phone number, ``J-03`` a name of the case, ``J-04``
            another number of a person of the case; ``C-08`` there is no such case.
    """
    names: set[str] = set()
    numbers: set[str] = set()
    if case_id:
        case = case_as_it_is(unit, case_id)
        names, numbers = set(_names(case)), set(_numbers(case))
    found = personal_in("\n".join(texts), names, numbers)
    if found:
        raise Refused(found[0].code)


def checked_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text without blanks around it, and without characters that nobody sees and some systems choke on.

    Raises:
        Refused: ``J-05`` it is empty, ``J-06`` too long.
    """
    said = _INVISIBLE.sub("", text).strip()
    if not said:
        raise Refused("J-05")
    if len(said) > limit:
        raise Refused("J-06", limit=str(limit), length=str(len(said)))
    return said


def _names(case: CaseFile) -> Iterator[str]:
    yield case.applicant.name
    if isinstance(case.applicant, Organisation):
        yield case.applicant.legal_representative
    if case.agent is not None:
        yield case.agent.person.name
    yield case.handed_over_to


def _numbers(case: CaseFile) -> Iterator[str]:
    people = [case.applicant if isinstance(case.applicant, Person) else None]
    people.append(case.agent.person if case.agent is not None else None)
    for person in people:
        if person is not None:
            yield person.number
            yield person.phone
    yield case.handed_over_number


def _day_of_clock(counter: Counter, case: CaseFile) -> int | None:
    clock = current(case.clocks)
    if clock is None:
        return None
    try:
        return clock.state(counter.calendar, counter.clock.now()).elapsed
    except Refused:
        return None
