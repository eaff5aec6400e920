"""Cards read through a real pcscd: the whole way from the slot to the person, and each way it can break."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from clerk.domain.faults import Refused
from clerk.domain.parties import DocumentKind, Strength
from clerk.ports import CardEventKind, CardReader
from integrations.readers.pcsc.applicant import ApplicantReader
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.staff_card import StaffCardReader
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.cards.travel import PassportChip, passport_zone
from tests.readers.pcsc.conftest import NOW, StoppedClock
from tests.readers.pcsc.service import READERS, PcscService
from tests.readers.pcsc.slot import PulledAt, Recorded, Saying, Stuck, VirtualCard
from tests.readers.pcsc.watching import Events

APPLICANT, STAFF = READERS
ZONE = passport_zone()


@pytest.fixture
def reader(library: PcscLibrary, clock: StoppedClock) -> ApplicantReader:
    """The applicant's reader."""
    return ApplicantReader("身份读卡器", library, APPLICANT, clock)


@pytest.fixture
def staff(library: PcscLibrary) -> StaffCardReader:
    """The staff's reader."""
    return StaffCardReader("工作人员读卡器", library, STAFF)


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


@pytest.mark.parametrize("version", ["1.00", "2.00", "3.00"])
def test_a_social_security_card_is_read(
    reader: CardReader, pcscd: PcscService, events: Events, version: str
) -> None:
    card = Recorded(SocialCard(version=version))
    with events.lying(pcscd, card):
        read = reader.read()
    assert read.person.name == "赵测试"
    assert read.person.document is DocumentKind.SOCIAL_SECURITY
    assert read.evidence.strength is Strength.CHIP
    assert read.evidence.reader == APPLICANT
    assert read.evidence.read_at == NOW
    assert [fault.code for fault in read.warnings] == ["I-88"]
    # The slot speaks T=0: the rest of an answer was fetched, and lengths were put right.
    assert 0xC0 in {command[1] for command in card.commands}


def test_a_card_that_wants_the_psam_says_so(reader: CardReader, pcscd: PcscService, events: Events) -> None:
    with events.lying(pcscd, SocialCard(locked=frozenset({0x05, 0x08, 0x09}))):
        assert refusal(reader.read).fault.code == "I-86"


def test_a_passport_is_opened_with_its_printed_lines(
    reader: CardReader, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, PassportChip()):
        assert refusal(reader.read).fault.code == "I-89"
        read = reader.read(ZONE)
        assert refusal(lambda: reader.read(passport_zone(number="E00000001"))).fault.code == "I-92"
        again = reader.read(ZONE)
    assert read.person.name == again.person.name == "CESHI XIAO MEI"
    assert read.evidence.strength is Strength.CHIP_UNAUTHENTICATED
    assert "I-95" in [fault.code for fault in read.warnings]


def test_a_passport_with_pace_alone_is_refused(
    reader: CardReader, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, PassportChip(pace_only=True)):
        assert refusal(lambda: reader.read(ZONE)).fault.code == "I-93"


@pytest.mark.parametrize("t0", [True, False], ids=["T=0", "T=1"])
def test_a_staff_card_signs_in(staff: StaffCardReader, pcscd: PcscService, events: Events, t0: bool) -> None:
    card = StaffCard(t0=t0)
    with events.lying(pcscd, card, slot=1):
        key = staff.enrol()
        staff.prove(key)
        assert card.tries == 3
    with events.lying(pcscd, StaffCard(), slot=1):
        assert refusal(lambda: staff.prove(key)).fault.code == "S-54"


def test_two_readers_are_two_people_s(
    reader: CardReader, staff: StaffCardReader, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, SocialCard()), events.lying(pcscd, StaffCard(), slot=1):
        assert reader.read().person.name == "赵测试"
        staff.prove(staff.enrol())


def test_a_card_in_the_wrong_reader_is_unknown_there(
    reader: CardReader, staff: StaffCardReader, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, StaffCard()), events.lying(pcscd, SocialCard(), slot=1):
        for act in (reader.read, lambda: reader.read(ZONE)):
            assert refusal(act).fault.as_dict() == {"code": "I-77", "details": {"reader": reader.name}}
        assert refusal(staff.enrol).fault.code == "I-77"


