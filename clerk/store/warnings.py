"""预警 as rows: raised once, cleared when their reason is gone, and what the rules need to know of cases.

What the rules need is read from the clear columns: looking at ten thousand cases opens no personal part.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from clerk.domain.cases import CaseId, Holder, State, holder
from clerk.domain.clocks import Clock
from clerk.domain.deliveries import DeliveryState
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.domain.warnings import Colour, Warned, WatchedCase, WatchedDelivery
from clerk.store import cases, journal
from clerk.store.moments import moment, moment_or_none, stamp
from clerk.store.tables import CASES, DELIVERIES, WARNINGS
from clerk.store.unit import Unit

_PAGE = 500
_ENDED = sorted(state.value for state in State if holder(state) is Holder.NOBODY)
_UNSETTLED = sorted(state.value for state in DeliveryState if not state.settled)


@dataclass(frozen=True, slots=True)
class OpenWarning:
    """A warning that is not cleared."""

    warned: Warned
    case_id: CaseId
    site: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Watching:
    """A case as the rules see it, with its unsettled deliveries."""

    case: WatchedCase
    site: str
    deliveries: tuple[WatchedDelivery, ...] = ()


def watched_cases(unit: Unit, unreadable: Callable[[Fault], None]) -> Iterator[Watching]:
    """Every case that has not ended or has something on its way, with what the rules need of it.

    One that cannot be read is told to ``unreadable`` and left out; the others come all the same.
    """
    sent = _unsettled(unit)
    after = ""
    while True:
        rows = unit.connection.execute(_OPEN_CASES, {"after": after, "count": _PAGE}).all()
        for row in rows:
            yield from _readable(unit, row, sent.pop(row.id, []), unreadable)
        if len(rows) < _PAGE:
            break
        after = rows[-1].id
    # What is left belongs to cases that have ended, such as a report of a hand-over.
    for case_id, deliveries in sent.items():
        row = unit.connection.execute(_CASE, {"the_id": case_id}).one()
        yield from _readable(unit, row, deliveries, unreadable)


def watched_case(unit: Unit, case_id: CaseId) -> Watching:
    """One case as the rules see it.

    Raises:
        KeyError: there is no such case.
        Refused: ``K-07`` it cannot be read.
    """
    row = unit.connection.execute(_CASE, {"the_id": case_id}).first()
    if row is None:
        raise KeyError(case_id)
    return _watching(unit, row, _unsettled(unit, case_id).get(case_id, []))


def open_warnings(unit: Unit, case_ids: Collection[CaseId] | None = None) -> dict[CaseId, list[OpenWarning]]:
    """Warnings that are not cleared, by case, each case's oldest first; those of ``case_ids`` or all."""
    query = sa.select(WARNINGS).where(WARNINGS.c.cleared_at.is_(None)).order_by(*_OLDEST)
    if case_ids is not None:
        query = query.where(WARNINGS.c.case_id.in_(list(case_ids)))
    found: defaultdict[CaseId, list[OpenWarning]] = defaultdict(list)
    for row in unit.connection.execute(query):
        found[row.case_id].append(_from_row(row))
    return dict(found)


def raise_warning(
    unit: Unit, warned: Warned, case_id: CaseId, site: str, at: datetime, terminal: str
) -> bool:
    """Raise a warning; False when it stands already. One that was cleared can come again."""
    key = {"the_subject": warned.subject, "the_rule": warned.rule, "the_colour": warned.colour.value}
    known = unit.connection.execute(_BY_KEY, key).first()
    if known is not None and known.cleared_at is None:
        return False
    if known is None:
        row = {
            "subject": warned.subject,
            "rule": warned.rule,
            "colour": warned.colour.value,
            "case_id": case_id,
            "site": site,
            "raised_at": stamp(at),
            "cleared_at": None,
        }
        unit.connection.execute(sa.insert(WARNINGS), row)
    else:
        unit.connection.execute(_RAISE_AGAIN, {**key, "when": stamp(at)})
    _note(unit, EventKind.WARNING_RAISED, warned, case_id, at, terminal)
    return True


def clear_warning(unit: Unit, warned: Warned, case_id: CaseId, at: datetime, terminal: str) -> bool:
    """Clear a warning whose reason is gone; False when it does not stand."""
    key = {"the_subject": warned.subject, "the_rule": warned.rule, "the_colour": warned.colour.value}
    if unit.connection.execute(_CLEAR, {**key, "when": stamp(at)}).rowcount == 0:
        return False
    _note(unit, EventKind.WARNING_CLEARED, warned, case_id, at, terminal)
    return True


def count_warned_cases(unit: Unit, site: str) -> int:
    """How many cases of ``site`` have a warning that is not cleared."""
    counted = unit.connection.execute(_COUNT, {"the_site": site}).scalar_one()
    return int(counted)


