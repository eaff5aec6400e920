"""The clerk's day by keys: card, matter, confirm; what was filed online; correction; handing over."""

from __future__ import annotations

from clerk.desk.visit import Visit
from clerk.domain.case_file import CorrectionAsked
from clerk.domain.cases import Event, State
from clerk.domain.forms import FieldKind
from screens.cases.case_page import CasePage
from screens.cases.list_page import CaseListPage
from screens.desk.confirm_sheet import ConfirmSheet
from screens.desk.differences_page import DifferencesPage
from screens.desk.next_step import Step
from screens.desk.page import DeskPage
from screens.desk.preview_page import PreviewPage
from screens.desk.search_sheet import SearchSheet
from screens.key_sheet import JOURNEYS, count_of
from screens.sheets.fields import FieldSheet
from screens.widgets.entry import Entry
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import Window

ASCII_SAMPLES = {
    FieldKind.TEXT: "sample",
    FieldKind.PHONE: "13800000000",
    FieldKind.DATE: "2026-11-24",
    FieldKind.MONEY: "100000",
}


async def test_five_keys_and_the_letters_of_the_matter_take_a_case_in(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f2", "enter")
        await clerk.is_at(SearchSheet)
        await clerk.types("ydjyba")
        await clerk.presses("enter")
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the e-licences")
        await clerk.sees("已为本件派生", "下一步：")
        await clerk.presses("enter")
        await clerk.sees("本人申请办理")
        await clerk.presses("enter")
        await clerk.is_at(PreviewPage)
        await clerk.sees("QP01-20261124-0001-", "已打印：")
        assert len(window.printer.jobs) == 1
        assert len(window.queue.left) == 1


def test_no_journey_is_longer_than_six_keys() -> None:
    assert all(count_of(keys) <= 6 for _, keys in JOURNEYS)


async def test_letters_typed_while_the_card_is_read_are_not_lost(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f2", "enter", *"ydjyba", "enter")
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the e-licences")
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        assert visit.item == "YB-0021"


async def test_enter_pressed_too_early_opens_the_confirmation_by_itself(window: Window) -> None:
    window.regions["wujiang"].gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f2", "enter", *"ydjyba", "enter", "enter")
        window.regions["wujiang"].gate.set()
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the e-licences")
        await clerk.presses("enter")
        await clerk.is_at(ConfirmSheet)


async def test_an_application_filed_online_is_offered_with_the_card_and_taken_over(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("qian")
        await clerk.sees("线上 ", "异地就医备案")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        await clerk.sees("线上申请", "线上已提交")
        await clerk.presses("enter")
        await clerk.is_at(ConfirmSheet)


async def test_three_regions_stand_side_by_side_and_another_one_is_taken(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("lu")
        await clerk.chooses("nzyxgssl")
        await clerk.presses("d")
        await clerk.is_at(DifferencesPage)
        await clerk.sees("章程格式", "2023 版", "2024 版", "◂ 不同", "待核实")
        await clerk.presses("pagedown")
        await clerk.sees("本窗口可办", "三地都收")
        before = clerk.app.desk_page.flow.visit
        await clerk.presses("right", "enter")
        await clerk.is_at(DeskPage)
        after = clerk.app.desk_page.flow.visit
        assert before is not None
        assert after is not None
        assert after.home != before.home


async def test_caps_lock_changes_no_command_and_no_text(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("lu")
        await clerk.chooses("NZYXGSSL")
        await clerk.presses("D")
        await clerk.is_at(DifferencesPage)
        await clerk.presses("backspace")
        await clerk.presses("f3")
        await clerk.is_at(SearchSheet)
        await clerk.presses("D", "d")
        await clerk.wait_for(lambda: clerk.app.screen.query_one(Entry).value == "Dd", "the letters")


async def test_a_company_is_set_up_for_another_region_with_scanned_articles(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("lu")
        await clerk.chooses("nzyxgssl")
        flow = clerk.app.desk_page.flow
        assert flow.visit is not None
        assert flow.visit.home == "jiashan"
        await _fill_form(clerk)
        while clerk.app.desk_page.next().step is Step.MATERIAL:
            name = clerk.app.desk_page.next().places["name"]
            await clerk.presses("f4", "s")
            await clerk.sees(f"“{name}”选哪个文件")
            await _choose_file(clerk, "公司章程（示例）.pdf")
            await clerk.is_at(DeskPage)
        await clerk.presses("f5", "enter")
        await clerk.sees("QP01-20261124-0001-", "嘉善县市场监督管理局", "已打印：")


async def test_a_correction_is_answered_with_a_file_and_sent(window: Window) -> None:
    case = window.received_case("lu", "SC-0001", "jiashan")
    asked = (CorrectionAsked("articles", "章程须为 2023 版（示例）"),)
    window.home_says(case.id, Event.TRANSFER)
    window.home_says(case.id, Event.ASK_CORRECTION, corrections=asked)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("ctrl+t")
        await clerk.is_at(CaseListPage)
        await clerk.presses("enter")
        await clerk.is_at(CasePage)
        await clerk.sees("章程须为 2023 版", "F4")
        await clerk.presses("enter")
        await clerk.sees("公司章程（示例）.pdf")
        await _choose_file(clerk, "公司章程（示例）.pdf")
        await clerk.sees("补正已齐")
        await clerk.presses("f5")
        await clerk.wait_for(lambda: _state(clerk) is State.TRANSFERRED, "the correction")


async def test_a_broken_file_is_refused_in_words_and_another_one_can_be_chosen(window: Window) -> None:
    case = window.received_case("lu", "SC-0001", "jiashan")
    window.home_says(case.id, Event.TRANSFER)
    window.home_says(case.id, Event.ASK_CORRECTION, corrections=(CorrectionAsked("articles", "示例"),))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.presses("f4")
        await clerk.sees("坏文件（示例）.pdf")
        await _choose_file(clerk, "坏文件（示例）.pdf")
        await clerk.sees("F-03")
        await _choose_file(clerk, "不是图片（示例）.jpg")
        await clerk.sees("F-02")
        await _choose_file(clerk, "公司章程（示例）.pdf")
        await clerk.sees("补正已齐")


async def test_a_granted_case_is_handed_over_to_whoever_shows_her_card(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang")
    window.home_says(case.id, Event.TRANSFER, Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.sees("准予")
        await clerk.presses("enter")
        await clerk.sees("由谁领取结果")
        await clerk.presses("1", "enter")
        await clerk.wait_for(lambda: _state(clerk) is State.DELIVERED, "the hand-over")
        await clerk.presses("f7")
        await clerk.sees("送达回证")


async def test_the_answer_of_the_home_region_comes_without_a_key(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang")
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.sees("已收件")
        window.home_says(case.id, Event.TRANSFER)
        await clerk.sees("属地已确认收到")
        window.home_says(case.id, Event.ACCEPT, accepted_at=window.clock.now())
        await clerk.sees("已受理", "F7")


async def _fill_form(clerk: Clerk) -> None:
    while clerk.app.desk_page.next().step is Step.FORM:
        await clerk.presses("enter")
        await clerk.is_at(FieldSheet)
        sheet = clerk.app.screen
        assert isinstance(sheet, FieldSheet)
        field = next(f for f in clerk.window.desk.form_fields(_visit(clerk)) if f.name == sheet.current)
        await clerk.types(field.choices[0] if field.choices else ASCII_SAMPLES[field.kind])
        await clerk.presses("enter", "escape")
        await clerk.is_at(DeskPage)


def _visit(clerk: Clerk) -> Visit:
    visit = clerk.app.desk_page.flow.visit
    assert visit is not None
    return visit


def _state(clerk: Clerk) -> State | None:
    page = clerk.app.page
    return page.view.case.state if isinstance(page, CasePage) else None


async def _choose_file(clerk: Clerk, name: str) -> None:
    from screens.desk.file_sheet import FileSheet

    sheet = clerk.app.screen
    assert isinstance(sheet, FileSheet)
    await clerk.wait_for(lambda: sheet.rows.count == 3, "the folder")
    names = [file.path.name for file in sheet._files]
    sheet.rows.move_to(names.index(name))
    await clerk.presses("enter")
