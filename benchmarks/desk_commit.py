"""How long a clerk's key waits for the disk: a field of the form, and the receipt of a whole case.

Both are measured as the desk does them, with the shipped catalogue on SQLite: the visit loaded and written
encrypted; for the receipt also its number, the case, its delivery, the journal and the workflow left with
the real engine, in one commit. The floor, measured in turns with them on the same disk, is one bare commit
of one row (WAL, synchronous=FULL). Before each of the three there is a pause, as between two keys: a disk
that was just kept busy answers late, whatever it is asked.

    python -m benchmarks.desk_commit [--count 300]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from clerk.assembly import make_place, open_queue, read_book
from clerk.desk.visit import Visit
from clerk.settings import load_profile, profile_path
from clerk.store import ColumnKeys, Store, StoreKind
from clerk.store.verify import verify
from tests.desk.window import Window, load_window

WARM_UP = 20
TARGET_MS = 5.0
PAUSE = 0.03
"""Seconds between two keys of a fast hand."""
ROW = 3000
"""Bytes of the floor's row: about what an encrypted case takes."""


def main() -> int:
    """Measure and print one JSON document; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="commits of each kind")
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory(prefix="desk-") as name:
        result = _measure(Path(name), count)
    print(json.dumps(result, indent=2))
    return 0 if result["met"] else 1


def _measure(folder: Path, count: int) -> dict[str, object]:
    place = make_place(load_profile(profile_path(None, training=True)), folder / "shipped")
    shipped = load_window(read_book(place), folder / "shipped")
    store = Store.open(f"sqlite:///{folder}/counter.sqlite3", ColumnKeys.generate(), StoreKind.TRAINING)
    (folder / "window").mkdir()
    window = Window.open(shipped, store, folder / "window")
    queue = open_queue(store)
    window.counter = replace(window.counter, queue=queue)
    floor = _Floor(folder)
    took: dict[str, list[float]] = {"floor": [], "set_field": [], "receive": []}
    try:
        for number in range(count + WARM_UP):
            visit, phone = window.ready(), f"138{number:08d}"
            took["floor"].append(_ms(floor.commit))
            took["set_field"].append(_ms(_typing(window, visit, phone)))
            took["receive"].append(_ms(_receiving(window, visit)))
            window.desk.end_visit(window.clerk, visit)
        proved = verify(store).ok
    finally:
        queue.close()
        store.close()
        floor.close()
    figures = {name: {"p50_ms": _p(ms, 50), "p95_ms": _p(ms, 95)} for name, ms in took.items()}
    slowest = max(figures[name]["p50_ms"] for name in ("set_field", "receive"))
    return {
        "commits": count,
        **figures,
        "receive_to_floor": round(figures["receive"]["p50_ms"] / figures["floor"]["p50_ms"], 2),
        "target_p50_ms": TARGET_MS,
        "met": proved and slowest < TARGET_MS,
    }


def _typing(window: Window, visit: Visit, phone: str) -> Callable[[], object]:
    return lambda: window.desk.set_field(window.clerk, visit, "phone", phone)


def _receiving(window: Window, visit: Visit) -> Callable[[], object]:
    return lambda: window.desk.receive(window.clerk, visit)


class _Floor:
    """One durable commit of one row."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB)")
        self._row = bytes(ROW)

    def commit(self) -> None:
        """Insert and commit."""
        self._connection.execute("INSERT INTO row (data) VALUES (?)", (self._row,))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _ms(work: Callable[[], object]) -> float:
    time.sleep(PAUSE)
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _p(took: list[float], percent: int) -> float:
    ordered = sorted(took[WARM_UP:])
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 3)


if __name__ == "__main__":
    sys.exit(main())
