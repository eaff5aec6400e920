"""A sheet of fields. Each is kept when it is left; what is refused stays in the field, with the reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from clerk.domain.faults import Refused
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import FIELD_SHEET
from screens.language import N_
from screens.lines import Ink, Line, Piece, fit, line_width, width_of
from screens.page import Sheet
from screens.widgets.entry import Entry
from screens.widgets.frame import SAVED
from screens.widgets.painted import Painted

UNVERIFIED = N_("unverified")


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: its labels in both languages, what it holds, and what may be said beside it."""

    name: str
    zh: str
    en: str
    value: str = ""
    required: bool = True
    choices: tuple[str, ...] = ()
    unverified: bool = False
    hint: str = ""


Keep = Callable[[str, str], Awaitable[str]]
"""Name and what was typed → the value that was kept. Raises Refused."""


async def _nothing() -> None:
    """What a sheet does that only keeps its fields."""


class _Labels(Painted):
    DEFAULT_CSS = "_Labels { width: 22; height: auto; }"

    def __init__(self, sheet: FieldSheet) -> None:
        super().__init__(id="labels")
        self._sheet = sheet

    def on_mount(self) -> None:
        """As wide as the longest label of either language."""
        longest = max(width_of(text) for line in self._sheet.lines for text in (line.zh, line.en))
        self.styles.width = min(longest, 28) + 5

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """One label a line; the one in focus is marked."""
        lines = []
        for field in self._sheet.lines:
            current = field.name == self._sheet.current
            label = self.speech.either(field.zh, field.en)
            lines.append(
                (
                    (" ▸ " if current else "   ", Ink.NOW),
                    (fit(label, width - 4), Ink.TEXT if current else Ink.QUIET),
                )
            )
        return tuple(lines)


class _Marks(Painted):
    DEFAULT_CSS = "_Marks { width: 1fr; height: auto; margin-left: 1; }"

    def __init__(self, sheet: FieldSheet) -> None:
        super().__init__(id="marks")
        self._sheet = sheet

    def paint(self, width: int, height: int) -> tuple[Line, ...]:
        """Beside each field: kept, missing, refused, or what it may hold."""
        return tuple(self._mark(field) for field in self._sheet.lines)

    def _mark(self, field: FieldLine) -> Line:
        say = self.speech.say
        pieces: list[Piece] = []
        code = self._sheet.refusals.get(field.name)
        if code is not None:
            pieces.append((f"! {code}", Ink.NEEDS))
        elif self._sheet.kept.get(field.name):
            pieces.append(("✓", Ink.NOW))
        elif field.required:
            pieces.append(("○", Ink.NEEDS))
        else:
            pieces.append((say(N_("optional")), Ink.QUIET))
        if field.unverified:
            pieces.append((f"  {say(UNVERIFIED)}", Ink.NEEDS))
        if field.choices:
            words = "  ".join(f"{n} {c}" for n, c in enumerate(field.choices, 1))
            pieces.append((f"  {words}", Ink.QUIET))
        elif field.hint:
            pieces.append((f"  {say(field.hint)}", Ink.QUIET))
        return tuple(pieces)


