"""Every command of the page, found by its English or Chinese words, pinyin or initials."""

from __future__ import annotations

from functools import lru_cache

from textual.app import ComposeResult

from clerk.domain.faults import Language
from screens.commands import AnyCommand
from screens.keys import key_word
from screens.language import N_, Speech
from screens.lines import Ink, Line, ends, fit_right
from screens.page import Page
from screens.sheets.listing import ListSheet
from screens.widgets.entry import Entry
from screens.widgets.rows import Rows


@lru_cache(maxsize=512)
def _spellings(chinese: str) -> tuple[str, str]:
    """Pinyin and initials."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(chinese)
    return "".join(syllables), "".join(s[:1] for s in syllables)


def found_by(text: str, english: str, chinese: str) -> bool:
    """Whether ``text`` finds a command with these words."""
    needle = "".join(text.lower().split())
    if needle in "".join(english.lower().split()) or needle in chinese:
        return True
    if not needle.isascii():
        return False
    initials = "".join(word[:1] for word in english.lower().split())
    return needle in initials or any(needle in spelling for spelling in _spellings(chinese))


class PaletteSheet(ListSheet):
    """The palette. A command that does not work now stands there with the reason."""

    TITLE = N_("Which command?")
    ABOUT = N_("Type English, Chinese, pinyin or initials. A command that does not work now says why.")
    DEFAULT_CSS = "PaletteSheet Entry { width: 1fr; margin: 0 3; } PaletteSheet Rows { margin: 1 0; }"

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._english, self._chinese = Speech(Language.EN), Speech(Language.ZH)
        self._all = tuple(c for c in page.COMMANDS_HERE if c.in_palette)
        self._found: tuple[AnyCommand, ...] = self._all
        self._searched = ""

    def body(self) -> ComposeResult:
        """Field and list."""
        yield Entry(id="palette", hint=lambda: self.speech.say(N_("English, Chinese, pinyin or initials")))
        yield Rows(self.row, empty=self.when_empty)

    def on_mount(self) -> None:
        """Take the keys."""
        self.set_focus(self.query_one(Entry))
        self.show_rows(len(self._found), most=14)

    def on_input_changed(self, event: Entry.Changed) -> None:
        """Narrow at every letter."""
        event.stop()
        self.caught_up()

    def caught_up(self) -> None:
        """Show what the text finds."""
        text = self.query_one(Entry).value
        if text == self._searched:
            return
        self._searched = text
        self._found = tuple(c for c in self._all if self._finds(c, text))
        self.rows.show(len(self._found))

    def _finds(self, command: AnyCommand, text: str) -> bool:
        english = f"{self._english.say(command.label)} {self._english.say(command.sentence)}"
        chinese = f"{self._chinese.say(command.label)}{self._chinese.say(command.sentence)}"
        return found_by(text, english, chinese)

    def row(self, index: int, width: int) -> Line:
        """Key, sentence, and why it does not work."""
        command = self._found[index]
        why = command.why_not(self._page)
        key = key_word(self.counter.key_map.first(command))
        left: Line = (
            (fit_right(key, 9), Ink.KEY if why is None else Ink.DIM_KEY),
            (f"  {self.speech.say(command.sentence)}", Ink.TEXT if why is None else Ink.DIM_KEY),
        )
        return ends(left, ((why or "", Ink.QUIET),), width) if why and width > 90 else left

    def when_empty(self) -> str:
        """Nothing found."""
        return self.speech.say(N_("No command is found."))

    async def chosen(self, index: int) -> None:
        """Run it on the page below."""
        self.close()
        await self._page.run_command(self._found[index])
