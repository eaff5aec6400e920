"""The press: draws papers and looks into foreign PDFs in a child process.

Drawing costs tens of milliseconds of computing, and a foreign file may be made to crash a parser: neither
belongs into the process that handles keys. The child ends when its input closes, also after a SIGKILL.
"""

from __future__ import annotations

import json
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

from clerk.domain.faults import Fault, Refused
from clerk.ports import Paper

LENGTH = struct.Struct(">I")
PATIENCE = 30.0
"""Seconds a job may take before the child is ended; the next job starts a new one."""

Answer = bytes | int | Fault


def write_message(stream: IO[bytes], data: bytes) -> None:
    """One length-prefixed message."""
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes | None:
    """The next message, None when the other end is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def pack_answer(answer: Answer) -> bytes:
    """An answer of the child. No pickle: whoever takes the child over through a file gets no further."""
    match answer:
        case bytes():
            return b"B" + answer
        case int():
            return b"N" + str(answer).encode()
        case Fault():
            return b"F" + json.dumps(answer.as_dict()).encode()


def unpack_answer(data: bytes) -> Answer:
    """What :func:`pack_answer` packed.

    Raises:
        ValueError: it is not such an answer.
    """
    kind, rest = data[:1], data[1:]
    if kind == b"B":
        return rest
    if kind == b"N":
        return int(rest)
    found = json.loads(rest) if kind == b"F" else None
    if not isinstance(found, dict) or not isinstance(found.get("details"), dict):
        raise ValueError("not an answer of the press")
    return Fault(str(found.get("code")), {str(k): str(v) for k, v in found["details"].items()})


class ChildPress:
    """A :class:`clerk.ports.Press` over one child process, started with the first job or by :meth:`warm`.

    Thread safe; jobs wait for each other.
    """

    def __init__(
        self, patience: float = PATIENCE, start: Callable[[], subprocess.Popen[bytes]] | None = None
    ):
        self._patience = patience
        self._start = start or start_child
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the child, None when there is none."""
        child = self._child
        return child.pid if child is not None else None

    def warm(self) -> None:
        """Start the child, so that the first receipt does not wait for its fonts.

        Raises:
            Refused: ``P-02`` a font is damaged, ``P-20`` the press broke down.
        """
        self._ask(("warm", None), "P-20")

    def render(self, paper: Paper) -> bytes:
        """The PDF of a paper.

        Raises:
            Refused: ``P-…``; ``P-20`` the press broke down.
        """
        answer = self._ask(("render", paper), "P-20")
        if not isinstance(answer, bytes):
            raise Refused("P-20")
        return answer

    def pages(self, pdf: bytes) -> int:
        """Number of pages of a PDF somebody brought.

        Raises:
            Refused: ``P-21`` it cannot be read, or the press broke down over it.
        """
        answer = self._ask(("pages", pdf), "P-21")
        if not isinstance(answer, int):
            raise Refused("P-21")
        return answer

    def close(self) -> None:
        """End the child at once, also in the middle of a job."""
        self._closed = True
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._end()

    def _ask(self, job: tuple[str, object], broken: str) -> Answer:
        """One answer. Jobs change nothing, so one whose child went away is given to a second child."""
        with self._lock:
            answer = self._try(job, broken)
            if answer is None:
                answer = self._try(job, broken)
        if answer is None:
            raise Refused(broken)
        if isinstance(answer, Fault):
            raise Refused(answer.code, **answer.details)
        return answer

    def _try(self, job: tuple[str, object], broken: str) -> Answer | None:
        """The answer of one child, None when it went away; a hanging one is ended and not tried again."""
        timed_out = threading.Event()

        def give_up() -> None:
            timed_out.set()
            child.kill()

        watchdog = threading.Timer(self._patience, give_up)
        watchdog.daemon = True
        try:
            child = self._running()
            watchdog.start()
            answer = _exchange(child, job)
        except (OSError, ValueError):  # it would not start, went away, or spoke nonsense
            answer = None
        finally:
            watchdog.cancel()
        if answer is None:
            self._end()
            return Fault(broken) if timed_out.is_set() else None
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = self._start()
        if self._closed:  # looked at last: `close` either sees the new child or is seen here
            raise ValueError("the press is closed")
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # what was still to be sent has nowhere to go, and that is what is wanted


def start_child() -> subprocess.Popen[bytes]:
    """Start the child. A session of its own: what the terminal sends to the console does not reach it."""
    return subprocess.Popen(
        [sys.executable, "-m", "printing.press_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _exchange(child: subprocess.Popen[bytes], job: tuple[str, object]) -> Answer | None:
    if child.stdin is None or child.stdout is None:
        return None
    write_message(child.stdin, pickle.dumps(job))
    data = read_message(child.stdout)
    return None if data is None else unpack_answer(data)
