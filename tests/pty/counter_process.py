"""A console over a test window, as a process: ``python -m tests.pty.counter_process FOLDER LANGUAGE``."""

from __future__ import annotations

import sys
from pathlib import Path

from clerk.domain.faults import Language
from screens.app import CounterApp
from tests.screens.window import ReadyBoot, open_window


def main() -> int:
    """Run it until it is left."""
    with open_window(Path(sys.argv[1])) as window:
        app = CounterApp(ReadyBoot(window, language=Language(sys.argv[2])))
        app.run(mouse=False)
        return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
