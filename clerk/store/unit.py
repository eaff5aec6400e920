"""A unit of work: one transaction, the keys to read it, and the books that are closed with it."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from clerk.store.columns import ColumnKeys
from clerk.store.tables import CHAIN_HEAD


@dataclass(slots=True)
class ChainHead:
    """The journal's last link as this transaction sees it."""

    seq: int
    hash: str
    key_version: int = field(default=1, compare=False)
    """Version of the keys that whoever writes now seals with."""


class UnjournalledChange(Exception):
    """A programmer's mistake: a case was written and no event was appended for it in the same transaction."""


@dataclass(slots=True)
class Unit:
    """A connection within a transaction. ``head`` is there only while writing."""

    connection: sa.Connection
    keys: ColumnKeys
    head: ChainHead | None = None
    unjournalled: dict[str, str] = field(default_factory=dict)
    """Cases written here that no event speaks of yet, with the digest of their row."""
    digests: dict[str, str] = field(default_factory=dict)
    """Digests of the rows of cases written here."""

    def case_written(self, case_id: str, digest: str) -> None:
        """Note that the row of a case is now the one with ``digest``; an event has to follow."""
        self.digests[case_id] = digest
        self.unjournalled[case_id] = digest

    def close_books(self) -> None:
        """Write the chain's new head; the last thing before the commit.

        Raises:
            UnjournalledChange: a case was written without an event. The transaction must not be committed.
        """
        if self.unjournalled:
            raise UnjournalledChange(", ".join(self.unjournalled))
        if self.head is not None:
            self.connection.execute(_SET_HEAD, {"new_seq": self.head.seq, "new_hash": self.head.hash})


_SET_HEAD = (
    sa.update(CHAIN_HEAD)
    .where(CHAIN_HEAD.c.id == 1, CHAIN_HEAD.c.seq != sa.bindparam("new_seq"))
    .values(seq=sa.bindparam("new_seq"), hash=sa.bindparam("new_hash"))
)
_HEAD = sa.select(CHAIN_HEAD.c.seq, CHAIN_HEAD.c.hash, CHAIN_HEAD.c.key_version).where(CHAIN_HEAD.c.id == 1)
_HEAD_LOCKED = _HEAD.with_for_update()


def take_turn(connection: sa.Connection) -> ChainHead:
    """Wait for this transaction's turn to write, and give the chain's head.

    Every writer takes its turn before it touches anything else. Taking it only with the first event would let
    two writers hold each other's cases and deadlock. With its turn a writer learns the version of the keys to
    seal with, so that no one still writes with an older one once a newer is in use.
    """
    row = connection.execute(_HEAD_LOCKED).one()
    return ChainHead(row.seq, row.hash, row.key_version)


def read_head(connection: sa.Connection) -> ChainHead:
    """The chain's head as last committed."""
    row = connection.execute(_HEAD).one()
    return ChainHead(row.seq, row.hash, row.key_version)
