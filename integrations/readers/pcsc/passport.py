"""The e-passport (电子护照): opened with the printed zone, and marked as what it is, unauthenticated.

Without the issuing states' certificates (passive authentication) chip data prove that somebody wrote them,
not that a state did. PACE is not spoken: a chip that asks for it alone is refused in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerk.domain.faults import Fault, Refused
from clerk.domain.names import normalise
from clerk.domain.parties import DocumentKind, Person, Validity
from integrations.readers.pcsc import lds
from integrations.readers.pcsc.apdu import Answer, Card, select_application
from integrations.readers.pcsc.bac import NoBasicAccess, Nonces, SecureChannel, authenticate, document_keys
from integrations.readers.pcsc.lds import Contents
from integrations.readers.pcsc.mrz import Mrz, birth_day, expiry_day
from integrations.readers.pcsc.steps import unreadable

_PASSPORT_CODES = ("P", "IP")
"""First letters of a passport, and the code of a passport card."""


@dataclass(frozen=True, slots=True)
class Passport:
    """What a passport's chip says."""

    zone: Mrz
    contents: Contents
    person: Person

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Always that nothing is authenticated; then what the clerk has to look at."""
        found = [Fault("I-95")]
        if not self.contents.has_photo:
            found.append(Fault("I-97"))
        if self.zone.name_full:
            found.append(Fault("N-04"))
        return tuple(found)


def select(card: Card) -> bool:
    """Select the application; False when the card has none.

    Raises:
        Refused: a failure of the line, ``I-93`` a chip that only opens with PACE, ``I-79`` another refusal.
    """
    answer = card.ask(lds.SELECT, select_application(lds.APPLICATION, expect=None))
    if answer.no_application:
        return False
    if not answer.ok:
        raise _why_closed(card, answer)
    return True


def read_selected(card: Card, zone: Mrz, today: date) -> Passport:
    """Open the chip whose application is selected with the printed ``zone``, and read it.

    Raises:
        Refused: a failure of the line, ``I-92`` the chip does not accept the zone, ``I-93`` it wants PACE,
            ``I-94`` the secure channel broke, ``I-96`` chip and zone differ, ``I-98`` it is no passport,
            ``I-31`` it expired, ``I-78`` and ``I-79`` unreadable or refused.
    """
    channel = _opened(card, zone)
    contents = lds.contents(lds.read_file(channel, lds.COM))
    on_chip = lds.document_data(lds.read_file(channel, lds.DG1))
    if not zone.same_document(on_chip):
        raise Refused("I-96")
    if not on_chip.code.startswith(_PASSPORT_CODES):
        raise Refused("I-98", kind=on_chip.code)
    issued = lds.issued_on(lds.read_file(channel, lds.DG12)) if contents.has_issuing_data else None
    return Passport(on_chip, contents, _person(on_chip, issued, today))


def _opened(card: Card, zone: Mrz) -> SecureChannel:
    try:
        return authenticate(card, document_keys(zone.key), Nonces.fresh())
    except NoBasicAccess as closed:
        raise _why_closed(card, Answer(b"", closed.status)) from None


def _why_closed(card: Card, answer: Answer) -> Refused:
    return Refused("I-93") if lds.speaks_pace(card) else lds.no_application(answer.status)


def _person(zone: Mrz, issued: date | None, today: date) -> Person:
    try:
        until, born = expiry_day(zone.expires), birth_day(zone.born, today)
    except Refused:
        # Digits that fit and no such day: the words for a zone just typed would send the clerk to the keys.
        raise unreadable(lds.DG1.step) from None
    if until < today:
        raise Refused("I-31", until=until.isoformat())
    return Person(
        name=normalise(zone.name).value,
        document=DocumentKind.PASSPORT,
        number=zone.number,
        sex=zone.sex,
        birth=born,
        # The zone has no day of issue, and none is made up: only DG12 tells it.
        validity=Validity(issued, until) if issued else None,
        issuer=zone.issuer,
    )
