"""A home region whose books are a file of its own: they survive the death of whoever writes into them.

It takes the same case twice if it is sent twice: only then does a test see a double.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path

from clerk.domain.china_time import CHINA
from clerk.domain.faults import Fault
from clerk.domain.regions import Action, RegionId
from clerk.ports import Acknowledgement, Capability, Changes, Dossier, OutcomeUnknown, Unreachable
from tests.delivery.desk import WallClock
from tests.delivery.fake_region import FakeRegion

_BOOKS = """
CREATE TABLE IF NOT EXISTS filed (receipt_no TEXT NOT NULL, at TEXT NOT NULL, process INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class FileRegion(FakeRegion):
    """The port over a file. ``seconds`` is how long a request takes; every ``lose``-th reply is lost."""

    def __init__(self, region: RegionId, path: Path, seconds: float = 0.0, lose: int = 0) -> None:
        super().__init__(region, WallClock())
        self._path = path
        self._seconds = seconds
        self._lose = lose
        self._sent = 0
        self._counting = threading.Lock()
        with closing(self._open()) as books:
            books.executescript(_BOOKS)

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """File the case, as often as it is sent."""
        import os

        self._check()
        self._take_time()
        at = datetime.now(CHINA)
        with closing(self._open()) as books, books:
            books.execute(
                "INSERT INTO filed VALUES (?, ?, ?)", (dossier.receipt_no, at.isoformat(), os.getpid())
            )
        with self._counting:
            self._sent += 1
            lost = self._lose and self._sent % self._lose == 0
        if lost:
            raise OutcomeUnknown(Fault("D-10", {"region": self.region}))
        self._take_time()
        return Acknowledgement(f"H-{dossier.receipt_no}", at)

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """What the books say."""
        self._check()
        copies = self.filed()[receipt_no]
        at = datetime.now(CHINA)
        return Acknowledgement(f"H-{receipt_no}", at, copies=copies) if copies else None

    def capability(self) -> Capability:
        """Everything works, unless it is switched off."""
        self._check()
        return Capability(self.region, True, datetime.now(CHINA), dict.fromkeys(Action, True))

    def changes(self, cursor: str) -> Changes:
        """No news."""
        self._check()
        return Changes(cursor or "0", ())

    def filed(self) -> Counter[str]:
        """How many cases there are under each receipt number."""
        with closing(self._open()) as books:
            return Counter(number for (number,) in books.execute("SELECT receipt_no FROM filed"))

    def processes(self) -> Counter[int]:
        """How many cases each worker process filed."""
        with closing(self._open()) as books:
            return Counter(process for (process,) in books.execute("SELECT process FROM filed"))

    def switch(self, *, down: bool) -> None:
        """Take the region down or bring it back, for every process."""
        with closing(self._open()) as books, books:
            books.execute("INSERT OR REPLACE INTO switches VALUES ('down', ?)", (str(int(down)),))

    def _check(self) -> None:
        with closing(self._open()) as books:
            row = books.execute("SELECT value FROM switches WHERE name = 'down'").fetchone()
        if row is not None and row[0] == "1":
            raise Unreachable(Fault("D-10", {"region": self.region}))

    def _take_time(self) -> None:
        if self._seconds:
            time.sleep(self._seconds)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)
