"""Sign-offs as lines: a row of the list, what is signed beside what stands there now, the panel "Yours"."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from clerk.domain.china_time import in_china
from clerk.domain.escalations import Escalation, ShownLine, Standing
from screens.language import N_, Speech
from screens.lines import BLANK, Ink, Line, Piece, ends, fit, width_of, wrap
from screens.vocabulary import LEVELS, SIGN_OFF_KINDS, STANDINGS

if TYPE_CHECKING:
    from clerk.desk.sign_offs.views import EscalationRow

_KIND, _WHO, _LEVEL, _NUMBER, _TIME, _DUE = 23, 8, 15, 9, 7, 16
_WIDE = 100
"""Cells from which a row also says who decides and who asked."""
_STANDING_INK = {
    Standing.OPEN: Ink.TEXT,
    Standing.ASKED_BACK: Ink.NEEDS,
    Standing.APPROVED: Ink.NOW,
    Standing.REFUSED: Ink.NEEDS,
    Standing.LAPSED: Ink.NEEDS,
    Standing.TAKEN_BACK: Ink.QUIET,
}


def clock_time(at: datetime, now: datetime) -> str:
    """``09:42`` for today, ``11-23`` for another day."""
    here = in_china(at)
    return here.strftime("%H:%M" if here.date() == in_china(now).date() else "%m-%d")


def due_time(at: datetime, now: datetime) -> str:
    """``09:42`` for today, ``11-25 09:42`` for another day: by when never lacks its hour."""
    here = in_china(at)
    return here.strftime("%H:%M" if here.date() == in_china(now).date() else "%m-%d %H:%M")


def due_piece(escalation: Escalation, now: datetime, speech: Speech) -> Piece:
    """By when, and in words that it is past."""
    at = due_time(escalation.due_at, now)
    if escalation.overdue or escalation.due_at <= now:
        return (speech.say(N_("overdue {time}"), time=at), Ink.NEEDS)
    return (speech.say(N_("by {time}"), time=at), Ink.TEXT)


def standing_piece(escalation: Escalation, now: datetime, speech: Speech) -> Piece:
    """Where it stands: decided when, or by when."""
    words = speech.say(STANDINGS[escalation.standing])
    ink = _STANDING_INK[escalation.standing]
    if escalation.decided_at is not None:
        return (f"{words} {clock_time(escalation.decided_at, now)}", ink)
    if escalation.standing is Standing.OPEN:
        return due_piece(escalation, now, speech)
    return (words, ink)


def heads(speech: Speech, width: int, *, to_decide: bool) -> Line:
    """Heads of the columns of :func:`row_line`."""
    say = speech.say
    wide = _has_wide_columns(width, to_decide=to_decide)
    left = fit(say(N_("what")), _KIND + 1) + fit(say(N_("about")), _WHO + _about(width, wide=wide))
    if wide:
        left += fit(say(N_("level")), _LEVEL) + fit(say(N_("asked by")), _NUMBER)
    last = say(N_("by when")) if to_decide else say(N_("where it stands"))
    right: Line = ((fit(say(N_("asked")), _TIME + 1), Ink.QUIET), (fit(last, _DUE - 1), Ink.QUIET))
    return ends(((left, Ink.QUIET),), right, width)


def row_line(row: EscalationRow, speech: Speech, now: datetime, width: int, *, to_decide: bool) -> Line:
    """One row: what, about whom and which matter, since when and by when; who asked, where there is room."""
    escalation = row.escalation
    wide = _has_wide_columns(width, to_decide=to_decide)
    dim = to_decide and not row.may_decide
    left: Line = (
        (fit(speech.say(SIGN_OFF_KINDS[escalation.kind]), _KIND), Ink.QUIET if dim else Ink.STRONG),
        (" ", Ink.TEXT),
        (fit(row.who, _WHO), Ink.TEXT),
        (fit(row.item_name or row.receipt_no, _about(width, wide=wide)), Ink.QUIET if dim else Ink.TEXT),
        (fit(speech.say(LEVELS[escalation.level]), _LEVEL) if wide else "", Ink.QUIET),
        (fit(escalation.asked_by, _NUMBER) if wide else "", Ink.QUIET),
    )
    words, ink = (due_piece if to_decide else standing_piece)(escalation, now, speech)
    if to_decide and escalation.standing is Standing.ASKED_BACK:
        words, ink = speech.say(STANDINGS[Standing.ASKED_BACK]), Ink.QUIET
    asked = clock_time(escalation.asked_at, now)
    return ends(left, ((fit(asked, _TIME + 1), Ink.QUIET), (fit(words, _DUE - 1), ink)), width)


def _has_wide_columns(width: int, *, to_decide: bool) -> bool:
    return to_decide and width >= _WIDE


def _about(width: int, *, wide: bool) -> int:
    return max(width - _KIND - _WHO - (_LEVEL + _NUMBER if wide else 0) - _TIME - _DUE - 3, 6)


def labelled(label: str, text: str, width: int, cells: int = 12, ink: Ink = Ink.TEXT) -> list[Line]:
    """A quiet label with its text beside it, as many lines as it takes; none for no text."""
    parts = wrap(text, max(width - cells - 2, 10)) if text else ()
    return [
        ((f" {fit(label if n == 0 else '', cells)} ", Ink.QUIET), (part, ink)) for n, part in enumerate(parts)
    ]


Pair = tuple[str, str, str | None]
"""Label, as shown when asked, and as it is now: None where it is the same."""


def pairs(shown: tuple[ShownLine, ...], now: tuple[ShownLine, ...]) -> tuple[Pair, ...]:
    """Each line of ``shown`` beside the one of ``now`` with its label; what is new now comes last."""
    left, right = _numbered(shown), _numbered(now)
    here = [
        (label, text, None if right.get((label, n)) == text else right.get((label, n), ""))
        for (label, n), text in left.items()
    ]
    return (*here, *((label, "", text) for (label, n), text in right.items() if (label, n) not in left))


def _numbered(lines: tuple[ShownLine, ...]) -> dict[tuple[str, int], str]:
    seen: Counter[str] = Counter()
    numbered: dict[tuple[str, int], str] = {}
    for line in lines:
        numbered[line.label, seen[line.label]] = line.text
        seen[line.label] += 1
    return numbered


def shown_lines(
    shown: tuple[ShownLine, ...], now: tuple[ShownLine, ...], speech: Speech, width: int
) -> tuple[Line, ...]:
    """What is signed, line by line; where it changed since, what stood there and what stands there now."""
    compared = pairs(shown, now)
    label = min(max((width_of(name) for name, _, _ in compared), default=0), max(width // 4, 10))
    changed = any(new is not None for _, _, new in compared)
    half = (width - label - 6) // 2 if changed else width - label - 3
    lines: list[Line] = []
    if changed:
        heads = (speech.say(N_("as it was asked")), speech.say(N_("as it is now")))
        lines.append(
            ((" " * (label + 2), Ink.QUIET), (fit(heads[0], half + 2), Ink.QUIET), (heads[1], Ink.QUIET))
        )
    for name, old, new in compared:
        lines += _pair_lines(name, old, new, label, half if changed else 0, width)
    return tuple(lines)


def _pair_lines(name: str, old: str, new: str | None, label: int, half: int, width: int) -> list[Line]:
    if new is None:
        parts = wrap(old, half or width - label - 3)
        return [
            ((f" {fit(name if n == 0 else '', label)} ", Ink.QUIET), (part, Ink.TEXT))
            for n, part in enumerate(parts)
        ]
    before, after = wrap(old or "—", half), wrap(new or "—", half)
    height = max(len(before), len(after))
    before += ("",) * (height - len(before))
    after += ("",) * (height - len(after))
    return [
        (
            (f" {fit(name if n == 0 else '', label)} ", Ink.QUIET),
            (fit(one, half), Ink.QUIET),
            (" ▸ " if n == 0 else "   ", Ink.NEEDS),
            (other, Ink.NEEDS),
        )
        for n, (one, other) in enumerate(zip(before, after, strict=True))
    ]


def sign_off_head(row: EscalationRow, speech: Speech, now: datetime, width: int) -> tuple[Line, ...]:
    """What, who asked and when, where it stands; about whom and which matter, and who decides."""
    escalation, say = row.escalation, speech.say
    kind = say(SIGN_OFF_KINDS[escalation.kind])
    asked = say(
        N_("asked by {who}, {time}"), who=escalation.asked_by, time=clock_time(escalation.asked_at, now)
    )
    level = say(N_("decides: {level}"), level=say(LEVELS[escalation.level]))
    about = "   ".join(part for part in (row.who, row.item_name, row.receipt_no) if part)
    return (
        ends(
            ((f" {kind}", Ink.STRONG), (f"   {asked}", Ink.QUIET)),
            (standing_piece(escalation, now, speech),),
            width,
        ),
        ends(((f" {about}", Ink.TEXT),), ((level, Ink.QUIET),), width),
    )


def to_decide_words(number: int, speech: Speech) -> str:
    """How much waits for whoever works here."""
    return speech.count("{number} sign-off to decide", "{number} sign-offs to decide", number)


def yours_lines(
    mine: tuple[EscalationRow, ...], to_decide: int, speech: Speech, now: datetime, width: int
) -> tuple[Line, ...]:
    """The panel "Yours": how much waits for you, and what you asked for and is open or just decided."""
    lines: list[Line] = []
    if to_decide:
        lines.append(((f"   {to_decide_words(to_decide, speech)}", Ink.NEEDS), ("  F9", Ink.KEY)))
    for row in mine:
        escalation = row.escalation
        asked = clock_time(escalation.asked_at, now)
        words, ink = standing_piece(escalation, now, speech)
        if escalation.standing is Standing.OPEN and ink is not Ink.NEEDS:
            words, ink = speech.say(N_("sign-off asked {time}"), time=asked), Ink.TEXT
        lines.append(((f"   {fit(speech.say(SIGN_OFF_KINDS[escalation.kind]), width - 4)}", Ink.QUIET),))
        lines.append(((f"     {fit(words, width - 6)}", ink),))
    if not lines:
        return ()
    return (((f" {speech.say(N_('Yours'))}", Ink.QUIET),), *lines, BLANK)
