"""The liaison group at the counter: whom to call, asking without naming anybody, calls, the roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from clerk.desk.liaison.views import Whose
from clerk.desk.views import Operator
from clerk.domain.faults import Language
from clerk.domain.journal import EventKind
from clerk.domain.liaison import (
    CallOutcome,
    Contact,
    DutyHours,
    Message,
    MessageKind,
    Post,
    Thread,
    ThreadState,
)
from clerk.domain.staff import Level, Role, StaffMember
from clerk.store import journal, roster, threads
from clerk.store.unit import Unit
from screens.cases.case_page import CasePage
from screens.desk.page import DeskPage
from screens.liaison.ask_sheet import QuestionFields
from screens.liaison.call_sheet import CallSheet, NoteSheet
from screens.liaison.contact_sheet import ContactSheet
from screens.liaison.duty_page import DutyPage
from screens.liaison.large import large_number
from screens.liaison.panel import LiaisonPanel
from screens.liaison.problems_sheet import ProblemsSheet
from screens.liaison.roster_page import RosterPage
from screens.liaison.thread_page import SayingSheet, ThreadPage
from screens.liaison.threads_page import PAGE, ThreadsPage
from screens.widgets.rows import Rows
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import NOW, Window

EN = Language.EN
DEPARTMENT = "吴江区医疗保障局"
WIDE, NARROW = (120, 40), (80, 24)
OFFICE = (
    DutyHours(frozenset({1, 2, 3, 4, 5}), time(9), time(12)),
    DutyHours(frozenset({2}), time(13, 30), time(17)),
)


def on_the_roster(window: Window, contact_id: str = "c1", **changes: object) -> Contact:
    """A made-up contact in 吴江."""
    bare = Contact(
        contact_id, "wujiang", DEPARTMENT, frozenset(), Level.SITE, OFFICE,
        "示例甲", "联络员", "0512-00000000", confirmed_on=NOW.date(), sample=True,
    )  # fmt: skip
    contact = replace(bare, **changes)  # type: ignore[arg-type]
    with window.store.writing() as unit:
        roster.save_contact(unit, contact)
    return contact


def operator(number: str = "A0231", role: Role = Role.CLERK) -> Operator:
    return Operator(StaffMember(number, "示例", role, "QP01"), NOW)


def asked(
    window: Window, text: str = "系统里看不到结果。", topic: str = "备案结果", case_id: str = ""
) -> Thread:
    return window.desk.liaison.ask(operator(), "wujiang", DEPARTMENT, "YB-0021", topic, text, case_id)


def they_say(window: Window, thread: Thread, text: str, kind: MessageKind = MessageKind.ANSWER) -> None:
    """A message of the other side, as the follower writes it."""
    with window.store.writing() as unit:
        said = Message(
            f"m-{kind.value}", thread.id, kind, thread.other("qingpu"), "W01", window.clock.now(), text
        )
        threads.save_thread(unit, threads.load_thread(unit, thread.id).moved(said))
        threads.add_message(unit, said)
        note(unit, window, thread)


def note(unit: Unit, window: Window, thread: Thread) -> None:
    """The follower's event, by which open pages notice that something came."""
    payload = {"thread": thread.id}
    now = window.clock.now()
    journal.append(unit, EventKind.LIAISON_CAME, actor="worker", terminal="worker", at=now, payload=payload)


def put_to_us(window: Window, number: int = 1, topic: str = "进度", text: str = "请核实。") -> Thread:
    """A question of 吴江 that came to our region."""
    now, name = window.clock.now(), f"01900000-0000-7000-8000-{number:012d}"
    question = Message(f"q-{number}", name, MessageKind.QUESTION, "wujiang", "W01", now, text)
    thread = Thread(
        name, "wujiang", "qingpu", "医保", "YB-0021", topic, ThreadState.ASKED, Level.SITE, "W01",
        "WJ01", now, now + timedelta(hours=4), messages=(question,),
    )  # fmt: skip
    with window.store.writing() as unit:
        note(unit, window, thread)
        return threads.insert_thread(unit, thread)


