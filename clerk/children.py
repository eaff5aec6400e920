"""Processes the console starts and that end with it, also when it is killed.

A child is given a pipe as its stdin and ends when that pipe closes: the operating system closes it whatever
happens to the console.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

SOONEST_RESTART = 2.0
"""Seconds between two starts of the same child at least."""
TIME_TO_END = 5.0
"""Seconds a child gets to end before it is killed."""


class Child:
    """One child process, started again when it ends by itself."""

    def __init__(
        self, argv: Sequence[str], log: Path, on_change: Callable[[bool], None], *, restart: bool = True
    ) -> None:
        self._argv = list(argv)
        self._log = log
        self._on_change = on_change
        self._restart = restart
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name=f"child {argv[-1]}", daemon=True)

    def start(self) -> None:
        """Start it and watch over it."""
        self._spawn()
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def pid(self) -> int | None:
        """Its process id, None when it does not run."""
        return self._process.pid if self.running and self._process is not None else None

    def stop(self) -> None:
        """Close its pipe and wait until it is gone."""
        self._ended.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _spawn(self) -> None:
        with self._lock:
            if self._ended.is_set():
                return
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    self._argv, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
                )
        self._on_change(True)

    def _watch(self) -> None:
        while not self._ended.is_set():
            process = self._process
            if process is None:
                return
            began = time.monotonic()
            process.wait()
            if self._ended.is_set():
                return
            self._on_change(False)
            if not self._restart:
                return
            self._ended.wait(max(0.0, SOONEST_RESTART - (time.monotonic() - began)))
            self._spawn()
