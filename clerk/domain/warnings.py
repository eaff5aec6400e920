"""预警: what a case's clocks, later materials and deliveries warn of, and when.

The rules are data (``clerk/data/warnings.toml``, after the proposal of domain facts §7.3); no department has
verified any of them (待核实). What is fixed here: a clock that stands warns of nothing, and nothing of a case
warns once the case has ended and its deliveries are settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from clerk.domain.cases import CaseId, Holder, State, holder
from clerk.domain.china_time import day_of
from clerk.domain.clocks import Clock, ClockKind, Phase
from clerk.domain.deliveries import DeliveryState
from clerk.domain.escalations import EscalationKind
from clerk.domain.working_days import WorkingCalendar


class Colour(StrEnum):
    """预警级别. The value is stored; :attr:`severity` orders it."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def severity(self) -> int:
        """1 for yellow to 3 for red."""
        return {Colour.YELLOW: 1, Colour.ORANGE: 2, Colour.RED: 3}[self]


class Watch(StrEnum):
    """What a rule watches."""

    ACCEPTANCE = "acceptance"
    """受理时限: the five working days to accept."""
    PROMISE = "promise"
    """承诺办结时限."""
    DEFERRED = "deferred"
    """容缺后补: the day by which a material has to come."""
    RELAY = "relay"
    """移交中断: a delivery that the home region has not acknowledged."""
    OUTCOME = "outcome"
    """结果不明: a delivery of which nobody knows whether it arrived."""
    STOCK = "stock"
    """空白证照账实不符; kept for numbered sheets, nothing raises it yet."""


class Measure(StrEnum):
    """How a rule counts what it watches."""

    PERCENT = "percent"
    """Of the working days of a clock."""
    DAY = "day"
    """Working day of a clock."""
    PASSED = "passed"
    """The last day has passed; the number says nothing."""
    DAYS_BEFORE = "days_before"
    """Working days that are left."""
    MINUTES = "minutes"
    """Minutes since it began."""


_FITTING = {
    Watch.ACCEPTANCE: frozenset({Measure.PERCENT, Measure.DAY, Measure.PASSED}),
    Watch.PROMISE: frozenset({Measure.PERCENT, Measure.DAY, Measure.PASSED}),
    Watch.DEFERRED: frozenset({Measure.DAYS_BEFORE, Measure.PASSED}),
    Watch.RELAY: frozenset({Measure.MINUTES}),
    Watch.OUTCOME: frozenset({Measure.MINUTES}),
    Watch.STOCK: frozenset({Measure.MINUTES}),
}
_CLOCKS = {Watch.ACCEPTANCE: ClockKind.ACCEPTANCE, Watch.PROMISE: ClockKind.DECISION}
_SILENT_HOME = frozenset({State.ACCEPTED})


@dataclass(frozen=True, slots=True)
class WarningRule:
    """One rule. Its words stand in both languages: what is the matter, and what a clerk does about it.

    Raises:
        ValueError: the measure does not fit what is watched.
    """

    code: str
    watch: Watch
    colour: Colour
    measure: Measure
    at: int
    zh: str
    en: str
    do_zh: str
    do_en: str
    unacknowledged: bool = False
    """Only while the home region has not acknowledged the transfer."""
    acknowledged: bool = False
    """Only once it has."""
    escalates: EscalationKind | None = None
    """What comes before a supervisor with it."""
    verified: bool = False

    def __post_init__(self) -> None:
        if self.measure not in _FITTING[self.watch]:
            raise ValueError(f"{self.watch.value} is not counted in {self.measure.value}")


WarningRules = tuple[WarningRule, ...]


@dataclass(frozen=True, slots=True)
class WatchedDelivery:
    """What the rules need of one delivery. ``since`` is when it was queued, ``began`` its last attempt."""

    id: str
    state: DeliveryState
    since: datetime
    began: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchedCase:
    """What the rules need of one case. No personal data."""

    id: CaseId
    state: State
    clocks: tuple[Clock, ...]
    deemed: bool = False
    """Whether it was accepted by silence."""
    deferred: tuple[date, ...] = ()
    """Days by which materials have to come that were not there at the receipt."""

    @property
    def has_ended(self) -> bool:
        """Whether nobody has to act on it any more."""
        return holder(self.state) is Holder.NOBODY


