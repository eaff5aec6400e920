"""Without pyscard everything else works, and the one thing that does not says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
MODULES = [
    f"integrations.readers.pcsc.{path.stem}"
    for path in sorted((ROOT / "integrations/readers/pcsc").glob("[a-z]*.py"))
]
NO_PYSCARD = "import sys; sys.modules['smartcard'] = None; sys.modules['smartcard.scard'] = None\n"


def run(code: str) -> str:
    """What a new process without pyscard prints."""
    done = subprocess.run(
        [sys.executable, "-c", NO_PYSCARD + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_every_module_is_imported_without_it() -> None:
    assert len(MODULES) > 10
    assert run("import " + ", ".join(MODULES) + "; print('ok')") == "ok"


def test_what_is_missing_is_said_in_words() -> None:
    said = run(
        "from integrations.readers.pcsc.library import load_library\n"
        "from clerk.domain.faults import Language, Refused\n"
        "try:\n    load_library()\n"
        "except Refused as refused:\n    print(refused.fault.code, refused.fault.sentence(Language.EN))\n"
    )
    assert said.startswith("I-70 ")
    assert "pyscard" in said


def test_no_module_loads_it_before_a_reader_is_wanted() -> None:
    code = "import sys, " + ", ".join(MODULES) + "; print('smartcard' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
