"""A virtual social security card of version 1, 2 or 3 (示例)."""

from __future__ import annotations

from dataclasses import dataclass

DF_NAME = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
T0_ATR = bytes.fromhex("3B6D0000" + "0102030405060708090A0B0C0D")
"""Thirteen made-up historical bytes; no interface bytes, so that the service speaks T=0."""


def an(text: str, length: int) -> bytes:
    """Characters, left aligned, padded with 00."""
    return text.encode("gb18030").ljust(length, b"\0")


def cn(digits: str, length: int) -> bytes:
    """Packed digits, left aligned, padded with F."""
    return bytes.fromhex(digits.ljust(2 * length, "F"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom the card belongs to, and the card."""

    name: str = "赵测试"
    number: str = "310118199003070016"
    sex: str = "1"
    nation: str = "01"
    born: str = "19900307"
    card_number: str = "A12345678"
    identifier: str = "310118D1560000050000000000000001"
    issued: str = "20230701"
    expires: str = "20330701"


class SocialCard:
    """Two files of records. ``locked`` ones answer 6982 as cards do that want the PSAM.

    ``short_names`` False: the card wants a file selected first. ``t0`` False: it answers in one piece.
    """

    def __init__(
        self,
        holder: Holder | None = None,
        version: str = "3.00",
        locked: frozenset[int] = frozenset(),
        *,
        short_names: bool = True,
        t0: bool = True,
    ) -> None:
        self.atr = T0_ATR if t0 else bytes.fromhex("3B80800101")
        self.files = files(holder or Holder(), version)
        self.locked = locked
        self.short_names = short_names
        self.t0 = t0
        self.reset()

    def reset(self) -> None:
        """Nothing is selected."""
        self.selected = False
        self.file: int | None = None
        self.waiting = b""

    def answer(self, command: bytes) -> bytes:
        """Answer as the card's operating system does."""
        if len(command) < 4:
            return b"\x67\x00"
        if command[0] != 0x00:
            return b"\x6e\x00"
        match command[1]:
            case 0xA4:
                return self._select(command[2], body(command))
            case 0xB2 if self.selected:
                return self._record(command[2], command[3], command[4] if len(command) == 5 else 0)
            case 0xB2:
                return b"\x69\x85"
            case 0xC0:
                said, self.waiting = self.waiting[: command[4] or 256], b""
                return said + b"\x90\x00"
            case _:
                return b"\x6d\x00"

    def _select(self, p1: int, name: bytes) -> bytes:
        if p1 == 0x04 and name == DF_NAME:
            self.selected, self.file = True, None
            fci = b"\x84" + bytes((len(DF_NAME),)) + DF_NAME + bytes.fromhex("A5069F0C03860103")
            fci = b"\x6f" + bytes((len(fci),)) + fci
            if not self.t0:
                return fci + b"\x90\x00"
            self.waiting = fci
            return bytes((0x61, len(fci)))
        if p1 == 0x02 and self.selected and name[:1] == b"\xef" and name[1] in self.files:
            self.file = name[1]
            return b"\x90\x00"
        return b"\x6a\x82"

    def _record(self, tag: int, p2: int, expected: int) -> bytes:
        short = p2 >> 3
        if short and not self.short_names:
            return b"\x6a\x86"
        records = self.files.get(short or self.file or 0)
        if records is None:
            return b"\x6a\x82"
        if tag in self.locked:
            return b"\x69\x82"
        if tag not in records:
            return b"\x6a\x83"
        record = bytes((tag, len(records[tag]))) + records[tag]
        if self.t0 and expected != len(record):
            return bytes((0x6C, len(record)))
        return record + b"\x90\x00"


def body(command: bytes) -> bytes:
    """Data of a command."""
    return command[5 : 5 + command[4]] if len(command) > 5 else b""


def files(holder: Holder, version: str) -> dict[int, dict[int, bytes]]:
    """Records by file and tag. Version 1 has one record for the name, later ones go on in another."""
    name = holder.name.encode("gb18030")
    person = {
        0x08: an(holder.number, 18),
        0x09: name[:30].ljust(30, b"\0"),
        0x0A: an(holder.sex, 1),
        0x0B: cn(holder.nation, 1),
        0x0C: cn("310118", 3),
        0x0D: cn(holder.born, 4),
    }
    if not version.startswith("1"):
        person[0x4E] = name[30:].ljust(20, b"\0")
    card = {
        0x01: cn(holder.identifier, 16),
        0x02: an("3", 1),
        0x03: an(version, 4),
        0x04: cn("310000000000", 12),
        0x05: cn(holder.issued, 4),
        0x06: cn(holder.expires, 4),
        0x07: an(holder.card_number, 9),
    }
    return {5: card, 6: person}
