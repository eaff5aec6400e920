"""The system's PC/SC library as this package sees it: the only place that imports pyscard."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from clerk.domain.faults import Refused

ReaderState = tuple[str, int]
"""Reader and the state it was last known in."""
ReaderChange = tuple[str, int, Sequence[int]]
"""Reader, its state now, and the card's answer to reset."""


class PcscLibrary(Protocol):
    """The functions of ``smartcard.scard`` used here. Each gives the service's return code first.

    All block; all may be called from any thread, with handles of the same thread.
    """

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:  # noqa: N802 - the standard's name
        """Open a context with the service."""
        ...

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802
        """Close it."""
        ...

    def SCardListReaders(self, context: int, groups: Sequence[str]) -> tuple[int, Sequence[str]]:  # noqa: N802
        """Names of the readers that are plugged in."""
        ...

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout: int, states: Sequence[ReaderState]
    ) -> tuple[int, Sequence[ReaderChange]]:
        """Wait up to ``timeout`` ms until a reader is in another state than the one given."""
        ...

    def SCardCancel(self, context: int) -> int:  # noqa: N802
        """End that wait, from another thread."""
        ...

    def SCardConnect(  # noqa: N802
        self, context: int, reader: str, share: int, protocols: int
    ) -> tuple[int, int, int]:
        """Contact the card: handle and active protocol."""
        ...

    def SCardBeginTransaction(self, card: int) -> int:  # noqa: N802
        """Keep other programs from the card."""
        ...

    def SCardTransmit(self, card: int, protocol: int, command: Sequence[int]) -> tuple[int, Sequence[int]]:  # noqa: N802
        """One command, one answer."""
        ...

    def SCardDisconnect(self, card: int, disposition: int) -> int:  # noqa: N802
        """Let the card go; ends the transaction too."""
        ...


def load_library() -> PcscLibrary:
    """The PC/SC library of this machine.

    Raises:
        Refused: ``I-70`` pyscard, or the system's library under it, is not installed.
    """
    try:
        return cast(PcscLibrary, import_module("smartcard.scard"))
    except (ImportError, OSError) as error:
        raise Refused("I-70") from error


SCOPE_USER = 0
SHARE_SHARED = 2
PROTOCOL_T0 = 1
PROTOCOL_T1 = 2
LEAVE_CARD = 0
RESET_CARD = 1

STATE_UNAWARE = 0x0000
STATE_CHANGED = 0x0002
STATE_UNKNOWN = 0x0004
STATE_UNAVAILABLE = 0x0008
STATE_PRESENT = 0x0020
"""Bits of a reader's state. The upper sixteen bits count the cards put in and pulled."""

PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
"""Name that stands for "any reader" in a wait for changes."""


def unsigned(code: int) -> int:
    """A return code as the standard writes it; bindings differ in its sign."""
    return code & 0xFFFFFFFF


class Code:
    """Return codes of the PC/SC service (part 5 of the workgroup's specification, ``winscard.h``)."""

    SUCCESS = 0x00000000
    CANCELLED = 0x80100002
    INVALID_HANDLE = 0x80100003
    UNKNOWN_READER = 0x80100009
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    PROTO_MISMATCH = 0x8010000F
    SYSTEM_CANCELLED = 0x80100012
    COMM_ERROR = 0x80100013
    NOT_TRANSACTED = 0x80100016
    READER_UNAVAILABLE = 0x80100017
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    NO_READERS = 0x8010002E
    COMM_DATA_LOST = 0x8010002F
    UNSUPPORTED_CARD = 0x80100065
    UNRESPONSIVE_CARD = 0x80100066
    UNPOWERED_CARD = 0x80100067
    RESET_CARD = 0x80100068
    REMOVED_CARD = 0x80100069
