"""What the desk shows: frozen snapshots for screens and for ``--json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId, Holder, State
from clerk.domain.deliveries import Delivery
from clerk.domain.faults import Fault
from clerk.domain.forms import FieldKind
from clerk.domain.holding import Spans
from clerk.domain.licences import Licence
from clerk.domain.materials import Material, Met, Way
from clerk.domain.regions import Action, RegionId, Site
from clerk.domain.staff import Factor, Right, StaffMember
from clerk.domain.warnings import Colour
from clerk.ports import WaitingApplication


@dataclass(frozen=True, slots=True)
class Operator:
    """Who sits at the console."""

    member: StaffMember
    signed_in_at: datetime
    factor: Factor = Factor.NONE
    """What was proved beside the password."""

    @property
    def by_card(self) -> bool:
        """Whether the staff card was the second factor: pulling it locks the console."""
        return self.factor is Factor.CARD

    @property
    def has_two_factors(self) -> bool:
        """Whether a card or a one-time password was proved to the store, beside the password."""
        return self.factor in {Factor.CARD, Factor.TOTP}

    def may(self, right: Right, site: Site | None = None) -> bool:
        """Whether their role allows it, and, where ``site`` is given, whether it is their place."""
        return self.member.may(right, site)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody gives to prove who they are."""

    number: str
    password: str = field(repr=False)
    pin: str | None = field(default=None, repr=False)
    """PIN of the staff card, as its holder typed it just now."""
    code: str | None = field(default=None, repr=False)
    """One-time password (动态口令)."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence of the desk in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the item's form."""

    name: str
    label: Words
    value: str
    required: bool
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    unverified: bool = False


class MaterialState(StrEnum):
    """How a material line stands."""

    MISSING = "missing"
    PROPOSED = "proposed"
    """An e-licence is there and can be derived, or a commitment can be signed at the confirmation."""
    MET = "met"


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material of the visit."""

    material: Material
    met: Met | None
    best: Way
    licence: Licence | None
    state: MaterialState


@dataclass(frozen=True, slots=True)
class LookUp:
    """What one region answered about a person: licences and applications that wait."""

    region: RegionId
    licences: tuple[Licence, ...] = ()
    waiting: tuple[WaitingApplication, ...] = ()
    fault: Fault | None = None
    party: str = ""
    """The party of the visit that was asked for: an answer about somebody else is dropped."""


class Worklist(StrEnum):
    """Lists at the left of the desk."""

    SENDING = "sending"
    """Received here, not yet acknowledged by the home region."""
    AT_HOME = "at_home"
    """With the home department."""
    CORRECTION = "correction"
    TO_HAND_OVER = "to_hand_over"
    DUE_SOON = "due_soon"
    """Cases that warn: something falls due soon or is overdue."""
    EXCEPTIONS = "exceptions"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Worklists:
    """Counts of the lists and of the day."""

    counts: Mapping[Worklist, int]
    received_today: int
    without_paper_today: int
    median_seconds: int | None
    """Median time of today's visits from card to receipt; None before the first."""


@dataclass(frozen=True, slots=True)
class WarningView:
    """One warning: its colour also as a word, what is the matter, and what a clerk does about it."""

    colour: Colour
    colour_words: Words
    words: Words
    to_do: Words
    since: datetime
    verified: bool = False
    """False where no department has confirmed the rule (待核实)."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a case list."""

    id: CaseId
    receipt_no: str
    item_name: str
    applicant_masked: str
    home: RegionId
    state: State
    since: datetime
    next_step: Words
    needs_you: bool
    warning: WarningView | None = None
    """The worst warning, in the list of what falls due."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event of a case, oldest first."""

    at: datetime
    what: Words
    who: Words
    detail: str = ""
    more: Words | None = None
    """What else there is to say, where it is in our own words."""


class ClockStanding(StrEnum):
    """How the clock that runs now stands."""

    NONE = "none"
    RUNNING = "running"
    STOPPED = "stopped"
    LATE = "late"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ClockView:
    """The clock of a case in words."""

    standing: ClockStanding
    words: Words
    due: str
    percent: int
    due_verified: bool = True
    """False where the due day rests on a holiday list that nobody has verified."""


class PaperKind(StrEnum):
    """Papers this counter prints."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case with everything its screen shows."""

    case: CaseFile
    item_department: str
    deliveries: tuple[Delivery, ...]
    timeline: tuple[TimelineRow, ...]
    clock: ClockView
    holder: Holder
    next_step: Words
    next_key: str
    printable: tuple[PaperKind, ...]
    printed: tuple[PaperKind, ...]
    material_names: Mapping[str, str]
    held: Spans
    """Who held it how long, up to now."""
    held_since: datetime
    """When counting began: with the visit, or with the first change after an upgrade."""
    warnings: tuple[WarningView, ...] = ()
    """What it warns of now, the reddest first."""


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One line of the exception list."""

    delivery: Delivery
    receipt_no: str
    item_name: str
    fault: Fault
    words: str
    next_actor: str
    since: datetime


class WeatherState(StrEnum):
    """A region at a glance."""

    OK = "ok"
    PARTLY = "partly"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """An action that a region cannot do now: since when, and what may still be done here."""

    action: Action
    since: datetime | None
    still: Words


@dataclass(frozen=True, slots=True)
class RegionWeather:
    """What a region can do now, measured."""

    region: RegionId
    name: str
    state: WeatherState
    actions: Mapping[Action, bool | None]
    since: datetime | None
    note: str = ""
    hindrances: tuple[Hindrance, ...] = ()
    """What it cannot do now; where it cannot be reached, that is everything."""
