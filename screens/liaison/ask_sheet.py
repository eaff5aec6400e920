"""A new question: topic and text, and above them exactly what is told of the case."""

from __future__ import annotations

from clerk.domain.liaison import RedactedCase
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.liaison import QUESTION_FIELDS
from screens.language import N_
from screens.liaison.lines import clock_time, told_lines
from screens.liaison.matter import Matter
from screens.lines import BLANK, Ink, Line
from screens.sheets.fields import FieldLine, FieldSheet

LINES = (FieldLine("topic", "事由", "about"), FieldLine("text", "内容", "question"))


class QuestionFields(FieldSheet):
    """Nothing is sent before F5, or Enter in the last field. What the desk refuses stays as it was typed."""

    TITLE = N_("Ask another region")
    ABOUT = N_(
        "What stands under “goes along” is all that is told of the case: nobody's name or number. "
        "Names and numbers in your words are refused before anything is sent; what you typed stays."
    )
    COMMANDS_HERE = (*QUESTION_FIELDS, *ALWAYS)
    DEFAULT_CSS = "QuestionFields #entries { width: 4fr; }"

    def __init__(self, matter: Matter, told: RedactedCase | None) -> None:
        async def keep(_name: str, typed: str) -> str:
            return typed

        super().__init__(self.TITLE, LINES, keep, apply=self._send, then=self._sent)
        self.matter = matter
        self.told = told
        self._due = ""

    def head(self) -> tuple[Line, ...]:
        """Whom, and what goes along."""
        say, matter = self.speech.say, self.matter
        region = self.counter.region_name(matter.region)
        about = " · ".join(part for part in (region, matter.department, matter.item_name) if part)
        return (
            ((f" {say(self.TITLE)}", Ink.STRONG), (f"   {about}", Ink.TEXT)),
            ((f" {say(N_('Goes along:'))}", Ink.QUIET),),
            *told_lines(self.told, self.speech, self.app.size.width),
            BLANK,
        )

    async def _send(self) -> None:
        operator, matter = self.counter.operator, self.matter
        assert operator is not None  # noqa: S101 - reachable after sign-in only
        thread = self.counter.desk.liaison.ask(
            operator,
            matter.region,
            matter.department,
            matter.item,
            self.kept["topic"],
            self.kept["text"],
            matter.case_id,
        )
        self._due = clock_time(thread.due_at, self.counter.now())

    async def _sent(self) -> None:
        words = N_("Saved, and on its way to {region}. An answer is due by {time}.")
        region = self.counter.region_name(self.matter.region)
        self.counter.top.tell(self.speech.say(words, region=region, time=self._due))
