"""F6 (联络): who is on duty for the matter in sight, with a number that one can read while dialling."""

from __future__ import annotations

from textual.app import ComposeResult

from clerk.desk.liaison.roster_fields import write_hours
from clerk.desk.liaison.views import DutyRow
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.liaison import DUTY
from screens.language import N_
from screens.liaison.large import large_number
from screens.liaison.lines import confirmed_piece, duty_piece, nobody_line, sample_mark
from screens.liaison.matter import Matter
from screens.liaison.moving import RowsPage
from screens.liaison.words import CONTACT_LEVELS
from screens.lines import BLANK, Ink, Line, Piece, ends, fit, rule
from screens.widgets.painted import Block
from screens.widgets.rows import Rows


class DutyPage(RowsPage):
    """Contacts of one region; the one under the cursor stands below, large."""

    TITLE = N_("Liaison")
    ABOUT = N_(
        "Who answers for this matter in the other region, those on duty first; the number stands large. "
        "From here one key asks a question, notes a call, or shows questions and roster."
    )
    COMMANDS_HERE = (*DUTY, *VERBS, *ALWAYS)
    DEFAULT_CSS = "DutyPage #detail { margin-bottom: 1; }"

    def __init__(self, matter: Matter) -> None:
        super().__init__()
        self.given = matter
        self.matter = matter
        self._rows: tuple[DutyRow, ...] = ()

    def body(self) -> ComposeResult:
        """Title, contacts, the one under the cursor."""
        yield Block(id="title")
        yield Rows(self._row, empty=lambda: nobody_line(self._rows, self.counter.now(), self.speech))
        yield Block(id="detail")

    def on_mount(self) -> None:
        """Look; without a matter at the first other region."""
        self.is_ready = True
        if self.matter.region not in self._regions:
            self.matter = Matter(self._regions[0]) if self._regions else self.matter
        self._look(0)

    @property
    def _regions(self) -> tuple[str, ...]:
        desk = self.counter.desk
        return tuple(region for region in desk.region_book if region != desk.site.region)

    def store_moved(self) -> None:
        """Look again; the cursor stays on its contact."""
        if self.is_ready:
            self._look(None)

    def on_screen_resume(self) -> None:
        """The roster may have changed."""
        self.store_moved()

    def _look(self, cursor: int | None) -> None:
        here, matter = self.current, self.matter
        self._rows = self.counter.desk.liaison.on_duty(matter.region, matter.department, matter.item)
        if cursor is None:
            ids = [row.contact.id for row in self._rows]
            cursor = ids.index(here.contact.id) if here is not None and here.contact.id in ids else 0
        self.query_one(Rows).show(len(self._rows), cursor)
        self.show_words()

    @property
    def current(self) -> DutyRow | None:
        """The contact under the cursor."""
        cursor = self.query_one(Rows).cursor
        return self._rows[cursor] if cursor is not None and cursor < len(self._rows) else None

    # ------------------------------------------------------------------------------------------ the words

    def show_words(self) -> None:
        """Region and matter above, the contact below."""
        width, matter, say = self.app.size.width, self.matter, self.speech.say
        region = self.counter.region_name(matter.region)
        about = " · ".join(part for part in (region, matter.department, matter.item_name) if part)
        nobody: Line = ()
        if not any(row.on_duty_now for row in self._rows):
            nobody = ((nobody_line(self._rows, self.counter.now(), self.speech), Ink.NEEDS), (" ", Ink.TEXT))
        title: Line = ((f" {say(self.TITLE)}", Ink.STRONG), (f"   {about}", Ink.TEXT))
        self.query_one("#title", Block).show(ends(title, nobody, width), BLANK)
        self.query_one("#detail", Block).show(*self._detail(width))
        self.after_command()

    def _row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        contact = row.contact
        mark: Piece = ("● ", Ink.NOW) if row.on_duty_now else ("○ ", Ink.QUIET)
        left: Line = (
            mark,
            (
                fit(contact.name + sample_mark(contact, self.speech), 20),
                Ink.STRONG if row.on_duty_now else Ink.TEXT,
            ),
            (fit(self.speech.say(CONTACT_LEVELS[contact.level]), 15), Ink.QUIET),
            (contact.department, Ink.QUIET),
        )
        return ends(left, (duty_piece(row, self.counter.now(), self.speech),), width)

    def _detail(self, width: int) -> tuple[Line, ...]:
        row = self.current
        if row is None:
            return ()
        contact, speech = row.contact, self.speech
        say = speech.say
        large = large_number(contact.phone, width - 4)
        name = contact.name + sample_mark(contact, speech)
        lines: list[Line] = [
            rule(width),
            ends(
                ((f"  {name}", Ink.STRONG), (f"   {contact.role}", Ink.TEXT)),
                (duty_piece(row, self.counter.now(), speech), (" ", Ink.TEXT)),
                width,
            ),
            BLANK,
            *((("  ", Ink.TEXT), *line) for line in large),
            ((f"  {fit(say(N_('phone')), 11)}", Ink.QUIET), (contact.phone or "—", Ink.STRONG)),
            ((f"  {fit(say(N_('hours')), 11)}", Ink.QUIET), (write_hours(contact.hours) or "—", Ink.TEXT)),
        ]
        if row.backup is not None:
            backup = f"{row.backup.name}{sample_mark(row.backup, speech)}   {row.backup.phone}"
            lines.append(((f"  {fit(say(N_('backup')), 11)}", Ink.QUIET), (backup, Ink.TEXT)))
        above = next(
            (
                r.contact
                for r in self._rows
                if r.contact.level > contact.level and r.contact.id != contact.backup
            ),
            None,
        )
        if above is not None:
            level = say(CONTACT_LEVELS[above.level])
            words = f"{level}   {above.name}{sample_mark(above, speech)}   {above.phone}"
            lines.append(((f"  {fit(say(N_('above')), 11)}", Ink.QUIET), (words, Ink.TEXT)))
        told, ink = confirmed_piece(contact, speech, stale=row.stale)
        lines.append(((" " * 13 + told, ink),))
        return tuple(lines)

    # ---------------------------------------------------------------------------------------- what one does

    def turn(self, step: int) -> None:
        """To another region; the matter's own one keeps its department and item."""
        regions = self._regions
        if not regions:
            return
        here = regions.index(self.matter.region) if self.matter.region in regions else 0
        region = regions[(here + step) % len(regions)]
        self.matter = self.given if region == self.given.region else Matter(region)
        self._look(0)

    def why_not_ask(self) -> str | None:
        """There is no other region."""
        return None if self._regions else self.speech.say(N_("This counter is linked to no other region."))

    async def ask(self) -> None:
        """What was answered before, then the fields."""
        from screens.liaison.acts import ask

        matter, row = self.matter, self.current
        if not matter.department and row is not None:
            matter = Matter(matter.region, row.contact.department)
        await ask(self.counter, matter)

    async def call(self) -> None:
        """Note a call to the contact under the cursor."""
        from screens.liaison.call_sheet import CallSheet

        row = self.current
        await self.counter.push_screen(CallSheet(self.matter, row.contact if row is not None else None))

    async def threads(self) -> None:
        """Questions."""
        from screens.liaison.threads_page import ThreadsPage

        await self.counter.push_screen(ThreadsPage())

    async def roster(self) -> None:
        """Everybody."""
        from screens.liaison.roster_page import RosterPage

        await self.counter.push_screen(RosterPage(self.matter.region))
