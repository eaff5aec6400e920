"""What a person does on the day page: explain, carry over, close, let a supervisor close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk.desk.views import Credentials
from clerk.domain.day import explained_alone
from clerk.domain.faults import Refused
from screens.background import result_of
from screens.day.lines import ALONE
from screens.language import N_
from screens.sheets.fields import FieldLine, FieldSheet
from screens.sheets.question import QuestionSheet

if TYPE_CHECKING:
    from screens.day.day_page import DayPage

_CHANGED = "Y-02"


async def explain(page: DayPage) -> None:
    """Ask for the explanation of the difference under the cursor."""
    operator, difference, day = page.counter.operator, page.current, page.day
    if operator is None or difference is None:
        return
    given = difference.answer.words if difference.answer is not None else ""
    day_end = page.counter.desk.day_end

    async def keep(_name: str, typed: str) -> str:
        day_end.explain(operator, day, difference.key, typed)
        return typed.strip()

    async def done() -> None:
        page.store_moved()

    await page.counter.push_screen(
        FieldSheet(
            N_("Why does it differ, and what was done about it?"),
            (FieldLine("words", "说明", "explanation", given),),
            keep,
            then=done,
            about=N_("Kept sealed under your name, and printed on the paper of the day."),
        )
    )


def carry_over(page: DayPage) -> None:
    """Carry the difference under the cursor over; the cursor goes on to the next one."""
    operator, difference = page.counter.operator, page.current
    if operator is None or difference is None:
        return
    page.counter.desk.day_end.carry_over(operator, page.day, difference.key)
    page.move(1)
    page.store_moved()


async def close(page: DayPage) -> None:
    """Sign what is shown, after one question."""
    operator, view = page.counter.operator, page.view
    if operator is None or view is None:
        return
    say, day_end, progress = page.speech.say, page.counter.desk.day_end, page.progress()

    async def answered(index: int) -> None:
        if index == 0:
            page.sign(lambda: day_end.close(operator, view, progress))

    about = say(N_("You sign exactly what is shown: SM3 {digest}…"), digest=view.digest[:16])
    if explained_alone(view.count, operator.member.number):
        about = f"{about} · {say(ALONE)}"
    await page.counter.push_screen(
        QuestionSheet(
            say(N_("Close {day}?"), day=view.count.day.isoformat()),
            (say(N_("Close the day")), say(N_("Not yet"))),
            answered,
            about=about,
        )
    )


async def close_here(page: DayPage) -> None:
    """Let a supervisor sign at this console."""
    from screens.day.close_sheet import DayCloseSheet

    operator, view = page.counter.operator, page.view
    if operator is None or view is None:
        return
    day_end = page.counter.desk.day_end

    async def sign(credentials: Credentials) -> None:
        try:
            closed = await result_of(
                lambda: day_end.close_here(operator, credentials, view), name="day-close-here"
            )
        except Refused as refused:
            if refused.fault.code == _CHANGED:
                page.ask_regions()
            raise
        page.post_message(page.Closed(closed))

    await page.counter.push_screen(DayCloseSheet(view, sign))
