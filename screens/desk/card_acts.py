"""Cards on the desk: read by key or because one was laid, and what is said when a reader goes.

Whoever is identified is never swapped by a card that comes: then a sentence says what the keys would do.
"""

from __future__ import annotations

from clerk.domain.faults import Fault, Refused
from clerk.ports import CardEvent, CardEventKind, CardReader, ReaderRole
from screens.command_sets.everywhere import ReadCard
from screens.command_sets.visit import Agent
from screens.desk.flow import AGENT, CARD, ONLINE
from screens.desk.part import DeskPart
from screens.desk.reader_lines import reader_lines
from screens.desk.reader_news import ReaderNews
from screens.keys import key_word
from screens.language import N_
from screens.lines import Line
from screens.messages import JobRefused
from screens.widgets.frame import GO_ON

_NOTHING_NEW = frozenset({"I-51", "I-52"})
"""An ID reader finds a card once. Until it is lifted and laid again there is nothing to read: no failure."""

_WIDE = 110
"""Cells from which on the three panels stand side by side: the app's breakpoint."""
_READERS_ACROSS = 40
"""Cells for the readers in the visit's panel: so few that the eye finds what belongs to a name."""


class CardActs(DeskPart):
    """Part of the desk's page."""

    news: ReaderNews
    _offer = ""
    _search_follows = False
    """Whether the search opens once the card has been read, because it could not before."""
    _letters_kept = ("", "")
    """Visit, and what stood in a search that a refused read closed."""
    _zone: tuple[str, tuple[str, str, str]] = ("", ("", "", ""))
    """Visit, and the machine-readable lines typed in it so far."""

    # ------------------------------------------------------------------------------------- read by a key

    def why_not_card(self) -> str | None:
        """A card that is being read has to be waited for."""
        if self.flow.busy:
            return self.speech.say(N_("Something is still being read or fetched; it takes a moment."))
        return None

    def lying(self) -> tuple[str, ...]:
        """Readers on which a card lies that no visit was read from, the usual reader first."""
        cards, used = self.counter.readers.cards, self.flow.used
        return tuple(r.name for r in self.counter.desk.readers if r.name in cards and r.name not in used)

    async def read_card(self) -> None:
        """Read the one card that lies there, or choose; with one real reader there is nothing to choose."""
        from screens.desk.card_sheet import CardSheet

        readers = self.counter.desk.readers
        lying = self.lying()
        if len(readers) == 1 and not readers[0].samples():
            await self.card_chosen(readers[0], None)
        elif len(lying) == 1:
            await self.card_chosen(next(r for r in readers if r.name == lying[0]), None)
        else:
            await self.counter.push_screen(CardSheet(readers, self.card_chosen, by_hand=self.type_identity))

    async def card_chosen(self, reader: CardReader, sample: str | None) -> None:
        """Read it; the search is open at once, so that the matter can be typed meanwhile.

        A card that was read and not lifted since may not be read again: the search waits for it.
        """
        read_before = reader.name in self.flow.used and reader.name in self.counter.readers.cards
        self.begin_visit()
        self.flow.read_card(reader, sample)
        self.show()
        self._search_follows = read_before
        if not read_before:
            await self.search()

    def readers_beside(self) -> tuple[Line, ...]:
        """On a narrow terminal no panel of their own shows the readers: they stand in the visit's."""
        counter = self.counter
        if counter.size.width >= _WIDE:
            return ()
        readers = counter.desk.all_readers
        return reader_lines(readers, counter.readers, self.speech, _READERS_ACROSS, indent="")

    # ---------------------------------------------------------------------------- what happens at readers

    async def card_happened(self, event: CardEvent) -> None:
        """A card, a reader or the service came or went."""
        match event.kind:
            case CardEventKind.CARD_IN if event.role is ReaderRole.APPLICANT:
                try:
                    await self._card_came(event.reader)
                except Refused as refused:  # a right that this operator lacks
                    self.refuse(refused.fault)
            case CardEventKind.CARD_OUT:
                self.flow.card_lifted(event.reader)
                self._take_offer_back()
            case CardEventKind.CARD_IN:
                pass
            case _:
                self._say_news(event)
        self.show_readers()

    async def _card_came(self, name: str) -> None:
        reader = next((r for r in self.counter.desk.readers if r.name == name), None)
        if reader is None or name in self.flow.used or self.flow.busy or not self.has_keys:
            return
        visit = self.flow.visit
        somebody = visit is not None and visit.subject is not None
        if visit is not None and somebody and not (visit.receipt_no and self._card_is_lifted(visit.id)):
            self._offer_it(name)
        elif not self.news.lay_there_before(name):  # else the line "Next" offers it
            self.hush()
            self.show_visit()
            await self.card_chosen(reader, None)

    def _card_is_lifted(self, visit: str) -> bool:
        cards = self.counter.readers.cards
        return not any(name in cards for name, used_by in self.flow.used.items() if used_by == visit)

    def _offer_it(self, name: str) -> None:
        keys = self.counter.key_map
        card, agent = key_word(keys.first(ReadCard())), key_word(keys.first(Agent()))
        say = self.speech.say
        if self.why_not_party() is None:
            self._offer = say(
                N_("A card lies on {reader}: {card} reads it as the next visitor's, {agent} as the agent's."),
                reader=name,
                card=card,
                agent=agent,
            )
        else:
            self._offer = say(
                N_("A card lies on {reader}: {card} reads it as the next visitor's."), reader=name, card=card
            )
        self.tell(self._offer)

    def _take_offer_back(self) -> None:
        if self.says(self._offer):
            self.hush()
        self._offer = ""

    def _say_news(self, event: CardEvent) -> None:
        news = self.news.about(event, self.speech)
        if event.kind is CardEventKind.READER_REMOVED:
            self.flow.card_lifted(event.reader)
        if isinstance(news, Fault):
            self.refuse(news)
        elif news is not None:
            self.tell(news)

    # --------------------------------------------------------------------------- what a read comes back with

    async def card_was_read(self, kind: str) -> None:
        """The visitor's or the agent's card is read: what waited for it goes on."""
        from screens.desk.zone_sheet import ZoneSheet

        if kind not in {CARD, AGENT}:
            return
        if isinstance(self.counter.top, ZoneSheet):
            self.counter.top.close()
        self._zone = ("", ("", "", ""))
        follows, self._search_follows = self._search_follows, False
        if kind == CARD and follows:
            # On the console's own turn: keys that come meanwhile wait for the sheet, none is lost.
            self.counter.call_later(self._search_for_her)

    def letters_kept(self) -> str:
        """What was typed for this visit's search before it was closed; given out once."""
        (visit, letters), self._letters_kept = self._letters_kept, ("", "")
        return letters if self.flow.visit is not None and self.flow.visit.id == visit else ""

    async def _search_for_her(self) -> None:
        visit = self.flow.visit
        if self.has_keys and visit is not None and visit.subject is not None and not visit.item:
            await self.search()

    async def card_refused(self, message: JobRefused) -> None:
        """The read, or what was fetched, was refused: say it; the visit stays as it was."""
        from screens.desk.search_sheet import SearchSheet
        from screens.desk.zone_sheet import ZONE_FAULTS, ZoneSheet

        fault, top = message.fault, self.counter.top
        kind = message.job.partition(":")[0]
        if isinstance(top, ZoneSheet):
            if fault.code in ZONE_FAULTS:
                top.put_right(fault)
                return
            top.close()
        elif kind == CARD and isinstance(top, SearchSheet):
            self._letters_kept = (self.flow.visit.id if self.flow.visit else "", top.typed)
            top.close()
        if fault.code == "I-89":
            self.counter.call_later(self._ask_zone, kind, fault)
        else:
            self._say_refused(fault, kind)

    def _say_refused(self, fault: Fault, kind: str) -> None:
        self.flow.chosen_early = None
        self._search_follows = False
        if fault.code in _NOTHING_NEW:
            self.tell(f"{self.speech.fault(fault)} {self.speech.cure(fault)}")
        else:
            self.refuse(fault, self.speech.say(GO_ON) if kind == ONLINE else "")

    async def _ask_zone(self, kind: str, fault: Fault) -> None:
        from screens.desk.zone_sheet import NO_LINES, ZoneSheet

        visit = self.flow.visit
        if visit is None or not self.has_keys:
            self._say_refused(fault, kind)
            return
        self._search_follows = kind == CARD
        typed_in, lines = self._zone
        sheet = ZoneSheet(
            self._read_zone,
            lambda typed: self._keep_zone(visit.id, typed),
            lines if typed_in == visit.id else NO_LINES,
        )
        await self.counter.push_screen(sheet)

    def _keep_zone(self, visit: str, typed: tuple[str, str, str]) -> None:
        self._zone = (visit, typed)

    def _read_zone(self, zone: str) -> str | None:
        why = self.why_not_card()
        if why is None:
            self.flow.read_again(zone)
            self.show()
        return why

    # ------------------------------------------------------------------------------------------ the photo

    def why_not_photo(self) -> str | None:
        """Most readers give none."""
        return None if self.flow.photo else self.speech.say(N_("There is no photo from a card."))

    async def view_photo(self) -> None:
        """Show it, to compare."""
        from screens.desk.photo_sheet import PhotoSheet

        visit = self.flow.visit
        if visit is not None and visit.subject is not None:
            await self.counter.push_screen(PhotoSheet(self.flow.photo, visit.subject.person))

    def let_photo_go(self) -> None:
        """The console locks: nothing of a photo stays in memory."""
        from screens.desk.photo_sheet import PhotoSheet

        self.flow.let_photo_go()
        for screen in self.counter.screen_stack:
            if isinstance(screen, PhotoSheet):
                screen.forget()
