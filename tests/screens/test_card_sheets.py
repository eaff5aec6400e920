"""The sheets that a card asks for: a passport's machine-readable lines, and the photo of its holder."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from textual import events

from clerk.domain.cases import Event, State
from clerk.domain.faults import Language
from screens.desk.card_sheet import CardSheet
from screens.desk.page import DeskPage
from screens.desk.photo_sheet import Photo, PhotoSheet
from screens.desk.search_sheet import SearchSheet
from screens.desk.zone_sheet import ZoneSheet
from screens.sheets.fields import FieldSheet
from screens.start.lock_page import LockPage
from tests.screens.driver import Clerk, clerk_at
from tests.screens.reader_table import HandReader, Table, card_of, put_on_the_table
from tests.screens.window import Window

FIRST = "POCHNCESHI<<XIAO<MEI<<<<<<<<<<<<<<<<<<<<<<<<"
SECOND = "E000000006CHN9003079F3001012ABCDEFGHIJKLMN84"
"""Its end is nothing but letters and digits, as a receipt's bar code is."""
CARD_LINES = (
    "IPUTOC000000014<<<<<<<<<<<<<<<",
    "9003079F3001012UTO<<<<<<<<<<<0",
    "CESHI<<XIAOMEIXIAOMEIXIAOMEIXI",
)
FULL_WIDTH = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})


def picture_bytes(kind: str = "BMP") -> bytes:
    """A made-up picture of the size that decoders give: dark above, light below."""
    picture = Image.new("RGB", (102, 126))
    picture.putdata([(y * 2, y * 2, 90) for y in range(126) for _ in range(102)])
    data = io.BytesIO()
    picture.save(data, kind)
    return data.getvalue()


@pytest.fixture
def two(window: Window) -> tuple[HandReader, HandReader]:
    """Two readers."""
    table = Table()
    both = HandReader(table, "护照阅读器"), HandReader(table, "旁边的读卡器")
    put_on_the_table(window, table, both)
    return both


@pytest.fixture
def reader(two: tuple[HandReader, HandReader]) -> HandReader:
    """The first of them."""
    return two[0]


def visitor(clerk: Clerk) -> str:
    visit = clerk.app.desk_page.flow.visit
    return visit.subject.person.name if visit and visit.subject else ""


def swipes(clerk: Clerk, *lines: str) -> None:
    """What a swipe reader does: it types faster than any hand, with Enter after every line."""
    for line in lines:
        for character in line:
            clerk.app.post_message(events.Key("less_than_sign" if character == "<" else character, character))
        clerk.app.post_message(events.Key("enter", "\r"))


async def fields(clerk: Clerk, sheet: ZoneSheet) -> tuple[str, str, str]:
    """What stands in the sheet once all keys have come."""
    await sheet.settle()
    return sheet.typed


async def asks_for_the_lines(clerk: Clerk) -> ZoneSheet:
    """The sheet is there."""
    await clerk.is_at(ZoneSheet)
    sheet = clerk.app.screen
    assert isinstance(sheet, ZoneSheet)
    await clerk.wait_for(lambda: sheet.is_ready, "the fields")
    return sheet


async def asks_for_the_agent_s_card(clerk: Clerk) -> None:
    """The visitor's spouse acts for her, and nothing is shown for it."""
    await clerk.presses("a", "2")
    await clerk.is_at(FieldSheet)
    await clerk.presses("enter")
    await clerk.is_at(CardSheet)


# ------------------------------------------------------------------------------------- a passport's lines


async def test_a_passport_asks_for_its_lines_and_a_swipe_opens_it(window: Window, reader: HandReader) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone=FIRST + SECOND))
        await asks_for_the_lines(clerk)
        swipes(clerk, FIRST, SECOND)
        await clerk.is_at(SearchSheet)
        assert visitor(clerk) == card_of("zhang").person.name
        clerk.does_not_see("I-89", "C-08")


async def test_a_wrong_key_is_named_and_one_key_puts_it_right(window: Window, reader: HandReader) -> None:
    wrong = SECOND.replace("300101", "300102")
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone=FIRST + SECOND))
        sheet = await asks_for_the_lines(clerk)
        swipes(clerk, FIRST, wrong)
        await clerk.sees("I-91", "有效期的校验位不符", "已输入的内容保留")
        assert await fields(clerk, sheet) == (FIRST, wrong, "")
        assert visitor(clerk) == ""
        at = wrong.index("300102") + 5
        await clerk.presses("home", *["right"] * at, "delete", "1", "enter")
        await clerk.is_at(SearchSheet)
        assert visitor(clerk) == card_of("zhang").person.name


async def test_a_line_of_a_wrong_length_is_told_as_soon_as_it_is_left(
    window: Window, reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone=FIRST + SECOND))
        sheet = await asks_for_the_lines(clerk)
        swipes(clerk, FIRST[:-1])
        await clerk.sees("I-90", "现为 43")
        assert sheet.current == "first"
        await clerk.presses("less_than_sign", "enter")
        await clerk.wait_for(lambda: sheet.current == "second", "the second line")
        assert reader.reads == 1


