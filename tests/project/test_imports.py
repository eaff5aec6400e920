"""The start gate is painted before anything heavy is imported, and modules know only whom they may know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = (
    "alembic", "argon2", "cryptography", "dbos", "fastapi", "httpx", "keyring", "psycopg", "pydantic",
    "pypdfium2", "pypinyin", "reportlab", "segno", "sqlalchemy", "starlette", "stdnum", "uvicorn",
)  # fmt: skip


def imported_by(code: str) -> set[str]:
    """Modules that running ``code`` in a new process imports."""
    said = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint('\\n'.join(sys.modules))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(said.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import clerk.cli, clerk.cli.run, clerk.settings, clerk.boot, clerk.console, clerk.checks",
        "import clerk.console, clerk.boot, screens.app, screens.start.page",
    ],
    ids=["start", "start-gate"],
)
def test_nothing_heavy_is_imported_before_the_first_frame(code: str) -> None:
    assert imported_by(code) & set(HEAVY) == set()


def test_commands_do_not_wait_for_the_terminal_s_library() -> None:
    assert not {"textual", "rich"} & imported_by(
        "import clerk.cli, clerk.cli.run, clerk.cli.doctor, clerk.cli.store"
    )


def test_the_contracts_between_modules_don_t_cost_the_first_frame() -> None:
    """Ports are a hundred dataclasses: importing them would be a tenth of the first frame."""
    assert "clerk.ports" not in imported_by("import clerk.cli.run, clerk.boot, clerk.console, clerk.checks")


def test_everybody_knows_only_whom_they_may_know() -> None:
    said = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert said.returncode == 0, said.stdout
