"""Liaison as lines: who is on duty, a question in a list, its messages, calls, what is told of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from clerk.desk.liaison.views import DutyRow, ThreadRow
from clerk.desk.liaison.wording import STATE_WORDS
from clerk.desk.wording import STATE_WORDS as CASE_STATE_WORDS
from clerk.domain.cases import State
from clerk.domain.china_time import in_china
from clerk.domain.duty import next_duty
from clerk.domain.liaison import (
    Contact,
    Message,
    MessageKind,
    PhoneCall,
    Post,
    RedactedCase,
    Thread,
    ThreadState,
)
from screens.language import N_, Speech
from screens.liaison.words import CONTACT_LEVELS, MESSAGE_WORDS, OUTCOMES, POST_WORDS
from screens.lines import BLANK, Ink, Line, Piece, ends, fit, width_of, wrap

SAMPLE = N_("made up")
_STATE_INK = {
    ThreadState.ASKED: Ink.TEXT,
    ThreadState.TAKEN_ON: Ink.NOW,
    ThreadState.ANSWERED: Ink.NOW,
    ThreadState.REFUSED: Ink.NEEDS,
    ThreadState.SILENT: Ink.NEEDS,
    ThreadState.CLOSED: Ink.QUIET,
}
_POST_INK = {Post.WAITING: Ink.QUIET, Post.SENT: Ink.QUIET, Post.FAILED: Ink.NEEDS}
_HOUR, _DAY = 60, 24 * 60


def clock_time(at: datetime, now: datetime) -> str:
    """``09:42`` for today, ``11-23 09:42`` for another day."""
    here = in_china(at)
    return here.strftime("%H:%M" if here.date() == in_china(now).date() else "%m-%d %H:%M")


def age(since: datetime, now: datetime, speech: Speech) -> str:
    """How long ago: minutes, then hours, then days."""
    minutes = max(int((now - since).total_seconds()) // 60, 0)
    if minutes < _HOUR:
        return speech.say(N_("{number} min"), number=minutes)
    if minutes < _DAY:
        return speech.say(N_("{number} h"), number=minutes // _HOUR)
    return speech.say(N_("{number} d"), number=minutes // _DAY)


def sample_mark(contact: Contact, speech: Speech) -> str:
    """``(made up)`` where the roster says 示例 and the name does not."""
    return f" ({speech.say(SAMPLE)})" if contact.sample and "示例" not in contact.name else ""


def duty_piece(row: DutyRow, now: datetime, speech: Speech) -> Piece:
    """Until when somebody is on duty, or from when again."""
    if row.until is not None:
        return (speech.say(N_("until {time}"), time=clock_time(row.until, now)), Ink.NOW)
    again = next_duty(row.contact.hours, now)
    if again is None:
        return (speech.say(N_("no hours")), Ink.QUIET)
    return (speech.say(N_("from {time}"), time=clock_time(again, now)), Ink.QUIET)


def nobody_line(rows: tuple[DutyRow, ...], now: datetime, speech: Speech) -> str:
    """That nobody is on duty, and from when somebody is."""
    times = [at for row in rows if (at := next_duty(row.contact.hours, now)) is not None]
    if not rows:
        return speech.say(N_("nobody in the roster"))
    if not times:
        return speech.say(N_("nobody on duty"))
    return speech.say(N_("nobody on duty until {time}"), time=clock_time(min(times), now))


def confirmed_piece(contact: Contact, speech: Speech, *, stale: bool) -> Piece:
    """When somebody last made sure of a row; said louder when that is too long ago."""
    if contact.confirmed_on is None:
        return (speech.say(N_("never confirmed")), Ink.NEEDS if stale else Ink.QUIET)
    words = N_("confirmed {day}: too long ago") if stale else N_("confirmed {day}")
    return (speech.say(words, day=contact.confirmed_on.isoformat()), Ink.NEEDS if stale else Ink.QUIET)


def row_line(row: ThreadRow, region: str, speech: Speech, now: datetime, width: int) -> Line:
    """A question in a list: state, region, topic; age and due at the right."""
    thread = row.thread
    state = speech.words(STATE_WORDS[thread.state])
    post = speech.say(POST_WORDS[row.post]) if row.post in POST_WORDS else ""
    left: Line = (
        (fit(state, 11), _STATE_INK[thread.state]),
        (fit(region, 9), Ink.TEXT),
        (fit(thread.topic, max(width - 46 - width_of(post), 12)), Ink.TEXT),
        (f" {post}", _POST_INK.get(row.post, Ink.QUIET)),
    )
    asked: Piece = (fit(age(thread.asked_at, now, speech), 8), Ink.QUIET)
    return ends(left, (asked, due_piece(thread, now, speech)), width)


def due_piece(thread: Thread, now: datetime, speech: Speech) -> Piece:
    """By when an open question has to be answered."""
    if not thread.state.is_open:
        return (" " * 16, Ink.QUIET)
    at = clock_time(thread.due_at, now)
    if thread.due_at <= now:
        return (fit(speech.say(N_("late {time}"), time=at), 16), Ink.NEEDS)
    return (fit(speech.say(N_("by {time}"), time=at), 16), Ink.TEXT)


def state_piece(thread: Thread, speech: Speech) -> Piece:
    """Where a question stands."""
    return (speech.words(STATE_WORDS[thread.state]), _STATE_INK[thread.state])


def message_lines(
    message: Message, region: str, speech: Speech, now: datetime, width: int
) -> tuple[Line, ...]:
    """Region, author and time, then the words; how far one of ours is on its way."""
    what = speech.say(MESSAGE_WORDS[message.kind])
    if message.kind is MessageKind.PASSED_UP:
        what = f"{what}: {speech.say(CONTACT_LEVELS[message.level])}"
    head: Line = ((f" {region}", Ink.STRONG), (f"  {message.author}", Ink.QUIET), (f"  {what}", Ink.NOW))
    post: list[Piece] = []
    if message.post in POST_WORDS:
        post.append((f"{speech.say(POST_WORDS[message.post])}  ", _POST_INK[message.post]))
    post.append((clock_time(message.at, now), Ink.QUIET))
    lines: list[Line] = [ends(head, tuple(post), width)]
    for part in message.text.splitlines():
        lines += [((f"   {piece}", Ink.TEXT),) for piece in wrap(part, width - 4)]
    if message.words:
        lines += [
            ((f"   {p}", Ink.NEEDS),) for p in wrap(f"{region_says(speech)} {message.words}", width - 4)
        ]
    if message.fault is not None and message.post in {Post.WAITING, Post.FAILED}:
        told = f"{message.fault.code}  {speech.fault(message.fault)}"
        lines += [((f"   {part}", Ink.NEEDS),) for part in wrap(told, width - 4)]
    return tuple(lines)


def region_says(speech: Speech) -> str:
    """Before a region's own words."""
    return speech.say(N_("the region says:"))


