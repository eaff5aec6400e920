"""An ID reader (二代证阅读器) as the desk sees it. One thread owns its port; others wait, bounded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, TypeVar

from clerk.domain.faults import Refused
from clerk.domain.parties import IdentityEvidence, Person, Strength
from clerk.ports import CardEvent, CardRead, Clock, SampleCard
from integrations.readers.sam.layouts import person_in
from integrations.readers.sam.line import open_line
from integrations.readers.sam.module import Chip, SamModule
from integrations.readers.sam.photo import decode_photo
from integrations.readers.sam.session import Session

BAUD = 115_200
"""Speed that readers are delivered with."""
LOOK_EVERY = 0.4
"""Seconds between two looks for a card while its events are watched."""
PATIENCE = 2.0
"""Seconds a read waits for the card to be laid."""
WAIT_MOST = 30.0
"""Seconds after which an answer is not waited for any longer: more than all that can happen in one job."""
_CLOSE_WAIT = 3.0

_T = TypeVar("_T")
_Job = tuple["Future[Any]", Callable[[], Any]]
_log = logging.getLogger(__name__)


class SamReader:
    """Reads the text of resident, HK/Macao/Taiwan and permanent residence cards (types ' ', J, I, Y)."""

    def __init__(
        self,
        name: str,
        port: str,
        clock: Clock,
        *,
        baud: int = BAUD,
        photo_command: tuple[str, ...] = (),
        patience: float = PATIENCE,
    ) -> None:
        self._name = name
        self._clock = clock
        self._photo_command = photo_command
        self._stopped = Event()
        self._reading = Lock()
        self._starting = Lock()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._report: Callable[[CardEvent], None] | None = None
        self._thread: Thread | None = None
        connect = lambda: SamModule(open_line(name, port, baud), baud)  # noqa: E731
        self._session = Session(name, connect, patience, self._stopped)

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        return self._name

    @property
    def simulated(self) -> bool:
        """Never: what it reads came over its port."""
        return False

    def samples(self) -> tuple[SampleCard, ...]:
        """None: it reads what lies on it."""
        return ()

    def number(self) -> str:
        """Number of its security module, asked now.

        Raises:
            Refused: why it cannot be reached (``I-54``–``I-62``, ``I-65``).
        """
        return self._by_owner(self._session.number)

    def read(self, sample: str | None = None) -> CardRead:
        """Read the card that lies on it or is laid on it within two seconds.

        ``I-51`` and ``I-52`` say that there is nothing new to read; they are no failure of the reader.

        Raises:
            Refused: ``I-03``, ``I-51``–``I-67``, ``I-69``, ``N-01``, ``N-02``.
        """
        if not self._reading.acquire(blocking=False):
            raise Refused("I-69", reader=self._name)
        try:
            chip, number = self._by_owner(self._session.read)
        finally:
            self._reading.release()
        return self._card_read(person_in(chip.text), chip, number)

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        """Report reader and cards coming and going until closed.

        ``report`` is called on the thread that owns the port: it must not ask the reader anything. A card
        that was read is reported as gone when another is found; before that the module cannot tell.
        """
        self._report = report
        self._start()
        self._jobs.put((Future(), self._session.look))  # from now on the thread looks by itself

    def close(self) -> None:
        """Stop looking and let the port go."""
        self._stopped.set()
        with self._starting:
            thread = self._thread
        if thread is not None:
            self._jobs.put(None)
            thread.join(_CLOSE_WAIT)

    def _card_read(self, person: Person, chip: Chip, number: str) -> CardRead:
        evidence = IdentityEvidence(Strength.CHIP, self._clock.now(), number)
        if not (self._photo_command and chip.photo):
            return CardRead(person, evidence)
        try:
            return CardRead(person, evidence, photo=decode_photo(self._photo_command, chip.photo))
        except Refused as refused:
            return CardRead(person, evidence, (refused.fault,))

    def _by_owner(self, work: Callable[[], _T]) -> _T:
        """What ``work`` gives, done on the thread that owns the port."""
        self._start()
        future: Future[_T] = Future()
        self._jobs.put((future, work))
        try:
            return future.result(WAIT_MOST)
        except (TimeoutError, CancelledError):
            raise Refused("I-54", reader=self._name) from None

    def _start(self) -> None:
        with self._starting:
            if self._stopped.is_set():
                raise Refused("I-60", reader=self._name)
            if self._thread is None:
                self._thread = Thread(target=self._serve, name=f"reader {self._name}", daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=LOOK_EVERY if self._report else None)
            except Empty:
                job = (Future(), self._session.look)
            if job is None:
                break
            _settle(*job)
            self._tell()
        self._session.hang_up()
        while not self._jobs.empty():
            late = self._jobs.get()
            if late is not None:
                late[0].cancel()

    def _tell(self) -> None:
        for kind in self._session.happened():
            _log.info("reader %s: %s", self._name, kind.value)
            if self._report is None:
                continue
            try:
                self._report(CardEvent(kind, self._name))
            except Exception as error:  # noqa: BLE001 - a listener that left must not end the reading
                _log.warning("reader %s: not told, %s", self._name, type(error).__name__)


def _settle(future: Future[Any], work: Callable[[], object]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever asked gets it
        future.set_exception(error)
