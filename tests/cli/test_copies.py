"""Copies of the store are whole, proved, and never rewind a receipt number; keys travel sealed."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerk import assembly
from clerk.assembly import Place, make_place
from clerk.delivery.lease import leases_for
from clerk.domain.case_file import CaseFile
from clerk.domain.faults import Refused
from clerk.key_file import read_key_file, write_key_file
from clerk.settings import PROFILES, load_profile
from tests.cli.conftest import Run, document
from tests.delivery.desk import WallClock, receive_case

BACKUP = ("store", "backup", "--training", "--json")
RESTORE = ("store", "restore", "--training", "--json")


@pytest.fixture
def place(folder: Path) -> Place:
    """The counter."""
    return make_place(load_profile(PROFILES / "training.toml"), folder)


def receive(place: Place, days_ago: int = 0) -> CaseFile:
    """Take a case in."""
    store = assembly.open_store(place, assembly.open_vault(place))
    queue = assembly.open_queue(store)
    case = receive_case(store, queue, WallClock().now() - timedelta(days=days_ago))
    queue.close()
    store.close()
    return case


def numbers(place: Place) -> set[str]:
    """Receipt numbers in the store."""
    with sqlite3.connect(place.folder.store) as database:
        return {number for (number,) in database.execute("SELECT receipt_no FROM cases")}


def test_a_backup_is_one_file_of_its_own_and_proves_right(run: Run, place: Place, tmp_path: Path) -> None:
    receive(place)
    done = run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    assert done.exit_code == 0
    assert document(done)["file"] == str(tmp_path / "copy.sqlite3")
    assert document(done)["head"] == document(run("verify", "--training", "--json"))["head"]
    assert "clerk keys export" in done.stderr
    assert [p.name for p in tmp_path.glob("*copy*")] == ["copy.sqlite3"]
    assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_taken_while_the_counter_works(run: Run, place: Place, tmp_path: Path) -> None:
    receive(place)
    stop = threading.Event()

    def work() -> None:
        store = assembly.open_store(place, assembly.open_vault(place))
        queue = assembly.open_queue(store)
        while not stop.is_set():
            receive_case(store, queue, WallClock().now())
        queue.close()
        store.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        done = run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    finally:
        stop.set()
        worker.join()
    assert done.exit_code == 0, done.output


def test_a_backup_never_overwrites_a_file(run: Run, place: Place, tmp_path: Path) -> None:
    receive(place)
    (tmp_path / "copy.sqlite3").write_text("something dear")
    assert document(run(*BACKUP, str(tmp_path / "copy.sqlite3")))["fault"]["code"] == "S-21"
    assert (tmp_path / "copy.sqlite3").read_text() == "something dear"
    assert document(run(*BACKUP, str(tmp_path / "none" / "copy.sqlite3")))["fault"]["code"] == "S-21"


def test_a_store_that_does_not_prove_right_is_not_backed_up_as_if_it_did(
    run: Run, place: Place, tmp_path: Path
) -> None:
    receive(place)
    with sqlite3.connect(place.folder.store) as database:
        database.execute("UPDATE cases SET state = 'closed'")
    assert document(run(*BACKUP, str(tmp_path / "copy.sqlite3")))["fault"]["code"] == "S-24"
    assert list(tmp_path.glob("*copy*")) == []


def test_a_restored_store_is_the_one_that_was_backed_up(run: Run, place: Place, tmp_path: Path) -> None:
    first = receive(place, days_ago=2)
    run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    receive(place, days_ago=1)
    done = run(*RESTORE, str(tmp_path / "copy.sqlite3"))
    assert done.exit_code == 0, done.output
    assert document(done)["events_lost"] > 0
    assert "compare" in done.stderr
    assert numbers(place) == {first.receipt_no}
    assert run("verify", "--training").exit_code == 0
    kept = Path(document(done)["replaced"])
    with sqlite3.connect(kept) as database:
        assert database.execute("SELECT count(*) FROM cases").fetchone() == (2,)
    assert sorted(p.suffix for p in place.folder.root.glob("*.sqlite3*")) == [".sqlite3", ".sqlite3"]


def test_numbers_of_today_are_not_given_out_twice(run: Run, place: Place, tmp_path: Path) -> None:
    receive(place)
    run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    second = receive(place)
    refused = run(*RESTORE, str(tmp_path / "copy.sqlite3"))
    assert document(refused)["fault"]["code"] == "S-23"
    assert document(refused)["fault"]["details"] == {"count": "1"}
    assert second.receipt_no in numbers(place)


def test_a_damaged_store_is_replaced_and_kept(run: Run, place: Place, tmp_path: Path) -> None:
    case = receive(place)
    run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    place.folder.store.write_bytes(b"\x00" * 5000)
    done = run(*RESTORE, str(tmp_path / "copy.sqlite3"))
    assert done.exit_code == 0, done.output
    assert document(done)["events_lost"] is None
    assert numbers(place) == {case.receipt_no}
    assert Path(document(done)["replaced"]).read_bytes() == b"\x00" * 5000


def test_a_lost_store_is_restored_with_its_keys(run: Run, place: Place, tmp_path: Path) -> None:
    case = receive(place)
    run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    run("keys", "export", str(tmp_path / "keys"), "--training", input="a passphrase for the safe\n")
    for path in place.folder.root.glob("*.sqlite3*"):
        path.unlink()
    (place.folder.root / "training-keys.json").unlink()
    assert document(run(*RESTORE, str(tmp_path / "copy.sqlite3")))["fault"]["code"] == "S-08"
    imported = run(
        "keys", "import", str(tmp_path / "keys"), "--training", input="a passphrase for the safe\n"
    )
    assert imported.exit_code == 0, imported.output
    assert run(*RESTORE, str(tmp_path / "copy.sqlite3")).exit_code == 0
    assert numbers(place) == {case.receipt_no}


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000])
def test_a_file_that_is_no_store_is_not_put_in_its_place(
    run: Run, place: Place, tmp_path: Path, content: bytes
) -> None:
    case = receive(place)
    (tmp_path / "copy.sqlite3").write_bytes(content)
    assert document(run(*RESTORE, str(tmp_path / "copy.sqlite3")))["fault"]["code"] in {"S-24", "S-01"}
    assert numbers(place) == {case.receipt_no}
    assert not list(place.folder.root.glob("*restoring*"))


def test_a_copy_that_was_altered_is_not_put_in_its_place(run: Run, place: Place, tmp_path: Path) -> None:
    receive(place)
    run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    with sqlite3.connect(tmp_path / "copy.sqlite3") as database:
        database.execute("UPDATE cases SET state = 'closed'")
    fault = document(run(*RESTORE, str(tmp_path / "copy.sqlite3")))["fault"]
    assert fault["code"] == "S-24"
    assert "S-35" in fault["details"]["what"]


def test_nothing_is_restored_under_a_working_counter(run: Run, place: Place, tmp_path: Path) -> None:
    receive(place)
    run(*BACKUP, str(tmp_path / "copy.sqlite3"))
    with assembly.only_console(place):
        assert document(run(*RESTORE, str(tmp_path / "copy.sqlite3")))["fault"]["code"] == "G-12"
    lease = leases_for(place.store_url).take("machine-0")
    assert lease is not None
    assert document(run(*RESTORE, str(tmp_path / "copy.sqlite3")))["fault"]["code"] == "S-22"
    lease.release()
    assert run(*RESTORE, str(tmp_path / "copy.sqlite3")).exit_code == 0


def test_a_store_on_a_server_is_left_to_the_server_s_tools(run: Run, tmp_path: Path) -> None:
    profile = tmp_path / "window.toml"
    server = 'url = "postgresql+psycopg://127.0.0.1:9/x"'
    profile.write_text(f'kind = "training"\nsite = "QP01"\n[store]\n{server}\n[[region]]\nid = "wujiang"\n')
    (tmp_path / "copy.sqlite3").write_bytes(b"")
    for words in (("backup", str(tmp_path / "new")), ("restore", str(tmp_path / "copy.sqlite3"))):
        result = run("store", *words, "--profile", str(profile))
        assert result.exit_code == 1
        assert "pg_dump" in result.stderr


def test_keys_that_are_there_are_never_replaced(
    run: Run, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(place)
    run("keys", "export", str(tmp_path / "keys"), "--training", input="a passphrase for the safe\n")
    monkeypatch.setenv("CLERK_DATA", str(tmp_path / "other"))
    run("store", "upgrade", "--training")
    brought = run("keys", "import", str(tmp_path / "keys"), "--training", input="a passphrase for the safe\n")
    assert brought.stderr.startswith("G-22")
    assert run("verify", "--training").exit_code == 0


def test_without_keys_there_is_nothing_to_export(run: Run, tmp_path: Path) -> None:
    result = run("keys", "export", str(tmp_path / "keys"), "--training", input="a passphrase for the safe\n")
    assert result.stderr.startswith("G-23")
    assert not (tmp_path / "keys").exists()


@settings(max_examples=5)
@given(st.binary(max_size=200), st.text(st.characters(codec="utf-8"), min_size=12, max_size=20))
def test_keys_come_out_of_the_file_with_the_passphrase(
    tmp_path_factory: pytest.TempPathFactory, keys: bytes, phrase: str
) -> None:
    path = tmp_path_factory.mktemp("keys") / "keys"
    write_key_file(path, keys, phrase)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path, phrase) == keys
    with pytest.raises(Refused, match="G-21"):
        read_key_file(path, phrase + "x")


def test_a_short_passphrase_and_an_old_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="U-06"):
        write_key_file(tmp_path / "keys", b"keys", "short")
    assert not (tmp_path / "keys").exists()
    write_key_file(tmp_path / "keys", b"keys", "a long passphrase")
    with pytest.raises(Refused, match="S-21"):
        write_key_file(tmp_path / "keys", b"other", "a long passphrase")
    assert read_key_file(tmp_path / "keys", "a long passphrase") == b"keys"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff", b'{"format": "counter-console keys 1", "salt": 1}']
)
def test_a_file_that_holds_no_keys_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys").write_bytes(content)
    with pytest.raises(Refused, match="G-21"):
        read_key_file(tmp_path / "keys", "a long passphrase")
    assert os.listdir(tmp_path) == ["keys"]


def test_a_service_manager_is_given_the_very_keys_of_the_store(run: Run, place: Place) -> None:
    from clerk import assembly
    from clerk.store.columns import ColumnKeys

    assert run("store", "upgrade", "--training").exit_code == 0
    given = run("keys", "give", "--training")
    assert given.exit_code == 0
    kept = assembly.open_vault(place).get(assembly.KEYS_ENTRY)
    assert kept is not None
    assert given.stdout_bytes == kept
    ColumnKeys.from_bytes(given.stdout_bytes)
