"""Signing in with a staff card, and the lock, over a real PC/SC service: desk and console."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from clerk.assembly import make_place
from clerk.card_readers import ReaderSet, make_readers
from clerk.desk.facade import Desk
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import KeySlot
from clerk.ports import CardEventKind
from clerk.settings import load_profile
from clerk.store import journal, staff
from integrations.readers.pcsc.library import PcscLibrary
from screens.desk.page import DeskPage
from screens.start.lock_page import LockPage
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.service import READERS, PcscService
from tests.readers.pcsc.slot import PulledAt
from tests.readers.pcsc.watching import Events
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import PASSWORD, Window, open_window

PROFILE = f"""kind = "training"
site = "QP01"
[[region]]
id = "wujiang"
url = "https://wujiang.example.invalid"
[[reader]]
kind = "pcsc"
role = "staff"
name = "工作人员读卡器"
reader = "{READERS[1]}"
[[reader]]
kind = "pcsc"
name = "社保卡读卡器"
reader = "{READERS[0]}"
"""
PIN = "246810"
LIES = "工作人员卡：已在读卡器上"
PULLED = "工作人员卡已取走，或读卡器已断开。"


@pytest.fixture
def readers(pcscd: PcscService, tmp_path: Path) -> Iterator[ReaderSet]:
    """The readers of a profile that names one for staff cards."""
    path = tmp_path / "window.toml"
    path.write_text(PROFILE, encoding="utf-8")
    readers = make_readers(make_place(load_profile(path), tmp_path / "place"))
    yield readers
    readers.close()


@pytest.fixture
def window(readers: ReaderSet, tmp_path: Path) -> Iterator[Window]:
    """A window with that reader."""
    with open_window(tmp_path) as window:
        counter = replace(window.desk.counter, staff_cards=readers.staff, card_events=readers)
        window.desk = Desk(counter)
        yield window


def enrolled(window: Window, events: Events, pcscd: PcscService, *, wants_pin: bool = False) -> StaffCard:
    """A0231's card, enrolled over the line and taken out again."""
    card = StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))
    assert window.desk.staff_cards is not None
    with events.lying(pcscd, card, 1), window.store.writing() as unit:
        key = window.desk.staff_cards.enrol(
            KeySlot.AUTHENTICATION if wants_pin else KeySlot.CARD, PIN if wants_pin else None
        )
        staff.set_card(unit, "A0231", key)
    return card


def refusal(window: Window, pin: str | None = None) -> str:
    """What A0231 is refused with, though the password is right."""
    with pytest.raises(Refused) as refused:
        window.desk.sign_in("A0231", PASSWORD, pin)
    return refused.value.fault.code


def happened(window: Window, *kinds: EventKind) -> list[dict[str, object]]:
    """What the journal says of these."""
    with window.store.reading() as unit:
        return [dict(e.payload) for e in journal.events(unit, None, limit=1000) if e.kind in kinds]


# The desk --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wants_pin", [False, True], ids=["9E", "9A"])
def test_the_right_card_signs_in(window: Window, events: Events, pcscd: PcscService, wants_pin: bool) -> None:
    card = enrolled(window, events, pcscd, wants_pin=wants_pin)
    with events.lying(pcscd, card, 1):
        if wants_pin:
            assert refusal(window) == "S-51"
            assert refusal(window, "000000") == "S-52"
        assert window.desk.sign_in("A0231", PASSWORD, PIN if wants_pin else None).by_card
    assert card.tries == 3
    assert happened(window, EventKind.SIGNED_IN) == [{"role": "clerk", "factor": "card"}]


def test_no_card_another_card_and_a_card_of_another_kind_do_not(
    window: Window, events: Events, pcscd: PcscService
) -> None:
    enrolled(window, events, pcscd)
    assert refusal(window) == "I-50"
    with events.lying(pcscd, StaffCard(), 1):
        assert refusal(window) == "S-54"
    with events.lying(pcscd, SocialCard(), 1):
        assert refusal(window) == "I-77"
    assert happened(window, EventKind.SIGN_IN_FAILED) == [{"factor": "card"}]


def test_a_card_on_the_applicant_s_reader_signs_nobody_in(
    window: Window, events: Events, pcscd: PcscService
) -> None:
    card = enrolled(window, events, pcscd)
    with events.lying(pcscd, card, 0):
        assert refusal(window) == "I-50"


def test_a_card_pulled_while_it_proves_itself_is_no_failure(
    window: Window, events: Events, pcscd: PcscService
) -> None:
    card = enrolled(window, events, pcscd, wants_pin=True)
    with events.lying(pcscd, PulledAt(card, 3), 1):
        assert refusal(window, PIN) == "I-74"
    assert happened(window, EventKind.SIGN_IN_FAILED) == []
    assert card.tries == 3


