"""Everything that reads what a PC/SC card, a keyboard or a scanner gave, each with true inputs to begin from.

A parser gets any bytes. It comes back, or refuses with one of the codes it names; nothing else may come out.
Several answers of a card in one input are written one after the other, each behind its length (two bytes).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import cycle

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from clerk.domain.faults import Language, Refused
from clerk.domain.staff import KeySlot, StaffKey
from integrations.readers.pcsc import bac, lds, mrz, passport, piv, social_card, staff_card, tlv
from integrations.readers.pcsc.apdu import ALL, Command, exchange
from integrations.readers.pcsc.steps import Step
from tests.readers.pcsc.cards import social, staff, travel
from tests.readers.pcsc.memory import MemoryCard

STEP = Step("读取", "reading")
TODAY = date(2026, 11, 24)
OK = b"\x90\x00"
SILENCE = b"\x6f\x00"
"""What a card says when the answers of an input are used up."""
LONGEST_EXCHANGE = 700
"""Commands of one exchange that no card may exceed."""


@dataclass(frozen=True, slots=True)
class Parser:
    """``read`` looks at any bytes; ``ends`` are all the codes it may refuse with."""

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    ends: frozenset[str]

    def end(self, data: bytes) -> str:
        """How reading ``data`` ends: a code with words for every place, ``""`` when it was read."""
        try:
            self.read(data)
        except Refused as refused:
            fault = refused.fault
            for language in Language:
                words = fault.sentence(language) + fault.cure(language)
                assert "—" not in words, f"{fault.code} leaves a place blank"
            assert fault.code in self.ends, f"{fault.code} is not expected here"
            return fault.code
        return ""


def packed(*answers: bytes) -> bytes:
    """Answers of a card as one input."""
    return b"".join(len(answer).to_bytes(2, "big") + answer for answer in answers)


def answers_in(data: bytes) -> Iterator[bytes]:
    """Answers of an input; the last may be shorter than it says."""
    while len(data) >= 2:
        end = 2 + int.from_bytes(data[:2], "big")
        yield data[2:end]
        data = data[end:]


def saying(data: bytes) -> MemoryCard:
    """A card that gives the answers of an input, one a command."""
    answers = answers_in(data)
    return MemoryCard(lambda _: next(answers, SILENCE))


def printable(*shown: str) -> None:
    """What goes to a screen must not steer it."""
    for text in shown:
        assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in text), ascii(text)


# Social security card

ITEMS = (
    social_card.IDENTIFIER,
    social_card.VERSION,
    social_card.CARD_NUMBER,
    social_card.NAME,
    social_card.PERSON_NUMBER,
    social_card.SEX,
    social_card.BIRTH,
    social_card.EXPIRES,
)


def a_record(data: bytes) -> None:
    """Which item, then the record as the card gave it, or bare text as another item holds it."""
    if not data:
        return
    item = ITEMS[data[0] % len(ITEMS)]
    value = social_card.record_value(data[1:], item)
    social_card.digits(value)
    if item is social_card.NAME:
        printable(social_card.name_of(value[:30], value[30:]))
    elif item in {social_card.BIRTH, social_card.EXPIRES}:
        social_card.day(value, item.step)
    else:
        printable(social_card.code(value, item.step))


def a_social_card(data: bytes) -> None:
    """The answers of a whole read."""
    card = saying(data)
    if not social_card.select(card):
        return
    found = social_card.read_selected(card)
    person = found.person
    assert person.name
    assert person.number
    printable(person.name, person.number, person.nation, person.issuer, found.card_number, found.version)


NAME_RECORD = b"\x09\x1e" + social.Holder().name.encode("gb18030").ljust(30, b"\0")


def _answers_of(card: social.SocialCard) -> bytes:
    said: list[bytes] = []

    def listening(command: bytes) -> bytes:
        said.append(card.answer(command))
        return said[-1]

    line = MemoryCard(listening, t0=card.t0)
    assert social_card.select(line)
    social_card.read_selected(line)
    return packed(*said)


def _records() -> Iterator[bytes]:
    long = social.Holder(name="甲阿卜杜热合曼·麦麦提图尔荪江乙丙")
    for holder in (social.Holder(), long, social.Holder(expires="99999999")):
        found = {tag: value for file in social.files(holder, "3.00").values() for tag, value in file.items()}
        for number, item in enumerate(ITEMS):
            value = found[item.tag]
            yield bytes((number, item.tag, len(value))) + value


# Data objects


def objects(data: bytes) -> None:
    """Data objects, their outermost header, and a path through them."""
    for act in (lambda: list(tlv.fields(data)), lambda: tlv.header(data), lambda: tlv.find(data, 0x53, 0x70)):
        try:
            act()
        except tlv.Malformed:
            continue
    try:
        again = b"".join(tlv.encoded(field.tag, field.value) for field in tlv.fields(data))
    except tlv.Malformed:
        return
    assert len(again) <= len(data)


# Passport


def a_zone(data: bytes) -> None:
    """A zone, typed or scanned."""
    zone = mrz.parse(data.decode("utf-8", "replace"))
    assert zone.key
    printable(zone.name, zone.number, zone.issuer)
    mrz.birth_day(zone.born, TODAY)
    mrz.expiry_day(zone.expires)


FILES = (lds.COM.identifier, lds.DG1.identifier, lds.DG12.identifier)


def plain_chip(content: dict[int, bytes]) -> MemoryCard:
    """A chip with these files, readable without a channel."""
    selected = 0

    def answer(command: bytes) -> bytes:
        nonlocal selected
        if command[1] == 0xA4:
            selected = int.from_bytes(command[5:7], "big")
            return OK if selected in content else b"\x6a\x82"
        start = command[2] << 8 | command[3]
        return content[selected][start : start + command[4]] + OK

    return MemoryCard(answer)


def chip_files(data: bytes) -> None:
    """EF.COM, DG1 and DG12, read piece by piece."""
    line = plain_chip(dict(zip(FILES, answers_in(data), strict=False)))
    lds.contents(lds.read_file(line, lds.COM))
    zone = lds.document_data(lds.read_file(line, lds.DG1))
    assert zone.same_document(zone)
    lds.issued_on(lds.read_file(line, lds.DG12))


def a_passport(data: bytes) -> None:
    """The zone that was typed, then the files of a chip which that zone opens: all the way to the person."""
    typed, *files = list(answers_in(data)) or [b""]
    zone = mrz.parse(typed.decode("utf-8", "replace"))
    chip = travel.PassportChip()
    chip.keys = travel.derive(hashlib.sha1(zone.key.encode(), usedforsecurity=False).digest()[:16])
    chip.files = dict(zip(FILES, files, strict=False))
    line = MemoryCard(chip)
    assert passport.select(line)
    person = passport.read_selected(line, zone, TODAY).person
    printable(person.name, person.number, person.issuer)


_KEYS = bac.Keys(bytes(range(16)), bytes(range(16, 32)))
_NONCES = bac.Nonces(bytes(range(8)), bytes(range(16)))


def protected(data: bytes) -> None:
    """Any answer through a secure channel, with the chip's seal or without.

    The first byte says what the rest is: a whole answer, or cryptogram and status that are sealed here.
    """
    kind, rest = data[:1], data[1:]
    if kind >= b"\x80":
        rest = _sealed(rest[:-2], rest[-2:])
    channel = bac.SecureChannel(MemoryCard(lambda _: rest), _KEYS, 0)
    answer = channel.ask(STEP, Command(0xB0, 0, 0, expect=16))
    assert len(answer.data) < len(rest)


def _sealed(cryptogram: bytes, status: bytes) -> bytes:
    body = travel.tlv("87", cryptogram) if cryptogram else b""
    body += travel.tlv("99", status)
    counter = (2).to_bytes(8, "big")  # the command was the first to be counted
    return body + travel.tlv("8e", travel.retail_mac(_KEYS.mac, counter + body)) + OK


def authentication(data: bytes) -> None:
    """Challenge and token of a chip; the token sealed rightly where the first byte says so."""
    challenge, token, *_ = [*answers_in(data[1:]), b"", b""]
    if data[:1] >= b"\x80":
        sealed = travel.cbc(_KEYS.enc, token[:32].ljust(32, b"\0"))
        token = sealed + travel.retail_mac(_KEYS.mac, sealed) + OK
    try:
        bac.authenticate(saying(packed(challenge, token)), _KEYS, _NONCES)
    except bac.NoBasicAccess as closed:
        assert closed.status != 0x9000


def _authentications() -> Iterator[bytes]:
    challenge = bytes(range(100, 108))
    opened = challenge + _NONCES.nonce + bytes(16)
    sealed = travel.cbc(_KEYS.enc, opened)
    yield b"\x00" + packed(challenge + OK, sealed + travel.retail_mac(_KEYS.mac, sealed) + OK)
    yield b"\xff" + packed(challenge + OK, opened)
    for status in ("6300", "6982", "6a80"):
        yield b"\x00" + packed(challenge + OK, bytes.fromhex(status))


def _chip_files() -> Iterator[bytes]:
    for zone in (travel.passport_zone(), travel.card_zone()):
        chip = travel.PassportChip(told=zone, groups=b"\x61\x75\x6c", issued="20200102")
        yield packed(*(chip.files[file] for file in FILES))
    yield packed(*list(travel.PassportChip().files.values()))


def _passports() -> Iterator[bytes]:
    mine = travel.passport_zone()
    zones = (
        (mine, mine),
        (mine, travel.passport_zone(number="E00000001")),
        (travel.card_zone(), travel.card_zone()),
        *((zone, zone) for zone in (travel.passport_zone(expires="261123"), travel.card_zone(code="IP"))),
        *((zone, zone) for zone in (travel.passport_zone(born="901399"), travel.passport_zone(""))),
    )
    for typed, told in zones:
        for groups, issued in ((b"\x61\x75", ""), (b"\x61\x6c", "20200102"), (b"\x61\x6c", "20310102")):
            chip = travel.PassportChip(told=told, groups=groups, issued=issued)
            yield packed(typed.encode(), *chip.files.values())
    chip = travel.PassportChip(groups=b"\x61\x6c")
    yield packed(mine.encode(), *chip.files.values())


# Staff card


@cache
def staff_keys() -> tuple[staff.Key, ...]:
    """A key of each kind that is used, and one that is not; made when first wanted."""
    return (
        ec.derive_private_key(20261124, ec.SECP256R1()),
        ec.derive_private_key(20261124, ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
        ec.derive_private_key(20261124, ec.SECP521R1()),
    )


def certificate_object(data: bytes) -> None:
    """The object with the certificate, and the key in it."""
    found = piv.certificate_in(data)
    assert len(found) <= max(len(data), 0x8000)
    if found:
        certificate(found)


def certificate(data: bytes) -> None:
    """A certificate, and its key once more as it is kept."""
    key = staff_card.key_in(data, KeySlot.CARD)
    printable(key.holder)
    staff_card.public_key(key.public_key)


def signature(data: bytes) -> None:
    """Which enrolled key, whether a PIN was typed, then the card's answers from the selection on."""
    mode = data[0] if data else 0
    typed = "246810" if mode >= 0x80 else None
    staff_card.answer_challenge(saying(data[1:]), _enrolled()[mode % 2], typed)
    raise AssertionError("a signature was made up")


