"""Looking at a day: quickly from the store, or in full with what the regions say."""

from __future__ import annotations

from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.day_end.count import count_day, read_scope
from clerk.desk.day_end.regions import ask_regions
from clerk.desk.day_end.views import Answers, DayView, Progress
from clerk.domain.china_time import in_china
from clerk.domain.day import ClosedDay
from clerk.domain.faults import Fault
from clerk.store import days
from clerk.store.store import Unit


def look(counter: Counter, day: date) -> DayView:
    """The day as the store knows it; the regions are not asked. A closed day as it was closed."""
    with counter.store.reading() as unit:
        return view(unit, counter, day, {}, asked=False)


def count(counter: Counter, day: date, progress: Progress | None = None) -> DayView:
    """The day with what every region says now. Live and slow: call it off the screen's thread."""
    with counter.store.reading() as unit:
        closed = days.closed_day(unit, counter.site.code, day)
        to_ask = () if closed else read_scope(unit, counter.site.code, day).to_ask
    said = ask_regions(counter.regions, to_ask, progress)
    with counter.store.reading() as unit:
        return view(unit, counter, day, said, asked=True)


def again(counter: Counter, before: DayView) -> DayView:
    """The store counted anew, with what the regions said for the count ``before``; they are not asked."""
    with counter.store.reading() as unit:
        return view(unit, counter, before.count.day, before.said, asked=before.asked)


def view(unit: Unit, counter: Counter, day: date, said: Answers, *, asked: bool) -> DayView:
    """The day in this snapshot, and whether it may be closed."""
    site = counter.site.code
    closed = days.closed_day(unit, site, day)
    counted = count_day(unit, counter, day, said) if closed is None else closed.count
    return DayView(
        counted,
        days.digest_of(counted) if closed is None else closed.digest,
        asked or closed is not None,
        closed,
        _why_not(unit, counter, day, closed) or _unanswered(len(counted.unanswered)),
        not_closed(unit, counter, day),
        said,
    )


def not_closed(unit: Unit, counter: Counter, day: date) -> tuple[date, ...]:
    """Days with receipts before ``day`` that nobody closed, since the last one that was closed.

    At a site that never closed a day it is the last one alone: years before the first closing are not owed.
    """
    site = counter.site.code
    last = days.closed_before(unit, site, day)
    owed = days.days_with_receipts(unit, site, last.count.day if last else None, day)
    return owed if last else owed[-1:]


def open_days(counter: Counter) -> tuple[date, ...]:
    """Days before today that nobody closed: said to the supervisor in the morning."""
    with counter.store.reading() as unit:
        return not_closed(unit, counter, counter.clock.now().date())


def _why_not(unit: Unit, counter: Counter, day: date, closed: ClosedDay | None) -> Fault | None:
    if closed is not None:
        at = f"{in_china(closed.closed_at):%Y-%m-%d %H:%M}"
        return Fault("Y-01", {"day": day.isoformat(), "who": closed.closed_by, "at": at})
    if day > counter.clock.now().date():
        return Fault("Y-06", {"day": day.isoformat()})
    last = days.last_closed(unit, counter.site.code)
    if last is None:
        return None
    if last.count.day > day:
        return Fault("Y-05", {"day": last.count.day.isoformat()})
    owed = not_closed(unit, counter, day)
    return Fault("Y-04", {"day": owed[0].isoformat()}) if owed else None


def _unanswered(count_: int) -> Fault | None:
    return Fault("Y-07", {"count": str(count_)}) if count_ else None
