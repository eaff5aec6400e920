"""What the worker brings before a supervisor by itself, and what it lets go."""

from __future__ import annotations

from dataclasses import replace

from clerk.domain.deliveries import DeliveryKind, DeliveryState, delivery_id
from clerk.domain.escalations import SYSTEM, Escalation, EscalationKind, Standing, SubjectKind
from clerk.domain.staff import Level
from clerk.store import deliveries, escalations
from clerk.store.store import Store
from clerk.store.verify import verify
from tests.delivery.desk import HandClock, receive_case
from tests.delivery.fake_region import Does, FakeRegion
from tests.delivery.hand_engine import HandEngine, deliverer_for


def all_open(store: Store) -> tuple[Escalation, ...]:
    """Everything that waits for somebody."""
    with store.reading() as unit:
        return escalations.open_escalations(unit, None)


def test_an_exception_waits_for_a_supervisor_from_the_moment_it_is_one(
    store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(store, engine, clock.now())
    wujiang.script([Does.REJECT])
    engine.run_all(deliverer_for(store, wujiang, engine))
    (one,) = all_open(store)
    assert (one.kind, one.asked_by, one.subject.kind) == (
        EscalationKind.EXCEPTION_ITEM,
        SYSTEM,
        SubjectKind.DELIVERY,
    )
    assert (one.case_id, one.site, one.level) == (case.id, case.site, Level.SITE)
    shown = {line.label: line.text for line in one.shown}
    assert shown["收件凭证"] == case.receipt_no
    assert shown["申请人"] == "示*"
    assert verify(store).ok


def test_an_exception_that_ends_by_itself_waits_for_nobody(
    store: Store, clock: HandClock, wujiang: FakeRegion, engine: HandEngine
) -> None:
    case = receive_case(store, engine, clock.now())
    wujiang.script([Does.REJECT])
    deliverer = deliverer_for(store, wujiang, engine)
    engine.run_all(deliverer)
    (one,) = all_open(store)
    with store.writing() as unit:
        delivery = deliveries.load_delivery(unit, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
        again = replace(delivery, state=DeliveryState.QUEUED, generation=1, settled_at=None)
        deliveries.save_delivery(unit, again)
        engine.enqueue(unit.connection, again.id, again.region, 1)
    engine.run_all(deliverer)
    with store.reading() as unit:
        assert escalations.load_escalation(unit, one.id).standing is Standing.TAKEN_BACK
    assert verify(store).ok
