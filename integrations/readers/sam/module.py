"""The security module (SAM_V) at the end of a line: one method a command, each bounded in time."""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass, field
from types import MappingProxyType

from clerk.domain.faults import Refused
from integrations.readers.sam.frames import (
    MOST,
    Command,
    Damaged,
    FrameParser,
    Reply,
    command_frame,
    reply_in,
)
from integrations.readers.sam.layouts import TEXT_BYTES
from integrations.readers.sam.line import Line

DONE = 0x90
"""Status: the command was carried out."""
FOUND = 0x9F
"""Status: a card that was not read yet lies there."""
NO_CARD = 0x80
"""Status: no card, or only one that was read already and not lifted since."""

NUMBER_BYTES = 16
"""Length of the module's own number."""
PHOTO_BYTES = 1024
"""Length of a photo (WLT); a card without one says 0."""

_PATIENCE = MappingProxyType({Command.NUMBER: 1.0, Command.FIND: 1.0, Command.SELECT: 1.0, Command.READ: 2.5})
"""Seconds until a command counts as unanswered, besides what the line needs for the longest frame."""
_GRACE = 0.2
"""Seconds that are left for the true answer after something damaged came."""

_DAMAGED_COMMAND = 0x10
_CODES = MappingProxyType(
    {
        0x11: "I-62",  # length wrong
        0x21: "I-62",  # command wrong
        0x23: "I-62",  # not permitted
        0x31: "I-64",  # card refused the module
        0x32: "I-64",  # module refused the card
        0x33: "I-63",  # data check failed: also what old readers say to cards of 2023 (unverified)
        0x40: "I-63",  # kind of card not known
        0x41: "I-53",  # reading failed
        0x47: "I-53",  # no random number from the card
        0x60: "I-65",  # self test failed
        0x66: "I-65",  # module not authorised
        0x80: "I-53",  # the card went between two commands
        0x81: "I-53",  # selecting failed
        0x91: "I-63",  # no such content on it
    }
)
"""Status → fault; 24 and all others are unexpected."""
_STEPS = MappingProxyType(
    {
        Command.NUMBER: ("读模块号", "module number"),
        Command.FIND: ("寻卡", "find"),
        Command.SELECT: ("选卡", "select"),
        Command.READ: ("读卡", "read"),
    }
)


@dataclass(frozen=True, slots=True)
class Chip:
    """What a card's chip gave; it shows nothing of it by accident."""

    text: bytes = field(repr=False)
    photo: bytes = field(repr=False)
    """WLT, as only the vendors' decoders read it."""


class SamModule:
    """Gives commands to the module and takes its answers. One thread uses it."""

    def __init__(self, line: Line, baud: int) -> None:
        self._line = line
        self._transmission = 10 * MOST / baud  # eight bits, a start and a stop

    def number(self) -> str:
        """Its own number, as it is printed on the reader: ``05.03-20261124-0000000001-0000000001``.

        Raises:
            Refused: what is wrong with line or module.
        """
        data = self._done(Command.NUMBER).data
        if len(data) != NUMBER_BYTES:
            raise Refused("I-56", have=str(len(data)))
        return "{:02d}.{:02d}-{:08d}-{:010d}-{:010d}".format(*struct.unpack("<HHIII", data))

    def find(self) -> bool:
        """Whether a card that was not read yet lies on the reader.

        Raises:
            Refused: what is wrong with line or module.
        """
        reply = self._ask(Command.FIND)
        if reply.status not in {FOUND, NO_CARD}:
            raise self._refusal(Command.FIND, reply.status)
        return reply.status == FOUND

    def select(self) -> None:
        """Take up contact with the card that was found.

        Raises:
            Refused: ``I-53`` it is gone; what is wrong with line or module.
        """
        self._done(Command.SELECT)

    def read(self) -> Chip:
        """Text and photo of the card that was selected.

        Raises:
            Refused: ``I-53`` it is gone; what is wrong with card, line or module.
        """
        return chip_in(self._done(Command.READ).data)

    def close(self) -> None:
        """Let the line go."""
        self._line.close()

    def _done(self, command: Command) -> Reply:
        reply = self._ask(command)
        if reply.status != DONE:
            raise self._refusal(command, reply.status)
        return reply

    def _ask(self, command: Command) -> Reply:
        """Every command only reads, so a damaged exchange is had once more."""
        try:
            reply = self._exchange(command)
        except Refused as refused:
            if refused.fault.code != "I-55":
                raise
            return self._exchange(command)
        return self._exchange(command) if reply.status == _DAMAGED_COMMAND else reply

    def _exchange(self, command: Command) -> Reply:
        self._line.drain()
        self._line.write(command_frame(command))
        parser = FrameParser()
        heard = False
        misfit: Reply | None = None
        until = time.monotonic() + _PATIENCE[command] + self._transmission
        while True:
            in_time = time.monotonic() < until
            portion = self._line.read(parser.wanted) if in_time else b""
            heard = heard or bool(portion)
            for found in parser.feed(portion) if in_time else parser.give_up():
                if isinstance(found, Damaged):
                    until = min(until, time.monotonic() + _GRACE)
                elif _fits(command, reply := reply_in(found)):
                    return reply
                else:
                    misfit = reply
            if not in_time:
                break
        if misfit is not None:
            return misfit
        raise Refused("I-55" if heard else "I-54", reader=self._line.reader)

    def _refusal(self, command: Command, status: int) -> Refused:
        if status == _DAMAGED_COMMAND:
            return Refused("I-55", reader=self._line.reader)
        code = _CODES.get(status, "I-61")
        step, step_en = _STEPS[command]
        return Refused(code, reader=self._line.reader, status=f"{status:02X}", step=step, step_en=step_en)


def _fits(command: Command, reply: Reply) -> bool:
    """Whether ``reply`` can answer ``command``: replies do not say to what, and one may come late."""
    if reply.status == FOUND:
        return command is Command.FIND
    if reply.status != DONE:
        return True
    match command:
        case Command.NUMBER:
            return len(reply.data) == NUMBER_BYTES
        case Command.FIND:
            return False
        case Command.SELECT:
            return len(reply.data) not in {NUMBER_BYTES, *range(TEXT_BYTES, MOST)}
        case Command.READ:
            return len(reply.data) > TEXT_BYTES


def chip_in(data: bytes) -> Chip:
    """Text and photo in the answer to a read, with or without fingerprints behind them.

    Lengths of the parts stand first, two bytes each: two of them, or three where there are fingerprints.

    Raises:
        Refused: ``I-56`` lengths and data do not fit.
    """
    if len(data) >= 6:
        text, photo, fingerprints = struct.unpack(">HHH", data[:6])
        rest = len(data) - text - photo
        if text == TEXT_BYTES and photo in {0, PHOTO_BYTES} and rest in {4, 6 + fingerprints}:
            first = 4 if rest == 4 else 6
            return Chip(data[first : first + text], data[first + text : first + text + photo])
    raise Refused("I-56", have=str(len(data)))
