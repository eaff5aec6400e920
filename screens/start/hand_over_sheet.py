"""Change of operator: the next person signs in over the desk, and goes on with what is open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from clerk.desk.views import Credentials
from clerk.domain.faults import Fault, Refused
from screens.background import result_of
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import ONE_PERSON
from screens.language import N_
from screens.lines import Ink, Line, wrap
from screens.page import Sheet
from screens.start.second_factor import CODE_WANTED, PIN_WANTED, TYPE_ANEW
from screens.widgets.entry import Entry
from screens.widgets.painted import Block

if TYPE_CHECKING:
    from clerk.desk.views import Operator
    from clerk.ports import CardEvent

_FIELDS = (
    ("number", N_("Staff number")),
    ("password", N_("Password")),
    ("pin", N_("PIN of the staff card")),
    ("code", N_("One-time password (6 digits)")),
)
_WHEN_WANTED = ("pin", "code")
_SECRET = ("password", "pin", "code")


class HandOverSheet(Sheet):
    """``changed`` gets who goes on, and by which visit, after the sheet has closed."""

    TITLE = N_("Change of operator")
    ABOUT = N_(
        "The next person signs in here with their own number and factors. The visit in sight stays; both "
        "numbers are kept."
    )
    COMMANDS_HERE = (*ONE_PERSON, *ALWAYS)
    takes_scans = False
    DEFAULT_CSS = """
    HandOverSheet Horizontal { height: 1; }
    HandOverSheet Horizontal Entry { width: 28; }
    HandOverSheet Horizontal Block { width: 32; }
    HandOverSheet #line-code { margin-bottom: 0; }
    """

    def __init__(
        self,
        operator: Operator,
        change: Callable[[Credentials], Operator],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._operator = operator
        self._change = change
        self._changed = changed

    def head(self) -> tuple[Line, ...]:
        """Who hands over, and what is asked of whom."""
        member = self._operator.member
        about = wrap(self.speech.say(self.ABOUT), self.app.size.width - 4)
        return (
            (
                (f" {self.speech.say(self.TITLE)}", Ink.STRONG),
                (f"   {member.number} {member.name} →", Ink.TEXT),
            ),
            *(((f" {part}", Ink.QUIET),) for part in about),
        )

    def body(self) -> ComposeResult:
        """The fields."""
        for name, _ in _FIELDS:
            with Horizontal(id=f"line-{name}"):
                yield Block(id=f"label-{name}")
                yield Entry(id=name, secret=name in _SECRET)

    def on_mount(self) -> None:
        """Take the keys."""
        for name in _WHEN_WANTED:
            self.query_one(f"#line-{name}").display = False
        self._go_to("number")

    def repaint_all(self) -> None:
        """Labels too."""
        super().repaint_all()
        self._show_labels()

    def _show_labels(self) -> None:
        here = self.focused.id if self.focused is not None else ""
        for name, words in _FIELDS:
            mark = (" ▸ " if name == here else "   ", Ink.NOW)
            ink = Ink.TEXT if name == here else Ink.QUIET
            self.query_one(f"#label-{name}", Block).show((mark, (self.speech.say(words), ink)))

    def _entry(self, name: str) -> Entry:
        return self.query_one(f"#{name}", Entry)

    def _names(self) -> list[str]:
        return [name for name, _ in _FIELDS if self.query_one(f"#line-{name}").display]

    def _go_to(self, name: str) -> None:
        self.set_focus(self._entry(name))
        self._show_labels()

    async def move_field(self, step: int) -> None:
        """To another field."""
        names = self._names()
        here = self.focused.id if self.focused is not None and self.focused.id in names else names[0]
        self._go_to(names[(names.index(str(here)) + step) % len(names)])

    async def commit_and_go_on(self) -> None:
        """To the next empty field; after the last one, change."""
        empty = [name for name in self._names() if not self._entry(name).value.strip()]
        if empty:
            self._go_to(empty[0])
        else:
            await self.finish()

    async def finish(self) -> None:
        """Change, as far as they prove who they are."""
        given = Credentials(
            self._entry("number").value.strip(),
            self._entry("password").value,
            self._entry("pin").value or None,
            self._entry("code").value or None,
        )
        self.tell(self.speech.say(N_("Checking…")))
        try:
            operator = await result_of(lambda: self._change(given), name="change-operator")
        except Refused as refused:
            self._said_no(refused.fault)
            return
        self.counter.operator = operator
        self.close()
        await self._changed()

    def close(self) -> None:
        """Close; from now on a staff card that is gone locks again."""
        for name in _SECRET:
            self._entry(name).value = ""
        super().close()
        self.counter.expect_card()

    def _said_no(self, fault: Fault) -> None:
        """Show why not, at the field that cures it; the number is kept."""
        name = "number"
        if fault.code in PIN_WANTED | CODE_WANTED:
            name = "pin" if fault.code in PIN_WANTED else "code"
            self.query_one(f"#line-{name}").display = True
            self._entry(name).value = ""
        elif fault.code in TYPE_ANEW:
            name = "password"
            for secret in _SECRET:
                self._entry(secret).value = ""
            for wanted in _WHEN_WANTED:
                self.query_one(f"#line-{wanted}").display = False
        self._go_to(name)
        self.refuse(fault)

    async def card_happened(self, event: CardEvent) -> None:
        """The card is asked when the change is made, not when it comes."""
