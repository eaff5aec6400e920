"""回音: what a home department's news does to a case. Pure: no store, no clock.

News comes in the region's order, but it may tell less than the table of transitions wants (granted, without
"review begun") or come before our own note that the region has the case. Steps that the news implies are
filled in and journalled as inferred. News that no implied step makes possible is parked, never dropped and
never bent.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

from clerk.domain.case_file import CaseFile, CorrectionAsked, happen
from clerk.domain.cases import TRANSITIONS, Actor, Event, State, after
from clerk.domain.faults import Refused
from clerk.ports import News

_IMPLIED: tuple[tuple[Event, Actor], ...] = (
    # That the region speaks of a case says that it has it.
    (Event.TRANSFER, Actor.SYSTEM),
    # A decision says that the case was accepted and reviewed; a step in review says that the pause is over.
    (Event.ACCEPT, Actor.HOME),
    (Event.BEGIN_REVIEW, Actor.HOME),
    (Event.RESUME, Actor.HOME),
)
"""Steps that may be filled in.

No decision, no refusal, nothing that a clerk or the applicant does is ever inferred.
"""

_ENDED_HERE = frozenset({State.VOID, State.WITHDRAWN})

_PASSED: dict[Event, frozenset[State]] = {
    Event.ACCEPT: frozenset(
        {
            State.ACCEPTED,
            State.REVIEW,
            State.SUSPENDED,
            State.RETURNED,
            State.FORWARDED,
            State.DECIDED_YES,
            State.DECIDED_NO,
            State.CERT_MAKING,
            State.DELIVERED,
            State.CLOSED,
            State.ARCHIVED,
        }
    ),
    Event.BEGIN_REVIEW: frozenset(
        {
            State.REVIEW,
            State.SUSPENDED,
            State.RETURNED,
            State.FORWARDED,
            State.DECIDED_YES,
            State.DECIDED_NO,
            State.CERT_MAKING,
            State.DELIVERED,
            State.CLOSED,
            State.ARCHIVED,
        }
    ),
    Event.TRANSFER: frozenset(State) - {State.DRAFT, State.PRE_REVIEW, State.PRE_REJECTED, State.RECEIVED},
    Event.MAKE_LICENCE: frozenset({State.CERT_MAKING, State.DELIVERED, State.CLOSED, State.ARCHIVED}),
    Event.CLOSE: frozenset({State.CLOSED, State.ARCHIVED}),
    Event.DELIVER: frozenset({State.DELIVERED, State.CLOSED, State.ARCHIVED}),
}
"""States in which news of an event only confirms what the case went through already."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A case after news.

    ``inferred`` are the events filled in before it; ``confirmed`` = the state was there already.
    """

    case: CaseFile
    inferred: tuple[Event, ...] = ()
    confirmed: bool = False


def apply_news(case: CaseFile, news: News, now: datetime) -> Applied | None:
    """The case after ``news``, None when it does not fit the case's state and has to be parked."""
    if case.state in _ENDED_HERE:
        return None
    if case.state in _PASSED.get(news.event, frozenset()):
        return Applied(_noted(case, news, now), confirmed=True)
    way = way_to(case.state, news.event)
    if way is None:
        return None
    try:
        changed = case
        for event, actor in way:
            changed = happen(changed, event, actor, now)
        changed = happen(changed, news.event, _actor(news.event), now)
    except Refused:
        # The table allows it but a clock does not, e.g. a second clock of one kind: for a person to look at.
        return None
    return Applied(_noted(changed, news, now), tuple(event for event, _ in way))


def way_to(state: State, event: Event) -> tuple[tuple[Event, Actor], ...] | None:
    """The shortest implied steps after which ``event`` is possible in ``state``; None when there are none."""
    seen = {state}
    open_ways: deque[tuple[State, tuple[tuple[Event, Actor], ...]]] = deque([(state, ())])
    while open_ways:
        here, way = open_ways.popleft()
        if _possible(here, event, _actor(event)):
            return way
        for step in _IMPLIED:
            if _possible(here, *step):
                there = after(here, *step)
                if there not in seen:
                    seen.add(there)
                    open_ways.append((there, (*way, step)))
    return None


def _actor(event: Event) -> Actor:
    return Actor.SYSTEM if event is Event.TRANSFER else Actor.HOME


def _possible(state: State, event: Event, actor: Actor) -> bool:
    return any(row.event is event and state in row.sources and actor in row.actors for row in TRANSITIONS)


def _noted(case: CaseFile, news: News, now: datetime) -> CaseFile:
    """What the news says, written into the case. Known facts are not overwritten by empty ones."""
    noted = replace(
        case,
        changed_at=now,
        home_case_no=case.home_case_no or news.home_case_no,
        words=news.words or case.words,
        licence_name=news.licence_name or case.licence_name,
        licence_no=news.licence_no or case.licence_no,
    )
    match news.event:
        case Event.ACCEPT:
            return replace(
                noted,
                # Acceptance by silence reaches back to the receipt; a late notice does not move it.
                accepted_at=noted.accepted_at if noted.deemed else news.at,
                acceptance_document=news.document_no or noted.acceptance_document,
            )
        case Event.ASK_CORRECTION:
            points = tuple(CorrectionAsked(point.material, point.words) for point in news.corrections)
            return replace(noted, corrections=points, correction_document=news.document_no)
        case Event.GRANT | Event.REFUSE | Event.REFUSE_ACCEPTANCE | Event.FIND_NOT_APPLICABLE:
            return replace(
                noted,
                decided_at=noted.decided_at or news.at,
                decision_document=news.document_no or noted.decision_document,
            )
    return noted
