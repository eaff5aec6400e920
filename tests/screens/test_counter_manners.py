"""Manners: nothing left of the visitor before, nothing shown unmasked, every refusal in words."""

from __future__ import annotations

import pytest

from clerk.domain.cases import Event
from clerk.domain.faults import Fault, Language
from clerk.ports import CardReader
from screens.cases.case_page import CasePage
from screens.cases.exceptions_page import ExceptionsPage
from screens.desk.page import DeskPage
from screens.desk.search_sheet import SearchSheet
from screens.help_page import HelpPage
from screens.sheets.fields import FieldSheet
from screens.sheets.palette import PaletteSheet, found_by
from screens.start.lock_page import LockPage
from screens.start.page import StartPage
from screens.widgets.entry import Entry
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import PASSWORD, Window

NAME, NUMBER = "张晓禾", "320509198506150029"


async def test_a_visitor_is_masked_everywhere(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
        await clerk.sees("张*", "320509********0029")
        clerk.does_not_see(NAME, NUMBER)
        await clerk.presses("enter", "enter")
        await clerk.sees("已打印：")
        clerk.does_not_see(NAME, NUMBER)


async def test_masked_data_is_shown_for_ten_seconds_after_a_reason_and_journalled(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.sheets.reveal.SECONDS", 0.3)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        await clerk.presses("ctrl+r")
        await clerk.sees("为何显示全文")
        clerk.does_not_see(NUMBER)
        await clerk.presses("1")
        await clerk.sees(NUMBER, "全文显示")
        await clerk.wait_for(lambda: NUMBER not in clerk.screen_text(), "the mask")


async def test_nothing_of_one_visitor_is_left_for_the_next(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
        await clerk.presses("enter", "enter")
        await clerk.sees("已打印：")
        await clerk.presses("enter")
        await clerk.reads_card("shen")
        clerk.does_not_see("张", "0029", "异地就医", "QP01-2026", "138****0001")
        entry = clerk.app.screen.query_one(Entry)
        assert entry.value == ""


async def test_an_answer_for_the_visitor_before_is_dropped(window: Window) -> None:
    window.regions["wujiang"].gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape")
        await clerk.reads_card("shen")
        window.regions["wujiang"].gate.set()
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the regions")
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        assert {holder for x in visit.licences for holder in x.holders} == {"31011819900101001X"}


async def test_a_key_that_does_not_work_now_says_why(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f5")
        await clerk.sees("请先读卡")
        await clerk.presses("f4")
        await clerk.sees("请先按 F3 选事项")


async def test_switching_the_language_keeps_what_is_typed(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.types("ydjy")
        await clerk.sees("来办什么事？", "关闭")
        await clerk.presses("f12")
        await clerk.sees("Which matter?", "close", "Visit 1", "Wujiang")
        assert clerk.app.screen.query_one(Entry).value == "ydjy"
        await clerk.presses("f12")
        await clerk.sees("来办什么事？")


async def test_a_profile_that_pins_the_language_says_so(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        clerk.app.language_pinned = True
        await clerk.presses("f12")
        await clerk.sees("固定了语言")


async def test_a_crash_shows_a_sentence_and_no_data(
    window: Window, capsys: pytest.CaptureFixture[str]
) -> None:
    from screens.app import CounterApp
    from tests.screens.window import ReadyBoot

    app = CounterApp(ReadyBoot(window))
    with pytest.raises(ValueError, match="secret"):
        async with app.run_test(size=(80, 24)) as pilot:
            clerk = Clerk(app, pilot, window)
            await clerk.signs_in()

            def crash() -> None:
                name = "secret " + NAME
                raise ValueError(name)

            app.call_later(crash)
            await clerk.wait_for(lambda: not app.is_running, "the end")
    printed = "".join(capsys.readouterr())
    assert "X-01" in printed
    assert NAME not in printed
    assert "secret" not in printed


async def test_the_lock_hides_everything_and_keeps_the_work(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.types("ydjy")
        await clerk.presses("ctrl+l")
        await clerk.is_at(LockPage)
        clerk.does_not_see("张*", "ydjy", "0029")
        await clerk.presses("f2", "escape", "f1")
        await clerk.is_at(HelpPage)
        await clerk.presses("backspace")
        await clerk.is_at(LockPage)
        await clerk.types("wrong")
        await clerk.presses("enter")
        await clerk.sees("U-01")
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(SearchSheet)
        assert clerk.app.screen.query_one(Entry).value == "ydjy"


async def test_an_idle_console_locks_by_itself(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        monkeypatch.setattr("screens.app.IDLE_SECONDS", 0.0)
        await clerk.is_at(LockPage)


async def test_a_scan_opens_its_case_from_anywhere_and_leaves_the_field_alone(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang")
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("shen")
        await clerk.types("yd")
        await clerk.wait_for(lambda: clerk.app.screen.query_one(Entry).value == "yd", "the letters")
        await _scan(clerk, case.receipt_no)
        await clerk.is_at(CasePage)
        await clerk.presses("backspace")
        await clerk.is_at(SearchSheet)
        assert clerk.app.screen.query_one(Entry).value == "yd"


async def test_a_scan_at_the_desk_fires_no_letter_command(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang")
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await _scan(clerk, case.receipt_no)
        await clerk.is_at(CasePage)
        await clerk.sees(case.receipt_no)


async def test_a_scan_that_was_misread_is_refused_in_words(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await _scan(clerk, "QP01-20261124-0001-9")
        await clerk.wait_for(clerk.notice, "the refusal")
        await clerk.is_at(DeskPage)


async def test_a_field_refuses_bad_input_at_once_and_keeps_it(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("xu")
        await clerk.chooses("ydylfsgbx")
        await clerk.presses("i")
        await clerk.is_at(FieldSheet)
        sheet = clerk.app.screen
        assert isinstance(sheet, FieldSheet)
        sheet._go_to("amount")
        await clerk.types("-5")
        await clerk.presses("enter")
        await clerk.sees("E-04", "已输入的内容保留")
        assert sheet.query_one("#field-amount", Entry).value == "-5"


async def test_a_field_is_on_disk_as_soon_as_it_is_left(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("xu")
        await clerk.chooses("ydylfsgbx")
        await clerk.presses("i")
        await clerk.is_at(FieldSheet)
        sheet = clerk.app.screen
        assert isinstance(sheet, FieldSheet)
        sheet._go_to("amount")
        await clerk.types("1200")
        await clerk.presses("up")
        (kept,) = window.desk.resume_visits(clerk.app.desk_page.operator)
        assert kept.form["amount"] == "1200"


async def test_a_visit_reopens_after_the_console_died(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
    async with clerk_at(window) as clerk:
        await clerk.signs_in("A0232")
        await clerk.sees("张*", "异地就医备案", "A0231 开始，A0232 接办")


async def test_a_parked_visit_is_taken_up_again(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
        await clerk.presses("f8")
        await clerk.sees("已暂存")
        clerk.does_not_see("张*")
        await clerk.presses("f8")
        await clerk.sees("接办哪次来访")
        await clerk.presses("enter")
        await clerk.sees("张*", "异地就医备案")


async def test_an_expired_card_is_refused_with_its_date(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f2")
        keys = [sample.key for sample in window.desk.readers[0].samples()]
        await clerk.presses(*["down"] * keys.index("expired"), "enter")
        await clerk.is_at(DeskPage)
        await clerk.wait_for(lambda: "2019" in clerk.notice(), "the refusal")


async def test_a_region_that_is_down_does_not_stop_the_visit(window: Window) -> None:
    window.regions["jiashan"].down = True
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
        await clerk.sees("嘉善 ○ R-01", "已为本件派生")


async def test_a_failed_printer_loses_no_case_and_says_so(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clerk.domain.faults import Refused

    def refuse(job: str, pdf: bytes) -> None:
        raise Refused("G-04", where="tray")

    monkeypatch.setattr(window.printer, "print", refuse)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
        await clerk.presses("enter", "enter")
        await clerk.sees("G-04", "本件已收件并存盘", "未打印")


async def test_only_a_supervisor_decides_an_exception(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang")
    window.delivery_fails(case.id)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("ctrl+x")
        await clerk.is_at(ExceptionsPage)
        await clerk.sees(case.receipt_no, "R-10", "参保状态不符")
        await clerk.presses("r")
        await clerk.sees("须由主管决定")
        await clerk.presses("ctrl+o")
        await clerk.is_at(StartPage)
        await clerk.signs_in("S0101")
        await clerk.presses("f9", "x", "r")
        await clerk.is_at(FieldSheet)
        await clerk.types("again")
        await clerk.presses("enter")
        await clerk.sees("没有异常")
        assert len(window.queue.left) == 2


async def test_the_palette_finds_by_english_chinese_pinyin_and_initials(window: Window) -> None:
    for text in ("lock", "锁", "suoding", "sdkzt"):
        assert found_by(text, "lock Lock the console", "锁屏锁定控制台"), text
    assert not found_by("zzz", "lock Lock the console", "锁屏锁定控制台")
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f10")
        await clerk.is_at(PaletteSheet)
        await clerk.types("suoding")
        await clerk.presses("enter")
        await clerk.is_at(LockPage)


async def test_help_names_the_reason_of_a_disabled_key(window: Window) -> None:
    async with clerk_at(window, language=Language.EN) as clerk:
        await clerk.signs_in()
        await clerk.presses("f1")
        await clerk.is_at(HelpPage)
        await clerk.sees("Confirm with the visitor", "Read a card first")


@pytest.mark.parametrize("name", ["Smith [VIP]", "O'[/]Brien", "[@click=app.quit]张", "\u202e王\x07"])
async def test_brackets_and_control_characters_in_a_name_are_only_text(window: Window, name: str) -> None:
    from dataclasses import replace

    reader = window.desk.readers[0]
    read = reader.read("zhang")
    odd = replace(read, person=replace(read.person, name=name))

    class OddReader:
        name = "示例"
        simulated = True
        samples = staticmethod(lambda: ())
        read = staticmethod(lambda _sample=None: odd)

    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        page = clerk.app.desk_page
        page.revealed = True
        await page.card_chosen(_as_reader(OddReader()), None)
        page.revealed = True
        await clerk.wait_for(lambda: not page.flow.busy, "the card")
        await clerk.presses("escape")
        text = clerk.screen_text()
        assert "\x07" not in text
        assert "\u202e" not in text
        assert clerk.app.screen is page


async def test_a_wrong_credit_code_is_refused_and_nothing_typed_is_lost(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("lu")
        await clerk.presses("escape")
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the regions")
        await clerk.presses("o")
        await clerk.is_at(FieldSheet)
        await clerk.types("91310118MA00000000")
        await clerk.presses("enter")
        await clerk.types("Example Ltd")
        await clerk.presses("f5")
        await clerk.wait_for(lambda: "I-" in clerk.notice(), "the refusal")
        await clerk.sees("91310118MA00000000", "Example Ltd", "已输入的内容保留")


async def test_a_typed_identity_needs_a_reason_and_is_marked(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("t", "1")
        await clerk.is_at(FieldSheet)
        await clerk.types("Example")
        await clerk.presses("enter")
        await clerk.types(NUMBER)
        await clerk.presses("enter", "enter")
        await clerk.sees("E-01")
        await clerk.types("reader broken")
        await clerk.presses("enter")
        await clerk.is_at(SearchSheet)
        await clerk.sees("手工录入", "原因：reader broken")


async def test_nobody_signs_in_before_the_store_is_open(window: Window) -> None:
    from screens.app import CounterApp
    from tests.screens.window import ReadyBoot

    boot = ReadyBoot(window, hold=True)
    app = CounterApp(boot)
    async with app.run_test(size=(80, 24)) as pilot:
        clerk = Clerk(app, pilot, window)
        await clerk.sees("启动检查", "检查中")
        await clerk.presses("enter")
        await clerk.sees("数据库尚未打开")
        boot.go()
        await clerk.signs_in()


async def test_leaving_asks_once_and_loses_nothing(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("ctrl+q")
        await clerk.sees("退出控制台？")
        await clerk.presses("2")
        await clerk.is_at(DeskPage)


async def test_the_gate_shows_what_does_not_work_with_its_cure(window: Window) -> None:
    from clerk.desk.gate import Check, CheckName, CheckState

    async with clerk_at(window) as clerk:
        await clerk.wait_for(lambda: clerk.app.screen.query("#password"), "the sign-in")
        boot = clerk.app.boot
        boot.report(Check(CheckName.WORKER, "", CheckState.WARN, Fault("G-01")))  # type: ignore[attr-defined]
        await clerk.sees("G-01", "投递进程没有运行")
        await clerk.presses("f9")
        await clerk.wait_for(lambda: boot.rechecked == 1, "the check")  # type: ignore[attr-defined]


async def test_the_work_lists_count_what_came_and_open_it(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang")
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.sees("发送中")
        window.home_says(case.id, Event.TRANSFER)
        lists = clerk.app.screen.query_one("#lists")
        await clerk.wait_for(lambda: lists.worklists.counts["at_home"] == 1, "the count")  # type: ignore[attr-defined]
        await clerk.presses("tab", "down", "enter")
        await clerk.sees(case.receipt_no)


async def _scan(clerk: Clerk, text: str) -> None:
    """A scanner's burst: all keys within a few milliseconds, and Enter."""
    from textual import events

    for character in text:
        clerk.app.post_message(events.Key(character if character != "-" else "minus", character))
    clerk.app.post_message(events.Key("enter", "\r"))


def _as_reader(reader: object) -> CardReader:
    return reader  # type: ignore[return-value]
