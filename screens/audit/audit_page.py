"""审计: the journal by question. The page of whoever signs in as an auditor; it changes nothing."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult

from clerk.desk.audit import WORDS, Look, Query, Row
from clerk.desk.auditing.asking import Asked
from clerk.desk.views import Operator
from clerk.domain.china_time import in_china
from clerk.domain.faults import Refused
from screens.audit.event_page import EventPage
from screens.audit.words import QUESTIONS, said
from screens.command_sets.audit import AUDIT
from screens.command_sets.everywhere import ALWAYS
from screens.language import N_
from screens.lines import BLANK, Ink, Line, cut_line, ends, fit, fit_right
from screens.page import Page
from screens.sheets.fields import FieldLine, FieldSheet
from screens.sheets.question import QuestionSheet
from screens.widgets.painted import Block
from screens.widgets.rows import Rows

PAGE = 100
"""Rows fetched at once."""
_KEPT = 8
"""Pages kept at once."""


class AuditPage(Page):
    """One question at a time; ← → turn to the others."""

    TITLE = N_("Audit")
    ABOUT = N_(
        "← → turn from question to question, F3 narrows one down. Newest first. "
        "Every question is written into the journal under your name."
    )
    COMMANDS_HERE = (*AUDIT, *ALWAYS)
    DEFAULT_CSS = "AuditPage #question { margin-bottom: 1; }"
    takes_scans = False

    def __init__(self, operator: Operator) -> None:
        super().__init__()
        self._operator = operator
        self._query = Query(Look.WHO_SAW)
        self._asked: Asked | None = None
        self._pages: dict[int, tuple[Row, ...]] = {}

    def body(self) -> ComposeResult:
        """Question and answer."""
        yield Block(id="question")
        yield Rows(self._row, empty=lambda: self.speech.say(N_("The journal has nothing of that kind.")))

    def on_mount(self) -> None:
        """Ask the first question."""
        self.is_ready = True
        self.ask()

    def ask(self) -> None:
        """Put the question; a refused one leaves the answer that is there."""
        try:
            asked = self.counter.desk.auditing.ask(self._operator, self._query)
        except Refused as refused:
            self.refuse(refused.fault)
            return
        self._asked, self._pages = asked, {}
        self.query_one(Rows).show(asked.count)
        self._show_question()
        self.after_command()

    def turn(self, step: int) -> None:
        """To another question, narrowed down alike."""
        looks = list(QUESTIONS)
        look = looks[(looks.index(self._query.look) + step) % len(looks)]
        query = self._query
        self._query = Query(look, query.since, query.until, case=query.case, by=query.by)
        self.ask()

    def repaint_all(self) -> None:
        """The question too."""
        super().repaint_all()
        if self.is_ready:
            self._show_question()

    def _show_question(self) -> None:
        say, query = self.speech.say, self._query
        place = f"{list(QUESTIONS).index(query.look) + 1}/{len(QUESTIONS)}"
        narrowed = [query.case, query.by, self._days()]
        only = "  ".join(text for text in narrowed if text) or say(N_("everything"))
        count = self._asked.count if self._asked else 0
        self.query_one("#question", Block).show(
            ends(
                ((f" {say(QUESTIONS[query.look])}", Ink.STRONG), (f"  {count:,}", Ink.NOW)),
                ((f"← {place} →", Ink.QUIET),),
                self.app.size.width - 1,
            ),
            ((f" {only}", Ink.QUIET),),
        )

    def _days(self) -> str:
        since, until = self._query.since, self._query.until
        return f"{since or ''} – {until or ''}" if since or until else ""

    def _event(self, index: int) -> Row | None:
        if self._asked is None:
            return None
        page = index // PAGE
        if page not in self._pages:
            if len(self._pages) >= _KEPT:
                self._pages.clear()
            self._pages[page] = self.counter.desk.auditing.page(
                self._operator, self._asked, page * PAGE, PAGE
            )
        rows = self._pages[page]
        return rows[index % PAGE] if index % PAGE < len(rows) else None

    def _row(self, index: int, width: int) -> Line:
        row = self._event(index)
        if row is None:
            return BLANK
        words = self.speech.words(WORDS[row.kind])
        left: Line = (
            (f"{in_china(row.at):%m-%d %H:%M:%S}  ", Ink.QUIET),
            (fit(row.actor, 8), Ink.TEXT),
            (f" {fit(words, 22)}", Ink.STRONG),
            (f" {fit(row.receipt_no or '—', 20)}", Ink.TEXT),
            (f"  {said(row.facts)}" if width >= 100 else "", Ink.QUIET),
        )
        return ends(cut_line(left, width - 8), ((fit_right(str(row.seq), 7), Ink.QUIET),), width)

    @property
    def current(self) -> Row | None:
        """The event under the cursor."""
        cursor = self.query_one(Rows).cursor if self.is_ready else None
        return self._event(cursor) if cursor is not None else None

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """Whether there is evidence to write depends on the row."""
        self.after_command()

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
        """Open the event under the cursor."""
        row = self.current
        if row is not None:
            shown = self.counter.desk.auditing.open_event(self._operator, row.seq)
            await self.counter.push_screen(EventPage(self._operator, shown))

    def go_back(self) -> None:
        """To the desk below; an auditor has none, and signs out instead."""
        if self.counter.has_desk:
            super().go_back()
        else:
            self.tell(self.speech.say(N_("This is where you work. Ctrl+O signs out.")))

    async def narrow(self) -> None:
        """Case, staff number and days. Fields of what is asked now stand there already."""
        query, typed = self._query, {}
        lines = (
            FieldLine("case", "收件编号", "receipt number", query.case, required=False),
            FieldLine("by", "工号", "staff number", query.by, required=False),
            FieldLine("since", "起日", "from day", str(query.since or ""), required=False, hint="2026-11-24"),
            FieldLine("until", "止日", "to day", str(query.until or ""), required=False, hint="2026-11-24"),
        )

        async def keep(name: str, text: str) -> str:
            if name in {"since", "until"}:
                _day(text)
            typed[name] = text
            return text

        async def apply() -> None:
            asked = {line.name: typed.get(line.name, line.value) for line in lines}
            wanted = Query(
                query.look,
                _day(asked["since"]),
                _day(asked["until"]),
                case=asked["case"].strip().upper(),
                by=asked["by"].strip().upper(),
            )
            if wanted.case:
                self.counter.desk.find_by_scan(wanted.case)
            self._query = wanted

        async def then() -> None:
            self.ask()

        await self.counter.push_screen(
            FieldSheet(
                N_("Narrow the question down"),
                lines,
                keep,
                apply=apply,
                then=then,
                about=N_("An empty field asks for everything."),
            )
        )

    def why_not_export(self) -> str | None:
        """Evidence is of a case."""
        row = self.current
        if row is None or not row.receipt_no:
            return self.speech.say(N_("This event is of no case that was received."))
        return None

    async def export(self) -> None:
        """Ask once more: what is written leaves the counter."""
        row = self.current
        if row is None:
            return
        receipt_no = row.receipt_no
        say = self.speech.say

        async def answered(index: int) -> None:
            if index == 0:
                made = self.counter.desk.auditing.export_evidence(self._operator, receipt_no)
                words = N_("In the data folder: {file}. Note its head elsewhere: {seq} {hash}")
                self.ask()
                self.tell(say(words, file=made.file.name, seq=str(made.head_seq), hash=made.head_hash))

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Write the evidence of {receipt}?"), receipt=receipt_no),
                (say(N_("Write it")), say(N_("No"))),
                answered,
                about=say(N_("Personal data is masked. That it was written is an event of the case.")),
            )
        )

    def why_not_reveal(self) -> str | None:
        """Private parts are shown where one event is open."""
        return self.speech.say(N_("Open the event with Enter first."))


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("V-22", typed=text.strip()) from None
