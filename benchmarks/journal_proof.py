"""How fast a journal is proved, on SQLite: events a second that ``clerk verify`` walks.

    python -m benchmarks.journal_proof [EVENTS]

Prints one JSON document. The floor is SM3 alone over as many texts of the same length, in the same run.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import datetime

from clerk.domain.china_time import CHINA
from clerk.domain.digests import sm3
from clerk.domain.journal import EventKind
from clerk.store import ColumnKeys, Store, StoreKind, journal
from clerk.store.verify import verify

EVENTS = 100_000
"""Unless another number is asked for; rounded up to whole pages."""
PAGE = 5_000
TARGET = 50_000
TEXT = 420
"""Bytes of an event as they are hashed, about."""


def main() -> int:
    """Measure and print; 1 when the target is missed."""
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    events = -(-asked // PAGE) * PAGE
    with tempfile.TemporaryDirectory(prefix="proof-") as folder:
        store = Store.open(f"sqlite:///{folder}/counter.sqlite3", ColumnKeys.generate(), StoreKind.TRAINING)
        written = _write(store, events)
        began = time.perf_counter()
        report = verify(store)
        proved = events / (time.perf_counter() - began)
        store.close()
    floor = _floor(events)
    result = {
        "events": events,
        "written_per_s": round(written),
        "proved_per_s": round(proved),
        "floor_per_s": round(floor),
        "ratio_to_floor": round(floor / proved, 2),
        "target_per_s": TARGET,
        "met": report.ok and proved >= TARGET,
    }
    print(json.dumps(result, indent=2))
    return 0 if result["met"] else 1


def _write(store: Store, events: int) -> float:
    now = datetime(2026, 11, 24, 9, 30, tzinfo=CHINA)
    began = time.perf_counter()
    for first in range(0, events, PAGE):
        with store.writing() as unit:
            for number in range(first, first + PAGE):
                journal.append(
                    unit,
                    EventKind.NEWS_APPLIED,
                    actor="system",
                    terminal="worker",
                    at=now,
                    payload={"news": f"wujiang-{number}", "event": "accept", "region": "wujiang"},
                    private={"words": "示例意见：材料齐全"} if number % 3 == 0 else None,
                )
    return events / (time.perf_counter() - began)


def _floor(events: int) -> float:
    text = bytes(TEXT)
    began = time.perf_counter()
    for _ in range(events):
        sm3(text)
    return events / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
