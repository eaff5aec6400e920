"""The end of the day: what was counted, what differs under it, and the key that closes the day.

Regions are asked, and the store is counted, beside the screen: no key waits for either.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from textual.app import ComposeResult
from textual.message import Message

from clerk.desk.day_end.views import DayView
from clerk.desk.day_end.wording import sentence
from clerk.domain.day import AnswerKind, ClosedDay, Difference
from clerk.domain.faults import Fault
from clerk.domain.staff import Right
from screens.background import result_of, start
from screens.command_sets.day import DAY
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.day import acts
from screens.day.lines import closed_line, count_lines, region_lines, wrapped
from screens.language import N_
from screens.lines import Ink, Line, Piece, ends, rule, width_of
from screens.page import Page
from screens.widgets.painted import Block
from screens.widgets.rows import Rows

TALL = 30
"""Rows from which there is room for air between the counts."""
_MARKS = {AnswerKind.EXPLAINED: "✓", AnswerKind.CARRIED: "→"}


class DayPage(Page):
    """Counts above, differences in the middle, the one under the cursor in full below."""

    TITLE = N_("Day end")
    ABOUT = N_(
        "What was sent against what the regions accepted, receipts against cases, and what is open. "
        "Each difference is explained or carried over; then a supervisor closes the day with F5."
    )
    COMMANDS_HERE = (*DAY, *VERBS, *ALWAYS)
    DEFAULT_CSS = "DayPage #counts { margin-bottom: 1; }"

    class Counted(Message):
        """The store, or store and regions, were counted for the day on the page."""

        def __init__(self, view: DayView, turn: int, *, asked: bool) -> None:
            super().__init__()
            self.view = view
            self.turn = turn
            self.asked = asked

    class Asking(Message):
        """How far the regions were asked."""

        def __init__(self, region: str, done: int, total: int, turn: int) -> None:
            super().__init__()
            self.region = region
            self.done = done
            self.total = total
            self.turn = turn

    class Closed(Message):
        """The day was closed."""

        def __init__(self, closed: ClosedDay) -> None:
            super().__init__()
            self.closed = closed

    class Failed(Message):
        """What was done beside the screen was refused."""

        def __init__(self, fault: Fault, turn: int) -> None:
            super().__init__()
            self.fault = fault
            self.turn = turn

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self._wanted = day
        self._view: DayView | None = None
        self._turn = 0
        self._asking = ""
        self._signing = False
        self._recounting = False
        self._stale = False
        self._here = ""

    # ------------------------------------------------------------------------------------------- the page

    def body(self) -> ComposeResult:
        """Counts, differences, detail."""
        yield Block(id="counts")
        yield Rows(self._row, empty=self._when_empty)
        yield Block(id="detail")

    def on_mount(self) -> None:
        """Show what the store knows, and ask the regions."""
        self.is_ready = True
        self._go_to(self._wanted or self.counter.desk.day_end.today)

    @property
    def day(self) -> date:
        """The day on the page."""
        return self._wanted or self.counter.desk.day_end.today

    @property
    def view(self) -> DayView | None:
        """The day as it was counted last."""
        return self._view

    def _go_to(self, day: date) -> None:
        self._wanted, self._view = day, None
        self._turn += 1
        self._asking = ""
        self._view = self.counter.desk.day_end.look(day)
        self._show(0)
        if self._view.closed is None:
            self.ask_regions()

    def turn(self, step: int) -> None:
        """Another day."""
        self._go_to(self.day + timedelta(days=step))

    def why_not_later(self) -> str | None:
        """Tomorrow has not come."""
        if self.day < self.counter.desk.day_end.today:
            return None
        return self.speech.say(N_("That day has not come yet."))

    def store_moved(self) -> None:
        """Count the store again beside the screen; what the regions said stays."""
        view = self._view
        if not self.is_ready or view is None or self._asking or self._signing or view.closed is not None:
            return
        if self._recounting:
            self._stale = True
            return
        self._recounting = True
        day_end = self.counter.desk.day_end
        self._start(lambda: day_end.again(view), asked=False)

    def ask_regions(self) -> None:
        """Ask every region for what it acknowledged."""
        day_end, day, progress = self.counter.desk.day_end, self.day, self.progress()
        self._asking = self.speech.say(N_("asking the regions…"))
        self._show_words()
        self._start(lambda: day_end.count(day, progress), asked=True)

    def why_not_ask(self) -> str | None:
        """It is asking, or there is nothing to ask any more."""
        if self._asking:
            return self.speech.say(N_("The regions are being asked."))
        return self._why_closed()

    def _start(self, work: Callable[[], DayView], *, asked: bool) -> None:
        turn = self._turn
        start(
            self,
            work,
            lambda view: self.Counted(view, turn, asked=asked),
            lambda fault: self.Failed(fault, turn),
            name="day-end",
        )

    def on_day_page_counted(self, message: Counted) -> None:
        """Show it, unless the page went on to another day meanwhile."""
        if not message.asked:
            self._recounting = False
        if message.turn != self._turn or (self._asking and not message.asked):
            return
        if message.asked:
            self._asking = ""
        self._view = message.view
        self._show(None)
        if self._stale:
            self._stale = False
            self.store_moved()

    def on_day_page_asking(self, message: Asking) -> None:
        """Say how far it is."""
        if message.turn == self._turn and (self._asking or self._signing):
            region = self.counter.region_name(message.region)
            self._asking = self.speech.say(
                N_("asking {region}  {done}/{total}"), region=region, done=message.done, total=message.total
            )
            self._show_words()

    def on_day_page_failed(self, message: Failed) -> None:
        """Say why not; the day is counted anew, so that what changed is in sight."""
        self._recounting = False
        if message.turn != self._turn:
            return
        self._asking, was_closing, self._signing = "", self._signing, False
        if was_closing:
            self.ask_regions()
        else:
            self._show_words()
        self.counter.top.refuse(message.fault)

    # ------------------------------------------------------------------------------------------ the words

    def repaint_all(self) -> None:
        """Words too."""
        super().repaint_all()
        self._show_words()

    def on_resize(self) -> None:
        """Wrap anew."""
        if self.is_ready:
            self._show_words()

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Show the one under the cursor."""
        self._show_words()

    def _show(self, cursor: int | None) -> None:
        """Show the view; without ``cursor`` it stays on its difference."""
        view, rows = self._view, self.query_one(Rows)
        if view is None:
            return
        if cursor is None:
            keys = [d.key for d in view.count.differences]
            here = self._here
            cursor = keys.index(here) if here in keys else rows.cursor or 0
        rows.show(len(view.count.differences), cursor)
        self._show_words()

    def _show_words(self) -> None:
        view, say, width = self._view, self.speech.say, self.app.size.width
        if view is None or not self.is_ready:
            return
        short = self.app.size.height < TALL
        air: tuple[Line, ...] = () if short else ((),)
        lines: list[Line] = [self._title(view, width), *air]
        lines += region_lines(view, self.speech, self.counter.region_name, short=short)
        lines += air
        lines += count_lines(view, self.speech, width - 1)
        if view.not_closed and view.closed is None:
            days = "  ".join(day.isoformat() for day in view.not_closed)
            lines.append(((f" {say(N_('Not closed yet: {days}'), days=days)}", Ink.NEEDS),))
        if view.closed is not None:
            lines.append(closed_line(view, self.speech))
        self.query_one("#counts", Block).show(*lines)
        self.query_one("#detail", Block).show(*self._detail(width))
        current = self.current
        self._here = current.key if current is not None else ""
        self.after_command()

    def _title(self, view: DayView, width: int) -> Line:
        say = self.speech.say
        left: tuple[Piece, ...] = (
            (f" {say(self.TITLE)}", Ink.STRONG),
            (f"  {view.count.day.isoformat()}  {view.count.site}", Ink.TEXT),
        )
        if self._asking:
            return ends(left, ((f"{self._asking} ", Ink.NOW),), width)
        if not view.asked:
            return ends(left, ((f"{say(N_('regions not asked'))} ", Ink.NEEDS),), width)
        open_ = len(view.count.unanswered)
        if open_:
            words = say(N_("{number} to explain or carry over"), number=open_)
            return ends(left, ((f"{words} ", Ink.NEEDS),), width)
        words = say(N_("all answered") if view.count.differences else N_("nothing differs"))
        if view.why_not is None:
            operator = self.counter.operator
            signs = operator is not None and operator.may(Right.CLOSE_DAY)
            words = f"{words} · {say(N_('F5 closes the day') if signs else N_('H: a supervisor closes it'))}"
        return ends(left, ((f"{words} ", Ink.NOW),), width)

    def _when_empty(self) -> str:
        if self._view is None or not self._view.asked:
            return self.speech.say(N_("The regions are being asked."))
        return self.speech.say(N_("Nothing differs."))

    def _words(self, difference: Difference) -> str:
        words = sentence(self.counter.desk.counter, difference)
        return self.speech.either(words.zh, words.en)

    def _row(self, index: int, width: int) -> Line:
        differences = self._view.count.differences if self._view is not None else ()
        if index >= len(differences):
            return ()
        difference = differences[index]
        answer = difference.answer
        mark: Piece = ("! ", Ink.NEEDS) if answer is None else (f"{_MARKS[answer.kind]} ", Ink.NOW)
        right: tuple[Piece, ...] = ()
        if difference.since is not None:
            right = ((self.speech.say(N_("since {day}"), day=f"{difference.since:%m-%d}"), Ink.QUIET),)
        return ends((mark, (self._words(difference), Ink.TEXT)), right, width)

    @property
    def current(self) -> Difference | None:
        """The difference under the cursor."""
        cursor = self.query_one(Rows).cursor if self.is_ready else None
        differences = self._view.count.differences if self._view is not None else ()
        return differences[cursor] if cursor is not None and cursor < len(differences) else None

    def _detail(self, width: int) -> tuple[Line, ...]:
        difference = self.current
        if difference is None:
            return ()
        say, answer = self.speech.say, difference.answer
        words = self._words(difference)
        lines: list[Line] = [rule(width)]
        if self.app.size.height >= TALL or width_of(words) > width - 18:
            lines += wrapped(words, width, Ink.STRONG)
        if len(difference.receipts) > 1:
            lines += wrapped("  ".join(difference.receipts), width, Ink.QUIET)[:3]
        if answer is None:
            lines += wrapped(say(N_("Not explained and not carried over yet.")), width, Ink.NEEDS)
        elif answer.kind is AnswerKind.CARRIED:
            lines += wrapped(say(N_("Carried over to the next day by {who}."), who=answer.by), width)
        else:
            lines += wrapped(
                say(N_("Explained by {who}: {words}"), who=answer.by, words=answer.words), width
            )[:4]
        return tuple(lines)

    # ---------------------------------------------------------------------------------------------- moving

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

    # ------------------------------------------------------------------------------------------- answering

    def _why_closed(self) -> str | None:
        closed = self._view.closed if self._view is not None else None
        if closed is None:
            return None
        return self.speech.say(N_("This day is closed; nothing of it can be changed."))

    def why_not_answer(self) -> str | None:
        """Nothing differs, or the day is closed."""
        if self.current is None:
            return self.speech.say(N_("Nothing differs."))
        return self._why_closed()

    async def explain(self) -> None:
        """See :func:`screens.day.acts.explain`."""
        await acts.explain(self)

    def carry_over(self) -> None:
        """See :func:`screens.day.acts.carry_over`."""
        acts.carry_over(self)

    # --------------------------------------------------------------------------------------------- closing

    def why_not_close(self) -> str | None:
        """What stands in the way of closing the day, for anybody."""
        view = self._view
        if view is None or self._asking or self._signing or not view.asked:
            return self.speech.say(N_("The regions are being asked."))
        if view.why_not is not None:
            return f"{view.why_not.code}  {self.speech.fault(view.why_not)}"
        return None

    def why_not_confirm(self) -> str | None:
        """Why F5 does not close the day now."""
        why, operator = self.why_not_close(), self.counter.operator
        if why is not None:
            return why
        if operator is None or not operator.may(Right.CLOSE_DAY):
            return self.speech.say(N_("Only a supervisor closes a day. With H one does it here."))
        return None

    async def confirm(self) -> None:
        """F5: see :func:`screens.day.acts.close`."""
        await acts.close(self)

    async def close_here(self) -> None:
        """See :func:`screens.day.acts.close_here`."""
        await acts.close_here(self)

    def sign(self, work: Callable[[], ClosedDay]) -> None:
        """Close the day beside the screen."""
        turn = self._turn
        self._signing = True
        self._asking = self.speech.say(N_("closing…"))
        self._show_words()
        start(self, work, self.Closed, lambda fault: self.Failed(fault, turn), name="day-close")

    def progress(self) -> Callable[[str, int, int], None]:
        """What is told how far the regions were asked for the day on the page."""
        turn = self._turn

        def tell(region: str, done: int, total: int) -> None:
            self.post_message(self.Asking(region, done, total, turn))

        return tell

    def on_day_page_closed(self, message: Closed) -> None:
        """Show the day as it was closed."""
        self._signing, self._asking = False, ""
        if message.closed.count.day == self.day:
            self._turn += 1
            self._view = self.counter.desk.day_end.look(self.day)
            self._show(None)
        who = message.closed.closed_by
        self.counter.top.tell(
            self.speech.say(N_("Closed by {who}. F7 prints the paper of the day."), who=who)
        )

    # -------------------------------------------------------------------------------------------- printing

    def why_not_print(self) -> str | None:
        """An open day has no paper."""
        if self._view is not None and self._view.closed is not None:
            return None
        return self.speech.say(N_("The paper of a day is printed once it is closed."))

    async def print_paper(self) -> None:
        """F7."""
        operator, day = self.counter.operator, self.day
        if operator is None:
            return
        printed = await result_of(
            lambda: self.counter.desk.day_end.print_paper(operator, day), name="day-paper"
        )
        self.tell(self.speech.say(N_("Printed: {job}"), job=printed.job))
