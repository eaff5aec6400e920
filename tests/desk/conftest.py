"""A window over the shipped data: on SQLite, and for what the databases may do differently on each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clerk.assembly import make_place, read_book
from clerk.desk.counter import Counter
from clerk.settings import load_profile, profile_path
from clerk.store import ColumnKeys, Store, StoreKind
from tests.desk.window import Window, load_window


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    """The counter's catalogue, agreements, holidays and forms as they are shipped."""
    folder = tmp_path_factory.mktemp("shipped")
    profile = load_profile(profile_path(None, training=True))
    return load_window(read_book(make_place(profile, folder)), folder)


@contextmanager
def _open(shipped: Counter, url: str, folder: Path) -> Iterator[Window]:
    store = Store.open(url, ColumnKeys.generate(), StoreKind.TRAINING)
    try:
        yield Window.open(shipped, store, folder)
    finally:
        store.close()


@pytest.fixture
def window(shipped: Counter, sqlite_url: str, tmp_path: Path) -> Iterator[Window]:
    """A window with a store of its own."""
    with _open(shipped, sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def window_on_each(shipped: Counter, store_url: str, tmp_path: Path) -> Iterator[Window]:
    """A window on SQLite and one on PostgreSQL."""
    with _open(shipped, store_url, tmp_path) as opened:
        yield opened
