"""Before Textual: the kitty protocol off, no Textual variable left, nothing heavy for the first frame."""

from __future__ import annotations

import subprocess
import sys

from screens.environment import prepare

HEAVY = (
    "sqlalchemy",
    "httpx",
    "dbos",
    "pydantic",
    "pypinyin",
    "reportlab",
    "alembic",
    "cryptography",
    "argon2",
)


def test_textual_variables_are_taken_away() -> None:
    environ = {"TEXTUAL": "devtools", "TEXTUAL_DRIVER": "x:Y", "TEXTUAL_PRESS": "q", "PATH": "/bin"}
    prepare(environ)
    assert environ == {"PATH": "/bin", "TEXTUAL_DISABLE_KITTY_KEY": "1"}


def test_the_kitty_protocol_is_off_before_textual_looks() -> None:
    code = "import screens.app, textual.constants as c; print(c.DISABLE_KITTY_KEY)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "True"


FIRST_FRAME = f"""
import asyncio, sys
from clerk.domain.faults import Language
from screens.app import CounterApp

class Boot:
    training, title, language, language_pinned, keymap = True, "QP01", Language.ZH, False, {{}}
    session_keys, sign_in_note = False, ("", "")
    def start(self, report, ready): ...
    def recheck(self): ...
    def stop(self): ...

async def main():
    app = CounterApp(Boot())
    async with app.run_test(size=(80, 24)):
        print([name for name in {HEAVY!r} if name in sys.modules])

asyncio.run(main())
"""


def test_the_start_gate_paints_without_anything_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("[]"), done.stdout