async def a_visit(clerk: Clerk) -> None:
    """张's visit for 异地就医备案, which 吴江 decides."""
    await clerk.signs_in()
    await clerk.reads_card("zhang")
    await clerk.wait_for(lambda: clerk.visit_is_quiet, "the regions")
    await clerk.chooses("ydjy")
    await clerk.is_at(DeskPage)


def panel_words(clerk: Clerk) -> str:
    panel = clerk.app.desk_page.query_one(LiaisonPanel)
    return "\n".join("".join(text for text, _ in line) for line in panel.lines())


# ------------------------------------------------------------------------------------------------ the panel


async def test_the_panel_names_who_is_on_duty_for_the_matter_and_what_is_open(window: Window) -> None:
    on_the_roster(window)
    asked(window)
    window.clock.pass_time(minutes=20)
    async with clerk_at(window, size=WIDE, language=EN) as clerk:
        await a_visit(clerk)
        await clerk.sees("示例甲", "until 12:00", "0512-00000000", "1 question open · 20 min")


async def test_nobody_is_invented_where_nobody_is_on_duty(window: Window) -> None:
    on_the_roster(window)
    window.clock.pass_time(hours=3)
    async with clerk_at(window, size=WIDE, language=EN) as clerk:
        await a_visit(clerk)
        await clerk.sees("nobody on duty until 13:30")
        assert "0512" not in panel_words(clerk)


async def test_an_empty_roster_says_so(window: Window) -> None:
    async with clerk_at(window, size=WIDE, language=EN) as clerk:
        await a_visit(clerk)
        await clerk.sees("nobody in the roster")


async def test_the_backup_stands_there_when_the_contact_is_off_duty(window: Window) -> None:
    late = (DutyHours(frozenset(range(1, 8)), time(8), time(20)),)
    on_the_roster(window, "c2", name="示例乙", department="别的部门", hours=late, phone="0512-11111111")
    on_the_roster(window, backup="c2")
    window.clock.pass_time(hours=3)
    async with clerk_at(window, size=WIDE, language=EN) as clerk:
        await a_visit(clerk)
        await clerk.sees("示例乙", "stands in", "0512-11111111")


async def test_a_row_that_nobody_confirmed_for_long_says_so(window: Window) -> None:
    on_the_roster(window, confirmed_on=date(2026, 1, 5))
    async with clerk_at(window, size=WIDE, language=EN) as clerk:
        await a_visit(clerk)
        await clerk.sees("confirmed 2026-01-05", "ago")


# ------------------------------------------------------------------------------------------------------- F6


def test_a_number_is_drawn_three_rows_high_or_not_at_all() -> None:
    rows = large_number("0512-63910000（示例）", 76)
    assert len(rows) == 3
    assert len({len(text) for ((text, _),) in rows}) == 1
    assert large_number("转总机", 76) == ()
    assert large_number("0512-63910000", 20) == ()


async def test_f6_shows_a_number_to_dial_and_closes_by_the_same_key(window: Window) -> None:
    on_the_roster(window)
    async with clerk_at(window, size=NARROW, language=EN) as clerk:
        await a_visit(clerk)
        await clerk.presses("f6")
        await clerk.is_at(DutyPage)
        first, _ = large_number("0512-00000000", 76)[0][0]
        await clerk.sees(first.rstrip(), DEPARTMENT, "until 12:00", "1-5 09:00-12:00")
        await clerk.presses("f6")
        await clerk.is_at(DeskPage)


# --------------------------------------------------------------------------------------------------- asking


async def test_a_question_with_a_phone_number_is_refused_and_what_was_typed_stays(window: Window) -> None:
    case = window.received_case("zhang", "YB-0021", "wujiang")
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.is_at(CasePage)
        await clerk.presses("ctrl+n")
        await clerk.is_at(QuestionFields)
        await clerk.sees(case.receipt_no, "day of the clock")
        sheet = clerk.app.top
        assert isinstance(sheet, QuestionFields)
        told = "".join(text for line in sheet.head() for text, _ in line)
        assert case.applicant.name[0] not in told
        assert case.applicant.number[-4:] not in told
        await clerk.types("result")
        await clerk.presses("enter")
        await clerk.types("call 13912345678")
        await clerk.presses("f5")
        await clerk.sees("J-02", "call 13912345678")
        assert window.desk.liaison.counts().ours_open == 0
        await clerk.presses(*["backspace"] * 11)
        await clerk.types("us")
        await clerk.presses("f5")
        await clerk.is_at(CasePage)
        await clerk.sees("on its way to Wujiang", "result")
    (thread,) = window.desk.liaison.of_case(case.id)
    assert (thread.topic, thread.messages[0].text) == ("result", "call us")
    assert thread.case is not None


