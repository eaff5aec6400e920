"""来访: one visit at the window, from the card to the receipt. Kept on disk as a draft at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from clerk.domain.cases import CaseId
from clerk.domain.faults import Fault
from clerk.domain.licences import DerivedCopy, Licence
from clerk.domain.materials import Met
from clerk.domain.parties import Agent, Applicant, Organisation, Person
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
    """Who else went on with it after a lock, a crash or a hand-over; empty while nobody did."""
    party: str = ""
    """Another one with every other person: what was found out about the one before is dropped."""
    subject: CardRead | None = None
    agent: Agent | None = None
    agent_warnings: tuple[Fault, ...] = ()
    """What is to be looked at on the agent's document."""
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
    case_id: CaseId = ""
    left: tuple[CaseId, ...] = ()
    """Cases begun in this visit and left for another matter or person: nothing serves them now."""
    form: Mapping[str, str] = field(default_factory=dict)
    met: tuple[Met, ...] = ()
    copies: Mapping[str, DerivedCopy] = field(default_factory=dict)
    """Material → the derived copy that meets it."""
    field_now: str = ""
    """Where the clerk was: the visit reopens there."""
    receipt_no: str = ""

    @property
    def applicant(self) -> Applicant | None:
        """The organisation where there is one, else the person whose card was read."""
        if self.organisation is not None:
            return self.organisation
        return self.subject.person if self.subject else None

    @property
    def holders(self) -> tuple[Applicant, ...]:
        """Whose e-licences may be used: the person's at the counter and the organisation's."""
        person: tuple[Person, ...] = (self.subject.person,) if self.subject else ()
        return (*person, self.organisation) if self.organisation else person

    def met_for(self, material: str) -> Met | None:
        """How a material was met, None while it is not."""
        for met in self.met:
            if met.material == material:
                return met
        return None

    def with_met(self, met: Met) -> Visit:
        """The visit with ``met`` in place of what stood for its material; the clerk is at that material."""
        others = tuple(m for m in self.met if m.material != met.material)
        copies = {material: copy for material, copy in self.copies.items() if material != met.material}
        return replace(self, met=(*others, met), copies=copies, field_now=met.material)

    def without_case(self) -> Visit:
        """The visit before a matter was chosen."""
        return replace(
            self,
            item="",
            home="",
            case_id="",
            left=(*self.left, self.case_id) if self.case_id else self.left,
            form={},
            met=(),
            copies={},
            taken_over="",
            archived=(),
            field_now="",
        )

    def without_party(self) -> Visit:
        """The visit before anybody was identified."""
        return replace(
            self.without_case(),
            party="",
            subject=None,
            agent=None,
            agent_warnings=(),
            organisation=None,
            licences=(),
            looked_up={},
            waiting=(),
        )
