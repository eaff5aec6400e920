"""What may be done with the sign-off in hand by whoever asked for it: answer, take back, decide here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk.domain.escalations import Standing, SubjectKind
from screens.language import N_
from screens.sign_offs.reason_sheet import ReasonSheet

if TYPE_CHECKING:
    from clerk.desk.sign_offs.views import EscalationRow
    from screens.app import CounterApp
    from screens.commands import AnyCommand
    from screens.language import Speech


class SignOffActs:
    """Part of the list and of the page of one sign-off."""

    if TYPE_CHECKING:

        @property
        def counter(self) -> CounterApp: ...
        @property
        def speech(self) -> Speech: ...
        @property
        def current(self) -> EscalationRow | None: ...
        def store_moved(self) -> None: ...
        def tell(self, words: str) -> None: ...

    def commands_in_bar(self) -> tuple[AnyCommand, ...]:
        """Keys of whoever asked stand there only for what they asked for."""
        hidden = {
            "sign_off_answer": self.why_not_answer,
            "sign_off_here": self.why_not_here,
            "sign_off_take_back": self.why_not_take_back,
        }
        return tuple(
            command
            for command in super().commands_in_bar()  # type: ignore[misc]
            if command.id not in hidden or hidden[command.id]() is None
        )

    async def exceptions(self) -> None:
        """The exception list, at the delivery that the one in hand is about."""
        row = self.current
        here = row is not None and row.escalation.subject.kind is SubjectKind.DELIVERY
        await self.counter.open_exceptions(row.escalation.subject.id if row is not None and here else "")

    def _why_not_mine(self) -> str | None:
        row, operator = self.current, self.counter.operator
        if row is None or operator is None:
            return self.speech.say(N_("No sign-off is under the cursor."))
        if row.escalation.asked_by != operator.member.number:
            return self.speech.say(N_("Somebody else asked for this one."))
        if not row.escalation.standing.is_open:
            return self.speech.say(N_("It waits for nobody any more."))
        return None

    def why_not_answer(self) -> str | None:
        """Nothing was asked back."""
        why = self._why_not_mine()
        row = self.current
        if why is None and row is not None and row.escalation.standing is not Standing.ASKED_BACK:
            return self.speech.say(N_("The supervisor asked nothing back."))
        return why

    async def answer(self) -> None:
        """Type the answer."""
        row, operator = self.current, self.counter.operator
        if row is None or operator is None:
            return
        escalation = row.escalation

        async def act(typed: str) -> None:
            self.counter.desk.sign_offs.answer(operator, escalation.id, typed)

        async def then() -> None:
            self.store_moved()
            self.tell(self.speech.say(N_("Answered. It is with the supervisor again.")))

        await self.counter.push_screen(
            ReasonSheet(
                N_("The supervisor asks:"), act, then, label=("回答", "answer"), told=escalation.question
            )
        )

    def why_not_take_back(self) -> str | None:
        """Not one's own, or decided."""
        return self._why_not_mine()

    async def take_back(self) -> None:
        """Ask once, then take it back."""
        from screens.sheets.question import QuestionSheet

        row, operator = self.current, self.counter.operator
        if row is None or operator is None:
            return
        say = self.speech.say

        async def answered(index: int) -> None:
            if index == 0:
                self.counter.desk.sign_offs.take_back(operator, row.escalation.id)
                self.store_moved()
                self.tell(say(N_("Taken back.")))

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Take back what you asked for?")),
                (say(N_("Take it back")), say(N_("Leave it with the supervisor"))),
                answered,
            )
        )

    def why_not_here(self) -> str | None:
        """Not one's own, or decided: a supervisor decides other people's at their own console."""
        return self._why_not_mine()

    async def here(self) -> None:
        """A supervisor decides at this console."""
        from screens.sign_offs.shoulder_sheet import ShoulderSheet

        row, operator = self.current, self.counter.operator
        if row is not None and operator is not None:
            view = self.counter.desk.sign_offs.view(operator, row.escalation.id)
            await self.counter.push_screen(ShoulderSheet(view, self._decided_here))

    async def _decided_here(self, words: str) -> None:
        self.store_moved()
        self.tell(words)
