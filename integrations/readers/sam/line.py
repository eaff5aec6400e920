"""The line to a reader: a serial port, a USB-serial bridge, or ``socket://127.0.0.1:PORT``.

Whatever goes wrong on it ends in a named fault, and nothing waits without a bound.
"""

from __future__ import annotations

import contextlib
import errno
from typing import Protocol

import serial  # type: ignore[import-untyped]

from clerk.domain.faults import Refused

try:
    from termios import error as TermiosError  # noqa: N812 - it is a class
except ImportError:  # there is none on Windows
    TermiosError = OSError  # type: ignore[misc,assignment]

SOCKET = "socket://"
"""What a port begins with that is a socket of this machine."""

READ_WAIT = 0.05
"""Seconds one look for bytes may take."""
WRITE_WAIT = 1.0
"""Seconds a command may take to leave."""
DRAIN_MOST = 16_384
"""Bytes thrown away before a command; a line that still goes on then is not talking to us."""

_FAILURES = (OSError, serial.SerialException, TermiosError)
"""An unplugged device raises ``termios.error``, which is neither of the other two."""
_BUSY = frozenset({errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})


class _Port(Protocol):
    """What is used of a pyserial port."""

    @property
    def in_waiting(self) -> int: ...
    def read(self, size: int) -> bytes: ...
    def write(self, data: bytes) -> int: ...
    def close(self) -> None: ...


class Line:
    """An open line to one reader. One thread uses it."""

    def __init__(self, reader: str, port: _Port) -> None:
        self.reader = reader
        """Name of the reader at its end, for the words of faults."""
        self._port = port

    def write(self, data: bytes) -> None:
        """Send ``data``.

        Raises:
            Refused: ``I-60`` the reader is gone, ``I-54`` it takes nothing.
        """
        try:
            self._port.write(data)
        except serial.SerialTimeoutException:
            raise Refused("I-54", reader=self.reader) from None
        except _FAILURES:
            raise self._gone() from None

    def read(self, wanted: int) -> bytes:
        """Up to ``wanted`` bytes: what comes within :data:`READ_WAIT`, perhaps nothing.

        Raises:
            Refused: ``I-60`` the reader is gone.
        """
        try:
            return bytes(self._port.read(wanted))
        except _FAILURES:
            raise self._gone() from None

    def drain(self) -> None:
        """Throw away what came unasked: a late answer must not pass for that to the next command.

        Raises:
            Refused: ``I-60`` the reader is gone, ``I-55`` it does not stop.
        """
        thrown = 0
        try:
            # pyserial's own reset has no bound on a socket.
            while (waiting := self._port.in_waiting) > 0:
                if thrown >= DRAIN_MOST:
                    raise Refused("I-55", reader=self.reader)
                thrown += len(self._port.read(waiting))
        except _FAILURES:
            raise self._gone() from None

    def close(self) -> None:
        """Let the port go; one that is gone already needs nothing."""
        with contextlib.suppress(*_FAILURES):
            self._port.close()

    def _gone(self) -> Refused:
        return Refused("I-60", reader=self.reader)


def open_line(reader: str, port: str, baud: int) -> Line:
    """Open ``port`` for this process alone. A socket is tried for at most five seconds.

    Raises:
        Refused: ``I-57`` no such port, ``I-58`` another program has it, ``I-59`` no right to use it.
    """
    try:
        return Line(reader, _opened(port, baud))
    except _FAILURES as error:
        code = _code_of(error)
        raise Refused(code, reader=reader, port=port) from None
    except ValueError:  # a speed or an address that does not exist
        raise Refused("I-57", reader=reader, port=port) from None


def _opened(port: str, baud: int) -> _Port:
    waits = {"timeout": READ_WAIT, "write_timeout": WRITE_WAIT}
    if port.startswith(SOCKET):
        opened: _Port = serial.serial_for_url(port, **waits)
    else:
        # Never by URL: pyserial knows some that write all traffic into a file.
        opened = serial.Serial(port, baud, exclusive=True, **waits)
    return opened


def _code_of(error: BaseException) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number in _BUSY:
        return "I-58"
    return "I-59" if number in _FORBIDDEN else "I-57"
