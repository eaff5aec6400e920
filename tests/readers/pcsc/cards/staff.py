"""A virtual PIV staff card (示例): its keys sign, and its PIN counter counts."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.readers.pcsc.cards.social import T0_ATR, body
from tests.readers.pcsc.cards.travel import CONTACTLESS_ATR, tlv

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
CERTIFICATES = {0x9A: bytes.fromhex("5FC105"), 0x9E: bytes.fromhex("5FC101")}
UNTIL = datetime(2031, 1, 1, tzinfo=UTC)


class StaffCard:
    """PIV with a key in 9E and perhaps in 9A. ``t0``: long answers are fetched piece by piece."""

    def __init__(
        self,
        key: Key | None = None,
        personal_key: Key | None = None,
        pin: str = "246810",
        *,
        t0: bool = False,
        zipped: bool = False,
        until: datetime = UNTIL,
    ) -> None:
        self.atr = T0_ATR if t0 else CONTACTLESS_ATR
        self.t0 = t0
        self.keys = {0x9E: key or ec.generate_private_key(ec.SECP256R1())}
        if personal_key:
            self.keys[0x9A] = personal_key
        self.zipped = zipped
        self.until = until
        self.pin = pin.encode().ljust(8, b"\xff")
        self.tries = 3
        self.reset()

    def reset(self) -> None:
        """The PIN is forgotten, its counter is not."""
        self.selected = self.verified = False
        self.waiting = self.chain = b""

    def answer(self, command: bytes) -> bytes:
        """Answer as the card does, in pieces where it must."""
        if command[1] == 0xC0:
            return self._piece(command[4] or 256)
        if command[0] & 0x10:
            self.chain += body(command)
            return b"\x90\x00"
        data, self.chain = self.chain + body(command), b""
        said = self._whole(command, data)
        if len(said) <= (2 if self.t0 else 258):
            return said
        self.waiting = said[:-2]
        return self._piece(0)

    def _piece(self, length: int) -> bytes:
        said, self.waiting = self.waiting[:length], self.waiting[length:]
        return said + (bytes((0x61, min(len(self.waiting), 255))) if self.waiting else b"\x90\x00")

    def _whole(self, command: bytes, data: bytes) -> bytes:
        if command[1] == 0xA4:
            self.selected = data == bytes.fromhex("A00000030800001000")
            return tlv("61", tlv("4f", data)) + b"\x90\x00" if self.selected else b"\x6a\x82"
        if not self.selected:
            return b"\x6d\x00"
        match command[1]:
            case 0xCB:
                return self._certificate(data)
            case 0x87:
                return self._sign(command[2], command[3], data)
            case 0x20:
                return self._verify(data)
            case _:
                return b"\x6d\x00"

    def _certificate(self, data: bytes) -> bytes:
        slot = next((slot for slot, tag in CERTIFICATES.items() if data[2:] == tag), None)
        if slot not in self.keys:
            return b"\x6a\x82"
        found = certificate(self.keys[slot], until=self.until)
        found = gzip.compress(found) if self.zipped else found
        whole = tlv("70", found) + tlv("71", bytes((self.zipped,))) + tlv("fe", b"")
        return tlv("53", whole) + b"\x90\x00"

    def _sign(self, algorithm: int, slot: int, data: bytes) -> bytes:
        key = self.keys.get(slot)
        if key is None:
            return b"\x6a\x88"
        if slot == 0x9A and not self.verified:
            return b"\x69\x82"
        block = data[data.index(b"\x82\x00\x81") + 3 :]
        block = block[1:] if block[0] < 128 else block[2:] if block[0] == 0x81 else block[3:]
        if isinstance(key, rsa.RSAPrivateKey):
            if algorithm != 0x07 or len(block) != 256:
                return b"\x6a\x80"
            numbers = key.private_numbers()
            made = pow(int.from_bytes(block), numbers.d, numbers.public_numbers.n).to_bytes(256)
        else:
            large = key.key_size > 256
            if algorithm != (0x14 if large else 0x11) or len(block) != (48 if large else 32):
                return b"\x6a\x80"
            made = key.sign(block, ec.ECDSA(utils.Prehashed(SHA384() if large else SHA256())))
        return tlv("7c", tlv("82", made)) + b"\x90\x00"

    def _verify(self, data: bytes) -> bytes:
        if self.tries == 0:
            return b"\x69\x83"
        if not data:
            return b"\x90\x00" if self.verified else bytes((0x63, 0xC0 | self.tries))
        if data == self.pin:
            self.tries, self.verified = 3, True
            return b"\x90\x00"
        self.tries -= 1
        return bytes((0x63, 0xC0 | self.tries)) if self.tries else b"\x69\x83"


def certificate(key: Key, name: str = "示例员工 0101", until: datetime = UNTIL) -> bytes:
    """A certificate of the card's key, signed by itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .sign(key, SHA256())
        .public_bytes(Encoding.DER)
    )
