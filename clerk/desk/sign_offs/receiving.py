"""Sign-offs at the moment of receipt: what must be approved is used up, what may come later is asked for."""

from __future__ import annotations

from clerk.desk.sign_offs import shown
from clerk.desk.sign_offs.ask import insert
from clerk.desk.sign_offs.decide import use
from clerk.desk.sign_offs.needs import needs_of
from clerk.desk.sign_offs.subjects import Matter, of_visit
from clerk.desk.sign_offs.views import Need
from clerk.desk.steps import Step
from clerk.desk.wording import ESCALATION_KIND_WORDS
from clerk.domain.case_file import CaseFile
from clerk.domain.escalations import Escalation, Standing, Subject, SubjectKind, taken_back
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import escalations


def use_approvals(step: Step) -> tuple[Need, ...]:
    """Use up what was approved for this visit; gives what is to be decided afterwards.

    Raises:
        Refused: ``Q-05`` something that the receipt waits for is not approved.
    """
    needs = needs_of(step.unit, step.counter, step.visit)
    missing = [need for need in needs if need.holds and not _is_approved(need)]
    if missing:
        names = [ESCALATION_KIND_WORDS[need.kind] for need in missing]
        raise Refused("Q-05", what="、".join(n.zh for n in names), what_en=", ".join(n.en for n in names))
    for need in needs:
        if need.escalation is not None and _is_approved(need):
            found = of_visit(step.counter, step.visit, need.kind, need.subject)
            use(step.unit, step.counter, step.operator.member.number, need.escalation, found, step.now)
    return tuple(need for need in needs if need.escalation is None or need.escalation.standing.is_open)


def ask_afterwards(step: Step, later: tuple[Need, ...], case: CaseFile) -> None:
    """Bring before a supervisor what did not hold the receipt up; the reason is the one that was chosen."""
    for need in later:
        if need.escalation is not None:
            _take_back(step, need.escalation)
        subject = Subject(SubjectKind.CASE, case.id, need.subject.part)
        lines = shown.of_case(step.counter, case, subject)
        insert(
            step.unit,
            step.counter,
            need.kind,
            subject,
            Matter(case.id, case.site, case.window, lines, case),
            step.operator.member.number,
            need.escalation.reason if need.escalation else ESCALATION_KIND_WORDS[need.kind].zh,
            step.now,
        )


def _take_back(step: Step, escalation: Escalation) -> None:
    """The visit is over with its receipt: what was asked about it is asked about its case instead."""
    escalations.save_escalation(
        step.unit,
        taken_back(escalation, escalation.asked_by, step.now),
        EventKind.ESCALATION_DECIDED,
        actor=step.operator.member.number,
        at=step.now,
        terminal=step.counter.terminal,
    )


def _is_approved(need: Need) -> bool:
    return need.escalation is not None and need.escalation.standing is Standing.APPROVED
