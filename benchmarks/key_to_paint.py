"""From a key to the changed screen: a field of the console against the same field in the least Textual app.

    python -m benchmarks.key_to_paint [--keys 80]

Three programs at once, in turn: the minimal app's field, the staff-number field of the start page, and the
search, where a letter also searches the whole catalogue and paints the list. Goal: p95 of the field at most
1.5 times the floor.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.terminal import Recording, Replay, percentile

HERE = Path(__file__).parent
GOAL_RATIO = 1.5
WINDOW = 1.0
"""Seconds until a key that changed nothing counts as missed."""
MINIMAL = [sys.executable, str(HERE / "minimal_app.py")]
COUNTER = [sys.executable, "-m", "clerk", "train"]
PASSWORD = b"lianxi"
F2 = b"\x1bOQ"
BLOCK = 10
"""Keys pressed in one program before the next one has its turn."""


@dataclass
class Case:
    """One program in which the same keys are pressed, block by block, in turn with the others."""

    recording: Recording
    presses: list[tuple[float, int, int]] = field(default_factory=list)

    def press(self, keys: list[bytes], chance: random.Random) -> None:
        """Press keys and note when, and which chunks came after each."""
        for key in keys:
            before = len(self.recording.chunks)
            at = self.recording.send(key)
            while self.recording.read(0.08) is not None and self.recording.chunks[-1].at - at < WINDOW:
                pass
            self.presses.append((at, before, len(self.recording.chunks)))
            # Out of step with the program's own timer.
            self.recording.read_for(0.05 + chance.random() * 0.05)

    def latencies(self) -> list[float]:
        """Milliseconds from each key to the first change of the text; keys that changed nothing count not."""
        screen = Replay(self.recording.columns, self.recording.rows)
        fed, found = 0, []
        for at, first, last in self.presses:
            for chunk in self.recording.chunks[fed:first]:
                screen.feed(chunk.data)
            before, changed = screen.text(), False
            for chunk in self.recording.chunks[first:last]:
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
    block = [b"a" if n % 2 == 0 else b"\x7f" for n in range(BLOCK)]
    with tempfile.TemporaryDirectory() as folder:
        recordings = [
            Recording(MINIMAL),
            Recording(COUNTER, environ={"CLERK_DATA": f"{folder}/field", "LC_ALL": "C.UTF-8"}),
            Recording(COUNTER, environ={"CLERK_DATA": f"{folder}/search", "LC_ALL": "C.UTF-8"}),
        ]
        for recording in recordings:
            recording.start()
        try:
            _prepare(*recordings)
            cases = [Case(recording) for recording in recordings]
            for _ in range(-(-given.keys // BLOCK)):
                for case in cases:
                    case.press(block, chance)
        finally:
            for recording in recordings:
                recording.stop()
    floor, in_field, in_search = (case.latencies() for case in cases)
    ratio = percentile(in_field, 0.95) / percentile(floor, 0.95)
    print(
        json.dumps(
            {
                "minimal_field": figures(floor),
                "counter_field": figures(in_field),
                "counter_search": figures(in_search),
                "ratio_p95": round(ratio, 2),
                "goal_ratio": GOAL_RATIO,
                "reached": ratio <= GOAL_RATIO,
            }
        )
    )


def _prepare(minimal: Recording, in_field: Recording, in_search: Recording) -> None:
    minimal.read_until(lambda text: "palette" in text)
    in_field.read_until(lambda text: "工号" in text)
    in_search.read_until(lambda text: "工号" in text)
    for step in (b"A0231\r", PASSWORD + b"\r"):
        in_search.send(step)
        in_search.read_for(2.0)
    in_search.send(F2)
    in_search.read_for(1.0)
    in_search.send(b"\r")
    for recording in (minimal, in_field, in_search):
        recording.read_for(4.0)  # start-up is over, the regions have answered


if __name__ == "__main__":
    main()