def test_an_empty_reader_is_empty(reader: CardReader, events: Events) -> None:
    assert refusal(reader.read).fault.as_dict() == {"code": "I-50", "details": {"reader": reader.name}}


def test_a_reader_is_told_by_its_whole_name_with_or_without_a_card(
    library: PcscLibrary, clock: StoppedClock, pcscd: PcscService, events: Events
) -> None:
    part: CardReader = ApplicantReader("身份读卡器", library, "00 00", clock)
    assert part.number() == APPLICANT
    with events.lying(pcscd, SocialCard()):
        assert part.number() == APPLICANT
    for wanted, code in (("Gemalto", "I-72"), ("Virtual", "I-73")):
        assert refusal(ApplicantReader("身份读卡器", library, wanted, clock).number).fault.code == code


def test_a_reader_that_is_not_there_is_missed(
    library: PcscLibrary, clock: StoppedClock, events: Events
) -> None:
    assert refusal(ApplicantReader("身份读卡器", library, "Gemalto", clock).read).fault.code == "I-72"
    assert refusal(ApplicantReader("身份读卡器", library, "", clock).read).fault.code == "I-73"


def commands_of(
    card: VirtualCard, read: Callable[[], object], pcscd: PcscService, events: Events, slot: int
) -> int:
    """How many commands a whole read takes."""
    recorded = Recorded(card)
    with events.lying(pcscd, recorded, slot):
        read()
    return len(recorded.commands)


@pytest.mark.slow
def test_a_social_security_card_pulled_in_any_command_is_a_pulled_card(
    reader: CardReader, pcscd: PcscService, events: Events
) -> None:
    whole = commands_of(SocialCard(), reader.read, pcscd, events, 0)
    assert whole > 12
    for number in range(1, whole + 1):
        with events.lying(pcscd, PulledAt(SocialCard(), number)):
            assert refusal(reader.read).fault.code == "I-74", number


@pytest.mark.slow
def test_a_passport_pulled_in_any_command_is_never_a_wrong_zone(
    reader: CardReader, pcscd: PcscService, events: Events
) -> None:
    whole = commands_of(PassportChip(), lambda: reader.read(ZONE), pcscd, events, 0)
    assert whole > 7
    for number in range(1, whole + 1):
        with events.lying(pcscd, PulledAt(PassportChip(), number)):
            assert refusal(lambda: reader.read(ZONE)).fault.code == "I-74", number


@pytest.mark.slow
def test_a_staff_card_pulled_in_any_command_is_never_a_wrong_pin(
    staff: StaffCardReader, pcscd: PcscService, events: Events
) -> None:
    from clerk.domain.staff import KeySlot

    card = StaffCard(personal_key=StaffCard().keys[0x9E])

    def enrol() -> object:
        return staff.enrol(KeySlot.AUTHENTICATION, "246810")

    whole = commands_of(card, enrol, pcscd, events, 1)
    assert whole > 4
    for number in range(1, whole + 1):
        with events.lying(pcscd, PulledAt(card, number), 1):
            assert refusal(enrol).fault.code == "I-74", number
        assert card.tries == 3


def test_the_step_of_the_pull_is_named(reader: CardReader, pcscd: PcscService, events: Events) -> None:
    with events.lying(pcscd, PulledAt(PassportChip(), 3)):
        details = refusal(lambda: reader.read(ZONE)).fault.details
    assert details["step_en"] == "authenticating to the chip"


