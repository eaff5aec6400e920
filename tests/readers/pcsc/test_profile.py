"""Readers as a profile has them, over a real service: each in its place, told under its name and role."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clerk.assembly import make_place
from clerk.card_readers import ReaderSet, make_readers, open_readers
from clerk.domain.faults import Refused
from clerk.ports import CardEvent, ReaderRole, StaffCards
from clerk.ports import CardEventKind as Kind
from clerk.settings import load_profile
from integrations.readers.pcsc.library import PcscLibrary
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.counter_profile import APPLICANT, STAFF, written
from tests.readers.pcsc.service import READERS, PcscService
from tests.readers.pcsc.slot import VirtualCard
from tests.readers.pcsc.watching import Events

pytestmark = pytest.mark.usefixtures("pcscd")


class Told(Events):
    """Reports of the whole set, and the role of every reader they name."""

    def __init__(self) -> None:
        super().__init__()
        self.roles: set[tuple[str, ReaderRole]] = set()

    def take(self, event: CardEvent) -> None:
        """One report."""
        if event.reader:
            self.roles.add((event.reader, event.role))
        super().take(event)

    @contextmanager
    def laid(self, pcscd: PcscService, card: VirtualCard, slot: int, reader: str) -> Iterator[None]:
        """A card that is told in and, once it is let go and pulled, out."""
        inserted = pcscd.insert(card, slot)
        try:
            self.wait_for(Kind.CARD_IN, reader)
            yield
        finally:
            for thread in [one for one in threading.enumerate() if one.name == "card-link"]:
                thread.join(10)
            inserted.pull()
            self.wait_for(Kind.CARD_OUT, reader)


def opened(profile: Path) -> ReaderSet:
    """The readers of a profile."""
    return make_readers(make_place(load_profile(profile), profile.parent / "counter"))


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[ReaderSet]:
    """The two readers of a window."""
    with open_readers(make_place(load_profile(written(tmp_path)), tmp_path / "counter")) as found:
        yield found


@pytest.fixture
def told(readers: ReaderSet) -> Told:
    """What they tell, from the moment both are known."""
    events = Told()
    readers.watch(events.take)
    events.wait_for(Kind.READER_ADDED, APPLICANT)
    events.wait_for(Kind.READER_ADDED, STAFF)
    return events


def staff_of(readers: ReaderSet) -> StaffCards:
    """The staff's reader."""
    assert readers.staff is not None
    return readers.staff


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def test_each_reader_is_in_its_place_and_says_its_whole_name(readers: ReaderSet) -> None:
    (applicant,) = readers.applicants
    assert (applicant.name, applicant.number()) == (APPLICANT, READERS[0])
    assert (staff_of(readers).name, staff_of(readers).number()) == (STAFF, READERS[1])
    assert [reader.name for reader in readers.all] == [APPLICANT, STAFF]
    assert readers.tells
    assert readers.absent == ()


def test_the_first_reader_of_the_profile_is_the_usual_one(tmp_path: Path) -> None:
    sam = '[[reader]]\nkind = "sam"\nname = "一号"\nport = "/dev/no-such-reader"\n'
    pcsc = ((APPLICANT, READERS[0], "applicant"),)
    assert [reader.name for reader in opened(written(tmp_path, *pcsc, more=sam)).all] == [APPLICANT, "一号"]


def test_cards_are_told_under_the_names_and_roles_of_the_profile(
    readers: ReaderSet, told: Told, pcscd: PcscService
) -> None:
    with told.laid(pcscd, SocialCard(), 0, APPLICANT), told.laid(pcscd, StaffCard(), 1, STAFF):
        assert readers.applicants[0].read().person.name == "赵测试"
        key = staff_of(readers).enrol()
        staff_of(readers).prove(key)
    assert told.roles == {(APPLICANT, ReaderRole.APPLICANT), (STAFF, ReaderRole.STAFF)}
    assert told.seen[0] == (Kind.SERVICE_UP, "")


def test_a_card_on_a_reader_that_the_profile_does_not_have_is_none_of_ours(
    tmp_path: Path, library: PcscLibrary, pcscd: PcscService
) -> None:
    found = opened(written(tmp_path, (STAFF, READERS[1], "staff")))
    told = Told()
    found.watch(told.take)
    try:
        told.wait_for(Kind.READER_ADDED, STAFF)
        with Events.watched(library) as every:
            every.wait_for_readers()
            with every.lying(pcscd, SocialCard(), slot=0):
                pass
        with told.laid(pcscd, StaffCard(), 1, STAFF):
            pass
        assert {name for _, name in told.seen} == {"", STAFF}
    finally:
        found.close()


@pytest.mark.parametrize("end", [PcscService.stop, PcscService.kill], ids=["stopped", "killed"])
def test_a_service_that_goes_and_comes_back_is_told_and_used_without_a_restart(
    readers: ReaderSet, told: Told, pcscd: PcscService, end: Callable[[PcscService], None]
) -> None:
    (applicant,) = readers.applicants
    with pcscd.insert(SocialCard(), 0):
        told.wait_for(Kind.CARD_IN, APPLICANT)
        end(pcscd)
        told.wait_for(Kind.CARD_OUT, APPLICANT)
        told.wait_for(Kind.READER_REMOVED, APPLICANT)
        told.wait_for(Kind.SERVICE_DOWN)
    try:
        for act in (applicant.number, applicant.read, staff_of(readers).number, staff_of(readers).enrol):
            assert refusal(act).fault.code == "I-71"
    finally:
        pcscd.start()
    told.wait_for(Kind.SERVICE_UP)
    told.wait_for(Kind.READER_ADDED, APPLICANT)
    with told.laid(pcscd, SocialCard(), 0, APPLICANT):
        assert applicant.read().person.name == "赵测试"


def test_closing_ends_the_watch_and_nothing_is_told_any_more(
    readers: ReaderSet, told: Told, library: PcscLibrary, pcscd: PcscService
) -> None:
    readers.close()
    assert "card-watch" not in {thread.name for thread in threading.enumerate()}
    before = len(told.seen)
    with Events.watched(library) as every:
        every.wait_for_readers()
        with every.lying(pcscd, SocialCard()):
            pass
    assert len(told.seen) == before


def test_a_reader_that_is_not_plugged_in_is_missed_and_the_other_one_works(
    tmp_path: Path, pcscd: PcscService
) -> None:
    found = opened(written(tmp_path, (APPLICANT, "Gemalto", "applicant"), (STAFF, "00 01", "staff")))
    assert refusal(found.applicants[0].number).fault.as_dict() == {
        "code": "I-72",
        "details": {"reader": "Gemalto"},
    }
    assert staff_of(found).number() == READERS[1]


def test_a_reader_without_a_name_is_asked_for_one_when_there_are_several(tmp_path: Path) -> None:
    found = opened(written(tmp_path, (APPLICANT, "", "applicant")))
    fault = refusal(found.applicants[0].number).fault
    assert fault.code == "I-73"
    assert all(name in fault.details["readers"] for name in READERS)
