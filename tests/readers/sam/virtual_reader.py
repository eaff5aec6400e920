"""An ID reader as a process, on a pty or a socket: a card is laid and lifted, and faults come on demand.

``python -m tests.readers.sam.virtual_reader pty LINK`` or ``socket PORT``. It takes one JSON document a line
on standard input and answers each with one: what it is told has happened when the answer is there.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import sys
import time
import tty
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from integrations.readers.sam.frames import (
    COMMAND_LEAST,
    PREAMBLE,
    Command,
    Damaged,
    FrameParser,
    frame,
)

NUMBER = bytes.fromhex("05000300") + b"".join(n.to_bytes(4, "little") for n in (20261124, 7, 42))
"""Number of a module that does not exist."""
NUMBER_TEXT = "05.03-20261124-0000000007-0000000042"
NOISE = b"\xaa\xaa\x00\xaa\x96\x69\xff" * 3
FLOOD = bytes(range(1, 251)) * 16
GAP = 0.0005
"""Seconds between two portions of a dribble."""


class Plug(Protocol):
    """Where the reader is plugged in."""

    def plug(self) -> None: ...
    def unplug(self) -> None: ...
    def waiting(self) -> list[int]: ...
    def read(self, ready: int) -> bytes: ...
    def write(self, data: bytes) -> int: ...


class Pty:
    """A pseudo terminal behind a link that stays the same when the reader is plugged in again."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._ends: tuple[int, int] | None = None

    @property
    def port(self) -> str:
        """What the driver opens."""
        return str(self._link)

    def plug(self) -> None:
        """Be there."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        # The driver's end is held open here too: a driver that closes it does not take the reader away.
        self._ends = master, slave
        self._link.symlink_to(os.ttyname(slave))

    def unplug(self) -> None:
        """Be gone."""
        if self._ends is not None:
            self._link.unlink()
            for end in self._ends:
                os.close(end)
        self._ends = None

    def waiting(self) -> list[int]:
        """File descriptors to wait for."""
        return [self._ends[0]] if self._ends else []

    def read(self, ready: int) -> bytes:
        """What came."""
        return os.read(ready, 4096)

    def write(self, data: bytes) -> int:
        """Bytes that could leave."""
        return os.write(self._ends[0], data) if self._ends else len(data)


class Socket:
    """A socket of this machine that takes one driver at a time."""

    def __init__(self, port: int) -> None:
        self._number = port
        self._listener: socket.socket | None = None
        self._driver: socket.socket | None = None

    @property
    def port(self) -> str:
        """What the driver opens."""
        return f"socket://127.0.0.1:{self._number}"

    def plug(self) -> None:
        """Be there."""
        self._listener = socket.create_server(("127.0.0.1", self._number))
        self._number = self._listener.getsockname()[1]

    def unplug(self) -> None:
        """Be gone."""
        for end in (self._driver, self._listener):
            if end is not None:
                end.close()
        self._driver = self._listener = None

    def waiting(self) -> list[int]:
        """File descriptors to wait for."""
        return [end.fileno() for end in (self._listener, self._driver) if end is not None]

    def read(self, ready: int) -> bytes:
        """What came."""
        if self._listener is not None and ready == self._listener.fileno():
            if self._driver is not None:
                self._driver.close()
            self._driver, _ = self._listener.accept()
            self._driver.setblocking(False)
            self._driver.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
            return b""
        if self._driver is None:
            return b""
        try:
            came = self._driver.recv(4096)
        except ConnectionError:
            came = b""
        if not came:
            self._driver.close()
            self._driver = None
        return came

    def write(self, data: bytes) -> int:
        """Bytes that could leave."""
        return self._driver.send(data) if self._driver is not None else len(data)


@dataclass(slots=True)
class Fault:
    """What goes wrong with the answer to a command, how often (0 = always), and a number that it needs."""

    kind: str
    on: str
    times: int
    value: int


def wrong(fault: Fault, right: bytes, status: int, data: bytes) -> bytes:
    """What is sent in place of the ``right`` answer, which holds ``status`` and ``data``."""
    match fault.kind:
        case "checksum":
            return right[:-1] + bytes((right[-1] ^ 0xFF,))
        case "noise":
            return NOISE + right + NOISE
        case "false start":
            return PREAMBLE + b"\x01\x00" + right
        case "length":  # the frame claims more, or less, than follows
            claimed = int.from_bytes(right[5:7], "big") + fault.value
            return right[:5] + claimed.to_bytes(2, "big") + right[7:]
        case "cut":  # undamaged, but without its last bytes
            return frame(bytes((0, 0, status)) + data[: -fault.value])
        case "fingerprints":
            head = data[:4] + fault.value.to_bytes(2, "big")
            return frame(bytes((0, 0, status)) + head + data[4:] + bytes(fault.value))
        case "status":
            return frame(bytes((0, 0, fault.value)))
    return right


class Reader:
    """The module, and the card on it."""

    def __init__(self, plug: Plug) -> None:
        self._plug = plug
        self._parser = FrameParser(COMMAND_LEAST)
        self._text = self._photo = b""
        self._there = self._read = False
        self._faults: list[Fault] = []
        self._asked: list[str] = []
        self._leaving: deque[tuple[float, bytes]] = deque()
        self._flooding = False

    # What the test does ------------------------------------------------------------------------------

    def told(self, order: dict[str, Any]) -> object:
        """Do what the test says."""
        match order["do"]:
            case "lay":
                self._text, self._photo = bytes.fromhex(order["text"]), bytes.fromhex(order["photo"])
                self._there, self._read = True, False
            case "lift":
                self._there = False
            case "fault":
                self._faults.append(Fault(order["kind"], order["on"], order["times"], order["value"]))
            case "well":
                self._faults.clear()
                self._leaving.clear()
                self._flooding = False
            case "unplug":
                self._unplug()
            case "plug":
                self._parser = FrameParser(COMMAND_LEAST)
                self._plug.plug()
            case "asked":
                asked, self._asked = self._asked, []
                return asked
        return "done"

    # What the driver does ----------------------------------------------------------------------------

    def came(self, data: bytes) -> None:
        """Take bytes of the driver."""
        for content in self._parser.feed(data):
            if isinstance(content, Damaged):
                self._leave(frame(b"\0\0\x10"))
            else:
                self._command(content)

    def pump(self) -> float | None:
        """Send what is due; seconds until the next is, None when nothing is left."""
        if self._flooding and not self._leaving:
            self._leaving.append((0.0, FLOOD))
        while self._leaving:
            due, data = self._leaving[0]
            if due > time.monotonic():
                return due - time.monotonic()
            try:
                sent = self._plug.write(data)
            except (BlockingIOError, ConnectionError):
                return GAP
            if sent < len(data):
                self._leaving[0] = (due, data[sent:])
                return GAP
            self._leaving.popleft()
            if self._flooding:
                return 0.0  # orders of the test come in between
        return None

    def _unplug(self) -> None:
        self._leaving.clear()
        self._flooding = False
        self._plug.unplug()

    def _command(self, content: bytes) -> None:
        try:
            name = Command(content[:2]).name.lower()
        except ValueError:
            self._leave(frame(b"\0\0\x21"))
            return
        self._asked.append(name)
        fault = self._fault(name)
        if fault is not None and fault.kind == "lift":
            self._there = False
        status, data = self._answer(name)
        if fault is not None:
            self._answer_wrongly(fault, status, data)
        else:
            self._leave(frame(bytes((0, 0, status)) + data))

    def _answer(self, name: str) -> tuple[int, bytes]:
        match name:
            case "number":
                return 0x90, NUMBER
            case "find":
                return (0x9F, bytes(4)) if self._there and not self._read else (0x80, b"")
            case "select":
                return (0x90, bytes(8)) if self._there else (0x81, b"")
        if not self._there:
            return 0x41, b""
        self._read = True  # found again only after it was lifted and laid
        lengths = len(self._text).to_bytes(2, "big") + len(self._photo).to_bytes(2, "big")
        return 0x90, lengths + self._text + self._photo

    def _fault(self, name: str) -> Fault | None:
        for fault in self._faults:
            if fault.on in {name, "all"}:
                if fault.times:
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                return fault
        return None

    def _answer_wrongly(self, fault: Fault, status: int, data: bytes) -> None:
        right = frame(bytes((0, 0, status)) + data)
        match fault.kind:
            case "silence":
                pass
            case "late":
                self._leave(right, after=fault.value / 1000)
            case "dribble":
                portions = (right[i : i + fault.value] for i in range(0, len(right), fault.value))
                for number, portion in enumerate(portions):
                    self._leave(portion, after=number * GAP)
            case "flood":
                self._flooding = True
            case "unplug":
                self._leave(right[: len(right) // 2])
                self.pump()
                self._unplug()
            case _:
                self._leave(wrong(fault, right, status, data))

    def _leave(self, data: bytes, after: float = 0.0) -> None:
        self._leaving.append((time.monotonic() + after, data))


def main() -> None:
    """Serve until standard input ends."""
    kind, where = sys.argv[1:]
    plug: Pty | Socket = Pty(Path(where)) if kind == "pty" else Socket(int(where))
    plug.plug()
    reader = Reader(plug)
    print(json.dumps(plug.port), flush=True)
    orders = b""
    while True:
        wait = reader.pump()
        with selectors.DefaultSelector() as waiting:
            for descriptor in (sys.stdin.fileno(), *plug.waiting()):
                waiting.register(descriptor, selectors.EVENT_READ)
            ready = [key.fd for key, _ in waiting.select(wait)]
        for descriptor in ready:
            if descriptor != sys.stdin.fileno():
                if descriptor in plug.waiting():
                    reader.came(plug.read(descriptor))
                continue
            portion = os.read(descriptor, 65_536)
            if not portion:
                plug.unplug()
                return
            *whole, orders = (orders + portion).split(b"\n")
            for order in whole:
                print(json.dumps(reader.told(json.loads(order))), flush=True)


if __name__ == "__main__":
    main()
