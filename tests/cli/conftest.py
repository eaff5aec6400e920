"""Commands for tests: run in this process on a training counter, or as processes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clerk.cli import clerk

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "counter"


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the training counter in ``folder``, in English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CLERK_PROFILE", raising=False)
    monkeypatch.setenv("CLERK_DATA", str(folder))

    def command(*words: str, input: str = "") -> Result:  # noqa: A002 - click's own name
        return CliRunner().invoke(clerk, words, input=input)

    return command


def document(result: Result) -> Any:
    """The one JSON document on standard output."""
    return json.loads(result.stdout)