@cache
def _enrolled() -> tuple[StaffKey, ...]:
    curve, _, module, _ = staff_keys()
    return tuple(staff_card.key_in(staff.certificate(key), KeySlot.CARD) for key in (curve, module))


def _certificates() -> Iterator[bytes]:
    for key in staff_keys():
        yield staff.certificate(key)
    yield staff.certificate(staff_keys()[0], "示例\x1b[2J")


def _certificate_objects() -> Iterator[bytes]:
    for key in staff_keys():
        for zipped in (False, True):
            card = staff.StaffCard(key, zipped=zipped)
            yield card._certificate(bytes.fromhex("5C035FC101"))[:-2]
    yield travel.tlv("53", b"")


def _signatures() -> Iterator[bytes]:
    selected = travel.tlv("61", travel.tlv("4f", piv.APPLICATION)) + OK
    block = {0: bytes(32), 1: b"\0\1" + b"\xff" * 202 + b"\0" + bytes(51)}
    for number, algorithm in ((0, 0x11), (1, 0x07)):
        card = staff.StaffCard(staff_keys()[0 if number == 0 else 2])
        template = travel.tlv("7c", b"\x82\x00" + travel.tlv("81", block[number]))
        yield bytes((number,)) + packed(selected, card._sign(algorithm, 0x9E, template))
        for status in ("6a80", "6a88", "6f00"):
            yield bytes((number,)) + packed(selected, bytes.fromhex(status))
    yield b"\x00" + packed(b"\x6a\x82")
    enrolled, other, _, unknown = (
        staff.StaffCard(key)._certificate(bytes.fromhex("5C035FC101")) for key in staff_keys()
    )
    for mode in (b"\x00", b"\x80"):
        for found in (enrolled, other, unknown, b"\x6a\x82"):
            for left in ("63c3", "63c1"):
                asked = (selected, b"\x69\x82", found, bytes.fromhex(left))
                yield mode + packed(*asked, b"\x63\xc2")
                yield mode + packed(*asked, OK, b"\x69\x82")


