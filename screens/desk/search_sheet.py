"""Finding the matter: every letter narrows the list; applications filed online stand first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from clerk.domain.catalogue import CaseType, Item, Limit, Variant
from clerk.ports import WaitingApplication
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import SEARCH
from screens.language import N_, Speech
from screens.lines import Ink, Line, Piece, cut_line, ends, fit, line_width
from screens.sheets.fields import UNVERIFIED
from screens.sheets.listing import ListSheet
from screens.widgets.entry import Entry
from screens.widgets.rows import Rows

if TYPE_CHECKING:
    from screens.desk.page import DeskPage


@dataclass(frozen=True, slots=True)
class Found:
    """An item and the part of its name that was found."""

    item: Item
    spans: tuple[tuple[int, int], ...] = ()


Choice = Found | WaitingApplication


def limit_words(limit: Limit, case_type: CaseType, speech: Speech) -> Line:
    """``即办``, ``5 days`` or ``not published``, with its mark when it is unverified."""
    if case_type is CaseType.ON_THE_SPOT or limit.promised == 0:
        words = speech.say(N_("on the spot"))
    elif limit.promised is None:
        words = speech.say(N_("not published"))
    else:
        words = speech.count("{number} day", "{number} days", limit.promised)
    mark: tuple[Piece, ...] = () if limit.verified else ((f" {speech.say(UNVERIFIED)}", Ink.QUIET),)
    return ((words, Ink.QUIET), *mark)


def marked(name: str, spans: tuple[tuple[int, int], ...]) -> Line:
    """``name`` with the letters that were found standing out."""
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        pieces += [(name[at:start], Ink.TEXT), (name[start:end], Ink.NOW)]
        at = end
    return (*pieces, (name[at:], Ink.TEXT))


class SearchSheet(ListSheet):
    """The search. It opens while the card is still being read, so that no letter waits for a device."""

    TITLE = N_("Which matter?")
    ABOUT = N_(
        "Type characters, pinyin, initials or a code: ydjyba finds 异地就医备案. "
        "F3 shows the three regions side by side. "
        "An application filed online is taken over with its form and files."
    )
    COMMANDS_HERE = (*SEARCH, *ALWAYS)
    DEFAULT_CSS = """
    SearchSheet Entry { width: 1fr; margin: 0 3; }
    SearchSheet Rows { margin: 1 0; }
    """

    def __init__(self, desk_page: DeskPage, *, looking_only: bool, letters: str = "") -> None:
        """``letters`` stand in the field already: they were typed before the search was interrupted."""
        super().__init__()
        self._letters = letters
        self._desk_page = desk_page
        self._looking_only = looking_only
        self._searched: str | None = None
        self._found: list[Choice] = []

    def body(self) -> ComposeResult:
        """The field above the list."""
        yield Entry(
            self._letters,
            id="search",
            hint=lambda: self.speech.say(N_("characters, pinyin, initials or code")),
        )
        yield Rows(self.row, empty=self.when_empty)

    def on_mount(self) -> None:
        """Take the keys."""
        self.rows.styles.height = max(self.app.size.height - 26, 9)
        entry = self.query_one(Entry)
        self.set_focus(entry)
        entry.cursor_position = len(entry.value)
        self.caught_up()

    def head(self) -> tuple[Line, ...]:
        """Title; without a card one can only look."""
        title: Line = ((f" {self.speech.say(self.TITLE)}", Ink.STRONG),)
        if self._looking_only:
            note = self.speech.say(N_("to look up only: no card has been read"))
            return ((*title, (f"   {note}", Ink.QUIET)),)
        return (title,)

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.query_one(Entry).value if self.is_ready else self._letters

    def on_input_changed(self, event: Entry.Changed) -> None:
        """Search at every letter."""
        event.stop()
        self.caught_up()

    def caught_up(self) -> None:
        """Show what is found for the text in the field."""
        text = self.query_one(Entry).value.strip()
        if text == self._searched:
            return
        self._searched = text
        found: list[Choice] = [] if text else list(self._desk_page.flow.waiting())
        found += self._hits(text) if text else []
        self._found = found
        self.rows.show(len(found))
        self.after_command()

    def _hits(self, text: str) -> list[Choice]:
        found: list[Choice] = []
        for hit in self.counter.desk.search(text):
            item = self.counter.desk.item(hit.key)
            found.append(Found(item, hit.spans if hit.text == item.name else ()))
        return found

    def store_moved(self) -> None:
        """Applications filed online may have been found: they never move the cursor of a search."""
        if self.is_ready and not self.query_one(Entry).value:
            self._searched = None
            self.caught_up()

    def row(self, index: int, width: int) -> Line:
        """One matter, or one application that waits."""
        choice = self._found[index]
        if isinstance(choice, WaitingApplication):
            return self._waiting_row(choice, width)
        item = choice.item
        variant = self._variant(item)
        where = self._home_name(item, variant)
        right: Line = (
            (fit(where, 18), Ink.TEXT if variant else Ink.QUIET),
            *(limit_words(variant.limit, variant.case_type, self.speech) if variant else ()),
        )
        if width < 64:
            return ends(marked(item.name, choice.spans), ((where, Ink.QUIET),), width)
        room = width - 54
        name = cut_line(marked(item.name, choice.spans), room)
        return (
            *name,
            (" " * (room - line_width(name)), Ink.TEXT),
            (fit(item.code, 10), Ink.QUIET),
            *right,
        )

    def _variant(self, item: Item) -> Variant | None:
        home = self._desk_page.flow.suggested_home(item)
        return item.variant(home) if home else None

    def _home_name(self, item: Item, variant: Variant | None) -> str:
        if variant is None:
            return self.speech.say(N_("not from here"))
        return f"{self.counter.region_name(variant.region)} {item.owner}"

    def _waiting_row(self, waiting: WaitingApplication, width: int) -> Line:
        item = self._desk_page.flow.waiting_item(waiting)
        name = item.name if item else waiting.variant_code
        filed = self.speech.say(N_("filed online {day}"), day=waiting.filed_at.strftime("%m-%d"))
        region = self.counter.region_name(waiting.region)
        return ends(((filed, Ink.NOW), (f"  {name}", Ink.TEXT)), ((f"{region} ", Ink.QUIET),), width)

    def when_empty(self) -> str:
        """Nothing typed, or nothing found."""
        if not self._searched:
            return ""
        return self.speech.say(N_("Nothing is found for “{text}”."), text=self._searched)

    def why_not_compare(self) -> str | None:
        """A matter must be under the cursor."""
        if self.rows.cursor is None or not isinstance(self._found[self.rows.cursor], Found):
            return self.speech.say(N_("Type letters until the matter stands in the list."))
        return None

    async def compare(self) -> None:
        """Three regions side by side."""
        choice = self._found[self.rows.cursor or 0]
        if isinstance(choice, Found):
            self.close()
            await self._desk_page.compare(choice.item)

    async def chosen(self, index: int) -> None:
        """Take it for this visit."""
        choice = self._found[index]
        if isinstance(choice, Found) and self._looking_only:
            await self.compare()
            return
        self.close()
        if isinstance(choice, Found):
            self._desk_page.take_item(choice.item)
        else:
            self._desk_page.take_over(choice)
