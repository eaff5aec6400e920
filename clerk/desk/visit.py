"""来访: one visit at the window, from the card to the receipt. Kept on disk as a draft at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clerk.domain.licences import DerivedCopy, Licence
from clerk.domain.materials import Met
from clerk.domain.parties import Agent, Applicant, Organisation
from clerk.domain.regions import RegionId
from clerk.ports import CardRead, WaitingApplication


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it stands."""

    id: str
    number: int
    """Number of the visit at this window today."""
    opened_at: datetime
    clerk: str
    """Who opened it."""
    taken_by: str = ""
    """Who went on with it after a lock, a crash or a hand-over; empty when it is the same clerk."""
    subject: CardRead | None = None
    agent: Agent | None = None
    organisation: Organisation | None = None
    licences: tuple[Licence, ...] = ()
    looked_up: Mapping[RegionId, str] = field(default_factory=dict)
    """Region → ``ok`` or the code of the fault met when looking up."""
    waiting: tuple[WaitingApplication, ...] = ()
    taken_over: str = ""
    """Reference of the online application that this visit takes over."""
    archived: tuple[str, ...] = ()
    """Materials that came with the online application."""
    item: str = ""
    home: RegionId = ""
    case_id: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    met: tuple[Met, ...] = ()
    copies: tuple[DerivedCopy, ...] = ()
    field_now: str = ""
    """Where the clerk was: the visit reopens there."""
    receipt_no: str = ""

    @property
    def applicant(self) -> Applicant | None:
        """The organisation where there is one, else the person whose card was read."""
        if self.organisation is not None:
            return self.organisation
        return self.subject.person if self.subject else None

    def met_for(self, material: str) -> Met | None:
        """How a material was met, None while it is not."""
        for met in self.met:
            if met.material == material:
                return met
        return None
