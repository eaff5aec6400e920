"""Opening a passport's chip, on the worked example of ICAO Doc 9303-11, appendix D."""

from __future__ import annotations

import pytest

from clerk.domain.faults import Refused
from integrations.readers.pcsc.apdu import ALL, Answer, Command
from integrations.readers.pcsc.bac import (
    Keys,
    NoBasicAccess,
    Nonces,
    SecureChannel,
    authenticate,
    document_keys,
)
from integrations.readers.pcsc.mrz import check_digit
from integrations.readers.pcsc.steps import Step
from tests.readers.pcsc.memory import MemoryCard

H = bytes.fromhex
STEP = Step("读取", "reading")
MRZ_KEY = "L898902C<369080619406236"
CHALLENGE = H("4608F91988702212")
NONCES = Nonces(H("781723860C06C226"), H("0B795240CB7049B01C19B33E32804F0B"))
TOKEN = H("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A7")
REPLY = H("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449")
SESSION = Keys(H("979EC13B1CBFE9DCD01AB0FED307EAE5"), H("F1CB1F1FB5ADF208806B89DC579DC1F8"))
COUNTER = 0x887022120C06C226


class ExampleChip:
    """Answers as in the example."""

    def __init__(self, challenge: bytes = CHALLENGE + b"\x90\0", reply: bytes = REPLY + b"\x90\0") -> None:
        self.answers = {0x84: challenge, 0x82: reply}
        self.atr = b""

    def reset(self) -> None:
        """Nothing to forget."""

    def answer(self, command: bytes) -> bytes:
        """The prepared answer."""
        return self.answers[command[1]]


def without_parity(key: bytes) -> bytes:
    """DES ignores the lowest bit of each byte; the standard prints it set for odd parity."""
    return bytes(byte & 0xFE for byte in key)


def channel(*answers: bytes) -> SecureChannel:
    turn = iter(answers)
    return SecureChannel(MemoryCard(lambda _: next(turn)), SESSION, COUNTER)


def test_the_keys_come_from_number_birth_and_expiry() -> None:
    assert "L898902C<" + check_digit("L898902C<") + "690806" + "1" + "940623" + "6" == MRZ_KEY
    keys = document_keys(MRZ_KEY)
    assert without_parity(keys.enc) == without_parity(H("AB94FDECF2674FDFB9B391F85D7F76F2"))
    assert without_parity(keys.mac) == without_parity(H("7962D9ECE03D1ACD4C76089DCE131543"))


def test_both_sides_prove_that_they_know_the_printed_lines() -> None:
    line = MemoryCard(ExampleChip())
    opened = authenticate(line, document_keys(MRZ_KEY), NONCES)
    assert line.commands == [H("0084000008"), H("0082000028") + TOKEN + b"\x28"]
    # The session's keys and counter are right when the example's first command comes out.
    secured = opened.protect(Command(0xA4, 0x02, 0x0C, H("011E")))
    assert secured.encoded() == H("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800")


def test_the_example_s_commands_and_answers_go_through_the_channel() -> None:
    sent: list[bytes] = []
    answers = iter(
        [
            H("990290008E08FA855A5D4C50A8ED9000"),
            H("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"),
            H("871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"),
        ]
    )

    def chip(command: bytes) -> bytes:
        sent.append(command)
        return next(answers)

    opened = SecureChannel(MemoryCard(chip), SESSION, COUNTER)
    assert opened.ask(STEP, Command(0xA4, 0x02, 0x0C, H("011E"))) == Answer(b"", 0x9000)
    assert opened.ask(STEP, Command(0xB0, 0, 0, expect=4)).data == H("60145F01")
    rest = opened.ask(STEP, Command(0xB0, 0, 4, expect=18)).data
    assert rest == H("04303130365F36063034303030305C026175")
    assert sent[1:] == [
        H("0CB000000D9701048E08ED6705417E96BA5500"),
        H("0CB000040D9701128E082EA28A70F3C7B53500"),
    ]


def test_a_changed_answer_is_not_believed() -> None:
    good = H("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000")
    for place in range(len(good) - 2):
        changed = bytearray(good)
        changed[place] ^= 1
        opened = channel(H("990290008E08FA855A5D4C50A8ED9000"), bytes(changed))
        opened.ask(STEP, Command(0xA4, 0x02, 0x0C, H("011E")))
        with pytest.raises(Refused) as refused:
            opened.ask(STEP, Command(0xB0, 0, 0, expect=4))
        assert refused.value.fault.code == "I-94"


def test_an_answer_of_before_is_not_believed_again() -> None:
    first = H("990290008E08FA855A5D4C50A8ED9000")
    opened = channel(first, first)
    opened.ask(STEP, Command(0xA4, 0x02, 0x0C, H("011E")))
    with pytest.raises(Refused) as refused:
        opened.ask(STEP, Command(0xA4, 0x02, 0x0C, H("011E")))
    assert refused.value.fault.code == "I-94"


def test_an_answer_outside_the_channel_is_not_believed() -> None:
    with pytest.raises(Refused) as refused:
        channel(b"\x90\x00").ask(STEP, Command(0xB0, 0, 0, expect=ALL))
    assert refused.value.fault.code == "I-94"
    with pytest.raises(Refused) as refused:
        channel(b"\x69\x88").ask(STEP, Command(0xB0, 0, 0, expect=ALL))
    assert refused.value.fault.code == "I-79"


@pytest.mark.parametrize("status", ["6300", "63CF", "6982", "6985", "6988"])
def test_a_chip_that_does_not_know_the_lines_says_so(status: str) -> None:
    chip = ExampleChip(reply=H(status))
    with pytest.raises(Refused) as refused:
        authenticate(MemoryCard(chip), document_keys(MRZ_KEY), NONCES)
    assert refused.value.fault.code == "I-92"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"\x90\x00", "I-78"),
        (REPLY[:-1] + b"\x90\x00", "I-78"),
        (bytes(40) + b"\x90\x00", "I-94"),
        (b"\x67\x00", "I-79"),
    ],
)
def test_an_answer_that_proves_nothing_opens_nothing(reply: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        authenticate(MemoryCard(ExampleChip(reply=reply)), document_keys(MRZ_KEY), NONCES)
    assert refused.value.fault.code == code


def test_a_reply_to_another_challenge_is_not_believed() -> None:
    other = ExampleChip(challenge=bytes(8) + b"\x90\x00")
    with pytest.raises(Refused) as refused:
        authenticate(MemoryCard(other), document_keys(MRZ_KEY), NONCES)
    assert refused.value.fault.code == "I-94"


def test_a_chip_without_a_challenge_has_no_basic_access() -> None:
    with pytest.raises(NoBasicAccess):
        authenticate(MemoryCard(ExampleChip(challenge=b"\x69\x82")), document_keys(MRZ_KEY), NONCES)
    with pytest.raises(Refused) as refused:
        authenticate(MemoryCard(ExampleChip(challenge=b"\x90\x00")), document_keys(MRZ_KEY), NONCES)
    assert refused.value.fault.code == "I-78"


def test_keys_do_not_show_in_what_is_printed_of_them() -> None:
    assert "979e" not in repr(SESSION).lower()
    assert repr(NONCES) == "Nonces()"
