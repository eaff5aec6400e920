"""补打: a paper that was printed is printed once more, on an approval that is used up with it."""

from __future__ import annotations

from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.sign_offs.decide import use
from clerk.desk.sign_offs.subjects import matter
from clerk.desk.views import Operator, PaperKind
from clerk.domain.cases import CaseId
from clerk.domain.escalations import Escalation, EscalationId, EscalationKind, Standing
from clerk.domain.faults import Refused
from clerk.store import escalations
from clerk.store.unit import Unit


def paper_meant(part: str) -> str:
    """The paper that is asked for; the receipt where none is named."""
    return part or PaperKind.RECEIPT.value


def approved_reprint(unit: Unit, counter: Counter, case_id: CaseId, kind: PaperKind) -> Escalation | None:
    """An approval to print the paper once more that was not used and fits the case as it is."""
    for one in escalations.about(unit, case_id, EscalationKind.REPRINT):
        if one.standing is not Standing.APPROVED or one.used_at is not None:
            continue
        found = matter(unit, counter, one.kind, one.subject)
        fits = found is not None and found.digest(one.kind, one.subject) == one.digest
        if fits and paper_meant(one.subject.part) == kind.value:
            return one
    return None


def use_reprint(
    unit: Unit, counter: Counter, operator: Operator, escalation_id: EscalationId, now: datetime
) -> None:
    """Use the approval up, in the transaction that notes the paper.

    Raises:
        Refused: ``Q-04``, ``Q-06``, ``Q-07``, ``Q-13``.
    """
    approval = escalations.load_escalation(unit, escalation_id)
    found = matter(unit, counter, approval.kind, approval.subject)
    if found is None:
        raise Refused("Q-04")
    use(unit, counter, operator.member.number, approval, found, now)
