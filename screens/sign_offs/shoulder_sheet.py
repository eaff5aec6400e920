"""Over the shoulder: a supervisor proves who they are at the console, sees what is signed, decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult

from clerk.desk.sign_offs.views import EscalationView, Verdict
from clerk.domain.faults import Fault, Refused
from screens.background import result_of
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.signing import SHOULDER
from screens.language import N_
from screens.lines import Ink, Line
from screens.sheets.proof_fields import ProofSheet
from screens.sign_offs.lines import labelled, shown_lines, sign_off_head
from screens.widgets.painted import Painted

VERDICTS = (Verdict.APPROVE, Verdict.REFUSE)
_OF_THE_PERSON = frozenset({"Q-02", "Q-03"})
"""Somebody else has to decide; every other refusal of the sign-off itself is cured at the reason."""


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


class ShoulderSheet(ProofSheet):
    """``decided`` gets the sentence about what was decided, after the sheet has closed."""

    TITLE = N_("Sign-off at this counter")
    ABOUT = N_(
        "A supervisor types number, password and second factor here, reads what is signed, and decides. "
        "The clerk stays signed in, and the work stays exactly where it was."
    )
    COMMANDS_HERE = (*SHOULDER, *ALWAYS)
    FIELDS = (*ProofSheet.FIELDS, ("reason", N_("Reason")))
    HEIGHT = "100%"
    DEFAULT_CSS = """
    ShoulderSheet #shown { margin-bottom: 1; }
    ShoulderSheet #line-code { margin-bottom: 0; }
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

    def above(self) -> ComposeResult:
        """What is signed."""
        yield _Shown(self._view)

    async def commit_and_go_on(self) -> None:
        """To the next empty field; after the last one, which decision; after that, back to work."""
        if self._done:
            await self._finish()
        else:
            await super().commit_and_go_on()

    def move_page(self, direction: int) -> None:
        """Through what is signed."""
        self.query_one(_Shown).turn(direction)

    async def proved(self) -> None:
        """Ask which decision."""
        from screens.sheets.question import QuestionSheet

        say = self.speech.say

        async def answered(index: int) -> None:
            await self._decide(VERDICTS[index])

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Decide as {number}:"), number=self.typed("number")),
                (say(N_("Approve what is shown")), say(N_("Refuse it"))),
                answered,
            )
        )

    async def _decide(self, verdict: Verdict) -> None:
        operator = self.counter.operator
        if operator is None:
            return
        escalation = self._view.row.escalation
        credentials, reason = self.credentials, self.typed("reason")
        self.tell(self.speech.say(N_("Checking…")))
        try:
            await result_of(
                lambda: self.counter.desk.sign_offs.decide_here(
                    operator, credentials, escalation.id, verdict, reason, escalation.digest
                ),
                name="decide-here",
            )
        except Refused as refused:
            self.said_no(refused.fault, _cured_at(refused.fault))
            return
        self.forget()
        words = N_("Approved by {who}.") if verdict is Verdict.APPROVE else N_("Refused by {who}.")
        self._done = self.speech.say(words, who=credentials.number)
        if operator.by_card:
            back = self.speech.say(N_("Put your own staff card back, then press Enter."))
            self.tell(f"{self._done} {back}")
        else:
            await self._finish()

    async def _finish(self) -> None:
        self.close()
        await self._decided(self._done)


def _cured_at(fault: Fault) -> str:
    """Field that cures a refusal that is none of the proof."""
    own = fault.code.startswith("Q-") and fault.code not in _OF_THE_PERSON
    return "reason" if own or fault.code == "U-05" else "number"
