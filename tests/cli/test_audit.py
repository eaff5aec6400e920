"""Heads of the chain noted outside the store: what they catch, and what is never noted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from clerk.domain.journal import EventKind
from clerk.store import journal
from tests.cli.conftest import Run, document
from tests.cli.test_commands import open_store


@pytest.fixture
def heads(tmp_path: Path, run: Run) -> Path:
    """Where heads are noted, of a counter with a member of staff."""
    add(run, "A0900")
    return tmp_path / "heads.txt"


def add(run: Run, number: str) -> None:
    """Something that happens: an event."""
    made = run("staff", "add", number, "示例新人", "--role", "clerk", "--training", input="a long password\n")
    assert made.exit_code == 0, made.output


def cut_off(folder: Path, last: int) -> None:
    """What somebody with the database's password does: the journal ends at ``last``, and says so."""
    store = open_store(folder)
    with store.engine.connect() as connection, connection.begin():
        raw = connection.connection.dbapi_connection
        assert raw is not None
        triggers = connection.execute(
            sa.text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='journal'")
        )
        for (name,) in triggers.all():
            connection.execute(sa.text(f"DROP TRIGGER {name}"))
        connection.execute(sa.text("DELETE FROM journal WHERE seq > :last"), {"last": last})
        connection.execute(
            sa.text("UPDATE chain_head SET seq = :last, hash = (SELECT hash FROM journal WHERE seq = :last)"),
            {"last": last},
        )
    store.close()


def test_a_journal_whose_end_was_cut_off_is_caught_by_the_head_alone(
    run: Run, heads: Path, folder: Path
) -> None:
    add(run, "A0901")
    noted = run("audit", "anchor", "--file", str(heads), "--training")
    assert noted.exit_code == 0, noted.output
    seq = int(heads.read_text().split()[0])
    cut_off(folder, seq - 1)
    blind = run("verify", "--training")
    assert blind.exit_code == 0, blind.output
    assert "would not be seen" in blind.output
    held = run("verify", "--anchors", str(heads), "--training")
    assert held.exit_code == 1
    assert "V-25" in held.output
    as_data = run("verify", "--anchors", str(heads), "--training", "--json")
    assert document(as_data)["ok"] is False
    assert [fault["code"] for fault in document(as_data)["heads"]["problems"]] == ["V-25"]


def test_a_whole_journal_fits_every_head_that_was_noted(run: Run, heads: Path, folder: Path) -> None:
    for number in ("A0902", "A0903"):
        assert run("audit", "anchor", "--file", str(heads), "--training").exit_code == 0
        add(run, number)
    assert len(heads.read_text().splitlines()) == 2
    proved = run("verify", "--anchors", str(heads), "--training")
    assert proved.exit_code == 0, proved.output
    assert "fit: 2" in proved.output
    by_hash = heads.read_text().split()[1]
    assert run("verify", "--head", by_hash, "--training").exit_code == 0
    assert run("verify", "--head", "0" * 64, "--training").exit_code == 1
    store = open_store(folder)
    with store.reading() as unit:
        found = [event for event in journal.events(unit) if event.kind is EventKind.CHAIN_ANCHORED]
    store.close()
    assert next(event.payload["hash"] for event in found) == by_hash
    assert not any(event.payload["sealed"] for event in found)


def test_a_journal_that_was_cut_off_is_not_noted_as_if_nothing_were(
    run: Run, heads: Path, folder: Path
) -> None:
    add(run, "A0904")
    assert run("audit", "anchor", "--file", str(heads), "--training").exit_code == 0
    before = heads.read_text()
    cut_off(folder, int(before.split()[0]) - 1)
    refused = run("audit", "anchor", "--file", str(heads), "--training")
    assert refused.exit_code == 1
    assert "V-25" in refused.output
    assert heads.read_text() == before


def test_a_head_that_cannot_be_written_is_not_said_to_be_noted(run: Run, heads: Path, folder: Path) -> None:
    refused = run("audit", "anchor", "--file", str(heads / "no-folder" / "heads"), "--training")
    assert refused.exit_code == 1
    assert "V-23" in refused.output
    assert "V-24" in run("audit", "anchor", "--training").output
    store = open_store(folder)
    with store.reading() as unit:
        kinds = {event.kind for event in journal.events(unit)}
    store.close()
    assert EventKind.CHAIN_ANCHORED not in kinds


def test_a_line_that_a_crash_cut_in_two_is_said_and_nothing_is_written_after_it(
    run: Run, heads: Path
) -> None:
    heads.write_text("1 0123")
    refused = run("audit", "anchor", "--file", str(heads), "--training")
    assert refused.exit_code == 1
    assert "V-18" in refused.output
    assert heads.read_text() == "1 0123"


def test_the_profile_names_the_file_of_heads(run: Run, heads: Path, tmp_path: Path) -> None:
    from clerk.settings import PROFILES

    profile = tmp_path / "own.toml"
    shipped = (PROFILES / "training.toml").read_text(encoding="utf-8")
    profile.write_text(f"{shipped}\n[audit]\nanchors = {json.dumps(str(heads))}\n", encoding="utf-8")
    own = ("--profile", str(profile), "--training")
    assert run("audit", "anchor", *own).exit_code == 0
    assert "fit: 1" in run("verify", *own).output


@pytest.mark.parametrize("command", ["sign-offs", "unlocks"])
def test_sign_offs_and_unlocks_are_for_who_may_read_the_journal(run: Run, heads: Path, command: str) -> None:
    assert heads.name
    made = run("staff", "add", "J0001", "示例", "--role", "auditor", "--training", input="a long password\n")
    assert made.exit_code == 0
    words = ("audit", command, "--training", "--json", "--staff")
    run("audit", command, "--training", "--staff", "J0001", input="not her password\n")
    looked = run(*words, "J0001", input="a long password\n")
    assert looked.exit_code == 0, looked.output
    kinds = [event["kind"] for event in document(looked)["events"]]
    assert kinds == (["sign_in_failed"] if command == "unlocks" else [])
    refused = run(*words, "A0900", input="a long password\n")
    assert refused.exit_code == 1
    assert "U-04" in refused.output
