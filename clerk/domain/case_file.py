"""案卷: everything the counter knows of one case, and how it changes when something happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from clerk.domain.cases import Actor, CaseId, Event, Holder, State, holder, transition
from clerk.domain.clocks import Clock, Limits, apply_effect
from clerk.domain.holding import SENT, Holding
from clerk.domain.materials import Met, Way
from clerk.domain.parties import Agent, Applicant, IdentityEvidence
from clerk.domain.regions import RegionId


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """One point of a correction notice and the file that answers it, once there is one."""

    material: str
    words: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as it stands. Changed only through :func:`happen` and the desk's functions."""

    id: CaseId
    receipt_no: str
    query_code: str
    site: str
    window: str
    near: RegionId
    home: RegionId
    item: str
    item_name: str
    variant_code: str
    department: str
    applicant: Applicant
    evidence: IdentityEvidence
    agent: Agent | None
    form: Mapping[str, str]
    met: tuple[Met, ...]
    state: State
    clocks: tuple[Clock, ...]
    limits: Limits
    """Working days that apply, as published when the case was received."""
    clerk: str
    opened_at: datetime
    received_at: datetime
    consent_at: datetime
    changed_at: datetime
    online_reference: str = ""
    round: int = 0
    home_case_no: str = ""
    corrections: tuple[CorrectionAsked, ...] = ()
    correction_document: str = ""
    acceptance_document: str = ""
    accepted_at: datetime | None = None
    deemed: bool = False
    decided_at: datetime | None = None
    decision_document: str = ""
    words: str = ""
    """Last words of the home department."""
    licence_name: str = ""
    licence_no: str = ""
    handed_over_at: datetime | None = None
    handed_over_to: str = ""
    handed_over_number: str = ""
    handed_over_relation: str = ""
    handed_over_identity: str = ""
    """How who collected the result was identified, in the words of the paper."""
    handed_over_mode: str = ""
    handed_over_by: str = ""
    printed: Mapping[str, str] = field(default_factory=dict)
    """Paper → job name, for papers that were printed."""
    holding: Holding | None = None
    """Who holds it and who held it how long; None before anything happened to it."""
    version: int = 0
    """Raised by the store at every write."""

    @property
    def open_corrections(self) -> tuple[CorrectionAsked, ...]:
        """Points still to be put right."""
        return tuple(c for c in self.corrections if not c.answered)

    @property
    def deferred(self) -> tuple[date, ...]:
        """容缺后补: days by which materials that were not there have to come, earliest first."""
        return tuple(sorted(met.due for met in self.met if met.way is Way.DEFERRED and met.due is not None))


def happen(case: CaseFile, event: Event, actor: Actor, now: datetime) -> CaseFile:
    """The case after ``event``: new state and clocks.

    Raises:
        Refused: ``C-01`` the table has no such row.
    """
    row = transition(case.state, event, actor)
    state = case.state if row.target is None else row.target
    return replace(
        case,
        state=state,
        clocks=apply_effect(case.clocks, row.clock, now, case.limits),
        holding=held(case).pass_to(Holder.LINE if event in SENT else holder(state), now),
        changed_at=now,
    )


def arrived(case: CaseFile, now: datetime) -> CaseFile:
    """The case after what was sent last is with the home region: the line holds it no longer."""
    holding = held(case).pass_to(holder(case.state), now)
    return case if holding == case.holding else replace(case, holding=holding, changed_at=now)


def held(case: CaseFile) -> Holding:
    """Who holds the case. Until anything happened to it, that is the counter, since the visit opened."""
    return case.holding or Holding.begin(Holder.CLERK, case.opened_at)
