"""Writing for many threads in one transaction: together, but each on its own account."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from clerk.delivery.scribe import Interrupted, Scribe
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import journal
from clerk.store.store import Store
from clerk.store.unit import Unit
from tests.delivery.desk import START


def note(unit: Unit, number: int, at: datetime = START) -> int:
    """Write one event."""
    journal.append(
        unit, EventKind.ADVICE_GIVEN, actor="1001", terminal="QP02-1", at=at, payload={"number": number}
    )
    return number


def numbers(store: Store) -> list[int]:
    """Numbers written, in order."""
    with store.reading() as unit:
        found = journal.events(unit, limit=1000)
    return [e.payload["number"] for e in found if e.kind is EventKind.ADVICE_GIVEN]


def test_each_thread_gets_its_own_result_and_everything_is_written_once(store: Store) -> None:
    scribe = Scribe(store, threading.Event())
    with ThreadPoolExecutor(64) as pool:
        results = list(pool.map(lambda n: scribe.write(lambda unit: note(unit, n)), range(200)))
    assert results == list(range(200))
    assert sorted(numbers(store)) == list(range(200))


def test_work_that_fails_takes_nobody_with_it(sqlite_store: Store) -> None:
    scribe = Scribe(sqlite_store, threading.Event())

    def write(number: int) -> str:
        def work(unit: Unit) -> str:
            note(unit, number)
            if number % 5 == 0:
                raise ValueError(str(number))
            return "written"

        try:
            return scribe.write(work)
        except ValueError as error:
            return f"failed {error}"

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(write, range(60)))
    assert results == [f"failed {n}" if n % 5 == 0 else "written" for n in range(60)]
    assert sorted(numbers(sqlite_store)) == [n for n in range(60) if n % 5]


def test_threads_that_meet_share_a_transaction(sqlite_store: Store) -> None:
    scribe = Scribe(sqlite_store, threading.Event())
    held, go = threading.Event(), threading.Event()
    connections: list[int] = []

    def slow(unit: Unit) -> None:
        held.set()
        assert go.wait(10)

    def quick(unit: Unit) -> None:
        connections.append(id(unit))

    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(scribe.write, slow)
        assert held.wait(10)
        rest = [pool.submit(scribe.write, quick) for _ in range(8)]
        while len(scribe._waiting) < 8:
            assert not first.done()
        go.set()
        for future in [first, *rest]:
            future.result(10)
    assert len(set(connections)) == 1


def test_a_store_that_is_busy_is_tried_until_it_takes_it(sqlite_store: Store) -> None:
    tries: list[int] = []

    def work(unit: Unit) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise Refused("S-09", where="test")
        return note(unit, 7)

    assert Scribe(sqlite_store, threading.Event()).write(work) == 7
    assert len(tries) == 3


def test_a_worker_that_stops_does_not_wait_for_the_store(sqlite_store: Store) -> None:
    stop = threading.Event()
    stop.set()

    def work(unit: Unit) -> None:
        raise Refused("S-10", where="test")

    with pytest.raises(Interrupted):
        Scribe(sqlite_store, stop).write(work)


def test_a_refusal_of_the_rules_is_not_repeated(sqlite_store: Store) -> None:
    tries: list[int] = []

    def work(unit: Unit) -> None:
        tries.append(1)
        raise Refused("D-01", state="a", target="b")

    with pytest.raises(Refused):
        Scribe(sqlite_store, threading.Event()).write(work)
    assert len(tries) == 1


def test_a_text_that_can_never_be_kept_is_not_tried_for_ever(sqlite_store: Store) -> None:
    def work(_unit: Unit) -> None:
        raise Refused("S-49")

    with pytest.raises(Refused):
        Scribe(sqlite_store, threading.Event()).write(work)
    assert Scribe(sqlite_store, threading.Event()).write(lambda unit: note(unit, 1)) == 1
