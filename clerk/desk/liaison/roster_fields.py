"""The fields of a contact as text, the same in CSV and vCard, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from unicodedata import normalize

from clerk.domain.liaison import DutyHours
from clerk.domain.regions import Region, RegionId
from clerk.domain.staff import Level

_SPAN = re.compile(r"([1-7](?:-[1-7])?(?:,[1-7](?:-[1-7])?)*)\s+(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")
_LEVELS = {Level.SITE: "站点", Level.REGION: "地区", Level.GROUP: "联络小组"}
_YES = frozenset({"1", "是", "yes", "true", "示例"})


class Unfit(ValueError):
    """A field cannot be read. ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def write_hours(hours: Iterable[DutyHours]) -> str:
    """Days and times, e.g. ``1-5 09:00-17:00; 6 09:00-12:00``; 1 is Monday."""
    return "; ".join(f"{_write_days(h.days)} {h.begins:%H:%M}-{h.ends:%H:%M}" for h in hours)


def read_hours(text: str) -> tuple[DutyHours, ...]:
    """What :func:`write_hours` wrote, full-width marks too.

    Raises:
        Unfit: it cannot be read so.
    """
    found = []
    for part in re.split(r"[;；\n]", normalize("NFKC", text).replace("、", ",").replace("~", "-")):
        if not part.strip():
            continue
        span = _SPAN.fullmatch(part.strip())
        if span is None:
            raise Unfit("应写成「1-5 09:00-17:00」", "write it as 1-5 09:00-17:00")
        try:
            begins, ends = (time.fromisoformat(t.zfill(5)) for t in span.groups()[1:])
        except ValueError:
            raise Unfit("没有这个时刻", "there is no such time") from None
        if begins >= ends:
            raise Unfit("结束须晚于开始", "it ends before it begins")
        found.append(DutyHours(_read_days(span[1]), begins, ends))
    return tuple(found)


def write_items(items: Iterable[str]) -> str:
    """Codes of items."""
    return ";".join(sorted(items))


def read_items(text: str) -> frozenset[str]:
    """Codes of items, parted by semicolons, commas or 、."""
    return frozenset(part.strip() for part in re.split(r"[;；,，、]", text) if part.strip())


def write_level(level: Level) -> str:
    """Chinese name of a level."""
    return _LEVELS[level]


def read_level(text: str) -> Level:
    """A level by its Chinese name, its number or its English name; empty = the site.

    Raises:
        Unfit: there is no such level.
    """
    wanted = normalize("NFKC", text).strip().casefold()
    for level, name in _LEVELS.items():
        if wanted in {name, str(int(level)), level.name.lower()}:
            return level
    if wanted:
        raise Unfit("应为 站点、地区 或 联络小组", "it is one of site, region, group")
    return Level.SITE


def read_region(text: str, book: Mapping[RegionId, Region]) -> RegionId:
    """A region by its id or either name.

    Raises:
        Unfit: the profile knows no such region.
    """
    wanted = normalize("NFKC", text).strip()
    for region in book.values():
        if wanted and wanted.casefold() in {region.id, region.name, region.english_name.casefold()}:
            return region.id
    raise Unfit("没有这个地区", "there is no such region")


def read_day(text: str) -> date | None:
    """A day as ``2026-11-24`` or ``2026/11/24``; None where it is empty.

    Raises:
        Unfit: it is no day.
    """
    wanted = normalize("NFKC", text).strip().replace("/", "-")
    if not wanted:
        return None
    try:
        year, month, day = (int(part) for part in wanted.split("-"))
        return date(year, month, day)
    except ValueError:
        raise Unfit("应写成「2026-11-24」", "write it as 2026-11-24") from None


def read_sample(text: str) -> bool:
    """Whether a row is marked 示例."""
    return normalize("NFKC", text).strip().casefold() in _YES


def _write_days(days: Iterable[int]) -> str:
    ordered = sorted(days)
    runs: list[list[int]] = []
    for day in ordered:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _read_days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        begins, ends = int(first), int(last or first)
        if begins > ends:
            raise Unfit("应从小到大，如「1-5」", "from the lower to the higher, as 1-5")
        days.update(range(begins, ends + 1))
    return frozenset(days)