@pytest.mark.parametrize(
    "typed",
    [
        (FIRST.lower(), SECOND.lower()),
        (FIRST.translate(FULL_WIDTH), SECOND.translate(FULL_WIDTH)),
        (FIRST.replace("<", "《"), SECOND),
        (FIRST + SECOND,),
    ],
    ids=["small letters", "full width", "input method", "in one go"],
)
async def test_lines_are_understood_however_they_are_typed(
    window: Window, reader: HandReader, typed: tuple[str, ...]
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone=FIRST + SECOND))
        await asks_for_the_lines(clerk)
        swipes(clerk, *typed)
        await clerk.is_at(SearchSheet)
        assert visitor(clerk) == card_of("zhang").person.name


async def test_a_passport_card_has_three_lines(window: Window, reader: HandReader) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone="".join(CARD_LINES)))
        await asks_for_the_lines(clerk)
        swipes(clerk, *CARD_LINES)
        await clerk.is_at(SearchSheet)
        assert visitor(clerk) == card_of("zhang").person.name


async def test_the_second_line_alone_opens_a_passport(window: Window, reader: HandReader) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone=SECOND))
        await asks_for_the_lines(clerk)
        await clerk.presses("enter")
        swipes(clerk, SECOND)
        await clerk.is_at(SearchSheet)
        assert visitor(clerk) == card_of("zhang").person.name


async def test_lines_typed_before_the_sheet_was_closed_are_there_again(
    window: Window, reader: HandReader
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone=FIRST + SECOND))
        sheet = await asks_for_the_lines(clerk)
        swipes(clerk, FIRST)
        await clerk.wait_for(lambda: sheet.current == "second", "the second line")
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        await clerk.sees("上有卡，读取按")
        await clerk.presses("f2")
        again = await asks_for_the_lines(clerk)
        assert again.typed == (FIRST, "", "")


async def test_a_passport_lifted_in_the_middle_keeps_its_lines_for_the_next_try(
    window: Window, reader: HandReader
) -> None:
    passport = card_of("zhang", zone=FIRST + SECOND)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(passport)
        await asks_for_the_lines(clerk)
        passport.gate.clear()
        swipes(clerk, FIRST, SECOND)
        await clerk.sees("正在读取芯片")
        reader.lift()
        await clerk.sees("I-74")
        await clerk.is_at(DeskPage)
        reader.lay(passport)
        sheet = await asks_for_the_lines(clerk)
        assert sheet.typed == (FIRST, SECOND, "")
        await clerk.presses("enter")
        await clerk.is_at(SearchSheet)
        assert visitor(clerk) == card_of("zhang").person.name


async def test_a_matter_chosen_before_the_lines_were_asked_for_is_taken(
    window: Window, reader: HandReader
) -> None:
    passport = card_of("zhang", zone=FIRST + SECOND)
    passport.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(passport)
        await clerk.is_at(SearchSheet)
        await clerk.types("ydjyba")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        passport.gate.set()
        await asks_for_the_lines(clerk)
        swipes(clerk, FIRST, SECOND)
        await clerk.is_at(DeskPage)
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        assert visit.item == "YB-0021"


async def test_an_agent_s_passport_asks_for_its_lines_too(
    window: Window, two: tuple[HandReader, HandReader]
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        two[1].lay(card_of("zhang"))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk) and clerk.visit_is_quiet, "the visitor")
        await clerk.presses("escape")
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        await asks_for_the_agent_s_card(clerk)
        two[0].lay(card_of("qian", zone=FIRST + SECOND))
        await asks_for_the_lines(clerk)
        swipes(clerk, FIRST, SECOND)
        await clerk.is_at(DeskPage)
        await clerk.wait_for(lambda: clerk.app.desk_page.flow.visit.agent, "the agent")  # type: ignore[union-attr]
        assert visitor(clerk) == card_of("zhang").person.name


async def test_a_collector_s_passport_asks_for_its_lines_too(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang").id
    window.home_says(case, Event.TRANSFER, Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT)
    table = Table()
    reader = HandReader(table, "护照阅读器")
    put_on_the_table(window, table, (reader,))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case)
        await clerk.presses("f5", "1")
        await clerk.is_at(CardSheet)
        reader.lay(card_of("zhang", zone=FIRST + SECOND))
        await asks_for_the_lines(clerk)
        swipes(clerk, FIRST, SECOND.replace("300101", "300102"))
        await clerk.sees("I-91")
        await clerk.presses("home", *["right"] * 26, "delete", "1", "f2")
        await clerk.sees("已交付")
    assert window.desk.view_case(case).case.state is State.DELIVERED