@dataclass(frozen=True, slots=True, order=True)
class Warned:
    """One warning: ``subject`` is the id of a case or of a delivery."""

    subject: str
    rule: str
    colour: Colour


def warnings_of(
    case: WatchedCase,
    deliveries: Iterable[WatchedDelivery],
    rules: WarningRules,
    calendar: WorkingCalendar,
    now: datetime,
) -> frozenset[Warned]:
    """Everything that case and deliveries warn of at ``now``. The later it is, the more it is.

    Raises:
        Refused: ``K-01`` a year that matters is not loaded.
    """
    of_deliveries = (w for delivery in deliveries for w in warnings_of_delivery(delivery, rules, now))
    return frozenset([*warnings_of_case(case, rules, calendar, now), *of_deliveries])


def warnings_of_case(
    case: WatchedCase, rules: WarningRules, calendar: WorkingCalendar, now: datetime
) -> frozenset[Warned]:
    """What the clocks and the later materials of a case warn of.

    Raises:
        Refused: ``K-01`` a year that matters is not loaded.
    """
    if case.has_ended:
        return frozenset()
    return frozenset(
        Warned(case.id, rule.code, rule.colour)
        for rule in rules
        if (rule.watch in _CLOCKS and _clock_warns(case, rule, calendar, now))
        or (rule.watch is Watch.DEFERRED and _deferred_warns(case, rule, calendar, now))
    )


def warnings_of_delivery(delivery: WatchedDelivery, rules: WarningRules, now: datetime) -> frozenset[Warned]:
    """What a delivery warns of: settled ones of nothing, exceptions have a list of their own."""
    if delivery.state.settled:
        return frozenset()
    return frozenset(_of_delivery(delivery, rules, now))


def rule_of(rules: WarningRules, code: str) -> WarningRule | None:
    """The rule with ``code``; None where the data in force has lost it."""
    return next((rule for rule in rules if rule.code == code), None)


def _of_delivery(delivery: WatchedDelivery, rules: WarningRules, now: datetime) -> Iterator[Warned]:
    for rule in rules:
        if rule.watch is Watch.RELAY:
            since = delivery.since
        elif rule.watch is Watch.OUTCOME and delivery.state is DeliveryState.UNKNOWN:
            since = delivery.began or delivery.since
        else:
            continue
        if now - since >= timedelta(minutes=rule.at):
            yield Warned(delivery.id, rule.code, rule.colour)


def _clock_warns(case: WatchedCase, rule: WarningRule, calendar: WorkingCalendar, now: datetime) -> bool:
    arrived = case.state is not State.RECEIVED
    if (rule.unacknowledged and arrived) or (rule.acknowledged and not arrived):
        return False
    if rule.watch is Watch.ACCEPTANCE and rule.measure is Measure.PASSED and case.deemed:
        # Silence made it accepted and ended the clock; until the department moves, it is still silent.
        return case.state in _SILENT_HOME
    clock = _open_clock(case.clocks, _CLOCKS[rule.watch])
    if clock is None or clock.is_stopped:
        return False
    state = clock.state(calendar, now)
    if rule.measure is Measure.PASSED:
        return state.phase is Phase.OVERDUE
    if state.late:
        return True
    # On-the-spot matters have no day of which a part could be used up.
    if state.total == 0:
        return False
    return state.elapsed >= rule.at if rule.measure is Measure.DAY else state.percent >= rule.at


def _open_clock(clocks: tuple[Clock, ...], kind: ClockKind) -> Clock | None:
    return next((clock for clock in reversed(clocks) if clock.kind is kind and clock.ended is None), None)


def _deferred_warns(case: WatchedCase, rule: WarningRule, calendar: WorkingCalendar, now: datetime) -> bool:
    if not case.deferred:
        return False
    today, due = day_of(now), min(case.deferred)
    if rule.measure is Measure.PASSED:
        return today > due
    # A due day after a weekend is warned of on the last working day before it.
    return today >= due or calendar.working_days(today, due) <= rule.at