def warned_cases(unit: Unit, site: str, offset: int = 0, limit: int = 100) -> tuple[CaseId, ...]:
    """Cases of ``site`` with warnings that are not cleared: the reddest first, then the longest warned."""
    found = unit.connection.execute(_WARNED, {"the_site": site, "skip": offset, "count": limit})
    return tuple(found.scalars())


def _unsettled(unit: Unit, case_id: CaseId | None = None) -> dict[CaseId, list[WatchedDelivery]]:
    query = sa.select(
        DELIVERIES.c.id,
        DELIVERIES.c.case_id,
        DELIVERIES.c.state,
        DELIVERIES.c.queued_at,
        DELIVERIES.c.began_at,
    ).where(DELIVERIES.c.state.in_(_UNSETTLED))
    if case_id is not None:
        query = query.where(DELIVERIES.c.case_id == case_id)
    found: defaultdict[CaseId, list[WatchedDelivery]] = defaultdict(list)
    for row in unit.connection.execute(query):
        found[row.case_id].append(
            WatchedDelivery(
                row.id, DeliveryState(row.state), moment(row.queued_at), moment_or_none(row.began_at)
            )
        )
    return dict(found)


def _readable(
    unit: Unit, row: Any, deliveries: Sequence[WatchedDelivery], unreadable: Callable[[Fault], None]
) -> Iterator[Watching]:
    try:
        yield _watching(unit, row, deliveries)
    except Refused as refused:
        unreadable(refused.fault)


def _watching(unit: Unit, row: Any, deliveries: Sequence[WatchedDelivery]) -> Watching:
    try:
        facts = json.loads(row.facts)
        case = WatchedCase(
            row.id,
            State(row.state),
            tuple(Clock.from_dict(clock) for clock in facts["clocks"]),
            facts["deemed"],
            _deferred(unit, row.id, facts),
        )
    except (ValueError, KeyError, TypeError):
        raise Refused("K-07") from None
    return Watching(case, row.site, tuple(deliveries))


def _deferred(unit: Unit, case_id: CaseId, facts: Mapping[str, Any]) -> tuple[date, ...]:
    """Rows of earlier versions have these days only in their encrypted part."""
    if "deferred" not in facts:
        return cases.load_case(unit, case_id).deferred
    return tuple(date.fromisoformat(day) for day in facts["deferred"])


def _from_row(row: sa.Row[Any]) -> OpenWarning:
    return OpenWarning(
        Warned(row.subject, row.rule, Colour(row.colour)), row.case_id, row.site, moment(row.raised_at)
    )


def _note(unit: Unit, kind: EventKind, warned: Warned, case_id: CaseId, at: datetime, terminal: str) -> None:
    journal.append(
        unit,
        kind,
        actor="system",
        terminal=terminal,
        at=at,
        case_id=case_id,
        payload={"subject": warned.subject, "rule": warned.rule, "colour": warned.colour.value},
    )


_OLDEST = (WARNINGS.c.raised_at, WARNINGS.c.subject, WARNINGS.c.rule, WARNINGS.c.colour)
_IS = (
    WARNINGS.c.subject == sa.bindparam("the_subject"),
    WARNINGS.c.rule == sa.bindparam("the_rule"),
    WARNINGS.c.colour == sa.bindparam("the_colour"),
)
_BY_KEY = sa.select(WARNINGS.c.cleared_at).where(*_IS)
_RAISE_AGAIN = sa.update(WARNINGS).where(*_IS).values(raised_at=sa.bindparam("when"), cleared_at=None)
_CLEAR = (
    sa.update(WARNINGS).where(*_IS, WARNINGS.c.cleared_at.is_(None)).values(cleared_at=sa.bindparam("when"))
)
_AT_SITE = (WARNINGS.c.site == sa.bindparam("the_site"), WARNINGS.c.cleared_at.is_(None))
_COUNT = sa.select(sa.func.count(sa.distinct(WARNINGS.c.case_id))).where(*_AT_SITE)
_SEVERITY = sa.case({colour.value: colour.severity for colour in Colour}, value=WARNINGS.c.colour)
_WARNED = (
    sa.select(WARNINGS.c.case_id)
    .join(CASES, CASES.c.id == WARNINGS.c.case_id)
    .where(*_AT_SITE)
    .group_by(WARNINGS.c.case_id, CASES.c.receipt_no)
    .order_by(sa.func.max(_SEVERITY).desc(), sa.func.min(WARNINGS.c.raised_at), CASES.c.receipt_no)
    .limit(sa.bindparam("count"))
    .offset(sa.bindparam("skip"))
)
_SEEN = (CASES.c.id, CASES.c.site, CASES.c.state, CASES.c.facts)
_CASE = sa.select(*_SEEN).where(CASES.c.id == sa.bindparam("the_id"))
_OPEN_CASES = (
    sa.select(*_SEEN)
    .where(CASES.c.id > sa.bindparam("after"), CASES.c.state.not_in(_ENDED))
    .order_by(CASES.c.id)
    .limit(sa.bindparam("count"))
)
