"""A store to test with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clerk.store import ColumnKeys, Store, StoreKind


@pytest.fixture
def keys() -> ColumnKeys:
    """Keys of a new store."""
    return ColumnKeys.generate()


@pytest.fixture
def store(store_url: str, keys: ColumnKeys) -> Iterator[Store]:
    """A new training store, on each database."""
    opened = Store.open(store_url, keys, StoreKind.TRAINING)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str, keys: ColumnKeys) -> Iterator[Store]:
    """A new training store in a SQLite file, for what only files have."""
    opened = Store.open(sqlite_url, keys, StoreKind.TRAINING)
    yield opened
    opened.close()
