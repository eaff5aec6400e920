"""事项: service items, one variant per region, and what differs between regions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clerk.domain.materials import Material
from clerk.domain.parties import ApplicantKind
from clerk.domain.regions import RegionId


class Mode(StrEnum):
    """How an item is handled across regions (domain.md §1.7, §8)."""

    ONLINE = "online"
    """网: 全程网办."""
    RECEIPT = "receipt"
    """收: 收受分离, 异地代收代办."""
    JOINT = "joint"
    """联: 多地联办."""
    DIRECT = "direct"
    """直: 直接受理."""
    TERMINAL = "terminal"
    """自: self-service terminal."""


class CaseType(StrEnum):
    """办件类型; the wire codes run in opposite directions (domain.md §11 no. 2)."""

    ON_THE_SPOT = "on_the_spot"
    """即办件."""
    PROMISED = "promised"
    """承诺件."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in working days; 0 = on the spot (即办), None = not published."""

    statutory: int | None
    promised: int | None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """How one region handles an item."""

    item: str
    region: RegionId
    code: str
    """The region's own code (业务办理项编码); opaque."""
    name: str
    department: str
    department_code: str
    limit: Limit
    case_type: CaseType
    materials: tuple[Material, ...]
    attributes: tuple[tuple[str, str], ...] = ()
    """Further points of comparison, Chinese label → value (e.g. 章程格式 → 2024 版)."""
    open: bool = True
    opened_note: str = ""
    """Why it is closed or since when it is open."""
    gives_licence: str = ""
    """Name of the licence or certificate granted; empty when the result is a notice only."""
    phone: str = ""

    def material(self, code: str) -> Material:
        """Its material with that code.

        Raises:
            KeyError: it asks for no such material.
        """
        for material in self.materials:
            if material.code == code:
                return material
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Item:
    """事项 with one variant per region."""

    code: str
    """Our own number of the item, e.g. ``YB-0021``."""
    name: str
    kind: str
    """事项类型, e.g. 行政许可."""
    owner: str
    """Field of the deciding department, e.g. 医保."""
    modes: frozenset[Mode]
    applicants: frozenset[ApplicantKind]
    variants: tuple[Variant, ...]
    sources: str = ""
    verified: bool = False
    sensitive: bool = False
    """Whether an identity typed by hand needs a sign-off first (待核实)."""

    def variant(self, region: RegionId) -> Variant | None:
        """How ``region`` handles it, None when it does not."""
        for variant in self.variants:
            if variant.region == region:
                return variant
        return None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One line of the side-by-side view: a label and a value per region, in the order asked for."""

    label: str
    values: tuple[str, ...]
    differs: bool
    unverified: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """Three regions side by side, and what all of them accept."""

    regions: tuple[RegionId, ...]
    rows: tuple[DifferenceRow, ...]
    common_materials: tuple[str, ...]
