"""Cards on the desk: what is read by itself, what is offered, and what is said when something goes."""

from __future__ import annotations

import pytest

from clerk.domain.faults import Fault, Language
from clerk.ports import CardEventKind
from screens.cases.list_page import CaseListPage
from screens.desk.card_sheet import CardSheet
from screens.desk.page import DeskPage
from screens.desk.parked_sheet import ParkedSheet
from screens.desk.reader_news import SETTLING, ReaderNews
from screens.desk.search_sheet import SearchSheet
from screens.language import Speech
from screens.sheets.palette import PaletteSheet
from screens.start.lock_page import LockPage
from screens.widgets.entry import Entry
from tests.screens.driver import Clerk, clerk_at
from tests.screens.reader_table import Card, HandReader, Table, card_of, put_on_the_table
from tests.screens.window import Window

SOCIAL, SECOND, ID = "社保卡读卡器", "旁边的读卡器", "身份证阅读器"


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def reader(window: Window, table: Table) -> HandReader:
    """The window's only reader."""
    only = HandReader(table, SOCIAL)
    put_on_the_table(window, table, (only,))
    return only


@pytest.fixture
def two(window: Window, table: Table) -> tuple[HandReader, HandReader]:
    """Two readers."""
    both = HandReader(table, SOCIAL), HandReader(table, SECOND)
    put_on_the_table(window, table, both)
    return both


@pytest.fixture
def id_reader(window: Window, table: Table) -> HandReader:
    """A reader that finds a card only until it was read."""
    only = HandReader(table, ID, reads_once=True)
    put_on_the_table(window, table, (only,))
    return only


def visitor(clerk: Clerk) -> str:
    """Whom the visit in hand identifies; "" for nobody."""
    visit = clerk.app.desk_page.flow.visit
    return visit.subject.person.name if visit and visit.subject else ""


async def read_by_itself(clerk: Clerk, reader: HandReader, card: Card) -> None:
    """A card is laid, and its person is there."""
    reader.lay(card)
    await clerk.is_at(SearchSheet)
    await clerk.wait_for(lambda: visitor(clerk) == card.person.name, "the person")
    await clerk.wait_for(lambda: clerk.visit_is_quiet, "the regions")


async def takes_in(clerk: Clerk) -> None:
    """From the open search to the receipt."""
    await clerk.chooses("ydjyba")
    await clerk.presses("enter", "enter")
    await clerk.sees("QP01-20261124-")
    await clerk.presses("enter")
    await clerk.is_at(DeskPage)


# -------------------------------------------------------------------------------------------- read by itself


async def test_a_card_that_is_laid_is_read_and_the_matter_can_be_typed(
    window: Window, reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, reader, card_of("zhang"))
        await clerk.sees("张*   女   1985   320509********0029", "来办什么事？")
        await clerk.chooses("ydjyba")
        await clerk.sees("已为本件派生")


async def test_letters_typed_while_a_laid_card_is_read_find_the_matter(
    window: Window, reader: HandReader
) -> None:
    card = card_of("zhang")
    card.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        await clerk.types("ydjyba")
        await clerk.presses("enter")
        card.gate.set()
        await clerk.wait_for(lambda: clerk.visit_is_quiet and visitor(clerk), "the person")
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        assert visit.item == "YB-0021"


async def test_a_card_that_lay_there_before_anybody_signed_in_is_offered_and_not_read(
    window: Window, reader: HandReader
) -> None:
    reader.lay(card_of("zhang"))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.sees(f"「{SOCIAL}」上有卡，读取按  F2")
        assert reader.reads == 0
        await clerk.presses("enter")
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk), "the person")


