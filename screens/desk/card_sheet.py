"""Which card: the cards that a simulated reader can be given, and the readers there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clerk.ports import CardEvent, CardEventKind, CardReader, ReaderRole, SampleCard
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import CARDS
from screens.commands import AnyCommand
from screens.language import N_
from screens.lines import Ink, Line, ends, fit, width_of
from screens.sheets.listing import ListSheet

Chosen = Callable[[CardReader, str | None], Awaitable[None]]


class CardSheet(ListSheet):
    """Every reader, and every sample card of the simulated ones. A card that is laid chooses its reader."""

    TITLE = N_("Which card lies on the reader?")
    ABOUT = N_(
        "A simulated reader is given one of its sample cards. A real reader reads the card that lies on it; "
        "laying one chooses it."
    )
    COMMANDS_HERE = (*CARDS, *ALWAYS)
    takes_scans = False

    def __init__(
        self,
        readers: tuple[CardReader, ...],
        chosen: Chosen,
        title: str = "",
        *,
        by_hand: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__()
        self._by_hand = by_hand
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
            return ends(((reader.name, Ink.TEXT),), self._standing(reader.name), width)
        remark = self.speech.either(sample.remark_zh, sample.remark_en)
        return (
            (fit(sample.label, min(self._label_width, max(width // 3, 16))), Ink.TEXT),
            (f"  {remark}", Ink.QUIET),
        )

    def _standing(self, name: str) -> Line:
        states, say = self.counter.readers, self.speech.say
        if name in states.cards:
            return ((say(N_("has a card")), Ink.NOW),)
        return () if name in states.there else ((say(N_("not there")), Ink.NEEDS),)

    async def card_happened(self, event: CardEvent) -> None:
        """A card that is laid while the sheet waits for one is the one that is meant."""
        self.rows.refresh()
        if event.kind is not CardEventKind.CARD_IN or event.role is not ReaderRole.APPLICANT:
            return
        for index, (reader, sample) in enumerate(self._entries):
            if self.has_keys and sample is None and reader.name == event.reader:
                await self.chosen(index)
                return

    def when_empty(self) -> str:
        """No reader at all."""
        if self._by_hand is None:
            return self.speech.say(N_("There is no card reader."))
        return self.speech.say(N_("There is no card reader. Type the identity with T."))

    def commands_in_bar(self) -> tuple[AnyCommand, ...]:
        """Without typing where this card has to be read."""
        bar = super().commands_in_bar()
        return bar if self._by_hand else tuple(c for c in bar if c.id != "type_by_hand")

    def why_not_by_hand(self) -> str | None:
        """Some cards have to be read."""
        return None if self._by_hand else self.speech.say(N_("This card has to be read."))

    async def type_by_hand(self) -> None:
        """Type who it is, when nothing can be read."""
        self.close()
        if self._by_hand is not None:
            await self._by_hand()

    async def chosen(self, index: int) -> None:
        """Read it."""
        reader, sample = self._entries[index]
        self.close()
        await self._chosen(reader, sample.key if sample else None)
