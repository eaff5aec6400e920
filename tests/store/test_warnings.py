"""Warnings are raised once, cleared once, and found by those who can do something about them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from clerk.domain.cases import State
from clerk.domain.deliveries import DeliveryState
from clerk.domain.faults import Fault
from clerk.domain.journal import EventKind
from clerk.domain.materials import Met, Way
from clerk.domain.warnings import Colour, Warned
from clerk.store import Store, deliveries, journal, warnings
from clerk.store.tables import CASES
from clerk.store.verify import verify
from tests.store.samples import NOW, SITE, change, receive

LATER = NOW + timedelta(hours=1)


def warned(subject: str, rule: str = "promise-70", colour: Colour = Colour.YELLOW) -> Warned:
    return Warned(subject, rule, colour)


def raised(store: Store, case_id: str, *more: Warned, site: str = SITE) -> None:
    with store.writing() as unit:
        for one in more or (warned(case_id),):
            warnings.raise_warning(unit, one, case_id, site, NOW, "worker")


def kinds(store: Store, case_id: str) -> list[EventKind]:
    with store.reading() as unit:
        return [event.kind for event in journal.events(unit, case_id)][1:]


def test_a_warning_is_raised_once_and_journalled_once(store: Store) -> None:
    case = receive(store)
    with store.writing() as unit:
        assert warnings.raise_warning(unit, warned(case.id), case.id, SITE, NOW, "worker")
        assert not warnings.raise_warning(unit, warned(case.id), case.id, SITE, LATER, "worker")
    assert kinds(store, case.id) == [EventKind.WARNING_RAISED]
    with store.reading() as unit:
        (one,) = warnings.open_warnings(unit)[case.id]
        assert (one.warned, one.raised_at, one.site) == (warned(case.id), NOW, SITE)
        assert journal.events(unit, case.id)[-1].payload == {
            "subject": case.id,
            "rule": "promise-70",
            "colour": "yellow",
        }
    assert verify(store).ok


def test_a_cleared_warning_is_gone_and_may_come_again(store: Store) -> None:
    case = receive(store)
    raised(store, case.id)
    with store.writing() as unit:
        assert warnings.clear_warning(unit, warned(case.id), case.id, LATER, "worker")
        assert not warnings.clear_warning(unit, warned(case.id), case.id, LATER, "worker")
        assert warnings.open_warnings(unit) == {}
        assert warnings.count_warned_cases(unit, SITE) == 0
        assert warnings.raise_warning(unit, warned(case.id), case.id, SITE, LATER, "worker")
    assert kinds(store, case.id) == [
        EventKind.WARNING_RAISED,
        EventKind.WARNING_CLEARED,
        EventKind.WARNING_RAISED,
    ]
    with store.reading() as unit:
        assert [w.raised_at for w in warnings.open_warnings(unit)[case.id]] == [LATER]


def test_the_reddest_case_comes_first_and_each_case_once(store: Store) -> None:
    yellow, red, both, elsewhere = (receive(store) for _ in range(4))
    raised(store, yellow.id)
    raised(store, red.id, warned(red.id, "promise-passed", Colour.RED))
    raised(store, both.id, warned(both.id), warned(both.id, "promise-90", Colour.ORANGE))
    raised(store, elsewhere.id, site="WJ01")
    with store.reading() as unit:
        assert warnings.warned_cases(unit, SITE) == (red.id, both.id, yellow.id)
        assert warnings.warned_cases(unit, SITE, 1, 1) == (both.id,)
        assert warnings.count_warned_cases(unit, SITE) == 3
        assert set(warnings.open_warnings(unit, [both.id])) == {both.id}


def test_the_rules_see_open_cases_and_what_is_on_its_way_without_opening_anything_personal(
    store: Store,
) -> None:
    due = date(2026, 12, 1)
    going = receive(store, met=(Met("m1", Way.DEFERRED, due=due), Met("m2", Way.SCAN)))
    ended = change(store, receive(store), state=State.CLOSED)
    settled = change(store, receive(store), state=State.VOID)
    with store.writing() as unit:
        delivery = deliveries.deliveries_of_case(unit, settled.id)[0]
        deliveries.save_delivery(unit, replace(delivery, state=DeliveryState.VOIDED))
        unit.connection.execute(sa.update(CASES).values(personal=b"nobody opens this"))
    with store.reading() as unit:
        seen = {watching.case.id: watching for watching in warnings.watched_cases(unit, pytest.fail)}
        assert set(seen) == {going.id, ended.id}
        assert seen[going.id].case.deferred == (due,)
        assert [d.state for d in seen[ended.id].deliveries] == [DeliveryState.QUEUED]
        assert warnings.watched_case(unit, going.id) == seen[going.id]
        assert warnings.watched_case(unit, settled.id).deliveries == ()
        with pytest.raises(KeyError):
            warnings.watched_case(unit, "nobody")


def test_a_row_of_an_earlier_version_is_opened_for_its_later_materials(store: Store) -> None:
    due = date(2026, 12, 1)
    case = receive(store, met=(Met("m1", Way.DEFERRED, due=due),))
    with store.writing() as unit:
        facts = json.loads(unit.connection.execute(sa.select(CASES.c.facts)).scalar_one())
        del facts["deferred"]
        unit.connection.execute(sa.update(CASES).values(facts=json.dumps(facts)))
    with store.reading() as unit:
        assert warnings.watched_case(unit, case.id).case.deferred == (due,)


def test_a_case_that_cannot_be_read_does_not_hide_the_others(store: Store) -> None:
    one, broken, other = (receive(store) for _ in range(3))
    with store.writing() as unit:
        unit.connection.execute(sa.update(CASES).where(CASES.c.id == broken.id).values(facts="{}"))
    told: list[Fault] = []
    with store.reading() as unit:
        assert {w.case.id for w in warnings.watched_cases(unit, told.append)} == {one.id, other.id}
    assert [fault.code for fault in told] == ["K-07"]
