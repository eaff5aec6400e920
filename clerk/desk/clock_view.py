"""The clock of a case in words: how far it is, whether it stands, when it is due."""

from __future__ import annotations

from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.views import ClockStanding, ClockView, Words
from clerk.domain.case_file import CaseFile
from clerk.domain.china_time import day_of
from clerk.domain.clocks import Clock, ClockKind, Phase, current
from clerk.domain.faults import Refused

UNKNOWN_DAY = "—"
"""In place of a day that nobody knows: the clock stands, or the holidays of that year are not loaded."""

_KIND_WORDS: dict[ClockKind, Words] = {
    ClockKind.ACCEPTANCE: Words("受理期限", "to accept"),
    ClockKind.DECISION: Words("承诺办结", "promised decision"),
    ClockKind.STATUTORY: Words("法定办结", "statutory decision"),
    ClockKind.DELIVERY: Words("送达期限", "to deliver"),
}
_STANDING: dict[Phase, ClockStanding] = {
    Phase.RUNNING: ClockStanding.RUNNING,
    Phase.STOPPED: ClockStanding.STOPPED,
    Phase.OVERDUE: ClockStanding.LATE,
    Phase.ENDED: ClockStanding.ENDED,
}
_HIGHEST_PERCENT = 999
"""Three digits: what is shown has a place of that width."""


def clock_view(counter: Counter, case: CaseFile) -> ClockView:
    """The clock that matters now; its due day is left open rather than guessed."""
    if not case.clocks:
        return ClockView(ClockStanding.NONE, Words("", ""), "", 0)
    clock = current(case.clocks)
    if clock is None:
        return ClockView(ClockStanding.ENDED, Words("计时结束", "clock ended"), "", 100)
    words = _KIND_WORDS[clock.kind]
    try:
        state = clock.state(counter.calendar, counter.clock.now())
    except Refused:
        not_loaded = Words(f"{words.zh}：日历未载入该年", f"{words.en}: year not loaded")
        return ClockView(ClockStanding.RUNNING, not_loaded, UNKNOWN_DAY, 0)
    if clock.total == 0:
        sentence = Words(f"{words.zh}：当场", f"{words.en}: on the spot")
    else:
        sentence = Words(
            f"{words.zh}：第 {state.elapsed}/{state.total} 个工作日",
            f"{words.en}: working day {state.elapsed} of {state.total}",
        )
    percent = min(state.percent, _HIGHEST_PERCENT)
    due = due_day(counter, clock)
    return ClockView(
        _STANDING[state.phase],
        sentence,
        due.isoformat() if due else UNKNOWN_DAY,
        percent,
        due is None or counter.calendar.is_verified(day_of(clock.started), due),
    )


def due_day(counter: Counter, clock: Clock) -> date | None:
    """The last day of a clock; None while it stands, or where the holidays of its year are not loaded."""
    try:
        return clock.due(counter.calendar)
    except Refused:
        return None
