"""Shape of the data files under ``clerk/data``: strict, nothing unknown allowed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from clerk.domain.catalogue import CaseType, Mode
from clerk.domain.materials import Necessity
from clerk.domain.parties import ApplicantKind
from clerk.domain.regions import Action, ClockStart, Dialect, PaperKeeper

# TOML has no enums: the word is turned into one here, everything else stays strict.
_Mode = Annotated[Mode, Field(strict=False)]
_Applicant = Annotated[ApplicantKind, Field(strict=False)]
_CaseType = Annotated[CaseType, Field(strict=False)]
_Necessity = Annotated[Necessity, Field(strict=False)]
_Action = Annotated[Action, Field(strict=False)]
_ClockStart = Annotated[ClockStart, Field(strict=False)]
_PaperKeeper = Annotated[PaperKeeper, Field(strict=False)]
_Dialect = Annotated[Dialect, Field(strict=False)]
_Text = Annotated[str, Field(min_length=1)]
_ItemName = Annotated[str, Field(min_length=1, max_length=200)]  # an..200 in GB/T 39046
_CreditCode = Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LimitEntry(_Entry):
    """Working days; 0 = on the spot, absent = not published."""

    statutory: Annotated[int, Field(ge=0, le=400)] | None = None
    promised: Annotated[int, Field(ge=0, le=400)] | None = None
    verified: bool = False


class MaterialLine(_Entry):
    """A line of a material list. A plain string of marks stands for an essential material."""

    marks: Annotated[str, Field(pattern=r"^[EDAPO]+$")] = "P"
    necessity: _Necessity = Necessity.ESSENTIAL
    name: str = ""
    note: str = ""
    verified: bool = False
    dropped: bool = False
    """A region that does not ask for it at all."""

    @model_validator(mode="before")
    @classmethod
    def _from_marks(cls, value: Any) -> Any:
        return {"marks": value} if isinstance(value, str) else value


class VariantEntry(_Entry):
    """What one region writes differently; ``None`` or empty = as the item says."""

    code: _Text
    name: Annotated[str, Field(max_length=200)] = ""
    department: str = ""
    department_code: _CreditCode | None = None
    phone: str = ""
    limit: LimitEntry | None = None
    case_type: _CaseType | None = None
    materials: dict[str, MaterialLine] = {}
    attributes: dict[str, str] = {}
    open: bool = True
    opened_note: str = ""
    gives_licence: str | None = None

    @model_validator(mode="after")
    def _closed_says_why(self) -> VariantEntry:
        if not self.open and not self.opened_note:
            raise ValueError("closed, but opened_note does not say why")
        return self


class ItemEntry(_Entry):
    """One item: what all regions share, and a table per region."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{4}$")]
    name: _ItemName
    kind: _Text
    owner: _Text
    modes: Annotated[list[_Mode], Field(min_length=1)]
    applicants: Annotated[list[_Applicant], Field(min_length=1)]
    case_type: _CaseType
    limit: LimitEntry = LimitEntry()
    gives_licence: str = ""
    sources: _Text
    verified: bool = False
    sensitive: bool = False
    materials: dict[str, MaterialLine]
    variants: Annotated[dict[str, VariantEntry], Field(min_length=1)]


class ItemFile(_Entry):
    """``items/*.toml``."""

    item: list[ItemEntry]


class DepartmentEntry(_Entry):
    """One department of one region."""

    name: _Text
    code: _CreditCode
    phone: str = ""


class MaterialName(_Entry):
    """Name of a material and the kind of e-licence that can replace it."""

    name: _Text
    licence_kind: str = ""


class RegionEntry(_Entry):
    """A region."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: _Text
    english_name: _Text
    division: Annotated[str, Field(pattern=r"^\d{12}$")]
    dialect: _Dialect


class SiteEntry(_Entry):
    """A window."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}\d{2}$")]
    name: _Text
    window: _Text
    region: _Text
    phone: str = ""


class AgreementEntry(_Entry):
    """An agreement between the region that receives and the one that decides."""

    near: _Text
    home: _Text
    actions: Annotated[list[_Action], Field(min_length=1)]
    except_items: list[str] = []
    valid_from: date
    valid_until: date | None = None
    clock_start: _ClockStart
    paper_keeper: _PaperKeeper
    basis: _Text
    verified: bool = False


class RegionFile(_Entry):
    """``regions.toml``."""

    region: list[RegionEntry]
    site: list[SiteEntry]
    agreement: list[AgreementEntry]


class KindEntry(_Entry):
    """A kind of e-licence on one of the lists."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    name: _Text
    batch: Annotated[int, Field(ge=1)]
    verified: bool
    national_type: str = ""
    shanghai_code: str = ""


class KindFile(_Entry):
    """``licence_kinds.toml``."""

    kind: list[KindEntry]
