"""Help: what the screen is for, and every key that works on it, with the reason where one does not."""

from __future__ import annotations

from clerk.domain.faults import Fault
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import READING
from screens.commands import AnyCommand
from screens.keys import key_word
from screens.language import N_, Speech
from screens.lines import BLANK, Ink, Line, fit_right, wrap
from screens.page import CounterScreen
from screens.widgets.reading import ReadingPage


def _sentences(one: str, more: str, speech: Speech) -> str:
    """Two sentences, or one."""
    if not more:
        return one
    return f"{one}。{more}" if speech.chinese else f"{one}. {more}"


class HelpPage(ReadingPage):
    """Help about one screen. It has no verbs of its own, so it is safe above the lock."""

    TITLE = N_("Help")
    ABOUT = N_("What the screen is for, and its keys.")
    COMMANDS_HERE = (*READING, *ALWAYS)
    takes_scans = False

    def __init__(self, about: CounterScreen) -> None:
        super().__init__()
        self._about = about

    def reading(self, width: int) -> tuple[Line, ...]:
        """Title, text, the fault in sight, keys."""
        say = self.speech.say
        inner = min(width, 96)
        lines: list[Line] = [BLANK, ((say(self._about.TITLE), Ink.STRONG),), BLANK]
        lines += [((part, Ink.TEXT),) for part in wrap(say(self._about.ABOUT), inner)]
        for fault in self._about.faults_in_sight():
            lines += [BLANK, *self._fault(fault, inner)]
        lines.append(BLANK)
        for command in self._about.COMMANDS_HERE:
            lines += self._command(command, inner)
        return tuple(lines)

    def _fault(self, fault: Fault, width: int) -> list[Line]:
        sentence = wrap(self.speech.fault(fault), width - 8)
        lines: list[Line] = [
            ((f"{fault.code if n == 0 else '':<8}", Ink.NEEDS), (part, Ink.STRONG))
            for n, part in enumerate(sentence)
        ]
        lines += [
            ((" " * 8, Ink.TEXT), (part, Ink.TEXT)) for part in wrap(self.speech.cure(fault), width - 8)
        ]
        return lines

    def _command(self, command: AnyCommand, width: int) -> list[Line]:
        say = self.speech.say
        why = command.why_not(self._about)
        keys = " ".join(key_word(k) for k in self.counter.key_map.of(command)[:2])
        ink = Ink.TEXT if why is None else Ink.DIM_KEY
        lines: list[Line] = []
        texts = wrap(_sentences(say(command.sentence), say(command.help), self.speech), width - 20)
        for number, part in enumerate(texts):
            head = (fit_right(keys, 14) if number == 0 else " " * 14, Ink.KEY if why is None else Ink.DIM_KEY)
            lines.append((head, (f"   {part}", ink)))
        if why is not None:
            lines += [((" " * 17, Ink.TEXT), (part, Ink.QUIET)) for part in wrap(f"— {why}", width - 20)]
        return lines
