"""The way to the card in one reader: a thread of its own owns the connection, nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from clerk.domain.faults import Refused
from integrations.readers.pcsc.apdu import Card
from integrations.readers.pcsc.connection import Progress, connected
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.steps import CONTACT, Step

T = TypeVar("T")


_OF_THE_PROFILE = frozenset({"I-72", "I-73"})
"""No reader or several of the name in the profile: the administrator corrects that name."""


class CardLink:
    """Does one thing at a time with the card in a reader. Safe to call from any thread.

    ``name`` is the reader's for the clerk, ``reader`` its name at the service or a part that only one reader
    has; ``patience`` in seconds bounds a whole use. A use that is given up ends by itself at its next
    command; until then the reader counts as busy.
    """

    def __init__(self, library: PcscLibrary, name: str, reader: str, patience: float) -> None:
        self._library = library
        self._name = name
        self._reader = reader
        self._patience = patience
        self._free = threading.Lock()

    @property
    def reader(self) -> str:
        """The reader as it was asked for."""
        return self._reader

    def use(self, work: Callable[[Card], T]) -> T:
        """Contact the card, do ``work`` with it in a thread of its own, and let the card go.

        Raises:
            Refused: ``I-50`` no card, ``I-71`` … ``I-85`` a named failure of service, reader or line,
                ``I-82`` it took longer than ``patience``; or whatever ``work`` refuses.
        """
        give_up = time.monotonic() + self._patience
        if not self._free.acquire(timeout=self._patience):
            raise self._too_late(CONTACT)
        use = _Use(self._library, self._reader, work, self._free)
        threading.Thread(target=use.run, name="card-link", daemon=True).start()
        if not use.done.wait(max(0.0, give_up - time.monotonic())):
            use.progress.given_up.set()
            raise self._too_late(use.progress.step)
        try:
            return use.result()
        except Refused as refused:
            raise self._in_the_clerk_s_words(refused) from refused

    def _in_the_clerk_s_words(self, refused: Refused) -> Refused:
        """The refusal with the reader's name on the counter; who looks for a reader needs the service's."""
        fault = refused.fault
        if "reader" not in fault.details or fault.code in _OF_THE_PROFILE:
            return refused
        return Refused(fault.code, **{**fault.details, "reader": self._name})

    def _too_late(self, step: Step) -> Refused:
        return Refused("I-82", seconds=f"{self._patience:g}", step=step.zh, step_en=step.en)


@dataclass(frozen=True, slots=True)
class _Given(Generic[T]):
    """What the work gave."""

    value: T


class _Use(Generic[T]):
    """One use of the card. ``free`` is given back when the card is let go."""

    def __init__(
        self, library: PcscLibrary, wanted: str, work: Callable[[Card], T], free: threading.Lock
    ) -> None:
        self._library = library
        self._wanted = wanted
        self._work = work
        self._free = free
        self._outcome: _Given[T] | Exception | None = None
        self.progress = Progress()
        self.done = threading.Event()

    def run(self) -> None:
        """Do it; this is the thread."""
        try:
            with connected(self._library, self._wanted, self.progress) as card:
                # The one who waits need not wait until the card is reset.
                self._finish(_Given(self._work(card)))
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self._finish(error)
        finally:
            self._free.release()

    def result(self) -> T:
        """What the work gave, or what it raised. To be called when :attr:`done` is set."""
        if isinstance(self._outcome, _Given):
            return self._outcome.value
        assert self._outcome is not None  # noqa: S101 - done is set with it
        raise self._outcome

    def _finish(self, outcome: _Given[T] | Exception) -> None:
        if not self.done.is_set():
            self._outcome = outcome
            self.done.set()
