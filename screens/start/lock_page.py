"""The lock: nothing of the visit shows, everything stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from clerk.domain.faults import Refused
from clerk.domain.staff import LockCause
from screens.background import result_of
from screens.command_sets.sheets import LOCK
from screens.language import N_
from screens.lines import BLANK, Ink, Line
from screens.start.second_factor import TwoFactorPage, asked_widgets
from screens.widgets.entry import Entry
from screens.widgets.painted import Block

if TYPE_CHECKING:
    from clerk.desk.views import Operator
    from clerk.ports import CardEvent


class LockPage(TwoFactorPage):
    """Covers everything until the same person gives their password, and their card where they have one."""

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

    def __init__(self, operator: Operator, cause: LockCause = LockCause.KEY) -> None:
        super().__init__()
        self._operator = operator
        self._cause = cause

    def body(self) -> ComposeResult:
        """Who is locked out, and the fields."""
        yield Block(id="words")
        yield Entry(id="password", secret=True)
        yield from asked_widgets("pin", "code")
        yield Block(id="card")
        yield Block(id="rest")

    def on_mount(self) -> None:
        """Take the keys."""
        self.repaint_all()
        self.set_focus(self.password)

    def repaint_all(self) -> None:
        """Words in the language of now."""
        super().repaint_all()
        member = self._operator.member
        say = self.speech.say
        self.query_one("#words", Block).show(
            ((f"   {say(N_('Locked'))}", Ink.STRONG),),
            *self._why(),
            BLANK,
            ((f"   {member.number} {member.name}", Ink.TEXT),),
            ((f"   {say(N_('Password'))}", Ink.QUIET),),
        )
        for asked in (self.pin, self.code):
            asked.show_label(self.speech)
        self._show_card()

    def _why(self) -> tuple[Line, ...]:
        say = self.speech.say
        lines: list[str] = []
        if self._cause is LockCause.CARD:
            lines.append(say(N_("Your staff card was pulled, or its reader went away.")))
        elif self._cause is LockCause.IDLE:
            lines.append(say(N_("No key was pressed for five minutes.")))
        if self._operator.by_card:
            lines.append(say(N_("Put your staff card in, then type your password.")))
        return tuple(((f"   {words}", Ink.TEXT),) for words in lines)

    def _show_card(self) -> None:
        self.query_one("#card", Block).show(*(self.card_lines() if self._operator.by_card else ()))

    def why_not_sign_in(self) -> str | None:
        """Always possible."""
        return None

    def other_field(self) -> None:
        """Go from the password to PIN or code and back, once one is wanted."""
        wanted = next((asked.entry for asked in (self.code, self.pin) if asked.wanted), self.password)
        self.set_focus(wanted if self.focused is self.password else self.password)

    async def ask_card(self) -> None:
        """Try again with what was typed."""
        if self.password.value:
            await self.enter()
        else:
            self.tell(self.speech.say(N_("Type your password first.")))

    async def enter(self) -> None:
        """Try password, card and PIN, or code."""
        password, pin, code = self.password.value, self.pin.typed, self.code.typed
        self.tell(self.speech.say(N_("Checking…")))
        try:
            operator = await result_of(
                lambda: self.counter.desk.unlock(self._operator, password, pin, code), name="unlock"
            )
        except Refused as refused:
            self.said_no(refused.fault)
            return
        self.password.value = ""
        self.forget_factors()
        await self.counter.unlocked(operator)

    async def card_happened(self, event: CardEvent) -> None:
        """Say whether the card lies there now. It does not open the lock by itself."""
        self._show_card()

    def store_moved(self) -> None:
        """Nothing here depends on the store."""
