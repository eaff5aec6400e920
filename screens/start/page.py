"""Start gate and sign-in: the fields come as soon as the store is open, the checks go on below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Fault, Refused
from screens.background import result_of
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import START
from screens.language import N_
from screens.lines import BLANK, Ink, Line
from screens.messages import CheckReported
from screens.start.gate_lines import gate_lines
from screens.start.second_factor import Asked, TwoFactorPage, asked_widgets
from screens.widgets.entry import Entry
from screens.widgets.painted import Block, Painted

if TYPE_CHECKING:
    from clerk.desk.views import Operator
    from clerk.ports import CardEvent

_CHOOSE_ANOTHER = frozenset({"U-06", "U-20", "U-22"})
"""A new password is wanted, or the one typed will not do."""


class Gate(Painted):
    """The checks."""

    DEFAULT_CSS = "Gate { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="gate")
        first = (CheckName.STORE, CheckName.WORKER, CheckName.READER, CheckName.PRINTER, CheckName.DISK)
        self._checks = {(name, ""): Check(name, "", CheckState.PENDING) for name in first}

    def add(self, check: Check) -> None:
        """Show a check; it takes the place of the same check before."""
        self._checks.pop((check.name, ""), None)
        self._checks[check.name, check.subject] = check
        self.repaint()

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """Heading and checks."""
        heading: Line = ((f"   {self.speech.say(N_('Start gate'))}", Ink.STRONG),)
        lines = gate_lines(self._checks.values(), self.speech, width, self.counter.name_in_words)
        return (BLANK, heading, BLANK, *lines)


class StartPage(TwoFactorPage):
    """The first page, and the one that a sign-out comes back to."""

    TITLE = N_("Start")
    ABOUT = N_(
        "The counter looks at everything it needs. You can sign in as soon as the store is open; "
        "what does not work yet is shown with its cure."
    )
    COMMANDS_HERE = (*START, *ALWAYS)
    takes_scans = False
    DEFAULT_CSS = """
    StartPage #sign-in { height: auto; margin: 1 0 0 0; }
    StartPage #sign-in Entry { width: 28; margin-left: 3; }
    StartPage #sign-in Block { margin-left: 0; }
    """

    def body(self) -> ComposeResult:
        """The gate; the sign-in comes later."""
        yield Gate()

    def on_check_reported(self, message: CheckReported) -> None:
        """Show what the gate found."""
        self.query_one(Gate).add(message.check)

    async def on_counter_ready(self) -> None:
        """Show the sign-in."""
        if self.query("#sign-in"):
            return
        fields = Vertical(
            Block(id="number-label"),
            Entry(id="number"),
            Block(id="password-label"),
            Entry(id="password", secret=True),
            *asked_widgets("pin", "code", "new", "again"),
            Block(id="card"),
            Block(id="note"),
            id="sign-in",
        )
        await self.mount(fields, before="#gate")
        self.show_labels()
        self.set_focus(self.query_one("#number", Entry))
        self.after_command()

    def store_moved(self) -> None:
        """The store is open, or somebody signed out."""
        self.call_later(self._to_sign_in)

    async def _to_sign_in(self) -> None:
        await self.on_counter_ready()
        self.query_one(Gate).repaint()  # from now on regions have a name in either language

    def show_labels(self) -> None:
        """Say what the fields are."""
        say = self.speech.say
        self.query_one("#number-label", Block).show(
            ((f"   {say(N_('Sign in'))}", Ink.STRONG),),
            BLANK,
            ((f"   {say(N_('Staff number'))}", Ink.QUIET),),
        )
        self.query_one("#password-label", Block).show(((f"   {say(N_('Password'))}", Ink.QUIET),))
        for asked in self._all_asked:
            asked.show_label(self.speech)
        self._show_card()
        note = self.speech.either(*self.counter.boot.sign_in_note)
        if note:
            self.query_one("#note", Block).show(BLANK, ((f"   {note}", Ink.QUIET),))

    def repaint_all(self) -> None:
        """Labels too."""
        super().repaint_all()
        if self.query("#sign-in"):
            self.show_labels()

    def why_not_sign_in(self) -> str | None:
        """The store must be open first."""
        if not self.counter.is_ready:
            return self.speech.say(N_("The store is not open yet. Look at the first line of the start gate."))
        return None

    def on_input_changed(self, event: Input.Changed) -> None:
        """PIN, code and new password are of whoever's number it was."""
        if event.input.id == "number":
            self._forget_asked()

    def other_field(self) -> None:
        """Go from number to password, on to what else is wanted, and back."""
        entries = [entry for entry in self.query(Entry) if entry.display]
        at = entries.index(self.focused) if isinstance(self.focused, Entry) else -1
        self.set_focus(entries[(at + 1) % len(entries)])

    async def enter(self) -> None:
        """Enter in the number goes to the password; in the password it signs in."""
        if self.focused is self.query_one("#number") and not self.password.value:
            self.set_focus(self.password)
            return
        await self._sign_in()

    async def ask_card(self) -> None:
        """Try again with what was typed."""
        if self.query_one("#number", Entry).value.strip() and self.password.value:
            await self._sign_in()
        else:
            self.tell(self.speech.say(N_("Type your staff number and your password first.")))

    async def _sign_in(self) -> None:
        number, password = self.query_one("#number", Entry).value.strip(), self.password.value
        pin, code, new = self.pin.typed, self.code.typed, self._new.typed
        if new != self._again.typed:
            self._again.entry.value = ""
            self.set_focus(self._again.entry)
            self.tell(self.speech.say(N_("The new password was typed differently the second time.")))
            return
        self.tell(self.speech.say(N_("Checking…")))
        try:
            operator = await result_of(
                lambda: self.counter.desk.sign_in(number, password, pin, code, new), name="sign-in"
            )
        except Refused as refused:
            self.said_no(refused.fault)
            return
        self.hush()
        await self._open_desk(operator)

    async def _open_desk(self, operator: Operator) -> None:
        number = self.query_one("#number", Entry)
        number.value = self.password.value = ""
        self._forget_asked()
        self.set_focus(number)
        await self.counter.signed_in(operator)

    async def card_happened(self, event: CardEvent) -> None:
        """Say whether a staff card lies there now."""
        if self.query("#card"):  # the group is there a moment before what is in it
            self._show_card()

    def _show_card(self) -> None:
        self.query_one("#card", Block).show(*self.card_lines())

    @property
    def _new(self) -> Asked:
        return self.asked("new", N_("New password"))

    @property
    def _again(self) -> Asked:
        return self.asked("again", N_("New password once more"))

    @property
    def _all_asked(self) -> tuple[Asked, ...]:
        return self.pin, self.code, self._new, self._again

    def _forget_asked(self) -> None:
        for asked in self._all_asked:
            asked.forget()

    def said_no(self, fault: Fault) -> None:
        """Show why not; a password that is to be used once is followed by the one to choose."""
        super().said_no(fault)
        if fault.code in _CHOOSE_ANOTHER:
            for asked in (self._new, self._again):
                asked.ask()
            self.set_focus(self._new.entry)
        elif not self.password.value:  # it is typed anew, and may be another's
            for asked in (self._new, self._again):
                asked.forget()

    def recheck(self) -> None:
        """Look at everything again."""
        self.counter.boot.recheck()
        self.tell(self.speech.say(N_("Looking at everything again.")))