def pin(data: bytes) -> None:
    """Answers to the question for the tries and to the PIN."""
    line = saying(data)
    piv.present_pin(line, "246810")
    assert len(line.commands) >= 2


# The line


def exchanges(data: bytes) -> None:
    """Answers that begin again when they are used up; the first byte says how the line speaks."""
    answers = cycle(list(answers_in(data[1:])) or [SILENCE])
    sent = 0

    def transmit(command: bytes) -> bytes:
        nonlocal sent
        sent += 1
        assert 4 <= len(command) <= 261
        return next(answers)

    mode = data[0] if data else 0
    command = Command(0xCB, 0x3F, 0xFF, bytes(mode & 0x02 and 300), ALL)
    try:
        assert 0 <= exchange(transmit, STEP, command, t0=bool(mode & 1)).status <= 0xFFFF
    finally:
        assert sent <= LONGEST_EXCHANGE


def _exchanges() -> Iterator[bytes]:
    for mode in range(4):
        for answers in (
            ("9000",),
            ("aa9000",),
            ("6c03", "0102039000"),
            ("9000", "016102", "02036101", "049000"),
            ("6110", "6c02", "01029000"),
            ("00" * 256 + "6100",),
            ("6c05",),
            ("6884",),
        ):
            yield bytes((mode,)) + packed(*map(bytes.fromhex, answers))


