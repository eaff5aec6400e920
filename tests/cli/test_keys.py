"""Keys of a store are renewed by command: nothing is lost, and old ones go when nothing needs them."""

from __future__ import annotations

from tests.cli.conftest import Run, document


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
