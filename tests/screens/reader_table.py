"""Card readers on a table: a test lays cards on them and lifts them, and they report as real ones do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from clerk.desk.facade import Desk
from clerk.domain.faults import Fault, Refused
from clerk.domain.parties import IdentityEvidence, Person, Strength
from clerk.ports import CardEvent, CardEventKind, CardRead, CardReader, ReaderRole, SampleCard
from integrations.simulator.people import load_people
from tests.screens.window import NOW, Window

PATIENCE = 20.0


@dataclass
class Card:
    """A card: whom it names, or what is wrong with it. ``gate`` holds a read back until it is set."""

    person: Person
    warnings: tuple[Fault, ...] = ()
    photo: bytes = b""
    fault: Fault | None = None
    zone: str = ""
    """What a passport wants to be told before it opens."""
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()


def card_of(key: str, **parts: object) -> Card:
    """The card of one of the sample people."""
    person = next(sample.person for sample in load_people() if sample.key == key)
    return Card(person, **parts)  # type: ignore[arg-type]


class Table:
    """All readers of a window. Reports come on a thread of their own, one after the other."""

    def __init__(self) -> None:
        self.states: list[CardEvent] = []
        self._report: Callable[[CardEvent], None] | None = None

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        """What is there already comes first."""
        self._report = report
        for event in self.states:
            self._told(event)

    def happens(self, kind: CardEventKind, reader: str = "", role: ReaderRole = ReaderRole.APPLICANT) -> None:
        """Report it, as soon as somebody listens."""
        event = CardEvent(kind, reader, role)
        if self._report is None:
            self.states.append(event)
        else:
            self._told(event)

    def _told(self, event: CardEvent) -> None:
        assert self._report is not None
        thread = threading.Thread(target=self._report, args=(event,), name="reader-watch")
        thread.start()
        thread.join(PATIENCE)


class HandReader:
    """A reader on a table. ``reads_once`` is an ID reader's way: a card is found until it was read."""

    simulated = False

    def __init__(self, table: Table, name: str, *, reads_once: bool = False) -> None:
        self.name = name
        self._table = table
        self._reads_once = reads_once
        self._card: Card | None = None
        self._read = False
        self._pulled = False
        self.reads = 0
        table.happens(CardEventKind.READER_ADDED, name)

    def samples(self) -> tuple[SampleCard, ...]:
        return ()

    def number(self) -> str:
        return self.name

    def lay(self, card: Card) -> None:
        """Put a card on it."""
        if self._read and self._reads_once:  # only now it knows that the one before was lifted
            self._table.happens(CardEventKind.CARD_OUT, self.name)
        self._card, self._read, self._pulled = card, False, False
        self._table.happens(CardEventKind.CARD_IN, self.name)

    def lift(self) -> None:
        """Take the card off; a read that is under way has lost it."""
        card, self._card, self._pulled = self._card, None, True
        if not (self._read and self._reads_once):
            self._table.happens(CardEventKind.CARD_OUT, self.name)
        if card is not None:
            card.gate.set()

    def unplug(self) -> None:
        """Pull its cable."""
        if self._card is not None:
            self.lift()
        self._table.happens(CardEventKind.READER_REMOVED, self.name)

    def plug_in(self) -> None:
        """Put its cable back."""
        self._table.happens(CardEventKind.READER_ADDED, self.name)

    def read(self, sample: str | None = None) -> CardRead:
        self.reads += 1
        card = self._card
        if card is None:
            raise Refused("I-51" if self._reads_once else "I-50", reader=self.name)
        if self._read and self._reads_once:
            raise Refused("I-52", reader=self.name)
        assert card.gate.wait(PATIENCE), "a test forgot to open the gate"
        if self._pulled:
            raise Refused("I-74", step="读取姓名", step_en="reading the name")
        if card.fault is not None:
            raise Refused(card.fault.code, **card.fault.details)
        if card.zone and not sample:
            raise Refused("I-89")
        if card.zone and sample != card.zone:
            raise Refused("I-91", field="有效期", field_en="day of expiry")
        self._read = True
        evidence = IdentityEvidence(Strength.CHIP, NOW, self.name)
        return CardRead(replace(card.person, phone=""), evidence, card.warnings, card.photo)


def put_on_the_table(window: Window, table: Table, readers: Sequence[CardReader]) -> None:
    """Give the window these readers instead of its own."""
    counter = replace(window.desk.counter, readers=tuple(readers), card_events=table)
    window.desk = Desk(counter)
