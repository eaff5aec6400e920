"""Card readers as the desk needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from clerk.domain.faults import Fault
from clerk.domain.parties import IdentityEvidence, Person
from clerk.domain.staff import KeySlot, StaffKey


class ReaderRole(StrEnum):
    """Whose card lies on a reader."""

    APPLICANT = "applicant"
    """申请人."""
    STAFF = "staff"
    """工作人员: pulling this card locks the console."""


class CardEventKind(StrEnum):
    """What a reader reports."""

    READER_ADDED = "reader_added"
    READER_REMOVED = "reader_removed"
    CARD_IN = "card_in"
    CARD_OUT = "card_out"
    SERVICE_UP = "service_up"
    SERVICE_DOWN = "service_down"


@dataclass(frozen=True, slots=True)
class CardEvent:
    """A change at a reader, as a frozen snapshot."""

    kind: CardEventKind
    reader: str
    """The reader as the profile names it; empty for what concerns the service."""
    role: ReaderRole = ReaderRole.APPLICANT


@dataclass(frozen=True, slots=True)
class CardRead:
    """What one read of a card gave."""

    person: Person
    evidence: IdentityEvidence
    warnings: tuple[Fault, ...] = ()
    photo: bytes = field(default=b"", repr=False, compare=False)
    """A picture of the holder to compare with, where a decoder is set up. Shown, never kept."""


@dataclass(frozen=True, slots=True)
class SampleCard:
    """A card that a simulated reader can be given. Real readers have none."""

    key: str
    label: str
    remark_zh: str
    remark_en: str


class CardReader(Protocol):
    """A source of identity: ID reader, social security card, passport, or simulated."""

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether it makes its cards up; live refuses such a reader."""
        ...

    def samples(self) -> tuple[SampleCard, ...]:
        """Cards it can be given; empty for a real reader."""
        ...

    def number(self) -> str:
        """Number of its security module, or what else tells it apart, asked now. Blocking, bounded.

        Raises:
            Refused: why it cannot be used (I-…).
        """
        ...

    def read(self, sample: str | None = None) -> CardRead:
        """Read the card that lies on it now. Blocking, bounded.

        ``sample`` is what the reader has to be told beside the card: the key of a simulated one's sample
        card, or the machine-readable zone of a passport, whose chip stays closed without (``I-89``).

        Raises:
            Refused: a named failure (I-…).
        """
        ...


@runtime_checkable
class WatchedReader(CardReader, Protocol):
    """A reader that tells by itself when it or a card comes or goes."""

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        """Report what happens until closed, on a thread of the reader: ``report`` must not ask it back."""
        ...

    def close(self) -> None:
        """Stop reporting and let the device go."""
        ...


class StaffCards(Protocol):
    """The reader that staff put their own card into (工作人员卡), the second factor of signing in.

    Every call is blocking and bounded, and raises :class:`Refused`: ``I-50`` no card lies there, ``I-77``
    it is no staff card, ``S-50``-``S-55`` what the card says, or a failure of the line (``I-70``-``I-85``).
    """

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        ...

    def number(self) -> str:
        """What else tells the reader apart, asked now."""
        ...

    def enrol(self, slot: KeySlot = KeySlot.CARD, pin: str | None = None) -> StaffKey:
        """The key of the card that lies there, after it proved that it holds the private half."""
        ...

    def prove(self, key: StaffKey, pin: str | None = None) -> None:
        """Return when the card that lies there holds ``key``'s private half: it signed a fresh challenge.

        ``pin`` is what its holder typed just now. None is ever sent that nobody typed. ``S-51`` says that
        the key wants one, ``S-54`` that the card is another.
        """
        ...

    def keys(self) -> tuple[StaffKey, ...]:
        """What the certificates of the card that lies there say, without any proof and any PIN."""
        ...


class CardEvents(Protocol):
    """All readers of a window, watched together."""

    def watch(self, report: Callable[[CardEvent], None]) -> None:
        """Report what happens at any reader until closed; what is there already comes first.

        ``report`` is called on threads of the readers and must come back at once.
        """
        ...
