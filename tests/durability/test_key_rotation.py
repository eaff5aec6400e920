"""Renewing the keys is killed at any moment: nothing becomes unreadable, and it can be finished."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from clerk.domain.journal import EventKind
from clerk.store import ColumnKeys, Store, StoreKind, journal, renewal
from clerk.store.verify import verify
from tests.store.samples import NOW

EVENTS = 1_500
"""Encrypted values: enough transactions for a kill to fall between any two."""
ROUNDS = 6
LONGEST = 1.0
"""Seconds that a renewal lives at most once it began."""

RENEWAL = """
import os, sys
from pathlib import Path
from clerk.store import ColumnKeys, Store, StoreKind, renewal
from tests.store.samples import NOW
url, vault = sys.argv[1], Path(sys.argv[2])
def keep(keys):
    aside = vault.with_suffix(".new")
    aside.write_bytes(keys.as_bytes())
    aside.replace(vault)
store = Store.open(url, ColumnKeys.from_bytes(vault.read_bytes()), StoreKind.TRAINING, create=False)
os.write(1, b"begun\\n")
version = renewal.make_version(store, NOW, keep)
os.write(1, b"made\\n")
renewal.use_version(store, version, NOW)
os.write(1, b"used\\n")
renewal.move_values(store, lambda: NOW, lambda _what, count: os.write(1, b"moved\\n"))
os.write(1, b"done\\n")
"""


def open_with(url: str, vault: Path) -> Store:
    """The store with the keys that the vault holds now."""
    return Store.open(url, ColumnKeys.from_bytes(vault.read_bytes()), StoreKind.TRAINING, create=False)


def renew_and_die(url: str, vault: Path, lifetime: float) -> str:
    """How far a renewal said that it came before it was killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", RENEWAL, url, str(vault)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    killer = threading.Timer(lifetime, process.kill)
    killer.start()
    said += process.stdout.read()
    killer.join()
    assert process.wait(30) in {0, -9}
    return said.split()[-1] if said.split() else ""


def all_readable(store: Store) -> int:
    """How many encrypted parts open; what does not open raises."""
    with store.reading() as unit:
        events = journal.events(unit, limit=10 * EVENTS)
    return sum(event.private is not None for event in events)


@pytest.mark.slow
def test_a_killed_renewal_leaves_everything_readable_and_is_finished_later(
    store_url: str, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    vault.write_bytes(ColumnKeys.generate().as_bytes())
    store = Store.open(store_url, ColumnKeys.from_bytes(vault.read_bytes()), StoreKind.TRAINING)
    with store.writing() as unit:
        for number in range(EVENTS):
            journal.append(
                unit,
                EventKind.DATA_REVEALED,
                actor="A0231",
                terminal="QP01-1",
                at=NOW,
                private={"reason": f"示例 {number}"},
            )
    store.close()
    dice = random.Random(20261124)
    reached = set()
    for _ in range(ROUNDS):
        reached.add(renew_and_die(store_url, vault, dice.uniform(0, LONGEST)))
        store = open_with(store_url, vault)
        assert all_readable(store) == EVENTS
        assert verify(store).ok
        store.close()
    assert reached & {"begun", "made", "used", "moved"}, "no kill fell into a renewal"
    store = open_with(store_url, vault)
    if renewal.key_state(store).waiting is not None:
        renewal.use_version(store, renewal.make_version(store, NOW, lambda _keys: None), NOW)
    renewal.move_values(store, lambda: NOW)
    in_use = renewal.key_state(store).in_use
    assert in_use > 1
    assert {part.version for part in renewal.held(store)} == {in_use}
    assert all_readable(store) == EVENTS
    assert verify(store).ok
    store.close()