def test_without_the_service_nobody_signs_in_by_card_and_with_it_again_everybody_does(
    window: Window, library: PcscLibrary, pcscd: PcscService
) -> None:
    with Events.watched(library) as events:
        events.wait_for_readers()
        card = enrolled(window, events, pcscd)
        pcscd.stop()
        try:
            assert refusal(window) == "I-71"
        finally:
            pcscd.start()
        events.wait_for_readers()
        with events.lying(pcscd, card, 1):
            assert window.desk.sign_in("A0231", PASSWORD).by_card


# The console -----------------------------------------------------------------------------------------------


async def _unlocks(clerk: Clerk) -> None:
    await clerk.sees(LIES)
    await clerk.types(PASSWORD)
    await clerk.presses("enter")
    await clerk.wait_for(lambda: not clerk.app.is_locked, "the desk")


async def test_pulled_in_the_middle_of_a_visit_and_put_in_again(
    window: Window, events: Events, pcscd: PcscService
) -> None:
    card = enrolled(window, events, pcscd)
    async with clerk_at(window) as clerk:
        await clerk.sees("工作人员卡：读卡器上没有卡")
        inserted = pcscd.insert(card, 1)
        await clerk.sees(LIES)
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.types("ydjy")
        before = clerk.screen_text()
        inserted.pull()
        await clerk.is_at(LockPage)
        await clerk.sees(PULLED, "工作人员卡：读卡器上没有卡")
        clerk.does_not_see("张", "ydjy")
        with pcscd.insert(card, 1):
            await clerk.sees(LIES)
            assert clerk.app.is_locked
            await _unlocks(clerk)
            assert clerk.screen_text() == before
        await clerk.is_at(LockPage)  # pulled once more
    assert happened(window, EventKind.LOCKED) == [{"cause": "card"}] * 2
    assert happened(window, EventKind.UNLOCKED) == [{"factor": "card"}]


async def test_pulled_and_put_back_at_once_or_changed_for_another_locks_too(
    window: Window, events: Events, pcscd: PcscService
) -> None:
    card = enrolled(window, events, pcscd)
    async with clerk_at(window) as clerk:
        for next_card in (card, StaffCard()):
            inserted = pcscd.insert(card, 1)
            await clerk.sees(LIES)
            if clerk.app.operator is None:
                await clerk.signs_in()
            else:
                await _unlocks(clerk)
            inserted.pull()
            # The driver looks every 400 ms: a card that is back before that was never away for the service.
            events.wait_for(CardEventKind.CARD_OUT, READERS[1])
            with pcscd.insert(next_card, 1):
                await clerk.is_at(LockPage)
            await clerk.sees("工作人员卡：读卡器上没有卡")
    assert happened(window, EventKind.LOCKED) == [{"cause": "card"}] * 2


async def test_a_service_that_ends_locks_and_the_next_one_lets_in_again(
    window: Window, library: PcscLibrary, pcscd: PcscService
) -> None:
    with Events.watched(library) as events:
        events.wait_for_readers()
        card = enrolled(window, events, pcscd)
    async with clerk_at(window) as clerk:
        inserted = pcscd.insert(card, 1)
        await clerk.sees(LIES)
        await clerk.signs_in()
        pcscd.kill()
        try:
            await clerk.is_at(LockPage)
            await clerk.sees(PULLED, "工作人员卡：智能卡服务没有运行")
            await clerk.types(PASSWORD)
            await clerk.presses("enter")
            await clerk.sees("I-71")
        finally:
            inserted.pull()
            pcscd.start()
        await clerk.sees("工作人员卡：读卡器上没有卡")
        with pcscd.insert(card, 1):
            await clerk.sees(LIES)
            await clerk.presses("f2")
            await clerk.is_at(DeskPage)
        await clerk.is_at(LockPage)


async def test_the_applicant_s_card_on_the_other_reader_locks_nobody(
    window: Window, events: Events, pcscd: PcscService
) -> None:
    card = enrolled(window, events, pcscd)
    async with clerk_at(window) as clerk:
        with pcscd.insert(card, 1):
            await clerk.sees(LIES)
            await clerk.signs_in()
            with events.lying(pcscd, SocialCard(), 0):
                await clerk.wait_for(lambda: "社保卡读卡器" in clerk.app.readers.cards, "her card")
            await clerk.wait_for(lambda: "社保卡读卡器" not in clerk.app.readers.cards, "its end")
            assert not clerk.app.is_locked
        await clerk.is_at(LockPage)
