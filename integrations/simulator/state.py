"""State of one simulated region in SQLite: what it acknowledged survives a pulled plug."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from clerk.ports import Letter
from integrations.simulator.records import DerivedFile, HomeNews, SimCase, SimFile, Use
from integrations.simulator.rules import Step

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cases (
    home_no TEXT PRIMARY KEY, receipt_no TEXT NOT NULL, state TEXT NOT NULL, round INTEGER NOT NULL,
    record BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cases_by_receipt ON cases (receipt_no);
CREATE TABLE IF NOT EXISTS case_files (
    home_no TEXT NOT NULL, round INTEGER NOT NULL, material TEXT NOT NULL, file_name TEXT NOT NULL,
    media_type TEXT NOT NULL, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS files_by_case ON case_files (home_no, round);
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, at REAL NOT NULL, material TEXT NOT NULL, file_name TEXT NOT NULL,
    media_type TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS news (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, home_no TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS plans (
    home_no TEXT PRIMARY KEY, number INTEGER NOT NULL, due REAL NOT NULL, steps BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS plans_by_due ON plans (due);
CREATE TABLE IF NOT EXISTS uses (at TEXT NOT NULL, licence_id TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS derived (
    id TEXT PRIMARY KEY, record BLOB NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS taken_over (reference TEXT NOT NULL, home_no TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS letters (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, reader TEXT NOT NULL, record BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS letters_by_id ON letters (id);
CREATE INDEX IF NOT EXISTS letters_by_reader ON letters (reader, seq);
"""


class ForeignState(Exception):
    """The file holds the state of another region."""


@cache
def _case() -> TypeAdapter[SimCase]:
    return TypeAdapter(SimCase)


@cache
def _news() -> TypeAdapter[HomeNews]:
    return TypeAdapter(HomeNews)


@cache
def _steps() -> TypeAdapter[tuple[Step, ...]]:
    return TypeAdapter(tuple[Step, ...])


@cache
def _letter() -> TypeAdapter[Letter]:
    return TypeAdapter(Letter)


@cache
def _use() -> TypeAdapter[Use]:
    return TypeAdapter(Use)


