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
from urllib.parse import urlsplit

from clerk.domain.faults import Language, Refused

PROFILES = Path(__file__).parent / "data" / "profiles"
"""Profiles that come with the program."""

BAUD = 115_200
"""Speed that ID readers are delivered with."""
_BAUDS = (9_600, 19_200, 38_400, 57_600, BAUD)

_T = TypeVar("_T", bool, str)

_REQUIRED = "必填 / required"
_MOST = 1_000_000
"""Upper bound of every number in a profile: beyond it there is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class RegionAddress:
    """Where a region's back end is, and under which name its credentials lie in the vault."""

    region: str
    url: str
    """Empty in training: the simulator says where it is."""
    credentials: str


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """A card reader by kind and name. ``port`` and what follows are those of an ID reader (``sam``)."""

    kind: str
    name: str
    role: str = "applicant"
    """Whose cards are laid on it: ``applicant`` or ``staff``."""
    reader: str = ""
    """Name at the PC/SC service (``pcsc``), or a part that only it has; empty = the only one there is."""
    port: str = ""
    """A device, or a socket of this machine."""
    baud: int = BAUD
    photo_command: tuple[str, ...] = ()
    """Program of the vendor that makes a picture of a chip's photo; none is shown without it."""


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """How the three simulated regions are run in training."""

    child: bool = True
    speed: float = 1.0
    join: str = ""
    """Data folder of another training counter whose regions are used, seen from this one's; empty = own."""


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
    second_factor_required: bool = False
    """Whether nobody signs in by password alone; else only those for whom no second factor is enrolled."""
    offline_sign_in_days: int = 7
    """Days for which a copy of a proof opens the lock while a server's store is away; 0 keeps none."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    simulator: SimulatorSettings = field(default_factory=SimulatorSettings)
    free_disk_mb: int = 200
    anchors: str = ""
    """File in which heads of the journal's chain are noted; empty = none is."""
    catalogue: str = ""
    """Folder with catalogue, agreements and holidays; empty = those that come with the program."""


def profile_path(option: str | None, *, training: bool) -> Path:
    """The profile to read: option, ``CLERK_PROFILE``, the shipped training one, or the config folder's.

    A bare word is a profile that comes with the program, unless there is a file of that name.
    """
    named = option or os.environ.get("CLERK_PROFILE")
    if named:
        shipped = PROFILES / f"{named}.toml"
        is_word = named.isascii() and named.isalnum()
        return shipped if is_word and shipped.is_file() and not Path(named).exists() else Path(named)
    if training:
        return PROFILES / "training.toml"
    return _config_home() / "counter-console" / "live.toml"


def data_path(option: str | None, *, training: bool) -> Path:
    """The data folder: option, ``CLERK_DATA``, or one per kind in the user's data home, never shared."""
    named = option or os.environ.get("CLERK_DATA")
    if named:
        return Path(named)
    return _data_home() / "counter-console" / ("training" if training else "live")


