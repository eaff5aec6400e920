"""Where logs go. They hold codes, ids and times, never personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

_FRAMES = 6

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def log_to_stderr() -> None:
    """Log of a worker or simulator: the console or the service manager keeps it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def trail(error: BaseException) -> str:
    """Type of an error and the last lines it came through. Its text is left out: it may be personal."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES:])
    return " < ".join([type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno}" for f in frames)])
