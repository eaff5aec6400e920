"""送达与办结: the result is handed over to whom it belongs, and the case is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clerk.desk.agreed import refuse_unless_agreed_at_receipt
from clerk.desk.case_view import view_case
from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is, let_happen, not_now
from clerk.desk.noting import note
from clerk.desk.parties import checked
from clerk.desk.receive import enqueue
from clerk.desk.rights import require
from clerk.desk.views import CaseView, Operator
from clerk.desk.wording import relation_words
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Actor, CaseId, Event, State
from clerk.domain.codes.typed_text import plain
from clerk.domain.deliveries import DeliveryKind
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.parties import Strength
from clerk.domain.regions import Action
from clerk.domain.staff import Right
from clerk.ports import CardRead
from clerk.store import cases

_TO_HAND_OVER_FIRST = frozenset({State.DECIDED_YES, State.DECIDED_NO})


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
        Refused: what blocks the collector's document (``I-…``); ``C-09`` a stranger without a relation;
            ``C-17`` there is nothing to hand over yet; ``C-18``/``C-19`` not by this counter; ``C-08``.
    """
    require(operator, Right.HAND_OVER)
    collector = checked(counter, collector)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = case_as_it_is(unit, case_id)
        refuse_unless_agreed_at_receipt(counter, case, Action.HAND_OVER)
        handed = _handed(case, now)
        known = _relation(case, collector) or relation_words(relation.strip())
        if not known:
            raise Refused("C-09")
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
        note(
            unit,
            counter,
            operator,
            EventKind.HANDED_OVER,
            now,
            case_id=case_id,
            payload={
                "mode": mode,
                "strength": collector.evidence.strength.value,
                "typed": collector.evidence.strength is Strength.TYPED,
            },
            private={
                "name": collector.person.name,
                "number": collector.person.number,
                "relation": known,
                "reason": collector.evidence.reason,
            },
            once=f"{case_id}:handed_over",
        )
    return view_case(counter, case_id)


def _handed(case: CaseFile, now: datetime) -> CaseFile:
    if case.state is State.DECIDED_YES and case.licence_name:
        case = let_happen(case, Event.MAKE_LICENCE, Actor.CLERK, now)
    return let_happen(case, Event.DELIVER, Actor.CLERK, now)


def close_case(counter: Counter, operator: Operator, case_id: CaseId) -> CaseView:
    """Close the case (办结): nothing is left to do at this counter.

    Raises:
        Refused: ``C-17`` not yet; ``C-08``.
    """
    require(operator, Right.HAND_OVER)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = case_as_it_is(unit, case_id)
        if case.state in _TO_HAND_OVER_FIRST:
            raise not_now(case, Event.CLOSE)
        cases.save_case(unit, let_happen(case, Event.CLOSE, Actor.CLERK, now))
        note(
            unit,
            counter,
            operator,
            EventKind.CASE_CLOSED,
            now,
            case_id=case_id,
            once=f"{case_id}:closed",
        )
    return view_case(counter, case_id)


def _relation(case: CaseFile, collector: CardRead) -> str:
    number = plain(collector.person.number)
    if number == plain(case.applicant.number):
        return "本人"
    if case.agent is not None and number == plain(case.agent.person.number):
        return f"代办人（{relation_words(case.agent.relation)}）"
    return ""
