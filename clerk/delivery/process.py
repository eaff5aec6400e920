"""A worker as a process of its own: ends on a signal, and with the console that started it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from threading import Event
from typing import NoReturn

from clerk.domain.faults import Refused

_log = logging.getLogger(__name__)


def run_process(run: Callable[[Event], None], *, parent_pipe: bool, grace: float = 30.0) -> NoReturn:
    """Call ``run`` with an event that is set when the process has to end, then end the process.

    With ``parent_pipe`` standard input is a pipe whose other end the console holds: when it closes, for
    whatever reason, also when the console was killed, this worker ends too. ``grace`` bounds how long
    ending may take: threads of the engine may wait for a database that is away, and what they leave undone
    is taken up at the next start.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    if parent_pipe:
        threading.Thread(target=_watch_parent, args=(stop, sys.stdin.fileno()), daemon=True).start()
    threading.Thread(target=_end_hard, args=(stop, grace), daemon=True).start()
    code = 0
    try:
        run(stop)
    except Refused as refused:
        _log.error("worker ends: %s", refused.fault.code)
        code = 1
    except Exception as error:  # noqa: BLE001 - the last place that can log it
        _log.error("worker ends: %s", type(error).__name__)
        code = 1
    _leave(code)


def _watch_parent(stop: Event, descriptor: int) -> None:
    while os.read(descriptor, 4096):
        continue
    stop.set()


def _end_hard(stop: Event, grace: float) -> None:
    stop.wait()
    threading.Event().wait(grace)
    _leave(1)


def _leave(code: int) -> NoReturn:
    logging.shutdown()
    os._exit(code)
