"""一个办理时限: one clock that runs in working days, stops, resumes, is extended, and never runs backwards.

Day 1 of a clock is the working day after it started. A stopped clock has counted the day on which it
stopped; after it resumes, counting goes on with the next working day. One that stopped on its last day is
due on the day on which it resumes (domain facts §1.2–1.3; the counting of part days is 待核实).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from clerk.domain.china_time import day_of
from clerk.domain.faults import Refused
from clerk.domain.working_days import WorkingCalendar

_ONE_DAY = timedelta(days=1)


class ClockKind(StrEnum):
    """What a clock counts towards."""

    ACCEPTANCE = "acceptance"
    """To accept, refuse, or ask for corrections; five working days."""
    DECISION = "decision"
    """To decide, as the department promised (承诺办结时限)."""
    STATUTORY = "statutory"
    """To decide, as the law says (法定办结时限)."""
    DELIVERY = "delivery"
    """To issue and deliver; ten working days."""


class Phase(StrEnum):
    """What a clock does at a moment."""

    RUNNING = "running"
    STOPPED = "stopped"
    OVERDUE = "overdue"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ClockState:
    """A clock at one moment. ``elapsed`` and ``total`` are working days; ``percent`` passes 100 when late."""

    phase: Phase
    elapsed: int
    total: int
    percent: int
    late: bool
    """Whether the limit had passed, at that moment or when the clock ended."""


@dataclass(frozen=True, slots=True)
class Stop:
    """An interval in which a clock stood. ``until`` is None while it still stands."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit of a case; a change gives a new one. ``allowed`` and ``extended`` are working days."""

    kind: ClockKind
    started: datetime
    allowed: int
    stops: tuple[Stop, ...] = ()
    extended: int = 0
    ended: datetime | None = None

    def __post_init__(self) -> None:
        if self.allowed < 0 or self.extended < 0:
            raise ValueError("a limit is not negative")
        day_of(self.started)

    @property
    def total(self) -> int:
        """Working days allowed, with extensions."""
        return self.allowed + self.extended

    @property
    def is_stopped(self) -> bool:
        """Whether it stands and waits to be resumed."""
        return self.ended is None and bool(self.stops) and self.stops[-1].until is None

    @property
    def latest(self) -> datetime:
        """The last moment at which something happened to it."""
        moments = [self.started, *(s.since for s in self.stops), *(s.until for s in self.stops if s.until)]
        return max(moments if self.ended is None else [*moments, self.ended])

    def stop(self, at: datetime) -> Clock:
        """The clock, standing from ``at``.

        Raises:
            Refused: ``K-03`` ended, ``K-04`` already stopped, ``K-06`` before the last change.
        """
        self._require_open(at)
        if self.is_stopped:
            raise Refused("K-04", kind=self.kind.value)
        return replace(self, stops=(*self.stops, Stop(at)))

    def resume(self, at: datetime) -> Clock:
        """The clock, running again from ``at``.

        Raises:
            Refused: ``K-03`` ended, ``K-05`` not stopped, ``K-06`` before the last change.
        """
        self._require_open(at)
        if not self.is_stopped:
            raise Refused("K-05", kind=self.kind.value)
        return replace(self, stops=(*self.stops[:-1], replace(self.stops[-1], until=at)))

    def extend(self, days: int) -> Clock:
        """The clock with ``days`` working days more.

        Raises:
            Refused: ``K-03`` ended.
        """
        if days <= 0:
            raise ValueError("an extension adds days")
        if self.ended is not None:
            raise Refused("K-03", kind=self.kind.value)
        return replace(self, extended=self.extended + days)

    def end(self, at: datetime) -> Clock:
        """The clock, over at ``at``; one that stands is not resumed by ending.

        Raises:
            Refused: ``K-03`` ended before, ``K-06`` before the last change.
        """
        self._require_open(at)
        return replace(self, ended=at)

    def elapsed(self, calendar: WorkingCalendar, now: datetime) -> int:
        """Working days counted up to ``now``, the current day included.

        Raises:
            Refused: ``K-01`` the count leaves the loaded years.
        """
        last = day_of(now if self.ended is None else min(now, self.ended))
        total = calendar.working_days(day_of(self.started), last)
        for since, until in self._standing():
            total -= calendar.working_days(since, last if until is None else min(until, last))
        return total

    def due(self, calendar: WorkingCalendar) -> date | None:
        """The last day of the limit; None while it stands, because nobody knows it then.

        Raises:
            Refused: ``K-01`` it lies past the last loaded year.
        """
        return self._limit_day(calendar, None)

    def state(self, calendar: WorkingCalendar, now: datetime) -> ClockState:
        """What the clock says at ``now``. Needs only the years up to ``now``.

        Raises:
            Refused: ``K-01`` the year of ``now`` is not loaded.
        """
        elapsed = self.elapsed(calendar, now)
        late = self._is_late(calendar, now)
        if self.ended is not None and self.ended <= now:
            phase = Phase.ENDED
        elif late:
            phase = Phase.OVERDUE
        else:
            phase = Phase.STOPPED if self._stands_at(now) else Phase.RUNNING
        percent = elapsed * 100 // self.total if self.total else 100
        return ClockState(phase, elapsed, self.total, percent, late)

    def as_dict(self) -> dict[str, object]:
        """The clock as plain data; :meth:`from_dict` gives it back."""
        return {
            "kind": self.kind.value,
            "started": self.started.isoformat(),
            "allowed": self.allowed,
            "stops": [[s.since.isoformat(), s.until.isoformat() if s.until else None] for s in self.stops],
            "extended": self.extended,
            "ended": self.ended.isoformat() if self.ended else None,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Clock:
        """The clock that :meth:`as_dict` wrote.

        Raises:
            Refused: ``K-07`` the data is not a clock.
        """
        match values:
            case {
                "kind": str() as kind,
                "started": str() as started,
                "allowed": int() as allowed,
                "stops": list() as stops,
                "extended": int() as extended,
                "ended": str() | None as ended,
            }:
                try:
                    return cls(
                        ClockKind(kind),
                        datetime.fromisoformat(started),
                        allowed,
                        tuple(_stop_from(stop) for stop in stops),
                        extended,
                        datetime.fromisoformat(ended) if ended is not None else None,
                    )
                except ValueError:
                    raise Refused("K-07") from None
        raise Refused("K-07")

    def _require_open(self, at: datetime) -> None:
        if self.ended is not None:
            raise Refused("K-03", kind=self.kind.value)
        if at < self.latest:
            raise Refused("K-06", kind=self.kind.value)

    def _standing(self) -> list[tuple[date, date | None]]:
        return [(day_of(s.since), day_of(s.until) if s.until else None) for s in self.stops]

    def _stands_at(self, now: datetime) -> bool:
        return any(s.since <= now and (s.until is None or now < s.until) for s in self.stops)

    def _is_late(self, calendar: WorkingCalendar, now: datetime) -> bool:
        # Not by elapsed days: a holiday after the last day is late although it counts nothing.
        last = day_of(now if self.ended is None else min(now, self.ended))
        return self._limit_day(calendar, last - _ONE_DAY) is not None

    def _limit_day(self, calendar: WorkingCalendar, horizon: date | None) -> date | None:
        """The day on which the limit is used up; None if it stands before that, or not up to ``horizon``."""
        remaining, cursor, resumed = self.total, day_of(self.started), False
        for since, until in self._standing():
            if horizon is not None and since > horizon:
                break
            counted = calendar.working_days(cursor, since)
            if counted >= remaining:
                limit = _last_day(calendar, cursor, remaining, resumed=resumed)
                if limit < since:
                    return limit
            if until is None:
                return None
            # Stopped on the very last day: nothing is left, but the day of resuming is given.
            remaining, cursor, resumed = max(0, remaining - counted), until, True
        if horizon is not None and (cursor > horizon or calendar.working_days(cursor, horizon) < remaining):
            return None
        limit = _last_day(calendar, cursor, remaining, resumed=resumed)
        return limit if horizon is None or limit <= horizon else None


def _last_day(calendar: WorkingCalendar, cursor: date, remaining: int, *, resumed: bool) -> date:
    if resumed and remaining == 0:
        return calendar.after(cursor - _ONE_DAY, 1)
    return calendar.after(cursor, remaining)


def _stop_from(values: object) -> Stop:
    match values:
        case [str() as since, str() | None as until]:
            return Stop(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
    raise Refused("K-07")
