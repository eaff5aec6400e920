"""The auditor's pages: everything can be asked, every look is kept, nothing can be changed."""

from __future__ import annotations

import pytest

from clerk.desk.sign_in import hash_password
from clerk.desk.views import Operator
from clerk.domain.faults import Language, Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import RIGHTS, LockCause, Right, Role, StaffMember
from clerk.store import journal, staff
from screens.audit.audit_page import AuditPage
from screens.audit.event_page import EventPage
from screens.desk.page import DeskPage
from screens.sheets.fields import FieldSheet
from screens.sheets.palette import PaletteSheet
from screens.sheets.question import QuestionSheet
from screens.start.lock_page import LockPage
from screens.widgets.rows import Rows
from tests.screens.driver import Clerk, clerk_at
from tests.screens.test_pictures import APPROVED, SIZES, Album
from tests.screens.window import PASSWORD, Window

REASON = "申请人电话要求（示例）"


@pytest.fixture
def audited(window: Window, monkeypatch: pytest.MonkeyPatch) -> Window:
    """A case, somebody who looked at it in full, and an auditor."""
    monkeypatch.setattr("clerk.desk.receive.query_code", lambda: "123456")
    case = window.received_case("zhang", "YB-0021", "wujiang")
    clerk = Operator(StaffMember("A0231", "示例窗口甲", Role.CLERK, "QP01"), window.clock.now())
    window.desk.reveal(clerk, case.id, REASON)
    with window.store.writing() as unit:
        auditor = StaffMember("J0001", "示例审计", Role.AUDITOR, "QP01")
        staff.add_staff(unit, auditor, hash_password(PASSWORD))
    return window


async def opens(clerk: Clerk) -> None:
    """The auditor signs in."""
    await clerk.types_credentials("J0001")
    await clerk.presses("enter")
    await clerk.is_at(AuditPage)
    await clerk.wait_for(lambda: clerk.app.screen.query_one(Rows).count, "the answer")


def looks(window: Window) -> list[dict[str, object]]:
    """What the journal says of looks."""
    with window.store.reading() as unit:
        return [
            {**event.payload, **(event.private or {})}
            for event in journal.events(unit)
            if event.kind is EventKind.AUDIT_LOOKED
        ]


async def test_an_auditor_signs_in_to_the_journal_and_the_look_is_kept(audited: Window) -> None:
    async with clerk_at(audited) as clerk:
        await opens(clerk)
        await clerk.sees("查看了完整信息", "A0231")
        assert [look["look"] for look in looks(audited)] == ["who-saw"]
        await clerk.presses("right")
        assert [look["look"] for look in looks(audited)] == ["who-saw", "paper-asked"]


async def test_every_key_of_the_desk_says_why_it_does_nothing(audited: Window) -> None:
    async with clerk_at(audited, language=Language.EN) as clerk:
        await opens(clerk)
        for key in ("f2", "f4", "f8", "f9", "ctrl+x", "ctrl+t", "ctrl+e", "ctrl+u"):
            await clerk.presses(key)
            assert "belongs to the desk" in clerk.notice(), key
            assert type(clerk.app.screen) is AuditPage
            clerk.app.top.hush()
        await clerk.presses("escape")
        assert "Ctrl+O" in clerk.notice()
        await clerk.presses("f10")
        await clerk.is_at(PaletteSheet)


async def test_a_supervisor_comes_from_the_desk_and_goes_back_and_a_clerk_does_not(audited: Window) -> None:
    async with clerk_at(audited, language=Language.EN) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("ctrl+y")
        await clerk.is_at(AuditPage)
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        await clerk.presses("ctrl+o")
        await clerk.wait_for(lambda: clerk.app.operator is None, "the sign-out")
    async with clerk_at(audited, language=Language.EN) as clerk:
        await clerk.signs_in("A0231")
        await clerk.presses("ctrl+y")
        assert "auditor or a supervisor" in clerk.notice()
        assert type(clerk.app.screen) is DeskPage


async def test_what_is_private_is_shown_for_a_reason_that_is_kept_and_then_closed(audited: Window) -> None:
    async with clerk_at(audited) as clerk:
        await opens(clerk)
        page = clerk.app.screen
        assert isinstance(page, AuditPage)
        while page.current is not None and page.current.kind is not EventKind.DATA_REVEALED:
            await clerk.presses("down")
        await clerk.presses("enter")
        await clerk.is_at(EventPage)
        clerk.does_not_see(REASON)
        await clerk.presses("ctrl+r")
        await clerk.is_at(QuestionSheet)
        await clerk.presses("2")
        await clerk.sees(REASON)
        assert looks(audited)[-1]["whole"] is True
        assert looks(audited)[-1]["reason"] == "投诉"
        event_page = clerk.app.screen
        assert isinstance(event_page, EventPage)
        event_page._close()
        await clerk.wait_for(lambda: REASON not in clerk.screen_text(), "the closing")


