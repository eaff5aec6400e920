"""Basic access control of a travel document's chip, and the secure messaging after it: ICAO Doc 9303-11.

Triple DES and SHA-1 are what the document's standard asks for; nothing else here uses them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from clerk.domain.faults import Refused
from integrations.readers.pcsc.apdu import ALL, SECURITY_STATUS, Answer, Card, Command
from integrations.readers.pcsc.steps import Step, refused_by_card, unreadable
from integrations.readers.pcsc.tlv import Malformed, encoded, fields

BLOCK = 8
NONCE = 8
KEY = 16
TOKEN = 32
"""Bytes of the enciphered part of each side's answer: two nonces and a key."""

CHALLENGE = Step("向护照芯片取随机数", "asking the chip for a challenge")
AUTHENTICATE = Step("与护照芯片相互认证", "authenticating to the chip")

_KEY_ENC, _KEY_MAC = 1, 2
_CRYPTOGRAM, _LE, _STATUS, _MAC = 0x87, 0x97, 0x99, 0x8E
_PADDED = b"\x01"
_SECURE = 0x0C


@dataclass(frozen=True, slots=True)
class Keys:
    """Two keys: for enciphering and for message authentication. Never shown."""

    enc: bytes = field(repr=False)
    mac: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Nonces:
    """What the terminal makes up for one authentication: a nonce and half of the session's key."""

    nonce: bytes = field(repr=False)
    key: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Nonces:
        """Random ones."""
        return cls(secrets.token_bytes(NONCE), secrets.token_bytes(KEY))


def document_keys(mrz_key: str) -> Keys:
    """The keys that the printed zone gives: number, birth, expiry with check digits (9303-11, D.2)."""
    return _keys(hashlib.sha1(mrz_key.encode("ascii"), usedforsecurity=False).digest()[:KEY])


