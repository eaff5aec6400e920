"""Over the shoulder: a supervisor proves who they are at the clerk's console, sees what is signed, decides.

The clerk's session goes on under it. A staff card may be exchanged while the sheet is open; it locks the
console only once the sheet is closed and no card lies there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from clerk.desk.sign_offs.views import EscalationView, Verdict
from clerk.desk.views import Credentials
from clerk.domain.faults import Fault, Refused
from screens.background import result_of
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.signing import SHOULDER
from screens.language import N_
from screens.lines import Ink, Line
from screens.page import Sheet
from screens.sign_offs.lines import labelled, shown_lines, sign_off_head
from screens.widgets.entry import Entry
from screens.widgets.painted import Block, Painted

if TYPE_CHECKING:
    from clerk.ports import CardEvent

FIELDS = (
    ("number", N_("Staff number")),
    ("password", N_("Password")),
    ("pin", N_("PIN of the staff card")),
    ("code", N_("One-time password (6 digits)")),
    ("reason", N_("Reason")),
)
_SECRET = frozenset({"password", "pin", "code"})
_WHEN_WANTED = frozenset({"pin", "code"})
_CURED_AT = {
    "Q-02": "number",
    "Q-03": "number",
    "U-01": "password",
    "U-05": "reason",
    "U-11": "password",
    "U-17": "code",
    "U-18": "code",
    "U-19": "code",
    "S-51": "pin",
    "S-52": "pin",
}
"""Code of a refusal → the field that cures it."""
_NO_PIN_HELPS = "S-53"
VERDICTS = (Verdict.APPROVE, Verdict.REFUSE)


class _Shown(Painted):
    """What is signed, as many lines as there is room for; PgUp and PgDn show the rest."""

    DEFAULT_CSS = "_Shown { height: 1fr; padding: 0 1; }"

    def __init__(self, view: EscalationView) -> None:
        super().__init__(id="shown")
        self.view = view
        self._first = 0

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """Reason, question, lines."""
        escalation = self.view.row.escalation
        lines = (
            *labelled(self.speech.say(N_("reason")), escalation.reason, width, ink=Ink.STRONG),
            *labelled(self.speech.say(N_("asked back")), escalation.question, width, ink=Ink.NEEDS),
            *shown_lines(self.view.shown, self.view.now, self.speech, width),
        )
        self._first = max(0, min(self._first, len(lines) - height))
        return lines[self._first : self._first + height]

    def turn(self, direction: int) -> None:
        """Another page of them."""
        self._first = max(0, self._first + direction * max(self.size.height - 1, 1))
        self.repaint()


class ShoulderSheet(Sheet):
    """``decided`` gets the sentence about what was decided, after the sheet has closed."""

    TITLE = N_("Sign-off at this counter")
    ABOUT = N_(
        "A supervisor types number, password and second factor here, reads what is signed, and decides. "
        "The clerk stays signed in, and the work stays exactly where it was."
    )
    COMMANDS_HERE = (*SHOULDER, *ALWAYS)
    HEIGHT = "100%"
    takes_scans = False
    DEFAULT_CSS = """
    ShoulderSheet Horizontal { height: auto; }
    ShoulderSheet Horizontal Entry { width: 1fr; }
    ShoulderSheet Horizontal Block { width: 26; }
    ShoulderSheet #shown { margin-bottom: 1; }
    """

    def __init__(self, view: EscalationView, decided: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()
        self._view = view
        self._decided = decided
        self._done = ""

    def head(self) -> tuple[Line, ...]:
        """What it is about."""
        title: Line = ((f" {self.speech.say(self.TITLE)}", Ink.STRONG),)
        width = self.app.size.width - 1
        return (title, *sign_off_head(self._view.row, self.speech, self.counter.now(), width))

    def body(self) -> ComposeResult:
        """What is signed, and the fields."""
        yield _Shown(self._view)
        for name, _ in FIELDS:
            with Horizontal(id=f"line-{name}"):
                yield Block(id=f"label-{name}")
                yield Entry(id=name, secret=name in _SECRET)

    def on_mount(self) -> None:
        """Take the keys."""
        for name in _WHEN_WANTED:
            self.query_one(f"#line-{name}").display = False
        self._show_labels()
        self._go_to("number")

    def repaint_all(self) -> None:
        """Labels too."""
        super().repaint_all()
        self._show_labels()

    def _show_labels(self) -> None:
        here = self.focused.id if self.focused is not None else ""
        for name, words in FIELDS:
            mark = (" ▸ " if name == here else "   ", Ink.NOW)
            ink = Ink.TEXT if name == here else Ink.QUIET
            self.query_one(f"#label-{name}", Block).show((mark, (self.speech.say(words), ink)))

    # ----------------------------------------------------------------------------------------- the fields

    def _entry(self, name: str) -> Entry:
        return self.query_one(f"#{name}", Entry)

    def _names(self) -> list[str]:
        return [name for name, _ in FIELDS if self.query_one(f"#line-{name}").display]

    def _go_to(self, name: str) -> None:
        self.set_focus(self._entry(name))
        self._show_labels()

    async def move_field(self, step: int) -> None:
        """To another field."""
        names = self._names()
        here = self.focused.id if self.focused is not None and self.focused.id in names else names[0]
        self._go_to(names[(names.index(str(here)) + step) % len(names)])

    async def commit_and_go_on(self) -> None:
        """To the next empty field; after the last one, which decision."""
        if self._done:
            await self._finish()
            return
        empty = [name for name in self._names() if not self._entry(name).value.strip()]
        if empty:
            self._go_to(empty[0])
            return
        await self._ask_verdict()

    def move_page(self, direction: int) -> None:
        """Through what is signed."""
        self.query_one(_Shown).turn(direction)

    # --------------------------------------------------------------------------------------- the decision

    async def _ask_verdict(self) -> None:
        from screens.sheets.question import QuestionSheet

        say = self.speech.say

        async def answered(index: int) -> None:
            await self._decide(VERDICTS[index])

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Decide as {number}:"), number=self._entry("number").value.strip()),
                (say(N_("Approve what is shown")), say(N_("Refuse it"))),
                answered,
            )
        )

    async def _decide(self, verdict: Verdict) -> None:
        operator = self.counter.operator
        if operator is None:
            return
        escalation = self._view.row.escalation
        credentials = Credentials(
            self._entry("number").value.strip(),
            self._entry("password").value,
            self._entry("pin").value or None,
            self._entry("code").value.strip() or None,
        )
        reason = self._entry("reason").value
        self.tell(self.speech.say(N_("Checking…")))
        try:
            await result_of(
                lambda: self.counter.desk.sign_offs.decide_here(
                    operator, credentials, escalation.id, verdict, reason, escalation.digest
                ),
                name="decide-here",
            )
        except Refused as refused:
            self._said_no(refused.fault)
            return
        self._forget()
        words = N_("Approved by {who}.") if verdict is Verdict.APPROVE else N_("Refused by {who}.")
        self._done = self.speech.say(words, who=credentials.number)
        if operator.by_card:
            back = self.speech.say(N_("Put your own staff card back, then press Enter."))
            self.tell(f"{self._done} {back}")
        else:
            await self._finish()

    def _forget(self) -> None:
        for name in _SECRET:
            self._entry(name).value = ""

    async def _finish(self) -> None:
        self.close()
        await self._decided(self._done)

    def close(self) -> None:
        """Close; from now on a staff card that is gone locks again."""
        self._forget()
        super().close()
        self.counter.expect_card()

    def _said_no(self, fault: Fault) -> None:
        """Show why not, at the field that cures it. Reason and number are kept."""
        name = _CURED_AT.get(fault.code, "reason" if fault.code.startswith("Q-") else "number")
        if fault.code == _NO_PIN_HELPS:
            self.query_one("#line-pin").display = False
            name = "number"
        elif name == "password":
            self._forget()
        elif name in _WHEN_WANTED:
            self.query_one(f"#line-{name}").display = True
            self._entry(name).value = ""
        self._go_to(name)
        self.refuse(fault)

    async def card_happened(self, event: CardEvent) -> None:
        """The card is asked when it is decided, not when it comes."""
