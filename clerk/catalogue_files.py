"""Reads the data a counter is shipped with: regions, agreements, licence kinds and the catalogue (事项目录).

The TOML files under ``clerk/data`` are the truth; an administrator may point to a folder of her own.
Everything is checked here at the edge, so that an error names file, entry and field, and the rest of the
project sees only the frozen values of :mod:`clerk.domain`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from clerk.catalogue_models import (
    DepartmentEntry,
    ItemEntry,
    ItemFile,
    KindFile,
    MaterialLine,
    MaterialName,
    RegionFile,
    VariantEntry,
)
from clerk.domain.catalogue import Item, Limit, Variant
from clerk.domain.licences import LicenceKind
from clerk.domain.materials import Material, Necessity, Way
from clerk.domain.regions import Agreement, Agreements, Region, Site

_Model = TypeVar("_Model", bound=BaseModel)

_WAYS_OF_MARK: Mapping[str, frozenset[Way]] = {
    "E": frozenset({Way.E_LICENCE, Way.ARCHIVE, Way.SCAN, Way.PAPER}),
    "D": frozenset({Way.DATA_CHECK}),
    "A": frozenset({Way.COMMITMENT, Way.ARCHIVE}),
    "P": frozenset({Way.ARCHIVE, Way.SCAN, Way.PAPER}),
    "O": frozenset({Way.PAPER}),
}
"""Marks of the material lists. What can be filed online may come from the archive too; an original cannot."""


class DataFileError(ValueError):
    """A data file cannot be used: which file, which entry, which field, and why."""

    def __init__(self, file: str, entry: str, field: str, words: str) -> None:
        self.file, self.entry, self.field, self.words = file, entry, field, words
        super().__init__(": ".join(part for part in (file, entry, field, words) if part))


@dataclass(frozen=True, slots=True)
class CounterData:
    """All that is read at the start of a counter."""

    regions: tuple[Region, ...]
    sites: tuple[Site, ...]
    agreements: Agreements
    licence_kinds: tuple[LicenceKind, ...]
    items: tuple[Item, ...]


def data_folder() -> Path:
    """The folder shipped with the program."""
    return Path(str(files("clerk").joinpath("data")))


def load_counter_data(folder: Path | None = None) -> CounterData:
    """Everything at once; ``folder`` is laid out like ``clerk/data``.

    Raises:
        DataFileError: a file is missing, is not TOML, or says something it may not.
    """
    folder = folder or data_folder()
    regions, sites = load_regions(folder / "regions.toml")
    items = load_catalogue(folder)
    return CounterData(
        regions=regions,
        sites=sites,
        agreements=load_agreements(folder / "regions.toml", (item.code for item in items)),
        licence_kinds=load_licence_kinds(folder / "licence_kinds.toml"),
        items=items,
    )


def load_regions(path: Path | None = None) -> tuple[tuple[Region, ...], tuple[Site, ...]]:
    """Regions and their special windows (专窗).

    Raises:
        DataFileError: see :func:`load_counter_data`.
    """
    path = path or data_folder() / "regions.toml"
    read = _parse(RegionFile, path)
    known = _unique(path, (r.id for r in read.region), "id")
    _unique(path, (s.code for s in read.site), "code")
    for site in read.site:
        _must_know(path, site.code, "region", site.region, known)
    return (
        tuple(Region(**region.model_dump()) for region in read.region),
        tuple(Site(**site.model_dump()) for site in read.site),
    )


def load_agreements(path: Path | None, items: Iterable[str]) -> Agreements:
    """The can-do matrix. ``items`` are all item codes: an agreement may except some of them.

    Raises:
        DataFileError: see :func:`load_counter_data`.
    """
    path = path or data_folder() / "regions.toml"
    read = _parse(RegionFile, path)
    known = {r.id for r in read.region}
    codes = frozenset(items)
    entries = []
    for entry in read.agreement:
        name = f"{entry.near} → {entry.home}"
        for field, region in (("near", entry.near), ("home", entry.home)):
            _must_know(path, name, field, region, known)
        for code in entry.except_items:
            _must_know(path, name, "except_items", code, codes)
        values = entry.model_dump(exclude={"except_items", "actions"})
        entries.append(
            Agreement(
                **values,
                actions=frozenset(entry.actions),
                items=codes - frozenset(entry.except_items) if entry.except_items else None,
            )
        )
    return Agreements.of(entries)


def load_licence_kinds(path: Path | None = None) -> tuple[LicenceKind, ...]:
    """Kinds of the mutual-recognition lists; those not published are ``verified=False`` and off.

    Raises:
        DataFileError: see :func:`load_counter_data`.
    """
    path = path or data_folder() / "licence_kinds.toml"
    read = _parse(KindFile, path)
    _unique(path, (k.code for k in read.kind), "code")
    return tuple(LicenceKind(**kind.model_dump()) for kind in read.kind)


def load_catalogue(folder: Path | None = None) -> tuple[Item, ...]:
    """All items with their variants, in the order of the files.

    Raises:
        DataFileError: see :func:`load_counter_data`.
    """
    folder = folder or data_folder()
    kinds = {kind.code for kind in load_licence_kinds(folder / "licence_kinds.toml")}
    materials = _material_names(folder / "materials.toml", kinds)
    departments = _departments(folder / "departments.toml")
    sources = sorted((folder / "items").glob("*.toml"))
    if not sources:
        raise DataFileError(str(folder / "items"), "", "", "no item file")
    found: list[Item] = []
    for path in sources:
        builder = _Builder(path, materials, departments)
        found.extend(builder.item(entry) for entry in _parse(ItemFile, path).item)
        _unique(path, (item.code for item in found), "code")
        _unique(path, (variant.code for item in found for variant in item.variants), "variants.code")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes items of one file's entries: what all regions share, then what a region writes differently."""

    path: Path
    materials: Mapping[str, MaterialName]
    departments: Mapping[tuple[str, str], DepartmentEntry]

    def item(self, entry: ItemEntry) -> Item:
        """The item with one variant per region the entry names."""
        return Item(
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            owner=entry.owner,
            modes=frozenset(entry.modes),
            applicants=frozenset(entry.applicants),
            variants=tuple(self._variant(entry, region, own) for region, own in entry.variants.items()),
            sources=entry.sources,
            sensitive=entry.sensitive,
            verified=entry.verified,
        )

    def _variant(self, entry: ItemEntry, region: str, own: VariantEntry) -> Variant:
        place = f"{entry.code} {region}"
        department = self.departments.get((region, entry.owner))
        if department is None:
            raise DataFileError(
                self.path.name, place, "owner", f"no department of {region} for {entry.owner}"
            )
        limit = own.limit or entry.limit
        return Variant(
            item=entry.code,
            region=region,
            code=own.code,
            name=own.name or entry.name,
            department=own.department or department.name,
            department_code=own.department_code or department.code,
            limit=Limit(statutory=limit.statutory, promised=limit.promised, verified=limit.verified),
            case_type=own.case_type or entry.case_type,
            materials=self._material_list(place, entry.materials, own.materials),
            attributes=tuple(own.attributes.items()),
            open=own.open,
            opened_note=own.opened_note,
            gives_licence=entry.gives_licence if own.gives_licence is None else own.gives_licence,
            phone=own.phone or department.phone,
        )

    def _material_list(
        self, place: str, shared: Mapping[str, MaterialLine], own: Mapping[str, MaterialLine]
    ) -> tuple[Material, ...]:
        lines = dict(shared)
        for code, line in own.items():
            lines[code] = _laid_over(lines.get(code), line)
        return tuple(self._material(place, code, line) for code, line in lines.items() if not line.dropped)

    def _material(self, place: str, code: str, line: MaterialLine) -> Material:
        field = f"materials.{code}"
        named = self.materials.get(code)
        if named is None:
            raise DataFileError(self.path.name, place, field, "not in materials.toml")
        ways = frozenset[Way]().union(*(_WAYS_OF_MARK[mark] for mark in line.marks))
        if Way.E_LICENCE in ways and not named.licence_kind:
            raise DataFileError(self.path.name, place, field, "mark E, but no licence kind can replace it")
        if line.necessity is Necessity.DEFERRABLE:
            ways |= {Way.DEFERRED}
        return _or_error(
            lambda: Material(
                code=code,
                name=line.name or named.name,
                necessity=line.necessity,
                ways=ways,
                licence_kind=named.licence_kind if Way.E_LICENCE in ways else "",
                note=line.note,
                verified=line.verified,
            ),
            self.path.name,
            place,
            field,
        )