def call_line(call: PhoneCall, region: str, named: str, speech: Speech, now: datetime, width: int) -> Line:
    """A call in one line."""
    outcome = speech.say(OUTCOMES[call.outcome])
    left: Line = (
        (f" ☎ {region} {named}", Ink.TEXT),
        (f"  {outcome}", Ink.NOW),
        (f"  {call.note}", Ink.QUIET),
    )
    return ends(left, ((f"{call.by}  {clock_time(call.at, now)}", Ink.QUIET),), width)


def told_lines(case: RedactedCase | None, speech: Speech, width: int) -> tuple[Line, ...]:
    """Exactly what another region is told of a case, one fact a line."""
    if case is None:
        return (((f"   {speech.say(N_('Nothing of a case goes along.'))}", Ink.QUIET),),)
    day = "—" if case.day_of_clock is None else str(case.day_of_clock)
    try:
        state = speech.words(CASE_STATE_WORDS[State(case.state)])
    except ValueError:  # another region's console may be newer than this one
        state = case.state
    facts = (
        (N_("receipt"), case.receipt_no),
        (N_("their number"), case.home_case_no or "—"),
        (N_("matter"), f"{case.item}  {case.item_name}"),
        (N_("stands at"), state),
        (N_("received"), in_china(case.received_at).strftime("%Y-%m-%d %H:%M")),
        (N_("day of the clock"), day),
    )
    return tuple(
        ((f"   {fit(speech.say(k), 18)}", Ink.QUIET), (fit(v, width - 22), Ink.TEXT)) for k, v in facts
    )


def case_lines(
    threads: tuple[Thread, ...],
    calls: tuple[PhoneCall, ...],
    named: Callable[[str], str],
    speech: Speech,
    now: datetime,
    width: int,
) -> tuple[Line, ...]:
    """Under a case: its questions and calls; nothing where there are none."""
    if not threads and not calls:
        return ()
    lines: list[Line] = [BLANK, ((f" {speech.say(N_('Liaison'))}", Ink.QUIET), ("   F6", Ink.KEY))]
    for thread in threads:
        left: Line = (
            ("   ", Ink.TEXT),
            (fit(named(thread.asked), 9), Ink.TEXT),
            (fit(state_piece(thread, speech)[0], 11), _STATE_INK[thread.state]),
            (thread.topic, Ink.TEXT),
        )
        lines.append(ends(left, ((clock_time(thread.asked_at, now), Ink.QUIET),), width))
    lines += [(("  ", Ink.TEXT), *call_line(c, named(c.region), "", speech, now, width - 2)) for c in calls]
    return tuple(lines)
