"""The counter's app: signs in, holds the pages, speaks one language at a time, hands keys and scans on."""

from __future__ import annotations

import sys
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from screens.environment import prepare

prepare()

from textual import events  # noqa: E402 - the environment must be right before the first such import
from textual.binding import BindingType  # noqa: E402
from textual.css.query import NoMatches  # noqa: E402
from textual.theme import Theme  # noqa: E402

from clerk.domain.china_time import in_china  # noqa: E402
from clerk.domain.faults import Fault, Language, Refused  # noqa: E402
from clerk.domain.staff import LockCause  # noqa: E402
from screens import background, inks  # noqa: E402
from screens.doors import Doors  # noqa: E402
from screens.keys import KeyMap  # noqa: E402
from screens.language import Speech, other  # noqa: E402
from screens.messages import CardHappened, CheckReported, CodeScanned, StoreMoved, StoreReady  # noqa: E402
from screens.page import CounterScreen, Page  # noqa: E402
from screens.paste import plain  # noqa: E402
from screens.reader_states import ReaderStates  # noqa: E402
from screens.scan_gate import ScanGate  # noqa: E402

if TYPE_CHECKING:
    from datetime import datetime

    from textual.driver import Driver

    from clerk.desk.facade import Desk
    from clerk.desk.gate import Boot
    from clerk.desk.views import Operator, RegionWeather
    from clerk.desk.watch import StoreWatch
    from screens.desk.page import DeskPage

THEME = Theme(
    name="counter",
    primary=inks.NOW,
    secondary=inks.QUIET,
    accent=inks.NOW,
    warning=inks.NEEDS,
    error=inks.NEEDS,
    success=inks.NOW,
    foreground=inks.TEXT,
    background=inks.GROUND,
    surface=inks.RAISED,
    panel=inks.CURSOR_GROUND,
    dark=True,
    variables={
        "scrollbar": inks.RULE,
        "scrollbar-background": inks.GROUND,
        "input-cursor-background": inks.TEXT,
        "input-selection-background": inks.RULE,
    },
)


IDLE_SECONDS = 300.0
"""Seconds without a key after which the console locks by itself."""
WEATHER_EVERY = 5.0
"""Seconds between two looks at what the worker measured of the regions."""


