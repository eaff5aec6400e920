"""Several windows at once: no number twice, no gap, one chain."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from clerk.domain.codes.receipt_number import parse
from clerk.domain.faults import Refused
from clerk.store import ColumnKeys, Store, StoreKind, numbers
from clerk.store.verify import verify
from tests.store.samples import SITE, TODAY, receive, rows

THREADS = 8
EACH = 12


def test_the_first_number_of_each_site_and_day_is_one(store: Store) -> None:
    with store.writing() as unit:
        made = [
            numbers.next_receipt_no(unit, site, day)
            for site, day in [
                (SITE, TODAY),
                (SITE, TODAY),
                ("WJ01", TODAY),
                (SITE, date(2026, 11, 25)),
                (SITE, TODAY),
            ]
        ]
    assert [(parse(n).site, parse(n).sequence) for n in made] == [
        (SITE, 1),
        (SITE, 2),
        ("WJ01", 1),
        (SITE, 1),
        (SITE, 3),
    ]


def test_a_number_that_was_rolled_back_is_given_to_the_next_case(store: Store) -> None:
    first = receive(store)
    with pytest.raises(ZeroDivisionError), store.writing() as unit:
        raise ZeroDivisionError(numbers.next_receipt_no(unit, SITE, TODAY))
    second = receive(store)
    assert (parse(first.receipt_no).sequence, parse(second.receipt_no).sequence) == (1, 2)


def test_a_site_that_makes_no_number_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="I-16"), store.writing() as unit:
        numbers.next_receipt_no(unit, "青浦", TODAY)


def test_eight_threads_take_numbers_without_gap_or_repeat(store: Store) -> None:
    start = threading.Barrier(THREADS)

    def window() -> list[str]:
        start.wait(30)
        return [receive(store).receipt_no for _ in range(EACH)]

    with ThreadPoolExecutor(THREADS) as pool:
        windows = [pool.submit(window) for _ in range(THREADS)]
        made = [number for done in windows for number in done.result(90)]
    assert sorted(parse(number).sequence for number in made) == list(range(1, THREADS * EACH + 1))
    assert rows(store, "SELECT sequence FROM receipt_numbers ORDER BY sequence") == [
        (n,) for n in range(1, THREADS * EACH + 1)
    ]
    assert verify(store).ok


PROGRAM = """
import sys
from clerk.store import ColumnKeys, Store, StoreKind
from tests.store.samples import receive
store = Store.open(sys.argv[1], ColumnKeys.from_bytes(bytes.fromhex(sys.argv[2])), StoreKind.TRAINING)
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.readline()
for _ in range(int(sys.argv[3])):
    print(receive(store).receipt_no)
"""


def test_two_processes_take_numbers_without_gap_or_repeat(store_url: str, keys: ColumnKeys) -> None:
    windows = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, store_url, keys.as_bytes().hex(), "40"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for window in windows:
        assert window.stdout is not None
        assert window.stdout.readline() == "ready\n"
    for window in windows:
        assert window.stdin is not None
        window.stdin.write("go\n")
        window.stdin.flush()
    printed = [line for window in windows for line in window.communicate(timeout=90)[0].split()]
    assert [window.returncode for window in windows] == [0, 0]
    assert sorted(parse(number).sequence for number in printed) == list(range(1, 81))
    store = Store.open(store_url, keys, StoreKind.TRAINING)
    report = verify(store)
    assert (report.ok, report.checked["cases"], report.head.seq) == (True, 80, 80)
    store.close()
