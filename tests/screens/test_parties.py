"""Who stands at the counter, by keys: typed identities, guardians, agents and what shows they may act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clerk.desk.facade import Desk
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Event, State
from clerk.domain.faults import Language
from clerk.domain.parties import DocumentKind, Sex, Strength, Validity
from screens.cases.case_page import CasePage
from screens.desk.card_sheet import CardSheet
from screens.desk.next_step import Step
from screens.desk.page import DeskPage
from screens.desk.search_sheet import SearchSheet
from screens.sheets.fields import FieldSheet
from screens.sheets.question import QuestionSheet
from screens.widgets.entry import Entry
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import Window

ZHANG = "320509198506150029"
GU = "320509197811030053"


async def _fills(clerk: Clerk, **fields: str) -> None:
    """Fields of the open sheet, one after the other by Tab, the last one by Enter."""
    for left, (name, text) in zip(range(len(fields) - 1, -1, -1), fields.items(), strict=True):
        await clerk.wait_for(lambda name=name: _sheet(clerk).current == name, f"the field {name}")
        if text.isascii():
            await clerk.types(text)
        else:
            _sheet(clerk).query_one(f"#field-{name}", Entry).value = text  # an input method commits it whole
        await clerk.presses("tab" if left else "enter")


def _sheet(clerk: Clerk) -> FieldSheet:
    assert isinstance(clerk.app.screen, FieldSheet), clerk.screen_text()
    return clerk.app.screen


async def _types_person(clerk: Clerk, document: str, **fields: str) -> None:
    await clerk.is_at(QuestionSheet)
    await clerk.presses(document)
    await clerk.is_at(FieldSheet)
    await _fills(clerk, **fields)


def _visit(clerk: Clerk):  # type: ignore[no-untyped-def]
    visit = clerk.app.desk_page.flow.visit
    assert visit is not None
    return visit


async def test_an_identity_is_typed_with_its_validity_and_marked(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("t")
        await _types_person(
            clerk, "1", name="张晓禾", number=ZHANG, since="20200101", until="long", reason="1"
        )
        await clerk.is_at(SearchSheet)
        await clerk.presses("escape")
        await clerk.sees("手工录入", "原因：芯片损坏", "I-43", "身份为手工录入")
        read = _visit(clerk).subject
        assert read.evidence.strength is Strength.TYPED
        assert (read.person.sex, read.person.birth) == (Sex.FEMALE, date(1985, 6, 15))
        assert read.person.validity == Validity(date(2020, 1, 1), None)


async def test_a_passport_asks_for_birth_and_sex(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("t")
        await _types_person(
            clerk,
            "4",
            name="SHI LI",
            number="e12345678",
            birth="1990-1-1",
            sex="2",
            since="",
            until="",
            reason="2",
        )
        await clerk.is_at(SearchSheet)
        person = _visit(clerk).subject.person
        assert (person.document, person.number) == (DocumentKind.PASSPORT, "E12345678")
        assert (person.birth, person.sex, person.validity) == (date(1990, 1, 1), Sex.FEMALE, None)


async def test_a_wrong_number_is_said_in_its_field_and_stays_there(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("t", "1")
        await clerk.is_at(FieldSheet)
        await _fills(clerk, name="张晓禾", number=ZHANG[:-1] + "8")
        await clerk.sees("I-12")
        assert _sheet(clerk).current == "number"
        assert _sheet(clerk).query_one("#field-number", Entry).value == ZHANG[:-1] + "8"
        assert window.desk.resume_visits(clerk.app.desk_page.operator) == ()


async def test_one_end_of_the_validity_asks_for_the_other(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("t", "1")
        await clerk.is_at(FieldSheet)
        await _fills(clerk, name="张晓禾", number=ZHANG, since="2020-01-01", until="", reason="1")
        await clerk.sees("E-01", "有效期止")
        assert isinstance(clerk.app.screen, FieldSheet)
        assert window.desk.resume_visits(clerk.app.desk_page.operator) == ()


async def test_the_same_person_typed_again_stays_in_her_visit(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
        before = _visit(clerk)
        await clerk.presses("t")
        await _types_person(clerk, "1", name="张晓禾", number=ZHANG, since="", until="", reason="1")
        await clerk.is_at(DeskPage)
        await clerk.sees("I-29")
        assert (_visit(clerk).id, _visit(clerk).item) == (before.id, before.item)


async def test_her_card_read_twice_leaves_her_in_her_visit(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjyba")
        before = _visit(clerk)
        await clerk.presses("f2", "enter")
        await clerk.is_at(DeskPage)
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the card")
        await clerk.sees("I-44", "异地就医备案")
        after = _visit(clerk)
        assert (after.id, after.item, after.met) == (before.id, before.item, before.met)
        assert [v.id for v in window.desk.resume_visits(clerk.app.desk_page.operator)] == [before.id]
        assert clerk.app.desk_page.parked == ()


async def test_another_persons_card_still_begins_a_visit_of_its_own(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape")
        first = _visit(clerk)
        await clerk.reads_card("lu")
        await clerk.presses("escape")
        assert _visit(clerk).id != first.id
        await clerk.reads_card("zhang")
        await clerk.presses("escape")
        await clerk.sees("I-45")
        assert len(clerk.app.desk_page.parked) == 2


async def test_without_a_reader_the_card_sheet_leads_to_the_keys(window: Window) -> None:
    window.desk = Desk(replace(window.desk.counter, readers=()))
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses("f2")
        await clerk.is_at(CardSheet)
        await clerk.sees("没有读卡器。按 T 手工录入身份。")
        await clerk.presses("t")
        await _types_person(clerk, "1", name="张晓禾", number=ZHANG, since="", until="", reason="2")
        await clerk.is_at(SearchSheet)
        assert _visit(clerk).subject.evidence.reason == "读卡故障"


async def _lays(clerk: Clerk, key: str) -> None:
    """The sample card of that key in the open card sheet."""
    await clerk.is_at(CardSheet)
    samples = [sample.key for sample in clerk.app.desk.readers[0].samples()]
    await clerk.presses(*["down"] * samples.index(key), "enter")
    await clerk.is_at(DeskPage)
    await clerk.wait_for(lambda: not clerk.app.desk_page.flow.busy, "the card")


async def test_a_child_leads_to_her_guardian_and_the_proof(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("child_a")
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        assert clerk.app.desk_page.next().step is Step.GUARDIAN
        await clerk.sees("监护人证件", "I-42")
        await clerk.presses("enter")
        await clerk.is_at(QuestionSheet)
        await clerk.presses("1")
        await clerk.is_at(FieldSheet)
        await clerk.sees("1 户口簿", "待核实")
        await clerk.presses("1", "enter")
        await _lays(clerk, "zhang")
        await clerk.sees("监护人", "户口簿")
        assert clerk.app.desk_page.next().step is Step.MATTER
        agent = _visit(clerk).agent
        assert (agent.relation, agent.mandate, agent.person.number) == ("guardian", "户口簿", ZHANG)


async def test_a_mandate_needs_its_reference_before_the_card(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape", "a", "4")
        await clerk.is_at(FieldSheet)
        await clerk.presses("enter")
        await clerk.sees("E-01", "授权委托书文号")
        await _fills(clerk, mandate="SQ-1")
        await _lays(clerk, "gu")
        agent = _visit(clerk).agent
        assert (agent.relation, agent.mandate) == ("mandated", "SQ-1")


async def test_an_agent_is_typed_where_no_card_can_be_read_and_marked(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape", "a", "3", "enter")
        await clerk.is_at(CardSheet)
        await clerk.presses("t")
        await _types_person(clerk, "1", name="顾一舟", number=GU, since="", until="", reason="1")
        await clerk.is_at(DeskPage)
        await clerk.sees("亲属", "手工录入", "原因：芯片损坏", "I-43")
        assert _visit(clerk).agent.evidence.strength is Strength.TYPED
        assert _visit(clerk).subject.evidence.strength is Strength.CHIP


async def test_she_acts_for_herself_after_all(window: Window) -> None:
    async with clerk_at(window, language=Language.EN) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape", "a", "3", "enter")
        await _lays(clerk, "gu")
        await clerk.sees("relative")
        await clerk.presses("a")
        await clerk.sees("nobody: she acts for herself")
        await clerk.presses("5")
        await clerk.is_at(DeskPage)
        assert _visit(clerk).agent is None
        await clerk.presses("a")
        await clerk.is_at(QuestionSheet)
        clerk.does_not_see("nobody: she acts for herself")


async def test_a_guardian_read_first_is_told_about_her_other_visit(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape")
        await clerk.reads_card("child_a")
        await clerk.presses("escape", "enter", "1", "enter")
        await _lays(clerk, "zhang")
        await clerk.sees("I-45", "未结束的来访：第 1 号")
        assert _visit(clerk).agent is not None


async def _at_the_result(clerk: Clerk) -> CaseFile:
    """A granted case on the screen, its result not handed over yet."""
    window = clerk.window
    case = window.received_case("zhang", "YB-0021", "wujiang")
    window.home_says(case.id, Event.TRANSFER, Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT)
    await clerk.signs_in()
    await clerk.app.open_case(case.id)
    await clerk.is_at(CasePage)
    await clerk.presses("f5")
    await clerk.is_at(QuestionSheet)
    return case


def _as_it_is(window: Window, case: CaseFile) -> CaseFile:
    return window.desk.view_case(case.id).case


async def test_a_stranger_who_collects_by_mandate_is_asked_for_it(window: Window) -> None:
    async with clerk_at(window) as clerk:
        case = await _at_the_result(clerk)
        await clerk.presses("5")
        await _fills(clerk, mandate="SQ-2")
        await clerk.is_at(CardSheet)
        samples = [sample.key for sample in clerk.app.desk.readers[0].samples()]
        await clerk.presses(*["down"] * samples.index("gu"), "enter")
        await clerk.sees("已交付")
        handed = _as_it_is(window, case)
        assert handed.state is State.DELIVERED
        assert (handed.handed_over_to, handed.handed_over_relation) == (
            "顾一舟",
            "受托人，凭授权委托书 SQ-2",
        )


async def test_who_collects_is_typed_where_no_card_can_be_read_and_marked(window: Window) -> None:
    async with clerk_at(window) as clerk:
        case = await _at_the_result(clerk)
        await clerk.presses("1")
        await clerk.is_at(CardSheet)
        await clerk.presses("t", "1")
        await clerk.is_at(FieldSheet)
        await _fills(clerk, name="李示例", number=ZHANG, since="", until="", reason="2")
        await clerk.sees("I-26")
        assert _as_it_is(window, case).state is State.DECIDED_YES
        _sheet(clerk).query_one("#field-name", Entry).value = "张晓禾"
        await clerk.presses("up", "up", "up", "up")
        await clerk.wait_for(lambda: _sheet(clerk).current == "name", "the name")
        await clerk.presses("f5")
        await clerk.is_at(CasePage)
        handed = _as_it_is(window, case)
        assert (handed.handed_over_to, handed.handed_over_relation) == ("张晓禾", "本人")
        assert "人工录入，未经芯片核验（原因：读卡故障" in handed.handed_over_identity
