"""送达与办结: the result is handed over to whom it belongs, and the case is closed."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.case_view import view_case
from clerk.desk.counter import Counter
from clerk.desk.receive import enqueue
from clerk.desk.rights import require
from clerk.desk.views import CaseView, Operator
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, CaseId, Event, State
from clerk.domain.deliveries import DeliveryKind
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.parties import Strength
from clerk.domain.staff import Right
from clerk.ports import CardRead
from clerk.store import cases, journal


def hand_over(
    counter: Counter,
    operator: Operator,
    case_id: CaseId,
    collector: CardRead,
    relation: str = "",
    mode: str = "窗口领取",
) -> CaseView:
    """Hand the result over to ``collector``, whose card was read, and tell the home department.

    Raises:
        Refused: ``C-09`` a stranger without a relation; ``C-01`` there is nothing to hand over yet.
    """
    require(operator, Right.HAND_OVER)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = cases.load_case(unit, case_id)
        known = _relation(case, collector) or relation.strip()
        if not known:
            raise Refused("C-09")
        if case.state is State.DECIDED_YES and case.licence_name:
            case = happen(case, Event.MAKE_LICENCE, Actor.CLERK, now)
        handed = happen(case, Event.DELIVER, Actor.CLERK, now)
        saved = cases.save_case(
            unit,
            replace(
                handed,
                handed_over_at=now,
                handed_over_to=collector.person.name,
                handed_over_number=collector.person.number,
                handed_over_relation=known,
                handed_over_mode=mode,
                handed_over_by=operator.member.number,
            ),
        )
        enqueue(unit, counter, saved, DeliveryKind.HANDED_OVER, now)
        journal.append(
            unit,
            EventKind.HANDED_OVER,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=now,
            case_id=case_id,
            payload={
                "mode": mode,
                "strength": collector.evidence.strength.value,
                "typed": collector.evidence.strength is Strength.TYPED,
            },
            private={"name": collector.person.name, "number": collector.person.number, "relation": known},
            once=f"{case_id}:handed_over",
        )
    return view_case(counter, case_id)


def close_case(counter: Counter, operator: Operator, case_id: CaseId) -> CaseView:
    """Close the case (办结): nothing is left to do at this counter.

    Raises:
        Refused: ``C-01`` not yet.
    """
    require(operator, Right.HAND_OVER)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = cases.load_case(unit, case_id)
        if case.state in {State.DECIDED_YES, State.DECIDED_NO}:
            raise Refused("C-01", state=case.state.value, event=Event.CLOSE.value)
        cases.save_case(unit, happen(case, Event.CLOSE, Actor.CLERK, now))
        journal.append(
            unit,
            EventKind.CASE_CLOSED,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=now,
            case_id=case_id,
            once=f"{case_id}:closed",
        )
    return view_case(counter, case_id)


def _relation(case: CaseFile, collector: CardRead) -> str:
    if collector.person.number == case.applicant.number:
        return "本人"
    if case.agent is not None and collector.person.number == case.agent.person.number:
        return f"代办人（{case.agent.relation}）"
    return ""
