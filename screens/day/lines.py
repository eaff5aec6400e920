"""The counts of a day as lines: numbers right-aligned in cells, under their heads."""

from __future__ import annotations

from collections.abc import Callable

from clerk.desk.day_end.views import DayView
from clerk.desk.day_end.wording import PAPERS, SHEETS
from clerk.domain.china_time import in_china
from screens.language import N_, Speech
from screens.lines import Ink, Line, Piece, cut_line, fit, fit_right, wrap

_NAME = 12
_CELL = 11
_HEADS = (N_("received"), N_("confirmed"), N_("they have"), N_("doubled"), N_("they lack"), N_("not asked"))
NOTHING = "·"
"""In a cell that nobody asked about yet: not a zero."""


def region_lines(
    view: DayView, speech: Speech, name: Callable[[str], str], *, short: bool
) -> tuple[Line, ...]:
    """Ours sent against theirs accepted, a line a region; ``short`` leaves out those without a case."""
    heads = "".join(fit_right(speech.say(head), _CELL) for head in _HEADS)
    lines: list[Line] = [((f" {fit('', _NAME)}{heads}", Ink.QUIET),)]
    some = tuple(region for region in view.count.regions if region.received)
    for region in some if short and some else view.count.regions:
        ours = (region.received, region.acknowledged)
        theirs = (region.there, region.doubled, region.missing, region.not_asked)
        pieces: list[Piece] = [(f" {fit(name(region.region), _NAME)}", Ink.TEXT)]
        pieces += [(fit_right(str(number), _CELL), Ink.TEXT) for number in ours]
        for number, bad in zip(theirs, (False, True, True, True), strict=True):
            text = str(number) if view.asked else NOTHING
            pieces.append((fit_right(text, _CELL), Ink.NEEDS if bad and number and view.asked else Ink.TEXT))
        lines.append(tuple(pieces))
    return tuple(lines)


def count_lines(view: DayView, speech: Speech, width: int) -> tuple[Line, ...]:
    """Receipts, papers, what is open, what came late, and the place of numbered sheets."""
    say, count = speech.say, view.count
    receipts, still = count.receipts, count.open
    rows: list[tuple[str, tuple[tuple[str, int], ...]]] = [
        (
            N_("Receipts"),
            (
                (say(N_("numbers")), receipts.numbers),
                (say(N_("cases")), receipts.cases),
                (say(N_("in the journal")), receipts.journalled),
            ),
        ),
        (
            N_("Deliveries"),
            (
                (say(N_("waiting")), still.waiting),
                (say(N_("unknown")), still.unknown),
                (say(N_("exceptions")), still.exceptions),
            ),
        ),
        (
            N_("Open"),
            (
                (say(N_("sign-offs")), still.sign_offs),
                (say(N_("questions")), still.questions),
                (say(N_("visits")), still.visits),
            ),
        ),
    ]
    lines: list[Line] = [_numbers(say(label), cells) for label, cells in rows]
    if count.papers:
        lines.insert(1, _text(say(N_("Papers")), _papers(view, speech)))
    if count.supplement is not None:
        late = count.supplement
        words = say(N_("{number} received on {day} after its closing"), number=late.receipts, day=late.day)
        lines.append(_text(say(N_("Late")), words))
    lines.append(_text(say(N_("Sheets")), speech.either(SHEETS.zh, SHEETS.en)))
    return tuple(cut_line(line, width) for line in lines)


def closed_line(view: DayView, speech: Speech) -> Line:
    """Who closed it and when, and whether nobody else explained anything."""
    closed = view.closed
    if closed is None:
        return ()
    at = f"{in_china(closed.closed_at):%Y-%m-%d %H:%M}"
    pieces: list[Piece] = [
        (f" {speech.say(N_('closed by {who} at {at}'), who=closed.closed_by, at=at)}", Ink.NOW),
        (f"  SM3 {closed.digest[:16]}…", Ink.QUIET),
    ]
    if closed.explained_alone:
        pieces.append((f"  {speech.say(ALONE)}", Ink.NEEDS))
    return tuple(pieces)


ALONE = N_("every explanation by the same person")


def wrapped(text: str, width: int, ink: Ink = Ink.TEXT) -> tuple[Line, ...]:
    """A sentence in lines, a little indented."""
    return tuple(((f"   {part}", ink),) for part in wrap(text, width - 4)) if text else ()


def _numbers(label: str, cells: tuple[tuple[str, int], ...]) -> Line:
    pieces: list[Piece] = [(f" {fit(label, _NAME)}", Ink.QUIET)]
    for words, number in cells:
        pieces += [(f"{words} ", Ink.QUIET), (f"{number}", Ink.TEXT), ("  ", Ink.TEXT)]
    return tuple(pieces)


def _text(label: str, words: str) -> Line:
    return ((f" {fit(label, _NAME)}", Ink.QUIET), (words, Ink.TEXT))


def _papers(view: DayView, speech: Speech) -> str:
    parts = []
    for paper in view.count.papers:
        words = PAPERS.get(paper.paper)
        name = paper.paper if words is None else speech.either(words.zh, words.en)
        parts.append(f"{name} {paper.cases}/{paper.journal}")
    return "  ".join(parts)
