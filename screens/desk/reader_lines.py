"""The readers as lines: which are there, and on which a card lies."""

from __future__ import annotations

from collections.abc import Iterable

from clerk.domain.faults import Fault
from clerk.ports import CardReader, StaffCards
from screens.language import N_, Speech
from screens.lines import Ink, Line, cut, ends, wrap
from screens.reader_states import ReaderStates


def reader_lines(
    readers: Iterable[CardReader | StaffCards],
    states: ReaderStates,
    speech: Speech,
    width: int,
    indent: str = " ",
) -> tuple[Line, ...]:
    """A title and a line a reader; nothing at a window whose readers are all simulated, and always there."""
    names = [reader.name for reader in readers if not getattr(reader, "simulated", False)]
    if not names:
        return ()
    lines: list[Line] = [((f"{indent}{speech.say(N_('Readers'))}", Ink.QUIET),)]
    lines += [_reader_line(name, states, speech, width, indent) for name in names]
    if states.service_down:
        fault = Fault("I-71")
        words = f"{fault.code} {speech.fault(fault)}"
        lines += [((f"   {part}", Ink.NEEDS),) for part in wrap(words, width - 4)]
    return tuple(lines)


def _reader_line(name: str, states: ReaderStates, speech: Speech, width: int, indent: str) -> Line:
    if name not in states.there:
        return ends(
            ((f"{indent}○ ", Ink.NEEDS), (name, Ink.TEXT)), ((speech.say(N_("not there")), Ink.NEEDS),), width
        )
    card: Line = ((speech.say(N_("has a card")), Ink.NOW),) if name in states.cards else ()
    return ends(((f"{indent}● ", Ink.NOW), (cut(name, width - 4), Ink.TEXT)), card, width)
