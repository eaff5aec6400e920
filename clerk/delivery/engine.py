"""The durable engine: its names, its tables, and how it is kept quiet."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerk.domain.faults import Refused
from clerk.domain.regions import RegionId

if TYPE_CHECKING:
    from dbos import DBOSClient
    from dbos._dbos_config import DBOSConfig

APPLICATION = "counter-console"
"""Owner of queues and workflows in the engine's tables."""

VERSION = "1"
"""Version under which workflows are queued. A worker runs only workflows of its own version, so this
changes only together with a step that carries waiting ones over; it is not the version of the program."""

DELIVER = "deliver"
FOLLOW = "follow"
TICK = "tick"
TICK_QUEUE = "clocks"
"""Queue of the ticks of all workers together; one is done after the other."""
POST = "post"

_NO_LIMIT = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of the workflow of a delivery. ``number`` counts the runs of a generation from 0."""

    delivery_id: str
    generation: int
    number: int = 0

    @property
    def workflow_id(self) -> str:
        """Its id in the engine; the same run is never queued twice."""
        first = f"{self.delivery_id}#{self.generation}"
        return first if self.number == 0 else f"{first}.{self.number}"

    @property
    def following(self) -> Turn:
        """The run that goes on when this one has to wait."""
        return Turn(self.delivery_id, self.generation, self.number + 1)

    @classmethod
    def of(cls, workflow_id: str) -> Turn:
        """The run with that id.

        Raises:
            ValueError: it is not the id of a delivery's run.
        """
        delivery_id, mark, rest = workflow_id.rpartition("#")
        if not mark:
            raise ValueError("not the id of a delivery's run")
        generation, _, number = rest.partition(".")
        return cls(delivery_id, int(generation), int(number or 0))


def deliver_queue(region: RegionId) -> str:
    """Queue of what goes to ``region``; each region has its own, so a dead one holds up nobody else."""
    return f"deliver-{region}"


def post_queue(region: RegionId) -> str:
    """Queue of letters for the mailbox at ``region``: they hold up no delivery, and none holds them up."""
    return f"post-{region}"


def follow_queue(region: RegionId) -> str:
    """Queue of the one follower of ``region``."""
    return f"follow-{region}"


def prepare_engine(url: str) -> None:
    """Create or migrate the engine's tables in the store's database. Called when the store is made or
    upgraded.

    Raises:
        Refused: ``D-20`` they could not be made.
    """
    from dbos import DBOS

    silence_engine()
    try:
        DBOS.migrate(url)
    except Exception as error:
        raise Refused("D-20", kind=type(error).__name__) from error


def open_client(url: str) -> DBOSClient:
    """A client of the engine. Connects when first used; needs no running worker."""
    from dbos import DBOSClient

    silence_engine()
    return DBOSClient(system_database_url=url, application_name=APPLICATION, lazy=True)


def engine_config(url: str, executor_id: str) -> DBOSConfig:
    """Configuration of a worker.

    No telemetry, no outside connection, our version, our name for this executor.
    """
    return {
        "name": APPLICATION,
        "system_database_url": url,
        "application_version": VERSION,
        "executor_id": executor_id,
        "run_migrations": False,
        "enable_otlp": False,
        "log_level": "WARNING",
        "sys_db_pool_size": 12,
        # A worker makes its schedules when it starts, and the engine looks every second for its first minute;
        # after that there is nothing new to find, and a query every few seconds would be for nothing.
        "scheduler_polling_interval_sec": float(_NO_LIMIT),
    }


def silence_engine() -> None:
    """Take the engine's log off the terminal.

    Its messages carry exception texts that it does not know to be free of personal data, so they go to no
    handler but :class:`EngineNotes`, which keeps only where and how bad.
    """
    logger = logging.getLogger("dbos")
    logger.propagate = False
    for handler in list(logger.handlers):
        if not isinstance(handler, EngineNotes):
            logger.removeHandler(handler)
    if not logger.handlers:
        logger.addHandler(EngineNotes())


class EngineNotes(logging.Handler):
    """Passes on that the engine complained and from which line, never its words."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the place of ``record`` under ``clerk.delivery.engine``."""
        if record.levelno < logging.WARNING:
            return
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        logging.getLogger("clerk.delivery.engine").log(
            record.levelno, "engine: %s line %d %s", record.module, record.lineno, kind
        )