async def test_a_card_laid_on_the_locked_console_is_offered_after_unlocking(
    window: Window, reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("ctrl+l")
        await clerk.is_at(LockPage)
        reader.lay(card_of("zhang"))
        await clerk.wait_for(lambda: clerk.app.readers.cards, "the card")
        await clerk.types("lianxi")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        await clerk.sees("上有卡，读取按")
        assert reader.reads == 0


async def test_a_card_found_by_a_reader_that_just_came_back_is_offered_and_not_read(
    window: Window, reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.unplug()
        await clerk.sees("I-72")
        reader.plug_in()
        reader.lay(card_of("zhang"))
        await clerk.sees("上有卡，读取按")
        assert reader.reads == 0


def test_a_card_laid_long_after_its_reader_came_is_new() -> None:
    from clerk.ports import CardEvent

    now = [100.0]
    news = ReaderNews(lambda: now[0])
    assert not news.lay_there_before(SOCIAL)
    news.about(CardEvent(CardEventKind.READER_ADDED, SOCIAL), Speech(Language.EN))
    assert news.lay_there_before(SOCIAL)
    assert not news.lay_there_before(SECOND)
    now[0] += SETTLING
    assert not news.lay_there_before(SOCIAL)


# ----------------------------------------------------------------------------------------- nobody is swapped


async def test_a_second_card_never_swaps_the_person(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    async with clerk_at(window, language=Language.EN) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, two[0], card_of("zhang"))
        await clerk.presses("escape")
        two[1].lay(card_of("qian"))
        await clerk.sees("F2 reads it as the next visitor's, A as the", "agent's.")
        assert visitor(clerk) == card_of("zhang").person.name
        assert two[1].reads == 0
        two[1].lift()
        await clerk.wait_for(lambda: not clerk.notice(), "the offer taken back")
        two[1].lay(card_of("qian"))
        await clerk.sees("F2 reads it")
        await clerk.presses("f2")
        await clerk.wait_for(lambda: visitor(clerk) == card_of("qian").person.name, "the next visitor")
        await clerk.presses("escape", "f8")
        await clerk.sees("Parked")


async def test_an_offer_names_the_keys_of_the_profile(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    async with clerk_at(window, language=Language.EN, keymap={"card": "f11", "agent": "z"}) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, two[0], card_of("zhang"))
        await clerk.presses("escape")
        two[1].lay(card_of("qian"))
        await clerk.sees("F11 reads it as the next visitor's, Z as the", "agent's.")


async def test_the_next_visitor_s_card_is_read_by_itself_once_this_one_s_is_lifted(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, two[0], card_of("zhang"))
        await takes_in(clerk)
        two[1].lay(card_of("qian"))
        await clerk.sees("读作下一位来访人", f"读「{SECOND}」上的下一张卡，按  F2")
        assert two[1].reads == 0
        two[1].lift()
        two[0].lift()
        await read_by_itself(clerk, two[0], card_of("qian"))


async def test_the_same_card_still_there_after_the_receipt_is_not_read_again(
    window: Window, reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, reader, card_of("zhang"))
        await takes_in(clerk)
        await clerk.sees("已收件；下一位请放好证件，按  F2")
        assert reader.reads == 1


async def test_another_page_or_sheet_in_front_is_not_interrupted(window: Window, reader: HandReader) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.presses("f10")
        await clerk.is_at(PaletteSheet)
        reader.lay(card_of("zhang"))
        await clerk.sees("有卡")
        reader.lift()
        await clerk.wait_for(lambda: not clerk.app.readers.cards, "the card lifted")
        await clerk.presses("escape", "ctrl+t")
        await clerk.is_at(CaseListPage)
        reader.lay(card_of("zhang"))
        await clerk.wait_for(lambda: clerk.app.readers.cards, "the card")
        assert clerk.app.screen.__class__ is CaseListPage
        assert reader.reads == 0
        await clerk.presses("backspace")
        await clerk.sees("上有卡，读取按")


# -------------------------------------------------------------------------------------------------- choosing


async def test_with_several_readers_f2_reads_the_one_with_a_card(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    two[1].lay(card_of("zhang"))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f2")
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk), "the person")
        assert (two[0].reads, two[1].reads) == (0, 1)


async def test_with_cards_on_several_readers_f2_asks(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    for one in two:
        one.lay(card_of("zhang"))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.sees("多台读卡器上有卡")
        await clerk.presses("f2")
        await clerk.is_at(CardSheet)
        await clerk.presses("down", "enter")
        await clerk.wait_for(lambda: visitor(clerk), "the person")
        assert (two[0].reads, two[1].reads) == (0, 1)


async def test_a_sheet_that_waits_for_a_card_takes_the_one_that_is_laid(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f2")
        await clerk.is_at(CardSheet)
        two[1].lay(card_of("zhang"))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk), "the person")


# ------------------------------------------------------------------------------------ refused, pulled, stuck


async def test_an_id_card_that_was_not_lifted_is_words_and_no_alarm(
    window: Window, id_reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, id_reader, card_of("zhang"))
        await takes_in(clerk)
        await clerk.presses("f2")
        await clerk.sees("请拿起证件后重新放上")
        assert clerk.app.screen.__class__ is DeskPage
        clerk.does_not_see("I-52")
        await read_by_itself(clerk, id_reader, card_of("qian"))


async def test_a_card_pulled_in_the_middle_changes_nothing_and_keeps_what_was_typed(
    window: Window, reader: HandReader
) -> None:
    card = card_of("zhang")
    card.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        await clerk.types("ydjyba")
        reader.lift()
        await clerk.sees("I-74", "读取姓名时卡被取走", "F2 请把卡放回")
        await clerk.is_at(DeskPage)
        assert visitor(clerk) == ""
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk), "the person")
        clerk.does_not_see("I-74")


async def test_the_agent_s_card_pulled_in_the_middle_leaves_the_visit_as_it_was(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    card = card_of("qian")
    card.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, two[0], card_of("zhang"))
        await clerk.presses("escape")
        before = clerk.app.desk_page.flow.visit
        clerk.app.desk_page.flow.read_agent(two[1], None, "监护人", "")
        two[1].lift()
        await clerk.sees("I-5")
        assert clerk.app.desk_page.flow.visit == before


