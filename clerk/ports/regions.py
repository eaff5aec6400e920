"""A region's back end as desk and delivery need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from clerk.domain.cases import Event
from clerk.domain.catalogue import Variant
from clerk.domain.faults import Fault
from clerk.domain.licences import DerivedCopy, Licence, Purpose
from clerk.domain.materials import Met
from clerk.domain.parties import Agent, Applicant, IdentityEvidence
from clerk.domain.regions import Action, RegionId
from clerk.ports.liaison import Mailbox


class RegionTrouble(Exception):
    """A region's back end did not do what was asked. ``fault`` has the words."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)


class Unreachable(RegionTrouble):
    """Nothing of the request can have arrived (no connection). Trying again is safe."""


class OutcomeUnknown(RegionTrouble):
    """The request may have arrived: time-out or broken reply after it was sent. Ask before sending again."""


class Busy(RegionTrouble):
    """The region refused for now (429, 503) and did nothing. ``retry_after`` in seconds, as it said."""

    def __init__(self, fault: Fault, retry_after: float | None = None) -> None:
        super().__init__(fault)
        self.retry_after = retry_after


class Rejected(RegionTrouble):
    """The region read the request and said no; repeating it cannot help. ``words`` are the region's own."""

    def __init__(self, fault: Fault, words: str) -> None:
        super().__init__(fault)
        self.words = words


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a dossier. ``digest`` is SM3, hex; ``load`` reads the bytes only when they are sent."""

    id: str
    material: str
    file_name: str
    media_type: str
    size: int
    digest: str
    load: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a home department gets for one case (移交): the unit that is sent, whole or not at all."""

    case_id: str
    receipt_no: str
    variant: Variant
    applicant: Applicant
    evidence: IdentityEvidence
    agent: Agent | None
    form: Mapping[str, str]
    met: tuple[Met, ...]
    attachments: tuple[Attachment, ...]
    received_at: datetime
    near_region: RegionId
    site_code: str
    site_name: str
    window: str
    clerk_no: str
    consent_at: datetime
    online_reference: str = ""
    """Region's number of the application filed online that this receipt takes over."""
    round: int = 0
    """0 = first hand-in; n = n-th correction."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The region has it: its own case number and when it says it took it in."""

    home_case_no: str
    arrived_at: datetime
    round: int = 0
    """How many corrections of this case the region has."""
    copies: int = 1
    """How many cases the region holds under our receipt number; more than one is a double."""


@dataclass(frozen=True, slots=True)
class WaitingApplication:
    """An application filed online that waits for the counter (线上预审)."""

    reference: str
    region: RegionId
    variant_code: str
    filed_at: datetime
    form: Mapping[str, str]
    files: tuple[tuple[str, str], ...]
    """Material code, file name."""
    missing: tuple[str, ...]
    """Material codes the pre-review found missing."""
    applicant_name: str = field(default="", repr=False)
    """Who filed it, as the region tells it: perhaps masked with stars, empty where it tells nothing."""
    applicant_number: str = field(default="", repr=False)
    """Number of her document, or the credit code; masked or empty as the name."""


@dataclass(frozen=True, slots=True)
class CorrectionPoint:
    """One thing the home department wants put right: material code and its words."""

    material: str
    words: str


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to a case at home, in the region's own order."""

    id: str
    """Unique in the region; news seen twice is applied once."""
    receipt_no: str
    home_case_no: str
    event: Event
    at: datetime
    words: str = ""
    official: str = ""
    """Name or number of the official, as the region gives it."""
    document_no: str = ""
    corrections: tuple[CorrectionPoint, ...] = ()
    promised_until: datetime | None = None
    licence_name: str = ""
    licence_no: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """News since a cursor, oldest first, and the cursor to ask with next."""

    cursor: str
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class Capability:
    """A region's own word on what works now (能力), and whether it is a simulator."""

    region: RegionId
    simulated: bool
    server_time: datetime
    actions: Mapping[Action, bool]
    note: str = ""


class RegionBackend(Protocol):
    """One region behind its dialect. Blocking calls with bounded time-outs; thread safe.

    Every call may raise :class:`Unreachable`, :class:`OutcomeUnknown`, :class:`Busy` or :class:`Rejected`.
    Calls that only read never raise ``OutcomeUnknown`` but ``Unreachable``.
    """

    @property
    def region(self) -> RegionId:
        """Which region this is."""
        ...

    @property
    def mailbox(self) -> Mailbox:
        """Where questions to this region lie, and its answers to others (联络单)."""
        ...

    def capability(self) -> Capability:
        """What the region can do now. Cheap; used for weather and the start gate."""
        ...

    def catalogue(self) -> tuple[Variant, ...]:
        """The region's variants of all items, as it publishes them."""
        ...

    def find_licences(self, holder: Applicant, purpose: Purpose) -> tuple[Licence, ...]:
        """Licences of ``holder`` in the region's library, for this purpose (logged by the region)."""
        ...

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        """A purpose-bound derived copy and its file (PDF). May take up to 30 s."""
        ...

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        """Applications of ``holder`` filed online that wait for the counter."""
        ...

    def waiting_file(self, reference: str, material: str) -> bytes:
        """A file of an application filed online."""
        ...

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """Hand a case to the home department (round 0)."""
        ...

    def correct(self, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        """Hand in the n-th correction (``dossier.round`` ≥ 1) of a case the region has."""
        ...

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """The case under our receipt number; None only when the region says definitely that it has none."""
        ...

    def changes(self, cursor: str) -> Changes:
        """News since ``cursor``; ``""`` = from the beginning. At most a few hundred a call."""
        ...

    def report_handed_over(self, receipt_no: str, home_case_no: str, at: datetime, mode: str) -> None:
        """Tell the home department that the result was handed over (送达). Idempotent at the region."""
        ...

    def close(self) -> None:
        """Close connections."""
        ...
