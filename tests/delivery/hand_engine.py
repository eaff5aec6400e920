"""An engine turned by hand:

the runs a delivery leaves behind are made one after the other, and the clock is moved on.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from threading import Event

import sqlalchemy as sa

from clerk.delivery.backoff import Patience
from clerk.delivery.deliver import Deliverer
from clerk.delivery.engine import Turn
from clerk.delivery.scribe import Scribe
from clerk.domain.deliveries import Delivery, DeliveryState
from clerk.domain.regions import RegionId
from clerk.ports import RegionBackend
from clerk.sign_off_files import load_sign_off_rules
from clerk.store import deliveries
from clerk.store.store import Store
from tests.delivery.desk import HandClock, OneItem
from tests.delivery.fake_region import Died


@dataclass
class HandEngine:
    """Keeps runs that were committed, and makes them when their time has come."""

    clock: HandClock
    waiting: list[tuple[float, int, Turn]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def enqueue(self, connection: object, delivery_id: str, region: RegionId, generation: int) -> None:
        """As the desk leaves a delivery."""
        self.enqueue_turn(connection, Turn(delivery_id, generation), region)

    def enqueue_turn(self, connection: object, turn: Turn, region: RegionId, delay: float = 0) -> None:
        """Keep a run once its transaction is committed."""
        assert isinstance(connection, sa.Connection)
        if turn.workflow_id not in self.known:
            self.known.add(turn.workflow_id)
            heapq.heappush(self.waiting, (self.seconds + delay, len(self.known), turn))

    def enqueue_letter(self, connection: object, message_id: str, region: RegionId, generation: int) -> None:
        """As the desk leaves a message."""
        self.enqueue_turn(connection, Turn(message_id, generation), region)

    def enqueue_post(self, connection: object, turn: Turn, region: RegionId, delay: float = 0) -> None:
        """Keep a run of a message."""
        self.enqueue_turn(connection, turn, region, delay)

    def went_on(self, turn: Turn) -> bool:
        """Whether the next run is known."""
        return turn.following.workflow_id in self.known

    def run_next(self, deliverer: Deliverer) -> DeliveryState | None:
        """Make the next run. A worker that dies in it is followed by another that repeats the run."""
        due, _, turn = heapq.heappop(self.waiting)
        if due > self.seconds:
            self.clock.pass_time(due - self.seconds)
            self.seconds = due
        while True:
            try:
                return deliverer.run(turn)
            except Died:
                self.clock.pass_time(0.5)
                self.seconds += 0.5

    def run_all(self, deliverer: Deliverer, limit: int = 200) -> int:
        """Make every run that is left; how many there were."""
        made = 0
        while self.waiting:
            self.run_next(deliverer)
            made += 1
            assert made < limit, "the delivery never comes to an end"
        return made


def deliverer_for(
    store: Store, region: RegionBackend, engine: HandEngine, patience: Patience | None = None
) -> Deliverer:
    """A deliverer to one region."""
    return Deliverer(
        store,
        {region.region: region},
        engine,
        OneItem(),
        engine.clock,
        patience or Patience(settle=20.0),
        Scribe(store, Event()),
        "test-0",
        load_sign_off_rules(),
    )


def load(store: Store, delivery_id: str) -> Delivery:
    """The delivery as it stands."""
    with store.reading() as unit:
        return deliveries.load_delivery(unit, delivery_id)
