"""A terminal for measuring: records what a program draws with times, and replays it only afterwards.

While the program runs, nothing is done but waiting, reading and noting the time, so that the measuring does
not take the processor from what is measured.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyte

ANSWERS = ((b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[?2026$p", b"\x1b[?2026;2$y"))
"""Questions that a full-screen program asks its terminal, and what a plain modern one answers."""
UNKNOWN = re.compile(rb"\x1b\[(?:[<>=][0-9;:]*[a-zA-Z]|\?[0-9;]*\$p)")
"""Control sequences that pyte does not know; they draw nothing."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What was read at once, and when (``perf_counter`` seconds)."""

    at: float
    data: bytes


@dataclass
class Recording:
    """A program on a pseudo terminal."""

    command: list[str]
    columns: int = 120
    rows: int = 36
    environ: Mapping[str, str] = field(default_factory=dict)
    chunks: list[Chunk] = field(default_factory=list)
    began: float = 0.0
    pid: int = 0
    _fd: int = -1

    def start(self) -> None:
        """Start it; the clock runs from just before the process exists."""
        environ = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
        environ.pop("NO_COLOR", None)
        environ.update(self.environ)
        size = struct.pack("HHHH", self.rows, self.columns, 0, 0)
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(self.command[0], self.command, environ)  # noqa: S606 - the program under test
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def read(self, seconds: float) -> Chunk | None:
        """The next chunk within ``seconds``."""
        if not select.select([self._fd], [], [], max(seconds, 0))[0]:
            return None
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return None
        chunk = Chunk(time.perf_counter(), data)
        self.chunks.append(chunk)
        for question, answer in ANSWERS:
            if question in data:
                os.write(self._fd, answer)
        return chunk

    def read_for(self, seconds: float) -> None:
        """Read for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def read_until(self, found: Callable[[str], bool], patience: float = 30.0) -> None:
        """Read until the screen satisfies ``found``. Replays while reading: not for the measured part."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end:
            self.read(0.2)
            if found(self.replay()):
                return
        raise TimeoutError(self.replay())

    def send(self, data: bytes) -> float:
        """Type; returns when."""
        at = time.perf_counter()
        os.write(self._fd, data)
        return at

    def replay(self) -> str:
        """The screen now, as text."""
        screen = Replay(self.columns, self.rows)
        for chunk in self.chunks:
            screen.feed(chunk.data)
        return screen.text()

    def peak_memory_mib(self) -> float:
        """Most memory the process has had, MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0

    def stop(self) -> None:
        """End the program that was started here."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        for _ in range(100):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
            self.read(0.05)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)


class Replay:
    """An emulated screen."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    def feed(self, data: bytes) -> None:
        """Draw what was read."""
        self._stream.feed(UNKNOWN.sub(b"", data))

    def text(self) -> str:
        """The screen as text without blanks: a wide character has an empty cell behind it."""
        rows = (self._screen.buffer[y] for y in range(self._screen.lines))
        return "\n".join(
            "".join(row[x].data for x in range(self._screen.columns)).replace(" ", "") for row in rows
        )


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(round(share * (len(ordered) - 1)), len(ordered) - 1)]
