"""The staff card answers a challenge, or is not the one that was enrolled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from clerk.domain.faults import Refused
from clerk.domain.staff import KeySlot, StaffKey
from integrations.readers.pcsc import piv
from integrations.readers.pcsc.staff_card import (
    answer_challenge,
    enrolled_from,
    key_in,
    key_kind,
    keys_on,
    public_key,
)
from tests.readers.pcsc.cards.staff import Key, StaffCard, certificate
from tests.readers.pcsc.memory import MemoryCard


@pytest.fixture(scope="module")
def p256() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def rsa_key() -> Key:
    return rsa.generate_private_key(65537, 2048)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.fault.code


def enrol(card: StaffCard, slot: KeySlot = KeySlot.CARD, pin: str | None = None) -> StaffKey:
    return enrolled_from(MemoryCard(card, t0=card.t0), slot, pin)


def prove(card: StaffCard, key: StaffKey, pin: str | None = None) -> None:
    answer_challenge(MemoryCard(card, t0=card.t0), key, pin)


@pytest.mark.parametrize("t0", [True, False], ids=["T=0", "T=1"])
@pytest.mark.parametrize("zipped", [True, False], ids=["zipped", "plain"])
def test_a_card_is_enrolled_and_known_again(p256: Key, t0: bool, zipped: bool) -> None:
    card = StaffCard(p256, t0=t0, zipped=zipped)
    key = enrol(card)
    assert key.holder == "示例员工 0101"
    assert key.valid_until == date(2031, 1, 1)
    assert key.slot is KeySlot.CARD
    prove(card, key)


@pytest.mark.parametrize("t0", [True, False], ids=["T=0", "T=1"])
def test_an_rsa_card_signs_over_a_chain_of_commands(rsa_key: Key, t0: bool) -> None:
    card = StaffCard(rsa_key, t0=t0)
    prove(card, enrol(card))


def test_a_card_with_a_larger_curve_is_known_again() -> None:
    card = StaffCard(ec.generate_private_key(ec.SECP384R1()))
    prove(card, enrol(card))


def test_another_card_is_not_the_enrolled_one(p256: Key) -> None:
    key = enrol(StaffCard(p256))
    assert refusal(lambda: prove(StaffCard(), key)) == "S-54"


def test_a_card_with_another_kind_of_key_is_not_the_enrolled_one(p256: Key, rsa_key: Key) -> None:
    assert refusal(lambda: prove(StaffCard(rsa_key), enrol(StaffCard(p256)))) == "S-54"
    personal = enrol(StaffCard(personal_key=p256), KeySlot.AUTHENTICATION, "246810")
    assert refusal(lambda: prove(StaffCard(), personal, "246810")) == "S-54"


def test_a_copied_certificate_is_not_enough(p256: Key) -> None:
    """Its certificate is another card's, its key is its own."""

    class Copy(StaffCard):
        def _certificate(self, data: bytes) -> bytes:
            return StaffCard(p256)._certificate(data)

    assert refusal(lambda: enrol(Copy())) == "S-54"


def test_each_challenge_is_a_new_one(p256: Key) -> None:
    line = MemoryCard(StaffCard(p256))
    key = enrolled_from(line, KeySlot.CARD, None)
    for _ in range(5):
        answer_challenge(line, key, None)
    asked = [command for command in line.commands if command[1] == 0x87]
    assert len(asked) == len(set(asked)) == 6


def test_an_old_signature_is_worth_nothing(p256: Key) -> None:
    card = StaffCard(p256)
    key = enrol(card)
    old = card.answer(bytes.fromhex("00CB3FFF055C035FC10100")) and card._sign(
        0x11, 0x9E, bytes.fromhex("7C2482008120") + bytes(32)
    )

    class Replay(StaffCard):
        def _sign(self, algorithm: int, slot: int, data: bytes) -> bytes:
            return old

    assert refusal(lambda: prove(Replay(p256), key)) == "S-54"


def pins_sent(line: MemoryCard) -> list[bytes]:
    """Commands that held a PIN; without one they only ask how many tries are left."""
    return [command for command in line.commands if command[1] == 0x20 and len(command) > 5]


def test_a_personal_key_wants_the_pin_and_none_is_sent_by_itself(p256: Key) -> None:
    card = StaffCard(personal_key=p256)
    line = MemoryCard(card)
    with pytest.raises(Refused) as refused:
        enrolled_from(line, KeySlot.AUTHENTICATION, None)
    assert refused.value.fault.as_dict() == {"code": "S-51", "details": {"left": "3"}}
    assert pins_sent(line) == []
    assert card.tries == 3


def test_nobody_is_asked_for_a_pin_that_would_not_be_tried(p256: Key) -> None:
    card = StaffCard(personal_key=p256)
    card.tries = 1
    assert refusal(lambda: enrol(card, KeySlot.AUTHENTICATION)) == "S-53"


def test_a_pin_is_not_spent_on_a_card_that_wants_none(p256: Key) -> None:
    line = MemoryCard(StaffCard(p256))
    answer_challenge(line, enrolled_from(line, KeySlot.CARD, "135790"), "135790")
    assert pins_sent(line) == []


