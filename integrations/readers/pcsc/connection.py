"""A contact with one card, from opening the service to letting the card go. Used by one thread only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from clerk.domain.faults import Refused
from integrations.readers.pcsc.apdu import Answer, Command, exchange
from integrations.readers.pcsc.library import (
    LEAVE_CARD,
    PROTOCOL_T0,
    PROTOCOL_T1,
    RESET_CARD,
    SCOPE_USER,
    SHARE_SHARED,
    STATE_PRESENT,
    STATE_UNAVAILABLE,
    STATE_UNAWARE,
    STATE_UNKNOWN,
    Code,
    PcscLibrary,
    unsigned,
)
from integrations.readers.pcsc.roles import find_reader
from integrations.readers.pcsc.steps import CONTACT, FIND_READER, Step
from integrations.readers.pcsc.trouble import LOST, NO_READER, NO_SERVICE, amid, before_contact

ANSWER = 3.0
"""Seconds the service may take to name its readers; it needs milliseconds."""
NOTICE = 1000
"""Milliseconds the service may take to notice that a card was pulled (drivers look every 400 ms or so)."""

_STATUS_WORD = 2
"""Bytes of the shortest answer there is."""


class GivenUp(Exception):
    """Nobody waits for this contact any more."""


@dataclass(slots=True)
class Progress:
    """What the thread with the card and the thread that waits for it tell each other."""

    step: Step = FIND_READER
    line_lost: bool = False
    """The card was pulled, or cannot be talked to any more."""
    given_up: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Connection:
    """A connected card; see :class:`integrations.readers.pcsc.apdu.Card`."""

    library: PcscLibrary
    context: int
    reader: str
    handle: int
    protocol: int
    progress: Progress

    def ask(self, step: Step, command: Command) -> Answer:
        """Send one command and gather its answer.

        Raises:
            GivenUp: nobody waits any more.
            Refused: ``I-74`` … ``I-85`` the line failed during ``step``.
        """
        self.progress.step = step
        return exchange(self._transmit, step, command, t0=self.protocol == PROTOCOL_T0)

    def _transmit(self, command: bytes) -> bytes:
        if self.progress.given_up.is_set():
            raise GivenUp
        code, answer = self.library.SCardTransmit(self.handle, self.protocol, list(command))
        code = unsigned(code)
        if code == Code.SUCCESS and len(answer) >= _STATUS_WORD:
            return bytes(answer)
        # Some drivers report a card that was pulled as an empty answer that went well.
        lost = Code.COMM_DATA_LOST if code == Code.SUCCESS else code
        present = _still_there(self.library, self.context, self.reader, lost, self.progress.step)
        if code == Code.SUCCESS and present:
            return bytes(answer)
        self.progress.line_lost = True
        raise amid(lost, self.reader, self.progress.step, present=present)


@contextmanager
def connected(library: PcscLibrary, wanted: str, progress: Progress) -> Iterator[Connection]:
    """A contact with the card in the reader that ``wanted`` names, for this program alone.

    Raises:
        Refused: ``I-50`` no card, ``I-71`` … ``I-85`` service, reader or card do not answer.
    """
    with _context(library, wanted) as context:
        reader = _plugged_in(library, context, wanted)
        progress.step = CONTACT
        with _card(library, context, reader, progress) as (handle, protocol):
            yield Connection(library, context, reader, handle, protocol, progress)


def plugged_in(library: PcscLibrary, wanted: str) -> str:
    """Whole name of the reader that ``wanted`` names, whether a card lies in it or not.

    Raises:
        Refused: ``I-71`` the service does not answer, ``I-72`` no such reader, ``I-73`` several.
    """
    outcome: SimpleQueue[str | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            with _context(library, wanted) as context:
                outcome.put(_plugged_in(library, context, wanted))
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            outcome.put(error)

    # The library waits for a service that hangs as long as it hangs.
    threading.Thread(target=ask, name="card-reader-name", daemon=True).start()
    try:
        found = outcome.get(timeout=ANSWER)
    except Empty:
        raise Refused("I-71") from None
    if isinstance(found, Exception):
        raise found
    return found


@contextmanager
def _context(library: PcscLibrary, wanted: str) -> Iterator[int]:
    code, context = library.SCardEstablishContext(SCOPE_USER)
    if unsigned(code) != Code.SUCCESS:
        raise before_contact(unsigned(code), wanted, present=False)
    try:
        yield context
    finally:
        library.SCardReleaseContext(context)


def _plugged_in(library: PcscLibrary, context: int, wanted: str) -> str:
    code, readers = library.SCardListReaders(context, [])
    if unsigned(code) not in {Code.SUCCESS, Code.NO_READERS}:
        raise before_contact(unsigned(code), wanted, present=False)
    return find_reader(readers or (), wanted)


@contextmanager
def _card(library: PcscLibrary, context: int, reader: str, progress: Progress) -> Iterator[tuple[int, int]]:
    code, handle, protocol = library.SCardConnect(context, reader, SHARE_SHARED, PROTOCOL_T0 | PROTOCOL_T1)
    _checked(library, context, reader, unsigned(code))
    try:
        _checked(library, context, reader, unsigned(library.SCardBeginTransaction(handle)))
        yield handle, protocol
    finally:
        # A reset forgets keys and rights that were won, before another program gets the card. Resetting a
        # card that is gone fails, and pcscd 1.9 may then miss the next one for as long as it lies there.
        library.SCardDisconnect(handle, LEAVE_CARD if progress.line_lost else RESET_CARD)


def _checked(library: PcscLibrary, context: int, reader: str, code: int) -> None:
    if code != Code.SUCCESS:
        present = _still_there(library, context, reader, code, CONTACT)
        raise before_contact(code, reader, present=present)


def _still_there(library: PcscLibrary, context: int, reader: str, code: int, step: Step) -> bool:
    """Whether a card still lies in ``reader``, after a failure that a pull and a bad contact share."""
    if code not in LOST:
        return False
    code, changes = library.SCardGetStatusChange(context, 0, [(reader, STATE_UNAWARE)])
    if unsigned(code) == Code.SUCCESS and changes[0][1] & STATE_PRESENT:
        code, changes = library.SCardGetStatusChange(context, NOTICE, [(reader, changes[0][1])])
        if unsigned(code) == Code.TIMEOUT:
            return True
    if unsigned(code) in NO_SERVICE:
        raise amid(unsigned(code), reader, step, present=False)
    if unsigned(code) in NO_READER or changes[0][1] & (STATE_UNKNOWN | STATE_UNAVAILABLE):
        # Who looks for a pulled card would not look at the cable.
        raise amid(Code.READER_UNAVAILABLE, reader, step, present=False)
    return unsigned(code) == Code.SUCCESS and bool(changes[0][1] & STATE_PRESENT)
