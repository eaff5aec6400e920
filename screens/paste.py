"""Pasted text on its way in: text and nothing else, whatever the terminal was given to paste."""

from __future__ import annotations

import unicodedata

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START

_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
"""Where words end: they become one blank, so that an address over two lines stays two words."""


def plain(text: str) -> str:
    """``text`` without control characters; line breaks and tabs become a blank."""
    if text.isprintable():
        return text
    blanks = "".join(" " if c in _BREAKS else c for c in text.replace("\r\n", "\n"))
    return "".join(c for c in blanks if unicodedata.category(c) != "Cc")


class PasteGate:
    """Follows a terminal's input and makes what it pastes plain, before anybody reads keys out of it.

    A paste stands between two marks. An escape character in it would be read as the key Esc, and what follows
    it as a function key. What arrives is cut anywhere, also within a mark.
    """

    def __init__(self) -> None:
        self._pasting = False
        self._tail = ""

    def let_pass(self, data: str) -> str:
        """The input to read now. Within a paste the beginning of its end, or of a line's, waits."""
        passed: list[str] = []
        rest = self._tail + data if self._pasting else data
        # The begin mark was passed on already as far as it came: only its rest is new.
        seen = "" if self._pasting else self._tail
        self._tail = ""
        while rest:
            if self._pasting:
                text, mark, rest = rest.partition(BRACKETED_PASTE_END)
                if not mark:
                    self._tail = _begun(text, BRACKETED_PASTE_END) or _begun(text, "\r\n")
                    text = text.removesuffix(self._tail)
                passed += (plain(text), mark)
                self._pasting = not mark
            else:
                text, mark, rest = (seen + rest).partition(BRACKETED_PASTE_START)
                if not mark:
                    self._tail = _begun(text, BRACKETED_PASTE_START)
                passed.append((text + mark)[len(seen) :])
                self._pasting = bool(mark)
                seen = ""
        return "".join(passed)


def _begun(text: str, mark: str) -> str:
    """The longest beginning of ``mark`` with which ``text`` ends."""
    return next((mark[:n] for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n])), "")