async def test_what_was_answered_before_is_offered_before_it_is_asked_again(window: Window) -> None:
    they_say(window, asked(window), "次日可见（示例）。")
    left = len(window.queue.left)
    async with clerk_at(window, language=EN) as clerk:
        await a_visit(clerk)
        await clerk.presses("ctrl+n")
        await clerk.is_at(ProblemsSheet)
        await clerk.presses("enter")
        await clerk.sees("次日可见（示例）。", "备案结果")
        await clerk.presses("y")
        await clerk.is_at(DeskPage)
        await clerk.sees("Counted as asked once more.")
        await clerk.presses("ctrl+n", "a")
        await clerk.is_at(QuestionFields)
    assert window.desk.liaison.similar("wujiang", "YB-0021", "")[0].asked_times == 2
    assert len(window.queue.left) == left


# ---------------------------------------------------------------------------------------------- one question


async def test_an_answer_appears_by_itself(window: Window) -> None:
    thread = asked(window)
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.app.open_thread(thread.id)
        await clerk.is_at(ThreadPage)
        await clerk.sees("Qingpu  A0231", "on its way")
        they_say(window, thread, "次日可见（示例）。")
        await clerk.sees("Wujiang  W01", "次日可见（示例）。", "answered")
        await clerk.presses("c")
        await clerk.sees("Closed.")
    assert window.desk.liaison.counts().ours_open == 0


async def test_what_comes_while_one_answers_takes_no_letter_away(window: Window) -> None:
    thread = put_to_us(window)
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.presses("f6", "t")
        await clerk.is_at(ThreadsPage)
        await clerk.presses("enter")
        await clerk.is_at(ThreadPage)
        await clerk.presses("t")
        await clerk.sees("Taken on.")
        await clerk.presses("a")
        await clerk.is_at(SayingSheet)
        await clerk.types("half of ")
        they_say(window, thread, "", MessageKind.PASSED_UP)
        page = clerk.app.page
        assert isinstance(page, ThreadPage)
        await clerk.wait_for(lambda: len(page.thread.messages) == 3, "the message")
        await clerk.types("it")
        await clerk.presses("enter")
        await clerk.is_at(ThreadPage)
        await clerk.sees("half of it", "Answered.")
    with window.store.reading() as unit:
        assert threads.load_thread(unit, thread.id).state is ThreadState.ANSWERED


async def test_an_empty_answer_is_never_called_sent(window: Window) -> None:
    thread = put_to_us(window)
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.app.open_thread(thread.id)
        await clerk.presses("a")
        await clerk.is_at(SayingSheet)
        await clerk.presses("f5")
        await clerk.sees("J-05")
        clerk.does_not_see("Answered.")


