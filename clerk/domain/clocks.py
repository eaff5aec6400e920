"""办理时限 of a case: which clocks run after each transition, and when silence means acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clerk.domain.cases import ClockEffect
from clerk.domain.china_time import day_of
from clerk.domain.clock import Clock, ClockKind, ClockState, Phase, Stop
from clerk.domain.faults import Refused
from clerk.domain.working_days import HolidayYear, WorkingCalendar

__all__ = [
    "Clock",
    "ClockKind",
    "ClockState",
    "HolidayYear",
    "Limits",
    "Phase",
    "Stop",
    "WorkingCalendar",
    "apply_effect",
    "current",
    "deemed_accepted",
    "latest",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days that apply to a case; None = not published, then no clock runs for it.

    The defaults are those of 行政许可法 §32, §42 and §44 (待核实); agreements and items give their own.
    """

    acceptance: int = 5
    promised: int | None = None
    statutory: int | None = None
    delivery: int = 10
    extension: int = 10

    def as_dict(self) -> dict[str, object]:
        """The limits as plain data; :meth:`from_dict` gives them back."""
        return {
            "acceptance": self.acceptance,
            "promised": self.promised,
            "statutory": self.statutory,
            "delivery": self.delivery,
            "extension": self.extension,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Limits:
        """The limits that :meth:`as_dict` wrote.

        Raises:
            Refused: ``K-07`` the data holds no limits.
        """
        match values:
            case {
                "acceptance": int() as acceptance,
                "promised": int() | None as promised,
                "statutory": int() | None as statutory,
                "delivery": int() as delivery,
                "extension": int() as extension,
            }:
                return cls(acceptance, promised, statutory, delivery, extension)
        raise Refused("K-07")


def apply_effect(
    clocks: tuple[Clock, ...], effect: ClockEffect, now: datetime, limits: Limits
) -> tuple[Clock, ...]:
    """The clocks of a case after a transition with ``effect``.

    ``now`` before a clock's last change counts as that change: a region whose clock is behind cannot turn
    ours back.

    Raises:
        Refused: ``K-08`` a clock is started that already runs.
    """
    match effect:
        case ClockEffect.NONE:
            return clocks
        case ClockEffect.START_ACCEPTANCE:
            return _started(clocks, now, {ClockKind.ACCEPTANCE: limits.acceptance})
        case ClockEffect.START_DECISION:
            wanted = {ClockKind.DECISION: limits.promised, ClockKind.STATUTORY: limits.statutory}
            return _started(_ended(clocks, now), now, wanted)
        case ClockEffect.START_DELIVERY:
            return _started(_ended(clocks, now), now, {ClockKind.DELIVERY: limits.delivery})
        case ClockEffect.STOP:
            return tuple(
                c.stop(max(now, c.latest)) if c.ended is None and not c.is_stopped else c for c in clocks
            )
        case ClockEffect.RESUME:
            return tuple(c.resume(max(now, c.latest)) if c.is_stopped else c for c in clocks)
        case ClockEffect.EXTEND:
            deciding = {ClockKind.DECISION, ClockKind.STATUTORY}
            return tuple(
                c.extend(limits.extension) if c.ended is None and c.kind in deciding else c for c in clocks
            )
        case ClockEffect.END:
            return _ended(clocks, now)


def current(clocks: tuple[Clock, ...]) -> Clock | None:
    """The clock that matters now: the first one not ended, the promise before the law's limit."""
    return next((clock for clock in clocks if clock.ended is None), None)


def latest(clocks: tuple[Clock, ...], kind: ClockKind) -> Clock | None:
    """The last clock of ``kind``, ended or not; None when there was none."""
    return next((clock for clock in reversed(clocks) if clock.kind is kind), None)


def deemed_accepted(clock: Clock, calendar: WorkingCalendar, now: datetime) -> date | None:
    """逾期视为受理: the day from which a case counts as accepted by silence, None when it does not.

    Silence through the last day of the limit means acceptance on the day of receipt, on which ``clock``
    started (per agreement that is receipt at the near counter or arrival at the home department).

    Raises:
        Refused: ``K-01`` the year of ``now`` is not loaded.
    """
    if clock.kind is not ClockKind.ACCEPTANCE or clock.ended is not None:
        return None
    return day_of(clock.started) if clock.state(calendar, now).late else None


def _started(
    clocks: tuple[Clock, ...], now: datetime, wanted: Mapping[ClockKind, int | None]
) -> tuple[Clock, ...]:
    running = {c.kind for c in clocks if c.ended is None}
    for kind in wanted:
        if kind in running:
            raise Refused("K-08", kind=kind.value)
    begun = max([now, *(c.latest for c in clocks)])
    return clocks + tuple(Clock(kind, begun, days) for kind, days in wanted.items() if days is not None)


def _ended(clocks: tuple[Clock, ...], now: datetime) -> tuple[Clock, ...]:
    return tuple(c.end(max(now, c.latest)) if c.ended is None else c for c in clocks)
