"""The screens of the liaison group as cells of text, at two sizes in two languages, as approved."""

from __future__ import annotations

import pytest

from clerk.domain.faults import Language
from clerk.domain.liaison import CallOutcome, MessageKind
from clerk.domain.staff import Level
from screens.desk.page import DeskPage
from screens.liaison.ask_sheet import QuestionFields
from screens.liaison.duty_page import DutyPage
from screens.liaison.problems_sheet import ProblemsSheet
from screens.liaison.roster_page import RosterPage
from screens.liaison.thread_page import ThreadPage
from screens.liaison.threads_page import ThreadsPage
from tests.screens.driver import clerk_at
from tests.screens.test_liaison import a_visit, asked, on_the_roster, operator, put_to_us, they_say
from tests.screens.test_pictures import APPROVED, SIZES, Album
from tests.screens.window import Window


def _morning(window: Window) -> None:
    """Two contacts, an answered question, an open one about a case with a call, and one to us."""
    on_the_roster(window, "c2", name="示例乙", role="科室负责人", level=Level.REGION, phone="0512-11111111")
    on_the_roster(window, backup="c2")
    they_say(window, asked(window), "次日可见，无须再报（示例）。")
    window.clock.pass_time(minutes=1)
    case = window.received_case("xu", "YB-0021", "wujiang")
    open_ = asked(window, "申请人已在吴江参保，系统仍显示停保，请核实（示例）。", "参保状态", case.id)
    they_say(window, open_, "", MessageKind.TAKEN_ON)
    window.desk.liaison.log_call(
        operator(), "wujiang", "c1", CallOutcome.PROMISED, "下午回电（示例）", open_.id, case.id
    )
    put_to_us(window, topic="青浦居住证办理进度（示例）")
    window.clock.pass_time(minutes=20)


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_the_screens_of_the_liaison_group_look_as_approved(
    window: Window, size: str, language: Language
) -> None:
    _morning(window)
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await a_visit(clerk)
        await album.take("liaison-desk")
        await clerk.presses("f6")
        await clerk.is_at(DutyPage)
        await album.take("liaison")
        await clerk.presses("a")
        await clerk.is_at(ProblemsSheet)
        await clerk.presses("enter")
        await album.take("liaison-asked-before")
        await clerk.presses("a")
        await clerk.is_at(QuestionFields)
        await clerk.types("status")
        await album.take("liaison-ask")
        await clerk.presses("escape")
        await clerk.is_at(DutyPage)
        await clerk.presses("t")
        await clerk.is_at(ThreadsPage)
        await album.take("liaison-questions")
        await clerk.presses("down", "enter")
        await clerk.is_at(ThreadPage)
        await album.take("liaison-question")
        await clerk.presses("backspace", "right")
        await album.take("liaison-inbox")
        await clerk.presses("backspace", "r")
        await clerk.is_at(RosterPage)
        await album.take("liaison-roster")
        await clerk.presses("backspace", "f6")
        await clerk.is_at(DeskPage)
    assert album.differing == {}, "\n".join(album.differing.values())
