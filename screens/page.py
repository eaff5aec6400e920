"""What every screen of the counter has in common: commands on keys, in their order, and one way to speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget

from clerk.domain.faults import Fault, Refused
from screens.commands import AnyCommand
from screens.keys import pressed
from screens.language import N_
from screens.lines import Ink, Line, rule
from screens.widgets.entry import Entry
from screens.widgets.frame import FirstLine, KeyBar, Notice
from screens.widgets.painted import Block, Painted
from screens.widgets.rows import Rows

if TYPE_CHECKING:
    from clerk.ports import CardEvent
    from screens.app import CounterApp
    from screens.language import Speech


class CounterScreen(Screen[None]):
    """A screen whose keys are commands.

    Every command is a priority binding and runs inside the handling of its key: the next key waits, and then
    meets the screen that the command opened. Before a command runs, the field in focus takes in all letters
    typed before it. So a hand faster than a repaint loses no key.
    """

    TITLE: ClassVar[str] = ""
    """What the screen is, for help. An English msgid."""
    ABOUT: ClassVar[str] = ""
    """What one does here. An English msgid."""
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    COMMANDS_HERE: ClassVar[tuple[AnyCommand, ...]] = ()
    takes_scans: ClassVar[bool] = True
    """Whether a scanned receipt number opens its case from here."""
    is_scanned_into: ClassVar[bool] = False
    """Whether a scanner types into fields here: then no burst of keys is taken for a receipt number."""

    is_ready = False
    """Whether the screen is composed and mounted."""

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = [
            Binding(
                pressed(c.key), f"screen.command('{c.id}')", c.sentence, show=False, id=c.id, priority=True
            )
            for c in cls.COMMANDS_HERE
        ]
        options["inherit_bindings"] = False
        super().__init_subclass__(**options)

    def on_mount(self) -> None:
        """Answers from outside may be shown from now on. Textual runs this after a subclass's own."""
        self.is_ready = True

    @property
    def counter(self) -> CounterApp:
        """The app, with its own type."""
        return cast("CounterApp", self.app)

    @property
    def speech(self) -> Speech:
        """What the screen speaks with now."""
        return self.counter.speech

    @property
    def own_page(self) -> Page:
        """This page, or the page that a sheet lies over."""
        return self.counter.page

    def commands_in_bar(self) -> tuple[AnyCommand, ...]:
        """Commands for the key bar, left to right."""
        return tuple(c for c in self.COMMANDS_HERE if c.in_bar)

    def command_named(self, command_id: str) -> AnyCommand:
        """The command of this screen with that id."""
        return next(c for c in self.COMMANDS_HERE if c.id == command_id)

    async def action_command(self, command_id: str) -> None:
        """Run a command, or say why it does not work now."""
        await self.settle()
        await self.run_command(self.command_named(command_id))

    async def run_command(self, command: AnyCommand) -> None:
        """Run ``command`` here; what is refused is shown with its cure."""
        why = command.why_not(self)
        if why is not None:
            self.tell(why)
            return
        self.hush()
        try:
            await command.run(self)
        except Refused as refused:
            self.counter.top.refuse(refused.fault)
        self.counter.top.after_command()

    def after_command(self) -> None:
        """The state of keys may have changed."""
        for bar in self.query(KeyBar):
            bar.repaint()

    async def settle(self) -> None:
        """Wait until the field in focus has taken in every letter typed so far."""
        focused = self.focused
        if isinstance(focused, Entry) and self.is_ready:
            await focused.settled()
            self.caught_up()

    def caught_up(self) -> None:
        """The field in focus holds all that was typed; a screen that follows it does so now."""

    @property
    def has_keys(self) -> bool:
        """Whether keys go here now: a page below a sheet is in sight and has none."""
        return self.app.screen is self

    def says(self, words: str) -> bool:
        """Whether ``words`` are what was said last."""
        return any(notice.says(words) for notice in self.query(Notice))

    def tell(self, words: str) -> None:
        """Say one sentence."""
        for notice in self.query(Notice):
            notice.tell(words)

    def refuse(self, fault: Fault, safe: str = "") -> None:
        """Show a fault."""
        for notice in self.query(Notice):
            notice.refuse(fault, safe)

    def faults_in_sight(self) -> tuple[Fault, ...]:
        """Faults that the screen shows, for help to explain."""
        return tuple(notice.fault for notice in self.query(Notice) if notice.fault is not None)

    def hush(self) -> None:
        """Take back what was said: the clerk went on."""
        for notice in self.query(Notice):
            notice.clear()

    def repaint_all(self) -> None:
        """Paint everything anew, e.g. in another language. Fields keep what is typed in them."""
        for widget in self.query(Widget):
            if isinstance(widget, Painted | Rows | Entry):
                widget.repaint()

    def store_moved(self) -> None:
        """The store changed: look again, keeping cursor, focus and typed text."""

    async def card_happened(self, event: CardEvent) -> None:
        """Something happened at a reader. What it means for the counter is the desk's page's business."""


