"""A console that is killed at any moment loses nothing that it said was saved."""

from __future__ import annotations

import random
import subprocess
import sys
import threading

import pytest

from clerk.domain.codes.receipt_number import parse
from clerk.store import ColumnKeys, Store, StoreKind
from clerk.store.cases import case_by_receipt
from clerk.store.verify import verify

ROUNDS = 8
LONGEST = 0.4
"""Seconds a console lives at most after its first case."""

CONSOLE = """
import os, sys
from clerk.store import ColumnKeys, Store, StoreKind
from tests.store.samples import receive
store = Store.open(sys.argv[1], ColumnKeys.from_bytes(bytes.fromhex(sys.argv[2])), StoreKind.TRAINING)
while True:
    os.write(1, receive(store).receipt_no.encode() + b"\\n")
"""


def live_and_die(url: str, keys: ColumnKeys, lifetime: float) -> list[str]:
    """Receipt numbers that a console showed before it was killed in the middle of its work."""
    console = subprocess.Popen(
        [sys.executable, "-c", CONSOLE, url, keys.as_bytes().hex()], stdout=subprocess.PIPE, text=True
    )
    assert console.stdout is not None
    first = console.stdout.readline()
    killer = threading.Timer(lifetime, console.kill)
    killer.start()
    shown = first + console.stdout.read()
    killer.join()
    assert console.wait(30) == -9
    # The last line may have been cut off by the kill: then it was not shown.
    return [line for line in shown.splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.slow
def test_every_number_that_was_shown_is_in_the_store_after_a_kill(store_url: str) -> None:
    keys = ColumnKeys.generate()
    Store.open(store_url, keys, StoreKind.TRAINING).close()
    dice = random.Random(20261124)
    shown: list[str] = []
    for _ in range(ROUNDS):
        shown += [n.strip() for n in live_and_die(store_url, keys, dice.uniform(0, LONGEST))]
        store = Store.open(store_url, keys, StoreKind.TRAINING, create=False)
        report = verify(store)
        assert report.ok, report.first_problem
        with store.reading() as unit:
            assert all(case_by_receipt(unit, number) is not None for number in shown)
        # Nothing shown is missing; at most the case of each killed console was saved and not yet shown.
        assert len(shown) <= report.checked["cases"] <= len(shown) + ROUNDS
        store.close()
    assert len(shown) > ROUNDS
    assert len({parse(number).sequence for number in shown}) == len(shown)
