"""Real pcscd, real watcher, the clerk's screen: from the card in the slot to the name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clerk.card_readers import ReaderSet
from clerk.desk.facade import Desk
from clerk.ports import ReaderRole
from integrations.readers.pcsc.applicant import ApplicantReader
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.roles import ReaderPlace
from screens.desk.page import DeskPage
from screens.desk.search_sheet import SearchSheet
from screens.desk.zone_sheet import ZoneSheet
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.travel import PassportChip, passport_zone
from tests.readers.pcsc.conftest import StoppedClock
from tests.readers.pcsc.service import READERS, PcscService
from tests.readers.pcsc.slot import PulledAt
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import Window, open_window

NAME = "证件读卡器"


@pytest.fixture
def window(tmp_path: Path, library: PcscLibrary, clock: StoppedClock, pcscd: PcscService) -> Iterator[Window]:
    """A window whose reader is the service's first slot."""
    readers = ReaderSet(
        (ApplicantReader(NAME, library, READERS[0], clock),),
        None,
        library,
        (ReaderPlace(NAME, READERS[0], ReaderRole.APPLICANT),),
    )
    with open_window(tmp_path) as opened:
        opened.desk = Desk(replace(opened.desk.counter, readers=readers.applicants, card_events=readers))
        try:
            yield opened
        finally:
            readers.close()


async def at_the_desk(clerk: Clerk) -> None:
    """Signed in, the reader there and empty."""
    await clerk.signs_in()
    await clerk.sees(f"● {NAME}")
    await clerk.wait_for(lambda: not clerk.app.desk_page.news.lay_there_before(NAME), "the reader to settle")
    assert not clerk.app.readers.cards


async def test_a_card_in_the_slot_puts_the_name_on_the_screen(window: Window, pcscd: PcscService) -> None:
    async with clerk_at(window) as clerk:
        await at_the_desk(clerk)
        with pcscd.insert(SocialCard()):
            await clerk.is_at(SearchSheet)
            await clerk.sees("赵*   男", "310118********0016", "I-88")
        await clerk.wait_for(lambda: not clerk.app.readers.cards, "the card gone")
        await clerk.sees("赵*   男")


async def test_a_card_pulled_in_the_middle_is_told_and_read_when_it_is_back(
    window: Window, pcscd: PcscService
) -> None:
    async with clerk_at(window) as clerk:
        await at_the_desk(clerk)
        with pcscd.insert(PulledAt(SocialCard(), 9)):
            await clerk.sees("I-74", "时卡被取走", "F2 请把卡放回")
        await clerk.is_at(DeskPage)
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        assert visit.subject is None
        await clerk.wait_for(lambda: not clerk.app.readers.cards, "the card gone")
        with pcscd.insert(SocialCard()):
            await clerk.sees("赵*   男", "310118********0016")
            clerk.does_not_see("I-74")
        assert clerk.app.desk_page.flow.visit is not None
        assert clerk.app.desk_page.flow.visit.id == visit.id


async def test_a_passport_in_the_slot_opens_with_its_lines(window: Window, pcscd: PcscService) -> None:
    zone = passport_zone()
    async with clerk_at(window) as clerk:
        await at_the_desk(clerk)
        with pcscd.insert(PassportChip()):
            await clerk.is_at(ZoneSheet)
            await clerk.wait_for(lambda: clerk.app.top.is_ready, "the fields")
            for line in (zone[:44], zone[44:86] + "99"):
                await clerk.presses(*("less_than_sign" if c == "<" else c for c in line), "enter")
            await clerk.sees("I-91")
            await clerk.presses("backspace", "backspace", *zone[86:], "enter")
            await clerk.sees("I-95")
            await clerk.is_at(SearchSheet)


async def test_a_service_that_stops_is_missed_and_the_next_card_is_read(
    window: Window, pcscd: PcscService
) -> None:
    async with clerk_at(window) as clerk:
        await at_the_desk(clerk)
        pcscd.stop()
        await clerk.sees("I-71", f"○ {NAME}")
        pcscd.start()
        await clerk.sees("智能卡服务已恢复。", f"● {NAME}")
        await clerk.wait_for(
            lambda: not clerk.app.desk_page.news.lay_there_before(NAME), "the reader to settle"
        )
        with pcscd.insert(SocialCard()):
            await clerk.sees("赵*   男")
