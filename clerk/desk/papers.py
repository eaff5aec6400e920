"""Printing a paper of a case: when there is one, once per paper, and that it was printed."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.agreed import refuse_unless_agreed_at_receipt
from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is
from clerk.desk.noting import note
from clerk.desk.paper_content import Drawing, paper_of
from clerk.desk.rights import require
from clerk.desk.sign_offs.reprinting import approved_reprint, use_reprint
from clerk.desk.views import Operator, PaperKind
from clerk.desk.wording import PAPER_WORDS
from clerk.desk.worklists import require_case
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId, State
from clerk.domain.escalations import EscalationId
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.regions import Action
from clerk.domain.staff import Right
from clerk.ports import Printed
from clerk.store import cases, journal

_OF_THE_HOME = frozenset({PaperKind.ACCEPTANCE, PaperKind.CORRECTION})
_HOLDS_ANOTHER = "P-05"
"""The printer has another paper under the name of this job."""
_JOBS = 20
"""Papers of one kind and number that may differ: each is a job of its own."""


def printable(case: CaseFile) -> tuple[PaperKind, ...]:
    """Papers that exist for the case now."""
    kinds = [PaperKind.RECEIPT]
    if case.accepted_at is not None:
        kinds.append(PaperKind.ACCEPTANCE)
    if case.corrections:
        kinds.append(PaperKind.CORRECTION)
    if case.handed_over_at is not None:
        kinds.append(PaperKind.HAND_OVER)
    return tuple(kinds)


def printed(case: CaseFile) -> tuple[PaperKind, ...]:
    """Papers that were printed; of correction notices, the last one."""
    return tuple(kind for kind in printable(case) if paper_name(case, kind) in case.printed)


def paper_name(case: CaseFile, kind: PaperKind) -> str:
    """The paper among those of its case: each correction notice has a number."""
    if kind is not PaperKind.CORRECTION:
        return kind.value
    return f"{kind.value}-{case.round + (case.state is State.CORRECTION)}"


def print_paper(counter: Counter, operator: Operator, case_id: CaseId, kind: PaperKind) -> Printed:
    """Print a paper of the case. Drawn in another process; call it off the screen's thread.

    Printing the same paper again gives the same job: nothing is doubled in the tray. Where its facts
    changed since (a site moved, a correction was taken in), it is another paper and a job of its own. On an
    approval to print it once more (补打) it is one too, and the approval is used up.

    Raises:
        Refused: ``C-11`` there is no such paper now, ``C-08``, ``C-18``/``C-19`` not by this counter,
            ``P-…``.
    """
    require(operator, Right.PRINT_PAPERS)
    case = require_case(counter, case_id)
    if kind not in printable(case):
        words = PAPER_WORDS[kind]
        raise Refused("C-11", paper=words.zh, paper_en=words.en)
    if kind in _OF_THE_HOME:
        refuse_unless_agreed_at_receipt(counter, case, Action.PRINT)
    first = f"{case.receipt_no}-{paper_name(case, kind)}"
    jobs = (first, *(f"{first}-{number}" for number in range(2, _JOBS + 1)))
    again = _approved_again(counter, case, kind)
    for job in jobs:
        before = _drawn_before(counter, case_id, job)
        if again and before is not None and job != jobs[-1]:
            continue
        drawing = before or Drawing(operator.member.number, counter.clock.now())
        pdf = counter.press.render(paper_of(counter, case, kind, drawing))
        try:
            result = counter.printer.print(job, pdf)
        except Refused as refused:
            if refused.fault.code != _HOLDS_ANOTHER or job == jobs[-1]:
                raise
            continue
        if before is None:
            _note_printed(counter, operator, case, kind, drawing, result, again)
        return result
    raise Refused(_HOLDS_ANOTHER, job=first)


def _approved_again(counter: Counter, case: CaseFile, kind: PaperKind) -> EscalationId:
    """Id of an approval to print a paper that was printed once more; empty where there is none."""
    if kind not in printed(case):
        return ""
    with counter.store.reading() as unit:
        approval = approved_reprint(unit, counter, case.id, kind)
    return "" if approval is None else approval.id


def _drawn_before(counter: Counter, case_id: CaseId, job: str) -> Drawing | None:
    """By whom and when a job was printed first: a paper says so, and printed again it says the same."""
    with counter.store.reading() as unit:
        for event in journal.events(unit, case_id):
            if event.kind is EventKind.PAPER_PRINTED and event.payload.get("job") == job:
                return Drawing(event.actor, event.at)
    return None


def _note_printed(
    counter: Counter,
    operator: Operator,
    case: CaseFile,
    kind: PaperKind,
    drawing: Drawing,
    result: Printed,
    again: EscalationId,
) -> None:
    with counter.store.writing() as unit:
        if again:
            use_reprint(unit, counter, operator, again, drawing.at)
        now = case_as_it_is(unit, case.id)
        name = paper_name(case, kind)
        if now.printed.get(name) != result.job:
            cases.save_case(unit, replace(now, printed={**now.printed, name: result.job}))
        note(
            unit,
            counter,
            operator,
            EventKind.PAPER_PRINTED,
            drawing.at,
            case_id=case.id,
            payload={"paper": kind.value, "job": result.job, "digest": result.digest},
            once=f"{case.id}:{result.job}",
        )
