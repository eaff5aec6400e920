"""联络单: our questions to other regions and theirs to us, a page of the list at a time."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.desk.liaison.views import ThreadRow, Whose
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.liaison import THREADS
from screens.language import N_
from screens.liaison.lines import row_line
from screens.liaison.moving import RowsPage
from screens.lines import BLANK, Ink, Line, Piece, ends
from screens.widgets.painted import Block
from screens.widgets.rows import Rows

PAGE = 100
"""Rows fetched at once."""
_KEPT_PAGES = 8


class ThreadsPage(RowsPage):
    """However many there are, only pages near the cursor are fetched; the list grows as one goes down."""

    TITLE = N_("Questions between regions")
    ABOUT = N_(
        "← → turns between our questions and those to us; O shows open ones alone or all. "
        "Enter opens one. New ones come by themselves."
    )
    COMMANDS_HERE = (*THREADS, *VERBS, *ALWAYS)

    def __init__(self, whose: Whose = Whose.OURS) -> None:
        super().__init__()
        self.whose = whose
        self.only_open = True
        self._pages: dict[int, tuple[ThreadRow, ...]] = {}
        self._open = (0, 0)
        self._reached = 1

    def body(self) -> ComposeResult:
        """Title and rows."""
        yield Block(id="title")
        yield Rows(self._row, empty=self._when_empty)

    def on_mount(self) -> None:
        """Look."""
        self.is_ready = True
        counts = self.counter.desk.liaison.counts()
        if counts.theirs_open and not counts.ours_open + counts.ended:
            self.whose = Whose.THEIRS
        self._look(0)

    def on_screen_resume(self) -> None:
        """One may have moved."""
        self.store_moved()

    def store_moved(self) -> None:
        """Look again; the cursor stays on its question."""
        if self.is_ready:
            self._look(None)

    # -------------------------------------------------------------------------------------------- the rows

    def _look(self, cursor: int | None) -> None:
        rows = self.query_one(Rows)
        here, at = self.current, rows.cursor or 0
        counts = self.counter.desk.liaison.counts()
        self._open = (counts.ours_open + counts.ended, counts.theirs_open)
        self._pages = {}
        if cursor is not None:
            self._reached = 1
        count = self._count()
        if cursor is None:
            cursor = self._index_of(here.thread.id, at, count) if here is not None else at
        rows.show(count, cursor)
        self.show_words()

    def _count(self) -> int:
        """How many rows the list has as far as one went; all of them where that is known."""
        if self.only_open:
            return self._open[0] if self.whose is Whose.OURS else self._open[1]
        while self._reached > 1 and not self._page(self._reached - 1):
            self._reached -= 1
        return (self._reached - 1) * PAGE + len(self._page(self._reached - 1))

    def _index_of(self, thread_id: str, near: int, count: int) -> int:
        page = near // PAGE
        for candidate in (page, page + 1, page - 1):
            if 0 <= candidate <= max(count - 1, 0) // PAGE:
                for index, row in enumerate(self._page(candidate)):
                    if row.thread.id == thread_id:
                        return candidate * PAGE + index
        return min(near, max(count - 1, 0))

    def _page(self, page: int) -> tuple[ThreadRow, ...]:
        if page not in self._pages:
            if len(self._pages) >= _KEPT_PAGES:
                self._pages.clear()
            self._pages[page] = self.counter.desk.liaison.threads(
                self.whose, None, page * PAGE, PAGE, only_open=self.only_open
            )
        return self._pages[page]

    def _at(self, index: int) -> ThreadRow | None:
        rows = self._page(index // PAGE)
        return rows[index % PAGE] if index % PAGE < len(rows) else None

    @property
    def current(self) -> ThreadRow | None:
        """The question under the cursor."""
        cursor = self.query_one(Rows).cursor if self.is_ready else None
        return self._at(cursor) if cursor is not None else None

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Fetch the next page as soon as the cursor comes near the end of what is there."""
        rows = event.rows
        if not self.only_open and rows.cursor is not None and rows.cursor >= rows.count - PAGE // 2:
            full = rows.count == self._reached * PAGE
            if full and self._page(self._reached):
                self._reached += 1
                rows.show(self._count(), rows.cursor)
        self.show_words()

    # ------------------------------------------------------------------------------------------- the words

    def _when_empty(self) -> str:
        return self.speech.say(
            N_("No question is open.") if self.only_open else N_("There is no question yet.")
        )

    def show_words(self) -> None:
        """Which list."""
        say = self.speech.say
        pieces: list[Piece] = [(f" {say(self.TITLE)}  ", Ink.STRONG)]
        tabs = ((N_("ours"), self._open[0], Whose.OURS), (N_("to us"), self._open[1], Whose.THEIRS))
        for words, count, whose in tabs:
            here = whose is self.whose
            ink = Ink.STRONG if here else Ink.NEEDS if count and whose is Whose.THEIRS else Ink.QUIET
            pieces += [("▸" if here else " ", Ink.NOW), (f"{say(words)} {count}", ink), ("   ", Ink.TEXT)]
        shown = say(N_("open alone")) if self.only_open else say(N_("open and done"))
        title = ends(tuple(pieces), ((f"{shown} ", Ink.QUIET),), self.app.size.width)
        self.query_one("#title", Block).show(title, BLANK)
        self.after_command()

    def _row(self, index: int, width: int) -> Line:
        row = self._at(index)
        if row is None:
            return ()
        region = self.counter.region_name(row.other)
        return row_line(row, region, self.speech, self.counter.now(), width)

    # --------------------------------------------------------------------------------------- what one does

    def turn(self) -> None:
        """Ours or theirs."""
        self.whose = Whose.THEIRS if self.whose is Whose.OURS else Whose.OURS
        self._look(0)

    def turn_open(self) -> None:
        """Open alone, or all."""
        self.only_open = not self.only_open
        self._look(0)

    async def choose(self) -> None:
        """Open it."""
        row = self.current
        if row is not None:
            await self.counter.open_thread(row.thread.id)
