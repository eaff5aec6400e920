"""One question: what was asked of whom, its messages one under the other, and its calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clerk.domain.liaison import Message, PhoneCall, Post, Thread, ThreadState
from clerk.domain.staff import Level
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.liaison import THREAD
from screens.commands import AnyCommand
from screens.language import N_
from screens.liaison.lines import age, call_line, due_piece, message_lines, state_piece, told_lines
from screens.liaison.matter import of_thread
from screens.liaison.words import CONTACT_LEVELS
from screens.lines import BLANK, Ink, Line, Piece, ends, rule
from screens.sheets.fields import FieldLine, FieldSheet
from screens.widgets.reading import ReadingPage

_MAY_ANSWER = frozenset({ThreadState.ASKED, ThreadState.TAKEN_ON, ThreadState.ANSWERED, ThreadState.SILENT})
_MAY_DECLINE = frozenset({ThreadState.ASKED, ThreadState.TAKEN_ON, ThreadState.SILENT})


class ThreadPage(ReadingPage):
    """It changes by itself when something comes; what is being typed over it stays."""

    TITLE = N_("Question")
    ABOUT = N_(
        "Messages stand in their order, with region, staff number and time. Ours also say if they are there. "
        "The side that was asked takes on, answers or declines; the side that asked closes."
    )
    COMMANDS_HERE = (*THREAD, *VERBS, *ALWAYS)

    def __init__(self, thread: Thread, calls: tuple[PhoneCall, ...] = ()) -> None:
        super().__init__()
        self.thread = thread
        self._calls = calls

    def store_moved(self) -> None:
        """Look again; the place where one reads stays."""
        operator = self.counter.operator
        if not self.is_ready or operator is None:
            return
        liaison = self.counter.desk.liaison
        self.thread = liaison.open_thread(operator, self.thread.id)
        self._calls = liaison.calls(thread=self.thread.id)
        self.text.repaint()
        self.after_command()

    def on_screen_resume(self) -> None:
        """A call may have been noted."""
        self.store_moved()

    @property
    def _own(self) -> str:
        return self.counter.desk.site.region

    @property
    def _ours(self) -> bool:
        return self.thread.asking == self._own

    def commands_in_bar(self) -> tuple[AnyCommand, ...]:
        """Keys of the other side stay away."""
        mine = {"thread_close"} if self._ours else {"thread_take_on", "thread_answer", "thread_refuse"}
        sides = {"thread_close", "thread_take_on", "thread_answer", "thread_refuse"}
        now_and_then = {"thread_send_again", "thread_case"}
        return tuple(
            c
            for c in super().commands_in_bar()
            if (c.id not in sides or c.id in mine) and (c.id not in now_and_then or c.why_not(self) is None)
        )

    # ------------------------------------------------------------------------------------------- the lines

    def reading(self, width: int) -> tuple[Line, ...]:
        """Head, what was told of the case, messages, calls."""
        thread, speech, now = self.thread, self.speech, self.counter.now()
        named = self.counter.region_name
        lines: list[Line] = [*self._head(width), rule(width)]
        for message in thread.messages:
            lines += [*message_lines(message, named(message.region), speech, now, width), BLANK]
        if self._calls:
            names = {contact.id: contact.name for contact in self.counter.desk.liaison.roster()}
            lines += [
                call_line(call, named(call.region), names.get(call.contact, ""), speech, now, width)
                for call in self._calls
            ]
        if thread.case is not None:
            lines += [BLANK, ((f" {speech.say(N_('Told of the case:'))}", Ink.QUIET),)]
            lines += told_lines(thread.case, speech, width)
        return tuple(lines)

    def _head(self, width: int) -> tuple[Line, ...]:
        thread, speech, now = self.thread, self.speech, self.counter.now()
        asking, asked = (self.counter.region_name(r) for r in (thread.asking, thread.asked))
        level: Piece = (
            f"   {speech.say(CONTACT_LEVELS[thread.level])}" if thread.level > Level.SITE else "",
            Ink.QUIET,
        )
        return (
            ends(((thread.topic, Ink.STRONG), ("   ", Ink.TEXT), state_piece(thread, speech)), (), width),
            ends(
                ((f"{asking} → {asked}", Ink.TEXT), (f"   {thread.department}", Ink.TEXT), level),
                (
                    (f"{age(thread.asked_at, now, speech)}   ", Ink.QUIET),
                    _trimmed(due_piece(thread, now, speech)),
                ),
                width,
            ),
        )

    # --------------------------------------------------------------------------------------- what one does

    def why_not(self, command: str) -> str | None:
        """Why a command does nothing now."""
        say, state = self.speech.say, self.thread.state
        if command == "thread_send_again":
            return None if self._failed is not None else say(N_("Nothing of it failed on its way."))
        if command == "thread_case":
            return None if self.thread.case_id else say(N_("It is about no case of ours."))
        if command == "thread_close":
            if not self._ours:
                return say(N_("Only the side that asked closes it."))
            return say(N_("It is closed.")) if state is ThreadState.CLOSED else None
        if self._ours:
            return say(N_("The other region answers; ours asked."))
        allowed = {
            "thread_take_on": state is ThreadState.ASKED,
            "thread_answer": state in _MAY_ANSWER,
            "thread_refuse": state in _MAY_DECLINE,
        }
        words = N_("Not any more: the question is {state}.")
        return None if allowed[command] else say(words, state=state_piece(self.thread, self.speech)[0])

    @property
    def _failed(self) -> Message | None:
        return next((m for m in self.thread.messages if m.post is Post.FAILED), None)

    def take_on(self) -> None:
        """Say that we work on it."""
        operator = self.counter.operator
        if operator is not None:
            self.counter.desk.liaison.take_on(operator, self.thread.id)
            self.store_moved()
            self.tell(self.speech.say(N_("Taken on. The other side is told.")))

    async def answer(self) -> None:
        """Type the answer."""
        operator, thread_id = self.counter.operator, self.thread.id

        async def act(typed: str) -> None:
            if operator is not None:
                self.counter.desk.liaison.answer(operator, thread_id, typed)

        await self._say(N_("Answer"), ("答复", "answer"), act, N_("Answered. It is on its way."))

    async def decline(self) -> None:
        """Type why it is not ours."""
        operator, thread_id = self.counter.operator, self.thread.id

        async def act(typed: str) -> None:
            if operator is not None:
                self.counter.desk.liaison.refuse(operator, thread_id, typed)

        await self._say(N_("Decline it: why?"), ("理由", "reason"), act, N_("Declined, with your reason."))

    async def _say(
        self, title: str, label: tuple[str, str], act: Callable[[str], Awaitable[None]], done: str
    ) -> None:
        async def then() -> None:
            self.store_moved()
            self.tell(self.speech.say(done))

        await self.counter.push_screen(SayingSheet(title, label, act, then))

    async def close_question(self) -> None:
        """Close it at once: closing loses nothing."""
        operator = self.counter.operator
        if operator is not None:
            self.counter.desk.liaison.close(operator, self.thread.id)
            self.store_moved()
            self.tell(self.speech.say(N_("Closed. The other side is told.")))

    def send_again(self) -> None:
        """Send what failed."""
        operator, failed = self.counter.operator, self._failed
        if operator is not None and failed is not None:
            self.counter.desk.liaison.send_again(operator, failed.id)
            self.store_moved()

    async def call(self) -> None:
        """Note a call about it."""
        from screens.liaison.call_sheet import CallSheet

        await self.counter.push_screen(CallSheet(of_thread(self.thread, self._own), None))

    async def open_case(self) -> None:
        """The case."""
        await self.counter.open_case(self.thread.case_id)


class SayingSheet(FieldSheet):
    """One field as wide as the screen; it is said when the field is kept, and never when it is empty."""

    TITLE = N_("Answer")
    ABOUT = N_("Enter sends it. Names and numbers of people are refused, and what you typed stays.")
    DEFAULT_CSS = "SayingSheet #entries { width: 4fr; }"

    def __init__(
        self,
        title: str,
        label: tuple[str, str],
        act: Callable[[str], Awaitable[None]],
        then: Callable[[], Awaitable[None]],
    ) -> None:
        async def keep(_name: str, typed: str) -> str:
            return typed

        async def apply() -> None:
            await act(self.kept["said"])

        super().__init__(title, (FieldLine("said", *label),), keep, apply=apply, then=then)


def _trimmed(piece: Piece) -> Piece:
    return (piece[0].rstrip(), piece[1])
