"""The applicant's card on a PC/SC reader: whichever of the known cards lies there, behind the port."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from clerk.domain.china_time import day_of
from clerk.domain.faults import Fault, Refused
from clerk.domain.parties import IdentityEvidence, Person, Strength
from clerk.ports import CardRead, Clock, SampleCard
from integrations.readers.pcsc import passport, social_card
from integrations.readers.pcsc.apdu import Card
from integrations.readers.pcsc.connection import plugged_in
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.link import CardLink
from integrations.readers.pcsc.mrz import Mrz, parse
from integrations.readers.pcsc.passport import Passport
from integrations.readers.pcsc.social_card import SocialCard

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds one read may take; a passport over a slow contactless reader needs two or three."""


class ApplicantReader:
    """Reads a social security card or a passport on one PC/SC reader, and says which it was.

    ``reader`` is the reader's name at the service, or a part that only one reader has, or ``""`` for the
    only one.
    """

    def __init__(
        self, name: str, library: PcscLibrary, reader: str, clock: Clock, patience: float = PATIENCE
    ) -> None:
        self._name = name
        self._library = library
        self._reader = reader
        self._clock = clock
        self._link = CardLink(library, name, reader, patience)

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        return self._name

    @property
    def simulated(self) -> bool:
        """Never."""
        return False

    def samples(self) -> tuple[SampleCard, ...]:
        """None: it reads real cards."""
        return ()

    def number(self) -> str:
        """Whole name of the reader: PC/SC knows no security module's number.

        Raises:
            Refused: ``I-71`` the service does not answer, ``I-72`` it is not there, ``I-73`` several fit.
        """
        return plugged_in(self._library, self._reader)

    def read(self, sample: str | None = None) -> CardRead:
        """Read the card that lies on the reader.

        ``sample`` is the machine-readable zone of a passport, typed or scanned: its chip stays closed
        without. ``I-89`` says that the card is a passport and the zone is wanted.

        Raises:
            Refused: ``I-50`` no card, ``I-77`` a card nobody here knows, ``I-71`` … ``I-98`` as named.
        """
        zone = parse(sample) if sample and sample.strip() else None
        return self._link.use(lambda card: self._read(card, zone))

    def read_social_card(self) -> SocialCard:
        """Everything that is read of a social security card.

        Raises:
            Refused: as :meth:`read`.
        """
        return self._link.use(lambda card: _known(card, social_card.select, social_card.read_selected))

    def read_passport(self, zone: str) -> Passport:
        """Everything that is read of a passport, opened with its printed ``zone``.

        Raises:
            Refused: as :meth:`read`; ``I-90`` and ``I-91`` the zone is none.
        """
        parsed, today = parse(zone), day_of(self._clock.now())
        return self._link.use(
            lambda card: _known(
                card, passport.select, lambda chip: passport.read_selected(chip, parsed, today)
            )
        )

    def _read(self, card: Card, zone: Mrz | None) -> CardRead:
        # Who typed a zone has laid a passport there; everybody else most likely a social security card.
        if zone is None:
            if social_card.select(card):
                found = social_card.read_selected(card)
                return self._evidence(card, found.person, found.warnings)
            if passport.select(card):
                raise Refused("I-89")
        elif passport.select(card):
            opened = passport.read_selected(card, zone, day_of(self._clock.now()))
            return self._evidence(card, opened.person, opened.warnings, Strength.CHIP_UNAUTHENTICATED)
        elif social_card.select(card):
            found = social_card.read_selected(card)
            return self._evidence(card, found.person, found.warnings)
        raise Refused("I-77", reader=card.reader)

    def _evidence(
        self, card: Card, person: Person, warnings: tuple[Fault, ...], strength: Strength = Strength.CHIP
    ) -> CardRead:
        return CardRead(person, IdentityEvidence(strength, self._clock.now(), card.reader), warnings)


def _known(card: Card, select: Callable[[Card], bool], read: Callable[[Card], T]) -> T:
    if not select(card):
        raise Refused("I-77", reader=card.reader)
    return read(card)
