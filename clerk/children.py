"""Processes the console starts and that end with it, also when it is killed.

A child is given a pipe as its stdin and ends when that pipe closes: the operating system closes it whatever
happens to the console. Nobody else has the writing end, since no descriptor is passed on to other children.
"""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

SOONEST_RESTART = 2.0
"""Seconds between two starts of the same child at least."""
MOST_GIVEN = 32 * 1024
"""Bytes that fit into a pipe whose reader has not begun to read."""
_log = logging.getLogger(__name__)


class Child:
    """One child process, started again when it ends by itself.

    ``said``: file that takes what it says at its last start. ``on_change`` is told, from the watching thread,
    that it runs (True) or does not (False). ``given``: what each start of it is told through its pipe,
    :data:`MOST_GIVEN` bytes at most.
    """

    def __init__(
        self,
        argv: Sequence[str],
        said: Path,
        on_change: Callable[[bool], None],
        *,
        soonest_restart: float = SOONEST_RESTART,
        given: bytes = b"",
    ) -> None:
        if len(given) > MOST_GIVEN:
            raise ValueError("more than a pipe holds: writing it would wait for the child")
        self._given = given
        self._argv = list(argv)
        self._said = said
        self._on_change = on_change
        self._pause = soonest_restart
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name=f"watch {said.stem}", daemon=True)

    def start(self) -> None:
        """Start it and watch over it; returns at once."""
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process id of the last start, None before the first."""
        process = self._process
        return process.pid if process is not None else None

    def release(self) -> None:
        """Close its pipe, which tells it to end; it is not started again. Returns at once."""
        with self._lock:
            self._ended.set()
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()

    def wait(self, patience: float) -> None:
        """Wait until it is gone; after ``patience`` seconds it is killed."""
        process = self._process
        if process is None:
            return
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _watch(self) -> None:
        while not self._ended.is_set():
            began = time.monotonic()
            process = self._spawn()
            if process is not None:
                self._on_change(True)
                process.wait()
            if self._ended.is_set():
                return
            self._on_change(False)
            self._ended.wait(max(0.0, self._pause - (time.monotonic() - began)))

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        """The started process; None when it is to end, or when the system would not start it now."""
        with self._lock:
            if self._ended.is_set():
                return None
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()
            try:
                with self._said.open("wb") as said:
                    # A session of its own: Ctrl+C and hang-ups of the terminal are the console's, not its.
                    self._process = subprocess.Popen(  # noqa: S603 - our own program
                        self._argv, stdin=subprocess.PIPE, stdout=said, stderr=said, start_new_session=True
                    )
            except OSError as error:
                _log.error("child %s does not start: errno %s", self._said.stem, error.errno)
                return None
            if self._given and self._process.stdin is not None:
                with suppress(BrokenPipeError):  # it ended already, and is started again
                    os.write(self._process.stdin.fileno(), self._given)
            return self._process