def authenticate(card: Card, keys: Keys, nonces: Nonces) -> SecureChannel:
    """Prove to the chip that the printed zone was seen, and open the secure channel.

    Raises:
        NoBasicAccess: the chip knows no basic access control.
        Refused: a failure of the line, ``I-92`` the chip does not accept the zone, ``I-78`` and ``I-94``
            its answer is no answer.
    """
    challenge = card.ask(CHALLENGE, Command(0x84, 0, 0, expect=NONCE))
    if not challenge.ok:
        raise NoBasicAccess(challenge.status)
    if len(challenge.data) != NONCE:
        raise unreadable(CHALLENGE)
    token = encipher(keys.enc, nonces.nonce + challenge.data + nonces.key)
    token += mac(keys.mac, token)
    answer = card.ask(AUTHENTICATE, Command(0x82, 0, 0, token, expect=len(token)))
    if _means_wrong_key(answer.status):
        raise Refused("I-92")
    answer.need(AUTHENTICATE)
    if len(answer.data) != TOKEN + BLOCK:
        raise unreadable(AUTHENTICATE)
    sealed, seal = answer.data[:TOKEN], answer.data[TOKEN:]
    opened = decipher(keys.enc, sealed)
    mine = opened[:NONCE] == challenge.data and opened[NONCE : 2 * NONCE] == nonces.nonce
    if not hmac.compare_digest(mac(keys.mac, sealed), seal) or not mine:
        raise Refused("I-94", step=AUTHENTICATE.zh, step_en=AUTHENTICATE.en)
    seed = bytes(a ^ b for a, b in zip(nonces.key, opened[2 * NONCE :], strict=True))
    counter = challenge.data[NONCE // 2 :] + nonces.nonce[NONCE // 2 :]
    return SecureChannel(card, _keys(seed), int.from_bytes(counter, "big"))


class NoBasicAccess(Exception):
    """The chip gives no challenge: it wants PACE, or it is no such chip."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status:04X}")


class SecureChannel:
    """A chip behind secure messaging; asked like any card. One per authentication, used by one thread."""

    def __init__(self, card: Card, keys: Keys, counter: int) -> None:
        self._card = card
        self._keys = keys
        self._counter = counter

    @property
    def reader(self) -> str:
        """Name of the reader the chip lies on."""
        return self._card.reader

    def ask(self, step: Step, command: Command) -> Answer:
        """Send one command enciphered and authenticated.

        Raises:
            Refused: a failure of the line, ``I-94`` the answer is not from this chip, or was changed.
        """
        answer = self._card.ask(step, self.protect(command))
        if not answer.data:
            # Without a protected answer nothing of it is proved; the chip has closed the channel.
            if answer.ok:
                raise _broken(step)
            raise refused_by_card(step, answer.status)
        return self.open(step, answer.data)

    def protect(self, command: Command) -> Command:
        """``command`` as it goes over the line."""
        secured = replace(command, cla=command.cla | _SECURE)
        body = b""
        if command.data:
            body += encoded(_CRYPTOGRAM, _PADDED + encipher(self._keys.enc, pad(command.data)))
        if command.expect is not None:
            body += encoded(_LE, bytes((command.expect % ALL,)))
        head = pad(bytes((secured.cla, secured.ins, secured.p1, secured.p2)))
        seal = mac(self._keys.mac, self._count() + head + body)
        return replace(secured, data=body + encoded(_MAC, seal), expect=ALL)

    def open(self, step: Step, data: bytes) -> Answer:
        """The answer inside a protected one.

        Raises:
            Refused: ``I-94`` it is not authentic, or no protected answer at all.
        """
        try:
            found = {item.tag: item.value for item in fields(data)}
        except Malformed:
            raise _broken(step) from None
        signed = b"".join(encoded(tag, found[tag]) for tag in (_CRYPTOGRAM, _STATUS) if tag in found)
        expected = mac(self._keys.mac, self._count() + signed)
        status = found.get(_STATUS, b"")
        if not hmac.compare_digest(expected, found.get(_MAC, b"")) or len(status) != 2:
            raise _broken(step)
        return Answer(self._plain(step, found.get(_CRYPTOGRAM)), int.from_bytes(status, "big"))

    def _plain(self, step: Step, cryptogram: bytes | None) -> bytes:
        if cryptogram is None:
            return b""
        sealed = cryptogram[1:]
        if cryptogram[:1] != _PADDED or not sealed or len(sealed) % BLOCK:
            raise _broken(step)
        padded = decipher(self._keys.enc, sealed)
        end = padded.rstrip(b"\0")
        if not end.endswith(b"\x80"):
            raise _broken(step)
        return end[:-1]

    def _count(self) -> bytes:
        self._counter = (self._counter + 1) % (1 << 8 * BLOCK)
        return self._counter.to_bytes(BLOCK, "big")


def encipher(key: bytes, data: bytes) -> bytes:
    """Triple DES in CBC mode from a zero block; ``data`` is a whole number of blocks."""
    encryptor = Cipher(_triple(key), modes.CBC(bytes(BLOCK))).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def decipher(key: bytes, data: bytes) -> bytes:
    """The other way."""
    decryptor = Cipher(_triple(key), modes.CBC(bytes(BLOCK))).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def mac(key: bytes, data: bytes) -> bytes:
    """MAC algorithm 3 of ISO/IEC 9797-1 with DES, after padding (9303-11, 9.8.6.3)."""
    chained = encipher(key[:BLOCK], pad(data))[-BLOCK:]
    return encipher(key[:BLOCK], decipher(key[BLOCK:], chained))


def pad(data: bytes) -> bytes:
    """Padding method 2 of ISO/IEC 9797-1."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def _triple(key: bytes) -> TripleDES:
    # Two keys make K1 K2 K1; a single one three times is DES.
    return TripleDES(key + key[:BLOCK] if len(key) == KEY else key * 3)


def _keys(seed: bytes) -> Keys:
    def derived(use: int) -> bytes:
        return hashlib.sha1(seed + use.to_bytes(4, "big"), usedforsecurity=False).digest()[:KEY]

    return Keys(derived(_KEY_ENC), derived(_KEY_MAC))


def _means_wrong_key(status: int) -> bool:
    # 6300 is the common answer; chips differ (6982, 6985, 6988). All of them came as answers of the chip:
    # a chip that was pulled gives none, and is never taken for a wrong zone.
    return status >> 8 == 0x63 or status in {SECURITY_STATUS, 0x6985, 0x6988}


def _broken(step: Step) -> Refused:
    return Refused("I-94", step=step.zh, step_en=step.en)
