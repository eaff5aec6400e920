"""A desk for commands that only look: store and catalogue, no region, no engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clerk.cli.options import Options
from clerk.desk.facade import Desk


@contextmanager
def open_desk(options: Options, *, training: bool) -> Iterator[Desk]:
    """The desk of the place meant; the store must be there.

    Raises:
        Refused: ``S-…``, ``G-…``.
    """
    from clerk import assembly
    from clerk.delivery.queue import EngineQueue
    from printing.press import ChildPress

    place = options.place(training=True if training else None)
    book = assembly.read_book(place)
    store = assembly.open_store(place, assembly.open_vault(place), create=False)
    press = ChildPress()
    try:
        yield Desk(assembly.build_counter(place, book, store, EngineQueue(store.url), {}, press, ()))
    finally:
        press.close()
        store.close()
