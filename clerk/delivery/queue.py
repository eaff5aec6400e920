"""The engine as the desk sees it: work is left with it in the transaction that writes the case."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clerk.delivery.engine import (
    APPLICATION,
    DELIVER,
    POST,
    VERSION,
    Turn,
    deliver_queue,
    open_client,
    post_queue,
)
from clerk.domain.regions import RegionId

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions

_WAITS = ("ENQUEUED", "DELAYED", "PENDING")


class EngineQueue:
    """Implements :class:`clerk.ports.DeliveryQueue` on the database of ``url``. Thread safe.

    The engine is imported at the first use, because that takes half a second: call :meth:`warm` off the
    screen's thread.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._opened: DBOSClient | None = None

    @property
    def client(self) -> DBOSClient:
        """The engine's client, opened once."""
        with self._lock:
            if self._opened is None:
                self._opened = open_client(self._url)
            return self._opened

    def warm(self) -> None:
        """Import the engine and open its client."""
        self.client.check_connection()

    def enqueue(self, connection: object, delivery_id: str, region: RegionId, generation: int) -> None:
        """Leave a delivery with the engine on ``connection``, committed with the caller's transaction.

        Leaving the same generation of a delivery again changes nothing.
        """
        self.enqueue_turn(connection, Turn(delivery_id, generation), region)

    def enqueue_turn(self, connection: object, turn: Turn, region: RegionId, delay: float = 0) -> None:
        """Leave one run of a delivery with the engine, to begin in ``delay`` seconds."""
        self._leave(connection, DELIVER, deliver_queue(region), turn, delay)

    def enqueue_letter(self, connection: object, message_id: str, region: RegionId, generation: int) -> None:
        """Leave a message for the mailbox at ``region``, committed with the caller's transaction.

        Leaving the same generation of a message again changes nothing.
        """
        self.enqueue_post(connection, Turn(message_id, generation), region)

    def enqueue_post(self, connection: object, turn: Turn, region: RegionId, delay: float = 0) -> None:
        """Leave one run of a message's sending with the engine, to begin in ``delay`` seconds."""
        self._leave(connection, POST, post_queue(region), turn, delay)

    def _leave(self, connection: object, workflow: str, queue: str, turn: Turn, delay: float) -> None:
        if not isinstance(connection, sa.Connection):
            raise TypeError("work is queued on an open SQLAlchemy connection")
        options: EnqueueOptions = {
            "queue_name": queue,
            "workflow_name": workflow,
            "workflow_id": turn.workflow_id,
            "app_version": VERSION,
            "application_name": APPLICATION,
        }
        if delay > 0:
            options["delay_seconds"] = delay
        self.client.enqueue_in_transaction(connection, options, turn.delivery_id)

    def went_on(self, turn: Turn) -> bool:
        """Whether the run after ``turn`` was queued:

        then ``turn`` was finished before, and is only being repeated.
        """
        return bool(self._listed(workflow_ids=[turn.following.workflow_id]))

    def carried(self, workflow: str = DELIVER) -> frozenset[tuple[str, int]]:
        """Deliveries or messages (id, generation) of which a run waits or is under way."""
        live = self._listed(name=workflow, status=list(_WAITS))
        return frozenset(
            (turn.delivery_id, turn.generation) for turn in (Turn.of(s.workflow_id) for s in live)
        )

    def last_run(self, delivery_id: str, generation: int) -> Turn | None:
        """The last run of a delivery's generation, whatever became of it."""
        known = (
            Turn.of(s.workflow_id) for s in self._listed(workflow_id_prefix=f"{delivery_id}#{generation}")
        )
        turns = [turn for turn in known if turn.generation == generation]
        return max(turns, key=lambda turn: turn.number) if turns else None

    def hurry(self, region: RegionId, delays: Iterable[float]) -> int:
        """Let the runs of ``region`` that wait for a later time begin after ``delays`` instead; how many
        there were.
        """
        waiting = [
            *self._listed(status="DELAYED", queue_name=deliver_queue(region)),
            *self._listed(status="DELAYED", queue_name=post_queue(region)),
        ]
        for status, delay in zip(waiting, delays, strict=False):
            self.client.set_workflow_delay(status.workflow_id, delay_seconds=delay)
        return len(waiting)

    def close(self) -> None:
        """Close the engine's connections."""
        with self._lock:
            if self._opened is not None:
                self._opened.destroy()
                self._opened = None

    def _listed(self, **wanted: Any) -> list[Any]:
        return self.client.list_workflows(load_input=False, load_output=False, **wanted)