@pytest.mark.parametrize("stop", [PcscService.stop, PcscService.kill], ids=["stopped", "killed"])
def test_a_service_that_ends_in_the_middle_is_named_and_the_next_one_is_used(
    reader: CardReader, pcscd: PcscService, events: Events, stop: Callable[[PcscService], None]
) -> None:
    stuck = Stuck(SocialCard(), 5)
    said: list[str] = []
    with pcscd.insert(stuck):
        events.wait_for(CardEventKind.CARD_IN, APPLICANT)
        thread = threading.Thread(target=lambda: said.append(refusal(reader.read).fault.code))
        thread.start()
        assert stuck.reached.wait(10)
        # A service that is told to stop waits for the card's answer first.
        threading.Timer(0.05, stuck.go_on.set).start() if stop is PcscService.stop else None
        stop(pcscd)
        stuck.go_on.set()
        thread.join(10)
    assert said
    assert said[0] in {"I-75", "I-74"}
    assert stop is not PcscService.kill or said == ["I-75"]
    assert refusal(reader.read).fault.code == "I-71"
    events.wait_for(CardEventKind.SERVICE_DOWN)
    pcscd.start()
    events.wait_for(CardEventKind.SERVICE_UP)
    events.wait_for_readers()
    with events.lying(pcscd, SocialCard()):
        assert reader.read().person.name == "赵测试"


def test_a_card_that_hangs_holds_nobody_for_ever(
    library: PcscLibrary, clock: StoppedClock, pcscd: PcscService, events: Events
) -> None:
    hasty = ApplicantReader("身份读卡器", library, APPLICANT, clock, patience=0.5)
    stuck = Stuck(SocialCard(), 3)
    with events.lying(pcscd, stuck):
        fault = refusal(hasty.read).fault
        assert (fault.code, fault.details["seconds"]) == ("I-82", "0.5")
        assert fault.details["step_en"] == "reading the card identifier"
        # The reader is still busy with the read that was given up.
        assert refusal(hasty.read).fault.code == "I-82"
        stuck.go_on.set()
        assert hasty.read().person.name == "赵测试"
    # What was given up ended at once instead of reading on for nobody.
    selections = [n for n, command in enumerate(stuck.commands) if command[1:3] == b"\xa4\x04"]
    assert len(selections) == 2
    assert selections[1] == 3


@pytest.mark.parametrize(
    "rubbish", ["90", "6A", "FFFF", "6F00", "9000", "6100", "00" * 40 + "9000", "FF" * 258]
)
def test_a_card_that_answers_rubbish_ends_in_a_named_fault(
    reader: CardReader, staff: StaffCardReader, pcscd: PcscService, events: Events, rubbish: str
) -> None:
    words = bytes.fromhex(rubbish)
    with events.lying(pcscd, Saying(SocialCard(), 1, words)):
        for act in (reader.read, lambda: reader.read(ZONE)):
            assert refusal(act).fault.code in {
                "I-74",
                "I-77",
                "I-78",
                "I-79",
                "I-84",
                "I-85",
                "I-87",
                "I-89",
                "I-94",
            }


def test_a_card_without_an_answer_to_reset_is_mute(
    reader: CardReader, pcscd: PcscService, events: Events
) -> None:
    card = SocialCard()
    card.atr = b"\x00"
    with events.lying(pcscd, card):
        assert refusal(reader.read).fault.code == "I-80"


def test_a_card_that_another_program_holds_is_not_taken_from_it(
    library: PcscLibrary, clock: StoppedClock, pcscd: PcscService, events: Events
) -> None:
    exclusive = 1
    with events.lying(pcscd, SocialCard()):
        _, context = library.SCardEstablishContext(0)
        code, handle, _ = library.SCardConnect(context, APPLICANT, exclusive, 3)
        assert code == 0
        try:
            assert refusal(ApplicantReader("身份读卡器", library, APPLICANT, clock).read).fault.code == "I-81"
        finally:
            library.SCardDisconnect(handle, 0)
            library.SCardReleaseContext(context)


def test_a_fault_holds_nothing_of_the_card(reader: CardReader, pcscd: PcscService, events: Events) -> None:
    for number in (5, 9, 12):
        with events.lying(pcscd, PulledAt(SocialCard(), number)):
            said = str(refusal(reader.read).fault.as_dict())
        for secret in ("310118199003070016", "赵测试", "A12345678"):
            assert secret not in said
