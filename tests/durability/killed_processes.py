"""Processes of a counter that a test kills at any moment and starts again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


class Killable:
    """One process, started again after each death. It ends with its standard input."""

    def __init__(self, name: str, arguments: list[str], log: Path) -> None:
        self.name = name
        self.deaths = 0
        self._command = [sys.executable, *arguments]
        self._log = log
        self._process: subprocess.Popen[str] | None = None

    @property
    def alive(self) -> bool:
        """Whether it runs now."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, where it does not run."""
        if self.alive:
            return
        self._close_pipes()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def say(self, line: str) -> None:
        """Give it a line; one that died meanwhile does not hear it."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return

    def hear(self) -> str:
        """Its next line, also one that it said before it died; empty when there is none any more."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        """Kill it as ``kill -9`` does."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=PATIENCE)
        self.deaths += 1

    def stop(self) -> int:
        """Close its input and wait until it has ended; its exit code."""
        assert self._process is not None
        if self._process.stdin is not None:
            self._process.stdin.close()
        return self._process.wait(timeout=PATIENCE)

    def close(self) -> None:
        """End it whatever it does."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=PATIENCE)
        self._close_pipes()

    def words(self) -> str:
        """What it left in its log."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def _close_pipes(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None and not pipe.closed:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        continue
