"""Full disks, locks and dead servers: a sentence, a cure, and nothing damaged."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from clerk.domain.case_file import CaseFile
from clerk.domain.faults import Language, Refused
from clerk.store import ColumnKeys, Store, StoreKind, Unit, attachments, journal
from clerk.store.verify import verify
from tests.postgres import PostgresCluster, running_postgres
from tests.store.samples import note, receive


def refused(caught: pytest.ExceptionInfo[Refused]) -> str:
    """The code of a fault that has words in both languages."""
    fault = caught.value.fault
    for language in Language:
        assert fault.sentence(language)
        assert fault.cure(language)
        assert "—" not in fault.sentence(language)
    return fault.code


def fill(store: Store) -> int:
    """Receive cases until the disk is full; how many were received."""
    received: list[CaseFile] = []
    with pytest.raises(Refused) as caught:
        received.extend(receive(store) for _ in range(10_000))
    assert refused(caught) == "S-10"
    return len(received)


def test_a_full_disk_stops_the_clerk_and_loses_nothing(sqlite_store: Store) -> None:
    @sa.event.listens_for(sqlite_store.engine, "checkout")
    def limit(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA max_page_count = 60")

    received = fill(sqlite_store)
    assert verify(sqlite_store).ok
    assert verify(sqlite_store).checked["cases"] == received
    sa.event.remove(sqlite_store.engine, "checkout", limit)
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    receive(sqlite_store)
    assert verify(sqlite_store).checked["cases"] == received + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("a file system of its own needs root and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full_loses_nothing(small_disk: Path, keys: ColumnKeys) -> None:
    url = f"sqlite:///{small_disk}/counter.sqlite3"
    store = Store.open(url, keys, StoreKind.TRAINING)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(400_000))
    received = fill(store)
    store.close()
    ballast.unlink()
    store = Store.open(url, keys, StoreKind.TRAINING)
    assert verify(store).ok
    assert verify(store).checked["cases"] == received
    receive(store)
    store.close()


def test_a_disk_without_room_for_a_store_says_so(small_disk: Path, keys: ColumnKeys) -> None:
    (small_disk / "ballast").write_bytes(bytes(1_000_000))
    with pytest.raises(Refused) as caught:
        Store.open(f"sqlite:///{small_disk}/counter.sqlite3", keys, StoreKind.TRAINING)
    assert refused(caught) == "S-10"


def test_a_writer_that_waits_too_long_for_its_turn_says_so_and_keeps_nothing(
    store_url: str, keys: ColumnKeys
) -> None:
    patient = Store.open(store_url, keys, StoreKind.TRAINING)
    hurried = Store.open(store_url, keys, StoreKind.TRAINING, patience=0.2)
    with patient.writing() as unit:
        note(unit)
        with pytest.raises(Refused) as caught:
            receive(hurried)
        assert refused(caught) == "S-09"
        with hurried.reading() as reader:  # readers never wait
            assert journal.events(reader) == ()
    receive(hurried)
    report = verify(hurried)
    assert (report.ok, report.checked["events"], report.checked["cases"]) == (True, 2, 1)
    patient.close()
    hurried.close()


def test_a_file_that_another_program_holds_alone_says_so(sqlite_url: str, keys: ColumnKeys) -> None:
    Store.open(sqlite_url, keys, StoreKind.TRAINING).close()
    engine = sa.create_engine(sqlite_url, connect_args={"isolation_level": None})
    with engine.connect() as other:
        other.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
        other.exec_driver_sql("BEGIN EXCLUSIVE")
        with pytest.raises(Refused) as caught:
            Store.open(sqlite_url, keys, StoreKind.TRAINING, patience=0.2)
        assert refused(caught) == "S-09"
    engine.dispose()
    store = Store.open(sqlite_url, keys, StoreKind.TRAINING)
    assert verify(store).ok
    store.close()


def pull_the_plug(cluster: PostgresCluster, unit: Unit) -> None:
    """Stop the server in the middle of a transaction."""
    note(unit)
    cluster.stop()


def test_a_server_that_stopped_says_so_and_the_store_works_on_when_it_is_back(keys: ColumnKeys) -> None:
    with running_postgres() as cluster:
        store = Store.open(cluster.url(), keys, StoreKind.TRAINING, patience=2)
        receive(store)
        with pytest.raises(Refused) as caught, store.writing() as unit:
            pull_the_plug(cluster, unit)
        assert refused(caught) == "S-12"
        for attempt in (lambda: receive(store), store.change_mark, lambda: verify(store)):
            with pytest.raises(Refused) as caught:
                attempt()
            assert refused(caught) == "S-12"
        with pytest.raises(Refused) as caught:
            Store.open(store.url, keys, StoreKind.TRAINING, patience=2)
        assert refused(caught) == "S-12"
        cluster.start()
        receive(store)
        report = verify(store)
        assert (report.ok, report.checked["cases"], report.head.seq) == (True, 2, 2)
        store.close()


def test_an_altered_attachment_does_not_open(store: Store) -> None:
    with store.writing() as unit:
        for number in ("a", "b"):
            attachments.put_attachment(
                unit,
                id=number,
                case_id="v",
                material="m",
                file_name="示例.pdf",
                media_type="application/pdf",
                data=number.encode() * 100,
                digest="",
            )
        unit.connection.exec_driver_sql(
            "UPDATE attachments SET data = (SELECT data FROM attachments WHERE id = 'b') WHERE id = 'a'"
        )
    with store.reading() as unit:
        assert attachments.load_attachment(unit, "b") == b"b" * 100
        with pytest.raises(Refused) as caught:
            attachments.load_attachment(unit, "a")
    assert refused(caught) == "S-14"
