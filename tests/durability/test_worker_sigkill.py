"""A worker dies for good in the middle of its work, and another finishes it: each case once, none lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from clerk.delivery.engine import prepare_engine
from clerk.delivery.queue import EngineQueue
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import State
from clerk.domain.deliveries import DeliveryState
from clerk.store import ColumnKeys, Store, StoreKind, cases, deliveries
from tests.delivery.desk import WallClock, receive_case
from tests.delivery.file_region import FileRegion
from tests.delivery.worker_process import WorkerOrder, wait_for, worker

CASES = 40
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class House:
    """A store with its engine, a region, and how workers are started."""

    store: Store
    queue: EngineQueue
    region: FileRegion
    order: WorkerOrder

    def receive(self, count: int) -> list[CaseFile]:
        """Take ``count`` cases in."""
        return [receive_case(self.store, self.queue, WallClock().now()) for _ in range(count)]

    def settled(self) -> int:
        """Deliveries that the region acknowledged."""
        with self.store.reading() as unit:
            return len(deliveries.list_deliveries(unit, {DeliveryState.ACKNOWLEDGED}, limit=1000))

    def in_hand(self) -> int:
        """Deliveries of which a request is out."""
        with self.store.reading() as unit:
            return len(deliveries.list_deliveries(unit, {DeliveryState.SENDING}, limit=1000))

    def prove(self, received: list[CaseFile]) -> None:
        """Each case is transferred, and once at the region."""
        assert self.region.filed() == {case.receipt_no: 1 for case in received}
        with self.store.reading() as unit:
            states = {cases.load_case(unit, case.id).state for case in received}
        assert states == {State.TRANSFERRED}


@pytest.fixture
def house(store_url: str, tmp_path: Path) -> Iterator[House]:
    """A counter with an empty store on each database."""
    keys = ColumnKeys.generate()
    key_file = tmp_path / "keys"
    key_file.write_bytes(keys.as_bytes())
    store = Store.open(store_url, keys, StoreKind.TRAINING)
    prepare_engine(store.url)
    books = tmp_path / "wujiang.sqlite3"
    order = WorkerOrder(store.url, str(key_file), {"wujiang": str(books)}, str(tmp_path / "worker.log"))
    queue = EngineQueue(store.url)
    yield House(store, queue, FileRegion("wujiang", books), order)
    queue.close()
    store.close()


def test_another_worker_takes_over_from_one_killed_in_the_middle(house: House) -> None:
    received = house.receive(CASES)
    with worker(replace(house.order, seconds=1.5)) as first:
        wait_for(lambda: house.in_hand() >= 8, "a worker with its hands full")
        with worker(house.order) as second:
            assert first.executor_id != second.executor_id
            wait_for(
                lambda: sum(house.region.processes().values()) > 0, "the first case in the region's books"
            )
            first.kill()
            assert house.in_hand() >= 1, "the kill left deliveries in the middle"
            took = wait_for(lambda: house.settled() == CASES, "all deliveries after the kill")
    house.prove(received)
    assert "took over" in Path(house.order.log).read_text()
    assert took < 15


def test_a_worker_started_after_the_death_of_all_finishes_their_work(house: House) -> None:
    received = house.receive(CASES)
    with worker(replace(house.order, seconds=0.3)) as first:
        wait_for(lambda: house.settled() >= 3 and house.in_hand() >= 4, "a worker with its hands full")
        first.kill()
    assert house.in_hand() >= 1, "the kill left deliveries in the middle"
    with worker(replace(house.order, machine="another")) as second:
        assert second.executor_id == "another-0"
        wait_for(lambda: house.settled() == CASES, "all deliveries after the kill")
    house.prove(received)


def test_replies_lost_on_the_way_do_not_double_a_case(house: House) -> None:
    received = house.receive(20)
    with worker(replace(house.order, lose=3)):
        wait_for(lambda: house.settled() == 20, "all deliveries")
    house.prove(received)


def test_a_worker_ends_with_the_console_that_holds_its_pipe(house: House) -> None:
    with worker(replace(house.order, parent_pipe=True)) as running:
        assert running.process.stdin is not None
        running.process.stdin.close()
        assert running.process.wait(timeout=20) == 0


def test_a_worker_told_to_stop_leaves_nothing_half_done(house: House) -> None:
    received = house.receive(10)
    with worker(replace(house.order, seconds=0.05)) as running:
        wait_for(lambda: house.settled() >= 1, "the first delivery")
        assert running.stop() == 0
    with worker(house.order) as again:
        assert again.executor_id == "test-0"
        wait_for(lambda: house.settled() == 10, "all deliveries")
    house.prove(received)


def test_deliveries_go_out_soon_after_a_dead_region_is_back(house: House) -> None:
    house.region.switch(down=True)
    received = house.receive(10)
    with worker(replace(house.order, longest=60.0)):
        wait_for(lambda: waiting(house) == 10, "all deliveries to wait")
        house.region.switch(down=False)
        took = wait_for(lambda: house.settled() == 10, "all deliveries")
    house.prove(received)
    assert took < 15


def test_the_worker_says_nothing_of_the_engine_and_nothing_of_people(house: House) -> None:
    house.receive(3)
    with worker(house.order) as running:
        wait_for(lambda: house.settled() == 3, "all deliveries")
        running.stop()
    log = Path(house.order.log).read_text()
    assert "王小明" not in log
    assert "dbos" not in log.lower()


def waiting(house: House) -> int:
    """Deliveries that wait for a later try."""
    with house.store.reading() as unit:
        return len(deliveries.list_deliveries(unit, {DeliveryState.WAITING}, limit=1000))