def locale_language() -> Language | None:
    """The language that the environment asks for, in the order of POSIX; None when it names neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        asked = os.environ.get(name, "").lower()
        if asked:
            return Language.ZH if asked.startswith("zh") else Language.EN if asked.startswith("en") else None
    return None


def load_profile(path: Path) -> Profile:
    """Read a profile.

    Raises:
        Refused: ``G-14`` there is none, ``G-10`` what is wrong in it and where.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused("G-14", where=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused("G-10", where=path.name, what=str(error)) from None
    except (OSError, ValueError, RecursionError) as error:  # unreadable, no UTF-8, a number or a nest too big
        raise Refused("G-10", where=path.name, what=type(error).__name__) from None
    return _Reader(path).profile(values)


_TOP = frozenset(
    {
        "kind", "site", "language", "language_pinned", "store", "worker", "region", "reader",
        "printer", "keymap", "simulator", "free_disk_mb", "catalogue", "second_factor_required", "audit",
        "offline_sign_in_days",
    }
)  # fmt: skip


class _Reader:
    """Reads one profile; every refusal names the file and the place in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def profile(self, values: dict[str, Any]) -> Profile:
        self._known(values, "", _TOP)
        kind = self._value(values, "kind", str)
        if kind not in {"training", "live"}:
            raise self._wrong("kind", "training / live")
        training = kind == "training"
        store = self._table(values, "store", {"url"})
        worker = self._table(values, "worker", {"child", "follow_every", "settle_after"})
        printer = self._table(values, "printer", {"tray"})
        audit = self._table(values, "audit", {"anchors"})
        readers = tuple(self._readers(values, training=training))
        return Profile(
            path=self._path.absolute(),
            training=training,
            site=self._named(values, "site"),
            language=self._language(values),
            language_pinned=self._value(values, "language_pinned", bool, False),
            store_url=self._value(store, "url", str, "", "store"),
            worker_child=self._value(worker, "child", bool, True, "worker"),
            follow_every=self._amount(worker, "follow_every", 2.0, "worker", least=0.1),
            settle_after=self._amount(worker, "settle_after", 10.0, "worker"),
            regions=tuple(self._regions(values, training=training)),
            readers=readers,
            tray=self._value(printer, "tray", str, "", "printer"),
            second_factor_required=self._value(values, "second_factor_required", bool, False),
            offline_sign_in_days=int(self._amount(values, "offline_sign_in_days", 7)),
            keymap=self._keymap(values),
            simulator=self._simulator(values, training=training),
            free_disk_mb=round(self._amount(values, "free_disk_mb", 200)),
            anchors=self._value(audit, "anchors", str, "", "audit"),
            catalogue=self._value(values, "catalogue", str, ""),
        )

    def _regions(self, values: dict[str, Any], *, training: bool) -> list[RegionAddress]:
        regions: dict[str, RegionAddress] = {}
        for place, entry in self._entries(values, "region"):
            self._known(entry, place, {"id", "url", "credentials"})
            region = self._named(entry, "id", place)
            if region in regions:
                raise self._wrong(f"{place}.id", f"重复 / twice: {region}")
            url = self._value(entry, "url", str, "" if training else None, place)
            if (url or not training) and not _is_address(url):
                raise self._wrong(f"{place}.url", "http(s)://…")
            credentials = self._value(entry, "credentials", str, f"region/{region}", place)
            regions[region] = RegionAddress(region, url.rstrip("/"), credentials)
        if not regions:
            raise self._wrong("region", _REQUIRED)
        return list(regions.values())

    def _readers(self, values: dict[str, Any], *, training: bool) -> list[ReaderSettings]:
        readers: dict[str, ReaderSettings] = {}
        for place, entry in self._entries(values, "reader"):
            reader = self._reader(entry, place, training=training)
            if any(reader.name == other.name for other in readers.values()):
                raise self._wrong(f"{place}.name", f"重复 / twice: {reader.name}")
            readers[place] = reader
        self._refuse_unclear(readers)
        return list(readers.values())

    def _reader(self, entry: dict[str, Any], place: str, *, training: bool) -> ReaderSettings:
        kind = self._value(entry, "kind", str, None, place)
        if kind not in {"simulated", "sam", "pcsc"}:
            raise self._wrong(f"{place}.kind", "sam / pcsc / simulated")
        if kind == "simulated" and not training:
            raise Refused("G-09")
        name = self._named({"name": kind} | entry, "name", place)
        roles = ("applicant", "staff") if kind == "pcsc" else ("applicant",)
        role = self._value(entry, "role", str, "applicant", place)
        if role not in roles:
            raise self._wrong(f"{place}.role", " / ".join(roles))
        if kind == "sam":
            return self._id_reader(entry, name, place)
        if kind == "pcsc":
            self._known(entry, place, {"kind", "name", "role", "reader"})
            return ReaderSettings(kind, name, role, self._value(entry, "reader", str, "", place).strip())
        self._known(entry, place, {"kind", "name", "role"})
        return ReaderSettings(kind, name)

    def _refuse_unclear(self, readers: dict[str, ReaderSettings]) -> None:
        """One reader for staff; among several over PC/SC none whose name another one's card may lie under."""
        staff = [place for place, reader in readers.items() if reader.role == "staff"]
        if len(staff) > 1:
            raise self._wrong(f"{staff[1]}.role", "重复 / twice: staff")
        wanted = {place: r.reader.casefold() for place, r in readers.items() if r.kind == "pcsc"}
        for place, mine in wanted.items():
            others = [theirs for other, theirs in wanted.items() if other != place]
            if others and not mine:
                raise self._wrong(f"{place}.reader", _REQUIRED)
            if any(mine in theirs for theirs in others):
                raise self._wrong(f"{place}.reader", "也符合另一台 / fits another reader of the profile too")

    def _id_reader(self, entry: dict[str, Any], name: str, place: str) -> ReaderSettings:
        self._known(entry, place, {"kind", "name", "role", "port", "baud", "photo_command"})
        port = self._named(entry, "port", place)
        if not _is_port(port):
            raise self._wrong(f"{place}.port", "/dev/… / COM3 / socket://127.0.0.1:PORT")
        baud = entry.get("baud", BAUD)
        if isinstance(baud, bool) or baud not in _BAUDS:
            raise self._wrong(f"{place}.baud", " / ".join(map(str, _BAUDS)))
        command = entry.get("photo_command", [])
        if not isinstance(command, list) or not all(
            isinstance(w, str) and w and "\0" not in w for w in command
        ):
            raise self._wrong(f"{place}.photo_command", '["/path/program", "option"]')
        return ReaderSettings("sam", name, port=port, baud=int(baud), photo_command=tuple(command))

    def _simulator(self, values: dict[str, Any], *, training: bool) -> SimulatorSettings:
        table = self._table(values, "simulator", {"child", "speed", "join"})
        if table and not training:
            raise self._wrong("simulator", "仅用于练习 / only for training")
        join = self._value(table, "join", str, "", "simulator")
        child = self._value(table, "child", bool, training and not join, "simulator")
        if join and child:
            raise self._wrong("simulator.join", "与 child 不能并用 / not together with child")
        return SimulatorSettings(child, self._amount(table, "speed", 1.0, "simulator", least=0.01), join)

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

    def _named(self, values: dict[str, Any], name: str, place: str = "") -> str:
        """A string that has to be there and to say something."""
        value = self._value(values, name, str, None, place)
        if not value.strip():
            raise self._wrong(_at(place, name), _REQUIRED)
        return value

    def _amount(
        self, values: dict[str, Any], name: str, default: float, place: str = "", *, least: float = 0.0
    ) -> float:
        """A number from ``least`` up to a million; TOML also knows infinity and not-a-number."""
        value = values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(_at(place, name), "数 / a number")
        if not least <= value <= _MOST:  # false for not-a-number
            raise self._wrong(_at(place, name), f"{least:g} … {_MOST:,}")
        return float(value)

    def _value(
        self, values: dict[str, Any], name: str, kind: type[_T], default: _T | None = None, place: str = ""
    ) -> _T:
        value = values.get(name, default)
        if value is None:
            raise self._wrong(_at(place, name), _REQUIRED)
        if not isinstance(value, kind):
            raise self._wrong(_at(place, name), "文字 / a text" if kind is str else "true / false")
        if isinstance(value, str) and any(char < " " or char == "\x7f" for char in value):
            raise self._wrong(_at(place, name), "含控制字符 / control characters")
        return value

    def _known(self, values: dict[str, Any], place: str, known: set[str] | frozenset[str]) -> None:
        for name in values:
            if name not in known:
                raise self._wrong(_at(place, name), "不认识的设置 / unknown setting")

    def _wrong(self, where: str, what: str) -> Refused:
        return Refused("G-10", where=f"{self._path.name} · {where}", what=what)


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _is_address(url: str) -> bool:
    """Whether it is a base address: a host, no name and password in it, nothing after the path."""
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    rest = parts.username or parts.password or parts.query or parts.fragment
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_fits and not rest


def _is_port(port: str) -> bool:
    """Whether it is a device, or a socket of this machine: what is on a card crosses no network in clear."""
    if "://" not in port:
        return port.startswith("/") or port.upper().startswith("COM")
    try:
        parts = urlsplit(port)
        number = parts.port
    except ValueError:
        return False
    rest = parts.username or parts.password or parts.path or parts.query or parts.fragment
    here = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    return parts.scheme == "socket" and here and bool(number) and not rest


def _config_home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
