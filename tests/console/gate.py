"""A start gate without a screen, for tests: it keeps what a boot reports."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk.assembly import Place
from clerk.boot import ConsoleBoot
from clerk.desk.facade import Desk
from clerk.desk.gate import Check, CheckName, CheckState


class Gate:
    """Reports of one boot."""

    def __init__(self, boot: ConsoleBoot) -> None:
        self.boot = boot
        self.reports: list[Check] = []
        self.desks: list[Desk] = []

    def start(self) -> None:
        """Begin."""
        self.boot.start(self.reports.append, self.desks.append)

    def last(self, name: CheckName) -> Check | None:
        """The last report of a check that is no longer pending."""
        found = [c for c in list(self.reports) if c.name is name and c.state is not CheckState.PENDING]
        return found[-1] if found else None

    def code(self, name: CheckName) -> str | None:
        """Fault code of the last report of a check; None when there is none or it is in order."""
        check = self.last(name)
        return check.fault.code if check is not None and check.fault is not None else None

    def desk(self) -> Desk:
        """The desk, once the counter is open."""
        wait_until(lambda: bool(self.desks), 40)
        return self.desks[-1]


@contextmanager
def opened(place: Place) -> Iterator[Gate]:
    """A boot that was started; it is stopped in the end."""
    gate = Gate(ConsoleBoot(place))
    gate.start()
    try:
        yield gate
    finally:
        gate.boot.stop()


def wait_until(condition: Callable[[], bool], bound: float = 20.0) -> None:
    """Wait for a condition, at most ``bound`` seconds."""
    until = time.monotonic() + bound
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        threading.Event().wait(0.02)


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def processes_of(folder: Path) -> dict[int, str]:
    """Processes that were started for a data folder, by id."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if str(folder) in words and not gone(int(entry.parent.name)):
            found[int(entry.parent.name)] = " ".join(words)
    return found
