"""A worker's name: held by one process at a time, and free as soon as that process is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from clerk.delivery.engine import Turn, prepare_engine
from clerk.delivery.lease import leases_for, take_over, take_slot
from clerk.delivery.queue import EngineQueue
from clerk.domain.faults import Refused
from clerk.store.store import Store

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from clerk.delivery.lease import leases_for
lease = leases_for(sys.argv[1]).take(sys.argv[2])
print("held" if lease else "refused", flush=True)
sys.stdin.read()
"""


def holder(url: str, name: str) -> subprocess.Popen[str]:
    """A process that holds a name until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url, name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    """Kill a process and close its pipes."""
    process.kill()
    process.wait(timeout=10)
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


def test_a_name_has_one_holder_and_is_free_after_it_is_given_back(store: Store) -> None:
    leases = leases_for(store.url)
    first = leases.take("machine-0")
    assert first is not None
    assert first.holds()
    assert leases.take("machine-0") is None
    first.release()
    again = leases.take("machine-0")
    assert again is not None
    again.release()


def test_a_second_worker_of_a_machine_takes_the_next_slot(store: Store) -> None:
    leases = leases_for(store.url)
    one, two = take_slot(leases, "machine"), take_slot(leases, "machine")
    assert (one.executor_id, two.executor_id) == ("machine-0", "machine-1")
    one.release()
    three = take_slot(leases, "machine")
    assert three.executor_id == "machine-0"
    two.release()
    three.release()


def test_the_name_of_a_killed_process_is_free(store: Store) -> None:
    process = holder(store.url, "machine-0")
    leases = leases_for(store.url)
    assert leases.take("machine-0") is None
    end(process)
    lease = _take_soon(store, "machine-0")
    lease.release()


def test_only_the_work_of_the_dead_is_taken_over(store: Store) -> None:
    prepare_engine(store.url)
    queue = EngineQueue(store.url)
    for name in ("a", "b", "c"):
        with store.writing() as unit:
            queue.enqueue_turn(unit.connection, Turn(f"{name}:submit:0", 0), "wujiang")
    schema = "" if store.url.startswith("sqlite") else "dbos."
    with store.engine.begin() as connection:
        for name, executor in (("a", "alive-0"), ("b", "dead-0"), ("c", "mine-0")):
            connection.execute(
                sa.text(
                    f"UPDATE {schema}workflow_status SET status = 'PENDING', executor_id = :executor"  # noqa: S608
                    " WHERE workflow_uuid = :run"
                ),
                {"executor": executor, "run": f"{name}:submit:0#0"},
            )
    alive = holder(store.url, "alive-0")
    try:
        assert take_over(queue.client, leases_for(store.url), "mine-0") == 1
        found = {s.workflow_id: (s.status, s.queue_name) for s in queue.client.list_workflows()}
    finally:
        end(alive)
        queue.close()
    assert found == {
        "a:submit:0#0": ("PENDING", "deliver-wujiang"),
        "b:submit:0#0": ("ENQUEUED", "deliver-wujiang"),
        "c:submit:0#0": ("PENDING", "deliver-wujiang"),
    }


def test_a_session_that_the_server_ended_is_noticed(request: pytest.FixtureRequest) -> None:
    cluster = request.getfixturevalue("postgres")
    url = cluster.url()
    lease = leases_for(url).take("machine-0")
    assert lease is not None
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )
    assert not lease.holds()
    lease.release()


def test_a_store_in_memory_has_no_place_for_names() -> None:
    with pytest.raises(Refused) as refused:
        leases_for("sqlite://")
    assert refused.value.fault.code == "D-22"


def _take_soon(store: Store, name: str):  # type: ignore[no-untyped-def]
    """The lease on a name that is free within a moment: a server notices a dead session a little later."""
    from tests.delivery.worker_process import wait_for

    found = []

    def take() -> bool:
        lease = leases_for(store.url).take(name)
        if lease is not None:
            found.append(lease)
        return lease is not None

    wait_for(take, f"the name {name}", seconds=10)
    return found[0]
