"""The lock: nothing of the visit shows, everything stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from clerk.domain.faults import Refused
from screens.background import result_of
from screens.command_sets.sheets import LOCK
from screens.language import N_
from screens.lines import BLANK, Ink
from screens.page import Page
from screens.widgets.entry import Entry
from screens.widgets.painted import Block

if TYPE_CHECKING:
    from clerk.desk.views import Operator


class LockPage(Page):
    """Covers everything until the same person gives their password."""

    TITLE = N_("Locked")
    ABOUT = N_(
        "The work is as you left it. Only the same person unlocks; a supervisor can start the console anew."
    )
    COMMANDS_HERE = LOCK
    takes_scans = False
    DEFAULT_CSS = """
    LockPage { background: $background; }
    LockPage Entry { width: 28; margin-left: 3; }
    LockPage #words { margin-top: 1; }
    LockPage #rest { height: 1fr; }
    """

    def __init__(self, operator: Operator) -> None:
        super().__init__()
        self._operator = operator

    def body(self) -> ComposeResult:
        """Who is locked out, and the field."""
        yield Block(id="words")
        yield Entry(id="password", secret=True)
        yield Block(id="rest")

    def on_mount(self) -> None:
        """Take the keys."""
        self.repaint_all()
        self.set_focus(self.query_one(Entry))

    def repaint_all(self) -> None:
        """Words in the language of now."""
        super().repaint_all()
        member = self._operator.member
        say = self.speech.say
        self.query_one("#words", Block).show(
            ((f"   {say(N_('Locked'))}", Ink.STRONG),),
            BLANK,
            ((f"   {member.number} {member.name}", Ink.TEXT),),
            ((f"   {say(N_('Password'))}", Ink.QUIET),),
        )

    def why_not_sign_in(self) -> str | None:
        """Always possible."""
        return None

    async def enter(self) -> None:
        """Try the password."""
        entry = self.query_one(Entry)
        try:
            operator = await result_of(
                lambda: self.counter.desk.unlock(self._operator, entry.value), name="unlock"
            )
        except Refused as refused:
            entry.value = ""
            self.refuse(refused.fault)
            return
        self.counter.operator = operator
        self.go_back()

    def store_moved(self) -> None:
        """Nothing here depends on the store."""
