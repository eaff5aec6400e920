"""What start and lock have in common: the staff card, and its PIN when it wants one."""

from __future__ import annotations

from dataclasses import dataclass

from clerk.domain.faults import Fault
from screens.language import N_, Speech
from screens.lines import BLANK, Ink, Line
from screens.page import Page
from screens.reader_states import ReaderStates
from screens.widgets.entry import Entry
from screens.widgets.painted import Block

_WRONG_PIN = "S-52"
_PIN_WANTED = "S-51"
_NO_PIN_HELPS = "S-53"
_TYPE_ANEW = frozenset({"U-01", "U-02", "U-03", "U-11"})
"""After these the password is typed again. Everything else is the card's, and what was typed is kept."""


def pin_widgets() -> tuple[Block, Entry]:
    """Label and field of the PIN, out of sight until the card wants one.

    Both stand beside the password in the page itself: what lies deeper may not be there yet when the page is.
    """
    label, entry = Block(id="pin-label"), Entry(id="pin", secret=True)
    label.display = entry.display = False
    return label, entry


@dataclass(frozen=True, slots=True)
class Pin:
    """The PIN as a page asks for it."""

    label: Block
    entry: Entry

    @property
    def wanted(self) -> bool:
        """Whether the card wants one."""
        return self.entry.display

    @property
    def typed(self) -> str | None:
        """What its holder typed, None where no PIN is wanted or none was typed."""
        return (self.entry.value or None) if self.wanted else None

    def show_label(self, speech: Speech) -> None:
        """Say what the field is."""
        words = speech.say(N_("PIN of the staff card"))
        self.label.show(((f"   {words}", Ink.QUIET),))

    def ask(self) -> None:
        """Come into sight, empty."""
        self.entry.value = ""
        self.label.display = self.entry.display = True

    def forget(self) -> None:
        """Forget the PIN, and that one was wanted."""
        self.entry.value = ""
        self.label.display = self.entry.display = False


class TwoFactorPage(Page):
    """A page that takes a password and, from whom one is enrolled for, a staff card."""

    @property
    def pin(self) -> Pin:
        """The PIN and its field."""
        return Pin(self.query_one("#pin-label", Block), self.query_one("#pin", Entry))

    @property
    def password(self) -> Entry:
        """The password's field."""
        return self.query_one("#password", Entry)

    def why_not_sign_in(self) -> str | None:
        """Why one cannot sign in, None when one can."""
        raise NotImplementedError

    async def enter(self) -> None:
        """Enter in a field."""
        raise NotImplementedError

    async def ask_card(self) -> None:
        """Try with what was typed: the card may lie there now."""
        raise NotImplementedError

    def said_no(self, fault: Fault) -> None:
        """Show why not; what need not be typed again is kept."""
        field = self.password
        if fault.code in {_PIN_WANTED, _WRONG_PIN}:
            self.pin.ask()
            field = self.pin.entry
        elif fault.code == _NO_PIN_HELPS:
            self.pin.forget()
        elif fault.code in _TYPE_ANEW:
            self.pin.forget()
            self.password.value = ""
        elif self.pin.wanted:
            field = self.pin.entry
        self.set_focus(field)
        self.refuse(fault)

    def card_lines(self) -> tuple[Line, ...]:
        """Whether a staff card lies on the reader; nothing where the window has no reader for it."""
        if not self.counter.is_ready or self.counter.desk.staff_cards is None:
            return ()
        words = _card_in_words(self.counter.readers, self.speech)
        return (BLANK, ((f"   {words}", Ink.QUIET),)) if words else ()


def _card_in_words(readers: ReaderStates, speech: Speech) -> str:
    if not readers.told:
        return ""
    if readers.service_down:
        return speech.say(N_("Staff card: the card service does not run"))
    if not readers.staff_reader_there:
        return speech.say(N_("Staff card: the reader is not plugged in"))
    if readers.staff_card_lies:
        return speech.say(N_("Staff card: lies on the reader"))
    return speech.say(N_("Staff card: none on the reader"))
