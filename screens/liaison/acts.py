"""Asking another region, from wherever the clerk is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.liaison.ask_sheet import QuestionFields
from screens.liaison.matter import Matter

if TYPE_CHECKING:
    from screens.doors import Doors


async def ask(app: Doors, matter: Matter) -> None:
    """Offer what was answered before about the same item; else, or after it, the fields."""
    problems = app.desk.liaison.similar(matter.region, matter.item, "")
    if problems:
        from screens.liaison.problems_sheet import ProblemsSheet

        await app.push_screen(ProblemsSheet(problems, matter))
        return
    await ask_anew(app, matter)


async def ask_anew(app: Doors, matter: Matter) -> None:
    """The fields of a new question, beside what of the case goes along."""
    told = app.desk.liaison.redacted(matter.case_id) if matter.case_id else None
    await app.push_screen(QuestionFields(matter, told))
