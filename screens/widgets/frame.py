"""The frame around every page: the first line, the keys at the bottom, and what the counter has to say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from clerk.domain.faults import Fault
from screens.keys import key_word
from screens.language import N_
from screens.lines import Ink, Line, Piece, cut_line, ends, line_width, rule, width_of, wrap
from screens.widgets.painted import Block, Painted

if TYPE_CHECKING:
    from clerk.desk.views import RegionWeather
    from screens.commands import AnyCommand
    from screens.page import CounterScreen

WEATHER_MARK: Mapping[str, Piece] = MappingProxyType(
    {"ok": ("●", Ink.NOW), "partly": ("◐", Ink.NEEDS), "down": ("○", Ink.NEEDS), "unknown": ("·", Ink.QUIET)}
)
"""By the value of a ``WeatherState``, whose module the first frame does without."""
TRAINING_WORD = "模拟 TRAINING"
SESSION_KEYS = N_("keys for this session only")
SESSION_KEYS_SHORT = N_("session keys")
"""Where a line of 80 columns has regions and time beside it."""


class FirstLine(Painted):
    """Place, clerk, regions and time; the mark of a training counter never leaves it."""

    DEFAULT_CSS = "FirstLine { height: 2; }"

    def on_mount(self) -> None:
        """Follow the minute."""
        self._minute = ""
        self.set_interval(1.0, self._follow)

    def _follow(self) -> None:
        minute = self.counter.now_words()
        if minute != self._minute:
            self._minute = minute
            self.repaint()

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """One line and a rule."""
        app = self.counter
        place = app.place if width >= 110 else app.place.partition(" · ")[0]
        left: list[Piece] = [(f" {place}", Ink.STRONG)]
        operator = app.operator
        if operator is not None:
            name = f" {operator.member.name}" if width >= 110 else ""
            left += [("   ", Ink.TEXT), (f"{operator.member.number}{name}", Ink.QUIET)]
        right: list[Piece] = []
        for region in app.weather:
            right += _region_at_a_glance(app.region_name(region.region), region, with_note=width >= 110)
        right += [(app.now_words(), Ink.TEXT), (" ", Ink.TEXT)]
        if app.session_keys:
            words = self.speech.say(SESSION_KEYS if width >= 110 else SESSION_KEYS_SHORT)
            right += [(f" {words} ", Ink.CHIP), (" ", Ink.TEXT)]
        if app.training:
            right += [(f" {TRAINING_WORD} ", Ink.CHIP), (" ", Ink.TEXT)]
        return (ends(tuple(left), tuple(right), width), rule(width))


def _region_at_a_glance(name: str, region: RegionWeather, *, with_note: bool) -> list[Piece]:
    mark, ink = WEATHER_MARK[region.state]
    pieces: list[Piece] = [(f"{name} ", Ink.QUIET), (mark, ink)]
    if with_note and region.note and region.state.value != "ok":
        pieces.append((f" {region.note}", Ink.NEEDS))
    return [*pieces, ("  ", Ink.TEXT)]


class KeyBar(Painted):
    """The keys that work here. A key that does not work now is grey, and says why when it is pressed."""

    DEFAULT_CSS = "KeyBar { height: 2; }"

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """A rule and one line of keys: what does not fit is found under the command key."""
        screen = cast("CounterScreen", self.screen)
        entries = [_entry(screen, command) for command in screen.commands_in_bar()]
        gap = 2 if width >= 110 else 1
        keep = _that_fit(entries, width - 1, gap)
        line: list[Piece] = [(" ", Ink.TEXT)]
        for entry in keep:
            line += [*entry, (" " * gap, Ink.TEXT)]
        return (rule(width), cut_line(tuple(line), width))


def _entry(screen: CounterScreen, command: AnyCommand) -> tuple[int, Line]:
    works = command.why_not(screen) is None
    key = key_word(screen.counter.key_map.first(command))
    word = screen.speech.say(command.label)
    return command.rank_on(screen), (
        (f"{key} ", Ink.KEY if works else Ink.DIM_KEY),
        (word, Ink.TEXT if works else Ink.DIM_KEY),
    )


def _that_fit(entries: list[tuple[int, Line]], width: int, gap: int) -> list[Line]:
    kept = list(range(len(entries)))
    while kept and sum(line_width(entries[i][1]) + gap for i in kept) > width:
        kept.remove(max(kept, key=lambda i: (entries[i][0], i)))
    return [entries[i][1] for i in kept]


class Notice(Block):
    """What there is to say: a fault with its cure, why a key does not work, or that something is done."""

    DEFAULT_CSS = "Notice { height: auto; display: none; }"

    def __init__(self) -> None:
        super().__init__(id="notice")
        self._fault: Fault | None = None
        self._safe = ""
        self._words = ""

    @property
    def fault(self) -> Fault | None:
        """The fault it shows, if it shows one."""
        return self._fault

    def says(self, words: str) -> bool:
        """Whether ``words`` stand there now."""
        return self.display and bool(words) and self._words == words

    def tell(self, words: str) -> None:
        """Say one quiet sentence, already in the clerk's language."""
        self._fault, self._words, self._safe = None, words, ""
        self._lay()

    def refuse(self, fault: Fault, safe: str = "") -> None:
        """Show a fault; ``safe`` is the sentence about what is not lost."""
        self._fault, self._words, self._safe = fault, "", safe
        self._lay()

    def clear(self) -> None:
        """Say nothing more."""
        if self.display:
            self._fault, self._words, self._safe = None, "", ""
            self.display = False
            self.show()

    def repaint(self) -> None:
        """Say it again, in the language of now."""
        if self.display:
            self._lay()

    def on_resize(self) -> None:
        """Wrap anew."""
        if self.display:
            self._lay()

    def _lay(self) -> None:
        self.display = True
        width = self.counter.size.width
        lines = fault_lines(self, width) if self._fault else self._plain(width)
        self.show(rule(width), *lines)

    def _plain(self, width: int) -> tuple[Line, ...]:
        return tuple((("  ", Ink.TEXT), (part, Ink.TEXT)) for part in wrap(self._words, width - 4))

    def fault_parts(self) -> tuple[Fault, str]:
        """The fault and what is safe."""
        assert self._fault is not None  # noqa: S101 - only called while a fault is shown
        return self._fault, self._safe


