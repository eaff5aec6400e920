"""The staff's reader without a service: a card lies in it or does not, and the real protocol talks to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from clerk.domain.faults import Fault, Refused
from clerk.domain.staff import KeySlot, StaffKey
from clerk.ports import CardEvent, CardEventKind, ReaderRole
from clerk.store import Store, staff
from integrations.readers.pcsc import piv
from integrations.readers.pcsc.staff_card import answer_challenge, enrolled_from, keys_on
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.memory import MemoryCard

READER = "工作人员读卡器"


@dataclass
class StaffSlot:
    """A :class:`clerk.ports.StaffCards` and, for the screens, the :class:`clerk.ports.CardEvents` of it.

    ``trouble`` is what reader or service refuse everything with; ``meanwhile`` happens while a card proves.
    """

    card: StaffCard | None = None
    trouble: Fault | None = None
    meanwhile: Callable[[], None] = lambda: None
    proofs: int = 0
    name: str = READER
    _reports: list[Callable[[CardEvent], None]] = field(default_factory=list)

    def put_in(self, card: StaffCard) -> None:
        """Lay a card."""
        self.card = card
        self.tell(CardEventKind.CARD_IN)

    def pull(self) -> None:
        """Take it out."""
        self.card = None
        self.tell(CardEventKind.CARD_OUT)

    def tell(self, kind: CardEventKind) -> None:
        """Report an event."""
        for report in self._reports:
            report(CardEvent(kind, self.name, ReaderRole.STAFF))

    # what the desk asks

    def number(self) -> str:
        return self.name

    def enrol(self, slot: KeySlot = KeySlot.CARD, pin: str | None = None) -> StaffKey:
        return enrolled_from(self._contact(), slot, pin)

    def prove(self, key: StaffKey, pin: str | None = None) -> None:
        self.proofs += 1
        line = self._contact()
        self.meanwhile()
        answer_challenge(line, key, pin)

    def keys(self) -> tuple[StaffKey, ...]:
        line = self._contact()
        piv.select(line)
        return keys_on(line)

    def _contact(self) -> MemoryCard:
        if self.trouble is not None:
            raise Refused(self.trouble.code, **self.trouble.details)
        if self.card is None:
            raise Refused("I-50", reader=self.name)
        self.card.reset()
        return MemoryCard(self.card, t0=self.card.t0)

    # what the screens hear

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        self._reports.append(report)
        self.tell(CardEventKind.READER_ADDED)
        if self.card is not None:
            self.tell(CardEventKind.CARD_IN)


def enrolled(
    store: Store,
    slot: StaffSlot,
    card: StaffCard,
    key_slot: KeySlot = KeySlot.CARD,
    pin: str | None = None,
) -> StaffCard:
    """Enrol ``card`` for A0231; it lies in the slot."""
    slot.card = card
    with store.writing() as unit:
        staff.set_card(unit, "A0231", slot.enrol(key_slot, pin))
    return card