class RegionState:
    """Tables of one region. What changes them is called inside :meth:`writing`."""

    def __init__(self, region: str, path: Path | None) -> None:
        self._lock = threading.RLock()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False, isolation_level=None, timeout=5.0
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)
        self.epoch = self._founded(region)

    def _founded(self, region: str) -> str:
        """Identity of this state: a new file begins a new epoch, so that old cursors are foreign."""
        with self.writing():
            self._db.execute("INSERT OR IGNORE INTO meta VALUES ('region', ?)", (region,))
            self._db.execute("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", (secrets.token_hex(4),))
            meta = dict(self._db.execute("SELECT name, value FROM meta"))
        if meta["region"] != region:
            self._db.close()
            raise ForeignState(meta["region"])
        return str(meta["epoch"])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: on disk when the block is left, undone when it fails. Writers take turns."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk may have ended it already
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def next_number(self, name: str) -> int:
        """The next number of a counter, from 1."""
        row = self._db.execute(
            "INSERT INTO counters VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        ).fetchone()
        return int(row[0])

    # Cases -----------------------------------------------------------------------------------------

    def put_case(self, case: SimCase) -> None:
        """Keep a case as it stands now."""
        self._db.execute(
            "INSERT INTO cases VALUES (?, ?, ?, ?, ?) ON CONFLICT (home_no)"
            " DO UPDATE SET state = excluded.state, round = excluded.round, record = excluded.record",
            (case.home_no, case.receipt_no, case.state.value, case.round, _case().dump_json(case)),
        )

    def case(self, home_no: str) -> SimCase | None:
        """A case by the region's own number."""
        with self._lock:
            row = self._db.execute("SELECT record FROM cases WHERE home_no = ?", (home_no,)).fetchone()
        return None if row is None else _case().validate_json(row[0])

    def cases_of(self, receipt_no: str) -> tuple[SimCase, ...]:
        """All cases that came under a receipt number, oldest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT record FROM cases WHERE receipt_no = ? ORDER BY home_no", (receipt_no,)
            ).fetchall()
        return tuple(_case().validate_json(row[0]) for row in rows)

    def receipts(self) -> dict[str, int]:
        """How many cases there are under each receipt number: what an exactly-once proof looks at."""
        with self._lock:
            return dict(self._db.execute("SELECT receipt_no, count(*) FROM cases GROUP BY receipt_no"))

    def put_files(self, home_no: str, round_: int, files: Iterable[SimFile]) -> None:
        """Keep the files of a hand-in."""
        self._db.executemany(
            "INSERT INTO case_files VALUES (?, ?, ?, ?, ?, ?)",
            [(home_no, round_, f.material, f.file_name, f.media_type, f.content) for f in files],
        )

    def files_of(self, home_no: str) -> tuple[tuple[int, SimFile], ...]:
        """Round and file, in the order they came."""
        with self._lock:
            rows = self._db.execute(
                "SELECT round, material, file_name, media_type, content FROM case_files"
                " WHERE home_no = ? ORDER BY rowid",
                (home_no,),
            ).fetchall()
        return tuple((row[0], SimFile(*row[1:])) for row in rows)

    # Files put down before their case --------------------------------------------------------------

    def put_upload(self, upload_id: str, at: datetime, file: SimFile) -> None:
        """Keep a file until a case names it."""
        self._db.execute(
            "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?)",
            (upload_id, at.timestamp(), file.material, file.file_name, file.media_type, file.content),
        )

    def upload(self, upload_id: str) -> SimFile | None:
        """A file that was put down."""
        with self._lock:
            row = self._db.execute(
                "SELECT material, file_name, media_type, content FROM uploads WHERE id = ?", (upload_id,)
            ).fetchone()
        return None if row is None else SimFile(*row)

    def drop_uploads(self, ids: Iterable[str], before: datetime) -> None:
        """Forget files that a case took, and those that lay there since ``before``."""
        self._db.executemany("DELETE FROM uploads WHERE id = ?", [(i,) for i in ids])
        self._db.execute("DELETE FROM uploads WHERE at < ?", (before.timestamp(),))

    # News and plans --------------------------------------------------------------------------------

    def add_news(self, news: HomeNews) -> HomeNews:
        """Append to the log; gives the entry its number and id."""
        row = self._db.execute("INSERT INTO news (home_no, record) VALUES (?, x'')", (news.home_no,))
        seq = int(row.lastrowid or 0)
        told = replace(news, seq=seq, id=f"{self.epoch}-{seq}")
        self._db.execute("UPDATE news SET record = ? WHERE seq = ?", (_news().dump_json(told), seq))
        return told

    def news_after(self, seq: int, limit: int) -> tuple[HomeNews, ...]:
        """The log after ``seq``, oldest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT record FROM news WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
            ).fetchall()
        return tuple(_news().validate_json(row[0]) for row in rows)

    def put_plan(self, home_no: str, number: int, due: float, steps: tuple[Step, ...]) -> None:
        """What happens next to a case, and when (seconds since the epoch); no steps = nothing."""
        if steps:
            self._db.execute(
                "INSERT OR REPLACE INTO plans VALUES (?, ?, ?, ?)",
                (home_no, number, due, _steps().dump_json(steps)),
            )
        else:
            self._db.execute("DELETE FROM plans WHERE home_no = ?", (home_no,))

    def next_due(self) -> float | None:
        """When the next step of any case falls due."""
        with self._lock:
            row = self._db.execute("SELECT min(due) FROM plans").fetchone()
        return None if row[0] is None else float(row[0])

    def due_plan(self, now: float) -> tuple[str, int, float, tuple[Step, ...]] | None:
        """A plan that is due: case, step number, due time, steps."""
        row = self._db.execute(
            "SELECT home_no, number, due, steps FROM plans WHERE due <= ? ORDER BY due, home_no LIMIT 1",
            (now,),
        ).fetchone()
        return None if row is None else (row[0], row[1], row[2], _steps().validate_json(row[3]))

    # Licences --------------------------------------------------------------------------------------

    def log_use(self, at: datetime, licence_id: str, use: Use) -> None:
        """用证 log: every look at a licence leaves a line."""
        self._db.execute(
            "INSERT INTO uses VALUES (?, ?, ?)", (at.isoformat(), licence_id, _use().dump_json(use))
        )

    def uses(self) -> tuple[tuple[str, Use], ...]:
        """Licence id and use, oldest first."""
        with self._lock:
            rows = self._db.execute("SELECT licence_id, record FROM uses ORDER BY rowid").fetchall()
        return tuple((row[0], _use().validate_json(row[1])) for row in rows)

    def put_derived(self, copy: DerivedFile) -> None:
        """Keep a derived copy."""
        record = {
            "licence_id": copy.licence_id,
            "since": copy.since.isoformat(),
            "until": copy.until.isoformat(),
            "use": _use().dump_python(copy.use),
        }
        self._db.execute(
            "INSERT INTO derived VALUES (?, ?, ?)",
            (copy.id, json.dumps(record, ensure_ascii=False).encode(), copy.content),
        )

    def derived(self, copy_id: str) -> DerivedFile | None:
        """A derived copy by its id."""
        with self._lock:
            row = self._db.execute("SELECT record, content FROM derived WHERE id = ?", (copy_id,)).fetchone()
        if row is None:
            return None
        return TypeAdapter(DerivedFile).validate_python(
            {"id": copy_id, "content": row[1], **json.loads(row[0])}
        )

    # Letters ---------------------------------------------------------------------------------------

    def add_letter(self, letter: Letter) -> None:
        """Keep a letter for its reader."""
        self._db.execute(
            "INSERT INTO letters (id, reader, record) VALUES (?, ?, ?)",
            (letter.message.id, letter.to, _letter().dump_json(letter)),
        )

    def letters_of(self, message_id: str) -> int:
        """How many letters of this id there are."""
        with self._lock:
            row = self._db.execute("SELECT count(*) FROM letters WHERE id = ?", (message_id,)).fetchone()
        return int(row[0])

    def letters_after(self, reader: str, seq: int, limit: int) -> tuple[tuple[int, Letter], ...]:
        """Letters to ``reader`` after ``seq``, oldest first, with their places."""
        with self._lock:
            rows = self._db.execute(
                "SELECT seq, record FROM letters WHERE reader = ? AND seq > ? ORDER BY seq LIMIT ?",
                (reader, seq, limit),
            ).fetchall()
        return tuple((row[0], _letter().validate_json(row[1])) for row in rows)

    # Applications filed online ---------------------------------------------------------------------

    def take_over(self, reference: str, home_no: str) -> None:
        """An application filed online became a case."""
        self._db.execute("INSERT INTO taken_over VALUES (?, ?)", (reference, home_no))

    def taken_over(self) -> frozenset[str]:
        """Applications that wait no more."""
        with self._lock:
            return frozenset(row[0] for row in self._db.execute("SELECT reference FROM taken_over"))
