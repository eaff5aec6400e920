"""Which card: the cards that a simulated reader can be given, and the readers there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clerk.ports import CardReader, SampleCard
from screens.language import N_
from screens.lines import Ink, Line, fit, width_of
from screens.sheets.listing import ListSheet

Chosen = Callable[[CardReader, str | None], Awaitable[None]]


class CardSheet(ListSheet):
    """Offers every reader, and every sample card of the simulated ones."""

    TITLE = N_("Which card lies on the reader?")
    ABOUT = N_(
        "A simulated reader is given one of its sample cards. A real reader reads the card that lies on it."
    )
    takes_scans = False

    def __init__(self, readers: tuple[CardReader, ...], chosen: Chosen, title: str = "") -> None:
        super().__init__()
        self._chosen = chosen
        self._title = title
        self._entries: list[tuple[CardReader, SampleCard | None]] = []
        for reader in readers:
            samples = reader.samples()
            self._entries += [(reader, sample) for sample in samples] if samples else [(reader, None)]
        self._label_width = max((width_of(s.label) for _, s in self._entries if s), default=10)

    def head(self) -> tuple[Line, ...]:
        """The title, and that these cards are made up."""
        say = self.speech.say
        title = say(self._title or self.TITLE)
        simulated = any(reader.simulated for reader, _ in self._entries)
        note = f"   {say(N_('simulated reader: nobody on these cards is real'))}" if simulated else ""
        return (((f" {title}", Ink.STRONG), (note, Ink.QUIET)),)

    def on_mount(self) -> None:
        """Show them."""
        self.show_rows(len(self._entries), most=max(self.app.size.height - 22, 8))

    def row(self, index: int, width: int) -> Line:
        """A sample with its remark, or a reader."""
        reader, sample = self._entries[index]
        if sample is None:
            return ((reader.name, Ink.TEXT),)
        remark = self.speech.either(sample.remark_zh, sample.remark_en)
        return (
            (fit(sample.label, min(self._label_width, max(width // 3, 16))), Ink.TEXT),
            (f"  {remark}", Ink.QUIET),
        )

    def when_empty(self) -> str:
        """No reader at all."""
        return self.speech.say(N_("There is no card reader. Type the identity with T."))

    async def chosen(self, index: int) -> None:
        """Read it."""
        reader, sample = self._entries[index]
        self.close()
        await self._chosen(reader, sample.key if sample else None)