class FieldSheet(Sheet):
    """Fields one below the other.

    ``keep`` puts one field on disk. ``apply`` does what the fields are for while the sheet is still open, so
    that what it refuses can be put right; ``then`` runs after the sheet has closed.
    """

    TITLE = N_("Form")
    ABOUT = N_(
        "Each field is on disk as soon as you leave it. A field with choices also takes the number of one."
    )
    COMMANDS_HERE = (*FIELD_SHEET, *ALWAYS)
    DEFAULT_CSS = """
    FieldSheet #fields { height: auto; max-height: 16; margin-bottom: 1; }
    FieldSheet Horizontal { height: auto; }
    FieldSheet #entries { width: 32; height: auto; }
    """

    def __init__(
        self,
        title: str,
        lines: tuple[FieldLine, ...],
        keep: Keep,
        *,
        apply: Callable[[], Awaitable[None]] = _nothing,
        then: Callable[[], Awaitable[None]] = _nothing,
        at: str = "",
        about: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self.lines = lines
        self.kept = {line.name: line.value for line in lines}
        self.refusals: dict[str, str] = {}
        self._keep = keep
        self._apply = apply
        self._then = then
        self._about = about
        names = [line.name for line in lines]
        empty = next((line.name for line in lines if line.required and not line.value), names[0])
        self.current = at if at in names and not self.kept[at] else empty

    def head(self) -> tuple[Line, ...]:
        """The title and what to know."""
        title: Line = ((f" {self.speech.say(self._title)}", Ink.STRONG),)
        if not self._about:
            return (title,)
        about = self.speech.say(self._about)
        if line_width(title) + width_of(about) + 4 <= self.app.size.width:
            return ((*title, (f"   {about}", Ink.QUIET)),)
        return (title, ((f" {about}", Ink.QUIET),))

    def body(self) -> ComposeResult:
        """Labels, fields and marks side by side."""
        with VerticalScroll(id="fields", can_focus=False), Horizontal():
            yield _Labels(self)
            with Vertical(id="entries"):
                for line in self.lines:
                    yield Entry(line.value, id=f"field-{line.name}")
            yield _Marks(self)

    def on_mount(self) -> None:
        """Take the keys."""
        for painted in self.query(Painted):
            if painted.id in {"labels", "marks"}:
                painted.styles.height = len(self.lines)
        self._go_to(self.current)

    def _entry(self, name: str) -> Entry:
        return self.query_one(f"#field-{name}", Entry)

    def _go_to(self, name: str) -> None:
        self.current = name
        entry = self._entry(name)
        self.set_focus(entry)
        entry.cursor_position = len(entry.value)
        for painted in self.query(Painted):
            painted.repaint()

    async def commit(self) -> bool:
        """Keep the field in focus. False when it was refused: what was typed stays."""
        line = next(x for x in self.lines if x.name == self.current)
        entry = self._entry(line.name)
        typed = _choice(line, entry.value)
        if typed == self.kept[line.name] and (typed or not line.required):
            return True
        try:
            kept = await self._keep(line.name, typed)
        except Refused as refused:
            self.refusals[line.name] = refused.fault.code
            self.refuse(refused.fault, self.speech.say(SAVED) if typed else "")
            self._repaint_marks()
            return False
        self.refusals.pop(line.name, None)
        self.kept[line.name] = kept
        entry.value = kept
        self._repaint_marks()
        return True

    def _repaint_marks(self) -> None:
        self.query_one("#marks", _Marks).repaint()

    async def move_field(self, step: int) -> None:
        """Keep this field if it can be kept and go to another; an empty one may be left for later."""
        entry = self._entry(self.current)
        if entry.value and not await self.commit():
            return
        names = [line.name for line in self.lines]
        self._go_to(names[(names.index(self.current) + step) % len(names)])

    async def commit_and_go_on(self) -> None:
        """Keep the field; on to the next empty one, and after the last one close."""
        if not await self.commit():
            return
        names = [line.name for line in self.lines]
        here = names.index(self.current)
        for line in (*self.lines[here + 1 :], *self.lines[:here]):
            if line.required and not self.kept[line.name]:
                self._go_to(line.name)
                return
        if here + 1 < len(names):
            self._go_to(names[here + 1])
            return
        await self._finish()

    async def finish(self) -> None:
        """Keep the field and close; what is still missing shows on the desk."""
        entry = self._entry(self.current)
        if not entry.value or await self.commit():
            await self._finish()

    async def _finish(self) -> None:
        try:
            await self._apply()
        except Refused as refused:
            self.refuse(refused.fault, self.speech.say(SAVED))
            return
        self.close()
        await self._then()

    def close(self) -> None:
        """Close. Kept fields stay kept; only the one in focus may be unfinished."""
        super().close()
        self.counter.page.store_moved()


def _choice(line: FieldLine, typed: str) -> str:
    text = typed.strip()
    if line.choices and text.isdigit() and 1 <= int(text) <= len(line.choices):
        return line.choices[int(text) - 1]
    return text
