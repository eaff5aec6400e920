"""The PIV application of a staff card: its certificates and its keys (NIST SP 800-73-4, SP 800-78-4)."""

from __future__ import annotations

import zlib

from clerk.domain.faults import Refused
from clerk.domain.staff import KeySlot
from integrations.readers.pcsc.apdu import (
    ALL,
    FILE_NOT_FOUND,
    SECURITY_STATUS,
    Card,
    Command,
    select_application,
)
from integrations.readers.pcsc.steps import Step, unreadable
from integrations.readers.pcsc.tlv import Malformed, encoded, find

APPLICATION = bytes.fromhex("A00000030800001000")
"""The name without its version: cards of every version answer to it."""

SELECT = Step("选择工作人员卡应用", "selecting the staff card application")
CERTIFICATE = Step("读取工作人员卡证书", "reading the staff card's certificate")
SIGN = Step("由工作人员卡签名", "having the staff card sign")
TRIES = Step("查询 PIN 剩余次数", "asking how many PIN tries are left")
PIN = Step("校验 PIN", "checking the PIN")

PIN_LENGTH = 8
_CERTIFICATE_LIMIT = 0x8000
_PIN_KEY = 0x80
_REFERENCE_NOT_FOUND = frozenset({0x6A80, 0x6A88, 0x6A86, FILE_NOT_FOUND})
_BLOCKED = 0x6983


_OBJECTS = {KeySlot.AUTHENTICATION: bytes.fromhex("5FC105"), KeySlot.CARD: bytes.fromhex("5FC101")}
"""Slot → tag of the object with its certificate (SP 800-73-4, part 1, table 3)."""


def select(card: Card) -> bool:
    """Select the application; False when the card has none.

    Raises:
        Refused: a failure of the line, ``I-79`` another answer than "not found".
    """
    answer = card.ask(SELECT, select_application(APPLICATION))
    if answer.no_application:
        return False
    answer.need(SELECT)
    return True


def certificate(card: Card, slot: KeySlot) -> bytes:
    """The certificate of a slot, DER.

    Raises:
        Refused: a failure of the line, ``S-50`` the slot is empty, ``I-78`` the object is unreadable.
    """
    answer = card.ask(CERTIFICATE, Command(0xCB, 0x3F, 0xFF, encoded(0x5C, _OBJECTS[slot]), expect=ALL))
    if answer.status == FILE_NOT_FOUND:
        raise Refused("S-50", slot=slot.value)
    found = certificate_in(answer.need(CERTIFICATE))
    if not found:
        raise Refused("S-50", slot=slot.value)
    return found


def certificate_in(data: bytes) -> bytes:
    """The certificate in a data object, unpacked; empty when the object is.

    Raises:
        Refused: ``I-78`` it is no such object.
    """
    try:
        whole = find(data, 0x53)
        packed = find(data, 0x53, 0x70)
        info = find(data, 0x53, 0x71)
    except Malformed:
        raise unreadable(CERTIFICATE) from None
    if whole is None:
        raise unreadable(CERTIFICATE)
    if not packed:
        return b""
    return _unzipped(packed) if info and info[0] & 1 else packed


def sign(card: Card, slot: KeySlot, algorithm: int, block: bytes) -> bytes | None:
    """What the slot's key makes of ``block`` (GENERAL AUTHENTICATE, internal authentication).

    None when the key wants the PIN first.

    Raises:
        Refused: a failure of the line, ``S-50`` there is no such key, ``I-78`` the answer is unreadable,
            ``I-79`` another refusal.
    """
    template = encoded(0x7C, encoded(0x82, b"") + encoded(0x81, block))
    answer = card.ask(SIGN, Command(0x87, algorithm, int(slot, 16), template, expect=ALL))
    if answer.status == SECURITY_STATUS:
        return None
    if answer.status in _REFERENCE_NOT_FOUND:
        raise Refused("S-50", slot=slot.value)
    return signature_in(answer.need(SIGN))


def signature_in(data: bytes) -> bytes:
    """The signature in the answer to GENERAL AUTHENTICATE.

    Raises:
        Refused: ``I-78`` there is none.
    """
    try:
        signature = find(data, 0x7C, 0x82)
    except Malformed:
        signature = None
    if not signature:
        raise unreadable(SIGN)
    return signature


def tries(card: Card) -> int | None:
    """How many PIN tries are left, None when the card does not say. Asking spends none.

    Raises:
        Refused: a failure of the line.
    """
    answer = card.ask(TRIES, Command(0x20, 0x00, _PIN_KEY))
    if answer.status == _BLOCKED:
        return 0
    return answer.status & 0x0F if answer.status & 0xFFF0 == 0x63C0 else None


def tries_to_spend(card: Card) -> int | None:
    """How many PIN tries are left, as long as one may be spent here.

    Raises:
        Refused: a failure of the line, ``S-53`` none is left, or only the last one.
    """
    left = tries(card)
    if left is not None and left <= 1:
        # The last try is left to the place that can unblock the card.
        raise Refused("S-53", left=str(left))
    return left


def in_words(left: int | None) -> str:
    """Tries left as a sentence holds them; a card need not say."""
    return "?" if left is None else str(left)


def present_pin(card: Card, pin: str) -> None:
    """Give the card the PIN its holder has just typed. Never called with anything else.

    Raises:
        Refused: ``S-52`` wrong, with the tries left, ``S-53`` blocked or about to be, or no PIN of a card,
            or a failure of the line.
    """
    left = tries_to_spend(card)
    typed = pin.encode("ascii", "replace")
    if not 6 <= len(typed) <= PIN_LENGTH or not typed.isdigit():
        raise Refused("S-52", left=in_words(left))
    answer = card.ask(PIN, Command(0x20, 0x00, _PIN_KEY, typed.ljust(PIN_LENGTH, b"\xff")))
    if answer.status & 0xFFF0 == 0x63C0:
        raise Refused("S-52", left=str(answer.status & 0x0F))
    if answer.status == _BLOCKED:
        raise Refused("S-53", left="0")
    answer.need(PIN)


def _unzipped(data: bytes) -> bytes:
    try:
        # 16: with a gzip header. The limit is against a small object that unpacks to a large one.
        unpacked = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(data, _CERTIFICATE_LIMIT)
    except zlib.error:
        raise unreadable(CERTIFICATE) from None
    if not unpacked:
        raise unreadable(CERTIFICATE)
    return unpacked
