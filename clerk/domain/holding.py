"""持有时间: how long citizen, counter, home region and line held a case; they add up to its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clerk.domain.cases import Event, Holder
from clerk.domain.faults import Refused

SENT = frozenset({Event.CORRECT, Event.DELIVER})
"""After these something is on its way: the line holds the case until the home region acknowledges it."""

_ZERO = timedelta()
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Spans:
    """Time held by each of the four."""

    citizen: timedelta = _ZERO
    clerk: timedelta = _ZERO
    region: timedelta = _ZERO
    line: timedelta = _ZERO

    @property
    def whole(self) -> timedelta:
        """All of them together."""
        return self.citizen + self.clerk + self.region + self.line

    def and_(self, other: Spans) -> Spans:
        """Both together."""
        return Spans(
            self.citizen + other.citizen,
            self.clerk + other.clerk,
            self.region + other.region,
            self.line + other.line,
        )

    def of(self, holder: Holder) -> timedelta:
        """The time of one; nobody's time is not counted."""
        return {
            Holder.CITIZEN: self.citizen,
            Holder.CLERK: self.clerk,
            Holder.REGION: self.region,
            Holder.LINE: self.line,
            Holder.NOBODY: _ZERO,
        }[holder]


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a case, since when, and who held it how long before. ``begun`` is when counting began."""

    begun: datetime
    holder: Holder
    since: datetime
    before: Spans = Spans()

    @classmethod
    def begin(cls, holder: Holder, at: datetime) -> Holding:
        """Counting begins."""
        return cls(at, holder, at)

    def pass_to(self, holder: Holder, now: datetime) -> Holding:
        """The case goes to ``holder``. ``now`` before the last change counts as that change."""
        if holder is self.holder:
            return self
        return replace(self, holder=holder, since=max(now, self.since), before=self.until(now))

    def until(self, now: datetime) -> Spans:
        """Who held it how long up to ``now``."""
        held = max(_ZERO, now - self.since)
        match self.holder:
            case Holder.CITIZEN:
                return replace(self.before, citizen=self.before.citizen + held)
            case Holder.CLERK:
                return replace(self.before, clerk=self.before.clerk + held)
            case Holder.REGION:
                return replace(self.before, region=self.before.region + held)
            case Holder.LINE:
                return replace(self.before, line=self.before.line + held)
            case Holder.NOBODY:
                return self.before

    def as_dict(self) -> dict[str, object]:
        """The holding as plain data, spans in microseconds; :meth:`from_dict` gives it back."""
        return {
            "begun": self.begun.isoformat(),
            "holder": self.holder.value,
            "since": self.since.isoformat(),
            "citizen": self.before.citizen // _MICROSECOND,
            "clerk": self.before.clerk // _MICROSECOND,
            "region": self.before.region // _MICROSECOND,
            "line": self.before.line // _MICROSECOND,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Holding:
        """The holding that :meth:`as_dict` wrote.

        Raises:
            Refused: ``K-07`` the data holds none.
        """
        match values:
            case {
                "begun": str() as begun,
                "holder": str() as holder,
                "since": str() as since,
                "citizen": int() as citizen,
                "clerk": int() as clerk,
                "region": int() as region,
                "line": int() as line,
            }:
                try:
                    return cls(
                        datetime.fromisoformat(begun),
                        Holder(holder),
                        datetime.fromisoformat(since),
                        Spans(*(_MICROSECOND * held for held in (citizen, clerk, region, line))),
                    )
                except ValueError:
                    raise Refused("K-07") from None
        raise Refused("K-07")
