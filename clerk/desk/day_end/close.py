"""签结: the supervisor's signature under exactly what was counted and shown."""

from __future__ import annotations

from clerk.desk import sign_in
from clerk.desk.counter import Counter
from clerk.desk.day_end.count import read_scope
from clerk.desk.day_end.counting import view
from clerk.desk.day_end.regions import ask_regions
from clerk.desk.day_end.views import DayView, Progress
from clerk.desk.noting import note
from clerk.desk.rights import refuse_fallen, require
from clerk.desk.views import Credentials, Operator
from clerk.domain.day import ClosedDay
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.store import days


def close(
    counter: Counter, operator: Operator, shown: DayView, progress: Progress | None = None
) -> ClosedDay:
    """Close the day that was shown to ``operator``, who signs it. Asks the regions again: slow.

    Raises:
        Refused: ``Y-01`` closed already, ``Y-02`` something changed since it was shown, ``Y-04``-``Y-07`` it
            cannot be closed yet, ``U-04``, ``U-16`` not theirs to close. Nothing was changed.
    """
    return _close(counter, operator, operator, shown, progress)


def close_here(
    counter: Counter,
    operator: Operator,
    credentials: Credentials,
    shown: DayView,
    progress: Progress | None = None,
) -> ClosedDay:
    """Close it at the console where ``operator`` works, signed by who proves both factors.

    Raises:
        Refused: as :func:`close` and :func:`clerk.desk.sign_in.prove`.
    """
    return _close(counter, operator, sign_in.prove(counter, credentials), shown, progress)


def _close(
    counter: Counter, operator: Operator, signer: Operator, shown: DayView, progress: Progress | None
) -> ClosedDay:
    require(signer, Right.CLOSE_DAY, counter.site)
    day, site = shown.count.day, counter.site.code
    with counter.store.reading() as unit:
        to_ask = read_scope(unit, site, day).to_ask
    said = ask_regions(counter.regions, to_ask, progress)
    with counter.store.writing() as unit:
        refuse_fallen(unit, counter, signer)
        now = view(unit, counter, day, said, asked=True)
        if now.closed is not None and now.why_not is not None:
            raise Refused(now.why_not.code, **now.why_not.details)
        if now.digest != shown.digest:
            raise Refused("Y-02", day=day.isoformat())
        if now.why_not is not None:
            raise Refused(now.why_not.code, **now.why_not.details)
        at = counter.clock.now()
        shoulder = signer.member.number != operator.member.number
        closed = ClosedDay(uuid7(at), now.count, now.digest, signer.member.number, at, shoulder)
        row = days.insert_day(unit, closed)
        payload = {
            "site": site,
            "day": day.isoformat(),
            "digest": closed.digest,
            "row": row,
            "console": operator.member.number,
            "differences": len(closed.count.differences),
            "carried": len(closed.count.carried),
            "explained_alone": closed.explained_alone,
        }
        once = f"day:{site}:{day.isoformat()}"
        note(unit, counter, signer, EventKind.DAY_CLOSED, at, payload=payload, once=once)
    return closed
