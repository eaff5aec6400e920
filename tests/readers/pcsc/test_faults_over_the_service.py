"""What the real service makes of a card that is pulled, hangs or lies, and of its own end, in mid read.

Each command of each read is hit in memory (``test_faults_at_each_command``); here only some of them, for a
real service takes up to a second to notice a pull.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from clerk.domain.faults import Refused
from clerk.ports import CardEventKind
from integrations.readers.pcsc.applicant import ApplicantReader
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.staff_card import StaffCardReader
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.cards.travel import PassportChip, passport_zone
from tests.readers.pcsc.conftest import StoppedClock
from tests.readers.pcsc.service import READERS, PcscService
from tests.readers.pcsc.slot import PulledAt, Recorded, Saying, Stuck, VirtualCard
from tests.readers.pcsc.watching import Events

pytestmark = pytest.mark.slow
APPLICANT = READERS[0]
KEY = StaffCard().keys[0x9E]
PATIENCE = 8.0


@dataclass(frozen=True, slots=True)
class Way:
    """A read of one card through the first reader."""

    card: Callable[[], VirtualCard]
    act: Callable[[PcscLibrary, float], object]


def applicant(library: PcscLibrary, patience: float, zone: str | None = None) -> object:
    return ApplicantReader("身份读卡器", library, APPLICANT, StoppedClock(), patience).read(zone).person


WAYS = {
    "social card": Way(SocialCard, applicant),
    "passport": Way(PassportChip, lambda library, patience: applicant(library, patience, passport_zone())),
    "staff card": Way(
        lambda: StaffCard(KEY),
        lambda library, patience: StaffCardReader("工作人员读卡器", library, APPLICANT, patience).enrol(),
    ),
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def places(way: Way, library: PcscLibrary, pcscd: PcscService, events: Events) -> tuple[list[int], object]:
    """First, middle and last command of a sound read, and what it gives."""
    card = Recorded(way.card())
    with events.lying(pcscd, card):
        truth = way.act(library, PATIENCE)
    count = len(card.commands)
    assert count > 2
    return [1, count // 2, count], truth


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.fault.code


def read_into(said: list[str], way: Way, library: PcscLibrary) -> None:
    said.append(code_of(lambda: way.act(library, PATIENCE)))


@ways
def test_after_a_pull_the_next_card_is_read(
    way: Way, library: PcscLibrary, pcscd: PcscService, events: Events
) -> None:
    (_, middle, _), truth = places(way, library, pcscd, events)
    with events.lying(pcscd, PulledAt(way.card(), middle)):
        assert code_of(lambda: way.act(library, PATIENCE)) == "I-74"
    with events.lying(pcscd, way.card()):
        assert way.act(library, PATIENCE) == truth


@ways
def test_a_service_killed_in_mid_read_is_named_and_its_successor_is_used(
    way: Way, library: PcscLibrary, pcscd: PcscService, events: Events
) -> None:
    numbers, truth = places(way, library, pcscd, events)
    for number in numbers:
        stuck, said = Stuck(way.card(), number), list[str]()
        with pcscd.insert(stuck):
            events.wait_for(CardEventKind.CARD_IN, APPLICANT)
            thread = threading.Thread(target=read_into, args=(said, way, library))
            thread.start()
            assert stuck.reached.wait(PATIENCE)
            pcscd.kill()
            stuck.go_on.set()
            thread.join(PATIENCE)
        assert said == ["I-75"], number
        assert code_of(lambda: way.act(library, PATIENCE)) == "I-71"
        events.wait_for(CardEventKind.SERVICE_DOWN)
        pcscd.start()
        events.wait_for(CardEventKind.SERVICE_UP)
        events.wait_for_readers()
        with events.lying(pcscd, way.card()):
            assert way.act(library, PATIENCE) == truth


@ways
def test_a_card_that_hangs_is_given_up_within_the_patience(
    way: Way, library: PcscLibrary, pcscd: PcscService, events: Events
) -> None:
    (*_, last), truth = places(way, library, pcscd, events)
    stuck = Stuck(way.card(), last)
    with events.lying(pcscd, stuck):
        begun = time.monotonic()
        assert code_of(lambda: way.act(library, 0.4)) == "I-82"
        assert time.monotonic() - begun < 0.9
        stuck.go_on.set()
    with events.lying(pcscd, way.card()):
        assert way.act(library, PATIENCE) == truth


@ways
@pytest.mark.parametrize("promise", ["61FF", "6CFF"])
def test_a_card_that_promises_more_for_ever_is_not_believed(
    way: Way, promise: str, library: PcscLibrary, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, Saying(way.card(), 3, bytes.fromhex(promise))):
        begun = time.monotonic()
        assert code_of(lambda: way.act(library, PATIENCE)) in {"I-78", "I-79"}
        assert time.monotonic() - begun < PATIENCE
