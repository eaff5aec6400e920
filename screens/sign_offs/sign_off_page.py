"""One sign-off in full: exactly the lines that are signed, what changed since, and what happened."""

from __future__ import annotations

from clerk.desk.sign_offs.views import EscalationRow, EscalationView, Verdict
from clerk.domain.escalations import Escalation, EscalationKind, SubjectKind
from clerk.domain.faults import Refused
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.signing import SIGN_OFF
from screens.commands import AnyCommand
from screens.language import N_
from screens.lines import BLANK, Ink, Line, rule, wrap
from screens.sign_offs.acts import SignOffActs
from screens.sign_offs.lines import clock_time, labelled, shown_lines, sign_off_head, standing_piece
from screens.sign_offs.reason_sheet import ReasonSheet
from screens.widgets.reading import ReadingPage

QUESTIONS = {
    Verdict.APPROVE: N_("Approve it: why?"),
    Verdict.REFUSE: N_("Refuse it: why?"),
    Verdict.ASK_BACK: N_("Ask back: what do you want to know?"),
}
DONE = {
    Verdict.APPROVE: N_("Approved. Whoever asked sees it now."),
    Verdict.REFUSE: N_("Refused. Whoever asked sees it with your reason."),
    Verdict.ASK_BACK: N_("Asked back. It stays here until it is answered."),
}


class SignOffPage(SignOffActs, ReadingPage):
    """What is signed stands above; a decision is bound to these lines and to no others."""

    TITLE = N_("Sign-off")
    ABOUT = N_(
        "The lines in the middle are what is signed, exactly as they stand here. Where the case changed "
        "since it was asked, both are shown, and it cannot be approved as it was."
    )
    COMMANDS_HERE = (*SIGN_OFF, *VERBS, *ALWAYS)

    def __init__(self, view: EscalationView) -> None:
        super().__init__()
        self.view = view
        self._deciding = False

    @property
    def current(self) -> EscalationRow:
        """This one."""
        return self.view.row

    @property
    def escalation(self) -> Escalation:
        """This one as it was read last."""
        return self.view.row.escalation

    def commands_in_bar(self) -> tuple[AnyCommand, ...]:
        """The exception list has its key there only for what is decided on it."""
        there = self.escalation.subject.kind is SubjectKind.DELIVERY
        return tuple(c for c in super().commands_in_bar() if there or c.id != "sign_offs_exceptions")

    def store_moved(self) -> None:
        """Look again; what somebody else decided meanwhile is said in words."""
        operator = self.counter.operator
        if not self.is_ready or operator is None:
            return
        before = self.escalation
        self.view = self.counter.desk.sign_offs.view(operator, before.id)
        self.text.repaint()
        self.after_command()
        changed = before.standing is not self.escalation.standing and not self._deciding
        if changed and not self.counter.top.faults_in_sight():  # a refusal says it already, and what is kept
            self.counter.top.tell(self._what_happened())

    def _what_happened(self) -> str:
        words, _ = standing_piece(self.escalation, self.counter.now(), self.speech)
        who = self.escalation.decided_by
        if who:
            return self.speech.say(N_("{who} decided meanwhile: {standing}."), who=who, standing=words)
        return self.speech.say(N_("It changed meanwhile: {standing}."), standing=words)

    # --------------------------------------------------------------------------------------------- lines

    def reading(self, width: int) -> tuple[Line, ...]:
        """Head, reason and question, what is signed, what happened."""
        say = self.speech.say
        events = self.view.events
        return (
            *sign_off_head(self.current, self.speech, self.counter.now(), width),
            *self._said(width),
            rule(width),
            *shown_lines(self.view.shown, self.view.now, self.speech, width),
            *self._changed(width),
            *(((BLANK, ((f" {say(N_('What happened'))}", Ink.QUIET),))) if events else ()),
            *(self._event(index, width) for index in range(len(events))),
        )

    def _said(self, width: int) -> tuple[Line, ...]:
        escalation, say = self.escalation, self.speech.say
        why_not = self.current.why_not
        return (
            *labelled(say(N_("reason")), escalation.reason, width, ink=Ink.STRONG),
            *labelled(say(N_("asked back")), escalation.question, width, ink=Ink.NEEDS),
            *labelled(say(N_("decided")), self._decided(), width),
            *(
                labelled(
                    say(N_("not by you")),
                    f"{why_not.code}  {self.speech.fault(why_not)}",
                    width,
                    ink=Ink.QUIET,
                )
                if why_not is not None and escalation.standing.is_open
                else ()
            ),
        )

    def _decided(self) -> str:
        escalation = self.escalation
        here = self.speech.say(N_("at the asker's console")) if escalation.over_the_shoulder else ""
        return "   ".join(p for p in (escalation.decided_by, escalation.decided_reason, here) if p)

    def _changed(self, width: int) -> tuple[Line, ...]:
        if not self.view.changed or not self.escalation.standing.is_open:
            return ()
        words = self.speech.say(
            N_("The case changed since it was asked: what was asked for cannot be approved any more.")
        )
        return (BLANK, *(((f" {part}", Ink.NEEDS),) for part in wrap(words, width - 2)))

    def _event(self, index: int, width: int) -> Line:
        row = self.view.events[index]
        when = clock_time(row.at, self.counter.now())
        who = self.speech.either(row.who.zh, row.who.en)
        return (
            (f"  {when:<7}", Ink.QUIET),
            (self.speech.words(row.what), Ink.TEXT),
            (f"  {who}", Ink.QUIET),
            (f"  {row.detail}", Ink.TEXT),
        )

    # ---------------------------------------------------------------------------------------- what is done

    def why_not_decide(self) -> str | None:
        """Not yours to decide, or decided."""
        if not self.escalation.standing.is_open:
            return self._what_happened()
        why_not = self.current.why_not
        return f"{why_not.code}  {self.speech.fault(why_not)}" if why_not is not None else None

    def why_not_settle(self) -> str | None:
        """An exception is settled on its own list, where it is also said what is done with it."""
        if self.escalation.kind is not EscalationKind.EXCEPTION_ITEM:
            return None
        return self.speech.say(N_("Exceptions are decided on the exception list: X opens it."))

    async def approve(self) -> None:
        """Ask why, then approve."""
        await self._decide(Verdict.APPROVE)

    async def refuse_it(self) -> None:
        """Ask why, then refuse."""
        await self._decide(Verdict.REFUSE)

    async def ask_back(self) -> None:
        """Type the question."""
        await self._decide(Verdict.ASK_BACK)

    async def _decide(self, verdict: Verdict) -> None:
        operator, seen = self.counter.operator, self.view
        if operator is None:
            return

        async def act(typed: str) -> None:
            self._deciding = True
            try:
                self.counter.desk.sign_offs.decide(
                    operator, seen.row.escalation.id, verdict, typed, seen.row.escalation.digest
                )
            except Refused:
                self._deciding = False
                raise

        async def then() -> None:
            self.go_back()
            self.counter.page.tell(self.speech.say(DONE[verdict]))

        label = ("问题", "question") if verdict is Verdict.ASK_BACK else ("理由", "reason")
        await self.counter.push_screen(ReasonSheet(QUESTIONS[verdict], act, then, label=label))

    def why_not_case(self) -> str | None:
        """Only a case that has its receipt."""
        return None if self.current.receipt_no else self.speech.say(N_("It has no case yet."))

    async def open_case(self) -> None:
        """The case."""
        await self.counter.open_case(self.escalation.case_id)