async def test_nothing_of_the_lines_reaches_the_disk(
    window: Window, reader: HandReader, tmp_path: Path
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", zone=FIRST + SECOND))
        await asks_for_the_lines(clerk)
        swipes(clerk, FIRST, SECOND.replace("300101", "300102"))
        await clerk.sees("I-91")
        await clerk.presses("escape", "f2")
        await asks_for_the_lines(clerk)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"SQLite format 3" in kept
    assert FIRST[:20].encode() not in kept
    assert SECOND[:20].encode() not in kept


# ---------------------------------------------------------------------------------------------- the photo


def shown_photo(clerk: Clerk) -> int:
    """Rows of the photo on the screen."""
    return clerk.app.screen.query_one(Photo).size.height


@pytest.mark.parametrize("kind", ["BMP", "PNG", "JPEG"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_photo_stands_beside_masked_name_and_number(
    window: Window, reader: HandReader, kind: str, size: tuple[int, int]
) -> None:
    async with clerk_at(window, size=size) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", photo=picture_bytes(kind)))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk) and clerk.visit_is_quiet, "the person")
        await clerk.presses("escape")
        await clerk.sees("V 照片")
        await clerk.presses("v")
        await clerk.is_at(PhotoSheet)
        await clerk.wait_for(lambda: shown_photo(clerk) >= size[1] - 10, "the photo")
        await clerk.sees("张*", "320509********0029", "仅供核对，不保存", "▀" * 20)
        clerk.does_not_see(card_of("zhang").person.number, card_of("zhang").person.name)
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        clerk.does_not_see("▀")


async def test_without_a_photo_there_is_no_key_and_a_sentence(window: Window, reader: HandReader) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang"))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk), "the person")
        await clerk.presses("escape")
        clerk.does_not_see("V 照片")
        await clerk.presses("v")
        await clerk.sees("没有证件芯片照片。")


@pytest.mark.parametrize(
    "data", [b"BM but no picture", picture_bytes("PNG")[:200], picture_bytes("BMP")[:90]], ids=len
)
async def test_a_photo_that_cannot_be_decoded_is_a_named_fault(
    window: Window, reader: HandReader, data: bytes
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", photo=data))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk), "the person")
        await clerk.presses("escape", "v")
        await clerk.sees("I-68", "请直接核对证件正面的照片")


async def test_the_lock_lets_the_photo_go_for_good(window: Window, reader: HandReader) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", photo=picture_bytes()))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk) and clerk.visit_is_quiet, "the person")
        await clerk.presses("escape", "v")
        await clerk.wait_for(lambda: shown_photo(clerk), "the photo")
        await clerk.presses("ctrl+l")
        await clerk.is_at(LockPage)
        assert clerk.app.desk_page.flow.photo == b""
        assert not any(isinstance(screen, PhotoSheet) for screen in clerk.app.screen_stack)
        await clerk.types("lianxi")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        await clerk.presses("f3")
        await clerk.is_at(SearchSheet)
        await clerk.chooses("ydjyba")  # copies are made from the visit as it was asked about
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the e-licences")
        assert visitor(clerk)
        assert clerk.app.desk_page.flow.photo == b""


async def test_a_photo_that_is_still_being_read_when_the_console_locks_is_not_kept(
    window: Window, reader: HandReader
) -> None:
    card = card_of("zhang", photo=picture_bytes())
    card.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card)
        await clerk.is_at(SearchSheet)
        await clerk.presses("ctrl+l")
        await clerk.is_at(LockPage)
        card.gate.set()
        await clerk.wait_for(lambda: visitor(clerk), "the person")
        assert clerk.app.desk_page.flow.photo == b""


async def test_the_photo_leaves_with_its_visit(window: Window, reader: HandReader, tmp_path: Path) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        reader.lay(card_of("zhang", photo=picture_bytes()))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk) and clerk.visit_is_quiet, "the person")
        await clerk.presses("escape", "f8")
        await clerk.sees("已暂存")
        assert clerk.app.desk_page.flow.photo == b""
        await clerk.presses("f8", "enter")
        await clerk.wait_for(lambda: visitor(clerk), "the visit taken up")
        assert clerk.app.desk_page.flow.photo == b""


@pytest.mark.parametrize("language", list(Language))
async def test_the_sheet_for_a_card_says_where_one_lies_and_which_reader_is_gone(
    window: Window, two: tuple[HandReader, HandReader], language: Language
) -> None:
    there, gone = ("有卡", "未接上") if language is Language.ZH else ("has a card", "not there")
    async with clerk_at(window, language=language) as clerk:
        await clerk.signs_in()
        two[0].lay(card_of("zhang"))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: visitor(clerk) and clerk.visit_is_quiet, "the visitor")
        two[1].unplug()
        await clerk.wait_for(lambda: len(clerk.app.readers.there) == 1, "the reader gone")
        await clerk.presses("escape")
        await asks_for_the_agent_s_card(clerk)
        await clerk.sees(there, gone)
