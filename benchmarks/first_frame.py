"""First full frame of the start gate against the least Textual app, interleaved in one run.

    python -m benchmarks.first_frame [--runs 11]

Measured from just before the process exists until the last thing of the frame is on the terminal, with the
page cache warm and the byte code compiled. Goal: at most 1.15 times the floor, below 60 MiB.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import Recording, Replay

HERE = Path(__file__).parent
GOAL_RATIO, GOAL_MIB = 1.15, 60.0
PROGRAMS = {
    "minimal": ([sys.executable, str(HERE / "minimal_app.py")], "^ppalette"),
    "counter": ([sys.executable, "-m", "clerk", "train"], "F1帮助"),
}


def one_run(name: str, data: Path) -> tuple[float, float]:
    """Milliseconds to the full frame, and MiB."""
    command, marker = PROGRAMS[name]
    environ = {"CLERK_DATA": str(data), "LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}
    recording = Recording(command, environ=environ)
    recording.start()
    memory = 0.0
    try:
        for _ in range(200):
            if recording.read(0.1) and _full_frame(recording, marker) is not None:
                break
        memory = recording.peak_memory_mib()
        at = _full_frame(recording, marker)
        if at is None:
            raise TimeoutError(recording.replay())
        return (at - recording.began) * 1000, memory
    finally:
        recording.stop()


def _full_frame(recording: Recording, marker: str) -> float | None:
    screen = Replay(recording.columns, recording.rows)
    for chunk in recording.chunks:
        screen.feed(chunk.data)
        if marker in screen.text():
            return chunk.at
    return None


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=11)
    given = parser.parse_args()
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    memory: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(given.runs + 1):
            for name in PROGRAMS:
                milliseconds, mib = one_run(name, Path(folder) / f"data-{run}")
                if run:  # the first one only warms up
                    times[name].append(milliseconds)
                    memory[name].append(mib)
    floor, ours = (statistics.median(times[name]) for name in ("minimal", "counter"))
    mib = statistics.median(memory["counter"])
    print(
        json.dumps(
            {
                "minimal_ms": round(floor, 1),
                "counter_ms": round(ours, 1),
                "ratio": round(ours / floor, 3),
                "goal_ratio": GOAL_RATIO,
                "counter_mib": round(mib, 1),
                "goal_mib": GOAL_MIB,
                "runs": given.runs,
                "reached": ours / floor <= GOAL_RATIO and mib < GOAL_MIB,
            }
        )
    )


if __name__ == "__main__":
    main()
