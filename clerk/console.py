"""The console: prepares the process, then opens the screens over a boot."""

from __future__ import annotations

import gc
import logging
from logging.handlers import RotatingFileHandler

from clerk.assembly import Place
from clerk.domain.faults import Refused
from clerk.log_setup import FORMAT

LOG_BYTES = 2_000_000
LOG_FILES = 5


def run_console(place: Place) -> int:
    """Open the counter on this terminal; returns the exit code when it is left.

    Raises:
        Refused: ``G-17`` the log cannot be written.
    """
    from screens.environment import prepare

    prepare()
    # No collection until the first frame (the boot begins it): nothing of what start-up builds is garbage.
    gc.disable()
    _log_to_file(place)

    from clerk.boot import ConsoleBoot
    from screens.app import CounterApp

    boot = ConsoleBoot(place)
    try:
        app = CounterApp(boot)
        app.run(mouse=False)
        return app.return_code or 0
    finally:
        boot.stop()


def _log_to_file(place: Place) -> None:
    """Log to the data folder, never to the terminal; what is logged holds no personal data."""
    path = place.folder.log / "console.log"
    try:
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    except OSError:
        raise Refused("G-17", where=str(path)) from None
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
