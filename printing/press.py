"""The press: draws papers and looks into foreign PDFs in a child process.

Drawing costs tens of milliseconds of computing, and a foreign file may be made to crash a parser: neither
belongs into the process that handles keys. The child ends when its input closes, also after a SIGKILL.
"""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
import threading
from typing import IO, cast

from clerk.domain.faults import Fault, Refused
from clerk.ports import Paper

LENGTH = struct.Struct(">I")
PATIENCE = 30.0
"""Seconds a job may take before the child is ended and started anew."""


def write_message(stream: IO[bytes], message: object) -> None:
    """One length-prefixed pickle; both ends are the same program."""
    data = pickle.dumps(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def read_message(stream: IO[bytes]) -> object | None:
    """The next message, None when the other end is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        return None
    return cast("object", pickle.loads(data))  # noqa: S301 - the other end is our own child


class ChildPress:
    """A :class:`clerk.ports.Press` over one child process, started with the first job or by :meth:`warm`."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def warm(self) -> None:
        """Start the child, so that the first receipt does not wait for its fonts."""
        self._ask(("warm", None))

    def render(self, paper: Paper) -> bytes:
        """The PDF of a paper.

        Raises:
            Refused: ``P-…``; ``P-20`` the press broke down.
        """
        return cast("bytes", self._ask(("render", paper)))

    def pages(self, pdf: bytes) -> int:
        """Number of pages of a PDF somebody brought.

        Raises:
            Refused: ``P-21`` it cannot be read, ``P-20`` the press broke down over it.
        """
        return cast("int", self._ask(("pages", pdf)))

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _ask(self, job: tuple[str, object]) -> object:
        with self._lock:
            child = self._running()
            watchdog = threading.Timer(self._patience, child.kill)
            watchdog.daemon = True
            watchdog.start()
            try:
                answer = self._exchange(child, job)
            finally:
                watchdog.cancel()
            if answer is None:
                self._end()
                raise Refused("P-20")
        if isinstance(answer, Fault):
            raise Refused(answer.code, **answer.details)
        return answer

    def _exchange(self, child: subprocess.Popen[bytes], job: tuple[str, object]) -> object | None:
        if child.stdin is None or child.stdout is None:
            return None
        try:
            write_message(child.stdin, job)
            return read_message(child.stdout)
        except OSError:
            return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "printing.press_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # the child is gone already, and that is what is wanted
        child.kill()
        child.wait()
