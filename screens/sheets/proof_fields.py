"""Somebody else than the operator proves who they are at this console: number, password and second factor.

The operator's session goes on under it. A staff card may be exchanged while such a sheet is open; it locks
the console only once the sheet is closed and no card lies there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from clerk.desk.views import Credentials
from clerk.domain.faults import Fault
from screens.language import N_
from screens.lines import Ink
from screens.page import Sheet
from screens.start.second_factor import CODE_WANTED, PIN_WANTED, TYPE_ANEW
from screens.widgets.entry import Entry
from screens.widgets.painted import Block

if TYPE_CHECKING:
    from clerk.ports import CardEvent

_SECRET = ("password", "pin", "code")
_WHEN_WANTED = ("pin", "code")
_PIN_BLOCKED = "S-53"


class ProofSheet(Sheet):
    """Fields of a person's proof; those of the second factor are there once they are wanted."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("number", N_("Staff number")),
        ("password", N_("Password")),
        ("pin", N_("PIN of the staff card")),
        ("code", N_("One-time password (6 digits)")),
    )
    takes_scans = False
    DEFAULT_CSS = """
    ProofSheet Horizontal { height: auto; }
    ProofSheet Horizontal Entry { width: 1fr; }
    ProofSheet Horizontal Block { width: 32; }
    ProofSheet #line-code { margin-bottom: 1; }
    """

    async def proved(self) -> None:
        """Every field is filled: do what the proof is for, or say why not with :meth:`said_no`."""
        raise NotImplementedError

    def above(self) -> ComposeResult:
        """What stands above the fields."""
        return iter(())

    def body(self) -> ComposeResult:
        """The fields, one below the other."""
        yield from self.above()
        for name, _ in self.FIELDS:
            with Horizontal(id=f"line-{name}"):
                yield Block(id=f"label-{name}")
                yield Entry(id=name, secret=name in _SECRET)

    def on_mount(self) -> None:
        """Take the keys."""
        self._hide_second_factor()
        self.go_to("number")

    def repaint_all(self) -> None:
        """Labels too."""
        super().repaint_all()
        self._show_labels()

    @property
    def credentials(self) -> Credentials:
        """What was typed."""
        return Credentials(
            self.typed("number"),
            self._entry("password").value,
            self._entry("pin").value or None,
            self.typed("code") or None,
        )

    def typed(self, name: str) -> str:
        """What stands in a field, without blanks around it."""
        return self._entry(name).value.strip()

    def _entry(self, name: str) -> Entry:
        return self.query_one(f"#{name}", Entry)

    def _names(self) -> list[str]:
        return [name for name, _ in self.FIELDS if self.query_one(f"#line-{name}").display]

    def _show_labels(self) -> None:
        here = self.focused.id if self.focused is not None else ""
        for name, words in self.FIELDS:
            mark = (" ▸ " if name == here else "   ", Ink.NOW)
            ink = Ink.TEXT if name == here else Ink.QUIET
            self.query_one(f"#label-{name}", Block).show((mark, (self.speech.say(words), ink)))

    def _hide_second_factor(self) -> None:
        for name in _WHEN_WANTED:
            self.query_one(f"#line-{name}").display = False

    def go_to(self, name: str) -> None:
        """Give a field the keys."""
        self.set_focus(self._entry(name))
        self._show_labels()

    async def move_field(self, step: int) -> None:
        """To another field."""
        names = self._names()
        here = self.focused.id if self.focused is not None and self.focused.id in names else names[0]
        self.go_to(names[(names.index(str(here)) + step) % len(names)])

    async def commit_and_go_on(self) -> None:
        """To the next empty field; after the last one, what the proof is for."""
        empty = [name for name in self._names() if not self.typed(name)]
        if empty:
            self.go_to(empty[0])
        else:
            await self.proved()

    def said_no(self, fault: Fault, at: str = "number") -> None:
        """Show why not, at the field that cures it: ``at`` where it is none of the proof. The rest stays."""
        name = at
        if fault.code == _PIN_BLOCKED:
            self.query_one("#line-pin").display = False
        elif fault.code in PIN_WANTED | CODE_WANTED:
            name = "pin" if fault.code in PIN_WANTED else "code"
            self.query_one(f"#line-{name}").display = True
            self._entry(name).value = ""
        elif fault.code in TYPE_ANEW:
            name = "password"
            self.forget()
            self._hide_second_factor()
        self.go_to(name)
        self.refuse(fault)

    def forget(self) -> None:
        """Empty what is secret."""
        for name in _SECRET:
            self._entry(name).value = ""

    def close(self) -> None:
        """Close; from now on a staff card that is gone locks again."""
        if self.is_ready:
            self.forget()
        super().close()
        self.counter.expect_card()

    async def card_happened(self, event: CardEvent) -> None:
        """The card is asked when it is needed, not when it comes."""