class Page(CounterScreen):
    """A screen of its own, inside the frame."""

    @property
    def own_page(self) -> Page:
        """Itself."""
        return self

    def compose(self) -> ComposeResult:
        """The frame with the body of the page in it."""
        yield FirstLine()
        yield from self.body()
        yield Notice()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between first line and keys."""
        raise NotImplementedError

    # The big verbs. A page that has its own meaning for one says so; on all others it belongs to the desk.

    def why_not_materials(self) -> str | None:
        """Why F4 does nothing."""
        return self.counter.desk_page.why_not_materials()

    async def materials(self) -> None:
        """F4."""
        await self.counter.back_to_desk()
        await self.counter.desk_page.materials()

    def why_not_confirm(self) -> str | None:
        """Why F5 does nothing."""
        return self.counter.desk_page.why_not_confirm()

    async def confirm(self) -> None:
        """F5."""
        await self.counter.back_to_desk()
        await self.counter.desk_page.confirm()

    def why_not_print(self) -> str | None:
        """Why F7 has nothing to print here."""
        return self.speech.say(N_("There is nothing to print here."))

    async def print_paper(self) -> None:
        """F7."""

    def why_not_reveal(self) -> str | None:
        """Why Ctrl+R does nothing."""
        return self.speech.say(N_("Nothing is masked here."))

    async def reveal(self) -> None:
        """Ctrl+R."""

    def go_back(self) -> None:
        """Leave this page for the one below."""
        if self.is_current:
            self.app.pop_screen()


class Sheet(CounterScreen):
    """A sheet that comes up from the bottom; what the clerk looked at stays in sight above it."""

    HEIGHT: ClassVar[str] = "auto"
    """Height of the sheet in CSS; ``auto`` is as high as its body."""
    DEFAULT_CSS = """
    Sheet { background: transparent; align: left bottom; }
    Sheet > Vertical { width: 100%; background: $background; }
    Sheet #head { margin-bottom: 1; }
    """

    _closes_when_ready = False

    def on_mount(self) -> None:
        """Close at once what was closed while it came up."""
        if self._closes_when_ready and self.is_current:
            self.app.pop_screen()

    @property
    def is_modal(self) -> bool:
        """Keys go to the sheet alone."""
        return True

    def compose(self) -> ComposeResult:
        """Title, body, what there is to say, and keys."""
        with Vertical() as sheet:
            yield Block(id="head")
            yield from self.body()
            yield Notice()
            yield KeyBar()
        sheet.styles.height = self.HEIGHT
        sheet.styles.max_height = "100%"

    def body(self) -> ComposeResult:
        """The widgets between title and keys."""
        raise NotImplementedError

    def head(self) -> tuple[Line, ...]:
        """The title, below a rule."""
        return (((f" {self.speech.say(self.TITLE)}", Ink.STRONG),),)

    def show_head(self) -> None:
        """Say the title, again after something in it changed."""
        self.query_one("#head", Block).show(rule(self.app.size.width), *self.head())

    def repaint_all(self) -> None:
        """Title and body in the language of now."""
        super().repaint_all()
        self.show_head()

    def on_resize(self) -> None:
        """Keep the rule as wide as the terminal. Textual runs this after a subclass's own."""
        self.show_head()

    def close(self) -> None:
        """Go back to the page below; a sheet that is still coming up closes as soon as it is there."""
        if not self.is_ready:
            self._closes_when_ready = True
        elif self.is_current:
            self.app.pop_screen()