def fault_lines(notice: Notice, width: int) -> tuple[Line, ...]:
    """A fault as lines: code and sentence, what is safe, the cure and its key."""
    fault, safe = notice.fault_parts()
    speech = notice.speech
    lines: list[Line] = []
    sentence = wrap(speech.fault(fault), width - 10)
    for number, part in enumerate(sentence):
        code = f" {fault.code:<6}" if number == 0 else " " * 7
        lines.append(((code, Ink.NEEDS), (part, Ink.STRONG)))
    if safe:
        lines += [((" " * 7, Ink.TEXT), (part, Ink.TEXT)) for part in wrap(safe, width - 10)]
    key = _key_here(notice, fault)
    why = ((key, Ink.KEY), (" ", Ink.TEXT)) if key else ()
    cure = wrap(speech.cure(fault), width - 12 - width_of(key))
    for number, part in enumerate(cure):
        head: tuple[Piece, ...] = why if number == 0 else ()
        lines.append(((" " * 7, Ink.TEXT), *head, (part, Ink.QUIET)))
    return tuple(lines)


def _key_here(notice: Notice, fault: Fault) -> str:
    """The key of the cure as it is bound now; none where the screen has no such command, nor for help."""
    for command in cast("CounterScreen", notice.screen).COMMANDS_HERE:
        if command.key == fault.key != "f1":
            return key_word(notice.counter.key_map.first(command))
    return ""


SAVED = N_("What you typed is kept.")
GO_ON = N_("You can go on with the next visitor.")
