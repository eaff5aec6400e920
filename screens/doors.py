"""Doors between pages: sign-in and out, lock, lists, cases, help. A page is imported when it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from screens.language import N_
from screens.page import CounterScreen, Page

if TYPE_CHECKING:
    from clerk.desk.facade import Desk
    from clerk.desk.views import Operator, Worklist
    from screens.desk.page import DeskPage
    from screens.language import Speech
    from screens.reader_states import ReaderStates


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
    def is_locked(self) -> bool:
        """Whether the lock stands somewhere above the desk."""
        from screens.start.lock_page import LockPage

        return any(isinstance(screen, LockPage) for screen in self.screen_stack)

    async def back_to_desk(self) -> None:
        """Close everything above the desk's page. The lock is not closed by a key."""
        if self.is_locked:
            return
        desk_page = self.desk_page
        while self.screen is not desk_page:
            self.pop_screen()

    async def signed_in(self, operator: Operator) -> None:
        """Open the desk for ``operator``."""
        from screens.desk.page import DeskPage

        self.operator = operator
        await self.push_screen(DeskPage(operator))
        await self.lock_without_card()  # it may have been pulled while the password was looked at

    async def sign_out(self) -> None:
        """Close the desk; open visits stay on disk for the next clerk."""
        if self.operator is None:
            return
        self.desk.sign_out(self.operator)
        self.operator = None
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.start_page.store_moved()

    async def lock_console(self) -> None:
        """Lock at once; the work stays where it is."""
        from screens.start.lock_page import LockPage

        if self.operator is None or self.is_locked:
            return
        self.desk.lock(self.operator)
        self.desk_page.let_photo_go()
        await self.push_screen(LockPage(self.operator))

    async def lock_without_card(self) -> None:
        """Lock if who works here signed in with a staff card and it lies there no more."""
        if self.operator is not None and self.operator.by_card and not self.readers.staff_card_lies:
            await self.lock_console()

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

    async def open_exceptions(self, delivery_id: str = "") -> None:
        """The exception list, at one delivery."""
        from screens.cases.exceptions_page import ExceptionsPage

        if not isinstance(self.screen, ExceptionsPage):
            await self.push_screen(ExceptionsPage(delivery_id))
