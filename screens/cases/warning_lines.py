"""A warning in lines: its colour as a word, what is the matter, and what to do about it."""

from __future__ import annotations

from clerk.desk.views import WarningView
from clerk.domain.warnings import Colour
from screens.language import N_, Speech
from screens.lines import Ink, Line, width_of, wrap


def warning_lines(warning: WarningView, speech: Speech, width: int) -> tuple[Line, ...]:
    """The warning, then what to do. A rule that nobody has confirmed says so."""
    mark = "!" if warning.colour is Colour.RED else " "
    word = speech.words(warning.colour_words)
    unverified = "" if warning.verified else f"  {speech.say(N_('unverified rule'))}"
    indent = 2 + width_of(word) + 2
    first: Line = (
        (f"{mark} {word}  ", Ink.NEEDS),
        (speech.words(warning.words), Ink.STRONG),
        (unverified, Ink.QUIET),
    )
    to_do = wrap(speech.words(warning.to_do), max(width - indent, 10))
    return (first, *(((" " * indent + part, Ink.TEXT),) for part in to_do))
