"""Masked data in full for ten seconds, for a reason that is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from screens.language import N_
from screens.sheets.question import QuestionSheet

if TYPE_CHECKING:
    from clerk.desk.views import Operator
    from screens.app import CounterApp

SECONDS = 10.0
REASONS = (
    N_("compare with the card"),
    N_("correct a mistake"),
    N_("the visitor asks"),
    N_("the home region asks"),
)


async def ask_reason(app: CounterApp, operator: Operator, subject: str, show: Callable[[bool], None]) -> None:
    """Ask why, have it journalled, only then ``show(True)``; ten seconds later ``show(False)``."""

    async def answered(index: int) -> None:
        app.desk.reveal(operator, subject, REASONS[index])
        show(True)
        app.page.set_timer(SECONDS, lambda: show(False))

    say = app.speech.say
    await app.push_screen(
        QuestionSheet(
            say(N_("Why show it in full?")),
            tuple(say(reason) for reason in REASONS),
            answered,
            about=say(N_("Shown for 10 seconds. Who saw it, when and why is kept in the journal.")),
        )
    )
