"""What a worker does now and then for all regions:

find deliveries that nobody works on, and forget old runs.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from clerk.delivery.engine import APPLICATION, DELIVER, FOLLOW, POST, TICK, Turn
from clerk.delivery.liaison import lost_letters
from clerk.delivery.queue import EngineQueue
from clerk.delivery.scribe import Scribe
from clerk.domain.deliveries import Delivery, DeliveryState
from clerk.domain.regions import RegionId
from clerk.store import deliveries
from clerk.store.store import Store
from clerk.store.unit import Unit

_log = logging.getLogger(__name__)
_OPEN = frozenset(state for state in DeliveryState if not state.settled)
_BATCH = 500
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Looks after the engine's records."""

    store: Store
    queue: EngineQueue
    scribe: Scribe
    keep_deliveries: timedelta = timedelta(days=30)
    keep_following: timedelta = timedelta(hours=1)

    def pick_up_lost(self) -> int:
        """Queue deliveries that are not settled and that no run waits for or works on; how many there were.

        There should be none: case and run are committed together. There are some after a restored backup,
        after a run was cancelled by hand, or when the program itself failed.
        """
        with self.store.reading() as unit:
            waiting = deliveries.list_deliveries(unit, _OPEN, limit=100_000)
        # Read second: a run that ended in between has settled its delivery, which is then left alone.
        carried = self.queue.carried()
        lost = [delivery for delivery in waiting if (delivery.id, delivery.generation) not in carried]
        return sum(self._pick_up(delivery) for delivery in lost) + self._pick_up_letters()

    def _pick_up_letters(self) -> int:
        carried = self.queue.carried(POST)
        with self.store.reading() as unit:
            lost = lost_letters(unit, carried)
        for message_id, generation, region in lost:
            last = self.queue.last_run(message_id, generation)
            turn = Turn(message_id, generation) if last is None else last.following
            self.scribe.write(partial(self._queue_letter_again, turn, region))
            _log.warning("letter %s had no run; queued again", message_id)
        return len(lost)

    def _queue_letter_again(self, turn: Turn, region: RegionId, unit: Unit) -> None:
        self.queue.enqueue_post(unit.connection, turn, region)

    def forget_old(self) -> int:
        """Delete ended runs that nobody will ask about; how many there were."""
        now = datetime.now(UTC)
        return (
            self._forget(DELIVER, now - self.keep_deliveries)
            + self._forget(POST, now - self.keep_deliveries)
            + self._forget(FOLLOW, now - self.keep_following)
            + self._forget(TICK, now - self.keep_following)
        )

    def _pick_up(self, delivery: Delivery) -> bool:
        last = self.queue.last_run(delivery.id, delivery.generation)
        turn = Turn(delivery.id, delivery.generation) if last is None else last.following
        queued = self.scribe.write(partial(self._queue_again, delivery, turn))
        if queued:
            _log.warning("delivery %s had no run; queued again", delivery.id)
        return queued

    def _queue_again(self, seen: Delivery, turn: Turn, unit: Unit) -> bool:
        current = deliveries.load_delivery(unit, seen.id)
        if (current.state, current.attempts, current.generation) != (
            seen.state,
            seen.attempts,
            seen.generation,
        ):
            return False
        self.queue.enqueue_turn(unit.connection, turn, current.region)
        return True

    def _forget(self, workflow: str, before: datetime) -> int:
        forgotten = 0
        while not self.scribe.stop.is_set():
            old = self.queue.client.list_workflows(
                status=_ENDED,
                name=workflow,
                completed_before=before.isoformat(),
                application_name=APPLICATION,
                limit=_BATCH,
                load_input=False,
                load_output=False,
            )
            if old:
                self.queue.client.delete_workflows([status.workflow_id for status in old])
            forgotten += len(old)
            if len(old) < _BATCH:
                break
        return forgotten
