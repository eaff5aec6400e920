"""How long a clerk waits for a case to be on disk: number, encrypted case, delivery and event in one commit.

Prints one JSON document. The floor is what the disk itself takes: one durable commit of one row of that size
in the same folder. The queued workflow is measured with delivery.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from clerk.store import ColumnKeys, Store, StoreKind
from clerk.store.verify import verify
from tests.store.samples import receive

COMMITS = 500
WARM_UP = 20
TARGET_MS = 5.0


def main() -> int:
    """Measure and print; 1 when the target is missed."""
    with tempfile.TemporaryDirectory(prefix="commit-") as folder:
        floor = _floor(Path(folder))
        store = Store.open(f"sqlite:///{folder}/counter.sqlite3", ColumnKeys.generate(), StoreKind.TRAINING)
        commit = _timed(lambda: receive(store))
        report = verify(store)
        store.close()
    result = {
        "commits": COMMITS,
        "floor_p50_ms": round(_p(floor, 50), 3),
        "commit_p50_ms": round(_p(commit, 50), 3),
        "commit_p95_ms": round(_p(commit, 95), 3),
        "ratio_to_floor": round(_p(commit, 50) / _p(floor, 50), 2),
        "target_p50_ms": TARGET_MS,
        "met": report.ok and _p(commit, 50) < TARGET_MS,
    }
    print(json.dumps(result, indent=2))
    return 0 if result["met"] else 1


def _floor(folder: Path) -> list[float]:
    connection = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB)")
    data = bytes(3000)
    try:
        return _timed(lambda: connection.execute("INSERT INTO row (data) VALUES (?)", (data,)))
    finally:
        connection.close()


def _timed(work: Callable[[], object]) -> list[float]:
    for _ in range(WARM_UP):
        work()
    times = []
    for _ in range(COMMITS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _p(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


if __name__ == "__main__":
    sys.exit(main())
