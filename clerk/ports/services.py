"""Vault, clock and engine as desk and delivery need them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from clerk.domain.regions import RegionId


class Vault(Protocol):
    """Where keys and credentials live: the OS keyring, or in training a file of the data folder."""

    @property
    def name(self) -> str:
        """Name shown by doctor and the start gate."""
        ...

    def get(self, entry: str) -> bytes | None:
        """A secret, None when there is none of that name."""
        ...

    def put(self, entry: str, secret: bytes) -> None:
        """Keep a secret.

        Raises:
            Refused: ``G-…`` no place to keep it.
        """
        ...


class Clock(Protocol):
    """The one clock used everywhere, so that training can run faster."""

    def now(self) -> datetime:
        """The present moment, aware, Asia/Shanghai."""
        ...


class DeliveryQueue(Protocol):
    """The durable engine as the desk sees it: a place to leave work in the desk's own transaction."""

    def enqueue(self, connection: object, delivery_id: str, region: RegionId, generation: int) -> None:
        """Leave a delivery with the engine on ``connection`` (SQLAlchemy), in the caller's transaction."""
        ...

    def enqueue_letter(self, connection: object, message_id: str, region: RegionId, generation: int) -> None:
        """Leave a message with the engine for the mailbox at ``region``, in the caller's transaction."""
        ...
