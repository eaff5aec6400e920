"""A reader that is given made-up cards (示例). Live counters refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from clerk.domain.faults import Refused
from clerk.domain.names import normalise
from clerk.domain.parties import DocumentKind, IdentityEvidence, Person, Strength
from clerk.ports import CardRead, Clock, SampleCard

SAM_NUMBER = "05.03-20261124-0000000001-0000000001"
"""Number of a security module that does not exist, in the form readers give it."""


@dataclass(frozen=True, slots=True)
class SimulatedCard:
    """A made-up card: what is on it, and why it is worth trying."""

    key: str
    person: Person
    remark_zh: str
    remark_en: str


class SimulatedReader:
    """Reads the card that the trainee lays on it: one of the sample cards, by its key."""

    def __init__(self, name: str, cards: tuple[SimulatedCard, ...], clock: Clock) -> None:
        self._name = name
        self._cards: Mapping[str, SimulatedCard] = {card.key: card for card in cards}
        self._clock = clock

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        return self._name

    @property
    def simulated(self) -> bool:
        """Always: its cards are made up."""
        return True

    def samples(self) -> tuple[SampleCard, ...]:
        """The cards to choose from, in the order of the file."""
        return tuple(
            SampleCard(card.key, card.person.name, card.remark_zh, card.remark_en)
            for card in self._cards.values()
        )

    def number(self) -> str:
        """Number of a module that does not exist."""
        return SAM_NUMBER

    def read(self, sample: str | None = None) -> CardRead:
        """Read the sample card of that key.

        Raises:
            Refused: ``I-50`` no card lies on the reader.
        """
        card = self._cards.get(sample or "")
        if card is None:
            raise Refused("I-50", reader=self._name)
        now: datetime = self._clock.now()
        # A chip holds no telephone number: it is asked for, like everybody's.
        on_chip = replace(card.person, name=normalise(card.person.name).value, phone="")
        if card.person.document is not DocumentKind.RESIDENT_ID:
            on_chip = replace(on_chip, nation="")
        return CardRead(on_chip, IdentityEvidence(Strength.CHIP, now, SAM_NUMBER))
