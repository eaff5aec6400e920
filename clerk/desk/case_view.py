"""One case as its screen shows it: timeline, clock, holder, next step."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.papers import printable, printed
from clerk.desk.views import CaseView, ClockStanding, ClockView, PaperKind, TimelineRow, Words
from clerk.desk.wording import EVENT_WORDS, NEWS_WORDS, NEXT_KEYS, PAPER_WORDS, next_step
from clerk.desk.worklists import require_case
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId, Event, State, holder
from clerk.domain.clocks import Clock, ClockKind, Phase
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import deliveries, journal
from clerk.store.journal import JournalEvent

TIMELINE_LIMIT = 500

_CLOCK_WORDS: dict[ClockKind, Words] = {
    ClockKind.ACCEPTANCE: Words("受理期限", "to accept"),
    ClockKind.DECISION: Words("承诺办结", "promised decision"),
    ClockKind.STATUTORY: Words("法定办结", "statutory decision"),
    ClockKind.DELIVERY: Words("送达期限", "to deliver"),
}


def view_case(counter: Counter, case_id: CaseId) -> CaseView:
    """Everything about one case, masked; looking at it is no event, revealing its data is.

    Raises:
        Refused: ``C-08``.
    """
    case = require_case(counter, case_id)
    with counter.store.reading() as unit:
        events = journal.events(unit, case_id, limit=TIMELINE_LIMIT)
        sent = deliveries.deliveries_of_case(unit, case_id)
    variant = counter.items.get(case.item).variant(case.home)
    region = counter.region_book.get(case.home)
    english = region.english_name if region else case.home
    step = next_step(case.state, counter.region_name(case.home), english)
    names = {m.code: m.name for m in variant.materials} if variant else {}
    return CaseView(
        case=case,
        item_department=case.department,
        deliveries=sent,
        timeline=tuple(row for e in events if (row := _timeline_row(counter, e)) is not None),
        clock=_clock_view(counter, case),
        holder=holder(case.state),
        next_step=_after_corrections(case) or step,
        next_key="f5" if _after_corrections(case) else NEXT_KEYS.get(case.state, ""),
        printable=printable(case),
        printed=printed(case),
        material_names=names,
    )


def _after_corrections(case: CaseFile) -> Words | None:
    if case.state is State.CORRECTION and case.corrections and not case.open_corrections:
        return Words("补正已齐：按 F5 送出。", "All corrections are in: F5 sends them.")
    return None


def _timeline_row(counter: Counter, event: JournalEvent) -> TimelineRow | None:
    words = EVENT_WORDS.get(event.kind)
    if words is None:
        return None
    payload, private = event.payload, event.private or {}
    if event.kind is EventKind.NEWS_APPLIED:
        words = NEWS_WORDS.get(Event(str(payload["event"])), words)
    if event.kind is EventKind.PAPER_PRINTED:
        paper = PAPER_WORDS[PaperKind(str(payload["paper"]))]
        words = Words(f"已打印{paper.zh}", f"{paper.en} printed")
    detail = private.get("words") or payload.get("home_case_no") or payload.get("fault") or ""
    return TimelineRow(event.at, words, _who(counter, event.actor), str(detail))


def _who(counter: Counter, actor: str) -> str:
    """A member of staff by number, a region by name."""
    kind, _, region = actor.partition(":")
    return counter.region_name(region) if kind == "home" else actor


def _clock_view(counter: Counter, case: CaseFile) -> ClockView:
    running = [c for c in case.clocks if c.ended is None]
    if not case.clocks:
        return ClockView(ClockStanding.NONE, Words("", ""), "", 0)
    if not running:
        return ClockView(ClockStanding.ENDED, Words("计时结束", "clock ended"), "", 100)
    clock = min(running, key=lambda c: list(ClockKind).index(c.kind))
    try:
        return _running(counter, clock)
    except Refused:
        # The holiday file does not reach that far: no date is better than a guessed one.
        words = _CLOCK_WORDS[clock.kind]
        return ClockView(
            ClockStanding.RUNNING,
            Words(f"{words.zh}：日历未载入该年", f"{words.en}: year not loaded"),
            "—",
            0,
        )


def _running(counter: Counter, clock: Clock) -> ClockView:
    state = clock.state(counter.calendar, counter.clock.now())
    due = clock.due(counter.calendar)
    words = _CLOCK_WORDS[clock.kind]
    if clock.total == 0:
        sentence = Words(f"{words.zh}：当场", f"{words.en}: on the spot")
    else:
        sentence = Words(
            f"{words.zh}：第 {state.elapsed}/{state.total} 个工作日",
            f"{words.en}: working day {state.elapsed} of {state.total}",
        )
    standing = {
        Phase.RUNNING: ClockStanding.RUNNING,
        Phase.STOPPED: ClockStanding.STOPPED,
        Phase.OVERDUE: ClockStanding.LATE,
        Phase.ENDED: ClockStanding.ENDED,
    }[state.phase]
    return ClockView(standing, sentence, due.isoformat() if due else "—", min(state.percent, 999))
