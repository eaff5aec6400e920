"""Keys of a store are renewed by command: nothing is lost, and old ones go when nothing needs them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clerk import assembly
from clerk.assembly import make_place
from clerk.settings import PROFILES, load_profile
from clerk.store.key_holders import note_holder
from clerk.store.store import Store
from integrations.vault import ServiceVault
from tests.cli.conftest import Run, document
from tests.cli.test_commands import open_store


def versions(run: Run) -> dict[int, int]:
    """Key version → encrypted values that need it."""
    rows = document(run("keys", "list", "--training", "--json"))["versions"]
    return {row["version"]: row["count"] for row in rows}


def open_a_counter(run: Run) -> None:
    """A store with somebody in it: names are encrypted values."""
    added = run(
        "staff", "add", "A0900", "示例新人", "--role", "clerk", "--training", input="a long password\n"
    )
    assert added.exit_code == 0, added.output


def test_renewed_keys_have_every_value_and_the_store_is_proved(run: Run) -> None:
    open_a_counter(run)
    before = sum(versions(run).values())
    assert before
    assert run("keys", "rotate", "--training").exit_code == 0
    assert versions(run) == {1: 0, 2: before}
    assert run("verify", "--training").exit_code == 0
    assert "A0900" in run("staff", "list", "--training").output


def test_old_keys_are_retired_and_the_ones_in_use_are_not(run: Run) -> None:
    open_a_counter(run)
    run("keys", "rotate", "--training")
    assert run("keys", "retire", "1", "--training").exit_code == 0
    refused = run("keys", "retire", "2", "--training")
    assert refused.exit_code == 1
    assert "S-28" in refused.output
    assert "A0900" in run("staff", "list", "--training").output


def test_a_service_is_refused_before_the_store_forgets_a_version(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_a_counter(run)
    run("keys", "rotate", "--training")
    place = make_place(load_profile(PROFILES / "training.toml"), tmp_path / "counter")
    given = tmp_path / "credentials"
    given.mkdir()
    kept = assembly.open_vault(place).get(assembly.KEYS_ENTRY)
    assert kept is not None
    (given / assembly.KEYS_ENTRY).write_bytes(kept)
    with monkeypatch.context() as as_service:
        as_service.setattr(assembly, "open_vault", lambda _place: ServiceVault(given))
        refused = run("keys", "retire", "1", "--training")
    assert refused.exit_code == 1
    assert "G-27" in refused.output
    assert 1 in versions(run), "the store knows it still"
    assert run("keys", "retire", "1", "--training").exit_code == 0


def test_a_place_that_is_gone_is_forgotten_and_a_new_version_waits_for_it_no_more(run: Run) -> None:
    open_a_counter(run)
    gone = "gone-host:/counter (SecretService)"
    store = open_store_in(run)
    note_holder(store.engine, gone, [1])
    store.close()
    waits = run("keys", "rotate", "--training")
    assert waits.exit_code == 1
    assert "S-26" in waits.output
    assert gone in waits.output
    assert run("keys", "forget", gone, "--training").exit_code == 0
    assert run("keys", "rotate", "--training").exit_code == 0
    unknown = run("keys", "forget", gone, "--training")
    assert unknown.exit_code == 1
    assert "G-28" in unknown.output


def open_store_in(run: Run) -> Store:
    """The store of the counter that commands run on."""
    assert run("keys", "list", "--training").exit_code == 0
    return open_store(Path(os.environ["CLERK_DATA"]))
