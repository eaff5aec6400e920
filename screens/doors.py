"""Doors between pages: sign-in and out, lock, lists, cases, help. A page is imported when it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual._context import active_message_pump
from textual.app import App
from textual.widget import Widget

from clerk.domain.faults import Refused
from clerk.domain.staff import LockCause, Right, Role
from screens.language import N_
from screens.page import CounterScreen, Page

if TYPE_CHECKING:
    from clerk.desk.facade import Desk
    from clerk.desk.views import Credentials, Operator, Worklist
    from clerk.desk.visit import Visit
    from screens.desk.page import DeskPage
    from screens.language import Speech
    from screens.reader_states import ReaderStates
    from screens.start.lock_page import LockPage

CARD_SHOWS_WITHIN = 2.0
"""Seconds in which the watch over the readers reports a card that signing in has just used."""


class Doors(App[None], inherit_bindings=False):
    """Part of the counter's app."""

    operator: Operator | None
    speech: Speech
    readers: ReaderStates
    if TYPE_CHECKING:

        @property
        def desk(self) -> Desk: ...
        @property
        def desk_page(self) -> DeskPage: ...
        @property
        def page(self) -> Page: ...
        @property
        def start_page(self) -> Page: ...

    @property
    def has_desk(self) -> bool:
        """Whether a desk is open: an auditor has none."""
        from screens.desk.page import DeskPage

        return any(isinstance(screen, DeskPage) for screen in self.screen_stack)

    @property
    def is_locked(self) -> bool:
        """Whether the lock stands somewhere above the desk."""
        return self._lock is not None

    @property
    def _lock(self) -> LockPage | None:
        from screens.start.lock_page import LockPage

        return next((screen for screen in self.screen_stack if isinstance(screen, LockPage)), None)

    def push_screen(self, *args: Any, **options: Any) -> Any:
        """As Textual does; but what a page under the lock pushes, comes up under the lock.

        A card that was being read when the console locked would else open its sheet above the lock.
        """
        lock = self._lock_over(active_message_pump.get(None))
        mounted = super().push_screen(*args, **options)
        if lock is not None:
            stack = self._screen_stack
            pushed = stack.pop()
            stack.insert(stack.index(lock), pushed)
            pushed.post_message(events.ScreenSuspend())
            self.screen.post_message(events.ScreenResume())
        return mounted

    def _lock_over(self, pusher: object) -> LockPage | None:
        """The lock, when it stands above the screen of ``pusher``."""
        lock = self._lock
        if lock is None or not isinstance(pusher, Widget) or pusher.screen not in self.screen_stack:
            return None
        return lock if self.screen_stack.index(pusher.screen) < self.screen_stack.index(lock) else None

    async def back_to_desk(self) -> None:
        """Close everything above the desk's page. The lock is not closed by a key."""
        if self.is_locked or not self.has_desk:
            return
        desk_page = self.desk_page
        while self.screen is not desk_page:
            self.pop_screen()

    async def signed_in(self, operator: Operator) -> None:
        """Open the desk for ``operator``, or the journal for an auditor, who has no desk."""
        from screens.audit.audit_page import AuditPage
        from screens.desk.page import DeskPage

        self.operator = operator
        auditor = operator.member.role is Role.AUDITOR
        await self.push_screen(AuditPage(operator) if auditor else DeskPage(operator))
        self.expect_card()
        self._say_open_days(operator)

    def _say_open_days(self, operator: Operator) -> None:
        """Tell who closes days, quietly, of those that nobody closed."""
        days = self.desk.day_end.open_days() if operator.may(Right.CLOSE_DAY, self.desk.site) else ()
        if days:
            words = N_("Not closed yet: {days}. Ctrl+E opens the day's end.")
            told = "  ".join(day.isoformat() for day in days)
            self.call_after_refresh(lambda: self.page.tell(self.speech.say(words, days=told)))

    async def sign_out(self) -> None:
        """Close the desk; open visits stay on disk for the next clerk."""
        if self.operator is None:
            return
        self.desk.sign_out(self.operator)
        self.operator = None
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.start_page.store_moved()

    def why_not_change_operator(self) -> str | None:
        """Why nobody else can go on here, None when somebody can."""
        if self.operator is None or not self.operator.may(Right.RECEIVE):
            return self.speech.say(N_("Only a desk that receives is handed over. Sign out instead."))
        if self.desk_page.flow.busy:
            return self.speech.say(N_("A card is being read. Wait for it first."))
        return None

    async def change_operator(self) -> None:
        """Ask who comes; the visit stays where it is, and both numbers are kept."""
        from screens.start.hand_over_sheet import HandOverSheet

        await self.back_to_desk()
        assert self.operator is not None  # noqa: S101 - the command says why not
        page, before = self.desk_page, self.operator
        taken: list[Visit | None] = []

        def change(credentials: Credentials) -> Operator:
            operator, visit = self.desk.change_operator(before, credentials, page.flow.visit)
            taken.append(visit)
            return operator

        async def changed() -> None:
            operator = self.operator
            assert operator is not None  # noqa: S101 - just set
            page.hand_over(operator, taken[-1])
            self.page.tell(self.speech.say(N_("{number} goes on."), number=operator.member.number))

        await self.push_screen(HandOverSheet(before, change, changed))

    async def lock_console(self, cause: LockCause = LockCause.KEY) -> None:
        """Lock at once; the work stays where it is."""
        from screens.start.lock_page import LockPage

        if self.operator is None or self.is_locked:
            return
        if self.has_desk:
            self.desk_page.let_photo_go()
        lock = LockPage(self.operator, cause)
        await self.push_screen(lock)
        try:
            self.desk.lock(self.operator, cause)
        except Refused as refused:  # a store in trouble is no reason to leave the console open
            lock.refuse(refused.fault)

    async def unlocked(self, operator: Operator) -> None:
        """Take the lock away; everything under it is as it was."""
        self.operator = operator
        self.pop_screen()
        self.expect_card()

    async def lock_without_card(self) -> None:
        """Lock if who works here signed in with a staff card and it lies there no more."""
        if self.operator is None or not self.operator.by_card or self._shoulder_sheet_open:
            return
        if not self.readers.staff_card_lies:
            await self.lock_console(LockCause.CARD)

    @property
    def _shoulder_sheet_open(self) -> bool:
        """Whether a supervisor may put their own card in now; closing the sheet looks for a card again."""
        from screens.sheets.proof_fields import ProofSheet

        return any(isinstance(screen, ProofSheet) for screen in self.screen_stack)

    def expect_card(self) -> None:
        """The card that was just used must be seen to lie there, else the console locks again.

        A card that was pulled meanwhile is reported so, and that locks at once; one that was put in at the
        last moment may be reported a moment later.
        """
        self.set_timer(CARD_SHOWS_WITHIN, self.lock_without_card)

    async def leave(self) -> None:
        """Leave after a yes. Nothing is unsaved, ever: the question is against a slip of the hand."""
        from screens.sheets.question import QuestionSheet

        say = self.speech.say
        await self.push_screen(
            QuestionSheet(
                say(N_("Leave the console?")),
                (say(N_("Leave")), say(N_("Stay"))),
                self._leave_answered,
                about=say(N_("Everything is on disk. Unfinished visits are there again at the next start.")),
            )
        )

    async def _leave_answered(self, answer: int) -> None:
        if answer == 0:
            if self.operator is not None:
                self.desk.sign_out(self.operator)
            self.exit()

    async def open_help(self, about: CounterScreen) -> None:
        """Help about a screen."""
        from screens.help_page import HelpPage

        if not isinstance(self.screen, HelpPage):
            await self.push_screen(HelpPage(about))

    async def open_palette(self) -> None:
        """The command palette over the page in sight."""
        from screens.sheets.palette import PaletteSheet

        await self.push_screen(PaletteSheet(self.page))

    async def open_case_list(self, worklist: Worklist | None) -> None:
        """A work list; the first one that has something when none is named."""
        from screens.cases.list_page import CaseListPage

        await self.back_to_desk()
        await self.push_screen(CaseListPage(worklist))

    async def open_case(self, case_id: str) -> None:
        """One case."""
        from screens.cases.case_page import CasePage

        assert self.operator is not None  # noqa: S101 - cases are only reachable after sign-in
        view = self.desk.open_case(self.operator, case_id)
        await self.push_screen(CasePage(view))

    def why_not_audit(self) -> str | None:
        """Why the journal is not opened, None when it is."""
        if self.operator is None or not self.operator.may(Right.READ_JOURNAL):
            return self.speech.say(N_("Only an auditor or a supervisor reads the journal."))
        return None

    async def open_audit(self) -> None:
        """The journal, by question."""
        from screens.audit.audit_page import AuditPage

        if self.operator is not None and not isinstance(self.screen, AuditPage):
            await self.push_screen(AuditPage(self.operator))

    async def open_day_end(self) -> None:
        """The end of today; the first day that nobody closed where there is one."""
        from screens.day.day_page import DayPage

        if not isinstance(self.screen, DayPage):
            owed = self.desk.day_end.open_days()
            await self.push_screen(DayPage(owed[0] if owed else None))

    async def open_liaison(self) -> None:
        """Who is on duty for what is in sight; closed by the same key."""
        from screens.liaison.duty_page import DutyPage
        from screens.liaison.matter import in_sight

        if isinstance(self.screen, DutyPage):
            self.screen.go_back()
        else:
            await self.push_screen(DutyPage(in_sight(self)))

    def why_not_ask_region(self) -> str | None:
        """Why there is nothing to ask another region about, None when there is."""
        from screens.liaison.matter import in_sight

        matter = in_sight(self)
        if not matter.region or matter.region == self.desk.site.region:
            return self.speech.say(N_("Nothing in sight is another region's. F6 shows all contacts."))
        return None

    async def ask_region(self) -> None:
        """Ask about the case or visit in sight."""
        from screens.liaison.acts import ask
        from screens.liaison.matter import in_sight

        await ask(self, in_sight(self))

    async def open_thread(self, thread_id: str) -> None:
        """One question to or from another region."""
        from screens.liaison.thread_page import ThreadPage

        assert self.operator is not None  # noqa: S101 - questions are only reachable after sign-in
        liaison = self.desk.liaison
        thread = liaison.open_thread(self.operator, thread_id)
        await self.push_screen(ThreadPage(thread, liaison.calls(thread=thread_id)))

    async def open_sign_offs(self) -> None:
        """What waits for a supervisor, and what the clerk asked for."""
        from screens.sign_offs.queue_page import SignOffsPage

        if not isinstance(self.screen, SignOffsPage):
            await self.push_screen(SignOffsPage())

    async def open_exceptions(self, delivery_id: str = "") -> None:
        """The exception list, at one delivery."""
        from screens.cases.exceptions_page import ExceptionsPage

        if not isinstance(self.screen, ExceptionsPage):
            await self.push_screen(ExceptionsPage(delivery_id))
