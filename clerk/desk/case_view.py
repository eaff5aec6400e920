"""One case as its screen shows it: timeline, clock, holder, next step."""

from __future__ import annotations

from clerk.desk.clock_view import clock_view
from clerk.desk.counter import Counter
from clerk.desk.happening import case_as_it_is
from clerk.desk.paper_content import material_names
from clerk.desk.papers import printable, printed
from clerk.desk.views import CaseView, PaperKind, TimelineRow, Words
from clerk.desk.warnings import COLOUR_WORDS, rule_words, warning_views
from clerk.desk.wording import (
    CORRECTION_SENT,
    DECISION_WORDS,
    ESCALATION_EVENTS,
    EVENT_WORDS,
    NEWS_WORDS,
    NEXT_KEYS,
    PAPER_WORDS,
    SYSTEM,
    escalation_words,
    next_step,
)
from clerk.domain.case_file import CaseFile, held
from clerk.domain.cases import Actor, CaseId, Event, State, holder
from clerk.domain.deliveries import Decision
from clerk.domain.escalations import SYSTEM as BY_CLOCK
from clerk.domain.escalations import EscalationKind, Standing
from clerk.domain.journal import EventKind
from clerk.domain.warnings import Colour
from clerk.store import deliveries, journal, warnings
from clerk.store.journal import JournalEvent
from clerk.store.unit import Unit

TIMELINE_LIMIT = 500


def view_case(counter: Counter, case_id: CaseId) -> CaseView:
    """Everything about one case, masked; looking at it is no event, revealing its data is.

    Raises:
        Refused: ``C-08``.
    """
    with counter.store.reading() as unit:
        case = case_as_it_is(unit, case_id)
        events = journal.events(unit, case_id, limit=TIMELINE_LIMIT)
        sent = deliveries.deliveries_of_case(unit, case_id)
        raised = warnings.open_warnings(unit, [case_id]).get(case_id, [])
    step = next_step(case.state, counter.region_name(case.home), counter.english_name(case.home))
    warned = warning_views(counter, raised)
    if warned and not NEXT_KEYS.get(case.state):
        # Where nothing else is to be done here, a warning is not answered by doing nothing.
        step = warned[0].to_do
    return CaseView(
        case=case,
        item_department=case.department,
        deliveries=sent,
        timeline=_timeline(counter, events),
        clock=clock_view(counter, case),
        holder=holder(case.state),
        next_step=_after_corrections(case) or step,
        next_key="f5" if _after_corrections(case) else NEXT_KEYS.get(case.state, ""),
        printable=printable(case),
        printed=printed(case),
        material_names=material_names(counter, case),
        held=held(case).until(counter.clock.now()),
        held_since=held(case).begun,
        warnings=warned,
    )


def timeline(unit: Unit, counter: Counter, case_id: CaseId) -> tuple[TimelineRow, ...]:
    """What happened to a case, oldest first; also to one that is only planned yet."""
    return _timeline(counter, journal.events(unit, case_id, limit=TIMELINE_LIMIT))


def _timeline(counter: Counter, events: tuple[JournalEvent, ...]) -> tuple[TimelineRow, ...]:
    return tuple(row for event in events if (row := _timeline_row(counter, event)) is not None)


def _after_corrections(case: CaseFile) -> Words | None:
    if case.state is State.CORRECTION and case.corrections and not case.open_corrections:
        return Words("补正已齐：按 F5 送出。", "All corrections are in: F5 sends them.")
    return None


def _timeline_row(counter: Counter, event: JournalEvent) -> TimelineRow | None:
    words = EVENT_WORDS.get(event.kind)
    if words is None:
        return None
    payload, private = event.payload, event.private or {}
    more: Words | None = None
    if event.kind is EventKind.NEWS_APPLIED:
        words = NEWS_WORDS.get(Event(str(payload["event"])), words)
    elif event.kind is EventKind.PAPER_PRINTED:
        paper = PAPER_WORDS[PaperKind(str(payload["paper"]))]
        words = Words(f"已打印{paper.zh}", f"{paper.en} printed")
    elif event.kind is EventKind.EXCEPTION_DECIDED:
        words = DECISION_WORDS[Decision(str(payload["decision"]))]
    elif event.kind in ESCALATION_EVENTS:
        words = escalation_words(
            event.kind,
            Standing(payload["standing"]),
            EscalationKind(payload["kind"]),
            by_clock=event.actor == BY_CLOCK,
        )
    elif event.kind is EventKind.CASE_CORRECTED and "round" in payload:
        words = CORRECTION_SENT
    elif event.kind in {EventKind.WARNING_RAISED, EventKind.WARNING_CLEARED}:
        colour = COLOUR_WORDS[Colour(str(payload["colour"]))]
        words = Words(f"{colour.zh}{words.zh}", f"{colour.en} {words.en}")
        more = rule_words(counter, str(payload["rule"]))
    detail = (
        private.get("words")
        or private.get("reason")
        or payload.get("home_case_no")
        or payload.get("fault")
        or ""
    )
    return TimelineRow(event.at, words, _who(counter, event.actor), str(detail), more)


def _who(counter: Counter, actor: str) -> Words:
    """A member of staff by number, a region by name, the counter itself as the system."""
    kind, _, region = actor.partition(":")
    if kind == "home":
        return Words(counter.region_name(region), counter.english_name(region))
    return SYSTEM if actor == Actor.SYSTEM.value else Words(actor, actor)
