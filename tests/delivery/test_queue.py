"""Leaving a delivery with the engine: in the desk's transaction, once, without a worker."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.delivery.engine import Turn, prepare_engine
from clerk.delivery.queue import EngineQueue
from clerk.delivery.scribe import Scribe
from clerk.delivery.upkeep import Upkeep
from clerk.domain.deliveries import DeliveryKind, delivery_id
from clerk.domain.faults import Refused
from clerk.store.store import Store
from tests.delivery.desk import START, receive_case


@pytest.fixture
def queue(store: Store) -> Iterator[EngineQueue]:
    """The engine's queue on the store's database."""
    prepare_engine(store.url)
    opened = EngineQueue(store.url)
    yield opened
    opened.close()


def runs(queue: EngineQueue) -> dict[str, str]:
    """Every run the engine knows, with its status."""
    return {status.workflow_id: status.status for status in queue.client.list_workflows()}


def test_a_run_is_there_with_the_case_or_not_at_all(store: Store, queue: EngineQueue) -> None:
    case = receive_case(store, queue, START)
    first = f"{delivery_id(case.id, DeliveryKind.SUBMIT, 0)}#0"
    assert runs(queue) == {first: "ENQUEUED"}

    def torn() -> None:
        with store.writing() as unit:
            queue.enqueue(unit.connection, "c:submit:0", "wujiang", 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        torn()
    assert runs(queue) == {first: "ENQUEUED"}


def test_the_same_generation_is_queued_once_and_the_next_one_again(store: Store, queue: EngineQueue) -> None:
    for generation in (0, 0, 1):
        with store.writing() as unit:
            queue.enqueue(unit.connection, "c:submit:0", "wujiang", generation)
    assert sorted(runs(queue)) == ["c:submit:0#0", "c:submit:0#1"]


def test_the_engine_is_told_nothing_but_the_id(store: Store, queue: EngineQueue) -> None:
    case = receive_case(store, queue, START)
    (status,) = queue.client.list_workflows()
    assert status.input is not None
    assert status.input["args"] == (delivery_id(case.id, DeliveryKind.SUBMIT, 0),)
    assert status.queue_name == "deliver-wujiang"


def test_a_delivery_that_lost_its_run_is_queued_again(store: Store, queue: EngineQueue) -> None:
    kept, lost = (receive_case(store, queue, START) for _ in range(2))
    gone = f"{delivery_id(lost.id, DeliveryKind.SUBMIT, 0)}#0"
    queue.client.cancel_workflow(gone)
    upkeep = Upkeep(store, queue, Scribe(store, threading.Event()))

    assert upkeep.pick_up_lost() == 1
    assert upkeep.pick_up_lost() == 0
    assert runs(queue)[f"{gone}.1"] == "ENQUEUED"
    assert f"{delivery_id(kept.id, DeliveryKind.SUBMIT, 0)}#0.1" not in runs(queue)


def test_waiting_runs_can_be_hurried(store: Store, queue: EngineQueue) -> None:
    turn = Turn("c:submit:0", 0)
    with store.writing() as unit:
        queue.enqueue_turn(unit.connection, turn, "wujiang", delay=3600.0)
        queue.enqueue_turn(unit.connection, Turn("d:submit:0", 0), "jiashan", delay=3600.0)
    assert set(runs(queue).values()) == {"DELAYED"}
    assert queue.hurry("wujiang", [0.01]) == 1
    due = {s.workflow_id: s.delay_until_epoch_ms or 0 for s in queue.client.list_workflows()}
    assert due["c:submit:0#0"] < due["d:submit:0#0"] - 3_000_000


def test_preparing_the_engine_twice_changes_nothing(store: Store, queue: EngineQueue) -> None:
    receive_case(store, queue, START)
    prepare_engine(store.url)
    assert len(runs(queue)) == 1


def test_an_engine_that_cannot_be_prepared_says_so() -> None:
    with pytest.raises(Refused) as refused:
        prepare_engine("sqlite:////nowhere/at/all/counter.sqlite3")
    assert refused.value.fault.code == "D-20"


def test_the_queue_wants_an_open_connection() -> None:
    queue = EngineQueue("sqlite:////tmp/never-opened.sqlite3")
    with pytest.raises(TypeError):
        queue.enqueue("a connection", "c:submit:0", "wujiang", 0)


def test_importing_the_queue_does_not_import_the_engine() -> None:
    code = "import sys, clerk.delivery.queue; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


@given(
    delivery=st.from_regex(r"[0-9a-f-]{1,36}:(submit|correct|handed_over):[0-9]{1,3}", fullmatch=True),
    generation=st.integers(0, 99),
    number=st.integers(0, 9999),
)
def test_a_run_is_known_by_its_id(delivery: str, generation: int, number: int) -> None:
    turn = Turn(delivery, generation, number)
    assert Turn.of(turn.workflow_id) == turn
    assert Turn.of(turn.following.workflow_id).number == number + 1


def test_an_id_of_something_else_is_not_a_run() -> None:
    with pytest.raises(ValueError, match="not the id"):
        Turn.of("follow-wujiang")