NO_NAME = frozenset({"N-01", "N-02"})
ON_THE_LINE = frozenset({"I-78", "I-79"})


@cache
def parsers() -> tuple[Parser, ...]:
    """All of them. Keys and certificates of staff cards are made when this is called first."""
    zones = (
        travel.passport_zone(),
        travel.card_zone(),
        travel.card_zone("C00000001234"),
        travel.passport_zone(born="901399"),
        travel.passport_zone(expires="301399"),
    )
    cards = (social.SocialCard(), social.SocialCard(t0=False), social.SocialCard(version="1.00"))
    files = tuple(_chip_files())
    whole = tuple(map(_answers_of, cards))
    wants_module = packed(*list(answers_in(whole[1]))[:2], b"\x69\x82")
    nameless = whole[1].replace(NAME_RECORD, NAME_RECORD[:2] + b"\xa1" * 30)
    return (
        Parser("record", a_record, tuple(_records()), NO_NAME | {"I-78"}),
        Parser(
            "social card",
            a_social_card,
            (*whole, wants_module, nameless),
            ON_THE_LINE | NO_NAME | {"I-03", "I-86", "I-87"},
        ),
        Parser("data objects", objects, (*_certificate_objects(), *answers_in(files[0])), frozenset()),
        Parser(
            "zone",
            a_zone,
            (*(zone.encode() for zone in zones), zones[0][44:].encode(), "\n".join(zones).encode()),
            frozenset({"I-11", "I-90", "I-91"}),
        ),
        Parser("chip files", chip_files, files, ON_THE_LINE),
        Parser(
            "passport",
            a_passport,
            tuple(_passports()),
            ON_THE_LINE | {"I-03", "I-31", "I-90", "I-91", "I-96", "I-98", "N-01"},
        ),
        Parser(
            "secure messaging",
            protected,
            (
                b"\x00" + _sealed(b"\x01" + travel.cbc(_KEYS.enc, travel.padded(b"1234567890")), OK),
                b"\xff\x01" + travel.cbc(_KEYS.enc, travel.padded(b"1234567890")) + OK,
                b"\xff" + OK,
                b"\x00\x69\x88",
                b"\x00" + OK,
            ),
            ON_THE_LINE | {"I-94"},
        ),
        Parser("authentication", authentication, tuple(_authentications()), ON_THE_LINE | {"I-92", "I-94"}),
        Parser(
            "certificate object",
            certificate_object,
            tuple(_certificate_objects()),
            frozenset({"I-78", "S-55"}),
        ),
        Parser("certificate", certificate, tuple(_certificates()), frozenset({"I-78", "S-55"})),
        Parser(
            "signature",
            signature,
            tuple(_signatures()),
            ON_THE_LINE | {"I-77", "S-51", "S-52", "S-53", "S-54", "S-55"},
        ),
        Parser(
            "PIN",
            pin,
            (
                packed(b"\x63\xc3", OK),
                packed(b"\x63\xc3", b"\x63\xc2"),
                packed(b"\x63\xc3", b"\x69\x83"),
                packed(b"\x69\x83"),
                packed(OK, OK),
            ),
            ON_THE_LINE | {"S-52", "S-53"},
        ),
        Parser("exchange", exchanges, tuple(_exchanges()), frozenset({"I-78"})),
    )
