"""The zip of an evidence file: one form and no other, so that nothing can hide in it.

Members are stored, not packed, and lie one after another from the first byte on, with no bytes between, no
extra fields, no times and no comments; the central directory follows. What is read is compared with that
form, byte by byte, so a packed member (a bomb), a second member of one name, or bytes that belong to none are
seen before anything is believed. Any program that reads zip files reads it.
"""

from __future__ import annotations

import os
import struct
from binascii import crc32
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from clerk.domain import evidence
from clerk.domain.digests import Sm3
from clerk.domain.faults import Fault, Refused

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _MADE_ON_UNIX, _NO_DATE, _OWNER_ONLY = 20, 3 << 8 | 20, 0x21, 0o100600 << 16
_LONGEST_NAME = 64
_MOST_MEMBERS = 32
_CHUNK = 2**20
"""Bytes read at a time; a multiple of a digest's 32."""
_LARGEST_CHAIN = 3 * 2**30
"""Bytes of the chain, which is a hundred million events; a zip without extensions ends at 4 GiB."""


@dataclass(slots=True)
class _Entry:
    name: str
    start: int
    """Where its header begins."""
    size: int = 0
    crc: int = 0
    sm3: Sm3 = field(default_factory=Sm3)

    @property
    def data(self) -> int:
        """Where its bytes begin."""
        return self.start + _LOCAL.size + len(self.name)

    def local(self) -> bytes:
        """The header before its bytes."""
        name = self.name.encode()
        facts = (_VERSION, 0, 0, 0, _NO_DATE, self.crc, self.size, self.size, len(name), 0)
        return _LOCAL.pack(b"PK\3\4", *facts) + name

    def central(self) -> bytes:
        """Its line in the directory."""
        name = self.name.encode()
        facts = (_MADE_ON_UNIX, _VERSION, 0, 0, 0, _NO_DATE, self.crc, self.size, self.size, len(name))
        return _CENTRAL.pack(b"PK\1\2", *facts, 0, 0, 0, 0, _OWNER_ONLY, self.start) + name