async def test_a_question_is_narrowed_down_to_a_case_a_person_and_days(audited: Window) -> None:
    async with clerk_at(audited) as clerk:
        await opens(clerk)
        everything = clerk.app.screen.query_one(Rows).count
        await clerk.presses("f3")
        await clerk.is_at(FieldSheet)
        await clerk.presses("down")
        await clerk.types("nobody")
        await clerk.presses("f5")
        await clerk.is_at(AuditPage)
        await clerk.sees("NOBODY")
        assert everything > 0
        assert clerk.app.screen.query_one(Rows).count == 0
        await clerk.presses("f3")
        await clerk.is_at(FieldSheet)
        await clerk.presses("down", "down")
        await clerk.types("gestern")
        await clerk.presses("enter")
        await clerk.sees("V-22", "gestern")


async def test_evidence_of_a_case_is_written_from_the_screen(audited: Window) -> None:
    async with clerk_at(audited) as clerk:
        await opens(clerk)
        await clerk.presses("f7")
        await clerk.is_at(QuestionSheet)
        await clerk.presses("1")
        await clerk.is_at(AuditPage)
        await clerk.wait_for(lambda: "evidence-" in clerk.notice(), "the file")
    (file,) = audited.desk.folder.root.glob("evidence-*.zip")
    assert file.stat().st_size > 0


async def test_the_journal_locks_and_opens_again(audited: Window) -> None:
    async with clerk_at(audited) as clerk:
        await opens(clerk)
        await clerk.app.lock_console(LockCause.KEY)
        await clerk.is_at(LockPage)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(AuditPage)
        await clerk.presses("ctrl+o")
        await clerk.wait_for(lambda: clerk.app.operator is None, "the sign-out")


async def test_pages_of_an_answer_are_fetched_as_they_come_into_sight(audited: Window) -> None:
    with audited.store.writing() as unit:
        for _ in range(350):
            journal.append(
                unit,
                EventKind.PAPER_ASKED,
                actor="A0231",
                terminal="QP01-1",
                at=audited.clock.now(),
                payload={"material": "示例"},
            )
    async with clerk_at(audited) as clerk:
        await opens(clerk)
        await clerk.presses("right")
        rows = clerk.app.screen.query_one(Rows)
        assert rows.count == 350
        await clerk.presses("ctrl+end")
        page = clerk.app.screen
        assert isinstance(page, AuditPage)
        assert page.current is not None
        assert rows.cursor == 349
        assert len(looks(audited)) == 2, "turning pages of one answer is one look"


def test_an_auditor_has_the_right_to_read_and_no_other() -> None:
    assert RIGHTS[Role.AUDITOR] == {Right.READ_JOURNAL}


def test_whoever_may_not_read_the_journal_is_refused_each_part_of_it(audited: Window) -> None:
    from clerk.desk.audit import Look, Query

    desk = audited.desk
    auditor = Operator(StaffMember("J0001", "示例审计", Role.AUDITOR, "QP01"), audited.clock.now())
    clerk = Operator(StaffMember("A0231", "示例窗口甲", Role.CLERK, "QP01"), audited.clock.now())
    asked = desk.auditing.ask(auditor, Query(Look.WHO_SAW))
    for attempt in (
        lambda: desk.auditing.ask(clerk, Query(Look.WHO_SAW)),
        lambda: desk.auditing.page(clerk, asked),
        lambda: desk.auditing.open_event(clerk, 1),
        lambda: desk.auditing.export_evidence(clerk, "QP01"),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.fault.code == "U-04"
    for attempt in (
        lambda: desk.open_visit(auditor),
        lambda: desk.reveal(auditor, "x", "y"),
        lambda: desk.open_case(auditor, "x"),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.fault.code == "U-04"


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_the_auditors_pages_look_as_approved(audited: Window, size: str, language: Language) -> None:
    async with clerk_at(audited, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await opens(clerk)
        await album.take("audit")
        await clerk.presses(*["right"] * 4)  # events of sign-ins name no id, which is another each time
        await clerk.presses("enter")
        await clerk.is_at(EventPage)
        await album.take("audit-event")
    assert album.differing == {}, "\n".join(album.differing.values())
