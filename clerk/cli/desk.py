"""A desk for commands that only look: store and catalogue, no region, no engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from clerk.cli.options import Options

if TYPE_CHECKING:
    from clerk.assembly import Place
    from clerk.desk.facade import Desk
    from clerk.store.store import Store


@contextmanager
def open_desk(options: Options, *, with_readers: bool = False) -> Iterator[Desk]:
    """The desk of the place meant; the store must be there. Readers are opened only where they are wanted.

    Raises:
        Refused: ``S-…``, ``G-…``.
    """
    from clerk import assembly
    from clerk.card_readers import ReaderSet, open_readers
    from clerk.delivery.queue import EngineQueue
    from clerk.desk.facade import Desk
    from printing.press import ChildPress

    place = options.place()
    book = assembly.read_book(place)
    with open_store(place) as store, ExitStack() as opened:
        readers = opened.enter_context(open_readers(place)) if with_readers else ReaderSet(())
        press = ChildPress()
        try:
            queue = EngineQueue(store.url)
            yield Desk(assembly.build_counter(place, book, store, queue, {}, press, readers))
        finally:
            press.close()


@contextmanager
def open_store(place: Place, *, create: bool = False) -> Iterator[Store]:
    """The store of a place, closed again afterwards.

    Raises:
        Refused: ``S-…``, ``G-…``.
    """
    from clerk import assembly

    store = assembly.open_store(place, assembly.open_vault(place), create=create)
    try:
        yield store
    finally:
        store.close()
