"""送达与办结: the result is handed over to whom it belongs, and the case is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from clerk.desk.agents import standing
from clerk.desk.agreed import refuse_unless_agreed_at_receipt
from clerk.desk.case_view import view_case
from clerk.desk.checking import checked, refuse_blocks
from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is, let_happen, not_now
from clerk.desk.noting import note
from clerk.desk.receive import enqueue
from clerk.desk.rights import require
from clerk.desk.views import CaseView, Operator
from clerk.desk.wording import agent_words, identity_note, standing_words
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Actor, CaseId, Event, State
from clerk.domain.codes.typed_text import plain
from clerk.domain.deliveries import DeliveryKind
from clerk.domain.faults import Refused
from clerk.domain.identity import Finding, check_collector
from clerk.domain.identity_matches import check_second_document
from clerk.domain.journal import EventKind
from clerk.domain.parties import Person, Strength
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
    mandate: str = "",
) -> CaseView:
    """Hand the result over to ``collector``, whose card was read, and tell the home department.

    ``relation`` and ``mandate`` are a stranger's: the applicant and her agent are known by their numbers.

    Raises:
        Refused: what blocks the collector's document (``I-…``); ``C-09`` a stranger without a relation;
            who may not collect (``I-26`` the applicant's number with another name, ``I-37`` a child alone,
            ``I-40``, ``I-41``); ``E-06``, ``E-07``;
            ``C-17`` there is nothing to hand over yet; ``C-18``/``C-19`` not by this counter; ``C-08``.
    """
    require(operator, Right.HAND_OVER)
    collector = checked(counter, collector)
    now = counter.clock.now()
    with counter.store.writing() as unit:
        case = case_as_it_is(unit, case_id)
        refuse_unless_agreed_at_receipt(counter, case, Action.HAND_OVER)
        handed = _handed(case, now)
        known = _relation(case, collector) or standing_words(*standing(relation, mandate))
        if not known:
            raise Refused("C-09")
        refuse_blocks(_collecting(case, collector, now.date()))
        saved = cases.save_case(
            unit,
            replace(
                handed,
                handed_over_at=now,
                handed_over_to=collector.person.name,
                handed_over_number=collector.person.number,
                handed_over_relation=known,
                handed_over_identity=identity_note(collector.evidence),
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
                "reader": collector.evidence.reader,
                "read_at": collector.evidence.read_at.isoformat(),
                "collector": _role(case, collector),
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
    match _role(case, collector):
        case "applicant":
            return "本人"
        case "agent" if case.agent is not None:
            return f"代办人（{agent_words(case.agent)}）"
        case _:
            return ""


def _role(case: CaseFile, collector: CardRead) -> str:
    number = plain(collector.person.number)
    if number == plain(case.applicant.number):
        return "applicant"
    if case.agent is not None and number == plain(case.agent.person.number):
        return "agent"
    return "other"


def _collecting(case: CaseFile, collector: CardRead, day: date) -> Iterator[Finding]:
    """Who may not take a result away, beyond what is wrong with the document itself."""
    role = _role(case, collector)
    known = {"applicant": case.applicant, "agent": case.agent.person if case.agent else None}.get(role)
    if isinstance(known, Person):
        yield from check_second_document(known, collector.person)
    yield from check_collector(collector.person, day, own=role == "applicant")