def _laid_over(shared: MaterialLine | None, own: MaterialLine) -> MaterialLine:
    """A region's line laid over the shared one: what it does not write stays."""
    if shared is None:
        return own
    return shared.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


def _departments(path: Path) -> dict[tuple[str, str], DepartmentEntry]:
    return {
        (region, owner): _validated(DepartmentEntry, entry, path.name, f"{region} {owner}")
        for region, owners in _toml(path).items()
        for owner, entry in _owners(path, region, owners).items()
    }


def _owners(path: Path, region: str, owners: object) -> dict[str, object]:
    if not isinstance(owners, dict):
        raise DataFileError(path.name, region, "", "a table of departments by field is expected")
    return owners


def _material_names(path: Path, kinds: set[str]) -> dict[str, MaterialName]:
    found = {code: _validated(MaterialName, entry, path.name, code) for code, entry in _toml(path).items()}
    for code, entry in found.items():
        if entry.licence_kind:
            _must_know(path, code, "licence_kind", entry.licence_kind, kinds)
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(path.name, "", "", str(error)) from error


def _parse(model: type[_Model], path: Path) -> _Model:
    return _validated(model, _toml(path), path.name, "")


def _validated(model: type[_Model], data: object, file: str, entry: str) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = [str(part) for part in first["loc"]]
        raise DataFileError(file, entry or _entry_name(data, place), ".".join(place), first["msg"]) from error


def _entry_name(data: object, place: list[str]) -> str:
    """The code of the entry an error lies in, so that a person finds it: ``item.3.limit`` → ``SC-0004``."""
    if len(place) >= 2 and isinstance(data, dict) and place[1].isdigit():
        entry = data[place[0]][int(place[1])]
        if isinstance(entry, dict):
            return str(entry.get("code") or entry.get("id") or "")
    return ""


def _or_error(make: Callable[[], Material], file: str, entry: str, field: str) -> Material:
    try:
        return make()
    except ValueError as error:
        raise DataFileError(file, entry, field, str(error)) from error


def _unique(path: Path, codes: Iterable[str], field: str) -> set[str]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise DataFileError(path.name, code, field, "used twice")
        seen.add(code)
    return seen


def _must_know(path: Path, entry: str, field: str, code: str, known: set[str] | frozenset[str]) -> None:
    if code not in known:
        raise DataFileError(path.name, entry, field, f"unknown: {code}")
