"""Sign-offs at the screens: asking, deciding at one's own console or over the shoulder, what is said."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from clerk.desk.facade import Desk
from clerk.desk.sign_offs.facade import SignOffs
from clerk.desk.sign_offs.views import EscalationRow, Need, Verdict
from clerk.desk.views import Operator, PaperKind
from clerk.desk.visit import Visit
from clerk.domain.case_file import CaseFile
from clerk.domain.escalations import Escalation, EscalationKind, Standing, Subject, SubjectKind
from clerk.domain.faults import Language
from clerk.domain.ids import uuid7
from clerk.domain.materials import Way
from clerk.domain.one_time_password import CodeKey, code_of, step_at
from clerk.domain.staff import Role, StaffMember
from clerk.store import escalations, staff
from integrations.simulator.people import load_companies, load_people
from screens.cases.case_page import CasePage
from screens.cases.exceptions_page import ExceptionsPage
from screens.desk.confirm_sheet import ConfirmSheet
from screens.desk.page import DeskPage
from screens.desk.parked_sheet import ParkedSheet
from screens.desk.preview_page import PreviewPage
from screens.desk.search_sheet import SearchSheet
from screens.sheets.question import QuestionSheet
from screens.sign_offs.ask_sheet import AskSheet
from screens.sign_offs.queue_page import SignOffsPage
from screens.sign_offs.reason_sheet import ReasonSheet
from screens.sign_offs.shoulder_sheet import ShoulderSheet
from screens.sign_offs.sign_off_page import SignOffPage
from screens.start.lock_page import LockPage
from screens.widgets.entry import Entry
from screens.widgets.rows import Rows
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.staff_slot import StaffSlot
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import PASSWORD, SAMPLES, Window

FOREIGN = ("Smith [VIP]", "O'[/]Brien [@click=app.quit]", "\u202e王\x1b[2J\x07", "{0.__class__} {name}")


def somebody(window: Window, number: str, role: Role = Role.CLERK) -> Operator:
    """Somebody at another console of the same store."""
    return Operator(StaffMember(number, "示例", role, window.desk.site.code), window.clock.now())


def a_case(window: Window, card: str = "zhang") -> CaseFile:
    """A case that was taken in."""
    return window.received_case(card, "YB-0021", "wujiang")


def asked(
    window: Window,
    case: CaseFile,
    reason: str = "填错人了（示例）",
    *,
    by: str = "A0231",
    kind: EscalationKind = EscalationKind.VOID,
) -> Escalation:
    """Somebody asks for something about a case."""
    return window.desk.sign_offs.ask(somebody(window, by), kind, Subject(SubjectKind.CASE, case.id), reason)


def something_comes_later(window: Window) -> Visit:
    """A visit that is complete but for one thing: a material comes later, and a supervisor must sign that."""
    desk, clerk = window.desk, somebody(window, "A0231")
    silk = next(c for c in load_companies(load_people()) if c.key == "wj_silk").organisation
    visit = desk.read_card(clerk, desk.open_visit(clerk), desk.readers[0], "gu")
    visit = desk.choose_item(clerk, visit, "SC-0012", "wujiang")
    visit = desk.set_organisation(clerk, visit, silk.name, silk.credit_code, silk.legal_representative, "")
    for spec in desk.form_fields(visit):
        visit = desk.set_field(clerk, visit, spec.name, SAMPLES[spec.kind](spec))
    for row in desk.material_rows(visit):
        if row.material.allows(Way.DEFERRED):
            due = date(2026, 12, 1)
            visit = desk.meet(clerk, visit, row.material.code, Way.DEFERRED, due=due)
        elif row.best not in {Way.COMMITMENT, Way.DATA_CHECK}:
            visit = desk.meet(clerk, visit, row.material.code, Way.PAPER)
    return visit


def asked_of(window: Window, visit: Visit) -> Escalation:
    """The one sign-off of a visit."""
    (need,) = window.desk.sign_offs.needed(visit)
    assert need.escalation is not None
    return need.escalation


def decide(window: Window, escalation: Escalation, verdict: Verdict, reason: str = "已核（示例）") -> None:
    """The supervisor decides at another console."""
    boss = somebody(window, "S0101", Role.SUPERVISOR)
    window.desk.sign_offs.decide(boss, escalation.id, verdict, reason, escalation.digest)


def standing(window: Window, escalation: Escalation) -> Standing:
    """How it stands in the store."""
    boss = somebody(window, "S0101", Role.SUPERVISOR)
    return window.desk.sign_offs.view(boss, escalation.id).row.escalation.standing


async def supervisor_opens(clerk: Clerk) -> None:
    """The supervisor at the list, and the first one in full."""
    await clerk.signs_in("S0101")
    await clerk.presses("f9")
    await clerk.is_at(SignOffsPage)
    await clerk.presses("enter")
    await clerk.is_at(SignOffPage)


# ---------------------------------------------------------------------------------------- the supervisor


async def test_a_supervisor_reads_all_of_it_and_approves_with_a_reason(window: Window) -> None:
    case = a_case(window)
    escalation = asked(window, case)
    async with clerk_at(window, size=(120, 40)) as clerk:
        await supervisor_opens(clerk)
        await clerk.sees("作废", "填错人了（示例）", case.receipt_no, "A0231")
        clerk.does_not_see("张晓禾", "320509198506150029")
        await clerk.presses("a")
        await clerk.is_at(ReasonSheet)
        await clerk.types("agreed")
        await clerk.presses("enter")
        await clerk.is_at(SignOffsPage)
        await clerk.sees("已同意", "没有待您签批的")
    assert standing(window, escalation) is Standing.APPROVED


async def test_nothing_is_decided_without_a_reason(window: Window) -> None:
    escalation = asked(window, a_case(window))
    async with clerk_at(window) as clerk:
        await supervisor_opens(clerk)
        await clerk.presses("r", "enter")
        await clerk.is_at(ReasonSheet)
        await clerk.wait_for(clerk.notice, "the refusal")
        assert standing(window, escalation) is Standing.OPEN
        await clerk.types("no")
        await clerk.presses("enter")
        await clerk.is_at(SignOffsPage)
    assert standing(window, escalation) is Standing.REFUSED


async def test_a_question_goes_back_to_the_clerk_and_its_answer_returns(window: Window) -> None:
    escalation = asked(window, a_case(window))
    async with clerk_at(window) as clerk:
        await supervisor_opens(clerk)
        await clerk.presses("q")
        await clerk.types("who")
        await clerk.presses("enter")
        await clerk.is_at(SignOffsPage)
        assert standing(window, escalation) is Standing.ASKED_BACK
        await clerk.presses("ctrl+o")
        await clerk.signs_in("A0231")
        await clerk.presses("f9")
        await clerk.sees("询问", "who")
        await clerk.presses("n")
        await clerk.is_at(ReasonSheet)
        await clerk.sees("主管询问：", "who")
        await clerk.types("me")
        await clerk.presses("enter")
        await clerk.is_at(SignOffsPage)
        await clerk.sees("已回答")
    assert standing(window, escalation) is Standing.OPEN


async def test_what_was_typed_is_kept_when_somebody_else_decided_first(window: Window) -> None:
    escalation = asked(window, a_case(window))
    async with clerk_at(window) as clerk:
        await supervisor_opens(clerk)
        await clerk.presses("a")
        await clerk.types("good")
        second = Operator(
            StaffMember("S0102", "示例", Role.SUPERVISOR, window.desk.site.code), window.clock.now()
        )
        window.desk.sign_offs.decide(second, escalation.id, Verdict.REFUSE, "不行", escalation.digest)
        await clerk.presses("enter")
        await clerk.is_at(ReasonSheet)
        await clerk.wait_for(lambda: "Q-" in clerk.notice(), "the refusal")
        assert clerk.app.screen.query_one(Entry).value == "good"
    assert standing(window, escalation) is Standing.REFUSED


async def test_a_decision_of_somebody_else_is_told_on_the_open_page(window: Window) -> None:
    escalation = asked(window, a_case(window))
    async with clerk_at(window) as clerk:
        await supervisor_opens(clerk)
        second = Operator(
            StaffMember("S0102", "示例", Role.SUPERVISOR, window.desk.site.code), window.clock.now()
        )
        window.desk.sign_offs.decide(second, escalation.id, Verdict.APPROVE, "可以", escalation.digest)
        await clerk.sees("S0102 其间已签批")
        await clerk.presses("r")
        await clerk.is_at(SignOffPage)
        await clerk.sees("S0102 其间已签批")
    assert standing(window, escalation) is Standing.APPROVED


async def test_what_a_supervisor_asked_for_is_not_theirs_to_decide(window: Window) -> None:
    case = a_case(window)
    boss = somebody(window, "S0101", Role.SUPERVISOR)
    window.desk.sign_offs.ask(boss, EscalationKind.VOID, Subject(SubjectKind.CASE, case.id), "示例")
    async with clerk_at(window) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("f9", "right", "enter")
        await clerk.is_at(SignOffPage)
        await clerk.presses("a")
        await clerk.is_at(SignOffPage)
        await clerk.wait_for(lambda: "Q-" in clerk.notice(), "the reason")


async def test_a_new_one_comes_by_itself_and_the_cursor_stays_on_its_row(window: Window) -> None:
    for card in ("zhang", "xu", "lu"):
        asked(window, a_case(window, card))
        window.clock.pass_time(minutes=1)
    async with clerk_at(window) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("f9", "down")
        page = clerk.app.screen
        assert isinstance(page, SignOffsPage)
        here = page.current
        assert here is not None
        late = window.received_case("shen", "YB-0021", "wujiang")
        window.clock.pass_time(minutes=-30)
        begun = time.monotonic()
        new = asked(window, late, "更急（示例）")
        window.clock.pass_time(minutes=30)
        await clerk.wait_for(lambda: page.query_one(Rows).count == 4, "the new one")
        assert time.monotonic() - begun < 1.0
        first = page._at(0)
        assert first is not None
        assert first.escalation.id == new.id
        assert page.current is not None
        assert page.current.escalation.id == here.escalation.id


async def test_a_thousand_that_wait_are_fetched_by_the_page_and_cost_no_more_keys(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(window, a_case(window))
    with window.store.writing() as unit:
        for number in range(999):
            later = first.asked_at + timedelta(minutes=number)
            subject = replace(first.subject, part=str(number))
            due = later + timedelta(hours=5)
            one = replace(first, id=uuid7(later), subject=subject, asked_at=later, due_at=due)
            escalations.insert_escalation(unit, one, terminal="QP01-1")
    fetched: list[tuple[int, int]] = []
    queue = SignOffs.queue

    def counted(
        self: SignOffs, operator: Operator, offset: int = 0, limit: int = 100
    ) -> tuple[EscalationRow, ...]:
        fetched.append((offset, limit))
        return queue(self, operator, offset, limit)

    monkeypatch.setattr(SignOffs, "queue", counted)
    async with clerk_at(window) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("f9")
        await clerk.is_at(SignOffsPage)
        await clerk.sees("待签批 1000")
        await clerk.presses("down", "down")
        assert set(fetched) == {(0, 100)}
        await clerk.presses("ctrl+end")
        await clerk.wait_for(lambda: (900, 100) in fetched, "the last page")
        assert len(set(fetched)) <= 3
        page = clerk.app.screen
        assert isinstance(page, SignOffsPage)
        assert page.current is not None
        assert page.current.escalation.subject.part == "998"


async def test_what_another_level_decides_stands_there_and_says_so(window: Window) -> None:
    case = a_case(window)
    asked(window, case, "两地说法不一（示例）", kind=EscalationKind.REGION_DISPUTE)
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("f9")
        await clerk.is_at(SignOffsPage)
        await clerk.sees("待签批 0", "地区间争议", "联络小组", "Q-03")
        await clerk.presses("enter")
        await clerk.is_at(SignOffPage)
        await clerk.presses("a")
        await clerk.sees("Q-03")
        await clerk.is_at(SignOffPage)


async def test_x_goes_on_to_the_exceptions(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f9", "x")
        await clerk.is_at(ExceptionsPage)


# --------------------------------------------------------------------------------------------- the clerk


async def test_a_clerk_asks_from_the_case_and_takes_it_back(window: Window) -> None:
    case = a_case(window)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.is_at(CasePage)
        await clerk.presses("s")
        await clerk.is_at(QuestionSheet)
        await clerk.presses("1")
        await clerk.is_at(ReasonSheet)
        await clerk.types("mistake")
        await clerk.presses("enter")
        await clerk.is_at(CasePage)
        await clerk.sees("已提请：作废")
        await clerk.presses("f9")
        await clerk.sees("mistake", "作废")
        await clerk.presses("t", "1")
        await clerk.sees("已收回")
    (row,) = window.desk.sign_offs.mine(somebody(window, "A0231"))
    assert row.escalation.standing is Standing.TAKEN_BACK


async def test_three_keys_and_the_reason_ask_for_it_and_serve_the_next_visitor(window: Window) -> None:
    visit = something_comes_later(window)
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.sees("须签批", "须经主管签批；提请按  F5")
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.sees("容缺受理", "检验报告")
        await clerk.types("tomorrow")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        await clerk.sees("09:42 已提请签批")
        await clerk.presses("f5")
        await clerk.sees("F8 暂存来访")
        await clerk.presses("f8")
        await clerk.sees("已暂存")
        await clerk.reads_card("zhang")
        await clerk.presses("escape")
        decide(window, asked_of(window, visit), Verdict.APPROVE)
        await clerk.sees("已签批：容缺受理", "您的", "已同意")
        await clerk.presses("f8", "f8")
        await clerk.is_at(ParkedSheet)
        await clerk.presses("ctrl+home", "enter")
        await clerk.is_at(DeskPage)
        await clerk.presses("f5")
        await clerk.is_at(ConfirmSheet)
        await clerk.presses("enter")
        await clerk.is_at(PreviewPage)


async def test_a_decision_that_arrives_takes_no_letter_from_what_is_being_typed(window: Window) -> None:
    visit = something_comes_later(window)
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.types("tomorrow")
        await clerk.presses("enter", "f8")
        await clerk.reads_card("zhang")
        await clerk.types("ydj")
        decide(window, asked_of(window, visit), Verdict.APPROVE)
        desk_page = clerk.app.desk_page
        await clerk.wait_for(
            lambda: any(r.escalation.standing is Standing.APPROVED for r in desk_page.yours), "the decision"
        )
        await clerk.is_at(SearchSheet)
        await clerk.types("yba")
        assert clerk.app.screen.query_one(Entry).value == "ydjyba"
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        await clerk.sees("已签批：容缺受理。第 1 号来访按 F5 继续。")


async def test_a_refusal_is_told_with_the_supervisor_s_reason_and_may_be_asked_again(window: Window) -> None:
    visit = something_comes_later(window)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.types("tomorrow")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        decide(window, asked_of(window, visit), Verdict.REFUSE, "须有报告（示例）")
        await clerk.sees("未获同意：容缺受理", "须有报告（示例）", "主管不同意")
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.sees("S0101 不同意：须有报告（示例）")
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        await clerk.sees("检验报告")


async def test_nothing_is_asked_without_a_reason(window: Window) -> None:
    something_comes_later(window)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.sees("U-05")
        await clerk.presses("f9")
        await clerk.is_at(AskSheet)
    assert window.desk.sign_offs.mine(somebody(window, "A0231")) == ()


# ----------------------------------------------------------------------------------- over the shoulder


async def test_a_supervisor_decides_over_the_shoulder_and_the_clerk_goes_on(window: Window) -> None:
    visit = something_comes_later(window)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.types("tomorrow")
        await clerk.presses("f9")
        await clerk.is_at(ShoulderSheet)
        await clerk.sees("tomorrow", "容缺受理")
        await clerk.types("S0101")
        await clerk.presses("enter")
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.types("seen")
        await clerk.presses("enter")
        await clerk.is_at(QuestionSheet)
        clerk.does_not_see(PASSWORD)
        await clerk.presses("1")
        await clerk.is_at(DeskPage)
        await clerk.sees("S0101 已同意")
        assert clerk.app.operator is not None
        assert clerk.app.operator.member.number == "A0231"
        await clerk.presses("f5")
        await clerk.is_at(ConfirmSheet)
    assert asked_of(window, visit).over_the_shoulder


async def test_a_wrong_password_over_the_shoulder_keeps_the_reason(
    window: Window,
) -> None:
    escalation = asked(window, a_case(window))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f9", "h")
        await clerk.is_at(ShoulderSheet)
        await clerk.types("S0101")
        await clerk.presses("enter")
        await clerk.types("wrong")
        await clerk.presses("enter")
        await clerk.types("because")
        await clerk.presses("enter", "1")
        await clerk.sees("U-01")
        sheet = clerk.app.screen
        assert isinstance(sheet, ShoulderSheet)
        assert sheet.query_one("#reason", Entry).value == "because"
        assert sheet.query_one("#password", Entry).value == ""
        await clerk.types(PASSWORD)
        await clerk.presses("enter", "2")
        await clerk.is_at(SignOffsPage)
        await clerk.sees("未同意")
    assert standing(window, escalation) is Standing.REFUSED


async def test_letters_typed_for_another_need_are_there_after_a_decision_over_the_shoulder(
    window: Window,
) -> None:
    visit = something_comes_later(window)
    needs = window.desk.sign_offs.needed(visit)
    twice = (*needs, Need(EscalationKind.LICENCE_MISMATCH, Subject(SubjectKind.VISIT, visit.id), True))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        sheet = AskSheet(visit, twice, str, _nothing)
        await clerk.app.push_screen(sheet)
        await clerk.is_at(AskSheet)
        await clerk.types("tomorrow")
        await clerk.presses("down")
        await clerk.types("half a sent")
        await clerk.presses("up", "f9")
        await clerk.is_at(ShoulderSheet)
        for typed in ("S0101", PASSWORD, "seen"):
            await clerk.types(typed)
            await clerk.presses("enter")
        await clerk.presses("1")
        await clerk.is_at(AskSheet)
        await clerk.sees("S0101 已同意", "tomorrow")
        assert sheet.query_one("#field-need-1", Entry).value == "half a sent"


async def _nothing() -> None:
    """What a sheet does that is only looked at."""


async def test_a_clerk_cannot_decide_over_the_shoulder(window: Window) -> None:
    escalation = asked(window, a_case(window))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f9", "h")
        await clerk.is_at(ShoulderSheet)
        for typed in ("A0232", PASSWORD, "because"):
            await clerk.types(typed)
            await clerk.presses("enter")
        await clerk.presses("1")
        await clerk.sees("Q-03")
        await clerk.is_at(ShoulderSheet)
    assert standing(window, escalation) is Standing.OPEN


async def test_a_supervisor_with_an_authenticator_types_its_code_too(window: Window) -> None:
    escalation = asked(window, a_case(window))
    secret = b"12345678901234567890"
    with window.store.writing() as unit:
        staff.set_code_key(unit, "S0101", CodeKey(secret))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f9", "h")
        await clerk.is_at(ShoulderSheet)
        for typed in ("S0101", PASSWORD, "seen"):
            await clerk.types(typed)
            await clerk.presses("enter")
        await clerk.presses("1")
        await clerk.sees("U-17", "动态口令")
        assert standing(window, escalation) is Standing.OPEN
        await clerk.types("000000")
        await clerk.presses("enter", "1")
        await clerk.sees("U-18")
        await clerk.types(code_of(secret, step_at(window.clock.now())))
        await clerk.presses("enter", "1")
        await clerk.is_at(SignOffsPage)
        await clerk.sees("S0101 已同意")
    assert standing(window, escalation) is Standing.APPROVED


async def test_the_reader_takes_the_supervisor_s_card_while_the_sheet_is_open_and_locks_after(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.doors.CARD_SHOWS_WITHIN", 0.05)
    asked(window, a_case(window))
    slot = StaffSlot()
    window.desk = Desk(replace(window.desk.counter, staff_cards=slot, card_events=slot))
    own, other = (StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1())) for _ in range(2))
    for number, card in (("A0231", own), ("S0101", other)):
        slot.card = card
        with window.store.writing() as unit:
            staff.set_card(unit, number, slot.enrol())
    slot.card = own
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        slot.put_in(own)
        await clerk.wait_for(lambda: clerk.app.readers.staff_card_lies, "the card")
        await clerk.presses("f9", "h")
        await clerk.is_at(ShoulderSheet)
        slot.pull()
        await clerk.wait_for(lambda: not clerk.app.readers.staff_card_lies, "the news")
        await clerk.is_at(ShoulderSheet)
        slot.put_in(other)
        for typed in ("S0101", PASSWORD, "seen"):
            await clerk.types(typed)
            await clerk.presses("enter")
        await clerk.presses("1")
        await clerk.sees("请放回您自己的工作人员卡")
        slot.pull()
        await clerk.wait_for(lambda: not clerk.app.readers.staff_card_lies, "the news")
        await clerk.is_at(ShoulderSheet)
        await clerk.presses("enter")
        await clerk.is_at(LockPage)


async def test_a_clerk_asks_to_print_a_printed_paper_again(window: Window) -> None:
    case = a_case(window)
    window.desk.print_paper(somebody(window, "A0231"), case.id, PaperKind.RECEIPT)
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.is_at(CasePage)
        await clerk.presses("s", "5")
        await clerk.is_at(ReasonSheet)
        await clerk.types("torn")
        await clerk.presses("enter")
        await clerk.is_at(CasePage)
        await clerk.sees("已提请：补打")
    (row,) = window.desk.sign_offs.mine(somebody(window, "A0231"))
    assert row.escalation.subject.part == PaperKind.RECEIPT.value


@pytest.mark.parametrize("words", FOREIGN)
async def test_foreign_words_in_reasons_and_questions_do_nothing_to_the_terminal(
    window: Window, words: str
) -> None:
    escalation = asked(window, a_case(window), words)
    decide(window, escalation, Verdict.ASK_BACK, words)
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.presses("f9")
        await _shows_safely(clerk, words)
        await clerk.presses("n")
        await clerk.is_at(ReasonSheet)
        await _shows_safely(clerk, words)
        await clerk.presses("escape", "enter")
        await clerk.is_at(SignOffPage)
        await _shows_safely(clerk, words)
        await clerk.presses("h")
        await clerk.is_at(ShoulderSheet)
        await _shows_safely(clerk, words)


@pytest.mark.parametrize("words", FOREIGN)
async def test_foreign_words_of_a_refusal_do_nothing_to_the_terminal_either(
    window: Window, words: str
) -> None:
    visit = something_comes_later(window)
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.types("tomorrow")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        decide(window, asked_of(window, visit), Verdict.REFUSE, words)
        await _shows_safely(clerk, words)
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await _shows_safely(clerk, words)


async def _shows_safely(clerk: Clerk, words: str) -> None:
    from screens.safe_text import shown

    await clerk.sees(shown(words))
    assert "\u202e" not in clerk.screen_text()
    assert "\x07" not in clerk.screen_text()


async def test_f5_without_a_reason_decides_nothing_and_says_nothing_is_decided(window: Window) -> None:
    escalation = asked(window, a_case(window), "身份证号录错（示例）")
    async with clerk_at(window, language=Language.EN) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("f9", "enter", "a")
        await clerk.is_at(ReasonSheet)
        await clerk.presses("f5")
        await clerk.sees("U-05")
        clerk.does_not_see("Approved.")
    assert (
        window.desk.sign_offs.view(somebody(window, "S0101"), escalation.id).row.escalation.standing
        is Standing.OPEN
    )


async def test_the_key_of_what_waits_for_a_decision_stays_in_a_narrow_bar(window: Window) -> None:
    case = a_case(window)
    async with clerk_at(window, size=(80, 24), language=Language.EN) as clerk:
        await clerk.signs_in("S0101")
        assert "F9 sign-off" not in clerk.screen_text().splitlines()[-1]
        asked(window, case)
        await clerk.wait_for(
            lambda: "F9 sign-off" in clerk.screen_text().splitlines()[-1], "the key of sign-offs"
        )
        bar = clerk.screen_text().splitlines()[-1]
        assert all(
            words in bar for words in ("F2 card", "F3 matter", "F5 confirm", "F10 commands", "F1 help")
        )
