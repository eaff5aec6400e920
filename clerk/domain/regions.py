"""Regions, agreements between them, and the can-do matrix that is checked before keying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clerk.domain.faults import Refused

RegionId = str
"""Opaque id of a region, e.g. ``qingpu``, ``wujiang``, ``jiashan``. More come by data, not by code."""


class Dialect(StrEnum):
    """Interface a region's back end speaks."""

    SHANGHAI = "shanghai"
    JIANGSU = "jiangsu"
    ZHEJIANG = "zhejiang"


@dataclass(frozen=True, slots=True)
class Region:
    """A region (区县) with its own back end."""

    id: RegionId
    name: str
    english_name: str
    division: str
    """GB/T 2260 code, right-padded with 0 to 12 digits."""
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Site:
    """A counter's place: site code for receipt numbers, window, and the region it belongs to."""

    code: str
    """Two letters and two digits, e.g. ``QP02``."""
    name: str
    window: str
    region: RegionId
    phone: str = ""

    @property
    def window_id(self) -> str:
        """Site and window: where drafts of unfinished visits belong."""
        return f"{self.code}/{self.window}"


class Action(StrEnum):
    """What a near counter may do for a home region: 收 取 章 印 发."""

    RECEIVE = "receive"
    RECALL = "recall"
    SEAL = "seal"
    PRINT = "print"
    HAND_OVER = "hand_over"


class ClockStart(StrEnum):
    """Where the five-day clock begins (domain.md §0.1 no. 2: not verified, so a setting)."""

    RECEIPT = "receipt"
    ARRIVAL = "arrival"


class PaperKeeper(StrEnum):
    """Who keeps the paper (domain.md §0.1 no. 4)."""

    NEAR = "near"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Agreement:
    """协议 between the region that receives and the region that decides."""

    near: RegionId
    home: RegionId
    actions: frozenset[Action]
    valid_from: date
    valid_until: date | None = None
    clock_start: ClockStart = ClockStart.RECEIPT
    paper_keeper: PaperKeeper = PaperKeeper.NEAR
    items: frozenset[str] | None = None
    """Item codes it covers; None means all."""
    basis: str = ""
    verified: bool = False

    def covers(self, item: str, action: Action, day: date) -> bool:
        """Whether this agreement lets the near counter do ``action`` for ``item`` on ``day``."""
        in_time = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return in_time and action in self.actions and (self.items is None or item in self.items)


@dataclass(frozen=True, slots=True)
class Agreements:
    """All agreements in force at a counter: the can-do matrix."""

    entries: tuple[Agreement, ...]

    @classmethod
    def of(cls, entries: Iterable[Agreement]) -> Agreements:
        """The matrix made of ``entries``."""
        return cls(tuple(entries))

    def between(self, near: RegionId, home: RegionId, day: date) -> Agreement | None:
        """The agreement in force between two regions on ``day``, the newest first."""
        found = [
            a
            for a in self.entries
            if a.near == near
            and a.home == home
            and a.valid_from <= day
            and (a.valid_until is None or day <= a.valid_until)
        ]
        return max(found, key=lambda a: a.valid_from) if found else None

    def can(self, near: RegionId, home: RegionId, item: str, action: Action, day: date) -> bool:
        """Whether ``near`` may do ``action`` for an item that ``home`` decides."""
        agreement = self.between(near, home, day)
        return agreement is not None and agreement.covers(item, action, day)

    def require(self, near: RegionId, home: RegionId, item: str, action: Action, day: date) -> Agreement:
        """The agreement that allows it.

        Raises:
            Refused: ``A-01`` no agreement, ``A-02`` the agreement does not cover the action.
        """
        agreement = self.between(near, home, day)
        if agreement is None:
            raise Refused("A-01", near=near, home=home)
        if not agreement.covers(item, action, day):
            raise Refused("A-02", near=near, home=home, action=action.value)
        return agreement
