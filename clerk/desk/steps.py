"""A step of a visit: one transaction that starts from the visit as it stands on disk.

Answers of regions arrive while the clerk goes on, each with the picture of the visit that it was asked for
with. So no step writes the picture it was given: it loads the visit anew and changes its own part, and
nothing that another step wrote is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.drafts import from_payload, to_payload
from clerk.desk.noting import note
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import attachments, drafts
from clerk.store.store import Unit


@dataclass(frozen=True, slots=True)
class Step:
    """A transaction of one visit. ``visit`` is the one on disk, ``now`` the moment of the step."""

    unit: Unit
    counter: Counter
    operator: Operator
    now: datetime
    visit: Visit
    ended: bool = False
    """The visit is gone; only that something came for it can still be journalled."""

    def keep(self, visit: Visit) -> Visit:
        """Write the visit; on disk when the transaction is committed."""
        drafts.save_draft(
            self.unit,
            self.counter.site.window_id,
            visit.id,
            to_payload(visit),
            self.operator.member.number,
            self.now,
        )
        return visit

    def note(
        self, kind: EventKind, case_id: str = "", private: dict[str, str] | None = None, **payload: str
    ) -> None:
        """Journal something of the visit. ``payload`` is read without keys: no personal data."""
        payload = {"visit": self.visit.id, **payload}
        note(
            self.unit,
            self.counter,
            self.operator,
            kind,
            self.now,
            case_id=case_id,
            payload=payload,
            private=private,
        )

    def require_open(self) -> None:
        """Refuse to change what was received already.

        Raises:
            Refused: ``C-06``.
        """
        if self.visit.receipt_no:
            raise Refused("C-06", receipt_no=self.visit.receipt_no)

    def require_same_case(self, seen: Visit) -> None:
        """Refuse what was meant for another matter, home region or person than the visit has now.

        Raises:
            Refused: ``C-06`` received already, ``C-03`` no matter yet, ``C-16`` it changed meanwhile.
        """
        self.require_open()
        if self.visit.case_id != seen.case_id:
            raise Refused("C-16")
        if not self.visit.case_id:
            raise Refused("C-03")

    def forget_files(self) -> None:
        """Drop every file of the visit: another person or matter must not inherit them."""
        attachments.drop_attachments(self.unit, self.visit.id)


def find_step(unit: Unit, counter: Counter, operator: Operator, seen: Visit) -> Step | None:
    """The step of a visit, None when the visit has ended. Notes a hand-over to another clerk."""
    row = drafts.load_draft(unit, seen.id)
    if row is None:
        return None
    visit = _with_photo(from_payload(row.payload), seen)
    number = operator.member.number
    if number != visit.clerk:
        visit = replace(visit, taken_by=number)
    step = Step(unit, counter, operator, counter.clock.now(), visit)
    if row.clerk != number:
        note_resumed(step, row.clerk)
    return step


def _with_photo(visit: Visit, seen: Visit) -> Visit:
    """The visit with the photo of the chip: never on disk, it is only in the picture that is shown."""
    if visit.subject is None or seen.subject is None or visit.party != seen.party:
        return visit
    return replace(visit, subject=replace(visit.subject, photo=seen.subject.photo))


def begin_step(unit: Unit, counter: Counter, operator: Operator, seen: Visit) -> Step:
    """The step of a visit that goes on.

    Raises:
        Refused: ``C-15`` the visit has ended.
    """
    step = find_step(unit, counter, operator, seen)
    if step is None:
        raise Refused("C-15")
    return step


def late_step(unit: Unit, counter: Counter, operator: Operator, asked: Visit) -> Step:
    """The step for an answer that may come too late; ``asked`` is the visit it was asked for with."""
    step = find_step(unit, counter, operator, asked)
    return step or Step(unit, counter, operator, counter.clock.now(), asked, ended=True)


def note_resumed(step: Step, before: str) -> None:
    """Journal that somebody went on with a visit that ``before`` had in hand."""
    step.note(EventKind.VISIT_RESUMED, before=before, opened_by=step.visit.clerk)
