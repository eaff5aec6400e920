"""Clocks that act: what falls due is raised, cleared or ended at every tick, one item a transaction.

A tick is a run of the durable engine (see :mod:`clerk.delivery.worker`): with several workers each happens
once. A duty finds what is to be done; each piece is then written by itself, so that one that fails is logged
by its code and holds up nothing else.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from clerk.delivery.clock_escalations import escalate_warning, let_go_of_warning
from clerk.delivery.scribe import Interrupted, Scribe
from clerk.domain.cases import CaseId
from clerk.domain.escalations import Rules
from clerk.domain.faults import Refused
from clerk.domain.warnings import Warned, WarningRules, rule_of, warnings_of_case, warnings_of_delivery
from clerk.domain.working_days import WorkingCalendar
from clerk.ports import Clock
from clerk.store import journal, warnings
from clerk.store.store import Store
from clerk.store.unit import Unit
from clerk.store.warnings import OpenWarning, Watching

_log = logging.getLogger(__name__)

Piece = Callable[[Unit], bool]
"""One thing to do in a transaction; it looks again at what it changes. True when it changed anything."""


class Duty(Protocol):
    """Something that clocks bring about."""

    @property
    def name(self) -> str:
        """What the log calls it."""
        ...

    def due(self, unit: Unit, now: datetime) -> Iterable[Piece]:
        """What is to be done at ``now``, found in a snapshot of the store."""
        ...


@dataclass(frozen=True, slots=True)
class Ticking:
    """Does the duties of one tick."""

    store: Store
    scribe: Scribe
    clock: Clock
    duties: tuple[Duty, ...]

    def tick(self) -> int:
        """Do what is due; how many things were changed."""
        done = 0
        for duty in self.duties:
            try:
                done += self._do(duty)
            except Interrupted:
                break
            except Exception as error:  # noqa: BLE001 - the other duties are done; the next tick tries again
                _log.error("%s failed with %s", duty.name, _word(error))
        return done

    def _do(self, duty: Duty) -> int:
        with self.store.reading() as unit:
            pieces = list(duty.due(unit, time_of(unit, self.clock)))
        done, failed = 0, Counter[str]()
        for piece in pieces:
            try:
                done += self.scribe.write(piece)
            except Interrupted:
                raise
            except Exception as error:  # noqa: BLE001 - one item must not stop the others
                failed[_word(error)] += 1
        for word, count in failed.items():
            _log.error("%s: %s for %d", duty.name, word, count)
        return done


def time_of(unit: Unit, clock: Clock) -> datetime:
    """Now, but never before the last event of the journal: a clock that was turned back undoes nothing."""
    now, last = clock.now(), journal.last_event_at(unit)
    return now if last is None else max(now, last)


@dataclass(frozen=True, slots=True)
class Warnings:
    """预警: raises and clears the warnings of every case."""

    rules: WarningRules
    calendar: WorkingCalendar
    terminal: str
    sign_off_rules: Rules = field(default_factory=dict)
    """How what a warning brings before a supervisor is decided; without them nothing comes there."""
    name: str = "warnings"

    def due(self, unit: Unit, now: datetime) -> Iterator[Piece]:
        """A piece for each case whose warnings are not what they should be."""
        standing = warnings.open_warnings(unit)
        unknown: Counter[str] = Counter()
        for watching in warnings.watched_cases(unit, lambda fault: unknown.update([fault.code])):
            raised = standing.pop(watching.case.id, [])
            if self._wanted(watching, raised, now, unknown) != {one.warned for one in raised}:
                yield partial(self._settle, watching.case.id, now)
        # What still stands there belongs to cases that have ended.
        for case_id in standing:
            yield partial(self._settle, case_id, now)
        for code, count in unknown.items():
            _log.warning("%s: %s for %d", self.name, code, count)

    def _settle(self, case_id: CaseId, now: datetime, unit: Unit) -> bool:
        watching = warnings.watched_case(unit, case_id)
        raised = warnings.open_warnings(unit, [case_id]).get(case_id, [])
        at = _not_before(now, raised)
        standing = {one.warned for one in raised}
        wanted = self._wanted(watching, raised, now, Counter())
        for warned in sorted(wanted - standing):
            warnings.raise_warning(unit, warned, case_id, watching.site, at, self.terminal)
            self._escalate(unit, warned, case_id, at)
        for warned in sorted(standing - wanted):
            warnings.clear_warning(unit, warned, case_id, at, self.terminal)
            self._let_go(unit, warned, wanted, case_id, at)
        return wanted != standing

    def _escalate(self, unit: Unit, warned: Warned, case_id: CaseId, at: datetime) -> None:
        rule = rule_of(self.rules, warned.rule)
        if rule is not None:
            escalate_warning(unit, self.sign_off_rules, rule, warned, case_id, at, self.terminal)

    def _let_go(self, unit: Unit, warned: Warned, wanted: set[Warned], case_id: CaseId, at: datetime) -> None:
        """Take back what a warning brought up, unless another still says the same of the same thing."""
        rule = rule_of(self.rules, warned.rule)
        if rule is None or rule.escalates is None:
            return
        others = (rule_of(self.rules, one.rule) for one in wanted if one.subject == warned.subject)
        if not any(other is not None and other.escalates is rule.escalates for other in others):
            let_go_of_warning(unit, rule.escalates, warned, case_id, at, self.terminal)

    def _wanted(
        self, watching: Watching, raised: list[OpenWarning], now: datetime, unknown: Counter[str]
    ) -> set[Warned]:
        at = _not_before(now, raised)
        wanted = {w for one in watching.deliveries for w in warnings_of_delivery(one, self.rules, at)}
        try:
            return wanted | warnings_of_case(watching.case, self.rules, self.calendar, at)
        except Refused as refused:
            # Without the calendar nobody knows: what stands of the case's clocks stays, nothing comes to it.
            unknown[refused.fault.code] += 1
            return wanted | {one.warned for one in raised if one.warned.subject == watching.case.id}


def _not_before(now: datetime, raised: list[OpenWarning]) -> datetime:
    """A warning is never judged by a time before it was raised."""
    return max([now, *(one.raised_at for one in raised)])


def _word(error: Exception) -> str:
    """A code or a kind, never the words of an error: they may hold personal data."""
    return error.fault.code if isinstance(error, Refused) else type(error).__name__
