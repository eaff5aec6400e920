"""The terminal's keys, read as Textual reads them, with pasted text made plain first."""

from __future__ import annotations

import os
import select
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from screens.paste import PasteGate

_WAIT = 0.1
"""Seconds until a lone Esc is a key, and until the end is noticed."""
_AT_ONCE = 4096
"""Bytes."""


class CounterTerminal(LinuxDriver):
    """A driver that no paste and no broken byte can make press a key or end the console."""

    def run_input_thread(self) -> None:
        """Read until the console ends."""
        parser, gate = XTermParser(self._debug), PasteGate()
        decode = getincrementaldecoder("utf-8")("replace").decode
        ended = False
        while not ended:
            # Looked at before the last reading, so that what was typed until then still arrives.
            ended = self.exit_event.is_set()
            if select.select([self.fileno], [], [], _WAIT)[0]:
                data = os.read(self.fileno, _AT_ONCE)
                text = gate.let_pass(decode(data))
                if text:  # an empty feed would end the parser
                    for message in parser.feed(text):
                        self.process_message(message)
                ended |= not data
            for message in parser.tick():
                self.process_message(message)
        for _ in parser.feed(""):
            pass
