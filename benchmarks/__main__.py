"""Runs every benchmark in a process of its own and prints one JSON document of their figures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE = 900
"""Seconds one benchmark may take."""


def main() -> int:
    """Run them all, or those named on the command line."""
    wanted = set(sys.argv[1:])
    figures: dict[str, object] = {}
    failed = False
    for path in sorted(HERE.glob("[a-z]*.py")):
        name = path.stem
        if (
            name.startswith("_")
            or (wanted and name not in wanted)
            or "def main" not in path.read_text("utf-8")
        ):
            continue
        print(f"… {name}", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        failed |= done.returncode != 0
        figures[name] = json.loads(done.stdout) if done.returncode == 0 else done.stderr[-2000:]
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
