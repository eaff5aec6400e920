"""What an escalation is about, as it stands in a transaction: visit, case or delivery, and its lines."""

from __future__ import annotations

from dataclasses import dataclass

from clerk.desk.counter import Counter
from clerk.desk.drafts import from_payload
from clerk.desk.happening import case_as_it_is
from clerk.desk.sign_offs import shown
from clerk.desk.visit import Visit
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId
from clerk.domain.escalations import EscalationKind, ShownLine, Subject, SubjectKind, digest_of
from clerk.domain.faults import Refused
from clerk.store import cases, deliveries, drafts
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Matter:
    """What is laid before a supervisor, and where it comes from."""

    case_id: CaseId
    site: str
    window: str
    lines: tuple[ShownLine, ...]
    case: CaseFile | None = None

    def digest(self, kind: EscalationKind, subject: Subject) -> str:
        """What a decision about it is bound to."""
        return digest_of(kind, subject, self.lines)


def matter(unit: Unit, counter: Counter, kind: EscalationKind, subject: Subject) -> Matter | None:
    """The subject as it is now; None where it is gone (a visit that ended)."""
    match subject.kind:
        case SubjectKind.VISIT:
            visit = visit_of(unit, subject.id)
            return None if visit is None else of_visit(counter, visit, kind, subject)
        case SubjectKind.CASE:
            try:
                case = case_as_it_is(unit, subject.id)
            except Refused:
                return None
            return Matter(case.id, case.site, case.window, shown.of_case(counter, case, subject), case)
        case SubjectKind.DELIVERY:
            return _of_delivery(unit, counter, subject)
        case SubjectKind.SHEET:
            return None


def visit_of(unit: Unit, visit_id: str) -> Visit | None:
    """The visit on disk, None when it ended."""
    row = drafts.load_draft(unit, visit_id)
    return None if row is None else from_payload(row.payload)


def of_visit(counter: Counter, visit: Visit, kind: EscalationKind, subject: Subject) -> Matter:
    """The visit in hand, as it is laid before a supervisor."""
    lines = shown.of_visit(counter, visit, kind, subject)
    return Matter(visit.case_id, counter.site.code, counter.site.window, lines)


def _of_delivery(unit: Unit, counter: Counter, subject: Subject) -> Matter | None:
    try:
        delivery = deliveries.load_delivery(unit, subject.id)
    except KeyError:
        return None
    case = cases.load_case(unit, delivery.case_id)
    return Matter(case.id, case.site, case.window, shown.of_delivery(counter, case, delivery, subject), case)
