"""What cards bring to the screen, as cells of text against approved pictures (see ``test_pictures``)."""

from __future__ import annotations

import pytest

from clerk.domain.faults import Fault, Language
from screens.desk.page import DeskPage
from screens.desk.photo_sheet import PhotoSheet
from screens.desk.search_sheet import SearchSheet
from tests.screens.driver import Clerk, clerk_at
from tests.screens.reader_table import HandReader, Table, card_of, put_on_the_table
from tests.screens.test_card_sheets import (
    FIRST,
    SECOND,
    asks_for_the_agent_s_card,
    asks_for_the_lines,
    picture_bytes,
    shown_photo,
    swipes,
    visitor,
)
from tests.screens.test_pictures import APPROVED, SIZES, Album, Take
from tests.screens.window import Window

WARNINGS = (Fault("I-95"), Fault("I-97"), Fault("N-04"))


async def _cards(clerk: Clerk, take: Take, social: HandReader, passports: HandReader) -> None:
    """From a card that lay there at the start to the photo of a passport's holder."""
    await clerk.signs_in()
    await clerk.wait_for(lambda: clerk.app.readers.cards, "the card")
    await take("card-lies-there")
    passports.unplug()
    await clerk.wait_for(lambda: "I-72" in clerk.notice(), "the reader missed")
    await take("reader-gone")
    passports.plug_in()
    await clerk.presses("f2")
    await clerk.is_at(SearchSheet)
    await clerk.wait_for(lambda: visitor(clerk) and clerk.visit_is_quiet, "the person")
    await take("card-read")
    await clerk.presses("escape")
    await clerk.wait_for(lambda: not clerk.app.desk_page.news.lay_there_before(passports.name), "a while")
    passports.lay(card_of("qian", zone=FIRST + SECOND, warnings=WARNINGS, photo=picture_bytes()))
    await clerk.wait_for(lambda: "F2" in clerk.notice(), "the offer")
    await take("card-offered")
    await asks_for_the_agent_s_card(clerk)
    await take("card-for-agent")
    await clerk.presses("escape", "f2")
    await asks_for_the_lines(clerk)
    swipes(clerk, FIRST, SECOND.replace("300101", "300102"))
    await clerk.wait_for(lambda: "I-91" in clerk.notice(), "the fault")
    await take("passport-lines")
    await clerk.presses("home", *["right"] * 26, "delete", "1", "enter")
    await clerk.is_at(SearchSheet)
    await clerk.wait_for(lambda: visitor(clerk) and clerk.visit_is_quiet, "the person")
    await clerk.presses("escape")
    await clerk.is_at(DeskPage)
    await take("passport-read")
    await clerk.presses("v")
    await clerk.is_at(PhotoSheet)
    await clerk.wait_for(lambda: shown_photo(clerk), "the photo")
    await take("photo")


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_cards_look_as_approved(window: Window, size: str, language: Language) -> None:
    table = Table()
    social, passports = HandReader(table, "社保卡读卡器"), HandReader(table, "护照阅读器")
    put_on_the_table(window, table, (social, passports))
    social.lay(card_of("zhang"))
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await _cards(clerk, album.take, social, passports)
    assert album.differing == {}, "\n".join(album.differing.values())
