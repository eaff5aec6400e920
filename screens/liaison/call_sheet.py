"""A phone call: how it ended by one letter, then a note where there is something to note."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.domain.liaison import CallOutcome, Contact
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.liaison import CALL
from screens.language import N_
from screens.liaison.matter import Matter
from screens.liaison.words import OUTCOME_KEYS, OUTCOMES
from screens.lines import Ink, Line
from screens.page import Sheet
from screens.sheets.fields import FieldLine, FieldSheet
from screens.widgets.rows import Rows

_ALL = tuple(CallOutcome)


class CallSheet(Sheet):
    """Asks how the call ended."""

    TITLE = N_("How did the call end?")
    ABOUT = N_("One letter says how it ended. A note may follow; Enter without one notes the call alone.")
    COMMANDS_HERE = (*CALL, *ALWAYS)

    def __init__(self, matter: Matter, contact: Contact | None) -> None:
        super().__init__()
        self._matter = matter
        self._contact = contact

    def head(self) -> tuple[Line, ...]:
        """The question, and who was called."""
        name = self._contact.name if self._contact is not None else ""
        who = f"{self.counter.region_name(self._matter.region)} {name}"
        return (((f" {self.speech.say(self.TITLE)}", Ink.STRONG), (f"   {who}", Ink.TEXT)),)

    def body(self) -> ComposeResult:
        """The outcomes."""
        yield Rows(self._row, empty=lambda: "")

    def on_mount(self) -> None:
        """Show them."""
        rows = self.query_one(Rows)
        rows.styles.height = len(_ALL)
        rows.styles.margin = (0, 0, 1, 0)
        rows.show(len(_ALL))

    def _row(self, index: int, _width: int) -> Line:
        outcome = _ALL[index]
        key = OUTCOME_KEYS[outcome].upper()
        return ((key, Ink.KEY), (f"  {self.speech.say(OUTCOMES[outcome])}", Ink.TEXT))

    def move(self, step: int) -> None:
        """Move the cursor."""
        self.query_one(Rows).move(step)

    def move_page(self, direction: int) -> None:
        """To an end."""
        self.query_one(Rows).move_page(direction)

    def move_to_end(self, *, last: bool) -> None:
        """To an end."""
        self.query_one(Rows).move_to(len(_ALL) - 1 if last else 0)

    async def choose(self) -> None:
        """The outcome under the cursor."""
        await self.ended(_ALL[self.query_one(Rows).cursor or 0])

    async def ended(self, outcome: CallOutcome) -> None:
        """It ended so; a note may follow."""
        self.close()
        await self.counter.push_screen(NoteSheet(self._matter, self._contact, outcome))


class NoteSheet(FieldSheet):
    """The note of a call. It stays here, encrypted; nobody is sent it."""

    TITLE = N_("Note of the call")
    ABOUT = N_("Enter notes the call, with or without a note. The note stays at this counter.")
    DEFAULT_CSS = "NoteSheet #entries { width: 4fr; }"

    def __init__(self, matter: Matter, contact: Contact | None, outcome: CallOutcome) -> None:
        async def keep(_name: str, typed: str) -> str:
            return typed

        line = FieldLine("note", "备注", "note", required=False)
        super().__init__(
            self.TITLE, (line,), keep, apply=self._log, then=self._logged, about=N_("It is sent to nobody.")
        )
        self._matter = matter
        self._contact = contact
        self._outcome = outcome

    async def _log(self) -> None:
        operator, matter = self.counter.operator, self._matter
        assert operator is not None  # noqa: S101 - reachable after sign-in only
        self.counter.desk.liaison.log_call(
            operator,
            matter.region,
            self._contact.id if self._contact is not None else "",
            self._outcome,
            self.kept["note"],
            matter.thread,
            matter.case_id,
        )

    async def _logged(self) -> None:
        outcome = self.speech.say(OUTCOMES[self._outcome])
        self.counter.top.tell(self.speech.say(N_("Call noted: {outcome}."), outcome=outcome))
