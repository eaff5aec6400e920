"""``clerk audit`` and ``clerk verify FILE``: who may look, what a file says, and what nobody gets to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from clerk import assembly
from clerk.domain import evidence
from clerk.domain.journal import EventKind
from clerk.store import journal
from tests.cli.conftest import Run, document
from tests.cli.test_commands import open_store
from tests.delivery.desk import WallClock, receive_case
from tests.desk.evidence_samples import edited, members_of, packed

PASSWORD = "a long one"
Audit = Callable[..., Result]


@pytest.fixture
def receipt_no(folder: Path) -> str:
    """Number of a case in the store."""
    store = open_store(folder)
    queue = assembly.open_queue(store)
    case = receive_case(store, queue, WallClock().now())
    queue.close()
    store.close()
    return case.receipt_no


@pytest.fixture
def audit(run: Run, receipt_no: str) -> Audit:
    """``clerk audit`` by an auditor who signs in."""
    assert receipt_no
    for number, role in (("J0001", "auditor"), ("A0001", "clerk")):
        words = ("staff", "add", number, "示例员", "--role", role, "--training")
        assert run(*words, input=f"{PASSWORD}\n").exit_code == 0

    def command(*words: str, staff: str = "J0001", typed: str = f"{PASSWORD}\n") -> Result:
        return run("audit", *words, "--staff", staff, "--training", input=typed)

    return command


@pytest.fixture
def file(audit: Audit, receipt_no: str, tmp_path: Path) -> Path:
    """The evidence of the case."""
    path = tmp_path / "case.zip"
    assert audit("evidence", receipt_no, "-o", str(path)).exit_code == 0
    return path


def kinds(folder: Path) -> list[EventKind]:
    """What the journal knows."""
    store = open_store(folder)
    with store.reading() as unit:
        found = [event.kind for event in journal.events(unit)]
    store.close()
    return found


def test_evidence_is_written_and_proves_itself_without_the_store(
    run: Run, audit: Audit, receipt_no: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.zip"
    made = document(audit("evidence", receipt_no, "-o", str(path), "--json"))
    assert made["file"] == str(path)
    monkeypatch.setenv("CLERK_DATA", str(tmp_path / "nothing"))
    plain = run("verify", str(path))
    assert plain.exit_code == 0
    assert "TRAINING" in plain.stdout
    assert "agrees with itself" in plain.stdout
    head = f"{made['head']['seq']} {made['head']['hash']}"
    anchors = tmp_path / "heads.txt"
    anchors.write_text(f"# kept by the archive\n{head.upper()}\n\n", encoding="utf-8")
    for words in (["--head", made["head"]["hash"]], ["--anchors", str(anchors)]):
        vouched = run("verify", str(path), *words)
        assert vouched.exit_code == 0
        assert "noted elsewhere has it" in vouched.stdout
    told = document(run("verify", str(path), "--json", "--head", made["head"]["hash"]))
    assert (told["ok"], told["all_vouched"], told["receipt_no"], told["problems"]) == (
        True,
        True,
        receipt_no,
        [],
    )
    assert not (tmp_path / "nothing").exists()
    assert kinds(folder)[-3:] == [EventKind.SIGNED_IN, EventKind.EVIDENCE_EXPORTED, EventKind.SIGNED_OUT]


def test_what_was_done_to_a_file_is_told_in_both_languages(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = members_of(file.read_bytes())
    changed = edited(members, evidence.EVENTS, lambda events: events[0].update(actor="\x1b[2J\u202enobody"))
    file.write_bytes(packed(changed, tmp_path))
    told = run("verify", str(file))
    assert told.exit_code == 1
    assert "V-05  events.json does not match" in told.stdout
    assert "V-07  Event " in told.stdout
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "内容被改动" in run("verify", str(file)).stdout
    codes = {problem["code"] for problem in document(run("verify", str(file), "--json"))["problems"]}
    assert {"V-05", "V-07"} <= codes


def test_nothing_in_a_file_reaches_the_terminal_raw(run: Run, file: Path, tmp_path: Path) -> None:
    members = members_of(file.read_bytes())
    evil = "\x1b[2J\x9b31m\u202e\n示例"

    def label(manifest: dict[str, dict[str, str]]) -> None:
        manifest["case"]["receipt_no"] = evil

    changed = edited(members, evidence.MANIFEST, label)
    changed = edited(
        changed, evidence.EXPORT, lambda export: export.update(actor=evil, terminal=evil, hash=evil)
    )
    file.write_bytes(packed({**changed, "\x1b[2J": b""}, tmp_path))
    for words in ([], ["--json"]):
        told = run("verify", str(file), *words)
        assert told.exit_code == 1
        for raw in ("\x1b", "\x9b", "\u202e"):
            assert raw not in told.output
        assert "U+202E" in told.output


def test_files_that_are_none_and_heads_that_are_none_are_told(run: Run, file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:-1])
    assert run("verify", str(file)).stderr.startswith("V-01")
    assert document(run("verify", str(file), "--json"))["fault"]["code"] == "V-01"
    file.write_bytes(data)
    assert run("verify", str(file), "--head", "0" * 64).exit_code == 1
    assert run("verify", str(file), "--head", "zz").exit_code == 2
    assert run("verify", str(tmp_path / "none.zip")).exit_code == 2
    assert run("verify", "--head", "0" * 64, "--training").exit_code == 1
    heads = tmp_path / "heads.txt"
    heads.write_text("1 zz\n", encoding="utf-8")
    assert run("verify", str(file), "--anchors", str(heads)).stderr.startswith("V-18")
    heads.write_text(f"999999 {'0' * 64}\n", encoding="utf-8")
    assert "V-16" in run("verify", str(file), "--anchors", str(heads)).stdout


def test_only_an_auditor_or_supervisor_with_the_right_password_looks(
    audit: Audit, receipt_no: str, tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "case.zip"
    assert audit("reads", typed="wrong\n").stderr.startswith("U-01")
    assert audit("reads", staff="A0001").stderr.startswith("U-04")
    assert audit("evidence", receipt_no, "-o", str(path), staff="A0001").stderr.startswith("U-04")
    assert audit("reads", staff="nobody").stderr.startswith("U-01")
    assert not path.exists()
    assert EventKind.AUDIT_LOOKED not in kinds(folder)


def test_each_look_is_asked_for_signed_in_and_journalled(audit: Audit, receipt_no: str, folder: Path) -> None:
    assert audit("sign-ins").exit_code == 0
    assert document(audit("paper-asked", "--json")) == {"events": [], "more": False}
    rows = document(audit("sign-ins", "--json", "--since", "2000-01-01", "--limit", "2"))
    assert [row["kind"] for row in rows["events"]] == ["signed_in", "signed_out"]
    assert rows["more"] is True
    said = audit("who-saw", "--case", receipt_no, "--whole", "--reason", "投诉").stdout
    assert "auditor looked" in said
    assert audit("who-saw", "--person", typed=f"{PASSWORD}\nnobody's number\n").stderr.startswith("C-08")
    assert kinds(folder).count(EventKind.AUDIT_LOOKED) == 4


@pytest.mark.parametrize(
    "words",
    [
        ["who-saw"],
        ["who-saw", "x", "--person"],
        ["reads", "--whole"],
        ["reads", "--reason", "x"],
        ["reads", "--since", "2026-02-30"],
        ["reads", "--since", "2026-02-02", "--until", "2026-02-01"],
        ["reads", "--limit", "0"],
        ["evidence", "x"],
    ],
    ids=" ".join,
)
def test_what_is_asked_for_wrongly_is_told_before_anybody_signs_in(
    audit: Audit, folder: Path, words: list[str]
) -> None:
    before = kinds(folder)
    assert audit(*words).exit_code == 2
    assert kinds(folder) == before


def test_personal_data_is_in_the_file_only_with_a_reason(
    audit: Audit, receipt_no: str, tmp_path: Path
) -> None:
    masked, whole = tmp_path / "masked.zip", tmp_path / "whole.zip"
    assert audit("evidence", receipt_no, "-o", str(masked)).exit_code == 0
    words = ("--whole", "--reason", "法院调取")
    assert audit("evidence", receipt_no, "-o", str(whole), *words).exit_code == 0
    personal = json.loads(members_of(whole.read_bytes())[evidence.PERSONAL])
    name = personal["applicant"]["name"]
    assert name in whole.read_bytes().decode("utf-8", "replace")
    assert name not in masked.read_bytes().decode("utf-8", "replace")
