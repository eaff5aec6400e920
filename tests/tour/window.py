"""A training counter on a terminal of its own: the program as it is shipped, played by keys."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from tools.screenshots import Terminal, encode

PATIENCE = 40.0
"""Seconds anything may take to stand on the screen; a busy machine is no failure."""


class Window:
    """One console process. ``kill`` is SIGKILL; a new window over the same folder goes on."""

    def __init__(self, data: Path, columns: int = 100, rows: int = 32) -> None:
        command = [sys.executable, "-m", "clerk", "train", "--data", str(data)]
        self._terminal = Terminal(command, columns, rows)
        self._terminal.start()
        self.gone = False

    @property
    def pid(self) -> int:
        """The console's process."""
        return self._terminal.pid

    def text(self) -> str:
        """What stands on the screen."""
        self._terminal.listen(0.05)
        return self._terminal.text()

    def see(self, *wanted: str) -> None:
        """Wait until all of ``wanted`` stand on the screen."""
        end = time.monotonic() + PATIENCE
        while True:
            shown = self.text().replace(" ", "")
            missing = [text for text in wanted if text.replace(" ", "") not in shown]
            if not missing:
                return
            assert time.monotonic() < end, f"{missing} did not come; there stands:\n{self.text()}"

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as fast as a clerk does."""
        for key in keys:
            self._terminal.send(encode(key))
            self._terminal.listen(0.15)

    def type(self, text: str) -> None:
        """Type characters one by one: faster would be a scanner."""
        for character in text:
            self._terminal.send(character.encode())
            self._terminal.listen(0.06)

    def point_at(self, text: str) -> None:
        """Move the cursor of a list down to the line with ``text``."""
        for _ in range(60):
            if any("▸" in line and text in line.replace(" ", "") for line in self.text().splitlines()):
                return
            self.press("down")
        raise AssertionError(f"no line with {text!r}:\n{self.text()}")

    def sign_in(self, number: str = "A0231") -> None:
        """Sign in at the gate."""
        self.see("工号", "投递进程正常")
        self.type(number)
        self.press("enter")
        self.type("lianxi")
        self.press("enter")
        self.see("下一步")

    def read(self, card: str) -> None:
        """Lay a sample card on the reader and read it."""
        self.press("f2")
        self.see("哪张证件")
        self.point_at(card)
        self.press("enter")
        self.see("芯片读取")

    def kill(self) -> None:
        """End the console as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.gone = True

    def close(self) -> None:
        """End the console if it still runs."""
        if not self.gone:
            self._terminal.stop()
            self.gone = True
