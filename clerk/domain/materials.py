"""申请材料: what is asked for, and how each material is met without paper where it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clerk.domain.faults import Refused


class Necessity(StrEnum):
    """mustFlag (domain.md §1.5): 必要, 非必要, 容缺."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"
    DEFERRABLE = "deferrable"


class Way(StrEnum):
    """How a material is met, in the order in which a counter must try them (domain.md §4.2)."""

    DATA_CHECK = "data_check"
    """数据核验: shared data answer the question, nothing is handed in."""
    E_LICENCE = "e_licence"
    """电子证照: a purpose-bound derived copy."""
    ARCHIVE = "archive"
    """Already in the case archive or filed online (线上预审)."""
    COMMITMENT = "commitment"
    """告知承诺."""
    DEFERRED = "deferred"
    """容缺: comes later, against a promise with a date; never for essential material."""
    PAPER = "paper"
    """Paper handed in at the counter."""
    SCAN = "scan"
    """A scanned file."""

    @property
    def without_paper(self) -> bool:
        """Whether the citizen hands in nothing (counted under 两个免于提交)."""
        return self in {Way.DATA_CHECK, Way.E_LICENCE, Way.ARCHIVE, Way.COMMITMENT}


WAYS_IN_ORDER: tuple[Way, ...] = (
    Way.DATA_CHECK,
    Way.E_LICENCE,
    Way.ARCHIVE,
    Way.COMMITMENT,
    Way.DEFERRED,
    Way.SCAN,
    Way.PAPER,
)


class PaperReason(StrEnum):
    """Why paper was asked for although data or an e-licence could do (domain.md §4.2)."""

    NOT_IN_LIBRARY = "not_in_library"
    """库中无."""
    DOES_NOT_MATCH = "does_not_match"
    """信息不符."""
    SYSTEM_FAULT = "system_fault"
    """系统故障."""
    APPLICANT_WISHES = "applicant_wishes"
    """申请人自愿."""


@dataclass(frozen=True, slots=True)
class Material:
    """One line of an item's material list as one region asks for it."""

    code: str
    name: str
    necessity: Necessity
    ways: frozenset[Way]
    """Ways this region accepts."""
    licence_kind: str = ""
    """E-licence kind that can replace it, by our catalogue code; empty when none can."""
    note: str = ""
    verified: bool = False

    def __post_init__(self) -> None:
        if not self.ways:
            raise ValueError(f"material {self.code} can be met in no way")
        if self.necessity is Necessity.ESSENTIAL and Way.DEFERRED in self.ways:
            raise ValueError(f"essential material {self.code} can never be deferred")

    def allows(self, way: Way) -> bool:
        """Whether the region accepts ``way`` for it."""
        return way in self.ways


@dataclass(frozen=True, slots=True)
class Met:
    """How one material of a case was met."""

    material: str
    way: Way
    reference: str = ""
    """Derived copy id, attachment id, or reference of the promise."""
    digest: str = ""
    """SM3 of the file, hex, where there is one."""
    file_name: str = ""
    due: date | None = None
    """When a deferred material must come."""
    paper_reason: PaperReason | None = None


def best_way(material: Material, *, licence_available: bool, archived: bool) -> Way:
    """The first way in the counter's order that works for ``material`` now."""
    for way in WAYS_IN_ORDER:
        if not material.allows(way):
            continue
        if way is Way.E_LICENCE and not licence_available:
            continue
        if way is Way.ARCHIVE and not archived:
            continue
        if way is Way.DEFERRED:
            continue  # deferring is a person's choice, never proposed before asking for the thing itself
        return way
    return Way.PAPER


def check_way(material: Material, met: Met, *, licence_available: bool) -> None:
    """Refuse a way that the rules do not allow.

    Raises:
        Refused: ``M-01`` way not accepted by the region, ``M-02`` paper asked although an e-licence is
            there and no reason given, ``M-03`` deferred without a date, ``M-04`` file missing.
    """
    handed_in = met.way in {Way.PAPER, Way.SCAN}
    if not material.allows(met.way) and not (handed_in and Way.E_LICENCE in material.ways):
        raise Refused("M-01", material=material.name, way=met.way.value)
    if handed_in and licence_available and Way.E_LICENCE in material.ways and met.paper_reason is None:
        raise Refused("M-02", material=material.name)
    if met.way is Way.DEFERRED and met.due is None:
        raise Refused("M-03", material=material.name)
    if met.way in {Way.E_LICENCE, Way.ARCHIVE, Way.SCAN} and not met.reference:
        raise Refused("M-04", material=material.name)
