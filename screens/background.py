"""Work that may take longer than a key: in a daemon thread, answered by a message.

Daemon threads, because a thread worker that waits for a device or a region would hold the console open
when the clerk leaves.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from clerk.domain.faults import Fault, Refused

if TYPE_CHECKING:
    from textual.message import Message
    from textual.message_pump import MessagePump

T = TypeVar("T")
log = logging.getLogger("screens")


def log_place(error: BaseException | None, what: str) -> None:
    """Log the type of ``error`` and where it came up; its text may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames[-12:]))
    log.error("%s: %s at %s", what, type(error).__name__, places)


def fault_of(error: Exception, what: str) -> Fault:
    """The fault that ``error`` carries; a mistake of ours carries none, is logged and comes as ``X-01``."""
    from clerk.ports import RegionTrouble  # not needed before the first frame

    if isinstance(error, Refused | RegionTrouble):
        return error.fault
    log_place(error, what)
    return Fault("X-01", {"where": "console.log"})


async def result_of(work: Callable[[], T], *, name: str) -> T:
    """Run bounded ``work`` (a password hash, a file of a folder) in a daemon thread and wait for it.

    The screen goes on painting; the keys that follow wait, in their order, for what comes of this one.

    Raises:
        Refused: what ``work`` raises; a mistake of ours comes as ``X-01``.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            value = work()
        except Exception as error:  # noqa: BLE001 - no traceback may reach the clerk
            fault = fault_of(error, name)
            loop.call_soon_threadsafe(_settle, future, Refused(fault.code, **fault.details))
        else:
            loop.call_soon_threadsafe(_deliver, future, value)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future


def _deliver(future: asyncio.Future[T], value: T) -> None:
    if not future.done():
        future.set_result(value)


def _settle(future: asyncio.Future[T], refusal: Refused) -> None:
    if not future.done():
        future.set_exception(refusal)


def start(
    receiver: MessagePump,
    work: Callable[[], T],
    done: Callable[[T], Message],
    failed: Callable[[Fault], Message],
    *,
    name: str,
) -> None:
    """Run ``work`` beside the screens and post what comes of it to ``receiver``.

    A rule that says no and a region in trouble come as their fault. Anything else is a mistake of ours: it is
    logged by type only, without its text, which may hold personal data, and comes as ``X-01``.
    """

    def run() -> None:
        try:
            message = done(work())
        except Exception as error:  # noqa: BLE001 - no traceback may reach the clerk
            message = failed(fault_of(error, name))
        receiver.post_message(message)

    threading.Thread(target=run, name=name, daemon=True).start()
