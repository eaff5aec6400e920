"""A store is opened for what it is, or not at all; what is refused is not touched."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from clerk.domain.faults import Language, Refused
from clerk.store import ColumnKeys, Store, StoreKind
from clerk.store.cases import list_cases
from clerk.store.opening import SCHEMA_VERSION
from clerk.store.renewal import use_version
from tests.store.samples import NOW, receive, rows, tamper


def content(url: str) -> str:
    """Everything that the store at ``url`` holds, as one digest."""
    if url.startswith("sqlite"):
        # The log may hold what the file does not yet: look through SQLite, not at the file alone.
        path = make_url(url).database
        assert path is not None
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            dump = "\n".join(connection.iterdump())
        return hashlib.sha256(dump.encode() + Path(path).read_bytes()).hexdigest()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        dump = repr(
            [
                (t, sorted(map(repr, connection.execute(sa.select(sa.text("*")).select_from(sa.table(t))))))
                for t in tables
            ]
        )
    engine.dispose()
    return hashlib.sha256(dump.encode()).hexdigest()


def refused(url: str, keys: ColumnKeys, kind: StoreKind = StoreKind.TRAINING, **more: object) -> str:
    """The code of the fault that opening gives; its words must be there and filled in."""
    with pytest.raises(Refused) as caught:
        Store.open(url, keys, kind, patience=0.3, **more)  # type: ignore[arg-type]
    for language in Language:
        assert caught.value.fault.sentence(language)
        assert "—" not in caught.value.fault.sentence(language)
        assert caught.value.fault.cure(language)
    return caught.value.fault.code


@pytest.fixture
def made(store_url: str, keys: ColumnKeys) -> str:
    """Address of a training store that holds a case and is closed."""
    store = Store.open(store_url, keys, StoreKind.TRAINING)
    receive(store)
    store.close()
    return store_url


def test_a_store_that_was_made_opens_again_with_what_it_holds(made: str, keys: ColumnKeys) -> None:
    store = Store.open(made, keys, StoreKind.TRAINING, create=False)
    assert store.change_mark() == 1
    assert store.kind is StoreKind.TRAINING
    store.close()


def test_a_training_store_is_not_opened_live_and_nothing_in_it_changes(made: str, keys: ColumnKeys) -> None:
    before = content(made)
    assert refused(made, keys, StoreKind.LIVE) == "S-06"
    assert content(made) == before


def test_a_live_store_is_not_opened_for_training_and_nothing_in_it_changes(
    store_url: str, keys: ColumnKeys
) -> None:
    Store.open(store_url, keys, StoreKind.LIVE).close()
    before = content(store_url)
    assert refused(store_url, keys) == "S-07"
    assert content(store_url) == before


def test_other_keys_are_refused_before_anything_is_written_with_them(made: str, keys: ColumnKeys) -> None:
    before = content(made)
    assert refused(made, ColumnKeys.generate()) == "S-08"
    other_index = ColumnKeys(keys.versions, bytes(32))
    assert refused(made, other_index) == "S-08"
    assert content(made) == before


def test_renewed_keys_open_a_store_and_once_in_use_the_older_ones_alone_no_longer_do(
    made: str, keys: ColumnKeys
) -> None:
    renewed = keys.renewed()
    store = Store.open(made, renewed, StoreKind.TRAINING)
    Store.open(made, keys, StoreKind.TRAINING).close()
    use_version(store, 2, NOW)
    later = receive(store)
    with store.reading() as unit:
        earlier, newest = sorted(list_cases(unit), key=lambda case: case.receipt_no)
    store.close()
    assert newest == later
    assert earlier.applicant == later.applicant
    before = content(made)
    assert refused(made, keys) == "S-25"
    assert content(made) == before


def test_a_store_of_a_newer_program_is_refused_and_nothing_in_it_changes(made: str, keys: ColumnKeys) -> None:
    store = Store.open(made, keys, StoreKind.TRAINING)
    tamper(store, "UPDATE store_schema SET version_num = '9999'")
    store.close()
    before = content(made)
    with pytest.raises(Refused) as caught:
        Store.open(made, keys, StoreKind.TRAINING)
    assert caught.value.fault.code == "S-05"
    assert "9999" in caught.value.fault.sentence(Language.ZH)
    assert SCHEMA_VERSION in caught.value.fault.sentence(Language.EN)
    assert content(made) == before


def test_a_database_of_another_program_is_refused_and_nothing_in_it_changes(
    store_url: str, keys: ColumnKeys
) -> None:
    engine = sa.create_engine(store_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    engine.dispose()
    before = content(store_url)
    assert refused(store_url, keys) == "S-03"
    assert content(store_url) == before


def test_a_store_is_made_beside_the_tables_of_the_durable_engine(store_url: str, keys: ColumnKeys) -> None:
    engine = sa.create_engine(store_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE workflow_status (workflow_uuid TEXT PRIMARY KEY, status TEXT)"
        )
    engine.dispose()
    Store.open(store_url, keys, StoreKind.TRAINING).close()


def test_a_store_that_is_not_there_is_not_made_unless_asked(store_url: str, keys: ColumnKeys) -> None:
    assert refused(store_url, keys, create=False) == "S-01"
    if store_url.startswith("sqlite"):
        assert not Path(make_url(store_url).database or "").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, keys: ColumnKeys) -> None:
    assert refused(f"sqlite:///{tmp_path}/nowhere/counter.sqlite3", keys) == "S-02"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "mysql://host/db", "postgresql://host/db"])
def test_an_address_of_no_database_we_use_is_refused(url: str, keys: ColumnKeys) -> None:
    assert refused(url, keys) == "S-02"


def test_a_password_in_the_address_is_never_shown(keys: ColumnKeys) -> None:
    with pytest.raises(Refused) as caught:
        Store.open("postgresql+psycopg://clerk:geheim@127.0.0.1:1/x", keys, StoreKind.TRAINING, patience=0.3)
    assert caught.value.fault.code == "S-12"
    assert "geheim" not in str(caught.value.fault)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, keys: ColumnKeys) -> None:
    path = tmp_path / "counter.sqlite3"
    path.write_text("年度示例报表 " * 1000, "utf-8")
    before = path.read_bytes()
    assert refused(f"sqlite:///{path}", keys) == "S-03"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_file_is_named_as_damaged(tmp_path: Path, keys: ColumnKeys) -> None:
    path = tmp_path / "counter.sqlite3"
    store = Store.open(f"sqlite:///{path}", keys, StoreKind.TRAINING)
    receive(store)
    store.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    assert refused(f"sqlite:///{path}", keys) == "S-04"
    assert path.read_bytes() == data


def test_the_file_of_a_store_is_for_its_owner_only(sqlite_store: Store) -> None:
    path = Path(sqlite_store.engine.url.database or "")
    receive(sqlite_store)
    assert {p.name: p.stat().st_mode & 0o777 for p in path.parent.glob("counter*")} == {
        "counter.sqlite3": 0o600,
        "counter.sqlite3-shm": 0o600,
        "counter.sqlite3-wal": 0o600,
    }


def test_a_file_store_is_durable_and_its_readers_never_wait(sqlite_store: Store) -> None:
    assert rows(sqlite_store, "PRAGMA journal_mode") == [("wal",)]
    assert rows(sqlite_store, "PRAGMA synchronous") == [(2,)]
    assert rows(sqlite_store, "PRAGMA foreign_keys") == [(1,)]


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, and rights that a file's mode can take away: root gives its own up for the test."""
    folder = Path(tempfile.mkdtemp(prefix="store-"))
    before = os.geteuid()
    if before == 0:
        shutil.chown(folder, "nobody")
        os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(before)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_file_without_write_permission_is_read_only_and_nothing_is_saved(
    unprivileged: Path, keys: ColumnKeys
) -> None:
    path = unprivileged / "counter.sqlite3"
    store = Store.open(f"sqlite:///{path}", keys, StoreKind.TRAINING)
    receive(store)
    store.close()
    path.chmod(0o400)
    before = path.read_bytes()
    store = Store.open(f"sqlite:///{path}", keys, StoreKind.TRAINING)
    with pytest.raises(Refused) as caught:
        receive(store)
    store.close()
    assert caught.value.fault.code == "S-11"
    assert path.read_bytes() == before


def test_two_consoles_that_open_a_new_store_at_once_make_it_once(store_url: str, keys: ColumnKeys) -> None:
    program = (
        "import sys; from clerk.store import *; keys = ColumnKeys.from_bytes(bytes.fromhex(sys.argv[2]));"
        "Store.open(sys.argv[1], keys, StoreKind.TRAINING).close()"
    )
    consoles = [
        subprocess.Popen([sys.executable, "-c", program, store_url, keys.as_bytes().hex()]) for _ in range(3)
    ]
    assert [console.wait(60) for console in consoles] == [0, 0, 0]
    store = Store.open(store_url, keys, StoreKind.TRAINING, create=False)
    assert rows(store, "SELECT kind FROM store_facts") == [("training",)]
    store.close()


def test_importing_the_store_loads_neither_the_engine_nor_alembic() -> None:
    program = (
        "import sys, clerk.store, clerk.store.verify, clerk.store.cases, clerk.store.deliveries;"
        "print([m for m in ('dbos', 'alembic', 'textual', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
