"""Line breaking for Chinese with Latin in between: nothing is cut, nothing is lost.

As on any Chinese page (禁则) a line does not begin with closing punctuation and does not end with opening
punctuation; Latin words, numbers and dates (2026年11月24日) stay whole unless one is wider than the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

NOT_AT_START = frozenset("、，。；：？！）》〉」』】〕”’…·%‰,.;:?!)]}/")
NOT_AT_END = frozenset("（《〈「『【〔“‘([{¥￥#")

DATE_SIGNS = frozenset("年月日")

Width = Callable[[str], float]
"""Width of a text, in any unit that adds up."""


def wrap(text: str, limit: float, width: Width) -> list[str]:
    """Lines of ``text``, each at most ``limit`` wide; at least one line.

    Blanks at a break are dropped; every other character stands on exactly one line. A single character wider
    than ``limit`` gets a line of its own.
    """
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text):
        for part in _fitting(piece, limit, width):
            needed = width(part)
            if line and used + width(part.rstrip(" ")) > limit:
                lines.append(line.rstrip(" "))
                line, used = "", 0.0
                part = part.lstrip(" ")  # noqa: PLW2901 - a line does not begin with the blank it broke at
                needed = width(part)
            line += part
            used += needed
    lines.append(line.rstrip(" "))
    return lines


def _fitting(piece: str, limit: float, width: Width) -> Iterator[str]:
    """``piece`` whole when a line can hold it, else cut by characters."""
    if width(piece.rstrip(" ")) <= limit:
        yield piece
        return
    yield from piece


def _pieces(text: str) -> Iterator[str]:
    """Stretches that must not be broken, blanks at their end."""
    piece = ""
    for n, c in enumerate(text):
        piece += c
        if n + 1 < len(text) and _may_break(c, text[n + 1]):
            yield piece
            piece = ""
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before == " ":
        return True
    if after in NOT_AT_START or before in NOT_AT_END:
        return False
    if (before.isdigit() and after in DATE_SIGNS) or (before in DATE_SIGNS and after.isdigit()):
        return False
    return before in "-·/" or not (_is_latin(before) and _is_latin(after))


def _is_latin(c: str) -> bool:
    """Letters, digits and the signs inside of numbers and names; everything beyond U+2E80 breaks freely."""
    return ord(c) < 0x2E80 and c != " "
