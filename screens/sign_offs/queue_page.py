"""签批: what waits for a supervisor's decision, most urgent first, and what the clerk asked for."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.desk.sign_offs.views import EscalationRow
from clerk.domain.staff import Right
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.signing import SIGN_OFFS
from screens.commands import AnyCommand
from screens.language import N_
from screens.lines import Ink, Line, Piece, rule
from screens.page import Page
from screens.sign_offs.acts import SignOffActs
from screens.sign_offs.lines import heads, labelled, row_line
from screens.vocabulary import LEVELS
from screens.widgets.painted import Block
from screens.widgets.rows import Rows

PAGE = 100
"""Rows fetched at once."""
_KEPT_PAGES = 8


class SignOffsPage(SignOffActs, Page):
    """Two lists: to decide, and asked by me. Who may not decide sees the second alone."""

    TITLE = N_("Sign-offs")
    ABOUT = N_(
        "What waits for a supervisor, the most urgent first, and what you asked for yourself. "
        "Enter shows one in full; it is decided there, with a reason. New ones come by themselves."
    )
    COMMANDS_HERE = (*SIGN_OFFS, *VERBS, *ALWAYS)
    DEFAULT_CSS = "SignOffsPage #detail { margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.to_decide = False
        self._counts = (0, 0)
        self._pages: dict[int, tuple[EscalationRow, ...]] = {}
        self._mine: tuple[EscalationRow, ...] = ()

    def body(self) -> ComposeResult:
        """Title, heads, rows, and more about the one under the cursor."""
        yield Block(id="title")
        yield Rows(self._row, empty=self._when_empty)
        yield Block(id="detail")

    def commands_in_bar(self) -> tuple[AnyCommand, ...]:
        """Who has one list has no key to turn to the other."""
        return tuple(c for c in super().commands_in_bar() if self._decides or c.id != "sign_offs_other")

    def on_mount(self) -> None:
        """Look; who decides begins with what is to decide."""
        self.is_ready = True
        self.to_decide = self._decides
        self._look(0)

    def on_screen_resume(self) -> None:
        """One may have been decided."""
        self.store_moved()

    def store_moved(self) -> None:
        """Look again; the cursor stays on its sign-off, and that stays on its line."""
        if self.is_ready:
            self._look(None)

    @property
    def _decides(self) -> bool:
        operator = self.counter.operator
        return operator is not None and operator.may(Right.SIGN_OFF)

    # ------------------------------------------------------------------------------------------ the rows

    def _look(self, cursor: int | None) -> None:
        """Fetch anew. Without ``cursor`` it stays on the sign-off it is on."""
        operator = self.counter.operator
        if operator is None:
            return
        rows = self.query_one(Rows)
        here, at = self.current, rows.cursor or 0
        self._pages = {}
        signing = self.counter.desk.sign_offs
        self._counts = signing.counts(operator)
        self._mine = signing.mine(operator)
        count = signing.queue_length(operator) if self.to_decide else len(self._mine)
        if cursor is None:
            cursor = self._index_of(here.escalation.id, at, count) if here is not None else at
            offset = round(rows.scroll_y) + cursor - at
            rows.show(count, cursor)
            rows.scroll_to(y=max(offset, 0), animate=False, force=True, immediate=True)
        else:
            rows.show(count, cursor)
        self._show_words()

    def _index_of(self, escalation_id: str, near: int, count: int) -> int:
        """Where it stands now: looked for on its page, then on those beside it; else the same place."""
        page = near // PAGE
        for candidate in (page, page + 1, page - 1):
            if 0 <= candidate <= max(count - 1, 0) // PAGE:
                for index, row in enumerate(self._page(candidate)):
                    if row.escalation.id == escalation_id:
                        return candidate * PAGE + index
        return min(near, max(count - 1, 0))

    def _page(self, page: int) -> tuple[EscalationRow, ...]:
        if not self.to_decide:
            return self._mine[page * PAGE : (page + 1) * PAGE]
        if page not in self._pages:
            if len(self._pages) >= _KEPT_PAGES:
                self._pages.clear()
            operator = self.counter.operator
            self._pages[page] = (
                self.counter.desk.sign_offs.queue(operator, page * PAGE, PAGE) if operator is not None else ()
            )
        return self._pages[page]

    def _at(self, index: int) -> EscalationRow | None:
        rows = self._page(index // PAGE)
        return rows[index % PAGE] if index % PAGE < len(rows) else None

    @property
    def current(self) -> EscalationRow | None:
        """The sign-off under the cursor."""
        cursor = self.query_one(Rows).cursor if self.is_ready else None
        return self._at(cursor) if cursor is not None else None

    # ----------------------------------------------------------------------------------------- the words

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Say more about the one under the cursor."""
        self._show_words()

    def on_resize(self) -> None:
        """Wrap anew."""
        if self.is_ready:
            self._show_words()

    def repaint_all(self) -> None:
        """Words too."""
        super().repaint_all()
        self._show_words()

    def _when_empty(self) -> str:
        say = self.speech.say
        return say(N_("Nothing waits for you.")) if self.to_decide else say(N_("You asked for nothing."))

    def _show_words(self) -> None:
        say, width = self.speech.say, self.app.size.width
        pieces: list[Piece] = [(f" {say(self.TITLE)}  ", Ink.STRONG)]
        tabs = [(N_("to decide"), self._counts[0], True), (N_("asked by you"), self._counts[1], False)]
        for words, count, to_decide in tabs if self._decides else tabs[1:]:
            here = to_decide is self.to_decide
            pieces += [
                ("▸" if here else " ", Ink.NOW),
                (f"{say(words)} {count}", Ink.STRONG if here else Ink.QUIET),
                ("   ", Ink.TEXT),
            ]
        self.query_one("#title", Block).show(
            tuple(pieces), (), (("   ", Ink.TEXT), *heads(self.speech, width - 4, to_decide=self.to_decide))
        )
        self.query_one("#detail", Block).show(*self._detail(width))
        self.after_command()

    def _row(self, index: int, width: int) -> Line:
        row = self._at(index)
        if row is None:
            return ()
        return row_line(row, self.speech, self.counter.now(), width, to_decide=self.to_decide)

    def _detail(self, width: int) -> tuple[Line, ...]:
        """Why it is asked, what was asked back, what was decided, and why you may not decide."""
        row = self.current
        if row is None:
            return ()
        say, escalation = self.speech.say, row.escalation
        why_not = ""
        if self.to_decide and row.why_not is not None:
            why_not = f"{row.why_not.code}  {self.speech.fault(row.why_not)}"
        level = say(N_("decides: {level}"), level=say(LEVELS[escalation.level]))
        asked = "   ".join(part for part in (escalation.asked_by, level, row.receipt_no) if part)
        facts = (
            (N_("asked by"), asked, Ink.QUIET),
            (N_("reason"), escalation.reason, Ink.TEXT),
            (N_("asked back"), escalation.question, Ink.NEEDS),
            (N_("decided"), _decided(row), Ink.TEXT),
            (N_("not by you"), why_not, Ink.QUIET),
        )
        lines: list[Line] = [rule(width)]
        for label, text, ink in facts:
            lines += labelled(say(label), text, width - 4, 12, ink)[:2]
        return tuple(lines)

    # -------------------------------------------------------------------------------------------- moving

    def why_not_turn(self) -> str | None:
        """Only who decides has two lists."""
        return None if self._decides else self.speech.say(N_("Here stands only what you asked for yourself."))

    def turn(self) -> None:
        """To the other list."""
        self.to_decide = not self.to_decide
        self._look(0)

    def move(self, step: int) -> None:
        """Move the cursor."""
        self.query_one(Rows).move(step)

    def move_page(self, direction: int) -> None:
        """Move by a page."""
        self.query_one(Rows).move_page(direction)

    def move_to_end(self, *, last: bool) -> None:
        """To an end."""
        rows = self.query_one(Rows)
        rows.move_to(rows.count - 1 if last else 0)

    async def choose(self) -> None:
        """Show it in full."""
        from screens.sign_offs.sign_off_page import SignOffPage

        operator, row = self.counter.operator, self.current
        if operator is not None and row is not None:
            view = self.counter.desk.sign_offs.view(operator, row.escalation.id)
            await self.counter.push_screen(SignOffPage(view))


def _decided(row: EscalationRow) -> str:
    escalation = row.escalation
    return "  ".join(part for part in (escalation.decided_by, escalation.decided_reason) if part)
