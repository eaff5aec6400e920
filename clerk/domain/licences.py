"""E-licences (电子证照) and the purpose-bound derived copies (派生证照) a counter may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clerk.domain.faults import Refused
from clerk.domain.parties import Validity
from clerk.domain.regions import RegionId

USE_CAUSE_LIMIT = 200
"""Characters of a use cause (domain.md §2.9)."""


class LicenceState(StrEnum):
    """Maintenance state of a licence (GB/T 36903, domain.md §2.8)."""

    VALID = "valid"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class LicenceKind:
    """A kind of licence on one of the mutual-recognition lists (8 + 11, domain.md §4.1)."""

    code: str
    """Our own code, e.g. ``resident_id``."""
    name: str
    batch: int
    verified: bool
    """False = 待核实: shown as such and off."""
    national_type: str = ""
    shanghai_code: str = ""

    @property
    def usable(self) -> bool:
        """Only verified kinds are on by default."""
        return self.verified


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence found in a region's licence library. Several holders are possible (marriage)."""

    id: str
    """Id in the region's own library."""
    kind: str
    name: str
    number: str
    holders: tuple[str, ...]
    issuer: str
    region: RegionId
    validity: Validity
    state: LicenceState = LicenceState.VALID
    identifier: str = ""
    """GB/T 36904 identifier, where the region gives one."""

    def usable_on(self, day: date) -> bool:
        """Whether it may replace paper on ``day``."""
        return self.state is LicenceState.VALID and self.validity.holds_on(day)


@dataclass(frozen=True, slots=True)
class Purpose:
    """用证事由: why a licence is used; every use is logged by both sides."""

    cause: str
    item_code: str
    item_name: str
    case_id: str
    clerk: str
    site: str
    since: date
    until: date

    def __post_init__(self) -> None:
        if not self.cause.strip() or len(self.cause) > USE_CAUSE_LIMIT:
            raise Refused("L-01", limit=str(USE_CAUSE_LIMIT))
        if self.until < self.since:
            raise Refused("L-02")


@dataclass(frozen=True, slots=True)
class DerivedCopy:
    """派生证照 (加注件): a copy made for one case and one cause, with an end date."""

    id: str
    licence: str
    kind: str
    purpose: Purpose
    digest: str
    """SM3 of the file, hex."""
    media_type: str = "application/pdf"

    def serves(self, case_id: str, day: date) -> bool:
        """Whether it may be used for this case on this day; never for another."""
        return self.purpose.case_id == case_id and self.purpose.since <= day <= self.purpose.until
