"""What start and lock have in common: the staff card with its PIN, and the authenticator's code."""

from __future__ import annotations

from dataclasses import dataclass

from clerk.domain.faults import Fault
from screens.language import N_, Speech
from screens.lines import BLANK, Ink, Line
from screens.page import Page
from screens.reader_states import ReaderStates
from screens.widgets.entry import Entry
from screens.widgets.painted import Block

PIN_WANTED = frozenset({"S-51", "S-52"})
"""The card wants a PIN, or got a wrong one."""
_NO_PIN_HELPS = "S-53"
CODE_WANTED = frozenset({"U-17", "U-18", "U-19"})
"""The authenticator's code is wanted, wrong, or was used."""
TYPE_ANEW = frozenset({"U-01", "U-02", "U-03", "U-11", "U-16", "U-21"})
"""After these the password is typed again. All else is the second factor's, and what was typed is kept."""


def asked_widgets(*names: str) -> tuple[Block | Entry, ...]:
    """Label and field of each of ``names``, out of sight until it is wanted.

    They stand beside the password in the page itself: what lies deeper may not be there yet when the page is.
    """
    widgets: list[Block | Entry] = []
    for name in names:
        label, entry = Block(id=f"{name}-label"), Entry(id=name, secret=True)
        label.display = entry.display = False
        widgets += (label, entry)
    return tuple(widgets)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a page shows only once it is wanted."""

    label: Block
    entry: Entry
    words: str

    @property
    def wanted(self) -> bool:
        """Whether it is wanted."""
        return bool(self.entry.display)

    @property
    def typed(self) -> str | None:
        """What was typed, None where nothing is wanted or nothing was typed."""
        return (self.entry.value or None) if self.wanted else None

    def show_label(self, speech: Speech) -> None:
        """Say what the field is."""
        self.label.show(((f"   {speech.say(self.words)}", Ink.QUIET),))

    def ask(self) -> None:
        """Come into sight, empty."""
        self.entry.value = ""
        self.label.display = self.entry.display = True

    def forget(self) -> None:
        """Forget what was typed, and that it was wanted."""
        self.entry.value = ""
        self.label.display = self.entry.display = False


class TwoFactorPage(Page):
    """A page that takes a password and, where one is enrolled, a staff card or an authenticator's code."""

    def asked(self, name: str, words: str) -> Asked:
        """A field that is shown only once it is wanted."""
        return Asked(self.query_one(f"#{name}-label", Block), self.query_one(f"#{name}", Entry), words)

    @property
    def pin(self) -> Asked:
        """The staff card's PIN."""
        return self.asked("pin", N_("PIN of the staff card"))

    @property
    def code(self) -> Asked:
        """The authenticator's code."""
        return self.asked("code", N_("One-time password (6 digits)"))

    def forget_factors(self) -> None:
        """Forget PIN and code, and that they were wanted."""
        self.pin.forget()
        self.code.forget()

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
        if fault.code in PIN_WANTED:
            self.pin.ask()
            field = self.pin.entry
        elif fault.code in CODE_WANTED:
            self.code.ask()
            field = self.code.entry
        elif fault.code == _NO_PIN_HELPS:
            self.pin.forget()
        elif fault.code in TYPE_ANEW:
            self.forget_factors()
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
