"""A virtual card in a slot: the driver's protocol, and cards that misbehave on purpose."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

POWER_ON, RESET, ATR = 1, 2, 4
PATIENCE = 10.0


class VirtualCard(Protocol):
    """What a card does in a slot."""

    atr: bytes

    def reset(self) -> None:
        """Forget everything but the files: power on, reset."""
        ...

    def answer(self, command: bytes) -> bytes:
        """Answer one command: data and status word.

        Raises:
            PulledOut: the card leaves the slot instead.
        """
        ...


class PulledOut(Exception):
    """The card was pulled in the middle of a command."""


class Inserted:
    """One insertion of a card: it lies in the slot from here until :meth:`pull`."""

    def __init__(self, card: VirtualCard, slot: Path) -> None:
        self.card = card
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(PATIENCE)
        self._line.connect(str(slot))
        self._line.settimeout(None)
        self._thread = threading.Thread(target=self._run, name="virtual-card", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pull()

    def pull(self) -> None:
        """Take the card out. Doing it twice does nothing more."""
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
        self._thread.join(PATIENCE)
        self._line.close()

    def _run(self) -> None:
        try:
            while True:
                (length,) = struct.unpack(">H", self._receive(2))
                message = self._receive(length)
                if length > 1:
                    answer = self.card.answer(message)
                elif message[0] == ATR:
                    answer = self.card.atr
                else:
                    if message[0] in {POWER_ON, RESET}:
                        self.card.reset()
                    continue
                self._line.sendall(struct.pack(">H", len(answer)) + answer)
        except (OSError, PulledOut):
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _receive(self, length: int) -> bytes:
        data = bytearray()
        while len(data) < length:
            part = self._line.recv(length - len(data))
            if not part:
                raise PulledOut
            data += part
        return bytes(data)


class Recorded:
    """A card beside a list of the commands it got."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card
        self.atr = card.atr
        self.commands: list[bytes] = []

    def reset(self) -> None:
        """As the card does."""
        self.card.reset()

    def answer(self, command: bytes) -> bytes:
        """As the card does, and remember the command."""
        self.commands.append(command)
        return self.card.answer(command)


class PulledAt(Recorded):
    """A card that is pulled while it works on its n-th command (from 1)."""

    def __init__(self, card: VirtualCard, number: int) -> None:
        super().__init__(card)
        self.number = number

    def answer(self, command: bytes) -> bytes:
        """As the card does, until the n-th command."""
        if len(self.commands) + 1 >= self.number:
            raise PulledOut
        return super().answer(command)


class Saying(Recorded):
    """A card that says the same to everything from its n-th command on."""

    def __init__(self, card: VirtualCard, number: int, words: bytes) -> None:
        super().__init__(card)
        self.number = number
        self.words = words

    def answer(self, command: bytes) -> bytes:
        """As the card does, until the n-th command."""
        said = super().answer(command)
        return self.words if len(self.commands) >= self.number else said


class Stuck(Recorded):
    """A card that stops answering at its n-th command until it is let go on."""

    def __init__(self, card: VirtualCard, number: int) -> None:
        super().__init__(card)
        self.number = number
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def answer(self, command: bytes) -> bytes:
        """As the card does, but late."""
        if len(self.commands) + 1 == self.number:
            self.reached.set()
            self.go_on.wait(60)
        return super().answer(command)
