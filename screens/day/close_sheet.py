"""A supervisor closes the day at the clerk's console: number, password and second factor, then Enter.

The clerk's session goes on under it. A staff card may be exchanged while the sheet is open; it locks the
console only once the sheet is closed and no card lies there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from clerk.desk.day_end.views import DayView
from clerk.desk.views import Credentials
from clerk.domain.faults import Fault, Refused
from screens.command_sets.day import DAY_CLOSE
from screens.command_sets.everywhere import ALWAYS
from screens.language import N_
from screens.lines import Ink, Line
from screens.page import Sheet
from screens.widgets.entry import Entry
from screens.widgets.painted import Block

if TYPE_CHECKING:
    from clerk.ports import CardEvent

FIELDS = (
    ("number", N_("Staff number")),
    ("password", N_("Password")),
    ("pin", N_("PIN of the staff card")),
    ("code", N_("Code of the authenticator")),
)
_SECRET = frozenset({"password", "pin", "code"})
_CURED_AT = {
    "S-51": "pin",
    "S-52": "pin",
    "S-54": "pin",
    "U-01": "password",
    "U-17": "code",
    "U-18": "code",
    "U-19": "code",
}


class DayCloseSheet(Sheet):
    """``sign`` closes the day with what was typed; what it refuses is shown, and the sheet stays."""

    TITLE = N_("Closing the day at this counter")
    ABOUT = N_(
        "A supervisor types number, password and second factor and signs exactly what is shown. "
        "The clerk stays signed in."
    )
    COMMANDS_HERE = (*DAY_CLOSE, *ALWAYS)
    takes_scans = False
    DEFAULT_CSS = """
    DayCloseSheet Horizontal { height: auto; }
    DayCloseSheet Horizontal Entry { width: 1fr; }
    DayCloseSheet Horizontal Block { width: 30; }
    DayCloseSheet #line-code { margin-bottom: 1; }
    """

    def __init__(self, view: DayView, sign: Callable[[Credentials], Awaitable[None]]) -> None:
        super().__init__()
        self._view = view
        self._sign = sign

    def head(self) -> tuple[Line, ...]:
        """Which day, and what is signed."""
        count = self._view.count
        words = self.speech.say(
            N_("{day}: {number} differences, SM3 {digest}…"),
            day=count.day.isoformat(),
            number=len(count.differences),
            digest=self._view.digest[:16],
        )
        return (((f" {self.speech.say(self.TITLE)}", Ink.STRONG),), ((f" {words}", Ink.QUIET),))

    def body(self) -> ComposeResult:
        """The fields."""
        for name, _ in FIELDS:
            with Horizontal(id=f"line-{name}"):
                yield Block(id=f"label-{name}")
                yield Entry(id=name, secret=name in _SECRET)

    def on_mount(self) -> None:
        """Take the keys."""
        for name in ("pin", "code"):
            self.query_one(f"#line-{name}").display = False
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
        """To the next empty field; after the last one, sign."""
        empty = [name for name in self._names() if not self._entry(name).value.strip()]
        if empty:
            self._go_to(empty[0])
            return
        credentials = Credentials(
            self._entry("number").value.strip(),
            self._entry("password").value,
            self._entry("pin").value or None,
            self._entry("code").value.strip() or None,
        )
        self.tell(self.speech.say(N_("Checking…")))
        try:
            await self._sign(credentials)
        except Refused as refused:
            self._said_no(refused.fault)
            return
        self.close()

    def _said_no(self, fault: Fault) -> None:
        """Show why not, at the field that cures it; the number is kept."""
        name = _CURED_AT.get(fault.code, "number")
        if name == "password":
            self._forget()
        elif name in {"pin", "code"}:
            self.query_one(f"#line-{name}").display = True
            self._entry(name).value = ""
        self._go_to(name)
        self.refuse(fault)

    def _forget(self) -> None:
        for name in _SECRET:
            self._entry(name).value = ""

    def close(self) -> None:
        """Close; from now on a staff card that is gone locks again."""
        if self.is_ready:
            self._forget()
        super().close()
        self.counter.expect_card()

    async def card_happened(self, event: CardEvent) -> None:
        """The card is asked when it is signed, not when it comes."""