async def test_what_a_region_did_not_take_is_said_with_its_words_and_sent_again(window: Window) -> None:
    thread = asked(window)
    with window.store.writing() as unit:
        threads.save_post(unit, replace(thread.messages[0], post=Post.FAILED, words="不受理此类（示例）"))
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.app.open_thread(thread.id)
        await clerk.sees("not taken", "不受理此类（示例）", "send again")
        await clerk.presses("g")
        await clerk.sees("on its way")
    assert window.queue.left.count(thread.messages[0].id) == 2


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_foreign_words_are_shown_and_never_obeyed(window: Window, size: tuple[int, int]) -> None:
    evil = "\x1b[2J\u202e倒 [@click=app.quit]x[/] [bold]y"
    thread = put_to_us(window, topic=evil, text=evil)
    async with clerk_at(window, size=size, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.presses("f6", "t")
        await clerk.is_at(ThreadsPage)
        await clerk.sees("‹U+001B›[2J‹U+202E›")
        await clerk.presses("enter")
        await clerk.is_at(ThreadPage)
        await clerk.sees("‹U+001B›[2J‹U+202E›倒 [@click=app.quit]x[/] [bold]y")
        assert clerk.app.page.is_ready
    assert thread.topic == evil


async def test_thousands_of_questions_come_a_page_at_a_time(window: Window) -> None:
    for number in range(2 * PAGE + 50):
        put_to_us(window, number, f"第 {number} 件")
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.presses("f6", "t")
        await clerk.is_at(ThreadsPage)
        page = clerk.app.page
        assert isinstance(page, ThreadsPage)
        rows = page.query_one(Rows)
        assert rows.count == 2 * PAGE + 50
        assert set(page._pages) == {0}
        await clerk.presses("o")
        assert rows.count == PAGE
        for count in (2 * PAGE, 2 * PAGE + 50):
            await clerk.presses("ctrl+end")
            await clerk.wait_for(lambda count=count: rows.count == count, "the next page")
        assert page.current is not None
        here = page.current.thread.id
        put_to_us(window, 999, "新来的")
        await clerk.sees("to us 251")
        assert page.current.thread.id == here


# ----------------------------------------------------------------------------------------------------- calls


async def test_a_call_is_noted_by_one_letter_and_stands_under_question_and_case(window: Window) -> None:
    on_the_roster(window)
    case = window.received_case("zhang", "YB-0021", "wujiang")
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.presses("f6", "l")
        await clerk.is_at(CallSheet)
        await clerk.presses("p")
        await clerk.is_at(NoteSheet)
        await clerk.presses("enter")
        await clerk.is_at(DutyPage)
        await clerk.sees("Call noted: promised to act.")
        await clerk.presses("f6")
        await clerk.is_at(CasePage)
        await clerk.sees("☎ Wujiang", "promised to act")
    (call,) = window.desk.liaison.calls(case_id=case.id)
    assert (call.contact, call.outcome, call.note) == ("c1", CallOutcome.PROMISED, "")


# ---------------------------------------------------------------------------------------------------- roster


async def test_a_clerk_reads_the_roster_and_is_told_who_keeps_it(window: Window) -> None:
    on_the_roster(window)
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.presses("f6", "r")
        await clerk.is_at(RosterPage)
        await clerk.sees("示例甲", "0512-00000000")
        await clerk.presses("d")
        await clerk.sees("Only a supervisor keeps the roster.")
        await clerk.is_at(RosterPage)


async def test_a_supervisor_changes_confirms_and_removes_a_contact(window: Window) -> None:
    on_the_roster(window, confirmed_on=None)
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("f6", "r")
        await clerk.is_at(RosterPage)
        await clerk.sees("never confirmed")
        await clerk.presses("c")
        await clerk.sees("confirmed 2026-11-24")
        await clerk.presses("e")
        await clerk.is_at(ContactSheet)
        await clerk.presses("up", "up", "up")  # hours
        await clerk.presses("ctrl+a", *["delete"] * 40)
        await clerk.types("sometimes")
        await clerk.presses("f5")
        await clerk.sees("J-20", "sometimes")
        await clerk.presses(*["backspace"] * 9)
        await clerk.types("1-7 08:00-20:00")
        await clerk.presses("f5")
        await clerk.is_at(RosterPage)
        await clerk.sees("1-7 08:00-20:00")
        assert window.desk.liaison.roster()[0].sample
        await clerk.presses("d", "1")
        await clerk.sees("The roster is empty.")
    assert window.desk.liaison.roster() == ()


async def test_whose_question_comes_first_is_what_waits_for_us(window: Window) -> None:
    put_to_us(window)
    async with clerk_at(window, language=EN) as clerk:
        await clerk.signs_in()
        await clerk.presses("f6", "t")
        await clerk.is_at(ThreadsPage)
        page = clerk.app.page
        assert isinstance(page, ThreadsPage)
        assert page.whose is Whose.THEIRS
        await clerk.presses("right")
        await clerk.sees("No question is open.")
