"""The counter's memory: tables, encrypted columns, the journal and its chain, on SQLite and on PostgreSQL.

Nothing here knows the desk, a region or the durable engine. Everything is done within a :class:`Unit`, one
transaction of a :class:`Store`; what belongs together is committed together.
"""

from __future__ import annotations

from clerk.store.columns import ColumnKeys
from clerk.store.store import Store, StoreKind
from clerk.store.unit import Unit

__all__ = ["ColumnKeys", "Store", "StoreKind", "Unit"]