async def test_a_reader_that_hangs_leaves_the_keys_working(window: Window, reader: HandReader) -> None:
    card = card_of("zhang", fault=Fault("I-82", {"step": "读取姓名", "step_en": "reading", "seconds": "10"}))
    card.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        await clerk.presses("f12")
        await clerk.sees("Which matter?")
        await clerk.presses("f12", "escape", "f2")
        await clerk.sees("正在读取或调取，请稍候")
        await clerk.presses("ctrl+t")
        await clerk.is_at(CaseListPage)
        await clerk.presses("backspace")
        card.gate.set()
        await clerk.sees("I-82", "10 秒内没有应答")
        assert visitor(clerk) == ""


# --------------------------------------------------------------------------------------- readers and service


async def test_a_reader_that_is_unplugged_is_missed_once_and_greeted_once(
    window: Window, reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        assert clerk.notice() == ""
        await clerk.sees(f"● {SOCIAL}")
        reader.unplug()
        await clerk.sees("I-72", f"没有接上读卡器「{SOCIAL}」", "请检查连接线", f"○ {SOCIAL}", "未接上")
        reader.plug_in()
        await clerk.sees(f"读卡器「{SOCIAL}」已恢复连接。", f"● {SOCIAL}")
        clerk.does_not_see("I-72")


async def test_a_service_that_stops_takes_its_readers_along_in_one_sentence(
    window: Window, two: tuple[HandReader, HandReader], table: Table
) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        for one in two:
            one.unplug()
        table.happens(CardEventKind.SERVICE_DOWN)
        await clerk.wait_for(lambda: "I-71" in clerk.notice(), "the service missed")
        assert "I-72" not in clerk.notice()
        table.happens(CardEventKind.SERVICE_UP)
        for one in two:
            one.plug_in()
        await clerk.sees("智能卡服务已恢复。")
        await clerk.wait_for(lambda: len(clerk.app.readers.there) == 2, "the readers")
        assert "已恢复连接" not in clerk.screen_text()


async def test_nothing_is_said_of_readers_that_are_there_from_the_start(
    window: Window, two: tuple[HandReader, HandReader], table: Table
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        table.happens(CardEventKind.SERVICE_UP)
        for one in two:
            one.plug_in()
        await clerk.wait_for(lambda: len(clerk.app.readers.there) == 2, "the readers")
        assert clerk.notice() == ""


# --------------------------------------------------------------------------------------------- what is shown


WARNINGS = (
    Fault("I-95"),
    Fault("I-97"),
    Fault("N-04"),
)


@pytest.mark.parametrize("language", list(Language))
async def test_every_warning_of_a_card_can_be_read_whole_on_a_small_terminal(
    window: Window, reader: HandReader, language: Language
) -> None:
    async with clerk_at(window, language=language) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, reader, card_of("zhang", warnings=WARNINGS))
        await takes_in_up_to_the_materials(clerk)
        text = "".join(clerk.screen_text().split())
        for fault in WARNINGS:
            assert fault.code in text
            assert "".join(fault.sentence(language).split()) in text


async def takes_in_up_to_the_materials(clerk: Clerk) -> None:
    """The matter is chosen; the whole visit is in sight."""
    await clerk.chooses("ydjyba")
    await clerk.is_at(DeskPage)
    await clerk.sees("1  ")


async def test_the_letters_of_a_search_that_a_pulled_card_closed_come_back(
    window: Window, reader: HandReader
) -> None:
    card = card_of("zhang")
    card.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        await clerk.types("ydjyba")
        reader.lift()
        await clerk.sees("I-74")
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        assert clerk.app.screen.query_one(Entry).value == "ydjyba"


async def test_letters_typed_for_one_visit_do_not_stand_in_another_s_search(
    window: Window, reader: HandReader
) -> None:
    card = card_of("zhang")
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, reader, card_of("qian"))
        await clerk.presses("escape", "f8")
        reader.lift()
        card.gate.clear()
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        await clerk.types("ydjyba")
        reader.lift()
        await clerk.sees("I-74")
        await clerk.presses("f8")  # nobody is in this visit yet: it is put aside, hers is taken up
        await clerk.presses("f8")
        await clerk.is_at(ParkedSheet)
        await clerk.presses("up", "enter")
        await clerk.wait_for(lambda: visitor(clerk) == card_of("qian").person.name, "the visit taken up")
        await clerk.presses("f3")
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: clerk.app.top.is_ready, "the search")
        assert clerk.app.screen.query_one(Entry).value == ""


async def test_a_parked_visit_taken_up_again_is_not_swapped_by_a_card(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await read_by_itself(clerk, two[0], card_of("zhang"))
        await clerk.presses("escape", "f8", "f8")
        await clerk.is_at(ParkedSheet)
        two[1].lay(card_of("qian"))
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        assert visitor(clerk) == card_of("zhang").person.name
        assert two[1].reads == 0
