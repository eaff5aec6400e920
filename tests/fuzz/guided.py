"""Runs a coverage-guided harness in a process of its own, where its engine can be had."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
RUNS = 10_000


def wanted_here() -> bool:
    """Whether the project's test tools include atheris on this machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    tools = map(Requirement, project["optional-dependencies"]["test"])
    (engine,) = (tool for tool in tools if tool.name == "atheris")
    return engine.marker is None or engine.marker.evaluate()


def run(harness: str, folder: Path, *corpus: str) -> subprocess.CompletedProcess[str]:
    """Give the harness its inputs; skipped without atheris, failed where CI should have it."""
    if find_spec("atheris") is None:
        if os.environ.get("CI") == "true" and wanted_here():
            pytest.fail("atheris is a test tool on this machine, and is not installed")
        pytest.skip("atheris is not installed")
    options = [f"-runs={RUNS}", "-seed=20261124", f"-artifact_prefix={folder}/", *corpus]
    return _done([sys.executable, "-m", harness, *options])


def seeds(harness: str, folder: Path) -> None:
    """Have the harness write right inputs into ``folder``."""
    if find_spec("atheris") is not None:
        assert _done([sys.executable, "-m", harness, "--corpus", str(folder)]).returncode == 0


def _done(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
