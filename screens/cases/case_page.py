"""One case: where it is, who holds it, how its clock stands, what happened, and the one thing to do."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.desk.holding import held_words
from clerk.desk.views import CaseView, ClockStanding, PaperKind, TimelineRow
from clerk.desk.wording import DELIVERY_WORDS, PAPER_WORDS, STATE_WORDS
from clerk.domain.cases import Holder, State
from clerk.domain.china_time import in_china
from clerk.domain.deliveries import DeliveryState
from clerk.domain.liaison import PhoneCall, Thread
from clerk.domain.names import mask_name, mask_number
from clerk.domain.regions import RegionId
from screens import background
from screens.cases.case_acts import CaseActs
from screens.cases.warning_lines import warning_lines
from screens.command_sets.cases import CASE
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.keys import key_word
from screens.language import N_
from screens.liaison.lines import case_lines
from screens.lines import BLANK, Ink, Line, ends, fit, rule, wrap
from screens.messages import JobDone, JobRefused
from screens.widgets.painted import Block
from screens.widgets.reading import Reading, ReadingPage

_CLOCK_INK = {ClockStanding.LATE: Ink.NEEDS, ClockStanding.STOPPED: Ink.NEEDS}


class CasePage(CaseActs, ReadingPage):
    """The case. It changes by itself when the home region answers."""

    TITLE = N_("Case")
    ABOUT = N_(
        "What happened stands in order. The last line says what is to be done here; often that is nothing. "
        "“Sent” stands only where the region has acknowledged."
    )
    COMMANDS_HERE = (*CASE, *VERBS, *ALWAYS)

    def __init__(self, view: CaseView) -> None:
        super().__init__()
        self.view = view
        self._revealed = False
        self._printing = ""
        self._threads: tuple[Thread, ...] = ()
        self._calls: tuple[PhoneCall, ...] = ()

    def store_moved(self) -> None:
        """Look at the case again."""
        if self.is_ready and self.counter.operator is not None:
            self.show(self.counter.desk.open_case(self.counter.operator, self.view.case.id))

    def show(self, view: CaseView) -> None:
        """Show the case as it is now."""
        if view != self.view:
            self.view = view
        liaison = self.counter.desk.liaison
        self._threads, self._calls = liaison.of_case(view.case.id), liaison.calls(case_id=view.case.id)
        self.text.repaint()
        self._show_next()
        self.after_command()

    # --------------------------------------------------------------------------------------------- lines

    def reading(self, width: int) -> tuple[Line, ...]:
        """Head, timeline, next step."""
        return (
            *self._head(width),
            rule(width),
            *self._corrections(width),
            *(self._event(row, width) for row in self.view.timeline),
            *self._sending(),
            *case_lines(self._threads, self._calls, self._region, self.speech, self.counter.now(), width),
        )

    def body(self) -> ComposeResult:
        """The case, and below it the one thing to do, in the same place as on the desk."""
        yield Reading(self)
        yield Block(id="next-step")

    def on_mount(self) -> None:
        """Say what is next."""
        self.show(self.view)

    def on_resize(self) -> None:
        """Wrap anew."""
        if self.is_ready:
            self._show_next()

    def repaint_all(self) -> None:
        """The last line too."""
        super().repaint_all()
        self._show_next()

    def _show_next(self) -> None:
        self.query_one("#next-step", Block).show(BLANK, *self._next(self.app.size.width - 2))

    def _head(self, width: int) -> tuple[Line, ...]:
        case, say = self.view.case, self.speech.say
        state = self.speech.words(STATE_WORDS[case.state])
        clock = self.view.clock
        words = self.speech.words(clock.words)
        due = f"  {clock.due}" if clock.due and clock.due != "—" else ""
        # Below the due day, where a narrow screen has room: the state before it must not be cut.
        mark = say(N_("unverified")) if due and not clock.due_verified else ""
        home = self._region(case.home)
        name = case.applicant.name if self._revealed else mask_name(case.applicant.name)
        number = case.applicant.number if self._revealed else mask_number(case.applicant.number)
        title: Line = ((f"{say(N_('Receipt'))} {case.receipt_no}", Ink.STRONG), (f"   {state}", Ink.NOW))
        return (
            ends(title, ((f"{words}{due}", _CLOCK_INK.get(clock.standing, Ink.QUIET)),), width),
            ends(
                ((case.item_name, Ink.TEXT), (f"   {home} {case.department}", Ink.TEXT)),
                ((mark, Ink.QUIET),),
                width,
            ),
            ends(
                ((name, Ink.STRONG), (f"   {number}", Ink.TEXT), (f"   {case.home_case_no}", Ink.QUIET)),
                ((self._holder(), Ink.QUIET),),
                width,
            ),
            self._held(),
            *self._warnings(width),
        )

    def _held(self) -> Line:
        """Who held it how long."""
        view = self.view
        home = self._region(view.case.home)
        line: Line = ((self.speech.words(held_words(view.held, home, home)), Ink.QUIET),)
        if view.held_since == view.case.opened_at:
            return line
        day = in_china(view.held_since).strftime("%m-%d")
        return (*line, (f"   {self.speech.say(N_('counted since {day}'), day=day)}", Ink.QUIET))

    def _warnings(self, width: int) -> tuple[Line, ...]:
        """What it warns of, with its colour as a word, and what to do."""
        return tuple(
            line for warning in self.view.warnings for line in warning_lines(warning, self.speech, width)
        )

    def _holder(self) -> str:
        from screens.vocabulary import HOLDERS

        if self.view.holder is Holder.NOBODY:
            return ""
        holder = self.speech.say(HOLDERS[self.view.holder])
        return self.speech.say(N_("now with: {holder}"), holder=holder)

    def _region(self, region: RegionId) -> str:
        return self.counter.region_name(region)

    def _event(self, row: TimelineRow, width: int) -> Line:
        at = in_china(row.at)
        same_day = at.date() == self.counter.now().date()
        when = at.strftime("%H:%M:%S") if same_day else at.strftime("%m-%d %H:%M")
        return (
            (f"  {fit(when, 13)}", Ink.QUIET),
            (fit(self.speech.words(row.what), max(width * 2 // 5, 22)), Ink.TEXT),
            (f" {fit(self.speech.either(row.who.zh, row.who.en), 9)}", Ink.QUIET),
            (f" {row.detail or (self.speech.words(row.more) if row.more else '')}", Ink.TEXT),
        )

    def _sending(self) -> tuple[Line, ...]:
        lines: list[Line] = []
        for delivery in self.view.deliveries:
            if delivery.state is DeliveryState.ACKNOWLEDGED:
                continue
            words = self.speech.words(DELIVERY_WORDS[delivery.state])
            ink = (
                Ink.NEEDS if delivery.state in {DeliveryState.EXCEPTION, DeliveryState.UNKNOWN} else Ink.QUIET
            )
            pieces: list[tuple[str, Ink]] = [(f"  {fit('…', 13)}", Ink.QUIET), (words, ink)]
            if delivery.next_try_at is not None:
                at = in_china(delivery.next_try_at).strftime("%H:%M:%S")
                pieces.append((f"   {self.speech.say(N_('next try {time}'), time=at)}", Ink.QUIET))
            lines.append(tuple(pieces))
            if delivery.fault is not None and ink is Ink.NEEDS:
                lines.append(
                    (
                        (" " * 15, Ink.TEXT),
                        (f"{delivery.fault.code} ", Ink.NEEDS),
                        (self.speech.fault(delivery.fault), Ink.TEXT),
                    )
                )
        return tuple(lines)

    def _corrections(self, width: int) -> tuple[Line, ...]:
        if self.view.case.state is not State.CORRECTION:
            return ()
        lines: list[Line] = [((self.speech.say(N_("The home region asks to correct:")), Ink.NEEDS),)]
        for point in self.view.case.corrections:
            name = self.view.material_names.get(point.material, point.material)
            mark = ("✓", Ink.NOW) if point.answered else ("○", Ink.NEEDS)
            lines.append(
                (("  ", Ink.TEXT), mark, (f"  {fit(name, 24)}", Ink.TEXT), (f" {point.words}", Ink.TEXT))
            )
        return (*lines, BLANK)

    def _next(self, width: int) -> tuple[Line, ...]:
        words = self.speech.words(self.view.next_step)
        key = key_word(self.view.next_key) if self.view.next_key else ""
        if not key:
            return tuple(((f" {part}", Ink.QUIET),) for part in wrap(words, width))
        return (((f" {self.speech.say(N_('Next:'))} ", Ink.NOW), (words, Ink.STRONG), (f"  {key}", Ink.KEY)),)

    # ------------------------------------------------------------------------------------------ printing

    def why_not_print(self) -> str | None:
        """It is being printed."""
        return self.speech.say(N_("It is being printed.")) if self._printing else None

    async def print_paper(self) -> None:
        """The one paper there is, or which one."""
        papers = self.view.printable
        fresh = [p for p in papers if p not in self.view.printed]
        if len(papers) == 1 or len(fresh) == 1:
            self._start_print(fresh[0] if fresh else papers[0])
            return
        from screens.sheets.question import QuestionSheet

        async def answered(index: int) -> None:
            self._start_print(papers[index])

        words = tuple(
            self.speech.words(PAPER_WORDS[p])
            + (f"  ({self.speech.say(N_('printed before'))})" if p in self.view.printed else "")
            for p in papers
        )
        await self.counter.push_screen(
            QuestionSheet(self.speech.say(N_("Print which paper?")), words, answered)
        )

    def _start_print(self, paper: PaperKind) -> None:
        operator = self.counter.operator
        if operator is None:
            return
        self._printing = self.speech.words(PAPER_WORDS[paper])
        case_id = self.view.case.id
        background.start(
            self,
            lambda: self.counter.desk.print_paper(operator, case_id, paper),
            lambda printed: JobDone("print", printed),
            lambda fault: JobRefused("print", fault),
            name="print",
        )
        self.tell(self.speech.say(N_("Printing {paper}…"), paper=self._printing))

    def on_job_done(self, message: JobDone) -> None:
        """The printer or the reader is done."""
        if message.job == "print":
            where = getattr(message.result, "where", "")
            self.tell(self.speech.say(N_("{paper} printed: {where}"), paper=self._printing, where=where))
            self._printing = ""
            self.store_moved()
        else:
            self.collector_read(message)

    def on_job_refused(self, message: JobRefused) -> None:
        """The printer or the reader refused."""
        self._printing = ""
        if message.job == "collector" and self.collector_refused(message.fault):
            return
        self.refuse(message.fault)
        self.after_command()

    def why_not_reveal(self) -> str | None:
        """Always possible on a case."""
        return None

    async def reveal(self) -> None:
        """Ask why, note it, show it for ten seconds."""
        from screens.sheets.reveal import ask_reason

        if self.counter.operator is not None:
            await ask_reason(self.counter, self.counter.operator, self.view.case.id, self._show_in_full)

    def _show_in_full(self, revealed: bool) -> None:
        self._revealed = revealed
        if self.is_ready:
            self.text.repaint()
