"""Whatever happens during whichever command of whichever read has its name, and the next read is sound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from random import Random

import pytest

from clerk.domain.faults import Fault, Language, Refused
from clerk.domain.parties import Person, Sex
from integrations.readers.pcsc.library import Code
from integrations.readers.pcsc.trouble import LOST
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.faulty_service import (
    WAYS,
    FaultyService,
    Transmitted,
    Way,
    ended,
    pulled,
    said,
    unplugged,
)

PATIENCE = 10.0
SEED = 20261124
Happening = Callable[[FaultyService, bytes], Transmitted]

LINE: dict[str, list[Happening]] = {
    "I-74": [
        *(pulled(code) for code in (*sorted(LOST), Code.REMOVED_CARD, Code.NO_SMARTCARD, Code.SUCCESS)),
        pulled(Code.SUCCESS, b"\x90"),
    ],
    "I-75": [
        *(ended(code) for code in sorted(LOST)),
        *map(ended, (Code.NO_SERVICE, Code.SERVICE_STOPPED, Code.COMM_ERROR, Code.INVALID_HANDLE)),
    ],
    "I-76": [
        *(unplugged(code) for code in (*sorted(LOST), Code.SUCCESS)),
        *map(unplugged, (Code.UNKNOWN_READER, Code.READER_UNAVAILABLE, Code.NO_READERS)),
    ],
    "I-78": [said(Code.SUCCESS), said(Code.SUCCESS, b"\x90")],
    "I-81": [said(Code.SHARING_VIOLATION)],
    "I-83": [said(Code.RESET_CARD), said(Code.RESET_CARD - (1 << 32))],
    "I-84": [said(code) for code in sorted(LOST)],
    "I-85": [said(code) for code in (0x80100001, 0x80100004, Code.TIMEOUT, 0x80100008, 0x1234, -1)],
}
"""Code → what a driver or the service may do instead of an answer."""

OF_A_CARD = frozenset(
    {"I-77", "I-78", "I-79", "I-86", "I-87", "I-89", "I-92", "I-93", "I-94", "N-01", "N-02"}
    | {"S-50", "S-51", "S-52", "S-53", "S-54", "S-55"}
)
"""All that an answer of a card may end in, as long as there is one."""

ways = pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])


def hit(way: Way, at: int, fault: Happening) -> Fault | None:
    """What a read with ``fault`` at its ``at``-th command says; None when it was done all the same."""
    service = way.service()
    service.at, service.fault = at, fault
    truth = way.act(way.service(), PATIENCE)
    found: Fault | None = None
    try:
        assert nothing_made_up(way.act(service, PATIENCE), truth)
    except Refused as refused:
        found = refused.fault
        for language in Language:
            assert "—" not in found.sentence(language) + found.cure(language), found.code
    assert service.commands >= at
    # Whatever it was, it is put right: the same reader reads the next card.
    service.card, service.up, service.plugged, service.at = way.card(), True, True, 0
    assert way.act(service, PATIENCE) == truth
    return found


def nothing_made_up(read: object, truth: object) -> bool:
    """Whether a read says what the card says; of a record that the card denied, it may say nothing."""
    if not isinstance(read, Person):
        return read == truth
    assert isinstance(truth, Person)
    silent = {"sex": Sex.UNKNOWN, "nation": "", "birth": None, "validity": None}
    return all(
        value == asdict(truth)[name] or (name in silent and value == silent[name])
        for name, value in asdict(read).items()
    )


@ways
@pytest.mark.parametrize("code", LINE)
def test_what_breaks_the_line_is_named_for_what_it_is_at_each_command(way: Way, code: str) -> None:
    for at in range(1, way.commands() + 1):
        for number, fault in enumerate(LINE[code]):
            found = hit(way, at, fault)
            assert found is not None
            assert found.code == code, (at, number)


CONTACT: list[tuple[str, int, str]] = [
    *(("SCardEstablishContext", code, "I-71") for code in (Code.NO_SERVICE, Code.SERVICE_STOPPED)),
    ("SCardListReaders", Code.SERVICE_STOPPED, "I-71"),
    ("SCardListReaders", Code.NO_READERS, "I-72"),
    ("SCardListReaders", 0x80100001, "I-85"),
    ("SCardConnect", Code.NO_SERVICE, "I-71"),
    ("SCardConnect", Code.UNKNOWN_READER, "I-72"),
    ("SCardConnect", Code.READER_UNAVAILABLE, "I-72"),
    ("SCardConnect", Code.NO_SMARTCARD, "I-50"),
    ("SCardConnect", Code.REMOVED_CARD, "I-50"),
    ("SCardConnect", Code.UNRESPONSIVE_CARD, "I-80"),
    ("SCardConnect", Code.UNPOWERED_CARD, "I-80"),
    ("SCardConnect", Code.UNSUPPORTED_CARD, "I-80"),
    ("SCardConnect", Code.PROTO_MISMATCH, "I-80"),
    ("SCardConnect", Code.SHARING_VIOLATION, "I-81"),
    ("SCardConnect", 0x80100001, "I-85"),
    ("SCardBeginTransaction", Code.SHARING_VIOLATION, "I-81"),
    ("SCardBeginTransaction", Code.REMOVED_CARD, "I-50"),
    ("SCardBeginTransaction", Code.INVALID_HANDLE, "I-71"),
    ("SCardBeginTransaction", -1, "I-85"),
]


@ways
@pytest.mark.parametrize(("call", "number", "code"), CONTACT)
def test_a_contact_that_is_not_made_is_named_for_what_prevents_it(
    way: Way, call: str, number: int, code: str
) -> None:
    service = way.service()
    service.codes[call] = number
    with pytest.raises(Refused) as refused:
        way.act(service, PATIENCE)
    assert refused.value.fault.code == code
    assert "—" not in refused.value.fault.sentence(Language.ZH)
    assert service.commands == 0
    service.codes.clear()
    assert way.act(service, PATIENCE) == way.act(way.service(), PATIENCE)


@ways
@pytest.mark.parametrize("gone", [pulled, unplugged, ended], ids=lambda gone: gone.__name__)
def test_what_is_gone_before_the_first_command_is_named(way: Way, gone: Callable[[int], Happening]) -> None:
    service = way.service()
    gone(Code.NOT_TRANSACTED)(service, b"")
    service.codes["SCardConnect"] = Code.UNRESPONSIVE_CARD
    with pytest.raises(Refused) as refused:
        way.act(service, PATIENCE)
    assert refused.value.fault.code == {"pulled": "I-50", "unplugged": "I-72", "ended": "I-71"}[gone.__name__]


STATUS = {
    "6982": {"I-79", "I-86", "I-92", "S-51"},
    "6A82": {"I-77", "I-79", "I-87", "S-50", "S-54"},
    "6F00": {"I-79"},
    "6700": {"I-77", "I-79"},
    "9000": {"I-78", "I-79", "I-87", "I-94"},
    "6C05": {"I-78", "I-79"},
    "61FF": {"I-78", "I-79", "I-87", "I-92"},
}
"""Status word alone, where an answer was wanted → what it may be taken for."""


@ways
@pytest.mark.parametrize("status", STATUS)
def test_a_status_word_at_each_command_is_never_a_person_nobody_wrote(way: Way, status: str) -> None:
    word = bytes.fromhex(status)
    codes = set()
    for at in range(1, way.commands() + 1):
        found = hit(way, at, said(Code.SUCCESS, word))
        codes |= {found.code} if found else set()
    assert codes <= STATUS[status]


@ways
@pytest.mark.parametrize(
    "endless", ["6100", "61FF", "6C00", "6CFF", "00" * 256 + "6100", "9000", "6F00", "", "FF"]
)
def test_a_card_that_says_the_same_for_ever_ends_the_read(way: Way, endless: str) -> None:
    words = bytes.fromhex(endless)
    for at in range(1, way.commands() + 1):
        service, card = way.service(), way.card()
        service.card = From(card, at, words)
        with pytest.raises(Refused) as refused:
            way.act(service, PATIENCE)
        assert refused.value.fault.code in OF_A_CARD, at
        assert service.commands < at + 700


@ways
def test_rubbish_at_each_command_ends_in_a_named_fault(way: Way) -> None:
    chance = Random(SEED)
    for at in range(1, way.commands() + 1):
        for _ in range(20):
            words = chance.randbytes(chance.randrange(2, 60)) + chance.choice((b"", b"\x90\x00"))
            found = hit(way, at, said(Code.SUCCESS, words))
            assert found is None or found.code in OF_A_CARD, (at, words.hex())


@ways
def test_an_answer_of_a_wrong_length_at_each_command_ends_in_a_named_fault(way: Way) -> None:
    def shorter(true: bytes) -> bytes:
        return true[:-3] + true[-2:]

    def longer(true: bytes) -> bytes:
        return true[:-2] + b"\x00" + true[-2:]

    def twice(true: bytes) -> bytes:
        return true[:-2] * 2 + true[-2:]

    def half(true: bytes) -> bytes:
        return true[: len(true) // 2]

    for at in range(1, way.commands() + 1):
        for change in (shorter, longer, twice, half):
            found = hit_in_answer(way, at, change)
            assert found is None or found.code in OF_A_CARD, (at, change.__name__)


@ways
def test_a_card_that_hangs_at_any_command_is_given_up_in_time(way: Way) -> None:
    patience = 0.04
    for at in range(1, way.commands() + 1):
        go_on = threading.Event()

        def hanging(service: FaultyService, command: bytes, go_on: threading.Event = go_on) -> Transmitted:
            go_on.wait(PATIENCE)
            return service.answered(command)

        service = way.service()
        service.at, service.fault = at, hanging
        begun = time.monotonic()
        with pytest.raises(Refused) as refused:
            way.act(service, patience)
        assert time.monotonic() - begun < patience + 0.5
        assert refused.value.fault.code == "I-82", at
        assert refused.value.fault.details["seconds"] == "0.04"
        go_on.set()


def test_no_pin_is_spent_by_anything_that_breaks_the_line() -> None:
    (way,) = [way for way in WAYS if way.name == "staff card"]
    for at in range(1, way.commands() + 1):
        for faults in LINE.values():
            for fault in faults:
                service = way.service()
                card = service.card
                assert isinstance(card, StaffCard)
                service.at, service.fault = at, fault
                with pytest.raises(Refused):
                    way.act(service, PATIENCE)
                assert card.tries == 3


class From:
    """A card that says ``words`` to everything from its ``at``-th command on."""

    def __init__(self, card: object, at: int, words: bytes) -> None:
        self.card = card
        self.at = at
        self.words = words
        self.count = 0
        self.atr = b""

    def reset(self) -> None:
        """As the card does."""
        self.card.reset()  # type: ignore[attr-defined]

    def answer(self, command: bytes) -> bytes:
        """As the card does, and then no more."""
        self.count += 1
        said: bytes = self.card.answer(command)  # type: ignore[attr-defined]
        return self.words if self.count >= self.at else said


def hit_in_answer(way: Way, at: int, change: Callable[[bytes], bytes]) -> Fault | None:
    """As :func:`hit`, with the card's ``at``-th answer changed."""

    def fault(service: FaultyService, command: bytes) -> Transmitted:
        code, answer = service.answered(command)
        return code, list(change(bytes(answer)))

    return hit(way, at, fault)