class EvidenceWriter:
    """Writes members one after another into an empty file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[_Entry] = []

    @property
    def members(self) -> dict[str, tuple[int, str]]:
        """Members written so far, with size and SM3."""
        return {entry.name: (entry.size, entry.sm3.hexdigest()) for entry in self._entries}

    def add(self, name: str, data: bytes) -> None:
        """Write a member.

        Raises:
            Refused: ``V-21`` it is too large.
            OSError: the disk said no.
        """
        self.begin(name)
        self.write(data)

    def begin(self, name: str) -> None:
        """Begin the next member."""
        self._end_member()
        entry = _Entry(name, self._file.tell())
        self._entries.append(entry)
        self._file.write(entry.local())

    def write(self, data: bytes) -> None:
        """Write more of the member that was begun.

        Raises:
            Refused: ``V-21`` it grows too large.
            OSError: the disk said no.
        """
        entry = self._entries[-1]
        entry.size += len(data)
        if entry.size > (_LARGEST_CHAIN if entry.name == evidence.CHAIN else evidence.LARGEST_MEMBER):
            raise Refused("V-21", member=entry.name)
        entry.crc = crc32(data, entry.crc)
        entry.sm3.update(data)
        self._file.write(data)

    def _end_member(self) -> None:
        """Write the header anew, now that size and checksum are known."""
        if not self._entries:
            return
        end = self._file.tell()
        self._file.seek(self._entries[-1].start)
        self._file.write(self._entries[-1].local())
        self._file.seek(end)

    def finish(self) -> None:
        """Write the directory, and bring everything to the disk.

        Raises:
            OSError: the disk said no.
        """
        self._end_member()
        start = self._file.tell()
        directory = b"".join(entry.central() for entry in self._entries)
        self._file.write(directory + _end(len(self._entries), len(directory), start))
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass(slots=True)
class EvidenceZip:
    """The members of a file, as the proof reads them (:class:`clerk.domain.evidence_proof.Contents`).

    ``faults``: what is wrong with how they lie in the file.
    """

    file: BinaryIO
    entries: dict[str, _Entry]
    faults: tuple[Fault, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Members of this format that are there, each once."""
        return tuple(self.entries)

    def size(self, name: str) -> int:
        """Bytes of a member."""
        return self.entries[name].size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, in pieces."""
        entry = self.entries[name]
        return _chunks(self.file, entry.data, entry.size)


def read_zip(file: BinaryIO) -> EvidenceZip:
    """What lies in a file, without believing any of it.

    Raises:
        Refused: ``V-01`` no such file, or not whole.
        OSError: it cannot be read.
    """
    length = file.seek(0, os.SEEK_END)
    count, size, start = _directory(file, length)
    file.seek(start)
    lines = _Lines(file.read(size))
    found = [lines.next() for _ in range(count)]
    if lines.rest or any(line.entry.data + line.entry.size > start for line in found):
        raise Refused("V-01")
    entries: dict[str, _Entry] = {}
    faults: list[Fault] = []
    expected = 0
    for line in found:
        entry, shown = line.entry, line.entry.name
        known = line.plain_name and shown in evidence.MEMBERS
        if not known or shown in entries:
            faults.append(Fault("V-04", {"member": shown}))
        else:
            entries[shown] = entry
            if not _lies_right(file, line, expected):
                faults.append(Fault("V-06", {"member": shown}))
        expected = entry.data + entry.size
    if not faults and expected != start:
        raise Refused("V-01")
    return EvidenceZip(file, entries, tuple(faults))


def _directory(file: BinaryIO, length: int) -> tuple[int, int, int]:
    """Number of members, and size and place of the directory, as the last bytes of the file say."""
    if length < _END.size:
        raise Refused("V-01")
    file.seek(length - _END.size)
    end = file.read(_END.size)
    _, _, _, _, count, size, start, _ = _END.unpack(end)
    most = _MOST_MEMBERS * (_CENTRAL.size + _LONGEST_NAME)
    if end != _end(count, size, start) or start + size + _END.size != length:
        raise Refused("V-01")
    if count > _MOST_MEMBERS or size > most:
        raise Refused("V-01")
    return count, size, start


def _end(count: int, size: int, start: int) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0)


@dataclass(frozen=True, slots=True)
class _Line:
    entry: _Entry
    written: bytes
    plain_name: bool


@dataclass(slots=True)
class _Lines:
    """The directory, read line by line."""

    rest: bytes

    def next(self) -> _Line:
        """The next line."""
        if len(self.rest) < _CENTRAL.size:
            raise Refused("V-01")
        facts = _CENTRAL.unpack_from(self.rest)
        crc, size, longest = facts[7], facts[8], facts[10]
        end = _CENTRAL.size + longest + facts[11] + facts[12]
        if facts[0] != b"PK\1\2" or end > len(self.rest) or longest > _LONGEST_NAME:
            raise Refused("V-01")
        written, self.rest = self.rest[:end], self.rest[end:]
        name = written[_CENTRAL.size : _CENTRAL.size + longest]
        entry = _Entry(name.decode("ascii", "replace"), facts[16], size, crc)
        return _Line(entry, written, name.isascii())


def _lies_right(file: BinaryIO, line: _Line, expected: int) -> bool:
    """Whether a member lies where and as it has to, and its headers say what its bytes are."""
    entry = line.entry
    file.seek(entry.start)
    if (
        entry.start != expected
        or line.written != entry.central()
        or file.read(entry.data - entry.start) != (entry.local())
    ):
        return False
    crc = 0
    for chunk in _chunks(file, entry.data, entry.size):
        crc = crc32(chunk, crc)
    return crc == entry.crc


def _chunks(file: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    end = start + size
    while start < end:
        file.seek(start)
        chunk = file.read(min(_CHUNK, end - start))
        if not chunk:
            return
        start += len(chunk)
        yield chunk
