"""Reads the made-up people and companies of the training counter (all 示例; none of them exists).

The same people are the sample cards of the simulated reader and the holders in the simulated libraries.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from clerk.domain.licences import Licence, LicenceState
from clerk.domain.parties import DocumentKind, Organisation, Person, Sex, Validity
from clerk.domain.regions import RegionId

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class FiledApplication:
    """An application filed online in the home region that waits for the counter (线上预审)."""

    reference: str
    item: str
    """Our item code; the region's own code is in the catalogue."""
    filed_at: datetime
    form: tuple[tuple[str, str], ...]
    filed: tuple[str, ...]
    """Material codes that are there as files."""
    missing: tuple[str, ...]
    """Material codes the pre-review found missing."""


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A person of the training counter, with what her home region knows of her."""

    key: str
    person: Person
    home: RegionId
    licences: tuple[Licence, ...]
    waiting: tuple[FiledApplication, ...]
    remark_zh: str
    remark_en: str
    """Why this card is worth trying."""
    note: str
    """Always 示例."""


@dataclass(frozen=True, slots=True)
class SampleCompany:
    """A company of the training counter."""

    key: str
    organisation: Organisation
    home: RegionId
    legal_representative: str
    """Key of a :class:`SamplePerson`."""
    licences: tuple[Licence, ...]
    note: str
    """Always 示例."""


class PeopleFileError(ValueError):
    """A file of made-up people cannot be used: it says which file, which entry and why."""


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _LicenceEntry(_Entry):
    id: str
    kind: str
    name: str
    number: str
    holders: list[str] = []
    issuer: str
    since: date
    until: date | None = None
    state: Annotated[LicenceState, Field(strict=False)] = LicenceState.VALID
    identifier: str = ""

    def licence(self, holder: str, region: RegionId) -> Licence:
        """The licence as the library of ``region`` gives it."""
        return Licence(
            id=self.id,
            kind=self.kind,
            name=self.name,
            number=self.number,
            holders=tuple(self.holders) or (holder,),
            issuer=self.issuer,
            region=region,
            validity=Validity(self.since, self.until),
            state=self.state,
            identifier=self.identifier,
        )


class _WaitingEntry(_Entry):
    reference: str
    item: str
    filed_at: AwareDatetime
    form: dict[str, str]
    filed: list[str]
    missing: list[str]

    def application(self) -> FiledApplication:
        """The frozen value."""
        return FiledApplication(
            reference=self.reference,
            item=self.item,
            filed_at=self.filed_at,
            form=tuple(self.form.items()),
            filed=tuple(self.filed),
            missing=tuple(self.missing),
        )


class _PersonEntry(_Entry):
    key: str
    name: Annotated[str, Field(min_length=1)]
    document: Annotated[DocumentKind, Field(strict=False)]
    number: Annotated[str, Field(pattern=r"^\d{17}[\dX]$")]
    sex: Annotated[Sex, Field(strict=False)]
    birth: date
    nation: str = ""
    since: date
    until: date | None = None
    issuer: str
    address: str
    phone: Annotated[str, Field(pattern=r"^1380000\d{4}$")]
    home: str
    note: Literal["示例"]
    remark_zh: Annotated[str, Field(min_length=1)]
    remark_en: Annotated[str, Field(min_length=1)]
    licence: list[_LicenceEntry] = []
    waiting: list[_WaitingEntry] = []

    def sample(self) -> SamplePerson:
        """The frozen value."""
        return SamplePerson(
            key=self.key,
            person=Person(
                name=self.name,
                document=self.document,
                number=self.number,
                sex=self.sex,
                birth=self.birth,
                validity=Validity(self.since, self.until),
                address=self.address,
                nation=self.nation,
                phone=self.phone,
                issuer=self.issuer,
            ),
            home=self.home,
            licences=tuple(entry.licence(self.number, self.home) for entry in self.licence),
            waiting=tuple(entry.application() for entry in self.waiting),
            remark_zh=self.remark_zh,
            remark_en=self.remark_en,
            note=self.note,
        )


class _CompanyEntry(_Entry):
    key: str
    name: Annotated[str, Field(min_length=1)]
    credit_code: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
    legal_representative: str
    phone: Annotated[str, Field(pattern=r"^1390000\d{4}$")]
    address: str
    home: str
    note: Literal["示例"]
    licence: list[_LicenceEntry] = []

    def sample(self, people: Mapping[str, SamplePerson]) -> SampleCompany:
        """The frozen value.

        Raises:
            KeyError: its legal representative is none of ``people``.
        """
        return SampleCompany(
            key=self.key,
            organisation=Organisation(
                name=self.name,
                credit_code=self.credit_code,
                legal_representative=people[self.legal_representative].person.name,
                phone=self.phone,
                address=self.address,
            ),
            home=self.home,
            legal_representative=self.legal_representative,
            licences=tuple(entry.licence(self.credit_code, self.home) for entry in self.licence),
            note=self.note,
        )


class _PeopleFile(_Entry):
    person: list[_PersonEntry]


class _CompanyFile(_Entry):
    company: list[_CompanyEntry]


def load_people(path: Path | None = None) -> tuple[SamplePerson, ...]:
    """All made-up people, in the order of the file.

    Raises:
        PeopleFileError: the file is missing, is no TOML, or says something it may not.
    """
    path = path or _shipped("people.toml")
    people = tuple(entry.sample() for entry in _parse(_PeopleFile, path).person)
    _unique(path, [p.key for p in people])
    _unique(path, [p.person.number for p in people])
    return people


def load_companies(people: tuple[SamplePerson, ...], path: Path | None = None) -> tuple[SampleCompany, ...]:
    """All made-up companies; their legal representatives are among ``people``.

    Raises:
        PeopleFileError: as for :func:`load_people`, or a legal representative is nobody.
    """
    path = path or _shipped("companies.toml")
    by_key = {p.key: p for p in people}
    try:
        companies = tuple(entry.sample(by_key) for entry in _parse(_CompanyFile, path).company)
    except KeyError as error:
        raise PeopleFileError(f"{path.name}: legal_representative: unknown person {error}") from error
    _unique(path, [c.key for c in companies])
    _unique(path, [c.organisation.credit_code for c in companies])
    return companies


def _shipped(name: str) -> Path:
    return Path(str(files("integrations.simulator").joinpath("data", name)))


def _parse(model: type[_Model], path: Path) -> _Model:
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PeopleFileError(f"{path.name}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PeopleFileError(f"{path.name}: {place}: {first['msg']}") from error


def _unique(path: Path, values: list[str]) -> None:
    seen: set[str] = set()
    for place, value in enumerate(values):
        if value in seen:
            raise PeopleFileError(f"{path.name}: entry {place + 1} repeats another's key or number")
        seen.add(value)
