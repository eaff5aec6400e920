"""How soon a sign-off that a clerk asks for is on the supervisor's list at another console.

Measured from before the clerk's commit to the moment when the other process has the first page of its list.
It has its own store and its own watch, as consoles have them, and a thousand other sign-offs are open. The
floor, in turns with it, is the moment when the same watch hears of a bare event of the journal. Each begins
when the watch has just looked, so both wait for its whole interval: it cannot take longer than this.

    python -m benchmarks.sign_off_seen [--count 40] [--open 1000]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from clerk.assembly import make_place, read_book
from clerk.desk.counter import Counter
from clerk.desk.facade import Desk
from clerk.desk.views import Operator
from clerk.desk.watch import StoreWatch
from clerk.domain.escalations import EscalationKind, ShownLine, Subject, SubjectKind
from clerk.domain.journal import EventKind
from clerk.domain.staff import Role, StaffMember
from clerk.settings import load_profile, profile_path
from clerk.store import ColumnKeys, Store, StoreKind, escalations, journal
from tests.desk.window import Window, load_window
from tests.postgres import running_postgres

TARGET_MS = 1000.0
PATIENCE = 60.0


def main() -> int:
    """Measure and print one JSON document; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="sign-offs asked")
    parser.add_argument("--open", type=int, default=1000, help="sign-offs that are open already")
    given = parser.parse_args()
    result: dict[str, object] = {"open": given.open, "count": given.count, "target_p95_ms": TARGET_MS}
    with tempfile.TemporaryDirectory(prefix="sign-off-") as name, running_postgres() as postgres:
        urls = {"sqlite": f"sqlite:///{name}/counter.sqlite3", "postgresql": postgres.url()}
        for database, url in urls.items():
            result[database] = _measure(url, Path(name) / database, given.count, given.open)
    result["met"] = all(result[database]["seen"]["p95_ms"] < TARGET_MS for database in urls)  # type: ignore[index]
    print(json.dumps(result, indent=2))
    return 0 if result["met"] else 1


def _measure(url: str, folder: Path, count: int, already: int) -> dict[str, object]:
    keys = ColumnKeys.generate()
    store = Store.open(url, keys, StoreKind.TRAINING)
    folder.mkdir()
    window = Window.open(_shipped(folder), store, folder)
    _fill(window, already)
    cases = [window.received() for _ in range(count)]
    here, there = multiprocessing.Pipe()
    console = multiprocessing.get_context("spawn").Process(
        target=_console, args=(url, keys.as_bytes(), str(folder), there), daemon=True
    )
    console.start()
    there.close()
    took: dict[str, list[float]] = {"floor": [], "seen": []}
    try:
        _next(here)
        for case in cases:
            took["floor"].append(_until_seen(here, lambda: _bare_event(window))[0])
            subject = Subject(SubjectKind.CASE, case.id)
            took["seen"].append(
                _until_seen(
                    here,
                    lambda subject=subject: window.desk.sign_offs.ask(  # type: ignore[misc]
                        window.clerk, EscalationKind.VOID, subject, "示例原因"
                    ),
                )[1]
            )
    finally:
        here.close()
        console.join()
        store.close()
    figures = {name: {"p50_ms": _p(ms, 50), "p95_ms": _p(ms, 95)} for name, ms in took.items()}
    return {**figures, "seen_to_floor": round(figures["seen"]["p50_ms"] / figures["floor"]["p50_ms"], 2)}


def _shipped(folder: Path) -> Counter:
    place = make_place(load_profile(profile_path(None, training=True)), folder / "shipped")
    return load_window(read_book(place), folder / "shipped")


def _fill(window: Window, count: int) -> None:
    """Sign-offs that wait already, brought up by the system about things that are not there."""
    with window.store.writing() as unit:
        for number in range(count):
            escalations.raise_by_system(
                unit,
                window.counter.sign_off_rules,
                EscalationKind.OVERDUE,
                Subject(SubjectKind.CASE, f"gone-{number}"),
                "",
                window.counter.site.code,
                "1",
                (ShownLine("示例", str(number)),),
                window.clock.now(),
                "worker",
            )


def _bare_event(window: Window) -> None:
    with window.store.writing() as unit:
        journal.append(
            unit, EventKind.LOCKED, actor="A0231", terminal="QP02-1", at=window.clock.now(), payload={}
        )


def _until_seen(here: Connection, act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds from before ``act`` until the other console heard of it, and until it had its list."""
    begun = time.monotonic()
    act()
    heard, listed = _next(here)
    return (heard - begun) * 1000, (listed - begun) * 1000


def _next(here: Connection) -> tuple[float, float]:
    if not here.poll(PATIENCE):
        raise TimeoutError("the other console heard of nothing")
    heard, listed = here.recv()
    return float(heard), float(listed)


def _console(url: str, keys: bytes, folder: str, there: Connection) -> None:
    """The supervisor's console: its store, its watch, and the first page of its list at every change."""
    store = Store.open(url, ColumnKeys.from_bytes(keys), StoreKind.TRAINING, create=False)
    counter = replace(_shipped(Path(folder)), store=store)
    supervisor = _supervisor(counter)

    def changed(_mark: int) -> None:
        heard = time.monotonic()
        Desk(counter).sign_offs.queue(supervisor)
        there.send((heard, time.monotonic()))

    watch = StoreWatch(store, changed)
    watch.start()
    with suppress(EOFError):
        there.recv()  # until the other end is closed
    watch.stop()
    store.close()


def _supervisor(counter: Counter) -> Operator:
    member = StaffMember("S0101", "示例", Role.SUPERVISOR, counter.site.code)
    return Operator(member, counter.clock.now())


def _p(took: list[float], percent: int) -> float:
    ordered = sorted(took)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1)


if __name__ == "__main__":
    sys.exit(main())
