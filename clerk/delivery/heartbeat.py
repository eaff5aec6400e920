"""A worker's sign of life, for the start gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clerk.store import regions
from clerk.store.store import Store
from clerk.store.unit import Unit

BEAT = 10.0
"""Seconds between two signs of a worker."""

_MARK = "worker:"


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign of one worker."""

    executor_id: str
    at: datetime
    pid: int
    stopped: bool


def beat(unit: Unit, executor_id: str, pid: int, at: datetime, *, stopped: bool = False) -> None:
    """Leave a sign.

    Kept beside the weather of the regions, since it is the same kind of fact: last heard of, and when.
    """
    regions.set_weather(unit, f"{_MARK}{executor_id}", {"pid": pid, "stopped": stopped}, at)


def signs(unit: Unit) -> tuple[Sign, ...]:
    """The last sign of every worker there ever was, the newest first."""
    found = [
        Sign(name.removeprefix(_MARK), row.at, int(row.payload["pid"]), bool(row.payload["stopped"]))
        for name, row in regions.weather(unit).items()
        if name.startswith(_MARK)
    ]
    return tuple(sorted(found, key=lambda sign: sign.at, reverse=True))


def worker_runs(store: Store, now: datetime, within: float = 3 * BEAT) -> Sign | None:
    """A worker that gave a sign in the last ``within`` seconds and did not say that it stops; None when
    there is none.
    """
    with store.reading() as unit:
        for sign in signs(unit):
            if not sign.stopped and now - sign.at <= timedelta(seconds=within):
                return sign
    return None
