"""Profiles: one TOML file says what a window is and what it is connected to; refused with file and place.

Plain code instead of a model library: this module is read before the first frame.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from clerk.domain.faults import Language, Refused

PROFILES = Path(__file__).parent / "data" / "profiles"
"""Profiles that come with the program."""

_T = TypeVar("_T", bool, str, int, float)


@dataclass(frozen=True, slots=True)
class RegionAddress:
    """Where a region's back end is, and under which name its credentials lie in the vault."""

    region: str
    url: str
    """Empty in training: the simulator says where it is."""
    credentials: str


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """A card reader by kind and name."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """How the three simulated regions are run in training."""

    child: bool = True
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a window is."""

    path: Path
    training: bool
    site: str
    language: Language | None
    language_pinned: bool
    store_url: str
    """Empty = SQLite in the data folder."""
    worker_child: bool
    follow_every: float
    """Seconds between two questions for news."""
    settle_after: float
    """Seconds after an attempt began before "not here" is believed."""
    regions: tuple[RegionAddress, ...]
    readers: tuple[ReaderSettings, ...]
    tray: str
    """Folder of the tray printer; empty = ``tray`` in the data folder."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    simulator: SimulatorSettings = field(default_factory=SimulatorSettings)
    free_disk_mb: int = 200
    catalogue: str = ""
    """Folder with catalogue, agreements and holidays; empty = those that come with the program."""


def profile_path(option: str | None, *, training: bool) -> Path:
    """The profile to read: option, ``CLERK_PROFILE``, the shipped training one, or the config folder's."""
    named = option or os.environ.get("CLERK_PROFILE")
    if named:
        return Path(named)
    if training:
        return PROFILES / "training.toml"
    return _config_home() / "counter-console" / "live.toml"


def data_path(option: str | None, *, training: bool) -> Path:
    """The data folder: option, ``CLERK_DATA``, or one per kind in the user's data home, never shared."""
    named = option or os.environ.get("CLERK_DATA")
    if named:
        return Path(named)
    return _data_home() / "counter-console" / ("training" if training else "live")


def load_profile(path: Path) -> Profile:
    """Read a profile.

    Raises:
        Refused: ``G-14`` there is none, ``G-10`` what is wrong in it and where.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused("G-14", where=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("G-10", where=path.name, what=type(error).__name__) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused("G-10", where=path.name, what=str(error)) from None
    return _Reader(path).profile(values)


class _Reader:
    """Reads one profile; every refusal names the file and the place in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def profile(self, values: dict[str, Any]) -> Profile:
        self._known(
            values,
            "",
            {
                "kind", "site", "language", "language_pinned", "store", "worker", "region", "reader",
                "printer", "keymap", "simulator", "free_disk_mb", "catalogue",
            },
        )  # fmt: skip
        kind = self._value(values, "kind", str, "")
        if kind not in {"training", "live"}:
            raise self._wrong("kind", "training / live")
        store = self._table(values, "store", {"url"})
        worker = self._table(values, "worker", {"child", "follow_every", "settle_after"})
        printer = self._table(values, "printer", {"tray"})
        simulator = self._table(values, "simulator", {"child", "speed"})
        return Profile(
            path=self._path,
            training=kind == "training",
            site=self._value(values, "site", str, None),
            language=self._language(values),
            language_pinned=self._value(values, "language_pinned", bool, False),
            store_url=self._value(store, "url", str, ""),
            worker_child=self._value(worker, "child", bool, True),
            follow_every=self._value(worker, "follow_every", float, 2.0),
            settle_after=self._value(worker, "settle_after", float, 10.0),
            regions=tuple(self._regions(values)),
            readers=tuple(self._readers(values)),
            tray=self._value(printer, "tray", str, ""),
            keymap=self._keymap(values),
            simulator=SimulatorSettings(
                self._value(simulator, "child", bool, kind == "training"),
                self._value(simulator, "speed", float, 1.0),
            ),
            free_disk_mb=self._value(values, "free_disk_mb", int, 200),
            catalogue=self._value(values, "catalogue", str, ""),
        )

    def _regions(self, values: dict[str, Any]) -> list[RegionAddress]:
        regions = []
        for place, entry in self._entries(values, "region"):
            self._known(entry, place, {"id", "url", "credentials"})
            region = self._value(entry, "id", str, None, place)
            url = self._value(entry, "url", str, "", place)
            if url and not url.startswith(("https://", "http://")):
                raise self._wrong(f"{place}.url", "http(s)://…")
            credentials = self._value(entry, "credentials", str, f"region/{region}", place)
            regions.append(RegionAddress(region, url.rstrip("/"), credentials))
        return regions

    def _readers(self, values: dict[str, Any]) -> list[ReaderSettings]:
        readers = []
        for place, entry in self._entries(values, "reader"):
            self._known(entry, place, {"kind", "name"})
            kind = self._value(entry, "kind", str, None, place)
            if kind != "simulated":
                raise self._wrong(f"{place}.kind", "simulated")
            readers.append(ReaderSettings(kind, self._value(entry, "name", str, kind, place)))
        return readers

    def _language(self, values: dict[str, Any]) -> Language | None:
        named = self._value(values, "language", str, "")
        if not named:
            return None
        try:
            return Language(named)
        except ValueError:
            raise self._wrong("language", " / ".join(Language)) from None

    def _keymap(self, values: dict[str, Any]) -> dict[str, str]:
        keymap = values.get("keymap", {})
        if not isinstance(keymap, dict) or any(not isinstance(key, str) for key in keymap.values()):
            raise self._wrong("keymap", 'command = "key"')
        return dict(keymap)

    def _entries(self, values: dict[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
        entries = values.get(name, [])
        if not isinstance(entries, list) or any(not isinstance(entry, dict) for entry in entries):
            raise self._wrong(name, f"[[{name}]]")
        return [(f"{name}[{number}]", entry) for number, entry in enumerate(entries, start=1)]

    def _table(self, values: dict[str, Any], name: str, known: set[str]) -> dict[str, Any]:
        table = values.get(name, {})
        if not isinstance(table, dict):
            raise self._wrong(name, f"[{name}]")
        self._known(table, name, known)
        return table

    def _value(
        self, values: dict[str, Any], name: str, kind: type[_T], default: _T | None, place: str = ""
    ) -> _T:
        where = f"{place}.{name}" if place else name
        value = values.get(name, default)
        if value is None:
            raise self._wrong(where, "必填 / required")
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise self._wrong(where, kind.__name__)
        return value

    def _known(self, values: dict[str, Any], place: str, known: set[str]) -> None:
        for name in values:
            if name not in known:
                raise self._wrong(f"{place}.{name}" if place else name, "不认识的设置 / unknown setting")

    def _wrong(self, where: str, what: str) -> Refused:
        return Refused("G-10", where=f"{self._path.name} · {where}", what=what)


def _config_home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
