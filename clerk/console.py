"""The console: prepares the process, then opens the screens over a boot."""

from __future__ import annotations

import gc

from clerk.assembly import Place
from clerk.domain.faults import Refused
from clerk.log_setup import log_to_file


def run_console(place: Place) -> int:
    """Open the counter on this terminal; returns the exit code when it is left.

    Raises:
        Refused: ``G-17`` the log cannot be written.
    """
    from screens.environment import prepare

    prepare()
    # No collection until the first frame (the boot begins it): nothing of what start-up builds is garbage.
    gc.disable()
    log = place.folder.log / "console.log"
    try:
        log_to_file(log)
    except OSError:
        raise Refused("G-17", where=str(log)) from None

    from clerk.boot import ConsoleBoot
    from screens.app import CounterApp

    boot = ConsoleBoot(place)
    try:
        app = CounterApp(boot)
        app.run(mouse=False)
        return app.return_code or 0
    finally:
        boot.stop()
