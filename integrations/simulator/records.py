"""What a simulated region keeps: cases as they arrived, files, news, and who looked at which licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from clerk.domain.cases import Event, State
from clerk.domain.digests import sm3
from clerk.domain.licences import Licence
from clerk.domain.materials import Met
from clerk.domain.parties import Agent, Applicant, IdentityEvidence
from clerk.ports import WaitingApplication


class Reason(StrEnum):
    """Why a region says no. Each dialect has its own code for it."""

    UNKNOWN_CALLER = "unknown_caller"
    SESSION_GONE = "session_gone"
    IDENTITY_GONE = "identity_gone"
    UNKNOWN_ITEM = "unknown_item"
    CLOSED_ITEM = "closed_item"
    INCOMPLETE = "incomplete"
    UNKNOWN_CASE = "unknown_case"
    WRONG_STATE = "wrong_state"
    UNKNOWN_LICENCE = "unknown_licence"
    UNUSABLE_LICENCE = "unusable_licence"
    NO_CAUSE = "no_cause"
    UNKNOWN_FILE = "unknown_file"
    DAMAGED_FILE = "damaged_file"
    UNKNOWN_APPLICATION = "unknown_application"
    IDENTITY_MISMATCH = "identity_mismatch"
    BAD_CURSOR = "bad_cursor"
    BAD_REQUEST = "bad_request"


class Refusal(Exception):
    """The region understood and says no, in its own words. Nothing was done."""

    def __init__(self, reason: Reason, words: str) -> None:
        self.reason = reason
        self.words = words
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class SimFile:
    """A file as it arrived. ``digest`` is SM3 over ``content``, computed here."""

    material: str
    file_name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SM3 of the content, hex."""
        return sm3(self.content)


@dataclass(frozen=True, slots=True)
class Intake:
    """A case as a near counter handed it in, in the field's terms and no dialect's."""

    receipt_no: str
    variant_code: str
    applicant: Applicant
    evidence: IdentityEvidence
    agent: Agent | None
    form: Mapping[str, str]
    met: tuple[Met, ...]
    received_at: datetime
    consent_at: datetime
    near_region: str
    site_code: str
    site_name: str
    window: str
    clerk_no: str
    case_id: str = ""
    online_reference: str = ""


@dataclass(frozen=True, slots=True)
class SimCase:
    """One case in a home department's own system."""

    home_no: str
    receipt_no: str
    variant_code: str
    state: State
    round: int
    """Corrections that arrived."""
    arrived_at: datetime
    """When the last hand-in arrived, by the region's own clock."""
    intake: Intake
    """As first handed in; a correction replaces the materials it brings."""
    handed_over_at: datetime | None = None
    handed_over_mode: str = ""


@dataclass(frozen=True, slots=True)
class HomeNews:
    """One thing a home department did. ``seq`` only grows."""

    seq: int
    id: str
    home_no: str
    receipt_no: str
    event: Event
    at: datetime
    words: str = ""
    official: str = ""
    document_no: str = ""
    points: tuple[tuple[str, str], ...] = ()
    """Material code, words."""
    promised_until: datetime | None = None
    licence_name: str = ""
    licence_no: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """用证: who looks at a licence, and why. Logged before anything is shown."""

    cause: str
    item_code: str = ""
    item_name: str = ""
    case_id: str = ""
    clerk: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class DerivedFile:
    """派生证照: a purpose-bound copy that the library made."""

    id: str
    licence_id: str
    since: date
    until: date
    use: Use
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SM3 of the content, hex."""
        return sm3(self.content)


@dataclass(frozen=True, slots=True)
class Library:
    """What a region knows before anybody comes: its people, their licences, and what they filed online.

    All of it is synthetic. Keys are document numbers (resident number, or credit code).
    """

    holders: Mapping[str, Applicant] = field(default_factory=dict)
    licences: Mapping[str, tuple[Licence, ...]] = field(default_factory=dict)
    waiting: Mapping[str, tuple[WaitingApplication, ...]] = field(default_factory=dict)

    def licence(self, licence_id: str) -> Licence | None:
        """A licence by its id in the library."""
        for licences in self.licences.values():
            for licence in licences:
                if licence.id == licence_id:
                    return licence
        return None

    def application(self, reference: str) -> WaitingApplication | None:
        """An application filed online by its number."""
        for applications in self.waiting.values():
            for application in applications:
                if application.reference == reference:
                    return application
        return None
