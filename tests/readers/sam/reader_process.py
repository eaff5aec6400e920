"""Starts the virtual reader as a process and tells it what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.readers.sam.cards import PHOTO

ROOT = Path(__file__).parents[3]


@dataclass
class ReaderProcess:
    """A virtual reader that runs."""

    process: subprocess.Popen[str]
    port: str = field(default="")

    def lay(self, text: bytes, photo: bytes = PHOTO) -> None:
        """Lay a card with this text on it."""
        self._tell(do="lay", text=text.hex(), photo=photo.hex())

    def lift(self) -> None:
        """Lift the card."""
        self._tell(do="lift")

    def fault(self, kind: str, on: str = "all", *, times: int = 0, value: int = 0) -> None:
        """Answer ``on`` wrongly from now on, or so many times."""
        self._tell(do="fault", kind=kind, on=on, times=times, value=value)

    def well(self) -> None:
        """End all faults."""
        self._tell(do="well")

    def unplug(self) -> None:
        """Pull the reader out."""
        self._tell(do="unplug")

    def plug(self) -> None:
        """Plug it in again."""
        self._tell(do="plug")

    def asked(self) -> list[str]:
        """Commands it was given since this was asked last."""
        asked: list[str] = self._tell(do="asked")
        return asked

    def _tell(self, **order: object) -> Any:
        assert self.process.stdin is not None
        print(json.dumps(order), file=self.process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


@contextmanager
def reader_process(kind: str, folder: Path) -> Iterator[ReaderProcess]:
    """A virtual reader on a ``pty`` or a ``socket``, ended with the block."""
    where = str(folder / "reader") if kind == "pty" else "0"
    command = [sys.executable, "-m", "tests.readers.sam.virtual_reader", kind, where]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            running = ReaderProcess(process)
            running.port = running._answer()
            yield running
        finally:
            process.kill()
