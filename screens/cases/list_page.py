"""Cases, list by list, fetched page by page from the store."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.desk.views import CaseRow, WarningView, Worklist
from clerk.desk.wording import STATE_WORDS
from clerk.domain.china_time import in_china
from clerk.domain.warnings import Colour
from screens.cases.warning_lines import warning_lines
from screens.command_sets.cases import CASE_LIST
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.language import N_
from screens.lines import Ink, Line, cut_line, ends, fit, line_width, rule
from screens.page import Page
from screens.vocabulary import WORKLISTS
from screens.widgets.painted import Block
from screens.widgets.rows import Rows

PAGE = 100
"""Rows fetched at once."""
WIDE = 100
"""Cells from which on a case that falls due shows its applicant and its item too."""


LISTS = tuple(worklist for worklist in Worklist if worklist is not Worklist.EXCEPTIONS)
"""Exceptions have a page of their own."""


class CaseListPage(Page):
    """One work list; ← → turn to the others."""

    TITLE = N_("Work lists")
    ABOUT = N_("← → turn from list to list. Enter opens the case. Names are masked.")
    COMMANDS_HERE = (*CASE_LIST, *VERBS, *ALWAYS)
    DEFAULT_CSS = "CaseListPage #tabs { margin-bottom: 1; }"

    def __init__(self, worklist: Worklist | None) -> None:
        super().__init__()
        self._wanted = worklist
        self._worklist = worklist or Worklist.TODAY
        self._counts: dict[Worklist, int] = {}
        self._pages: dict[int, tuple[CaseRow, ...]] = {}

    def body(self) -> ComposeResult:
        """Tabs and rows."""
        yield Block(id="tabs")
        yield Rows(self._row, empty=lambda: self.speech.say(N_("This list is empty.")))
        yield Block(id="to-do")

    def on_mount(self) -> None:
        """The wanted list, else the first that needs somebody, else today's."""
        self._counts = dict(self.counter.desk.worklists().counts)
        if self._wanted is None:
            needs = (Worklist.CORRECTION, Worklist.TO_HAND_OVER)
            self._worklist = next((w for w in needs if self._counts.get(w)), Worklist.TODAY)
        self._show(0)

    def on_screen_resume(self) -> None:
        """A case may have been changed."""
        self.store_moved()

    def store_moved(self) -> None:
        """Look again; the cursor stays."""
        if self.is_ready:
            self._counts = dict(self.counter.desk.worklists().counts)
            self._show(self.query_one(Rows).cursor or 0)

    def _show(self, cursor: int) -> None:
        self._pages = {}
        count = self._counts.get(self._worklist, 0)
        self.query_one(Rows).show(count, cursor)
        self._show_tabs()
        self._show_to_do()

    def repaint_all(self) -> None:
        """Tabs too."""
        super().repaint_all()
        self._show_tabs()
        self._show_to_do()

    def on_resize(self) -> None:
        """Break the tabs anew."""
        if self.is_ready:
            self.repaint_all()

    def on_rows_moved(self, _: Rows.Moved) -> None:
        """Say what to do about the case under the cursor."""
        self._show_to_do()

    def _show_tabs(self) -> None:
        """In two lines where one has no room for all."""
        lines: list[Line] = [((" ", Ink.TEXT),)]
        for worklist in LISTS:
            tab = self._tab(worklist)
            if line_width((*lines[-1], *tab)) > self.app.size.width - 2:
                lines.append(((" ", Ink.TEXT),))
            lines[-1] = (*lines[-1], *tab)
        self.query_one("#tabs", Block).show(*lines)

    def _tab(self, worklist: Worklist) -> Line:
        here = worklist is self._worklist
        words = f"{self.speech.say(WORKLISTS[worklist])} {self._counts.get(worklist, 0)}"
        return (
            ("▸" if here else " ", Ink.NOW),
            (words, Ink.STRONG if here else Ink.QUIET),
            (" ", Ink.TEXT),
        )

    def _show_to_do(self) -> None:
        """Below the list of what falls due: the rule of the case under the cursor, and what to do."""
        cursor = self.query_one(Rows).cursor
        case = self._case(cursor) if cursor is not None else None
        lines: tuple[Line, ...] = ()
        if case is not None and case.warning is not None:
            width = self.app.size.width
            deed = warning_lines(case.warning, self.speech, width - 2)
            lines = (rule(width), *(((" ", Ink.TEXT), *line) for line in deed))
        self.query_one("#to-do", Block).show(*lines)

    def turn(self, step: int) -> None:
        """To another list."""
        self._worklist = LISTS[(LISTS.index(self._worklist) + step) % len(LISTS)]
        self._show(0)

    def _case(self, index: int) -> CaseRow | None:
        page = index // PAGE
        if page not in self._pages:
            if len(self._pages) > 8:
                self._pages.clear()
            self._pages[page] = self.counter.desk.list_cases(self._worklist, page * PAGE, PAGE)
        rows = self._pages[page]
        return rows[index % PAGE] if index % PAGE < len(rows) else None

    def _row(self, index: int, width: int) -> Line:
        case = self._case(index)
        if case is None:
            return ()
        if case.warning is not None:
            return self._due(case, case.warning, width)
        mark = ("! " if case.needs_you else "  ", Ink.NEEDS)
        state = self.speech.words(STATE_WORDS[case.state])
        since = in_china(case.since)
        today = since.date() == self.counter.now().date()
        when = since.strftime("%H:%M") if today else since.strftime("%m-%d")
        region = self.counter.region_name(case.home)
        left: Line = (
            mark,
            (fit(case.receipt_no, 22), Ink.TEXT),
            (fit(case.applicant_masked, 8), Ink.STRONG),
            (fit(case.item_name, max(width - 68, 12)), Ink.TEXT),
            (f" {fit(region, 8)}", Ink.QUIET),
            (f"{fit(state, 17)}", Ink.NEEDS if case.needs_you else Ink.QUIET),
        )
        return ends(left, ((when, Ink.QUIET),), width)

    def _due(self, case: CaseRow, warning: WarningView, width: int) -> Line:
        """A case that warns: colour in a word, then what is the matter."""
        ink = Ink.QUIET if warning.colour is Colour.YELLOW else Ink.NEEDS
        left: Line = (
            ("! " if warning.colour is Colour.RED else "  ", Ink.NEEDS),
            (fit(self.speech.words(warning.colour_words), 7), ink),
            (fit(case.receipt_no, 22), Ink.TEXT),
            (fit(case.applicant_masked, 8 if width >= WIDE else 0), Ink.STRONG),
            (fit(case.item_name, max(width - 94, 12) if width >= WIDE else 0), Ink.TEXT),
            (f" {fit(self.counter.region_name(case.home), 8)}", Ink.QUIET),
            (self.speech.words(warning.words), Ink.TEXT),
        )
        return cut_line(left, width)

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
        """Open the case, or the exception list at it."""
        cursor = self.query_one(Rows).cursor
        case = self._case(cursor) if cursor is not None else None
        if case is not None:
            await self.counter.open_case(case.id)
