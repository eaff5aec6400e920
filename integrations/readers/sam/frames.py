"""Frames of the SAM_V module, and a parser that finds its way back after noise (devices A1).

Host to reader: ``AA AA AA 96 69`` · length, two bytes, big endian · command · parameter · data · check.
Reader to host: the same with three status bytes in place of command and parameter. The length counts what
follows it; the check byte is the XOR of everything between preamble and check, the length included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"

COMMAND_LEAST = 3
"""Length of a command without data: command, parameter, check."""
REPLY_LEAST = 4
"""Length of a reply without data: three status bytes, check."""
MOST = 2400
"""Longest length taken for one: text, photo and two fingerprints have 2314. What says more is noise."""

_LENGTH_END = len(PREAMBLE) + 2


class Command(bytes, Enum):
    """What the counter asks of the module: command byte and parameter byte."""

    NUMBER = b"\x12\xff"
    """The module's own number."""
    FIND = b"\x20\x01"
    """寻卡: whether a card that was not read yet lies there."""
    SELECT = b"\x20\x02"
    """选卡."""
    READ = b"\x30\x01"
    """读卡: text and photo; the fingerprints are never asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An undamaged frame of the module."""

    status: int
    """SW3; SW1 and SW2 are always 0 in what was seen and say nothing."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """What looked like a frame and was none: its check byte did not fit."""


def checksum(body: bytes) -> int:
    """XOR of all bytes of ``body``."""
    return reduce(xor, body, 0)


def frame(content: bytes) -> bytes:
    """``content`` as a frame: with preamble, length and check byte."""
    body = (len(content) + 1).to_bytes(2, "big") + content
    return PREAMBLE + body + bytes((checksum(body),))


def command_frame(command: Command) -> bytes:
    """The frame that gives a command."""
    return frame(command.value)


class FrameParser:
    """Takes bytes in any portions and gives the contents of frames, and :class:`Damaged` in between.

    After damage it goes on right behind the preamble that led astray, so that a frame hidden in what a broken
    length claimed is still found. It never keeps more than one frame and the portion fed last.
    """

    def __init__(self, least: int = REPLY_LEAST) -> None:
        self._least = least
        self._bytes = bytearray()

    @property
    def wanted(self) -> int:
        """How many bytes are missing at least until a frame can be complete; 1 or more."""
        have = len(self._bytes)
        if have < _LENGTH_END:
            return _LENGTH_END + self._least - have
        return _LENGTH_END + self._length - have

    def feed(self, portion: bytes) -> tuple[bytes | Damaged, ...]:
        """Contents of the frames that ``portion`` completes, without length and check byte."""
        self._bytes += portion
        return tuple(self._complete())

    def give_up(self) -> tuple[bytes | Damaged, ...]:
        """Nothing more comes: what is unfinished was noise. Frames hidden behind it."""
        found: list[bytes | Damaged] = []
        while len(self._bytes) >= len(PREAMBLE):
            del self._bytes[:1]
            found += [Damaged(), *self._complete()]
        self._bytes.clear()
        return tuple(found)

    def _complete(self) -> Iterator[bytes | Damaged]:
        while self._at_a_frame():
            end = _LENGTH_END + self._length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[len(PREAMBLE) : end])
            if checksum(body) == 0:  # the XOR over everything and its own check byte
                del self._bytes[:end]
                yield body[2:-1]
            else:
                del self._bytes[: len(PREAMBLE)]
                yield Damaged()

    @property
    def _length(self) -> int:
        return int.from_bytes(self._bytes[len(PREAMBLE) : _LENGTH_END], "big")

    def _at_a_frame(self) -> bool:
        """Drop what cannot belong to a frame; whether preamble and a possible length stand first."""
        while True:
            start = self._bytes.find(PREAMBLE)
            if start < 0:
                # The last bytes may be the beginning of a preamble.
                del self._bytes[: -(len(PREAMBLE) - 1)]
                return False
            del self._bytes[:start]
            if len(self._bytes) < _LENGTH_END:
                return False
            if self._least <= self._length <= MOST:
                return True
            del self._bytes[: len(PREAMBLE)]


def reply_in(content: bytes) -> Reply:
    """The reply in the content of a frame of at least :data:`REPLY_LEAST`."""
    return Reply(content[2], content[3:])
