"""Whatever a region does, and wherever a worker dies: one case there, or a supervisor who has to decide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clerk.delivery.backoff import Patience
from clerk.domain.cases import State
from clerk.domain.deliveries import DeliveryKind, DeliveryState, delivery_id
from clerk.store import ColumnKeys, Store, StoreKind, cases
from tests.delivery.desk import HandClock, receive_case
from tests.delivery.fake_region import LATE, Does, FakeRegion
from tests.delivery.hand_engine import HandEngine, deliverer_for, load

SUBMITTING = st.lists(st.sampled_from(list(Does)), max_size=6)
FINDING = st.lists(
    st.sampled_from([Does.OK, Does.UNREACHABLE, Does.BUSY, Does.REJECT, Does.BREAK, Does.DIE_BEFORE]),
    max_size=6,
)


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples; each example has a case of its own."""
    folder = tmp_path_factory.mktemp("scripts")
    store = Store.open(f"sqlite:///{folder / 'counter.sqlite3'}", ColumnKeys.generate(), StoreKind.TRAINING)
    yield store
    store.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(submitting=SUBMITTING, finding=FINDING)
@example(submitting=[Does.COMMIT_LATE, Does.COMMIT_LATE], finding=[])
@example(submitting=[Does.LOSE_REPLY], finding=[Does.UNREACHABLE] * 6)
@example(submitting=[Does.DIE_AFTER, Does.DIE_AFTER], finding=[Does.DIE_BEFORE])
def test_the_region_ends_with_exactly_one_case_or_a_person_decides(
    one_store: Store, submitting: list[Does], finding: list[Does]
) -> None:
    clock = HandClock()
    engine = HandEngine(clock)
    region = FakeRegion("wujiang", clock)
    region.script(submitting, finding)
    case = receive_case(one_store, engine, clock.now())

    engine.run_all(deliverer_for(one_store, region, engine, Patience(settle=LATE + 1.0)))

    region.settle_everything()
    delivery = load(one_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    copies = region.copies.get(case.receipt_no, 0)
    with one_store.reading() as unit:
        state = cases.load_case(unit, case.id).state
    assert copies <= 1, "filed twice"
    if delivery.state is DeliveryState.ACKNOWLEDGED:
        assert (copies, state) == (1, State.TRANSFERRED)
    else:
        assert (delivery.state, state) == (DeliveryState.EXCEPTION, State.RECEIVED)
        assert Does.REJECT in submitting + finding or Does.BREAK in submitting + finding


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(submitting=SUBMITTING, again=st.lists(st.integers(0, 5), max_size=4))
def test_repeating_any_finished_run_changes_nothing(
    one_store: Store, submitting: list[Does], again: list[int]
) -> None:
    clock = HandClock()
    engine = HandEngine(clock)
    region = FakeRegion("wujiang", clock)
    region.script(submitting)
    deliverer = deliverer_for(one_store, region, engine, Patience(settle=LATE + 1.0))
    case = receive_case(one_store, engine, clock.now())
    finished = []
    while engine.waiting:
        finished.append(engine.waiting[0][2])
        engine.run_next(deliverer)
        calls = len(region.calls)
        for number in again:
            if number < len(finished):
                assert deliverer.run(finished[number]) is None
        assert len(region.calls) == calls
    region.settle_everything()
    assert region.copies.get(case.receipt_no, 0) <= 1