class CounterApp(Doors, inherit_bindings=False):
    """One window of the counter."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    Page { background: $background; }
    Sheet { background: transparent; }
    * { scrollbar-size-vertical: 1; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own form

    def __init__(self, boot: Boot) -> None:
        super().__init__(watch_css=False)
        self.boot = boot
        self.speech = Speech(boot.language)
        self.key_map = KeyMap.for_profile(boot.keymap)
        self.training = boot.training
        self.session_keys = boot.session_keys
        self.place = boot.title
        self.language_pinned = boot.language_pinned
        self.operator: Operator | None = None
        self.weather: tuple[RegionWeather, ...] = ()
        self.readers = ReaderStates()
        self._desk: Desk | None = None
        self._watch: StoreWatch | None = None
        self._scans = ScanGate(self)
        self._last_key = monotonic()
        self.set_keymap(self.key_map.bound)
        self.register_theme(THEME)
        self.theme = THEME.name
        self.animation_level = "none"

    # --------------------------------------------------------------------------------------------- start

    def get_driver_class(self) -> type[Driver]:
        """The counter's own reading of the terminal, where there is one."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from screens.terminal import CounterTerminal

        return CounterTerminal

    def get_default_screen(self) -> Page:
        """The start gate: painted before anything heavy is imported."""
        from screens.start.page import StartPage

        return StartPage()

    def on_mount(self) -> None:
        """Begin to open the counter once the first frame is on the terminal."""
        self.call_after_refresh(self._open)
        self.set_interval(5.0, self._lock_when_idle)
        self.set_interval(WEATHER_EVERY, self._follow_weather)

    def _open(self) -> None:
        self.boot.start(
            lambda check: _posted(self.start_page.post_message(CheckReported(check))),
            lambda desk: _posted(self.post_message(StoreReady(desk))),
        )

    @property
    def start_page(self) -> Page:
        """The page below all others."""
        page = self.screen_stack[0]
        assert isinstance(page, Page)  # noqa: S101 - get_default_screen made it
        return page

    def on_store_ready(self, message: StoreReady) -> None:
        """The store is open: whoever works here can sign in."""
        self._desk = message.desk
        site = message.desk.site
        self.place = f"{site.name} · {site.window}"
        self._watch = message.desk.watch(lambda mark: _posted(self.post_message(StoreMoved(mark))))
        self._watch.start()
        message.desk.watch_cards(lambda event: _posted(self.post_message(CardHappened(event))))
        self._look_at_weather()
        self.start_page.store_moved()

    @property
    def desk(self) -> Desk:
        """The desk. Nothing that needs it is reachable before the store is open."""
        assert self._desk is not None  # noqa: S101
        return self._desk

    @property
    def is_ready(self) -> bool:
        """Whether the store is open."""
        return self._desk is not None

    def now(self) -> datetime:
        """The counter's own time; training may run faster than the wall."""
        return in_china(self.desk.clock.now())

    def now_words(self) -> str:
        """``11-24 09:42``."""
        return self.now().strftime("%m-%d %H:%M") if self._desk is not None else ""

    # --------------------------------------------------------------------------------------------- pages

    @property
    def top(self) -> CounterScreen:
        """The screen that has the keys."""
        assert isinstance(self.screen, CounterScreen)  # noqa: S101 - the console pushes nothing else
        return self.screen

    @property
    def page(self) -> Page:
        """The page in sight, below any sheet."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page):
                return screen
        raise LookupError("no page")

    @property
    def desk_page(self) -> DeskPage:
        """The desk's page, open from sign-in to sign-out."""
        from screens.desk.page import DeskPage

        for screen in self.screen_stack:
            if isinstance(screen, DeskPage):
                return screen
        raise LookupError("nobody is signed in")

    def region_name(self, region: str) -> str:
        """A region in the language of now."""
        book = self.desk.region_book.get(region)
        return self.speech.either(book.name, book.english_name) if book else region

    def name_in_words(self, name: str) -> str:
        """``name`` in the language of now if it is a region's Chinese one; anything else as it is."""
        if self._desk is not None:
            for book in self._desk.region_book.values():
                if book.name == name:
                    return self.speech.either(book.name, book.english_name)
        return name

    # ------------------------------------------------------------------------------------------ language

    def switch_language(self) -> None:
        """Speak the other language from now on, everywhere, with what is typed left alone."""
        self.speak(other(self.speech.language))

    def speak(self, language: Language) -> None:
        """Speak ``language``."""
        self.speech = Speech(language)
        for screen in self.screen_stack:
            if isinstance(screen, CounterScreen):
                screen.repaint_all()

    # ------------------------------------------------------------------------------------- what comes in

    def on_store_moved(self, _message: StoreMoved) -> None:
        """The store changed: every open page looks again."""
        self._look_at_weather()
        self._all_look_again()

    async def on_card_happened(self, message: CardHappened) -> None:
        """A card, a reader or their service came or went; a staff card that is gone locks before all else."""
        before, self.readers = self.readers, self.readers.after(message.event)
        if before.staff_card_lies and not self.readers.staff_card_lies:
            await self.lock_without_card()
        for screen in self.screen_stack:
            if isinstance(screen, CounterScreen) and screen.is_ready:
                await screen.card_happened(message.event)

    def _follow_weather(self) -> None:
        """Weather is measured beside the journal, and an old one says nothing: look without a change."""
        if self._desk is None:
            return
        before = self.weather
        self._look_at_weather()
        if self.weather != before:
            self._all_look_again()

    def _all_look_again(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, CounterScreen):
                self.look_again(screen)

    def look_again(self, screen: CounterScreen) -> None:
        """Have ``screen`` show what changed, as long as it has anything to show it in."""
        if screen.is_ready:
            with suppress(NoMatches):  # a page that is just closing has lost its widgets already
                screen.store_moved()

    def _look_at_weather(self) -> None:
        from screens.widgets.frame import FirstLine

        weather = self.desk.weather()
        if weather != self.weather:
            self.weather = weather
            for screen in self.screen_stack:
                for line in screen.query(FirstLine):
                    line.repaint()

    async def _lock_when_idle(self) -> None:
        if monotonic() - self._last_key >= IDLE_SECONDS:
            await self.lock_console(LockCause.IDLE)
            self._forget_secrets()

    def _forget_secrets(self) -> None:
        """A password that waits for its card does not wait for ever."""
        from screens.widgets.entry import Entry

        for screen in self.screen_stack:
            for entry in screen.query(Entry):
                if entry.password:
                    entry.value = ""

    async def on_event(self, event: events.Event) -> None:
        """Every key passes the scanner's gate first, so that a bar code never fires a command."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._last_key = monotonic()
            for passed in await self._scans.let_pass(event):
                await super().on_event(passed)
            return
        if isinstance(event, events.Paste) and not event.is_forwarded:
            self._last_key = monotonic()
            event.text = plain(event.text)
        await super().on_event(event)

    async def pass_key(self, event: events.Key) -> None:
        """Handle a key that the scanner's gate held back."""
        await super().on_event(event)

    async def on_code_scanned(self, message: CodeScanned) -> None:
        """Open the case of a scanned receipt number, from anywhere but the lock and the start."""
        if self.operator is None or self.is_locked or not self.top.takes_scans:
            return
        try:
            case_id = self.desk.find_by_scan(message.text)
            if case_id is None:
                self.top.refuse(Fault("C-08"))
            else:
                await self.open_case(case_id)
        except Refused as refused:
            self.top.refuse(refused.fault)

    # -------------------------------------------------------------------------------------- when it ends

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing leaves for the terminal's clipboard: it would hold personal data outside the counter."""

    def on_unmount(self) -> None:
        """Stop watching; what the boot started, the boot ends."""
        if self._watch is not None:
            self._watch.stop()

    def _fatal_error(self) -> None:
        """Leave with a sentence. Textual's own version prints all local variables, personal data included."""
        background.log_place(sys.exception(), "console")
        fault = Fault("X-01", {"where": "console.log"})
        self._exit_renderables.append(f"{fault.code}  {self.speech.fault(fault)}\n{self.speech.cure(fault)}")
        self._close_messages_no_wait()


def _posted(_accepted: bool) -> None:
    """A message to a closing app is dropped, and that is right: nobody is there to read it."""
