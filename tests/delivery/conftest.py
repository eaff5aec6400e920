"""A store, a region and an engine turned by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clerk.store import ColumnKeys, Store, StoreKind
from tests.delivery.desk import HandClock
from tests.delivery.fake_region import FakeRegion
from tests.delivery.hand_engine import HandEngine


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, once on each database."""
    opened = Store.open(store_url, ColumnKeys.generate(), StoreKind.TRAINING)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An empty store on SQLite, where the database makes no difference."""
    opened = Store.open(sqlite_url, ColumnKeys.generate(), StoreKind.TRAINING)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> HandClock:
    """A clock moved by hand."""
    return HandClock()


@pytest.fixture
def wujiang(clock: HandClock) -> FakeRegion:
    """The home region."""
    return FakeRegion("wujiang", clock)


@pytest.fixture
def engine(clock: HandClock) -> HandEngine:
    """An engine turned by hand."""
    return HandEngine(clock)
