"""The worker's house-keeping: signs of life, old runs, and refusing to start where it cannot work."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from clerk.delivery.engine import prepare_engine
from clerk.delivery.heartbeat import BEAT, beat, signs, worker_runs
from clerk.delivery.queue import EngineQueue
from clerk.delivery.scribe import Scribe
from clerk.delivery.upkeep import Upkeep
from clerk.delivery.worker import WorkerSettings, run_worker
from clerk.domain.faults import Refused
from clerk.store.store import Store
from tests.delivery.desk import CALENDAR, START, OneItem, WallClock, receive_case


def test_a_worker_runs_while_its_last_sign_is_fresh(store: Store) -> None:
    assert worker_runs(store, START) is None
    with store.writing() as unit:
        beat(unit, "machine-0", 4711, START)
    sign = worker_runs(store, START + timedelta(seconds=BEAT))
    assert sign is not None
    assert (sign.executor_id, sign.pid) == ("machine-0", 4711)
    assert worker_runs(store, START + timedelta(seconds=10 * BEAT)) is None


def test_a_worker_that_said_goodbye_does_not_run(store: Store) -> None:
    with store.writing() as unit:
        beat(unit, "machine-0", 4711, START)
        beat(unit, "machine-1", 4712, START)
        beat(unit, "machine-1", 4712, START, stopped=True)
    sign = worker_runs(store, START)
    assert sign is not None
    assert sign.executor_id == "machine-0"
    with store.reading() as unit:
        assert {s.executor_id: s.stopped for s in signs(unit)} == {"machine-0": False, "machine-1": True}


def test_old_runs_are_forgotten_and_waiting_ones_never(store: Store) -> None:
    prepare_engine(store.url)
    queue = EngineQueue(store.url)
    kept, ended = (receive_case(store, queue, START) for _ in range(2))
    queue.client.cancel_workflow(f"{ended.id}:submit:0#0")
    upkeep = Upkeep(store, queue, Scribe(store, threading.Event()))
    assert upkeep.forget_old() == 0

    strict = Upkeep(store, queue, Scribe(store, threading.Event()), keep_deliveries=timedelta(seconds=-60))
    assert strict.forget_old() == 1
    assert [s.workflow_id for s in queue.client.list_workflows()] == [f"{kept.id}:submit:0#0"]
    queue.close()


def test_a_worker_without_the_engines_tables_says_what_to_do(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        run_worker(
            WorkerSettings(machine="test"), store, {}, OneItem(), WallClock(), CALENDAR, threading.Event()
        )
    assert refused.value.fault.code == "D-21"
    assert "store upgrade" in refused.value.fault.text.cure_en
