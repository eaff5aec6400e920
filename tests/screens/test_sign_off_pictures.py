"""The screens of sign-offs as cells of text, at two sizes in two languages, against approved pictures."""

from __future__ import annotations

import pytest

from clerk.desk.sign_offs.views import Verdict
from clerk.domain.cases import Event
from clerk.domain.faults import Language
from screens.cases.case_page import CasePage
from screens.desk.page import DeskPage
from screens.sheets.question import QuestionSheet
from screens.sign_offs.ask_sheet import AskSheet
from screens.sign_offs.queue_page import SignOffsPage
from screens.sign_offs.reason_sheet import ReasonSheet
from screens.sign_offs.shoulder_sheet import ShoulderSheet
from screens.sign_offs.sign_off_page import SignOffPage
from tests.screens.driver import clerk_at
from tests.screens.test_pictures import APPROVED, SIZES, Album
from tests.screens.test_sign_offs import a_case, asked, decide, something_comes_later
from tests.screens.window import PASSWORD, Window


def _morning(window: Window) -> None:
    """Three that wait: one is overdue, one was asked back, one is about a case that changed since."""
    asked(window, a_case(window, "zhang"), "身份证号录错（示例）")
    window.clock.pass_time(hours=5)
    case = a_case(window, "xu")
    asked(window, case, "申请人要改由他人申请，须重新收件（示例）")
    window.home_says(case.id, Event.TRANSFER, home_case_no="3205202611240021")
    window.clock.pass_time(minutes=5)
    back = asked(window, a_case(window, "lu"), "材料重复（示例）", by="A0232")
    decide(window, back, Verdict.ASK_BACK, "重复的是哪一份？（示例）")


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_the_supervisor_s_screens_look_as_approved(
    window: Window, size: str, language: Language
) -> None:
    _morning(window)
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await clerk.signs_in("S0101")
        await clerk.presses("f9")
        await clerk.is_at(SignOffsPage)
        await album.take("sign-offs")
        await clerk.presses("enter")
        await clerk.is_at(SignOffPage)
        await album.take("sign-off")
        await clerk.presses("r")
        await clerk.is_at(ReasonSheet)
        await clerk.presses("enter")
        await album.take("sign-off-reason")
        await clerk.presses("escape", "backspace", "down", "enter")
        await clerk.is_at(SignOffPage)
        await album.take("sign-off-changed")
    assert album.differing == {}, "\n".join(album.differing.values())


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_the_clerk_s_screens_of_sign_offs_look_as_approved(
    window: Window, size: str, language: Language
) -> None:
    something_comes_later(window)
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await clerk.signs_in()
        await album.take("needs-sign-off")
        await clerk.presses("f5")
        await clerk.is_at(AskSheet)
        await clerk.types("report comes tomorrow")
        await album.take("ask-sign-off")
        await clerk.presses("f9")
        await clerk.is_at(ShoulderSheet)
        for typed in ("S0101", PASSWORD):
            await clerk.types(typed)
            await clerk.presses("enter")
        await clerk.types("seen")
        await album.take("over-the-shoulder")
        await clerk.presses("escape", "escape")
        await clerk.is_at(DeskPage)
        await album.take("sign-off-waits")
        await clerk.presses("f9")
        await clerk.is_at(SignOffsPage)
        await album.take("sign-offs-mine")
    assert album.differing == {}, "\n".join(album.differing.values())


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_asking_from_a_case_looks_as_approved(window: Window, size: str, language: Language) -> None:
    case = a_case(window)
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await clerk.signs_in()
        await clerk.app.open_case(case.id)
        await clerk.is_at(CasePage)
        await clerk.presses("s")
        await clerk.is_at(QuestionSheet)
        await album.take("case-ask")
    assert album.differing == {}, "\n".join(album.differing.values())
