"""Where logs go. They hold codes, ids and times, never personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

_BYTES = 2_000_000
_FILES = 5
_FRAMES = 6


def log_to_stderr() -> None:
    """Log of a service: whoever manages it keeps what it says."""
    _log_with(logging.StreamHandler(sys.stderr))


def log_to_file(path: Path) -> None:
    """Log of the console and of what it starts: bounded, and never on the terminal.

    Raises:
        OSError: the file cannot be written.
    """
    from logging.handlers import RotatingFileHandler

    _log_with(RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8"))


def _log_with(handler: logging.Handler) -> None:
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def trail(error: BaseException) -> str:
    """Type of an error and the last lines it came through. Its text is left out: it may be personal."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES:])
    return " < ".join([type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno}" for f in frames)])
