"""通讯录: the whole roster by region and department, and who keeps it right."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.desk.liaison.roster_fields import write_hours
from clerk.domain.liaison import Contact
from clerk.domain.staff import Level, Right
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.liaison import ROSTER
from screens.language import N_
from screens.liaison.contact_sheet import ContactSheet
from screens.liaison.lines import confirmed_piece, sample_mark
from screens.liaison.moving import RowsPage
from screens.liaison.words import CONTACT_LEVELS
from screens.lines import Ink, Line, ends, fit, rule
from screens.widgets.painted import Block
from screens.widgets.rows import Rows


class RosterPage(RowsPage):
    """Who may not keep it reads it."""

    TITLE = N_("Liaison roster")
    ABOUT = N_(
        "Everybody of the liaison group by region and department. Supervisors keep it. "
        "A row that nobody confirmed for long says so."
    )
    COMMANDS_HERE = (*ROSTER, *VERBS, *ALWAYS)
    DEFAULT_CSS = "RosterPage #detail { margin-bottom: 1; }"

    def __init__(self, region: str = "") -> None:
        super().__init__()
        self._region = region
        self._contacts: tuple[Contact, ...] = ()
        self._stale: frozenset[str] = frozenset()

    def body(self) -> ComposeResult:
        """Title, rows, the one under the cursor."""
        yield Block(id="title")
        yield Rows(self._row, empty=lambda: self.speech.say(N_("The roster is empty.")))
        yield Block(id="detail")

    def on_mount(self) -> None:
        """Look, at the region one came from."""
        self.is_ready = True
        self._look()
        first = next((n for n, c in enumerate(self._contacts) if c.region == self._region), 0)
        self.query_one(Rows).move_to(first)
        self.show_words()

    def store_moved(self) -> None:
        """Look again; the cursor stays on its contact."""
        if self.is_ready:
            self._look()

    def on_screen_resume(self) -> None:
        """One may have been changed."""
        self.store_moved()

    def _look(self) -> None:
        rows, here = self.query_one(Rows), self.current
        liaison = self.counter.desk.liaison
        regions = list(self.counter.desk.region_book)
        found = liaison.roster()
        self._contacts = tuple(
            sorted(found, key=lambda c: (regions.index(c.region), c.department, c.level, c.id))
        )
        on_duty = (row for region in {c.region for c in found} for row in liaison.on_duty(region))
        self._stale = frozenset(row.contact.id for row in on_duty if row.stale)
        ids = [contact.id for contact in self._contacts]
        cursor = ids.index(here.id) if here is not None and here.id in ids else rows.cursor or 0
        rows.show(len(ids), cursor)
        self.show_words()

    @property
    def current(self) -> Contact | None:
        """The contact under the cursor."""
        cursor = self.query_one(Rows).cursor
        return self._contacts[cursor] if cursor is not None and cursor < len(self._contacts) else None

    # ------------------------------------------------------------------------------------------- the words

    def show_words(self) -> None:
        """How many, and the one under the cursor."""
        say, width = self.speech.say, self.app.size.width
        title: Line = ((f" {say(self.TITLE)}", Ink.STRONG), (f"   {len(self._contacts)}", Ink.QUIET))
        why = self._why_not_keeper()
        self.query_one("#title", Block).show(ends(title, ((f"{why} ", Ink.QUIET),) if why else (), width), ())
        self.query_one("#detail", Block).show(*self._detail(width))
        self.after_command()

    def _row(self, index: int, width: int) -> Line:
        contact = self._contacts[index]
        before = self._contacts[index - 1] if index else None
        new_region = before is None or before.region != contact.region
        new_department = new_region or (before is not None and before.department != contact.department)
        region = self.counter.region_name(contact.region)
        wide = max(width - 65, 12)
        left: Line = (
            (fit(region if new_region else "", 9), Ink.STRONG),
            (fit(contact.department if new_department else "", wide), Ink.TEXT),
            (" ", Ink.TEXT),
            (fit(contact.name + sample_mark(contact, self.speech), 16), Ink.TEXT),
            (fit(self.speech.say(CONTACT_LEVELS[contact.level]), 14), Ink.QUIET),
        )
        told = confirmed_piece(contact, self.speech, stale=contact.id in self._stale)
        return ends(left, (told,), width)

    def _detail(self, width: int) -> tuple[Line, ...]:
        contact = self.current
        if contact is None:
            return ()
        say = self.speech.say
        names = {c.id: c.name for c in self._contacts}
        facts = (
            (N_("department"), contact.department),
            (N_("role"), contact.role),
            (N_("phone"), contact.phone),
            (N_("hours"), write_hours(contact.hours)),
            (N_("backup"), names.get(contact.backup, "")),
        )
        return (
            rule(width),
            *(
                ((f"   {fit(say(k), 12)}", Ink.QUIET), (fit(v or "—", width - 16), Ink.TEXT))
                for k, v in facts
            ),
        )

    # ------------------------------------------------------------------------------------------- keeping it

    def _why_not_keeper(self) -> str | None:
        operator = self.counter.operator
        if operator is None or not operator.may(Right.KEEP_ROSTER):
            return self.speech.say(N_("Only a supervisor keeps the roster."))
        return None

    def why_not_keep(self, command: str) -> str | None:
        """Not one's right, or no row."""
        why = self._why_not_keeper()
        if why is None and command != "contact_new" and self.current is None:
            return self.speech.say(N_("The roster is empty."))
        return why

    async def edit(self, *, new: bool) -> None:
        """The fields of a contact; a new one begins in the region and department of the row."""
        here = self.current
        if new or here is None:
            region = here.region if here is not None else self._region
            department = here.department if here is not None else ""
            here = Contact("", region, department, frozenset(), Level.SITE, (), "", "", "")
        await self.counter.push_screen(
            ContactSheet(here, self._contacts, self.counter.desk.region_book, self._saved)
        )

    async def _saved(self) -> None:
        self.store_moved()
        self.tell(self.speech.say(N_("Kept, and confirmed with today's date.")))

    def confirm_row(self) -> None:
        """Made sure of today."""
        operator, here = self.counter.operator, self.current
        if operator is not None and here is not None:
            self.counter.desk.liaison.confirm_contact(operator, here.id)
            self.store_moved()

    async def remove_row(self) -> None:
        """Ask once."""
        from screens.sheets.question import QuestionSheet

        operator, here = self.counter.operator, self.current
        if operator is None or here is None:
            return
        say = self.speech.say

        async def answered(index: int) -> None:
            if index == 0:
                self.counter.desk.liaison.remove_contact(operator, here.id)
                self.store_moved()

        question = say(N_("Take {name} off the roster?"), name=here.name)
        await self.counter.push_screen(
            QuestionSheet(question, (say(N_("Remove")), say(N_("Keep"))), answered)
        )
