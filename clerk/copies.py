"""Copies of a SQLite store: taken while the counter works, and put back while it rests.

A copy holds everything but the keys: personal columns stay encrypted in it (see :mod:`clerk.key_file`).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from clerk import assembly
from clerk.assembly import Place
from clerk.domain.faults import Language, Refused
from clerk.ports import Vault
from clerk.store.unit import ChainHead
from clerk.store.verify import Progress, verify
from clerk.whole_file import publish, sync


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds, and where what it replaced was put (None where it replaced nothing)."""

    file: Path
    size: int
    head: ChainHead
    replaced: Path | None = None
    events_lost: int | None = 0
    """Journal events of the replaced store that the copy does not have; None where it could not be read."""

    def as_dict(self) -> dict[str, object]:
        """The facts as data, for ``--json``."""
        return {
            "file": str(self.file),
            "size": self.size,
            "head": {"seq": self.head.seq, "hash": self.head.hash},
            "replaced": None if self.replaced is None else str(self.replaced),
            "events_lost": self.events_lost,
        }


def back_up(place: Place, vault: Vault, target: Path, progress: Progress | None = None) -> Copied:
    """Copy the store into a new file in one moment's state; nobody has to stop working. The copy is proved.

    Raises:
        Refused: ``S-20`` the store is a server's, ``S-21`` the file cannot be made or is there already,
            ``S-24`` the copy does not prove right, ``S-…`` the store cannot be opened.
    """
    source = _file_of(place)
    assembly.open_store(place, vault, create=False).close()
    if target.exists():
        raise Refused("S-21", where=str(target), what=os.strerror(17))
    aside = target.with_name(f".{target.name}.part")
    try:
        with _made_aside(aside):
            _copy(source, aside)
            head = _prove(place, vault, aside, progress)
            publish(aside, target)
            return Copied(target, target.stat().st_size, head)
    except (OSError, sqlite3.Error) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise Refused("S-21", where=str(target), what=what or type(error).__name__) from None


def restore(place: Place, vault: Vault, copy: Path, progress: Progress | None = None) -> Copied:
    """Put a copy in the place of the store. What was there is kept beside it under another name.

    Raises:
        Refused: ``S-20`` the store is a server's, ``S-22``/``G-12`` it is in use, ``S-23`` numbers would be
            given out twice, ``S-24`` the copy does not prove right, ``S-…`` it is none of this counter.
    """
    target = _file_of(place)
    aside = target.with_name(f".{target.name}.restoring")
    with assembly.only_console(place), _no_worker(target), _made_aside(aside):
        try:
            _copy(copy, aside)
        except (OSError, sqlite3.Error) as error:
            raise Refused("S-24", where=str(copy), what=str(error)) from None
        head = _prove(place, vault, aside, progress)
        lost = _events_lost(place, target, aside, head)
        try:
            replaced = _put_aside(place, target)
            _single_file(aside)
            aside.replace(target)
            sync(target.parent)
        except (OSError, sqlite3.Error) as error:
            raise Refused("S-21", where=str(target), what=str(error)) from None
    return Copied(target, target.stat().st_size, head, replaced, lost)


def _file_of(place: Place) -> Path:
    file = place.sqlite_file
    if file is None:
        raise Refused("S-20")
    return file


@contextmanager
def _made_aside(aside: Path) -> Iterator[None]:
    """A file for its owner only that is gone again when the work is done, or did not succeed."""
    beside = [aside, *(aside.with_name(aside.name + suffix) for suffix in ("-wal", "-shm", "-journal"))]
    for path in beside:
        path.unlink(missing_ok=True)
    os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield
    finally:
        for path in beside:
            path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: one consistent state, also while others write."""
    if not source.is_file():
        raise FileNotFoundError(2, os.strerror(2))
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.execute("PRAGMA query_only = ON")
        read.backup(written)
    _single_file(target)


def _single_file(path: Path) -> None:
    """Fold the write-ahead log into the file, so that it alone is the whole store, and reach the disk."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _prove(place: Place, vault: Vault, copy: Path, progress: Progress | None) -> ChainHead:
    """Open the copy as what it has to be, and prove it."""
    with closing(assembly.open_store(place.with_store(copy), vault, create=False)) as store:
        report = verify(store, progress)
    problem = report.first_problem
    if problem is not None:
        raise Refused("S-24", where=copy.name, what=f"{problem.kind} {problem.fault.sentence(Language.EN)}")
    _single_file(copy)
    return report.head


def _events_lost(place: Place, current: Path, copy: Path, head: ChainHead) -> int | None:
    """Events that the store has and the copy has not; refused where a number would be given out again."""
    today = place.clock.now().date().isoformat()
    try:
        with closing(sqlite3.connect(f"file:{current}?mode=ro", uri=True)) as database:
            database.execute("ATTACH DATABASE ? AS copy", (str(copy),))
            (given,) = database.execute(_GIVEN_SINCE, (today,)).fetchone()
            (last,) = database.execute("SELECT seq FROM main.chain_head").fetchone()
    except (sqlite3.Error, TypeError):
        return None  # damaged or not there: that is why a copy is put back
    if given:
        raise Refused("S-23", count=str(given))
    return max(0, int(last) - head.seq)


_GIVEN_SINCE = (
    "SELECT count(*) FROM main.receipt_numbers WHERE day >= ? AND receipt_no NOT IN"
    " (SELECT receipt_no FROM copy.receipt_numbers)"
)


def _put_aside(place: Place, current: Path) -> Path | None:
    """Give the store a second name; at no moment is there no store under its own."""
    if not current.exists():
        return None
    with suppress(sqlite3.Error):
        _single_file(current)
    kept = current.with_name(f"{current.stem}-before-{place.clock.now():%Y%m%d-%H%M%S}{current.suffix}")
    os.link(current, kept)
    for suffix in (
        "-wal",
        "-shm",
    ):  # still there only where the store is damaged; they belong to the old file
        beside = current.with_name(current.name + suffix)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + suffix))
    return kept


@contextmanager
def _no_worker(store: Path) -> Iterator[None]:
    """Hold the names of all workers that there ever were; refused where one of them lives."""
    with ExitStack() as held:
        for lock in store.with_name(f"{store.name}.workers").glob("*.lock"):
            handle = held.enter_context(lock.open("a"))
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused("S-22") from None
        yield
