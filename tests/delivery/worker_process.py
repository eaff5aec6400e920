"""A worker as a process, for tests: ``python -m tests.delivery.worker_process`` with its settings as JSON."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event

ROOT = Path(__file__).parents[2]
PATIENCE = 40.0


@dataclass(frozen=True, slots=True)
class WorkerOrder:
    """How a test wants its worker."""

    url: str
    keys: str
    books: dict[str, str]
    log: str
    machine: str = "test"
    seconds: float = 0.0
    lose: int = 0
    at_once: int = 8
    settle: float = 2.0
    longest: float = 2.0
    take_over_every: float = 0.5
    interval: float = 0.5
    parent_pipe: bool = False
    ticks: str = "*/30 * * * * *"


def wait_for(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> float:
    """Wait until ``condition`` holds, for at most ``seconds``; how long it took."""
    began = time.monotonic()
    pause = Event()
    while not condition():
        assert time.monotonic() - began < seconds, f"waited {seconds} s for: {what}"
        pause.wait(0.05)
    return time.monotonic() - began


class WorkerProcess:
    """A running worker."""

    def __init__(self, order: WorkerOrder) -> None:
        self.order = order
        with Path(order.log).open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.delivery.worker_process", json.dumps(asdict(order))],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.executor_id = ""

    @property
    def pid(self) -> int:
        """Its process number."""
        return self.process.pid

    def wait_until_ready(self) -> str:
        """Wait until it works; its name."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready "), Path(self.order.log).read_text(errors="replace")
        self.executor_id = line.split()[1]
        return self.executor_id

    def kill(self) -> None:
        """Kill it as ``kill -9`` does."""
        os.kill(self.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(timeout=PATIENCE)

    def close(self) -> None:
        """End it whatever it does, and give its pipes back."""
        if self.process.poll() is None:
            self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def worker(order: WorkerOrder) -> Iterator[WorkerProcess]:
    """A worker that works, and is gone afterwards."""
    running = WorkerProcess(order)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.close()


def main() -> None:
    """Run one worker."""
    order = WorkerOrder(**json.loads(sys.argv[1]))
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(process)d %(name)s %(message)s")
    from clerk.delivery.process import run_process

    run_process(lambda stop: _run(order, stop), parent_pipe=order.parent_pipe, grace=10.0)


def _run(order: WorkerOrder, stop: Event) -> None:
    from clerk.delivery.backoff import Patience
    from clerk.delivery.follow import Rhythm
    from clerk.delivery.worker import WorkerSettings, run_worker
    from clerk.store import ColumnKeys, Store, StoreKind
    from clerk.warning_files import load_warning_rules
    from tests.delivery.desk import CALENDAR, OneItem, WallClock
    from tests.delivery.file_region import FileRegion

    store = Store.open(order.url, ColumnKeys.from_bytes(Path(order.keys).read_bytes()), StoreKind.TRAINING)
    settings = WorkerSettings(
        machine=order.machine,
        patience=Patience(first=0.3, longest=order.longest, settle=order.settle, ask_after=0.3),
        rhythm=Rhythm(interval=order.interval),
        at_once=order.at_once,
        take_over_every=order.take_over_every,
        upkeep_every=5.0,
        stop_within=5.0,
        ticks=order.ticks,
        warning_rules=load_warning_rules(),
    )
    regions = {
        name: FileRegion(name, Path(path), order.seconds, order.lose) for name, path in order.books.items()
    }
    run_worker(
        settings,
        store,
        regions,
        OneItem(),
        WallClock(),
        CALENDAR,
        stop,
        ready=lambda executor_id: print("ready", executor_id, flush=True),
    )


if __name__ == "__main__":
    main()
