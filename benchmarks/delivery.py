"""Deliveries a second, against bare workflows of the durable engine with as many empty steps.

A delivery writes twice, where a plain workflow would have two steps: that the attempt has begun, and what
came of it. So its peer is a workflow of the engine with two empty steps: the same kind of database, the same
queue settings, the same run. Ours writes the two itself, each with the case and its journal in one commit,
and leaves the engine no step to record. A bare workflow without any step is shown too, as the floor.

Prints one JSON document: deliveries or workflows a second (median of the rounds), and the ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerk.store.store import Store

AT_ONCE = 16
POLL = 0.05
TARGET = 0.8
PATIENCE = 300.0
KINDS = ("deliver", "bare-2", "bare-0")


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description="Deliveries a second, against bare workflows.")
    parser.add_argument("--count", type=int, default=300, help="deliveries per measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind, taken in turns")
    parser.add_argument("--one", nargs=2, metavar=("KIND", "URL"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        kind, url = arguments.one
        print(json.dumps({"rate": _measure(kind, url, arguments.count)}), flush=True)
        os._exit(0)  # the engine's threads have nothing left to do
    results = {name: _compare(name, arguments.count, arguments.rounds) for name in ("sqlite", "postgresql")}
    print(json.dumps({"target": TARGET, **results}, indent=2))


def _compare(database: str, count: int, rounds: int) -> dict[str, float]:
    rates: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _ in range(rounds):
        for kind, found in rates.items():
            with _empty_database(database) as url:
                found.append(_in_own_process(kind, url, count))
    row = {kind: median(found) for kind, found in rates.items()}
    return {
        **{kind: round(rate, 1) for kind, rate in row.items()},
        "ratio": round(row["deliver"] / row["bare-2"], 2),
    }


@contextmanager
def _empty_database(database: str) -> Iterator[str]:
    if database == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/counter.sqlite3"
        return
    from tests.postgres import running_postgres

    with running_postgres() as cluster:
        yield cluster.url()


def _in_own_process(kind: str, url: str, count: int) -> float:
    command = [sys.executable, "-m", "benchmarks.delivery", "--count", str(count), "--one", kind, url]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    return float(json.loads(done.stdout.splitlines()[-1])["rate"])


def _measure(kind: str, url: str, count: int) -> float:
    from clerk.delivery.engine import prepare_engine
    from clerk.store import ColumnKeys, Store, StoreKind

    # Both sides get a store's database, so that journal mode and synchronisation are the same.
    store = Store.open(url, ColumnKeys.generate(), StoreKind.TRAINING)
    prepare_engine(store.url)
    return _deliveries(store, count) if kind == "deliver" else _bare(store, count, int(kind[-1]))


def _deliveries(store: Store, count: int) -> float:
    from clerk.delivery.follow import Rhythm
    from clerk.delivery.queue import EngineQueue
    from clerk.delivery.worker import WorkerSettings, run_worker
    from tests.delivery.desk import CALENDAR, OneItem, WallClock, receive_case
    from tests.delivery.fake_region import FakeRegion

    queue, clock, stop = EngineQueue(store.url), WallClock(), threading.Event()
    for _ in range(count):
        receive_case(store, queue, clock.now())
    regions = {"wujiang": FakeRegion("wujiang", clock)}
    settings = WorkerSettings(machine="bench", at_once=AT_ONCE, poll=POLL, rhythm=Rhythm(interval=30.0))
    threading.Thread(
        target=run_worker, args=(settings, store, regions, OneItem(), clock, CALENDAR, stop), daemon=True
    ).start()
    return _rate(store, "SELECT count(*) FROM deliveries WHERE state = 'acknowledged'", count)


def _bare(store: Store, count: int, steps: int) -> float:
    from dbos import DBOS

    from clerk.delivery.engine import APPLICATION, VERSION, engine_config, open_client, silence_engine

    silence_engine()
    DBOS(config=engine_config(store.url, "bench-0"))

    def nothing() -> None:
        return None

    step = DBOS.step()(nothing)

    def bare(_key: str) -> None:
        for _ in range(steps):
            step()

    DBOS.workflow(name="bare", max_recovery_attempts=None)(bare)
    client = open_client(store.url)
    for number in range(count):
        client.enqueue(
            {
                "queue_name": "bare",
                "workflow_name": "bare",
                "workflow_id": f"w{number}#0",
                "app_version": VERSION,
                "application_name": APPLICATION,
            },
            f"w{number}",
        )
    DBOS.launch()
    silence_engine()
    DBOS.register_queue("bare", worker_concurrency=AT_ONCE, polling_interval_sec=POLL)
    table = "workflow_status" if store.url.startswith("sqlite") else "dbos.workflow_status"
    return _rate(store, f"SELECT count(*) FROM {table} WHERE status = 'SUCCESS'", count)  # noqa: S608


def _rate(store: Store, query: str, count: int) -> float:
    """Finished a second, from the first tenth to the end: starting up is not part of it."""
    began: tuple[float, int] | None = None
    deadline = time.monotonic() + PATIENCE
    finished = 0
    while time.monotonic() < deadline:
        finished = _count(store, query)
        now = time.monotonic()
        if began is None and finished >= count // 10:
            began = (now, finished)
        if finished >= count and began is not None and now > began[0]:
            return (finished - began[1]) / (now - began[0])
        time.sleep(0.02)
    raise TimeoutError(f"{finished} of {count} finished")


def _count(store: Store, query: str) -> int:
    import sqlalchemy as sa

    with store.engine.connect() as connection:
        return int(connection.execute(sa.text(query)).scalar_one())


if __name__ == "__main__":
    main()
