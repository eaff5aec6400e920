"""Lines of a screen as pieces of text with an ink, measured in terminal cells (Chinese is two wide)."""

from __future__ import annotations

from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from screens.safe_text import shown


class Ink(StrEnum):
    """What a piece of text is for. One accent for now, one for what needs you, grey for the rest."""

    TEXT = "text"
    STRONG = "strong"
    QUIET = "quiet"
    RULE = "rule"
    NOW = "now"
    NEEDS = "needs"
    KEY = "key"
    DIM_KEY = "dim_key"
    CHIP = "chip"
    """A word set off in reverse: training, unverified."""


Piece = tuple[str, Ink]
Line = tuple[Piece, ...]

BLANK: Line = ()


def width_of(text: str) -> int:
    """Cells that ``text`` takes once it is made safe."""
    return cell_len(shown(text))


def line_width(line: Line) -> int:
    """Cells that a line takes."""
    return sum(width_of(text) for text, _ in line)


def cut(text: str, cells: int) -> str:
    """``text`` in at most ``cells``, with ``…`` where something is left out."""
    safe = shown(text)
    if cell_len(safe) <= cells:
        return safe
    if cells <= 0:
        return ""
    kept = ""
    used = 0
    for character in safe:
        size = cell_len(character)
        if used + size > cells - 1:
            break
        kept += character
        used += size
    return kept + "…"


def fit(text: str, cells: int) -> str:
    """``text`` in exactly ``cells``, left aligned."""
    return set_cell_size(cut(text, cells), max(cells, 0))


def fit_right(text: str, cells: int) -> str:
    """``text`` in exactly ``cells``, right aligned, as numbers are."""
    short = cut(text, cells)
    return " " * max(cells - cell_len(short), 0) + short


def cut_line(line: Line, cells: int) -> Line:
    """A line in at most ``cells``."""
    kept: list[Piece] = []
    left = cells
    for text, ink in line:
        size = width_of(text)
        if size <= left:
            kept.append((text, ink))
            left -= size
        else:
            kept.append((cut(text, left), ink))
            break
    return tuple(kept)


def ends(left: Line, right: Line, cells: int) -> Line:
    """``left`` and ``right`` at the two ends of a line; the right end is kept whole, the left one is cut."""
    room = cells - line_width(right) - 1
    if room < 1:
        return cut_line(left, cells)
    start = cut_line(left, room)
    gap = cells - line_width(start) - line_width(right)
    return (*start, (" " * max(gap, 1), Ink.TEXT), *right)


def rule(cells: int) -> Line:
    """A quiet line across."""
    return (("─" * cells, Ink.RULE),)


_NO_START = "，。、；：！？）》」』〉”’,.;:!?)"
"""Marks that never begin a line (GB/T 15834)."""


def wrap(text: str, cells: int) -> tuple[str, ...]:
    """``text`` in lines of at most ``cells``: between words, and between any two Chinese characters."""
    safe = shown(text.replace("\n", " "))
    lines: list[str] = []
    line, used = "", 0
    for token in _tokens(safe):
        if used + cell_len(token) > cells and line:
            lines.append(line.rstrip())
            line = ""
        rest = token if line else token.lstrip()
        while cell_len(rest) > cells:
            head = cut(rest, cells + 1)[:-1] or rest[:1]
            lines.append(head)
            rest = rest[len(head) :]
        line += rest
        used = cell_len(line)
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return tuple(lines)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    word = ""
    for character in text:
        if character == " ":
            tokens.append(word + character)
            word = ""
        elif cell_len(character) > 1:
            if word:
                tokens.append(word)
                word = ""
            if tokens and character in _NO_START:
                tokens[-1] += character
            else:
                tokens.append(character)
        else:
            word += character
    if word:
        tokens.append(word)
    return tokens
