"""常见问题: what was asked and answered before, before it is asked again."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.domain.liaison import CommonProblem
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.liaison import PROBLEMS
from screens.language import N_
from screens.liaison.matter import Matter
from screens.lines import Ink, Line, ends, rule, wrap
from screens.sheets.listing import ListSheet
from screens.widgets.painted import Block
from screens.widgets.rows import Rows

_MOST_LINES = 8


class ProblemsSheet(ListSheet):
    """Answered questions of the same item and region, the commonest first."""

    TITLE = N_("Asked and answered before")
    ABOUT = N_("Enter shows the answer. Y says that it answers yours too; A asks a new question.")
    COMMANDS_HERE = (*PROBLEMS, *ALWAYS)

    def __init__(self, problems: tuple[CommonProblem, ...], matter: Matter) -> None:
        super().__init__()
        self._problems = problems
        self._matter = matter
        self._shown = False

    def body(self) -> ComposeResult:
        """Problems, and the answer of one."""
        yield Rows(self.row, empty=self.when_empty)
        yield Block(id="answer")

    def on_mount(self) -> None:
        """Show them."""
        self.show_rows(len(self._problems))

    def row(self, index: int, width: int) -> Line:
        """Topic, how often, when it was answered."""
        problem = self._problems[index]
        times = self.speech.count("asked once", "asked {number} times", problem.asked_times)
        right: Line = ((f"{times}   {problem.answered_on.isoformat()}", Ink.QUIET),)
        return ends(((problem.topic, Ink.TEXT),), right, width)

    @property
    def _current(self) -> CommonProblem:
        return self._problems[self.rows.cursor or 0]

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """The answer follows the cursor once it is shown."""
        if self._shown:
            self.show_answer()

    def show_answer(self) -> None:
        """Question and answer in full."""
        self._shown = True
        width, problem = self.app.size.width, self._current
        lines: list[Line] = [rule(width)]
        for text, ink in ((problem.question, Ink.QUIET), (problem.answer, Ink.STRONG)):
            lines += [((f"   {part}", ink),) for part in wrap(text, width - 6)[:_MOST_LINES]]
        self.query_one("#answer", Block).show(*lines)

    async def chosen(self, index: int) -> None:
        """Enter."""
        self.show_answer()

    async def answers(self) -> None:
        """It answers this one too: counted, nothing sent."""
        operator = self.counter.operator
        if operator is not None:
            self.counter.desk.liaison.use_problem(operator, self._current.id)
            self.close()
            self.counter.page.tell(self.speech.say(N_("Counted as asked once more. Nothing was sent.")))

    async def ask_anew(self) -> None:
        """To the fields."""
        from screens.liaison.acts import ask_anew

        self.close()
        await ask_anew(self.counter, self._matter)