@pytest.mark.parametrize("pin", [None, "246810", "135790"])
def test_a_colleague_s_card_is_neither_asked_nor_tried_with_a_pin(p256: Key, pin: str | None) -> None:
    key = enrol(StaffCard(personal_key=p256), KeySlot.AUTHENTICATION, "246810")
    colleague = StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))
    line = MemoryCard(colleague)
    assert refusal(lambda: answer_challenge(line, key, pin)) == "S-54"
    assert pins_sent(line) == []
    assert colleague.tries == 3


def test_a_card_that_wants_the_pin_even_after_it_is_refused(p256: Key) -> None:
    class Forgetful(StaffCard):
        def _verify(self, data: bytes) -> bytes:
            said = super()._verify(data)
            self.verified = False
            return said

    assert refusal(lambda: enrol(Forgetful(personal_key=p256), KeySlot.AUTHENTICATION, "246810")) == "I-79"


def test_all_keys_of_a_card_are_told_without_its_pin(p256: Key) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    line = MemoryCard(StaffCard(p256, other))
    assert piv.select(line)
    assert [key.slot for key in keys_on(line)] == [KeySlot.AUTHENTICATION, KeySlot.CARD]
    assert pins_sent(line) == []
    line = MemoryCard(StaffCard(p256, ec.generate_private_key(ec.SECP521R1())))
    assert piv.select(line)
    assert [key.slot for key in keys_on(line)] == [KeySlot.CARD]


def test_a_key_is_told_by_its_kind(p256: Key, rsa_key: Key) -> None:
    large = ec.generate_private_key(ec.SECP384R1())
    kinds = [key_kind(enrol(StaffCard(key)).public_key) for key in (p256, large, rsa_key)]
    assert kinds == ["P-256", "P-384", "RSA 2048"]


def test_the_pin_its_holder_typed_opens_the_personal_key(p256: Key) -> None:
    card = StaffCard(personal_key=p256)
    prove(card, enrol(card, KeySlot.AUTHENTICATION, "246810"), "246810")
    assert card.tries == 3


def test_a_wrong_pin_costs_one_try_and_says_what_is_left(p256: Key) -> None:
    card = StaffCard(personal_key=p256)
    with pytest.raises(Refused) as refused:
        enrol(card, KeySlot.AUTHENTICATION, "000000")
    assert refused.value.fault.as_dict() == {"code": "S-52", "details": {"left": "2"}}
    assert card.tries == 2


def test_the_last_try_is_never_spent_here(p256: Key) -> None:
    card = StaffCard(personal_key=p256)
    card.tries = 1
    assert refusal(lambda: enrol(card, KeySlot.AUTHENTICATION, "000000")) == "S-53"
    assert refusal(lambda: enrol(card, KeySlot.AUTHENTICATION, "246810")) == "S-53"
    assert card.tries == 1


@pytest.mark.parametrize("typed", ["", "1234", "123456789", "abcdef", "１２３４５６"])
def test_what_is_no_pin_is_not_tried(p256: Key, typed: str) -> None:
    card = StaffCard(personal_key=p256)
    assert refusal(lambda: enrol(card, KeySlot.AUTHENTICATION, typed)) == "S-52"
    assert card.tries == 3


def test_the_tries_left_are_told_without_spending_one() -> None:
    card = StaffCard()
    for tries in (3, 2, 0):
        card.tries = tries
        line = MemoryCard(card)
        assert piv.select(line)
        assert piv.tries(line) == tries
        assert card.tries == tries


def test_an_empty_slot_is_said_to_be_empty() -> None:
    assert refusal(lambda: enrol(StaffCard(), KeySlot.AUTHENTICATION)) == "S-50"


def test_a_card_of_another_kind_is_no_staff_card() -> None:
    with pytest.raises(Refused) as refused:
        enrolled_from(MemoryCard(lambda _: b"\x6a\x82"), KeySlot.CARD, None)
    assert refused.value.fault.code == "I-77"


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP521R1()), rsa.generate_private_key(65537, 1024)],
    ids=["P-521", "RSA 1024"],
)
def test_a_key_of_another_kind_is_refused_by_name(key: Key) -> None:
    assert refusal(lambda: key_in(certificate(key), KeySlot.CARD)) == "S-55"


def test_bytes_that_are_no_key_are_refused_by_name() -> None:
    assert refusal(lambda: public_key(b"\x30\x00")) == "S-55"
    assert refusal(lambda: key_in(b"\x30\x00", KeySlot.CARD)) == "I-78"


def test_a_small_object_does_not_unpack_to_a_large_one() -> None:
    import gzip

    from tests.readers.pcsc.cards.travel import tlv

    bomb = tlv("53", tlv("70", gzip.compress(bytes(1 << 24))[:60000]) + tlv("71", b"\1"))
    assert len(piv.certificate_in(bomb)) <= 0x8000


def test_a_holder_s_name_cannot_move_the_cursor(p256: Key) -> None:
    assert refusal(lambda: key_in(certificate(p256, "示例\x1b[2J"), KeySlot.CARD)) == "I-78"
