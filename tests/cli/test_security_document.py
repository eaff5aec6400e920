"""Every command of docs/security.md does what stands there, on a training counter, in its order."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"
PASSWORD = "a long password"


def commands() -> list[str]:
    """Lines of the document that are commands."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.startswith("    clerk ")]


def test_every_command_of_the_document_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("staff", "add", "J0001", "示例", "--role", "auditor", "--training")
    assert run(*words, input=f"{PASSWORD}\n").exit_code == 0
    assert len(commands()) >= 10
    for line in commands():
        done = run(*shlex.split(line)[1:], "--training", input=f"{PASSWORD}\n")
        assert done.exit_code == 0, f"{line}\n{done.output}"
