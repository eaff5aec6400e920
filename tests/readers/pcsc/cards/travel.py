"""A virtual passport chip with basic access control (示例), written apart from the product's own reading.

The chip checks what it gets and closes the channel on any mistake, as chips do.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from tests.readers.pcsc.cards.social import body

CONTACTLESS_ATR = bytes.fromhex("3B80800101")


def digit(text: str) -> str:
    """Check digit of a machine-readable zone."""
    values = [0 if c == "<" else int(c, 36) for c in text]
    return str(sum(v * w for v, w in zip(values, [7, 3, 1] * len(values), strict=False)) % 10)


def passport_zone(
    name: str = "CESHI<<XIAO<MEI",
    number: str = "E00000000",
    born: str = "900307",
    sex: str = "F",
    expires: str = "300101",
    code: str = "PO",
    state: str = "CHN",
) -> str:
    """Two lines of 44 with right check digits."""
    number = number.ljust(9, "<")
    personal = "<" * 14
    first = f"{code:<<2}{state}{name}".ljust(44, "<")[:44]
    second = f"{number}{digit(number)}{state}{born}{digit(born)}{sex}{expires}{digit(expires)}{personal}<"
    whole = second[0:10] + second[13:20] + second[21:43]
    return f"{first}{second}{digit(whole)}"


def card_zone(
    number: str = "C00000001", born: str = "900307", expires: str = "300101", code: str = "I<"
) -> str:
    """Three lines of 30 with right check digits; a long number goes on in the optional data."""
    if len(number) > 9:
        optional = (number[9:] + digit(number)).ljust(15, "<")
        first = f"{code}UTO{number[:9]}<{optional}"
    else:
        number = number.ljust(9, "<")
        first = f"{code}UTO{number}{digit(number)}".ljust(30, "<")
    second = f"{born}{digit(born)}F{expires}{digit(expires)}UTO".ljust(29, "<")
    whole = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return first + second + digit(whole) + "CESHI<<XIAO<MEI".ljust(30, "<")


def tlv(tag: str, value: bytes) -> bytes:
    """One object with the shortest length."""
    size = len(value)
    length = (
        bytes((size,)) if size < 128 else bytes((0x81, size)) if size < 256 else b"\x82" + size.to_bytes(2)
    )
    return bytes.fromhex(tag) + length + value


class PassportChip:
    """Answers to the keys of ``zone``. ``groups`` are the further data groups it claims to hold.

    ``pace`` "only": no basic access control, and EF.CardAccess to tell; ``told`` is the zone in DG1.
    """

    def __init__(
        self,
        zone: str | None = None,
        told: str | None = None,
        groups: bytes = b"\x61\x75",
        issued: str = "",
        *,
        pace_only: bool = False,
        selectable: bool = True,
    ) -> None:
        self.atr = CONTACTLESS_ATR
        zone = zone or passport_zone()
        self.keys = derive(hashlib.sha1(access(zone).encode(), usedforsecurity=False).digest()[:16])
        self.pace_only = pace_only
        self.selectable = selectable
        com = tlv("5f01", b"0107") + tlv("5f36", b"040000") + tlv("5c", groups)
        self.files = {0x011E: tlv("60", com), 0x0101: tlv("61", tlv("5f1f", (told or zone).encode()))}
        if issued:
            self.files[0x010C] = tlv("6c", tlv("5f26", issued.encode()))
        self.card_access = tlv("31", tlv("30", bytes.fromhex("060A04007F00070202040202020102"))[:17])
        self.reset()

    def reset(self) -> None:
        """No challenge, no channel."""
        self.challenge = b""
        self.session: tuple[bytes, bytes] | None = None
        self.counter = 0
        self.file: int | None = None

    def answer(self, command: bytes) -> bytes:
        """Answer as a chip does."""
        if command[0] == 0x0C:
            return self._secured(command) if self.session else b"\x69\x88"
        match command[1]:
            case 0xA4 if command[2] == 0x04:
                known = body(command) == bytes.fromhex("A0000002471001")
                if known and not self.selectable:
                    return b"\x69\x82"
                return b"\x90\x00" if known else b"\x6a\x82"
            case 0xA4:
                return b"\x90\x00" if command[2] == 0x00 else b"\x69\x82"
            case 0xB0 if command[2] == 0x9C and (self.pace_only or not self.selectable):
                return self.card_access + b"\x90\x00"
            case 0x84 if not self.pace_only:
                self.challenge = os.urandom(8)
                return self.challenge + b"\x90\x00"
            case 0x82 if self.challenge:
                return self._authenticate(body(command))
            case _:
                return b"\x69\x82"

    def _authenticate(self, token: bytes) -> bytes:
        enc, mac_key = self.keys
        sealed, seal = token[:32], token[32:]
        opened = cbc(enc, sealed, back=True)
        if retail_mac(mac_key, sealed) != seal or opened[8:16] != self.challenge:
            self.challenge = b""
            return b"\x63\x00"
        half = os.urandom(16)
        mine = cbc(enc, self.challenge + opened[:8] + half)
        self.session = derive(bytes(a ^ b for a, b in zip(opened[16:], half, strict=True)))
        self.counter = int.from_bytes(self.challenge[4:] + opened[4:8])
        return mine + retail_mac(mac_key, mine) + b"\x90\x00"

    def _secured(self, command: bytes) -> bytes:
        assert self.session is not None
        enc, mac_key = self.session
        objects = dict(items(body(command)))
        signed = b"".join(tlv(f"{tag:02x}", objects[tag]) for tag in (0x87, 0x97) if tag in objects)
        if retail_mac(mac_key, self._count() + padded(command[:4]) + signed) != objects.get(0x8E):
            self.session = None
            return b"\x69\x88"
        data = unpadded(cbc(enc, objects[0x87][1:], back=True)) if 0x87 in objects else b""
        said, status = self._plain(command, data, objects.get(0x97, b"\0")[0])
        reply = tlv("87", b"\x01" + cbc(enc, padded(said))) if said else b""
        reply += tlv("99", status)
        return reply + tlv("8e", retail_mac(mac_key, self._count() + reply)) + b"\x90\x00"

    def _plain(self, command: bytes, data: bytes, expected: int) -> tuple[bytes, bytes]:
        if command[1] == 0xA4:
            self.file = int.from_bytes(data)
            return b"", b"\x90\x00" if self.file in self.files else b"\x6a\x82"
        if command[1] == 0xB0 and self.file in self.files:
            start = command[2] << 8 | command[3]
            return self.files[self.file][start : start + (expected or 256)], b"\x90\x00"
        return b"", b"\x6d\x00"

    def _count(self) -> bytes:
        self.counter += 1
        return self.counter.to_bytes(8)


def access(zone: str) -> str:
    """Number, birth and expiry with their check digits, out of a whole zone."""
    if len(zone) == 88:
        line = zone[44:]
        return line[0:10] + line[13:20] + line[21:28]
    return zone[5:15] + zone[30:37] + zone[38:45]


def items(data: bytes) -> list[tuple[int, bytes]]:
    """Objects with a tag of one byte."""
    found, place = [], 0
    while place < len(data):
        tag, size, place = data[place], data[place + 1], place + 2
        if size == 0x81:
            size, place = data[place], place + 1
        found.append((tag, data[place : place + size]))
        place += size
    return found


def derive(seed: bytes) -> tuple[bytes, bytes]:
    """Key for enciphering, key for authentication."""
    first, second = (hashlib.sha1(seed + n.to_bytes(4), usedforsecurity=False).digest()[:16] for n in (1, 2))
    return first, second


def cbc(key: bytes, data: bytes, *, back: bool = False) -> bytes:
    """Two-key triple DES from a zero block."""
    cipher = Cipher(TripleDES((key * 3)[:24]), modes.CBC(bytes(8)))
    engine = cipher.decryptor() if back else cipher.encryptor()
    return engine.update(data) + engine.finalize()


def padded(data: bytes) -> bytes:
    """80 and zeros up to a whole block."""
    return (data + b"\x80").ljust((len(data) // 8 + 1) * 8, b"\0")


def unpadded(data: bytes) -> bytes:
    """Without them."""
    return data[: data.rindex(b"\x80")]


def retail_mac(key: bytes, data: bytes) -> bytes:
    """DES chained over the padded data, its last block deciphered and enciphered again."""
    last = cbc(key[:8], padded(data))[-8:]
    return cbc(key[:8], cbc(key[8:], last, back=True))
