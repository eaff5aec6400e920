"""What waits for a supervisor, by command: only looked at, masked, and nothing raw on a terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clerk import assembly
from clerk.domain.escalations import EscalationKind, Standing, Subject, SubjectKind
from clerk.domain.journal import EventKind
from clerk.sign_off_files import load_sign_off_rules
from clerk.store import escalations
from tests.cli.conftest import Run, document
from tests.cli.test_commands import open_store
from tests.delivery.desk import WallClock, receive_case


@pytest.fixture
def waiting(folder: Path) -> str:
    """Id of an overdue case's escalation, about which the supervisor asked something back."""
    store, now = open_store(folder), WallClock().now()
    queue = assembly.open_queue(store)
    case = receive_case(store, queue, now)
    queue.close()
    with store.writing() as unit:
        subject = Subject(SubjectKind.CASE, case.id)
        rules = load_sign_off_rules()
        one = escalations.raise_about(unit, rules, EscalationKind.OVERDUE, subject, case, None, now, "worker")
        assert one is not None
        back = replace(one, standing=Standing.ASKED_BACK, question="谁？\x1b[2J\u202e\n第二行")
        kind = EventKind.ESCALATION_DECIDED
        escalations.save_escalation(unit, back, kind, actor="S0101", at=now, terminal="QP02-1")
    store.close()
    return one.id


def test_what_is_open_is_listed_and_shown_masked_and_on_lines_of_its_own(
    run: Run, folder: Path, waiting: str
) -> None:
    profile = folder.parent / "window.toml"
    profile.write_text('kind = "training"\nsite = "QP02"\n[[region]]\nid = "wujiang"\n')
    where = ("--profile", str(profile))
    listed = run("sign-offs", "list", "--json", *where)
    shown = run("sign-offs", "show", waiting, "--json", *where)
    assert [row["id"] for row in document(listed)] == [waiting]
    assert document(shown)["id"] == waiting
    assert document(shown)["shown"][3] == {"label": "申请人", "text": "示*"}
    assert document(shown)["standing"] == "asked_back"
    plain = run("sign-offs", "show", waiting, *where)
    assert plain.exit_code == 0
    assert "\x1b" not in plain.stdout
    assert "\u202e" not in plain.stdout
    assert "<U+001B>" in plain.stdout
    for result in (listed, shown, plain, run("sign-offs", "list", *where)):
        assert waiting in result.stdout
        assert "王小明" not in result.stdout


def test_one_that_is_not_there_is_told(run: Run, waiting: str) -> None:
    result = run("sign-offs", "show", "nothing", "--training", "--json")
    assert result.exit_code == 1
    assert document(result)["fault"]["code"] == "Q-07"
