"""逾期视为受理: a home department that says nothing within its five working days has accepted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import count

from clerk.delivery.attempt import SYSTEM
from clerk.delivery.scribe import Scribe
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, CaseId, Event, State
from clerk.domain.clocks import Clock, ClockKind, deemed_accepted
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.regions import RegionId
from clerk.domain.working_days import WorkingCalendar
from clerk.store import cases, journal
from clerk.store.store import Store
from clerk.store.unit import Unit

_PAGE = 100
_log = logging.getLogger(__name__)


def deem_silent_cases(
    store: Store, scribe: Scribe, region: RegionId, calendar: WorkingCalendar, now: datetime, terminal: str
) -> int:
    """Accept by silence every case of ``region`` whose limit has passed; how many there were.

    The clock of a case began as its agreement says (receipt or arrival), when the case was received.
    """
    silent = [case.id for case in _transferred(store, region) if _is_silent(case, calendar, now)]
    return sum(scribe.write(partial(_deem, case_id, calendar, now, terminal)) for case_id in silent)


def deem(case: CaseFile, calendar: WorkingCalendar, now: datetime) -> CaseFile | None:
    """The case accepted by silence, None when it is not due."""
    if case.state is not State.TRANSFERRED:
        return None
    clock = _acceptance_clock(case)
    if clock is None or deemed_accepted(clock, calendar, now) is None:
        return None
    accepted = happen(case, Event.ACCEPT, Actor.SYSTEM, now)
    return replace(accepted, deemed=True, accepted_at=clock.started)


def _deem(case_id: CaseId, calendar: WorkingCalendar, now: datetime, terminal: str, unit: Unit) -> bool:
    accepted = deem(cases.load_case(unit, case_id), calendar, now)
    if accepted is None:
        return False
    cases.save_case(unit, accepted)
    journal.append(
        unit,
        EventKind.DEEMED_ACCEPTED,
        actor=SYSTEM,
        terminal=terminal,
        at=now,
        case_id=case_id,
        payload={
            "home": accepted.home,
            "since": accepted.accepted_at.isoformat() if accepted.accepted_at else "",
        },
    )
    return True


def _transferred(store: Store, region: RegionId) -> Iterator[CaseFile]:
    with store.reading() as unit:
        for offset in count(0, _PAGE):
            page = cases.list_cases(
                unit, states={State.TRANSFERRED}, region=region, limit=_PAGE, offset=offset
            )
            yield from page
            if len(page) < _PAGE:
                return


def _is_silent(case: CaseFile, calendar: WorkingCalendar, now: datetime) -> bool:
    try:
        return deem(case, calendar, now) is not None
    except Refused as refused:
        _log.warning("deemed acceptance: %s for one case", refused.fault.code)
        return False


def _acceptance_clock(case: CaseFile) -> Clock | None:
    for clock in reversed(case.clocks):
        if clock.kind is ClockKind.ACCEPTANCE and clock.ended is None:
            return clock
    return None
