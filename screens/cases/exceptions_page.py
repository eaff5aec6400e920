"""The exception list: what a person must decide, what cures it, and who acts next."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.desk.views import ExceptionRow
from clerk.domain.china_time import in_china
from clerk.domain.deliveries import Decision
from clerk.domain.staff import Right
from screens.command_sets.cases import EXCEPTIONS
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.language import N_
from screens.lines import Ink, Line, ends, fit, rule, wrap
from screens.page import Page
from screens.sheets.fields import FieldLine, FieldSheet
from screens.widgets.painted import Block
from screens.widgets.rows import Rows

QUESTIONS = {
    Decision.RETRY: N_("Send it again: why?"),
    Decision.TAKE_OVER: N_("Taken over by hand: how was it handed in?"),
    Decision.VOID: N_("Void the case: why?"),
}


class ExceptionsPage(Page):
    """Rows above, the one under the cursor in full below."""

    TITLE = N_("Exceptions")
    ABOUT = N_(
        "Deliveries that repeating cannot cure. "
        "Nothing leaves this list without a receipt or a supervisor's decision."
    )
    COMMANDS_HERE = (*EXCEPTIONS, *VERBS, *ALWAYS)
    DEFAULT_CSS = "ExceptionsPage #title { margin-bottom: 1; } ExceptionsPage #detail { margin-bottom: 1; }"

    def __init__(self, delivery_id: str = "") -> None:
        super().__init__()
        self._wanted = delivery_id
        self._rows: tuple[ExceptionRow, ...] = ()

    def body(self) -> ComposeResult:
        """Title, rows, detail."""
        yield Block(id="title")
        yield Rows(
            self._row,
            empty=lambda: self.speech.say(N_("No exception. Every case is with its region or on its way.")),
        )
        yield Block(id="detail")

    def on_mount(self) -> None:
        """Look."""
        self.is_ready = True
        self.store_moved()

    def on_screen_resume(self) -> None:
        """A case may have been changed."""
        self.store_moved()

    def store_moved(self) -> None:
        """Look again; the cursor stays on its delivery."""
        if not self.is_ready:
            return
        here = self._wanted or (self._current.delivery.id if self._current else "")
        self._rows = self.counter.desk.list_exceptions()
        ids = [row.delivery.id for row in self._rows]
        self.query_one(Rows).show(len(self._rows), ids.index(here) if here in ids else 0)
        if here in ids:
            self._wanted = ""
        self._show_words()

    @property
    def _current(self) -> ExceptionRow | None:
        cursor = self.query_one(Rows).cursor
        return self._rows[cursor] if cursor is not None and cursor < len(self._rows) else None

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Show the one under the cursor."""
        self._show_words()

    def repaint_all(self) -> None:
        """Words too."""
        super().repaint_all()
        self._show_words()

    def _show_words(self) -> None:
        say = self.speech.say
        self.query_one("#title", Block).show(
            ((f" {say(self.TITLE)}", Ink.STRONG), (f"  {len(self._rows)}", Ink.NEEDS))
        )
        self.query_one("#detail", Block).show(*self._detail())
        self.after_command()

    def _row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        region = self.counter.region_name(row.delivery.region)
        left: Line = (
            (fit(row.receipt_no, 23), Ink.TEXT),
            (fit(region, 9), Ink.TEXT),
            (fit(row.fault.code, 7), Ink.NEEDS),
            (fit(row.item_name, max(width - 58, 10)), Ink.TEXT),
            (f" {row.next_actor}", Ink.QUIET),
        )
        return ends(left, ((in_china(row.since).strftime("%m-%d %H:%M"), Ink.QUIET),), width)

    def _detail(self) -> tuple[Line, ...]:
        row = self._current
        if row is None:
            return ()
        say = self.speech.say
        width = self.app.size.width - 4
        lines: list[Line] = [rule(self.app.size.width)]
        lines += [
            ((f" {part}", Ink.STRONG),)
            for part in wrap(f"{row.fault.code}  {self.speech.fault(row.fault)}", width)
        ]
        facts = (
            (N_("Region's words"), row.words),
            (N_("Cure"), self.speech.cure(row.fault)),
            (N_("Acts next"), row.next_actor),
            (N_("Tried"), str(row.delivery.attempts)),
        )
        for label, words in facts:
            for number, part in enumerate(wrap(words, width - 16) if words else ()):
                lines.append(
                    ((f"   {fit(say(label) if number == 0 else '', 16)}", Ink.QUIET), (part, Ink.TEXT))
                )
        return tuple(lines)

    def move(self, step: int) -> None:
        """Move the cursor."""
        self.query_one(Rows).move(step)

    def move_page(self, direction: int) -> None:
        """Move by a page."""
        self.query_one(Rows).move_page(direction)

    def move_to_end(self, *, last: bool) -> None:
        """To an end."""
        self.query_one(Rows).move_to(len(self._rows) - 1 if last else 0)

    async def choose(self) -> None:
        """Open the case."""
        if self._current is not None:
            await self.counter.open_case(self._current.delivery.case_id)

    def why_not_decide(self) -> str | None:
        """Only a supervisor, and only about a row."""
        operator = self.counter.operator
        if operator is None or not operator.may(Right.DECIDE_EXCEPTION):
            return self.speech.say(N_("Only a supervisor decides here. Sign out with Ctrl+O, or call one."))
        return (
            None
            if self._rows
            else self.speech.say(N_("No exception. Every case is with its region or on its way."))
        )

    async def decide(self, decision: Decision) -> None:
        """Ask for the reason, then decide."""
        row = self._current
        operator = self.counter.operator
        if row is None or operator is None:
            return
        delivery_id = row.delivery.id

        async def keep(_name: str, typed: str) -> str:
            self.counter.desk.decide(operator, delivery_id, decision, typed)
            return typed

        async def done() -> None:
            self.store_moved()

        line = FieldLine("reason", "理由", "reason")
        await self.counter.push_screen(
            FieldSheet(
                QUESTIONS[decision],
                (line,),
                keep,
                then=done,
                about=N_("The decision and its reason are kept under your name."),
            )
        )
