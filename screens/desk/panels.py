"""The three panels of the desk: lists, visit, weather."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from clerk.desk.views import RegionWeather, WeatherState, Worklist, Worklists
from clerk.domain.china_time import in_china
from clerk.domain.regions import Action
from screens.desk.next_step import NextStep, Step
from screens.desk.reader_lines import reader_lines
from screens.desk.visit_lines import VisitPicture, visit_lines
from screens.language import N_
from screens.lines import BLANK, Ink, Line, fit, fit_right, wrap
from screens.sign_offs.lines import yours_lines
from screens.vocabulary import ACTION_SIGNS, ACTIONS, WORKLISTS
from screens.widgets.frame import WEATHER_MARK
from screens.widgets.painted import Painted

if TYPE_CHECKING:
    from clerk.desk.sign_offs.views import EscalationRow


class VisitPanel(Painted):
    """The middle."""

    can_focus = True
    DEFAULT_CSS = "VisitPanel { width: 1fr; height: 100%; padding: 0 2; }"

    def __init__(self) -> None:
        super().__init__(id="visit")
        self.picture = VisitPicture(
            None, NextStep(Step.CARD, N_("put the card on the reader, then"), "card"), "F2"
        )
        self.cursor = 0
        self._at: int | None = None

    def show(self, picture: VisitPicture) -> None:
        """Show this."""
        self.picture = picture
        self.cursor = max(0, min(self.cursor, len(picture.rows) - 1))
        self.repaint()

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """The visit."""
        lines, self._at = visit_lines(self.picture, self.speech, width, height, self.cursor)
        return lines

    def cursor_line(self) -> int | None:
        """The material under the cursor, as long as it can be acted on."""
        received = self.picture.visit is not None and bool(self.picture.visit.receipt_no)
        return None if received else self._at


class ListsPanel(Painted):
    """Work lists with their counts, and the day so far."""

    can_focus = True
    DEFAULT_CSS = "ListsPanel { width: 25; height: 100%; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="lists")
        self.worklists = Worklists(dict.fromkeys(Worklist, 0), 0, 0, None)
        self.cursor = 0

    def show(self, worklists: Worklists) -> None:
        """Show these."""
        if worklists != self.worklists:
            self.worklists = worklists
            self.repaint()

    @property
    def chosen(self) -> Worklist:
        """The list under the cursor."""
        return list(Worklist)[self.cursor]

    def move(self, step: int) -> None:
        """Move the cursor."""
        self.cursor = (self.cursor + step) % len(Worklist)
        self.repaint()

    def cursor_line(self) -> int | None:
        """Only while the panel has the keys."""
        return self.cursor if self.has_focus else None

    def on_focus(self) -> None:
        """Show the cursor."""
        self.repaint()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.repaint()

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """Lists, then the day."""
        say = self.speech.say
        lines = [self._list(worklist, width) for worklist in Worklist]
        day = self.worklists
        median = _minutes(day.median_seconds) if day.median_seconds is not None else "—"
        lines += [
            BLANK,
            ((f" {say(N_('Today'))}", Ink.QUIET),),
            self._figure(say(N_("received")), str(day.received_today), width),
            self._figure(say(N_("without paper")), str(day.without_paper_today), width),
            self._figure(say(N_("median")), median, width),
        ]
        return tuple(lines)

    def _list(self, worklist: Worklist, width: int) -> Line:
        count = self.worklists.counts.get(worklist, 0)
        needs = worklist in _NEEDS_YOU and count > 0
        ink = Ink.NEEDS if needs else Ink.TEXT if count else Ink.QUIET
        name = self.speech.say(WORKLISTS[worklist])
        return (
            (f" {fit(name, width - 7)}", Ink.TEXT if count else Ink.QUIET),
            (fit_right(str(count), 4), ink),
            (" !" if needs else "  ", Ink.NEEDS),
        )

    def _figure(self, label: str, value: str, width: int) -> Line:
        return (
            (f"   {fit(label, width - 9)}", Ink.QUIET),
            (fit_right(value, 5), Ink.TEXT),
            ("  ", Ink.TEXT),
        )


_NEEDS_YOU = frozenset({Worklist.CORRECTION, Worklist.TO_HAND_OVER, Worklist.DUE_SOON, Worklist.EXCEPTIONS})


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


class WeatherPanel(Painted):
    """What each region can do now, action by action; below it the clerk's own sign-offs and the readers."""

    DEFAULT_CSS = "WeatherPanel { width: 100%; height: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="weather")
        self._yours: tuple[EscalationRow, ...] = ()
        self._to_decide = 0

    def show_yours(self, yours: tuple[EscalationRow, ...], to_decide: int) -> None:
        """Show what the clerk asked for, and how much waits for the clerk's own decision."""
        self._yours, self._to_decide = yours, to_decide
        self.repaint()

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """A row a region; below it what is wrong with it."""
        speech = self.speech
        heads: Line = (
            (fit(f" {speech.say(N_('Weather'))}", 11), Ink.QUIET),
            *((f" {ACTION_SIGNS[a]}", Ink.QUIET) for a in Action),
        )
        lines: list[Line] = [heads]
        for region in self.counter.weather:
            lines.append(self._region(region))
            if region.note:
                lines += [((f"   {part}", Ink.NEEDS),) for part in wrap(region.note, width - 4)]
            lines += self._hindrances(region, width)
        readers = reader_lines(self.counter.desk.all_readers, self.counter.readers, speech, width)
        yours = yours_lines(self._yours, self._to_decide, speech, self.counter.now(), width)
        legend: tuple[Line, ...] = (BLANK, *self._legend(width))
        # The signs explain themselves sooner than a reader that failed and is out of sight.
        if len(lines) + len(legend) + len(yours) + len(readers) >= height:
            legend = ()
        return (*lines, *legend, BLANK, *yours, *readers)

    def _region(self, region: RegionWeather) -> Line:
        mark, ink = WEATHER_MARK[region.state]
        return (
            (f" {mark} ", ink),
            (fit(self.counter.region_name(region.region), 8), Ink.TEXT),
            *((f" {_sign(region.actions, action)} ", _ink(region.actions, action)) for action in Action),
        )

    def _hindrances(self, region: RegionWeather, width: int) -> list[Line]:
        """What it cannot do, since when, and what may still be done here."""
        lines: list[Line] = []
        if region.state is WeatherState.DOWN:
            lines += self._since(N_("out of reach since {time}"), region.since)
        for hindrance in region.hindrances:
            sign = f"   {ACTION_SIGNS[hindrance.action]} "
            still = wrap(self.speech.words(hindrance.still), width - 6)
            lines += [((sign, Ink.QUIET), (still[0], Ink.TEXT))]
            lines += [((f"      {part}", Ink.TEXT),) for part in still[1:]]
            if region.state is not WeatherState.DOWN:
                lines += self._since(N_("not since {time}"), hindrance.since, indent=6)
        return lines

    def _since(self, sentence: str, since: datetime | None, indent: int = 3) -> list[Line]:
        if since is None:
            return []
        at = in_china(since)
        today = at.date() == in_china(self.counter.now()).date()
        time = at.strftime("%H:%M" if today else "%m-%d %H:%M")
        return [((" " * indent + self.speech.say(sentence, time=time), Ink.NEEDS),)]

    def _legend(self, width: int) -> list[Line]:
        say = self.speech.say
        signs = [] if self.speech.chinese else [f"{ACTION_SIGNS[a]} {say(ACTIONS[a])}" for a in Action]
        marks = [f"●  {say(N_('works'))}", f"○  {say(N_('does not'))}", f"·  {say(N_('not known'))}"]
        half = min((width - 2) // 2, 14)
        return [
            ((" " + "".join(fit(word, half) for word in words[i : i + 2]), Ink.QUIET),)
            for words in (signs, marks)
            for i in range(0, len(words), 2)
        ]


def _sign(actions: Mapping[Action, bool | None], action: Action) -> str:
    return {True: "●", False: "○", None: "·"}[actions.get(action)]


def _ink(actions: Mapping[Action, bool | None], action: Action) -> Ink:
    return {True: Ink.NOW, False: Ink.NEEDS, None: Ink.QUIET}[actions.get(action)]
