"""A question with a few answers, each with its number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult

from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import QUESTION
from screens.language import N_
from screens.lines import Ink, Line, fit_right, wrap
from screens.page import Sheet
from screens.widgets.rows import Rows


class QuestionSheet(Sheet):
    """Asks one thing. ``answered`` gets the index of the answer after the sheet has closed."""

    TITLE = N_("Question")
    ABOUT = N_("Answer with a number, or with ↑ ↓ and Enter.")
    COMMANDS_HERE = (*QUESTION, *ALWAYS)
    takes_scans = False

    def __init__(
        self,
        question: str,
        answers: tuple[str, ...],
        answered: Callable[[int], Awaitable[None]],
        *,
        about: str = "",
    ) -> None:
        super().__init__()
        self._question = question
        self._answers = answers
        self._answered = answered
        self._about = about

    def head(self) -> tuple[Line, ...]:
        """The question and what to know before answering."""
        about = wrap(self._about, self.app.size.width - 4) if self._about else ()
        return (((f" {self._question}", Ink.STRONG),), *(((f" {part}", Ink.QUIET),) for part in about))

    def body(self) -> ComposeResult:
        """The answers."""
        yield Rows(self._row, empty=lambda: "", id="answers")

    def on_mount(self) -> None:
        """Show them."""
        rows = self.query_one(Rows)
        rows.styles.height = len(self._answers)
        rows.styles.margin = (0, 0, 1, 0)
        rows.show(len(self._answers))

    def _row(self, index: int, width: int) -> Line:
        return ((fit_right(str(index + 1), 2), Ink.KEY), (f"  {self._answers[index]}", Ink.TEXT))

    def move(self, step: int) -> None:
        """Move the cursor."""
        self.query_one(Rows).move(step)

    def move_page(self, direction: int) -> None:
        """To one end."""
        self.query_one(Rows).move_page(direction)

    def move_to_end(self, *, last: bool) -> None:
        """To one end."""
        self.query_one(Rows).move_to(len(self._answers) - 1 if last else 0)

    async def choose(self) -> None:
        """Answer with the row under the cursor."""
        cursor = self.query_one(Rows).cursor
        if cursor is not None:
            await self.answer(cursor)

    async def answer(self, index: int) -> None:
        """Answer."""
        if index < len(self._answers):
            self.close()
            await self._answered(index)
