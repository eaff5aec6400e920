"""Work lists at the left of the desk, and the case a scanned receipt number names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is
from clerk.desk.views import CaseRow, Worklist, Worklists
from clerk.desk.warnings import due_cases
from clerk.desk.wording import next_step
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId, Holder, State, holder
from clerk.domain.codes import receipt_number
from clerk.domain.deliveries import DeliveryState
from clerk.domain.names import mask_name
from clerk.domain.parties import ApplicantKind
from clerk.store import cases, day, deliveries
from clerk.store import warnings as warning_rows
from clerk.store.store import Unit

_STATES: Mapping[Worklist, frozenset[State]] = {
    Worklist.SENDING: frozenset({State.RECEIVED}),
    Worklist.AT_HOME: frozenset(
        {
            State.TRANSFERRED,
            State.ACCEPTED,
            State.REVIEW,
            State.SUSPENDED,
            State.RETURNED,
            State.FORWARDED,
        }
    ),
    Worklist.CORRECTION: frozenset({State.CORRECTION}),
    Worklist.TO_HAND_OVER: frozenset(
        {
            State.DECIDED_YES,
            State.DECIDED_NO,
            State.CERT_MAKING,
            State.NOT_ACCEPTED,
            State.NOT_APPLICABLE,
            State.DELIVERED,
        }
    ),
}


def worklists(counter: Counter) -> Worklists:
    """Counts for the desk: one query a list, the same however many cases there are."""
    with counter.store.reading() as unit:
        by_state = cases.count_by_state(unit, counter.site.code)
        exceptions = day.count_deliveries(unit, {DeliveryState.EXCEPTION}, counter.site.code)
        due = warning_rows.count_warned_cases(unit, counter.site.code)
        today = day.receipts_of_day(unit, counter.site.code, counter.clock.now().date())
    counts = {
        worklist: sum(by_state.get(state, 0) for state in states) for worklist, states in _STATES.items()
    }
    counts[Worklist.DUE_SOON] = due
    counts[Worklist.EXCEPTIONS] = exceptions
    counts[Worklist.TODAY] = today.received
    return Worklists(counts, today.received, today.without_paper, today.median_seconds)


def list_cases(
    counter: Counter, worklist: Worklist | None, offset: int = 0, limit: int = 100
) -> tuple[CaseRow, ...]:
    """A page of a list, newest first; None = all of this site.

    Exceptions: longest waiting first. What falls due: the reddest first, each with its worst warning.
    """
    with counter.store.reading() as unit:
        if worklist is Worklist.DUE_SOON:
            due = due_cases(counter, unit, offset, limit)
            return tuple(replace(_row(counter, case), warning=warning) for case, warning in due)
        if worklist is Worklist.EXCEPTIONS:
            found = _with_exceptions(unit, counter.site.code, offset, limit)
        else:
            found = cases.list_cases(
                unit,
                states=_STATES.get(worklist) if worklist else None,
                received_on=counter.clock.now().date() if worklist is Worklist.TODAY else None,
                site=counter.site.code,
                limit=limit,
                offset=offset,
            )
    return tuple(_row(counter, case) for case in found)


def _with_exceptions(unit: Unit, site: str, offset: int, limit: int) -> tuple[CaseFile, ...]:
    """The cases of a page of exceptions; one with two exceptions stands there once."""
    found = deliveries.list_deliveries(unit, {DeliveryState.EXCEPTION}, limit=limit, site=site, offset=offset)
    return tuple(cases.load_case(unit, case_id) for case_id in dict.fromkeys(d.case_id for d in found))


def _row(counter: Counter, case: CaseFile) -> CaseRow:
    return CaseRow(
        case.id,
        case.receipt_no,
        case.item_name,
        _applicant(case),
        case.home,
        case.state,
        case.changed_at,
        next_step(case.state, counter.region_name(case.home), counter.english_name(case.home)),
        holder(case.state) is Holder.CLERK or case.state is State.CORRECTION,
    )


def _applicant(case: CaseFile) -> str:
    """A person's name is masked; an organisation's is public."""
    person = case.applicant.kind is ApplicantKind.PERSON
    return mask_name(case.applicant.name) if person else case.applicant.name


def find_by_scan(counter: Counter, text: str) -> CaseId | None:
    """The case of a receipt number as typed or scanned, or of the address in a receipt's QR code.

    None when there is none of that number.

    Raises:
        Refused: ``I-16`` not a receipt number, ``I-17`` the check character says it was misread.
    """
    number = receipt_number.parse(text.strip().rpartition("/")[2])
    with counter.store.reading() as unit:
        case = cases.case_by_receipt(unit, str(number))
    return case.id if case is not None else None


def require_case(counter: Counter, case_id: CaseId) -> CaseFile:
    """The case.

    Raises:
        Refused: ``C-08``.
    """
    with counter.store.reading() as unit:
        return case_as_it_is(unit, case_id)
