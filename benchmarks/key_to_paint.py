"""From a key to the changed screen: a field of the console against the same field in the least Textual app.

    python -m benchmarks.key_to_paint [--keys 80]

Three cases in one run: the minimal app's field, the staff-number field of the start page, and the search, where
a letter also searches the whole catalogue and paints the list. Goal: p95 of the field at most 1.5 times the
floor.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import Recording, Replay, percentile

HERE = Path(__file__).parent
GOAL_RATIO = 1.5
WINDOW = 1.0
"""Seconds until a key that changed nothing counts as missed."""
MINIMAL = [sys.executable, str(HERE / "minimal_app.py")]
COUNTER = [sys.executable, "-m", "clerk", "train"]
PASSWORD = b"lianxi"


def measure(recording: Recording, keys: list[bytes], chance: random.Random) -> list[float]:
    """Milliseconds from each key to the first change of the text; keys that changed nothing are left out."""
    presses = []
    for key in keys:
        before = len(recording.chunks)
        at = recording.send(key)
        while recording.read(0.08) is not None and recording.chunks[-1].at - at < WINDOW:
            pass
        presses.append((at, before, len(recording.chunks)))
        recording.read_for(0.05 + chance.random() * 0.05)  # out of step with the program's own timer
    return _latencies(recording, presses)


def _latencies(recording: Recording, presses: list[tuple[float, int, int]]) -> list[float]:
    screen = Replay(recording.columns, recording.rows)
    fed = 0
    found = []
    for at, first, last in presses:
        for chunk in recording.chunks[fed:first]:
            screen.feed(chunk.data)
        before, changed = screen.text(), False
        for chunk in recording.chunks[first:last]:
            screen.feed(chunk.data)
            if not changed and screen.text() != before:
                changed = True
                found.append((chunk.at - at) * 1000)
        fed = last
    return found


def figures(values: list[float]) -> dict[str, float]:
    """Median, p95 and maximum in milliseconds."""
    return {
        "keys": len(values),
        "p50_ms": round(percentile(values, 0.5), 2),
        "p95_ms": round(percentile(values, 0.95), 2),
        "max_ms": round(max(values), 2),
    }


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=80)
    given = parser.parse_args()
    chance = random.Random(1)
    typed = [b"a" if n % 2 == 0 else b"\x7f" for n in range(given.keys)]
    minimal = Recording(MINIMAL)
    minimal.start()
    try:
        minimal.read_until(lambda text: "palette" in text)
        minimal.read_for(1.0)
        floor = measure(minimal, typed, chance)
    finally:
        minimal.stop()
    with tempfile.TemporaryDirectory() as folder:
        field, search = _counter(folder, typed, chance)
    ratio = percentile(field, 0.95) / percentile(floor, 0.95)
    print(
        json.dumps(
            {
                "minimal_field": figures(floor),
                "counter_field": figures(field),
                "counter_search": figures(search),
                "ratio_p95": round(ratio, 2),
                "goal_ratio": GOAL_RATIO,
                "reached": ratio <= GOAL_RATIO,
            }
        )
    )


def _counter(folder: str, typed: list[bytes], chance: random.Random) -> tuple[list[float], list[float]]:
    counter = Recording(COUNTER, environ={"CLERK_DATA": folder, "LC_ALL": "C.UTF-8"})
    counter.start()
    try:
        counter.read_until(lambda text: "工号" in text)
        counter.read_for(8.0)  # start-up beside the screen is over
        field = measure(counter, typed, chance)
        for step in (b"A0231\r", PASSWORD + b"\r"):
            counter.send(step)
            counter.read_for(1.0)
        counter.send(b"\x1bOQ")  # F2
        counter.read_for(1.0)
        counter.send(b"\r")
        counter.read_for(3.0)  # the regions have answered
        search = measure(counter, typed, chance)
    finally:
        counter.stop()
    return field, search


if __name__ == "__main__":
    main()
