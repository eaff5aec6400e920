"""A window with two PC/SC readers: its profile, and its commands as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.readers.pcsc.service import READERS, ROOT

APPLICANT, STAFF = "证件读卡器", "工作人员读卡器"
"""The readers by their names in the profile."""
BEGINNING = """kind = "{kind}"
site = "QP01"
[[region]]
id = "wujiang"
url = "https://wujiang.example.invalid"
"""
READER = """[[reader]]
kind = "pcsc"
name = "{name}"
reader = "{reader}"
role = "{role}"
"""
PATIENCE = 60


def written(
    folder: Path, *readers: tuple[str, str, str], kind: str = "live", more: str = "", first: str = ""
) -> Path:
    """A profile with these readers (name, name at the service, role); without any, with both slots."""
    path = folder / "window.toml"
    chosen = readers or ((APPLICANT, READERS[0], "applicant"), (STAFF, READERS[1], "staff"))
    rows = [READER.format(name=name, reader=reader, role=role) for name, reader, role in chosen]
    path.write_text(first + BEGINNING.format(kind=kind) + "".join(rows) + more, encoding="utf-8")
    return path


def environment(profile: Path) -> dict[str, str]:
    """Of a command that runs at this window, in English."""
    data = str(profile.parent / "counter")
    return {**os.environ, "CLERK_PROFILE": str(profile), "CLERK_DATA": data, "LC_ALL": "en_GB.UTF-8"}


def clerk(profile: Path, *words: str, typed: str = "", before: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``before`` is code that its process runs first."""
    start = f"{before}\nimport sys; from clerk.cli import main; sys.argv[0] = 'clerk'; main()"
    return subprocess.run(
        [sys.executable, "-c", start, *words],
        cwd=ROOT,
        env=environment(profile),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def reader_rows(profile: Path, before: str = "") -> list[tuple[str, str, str]]:
    """What ``clerk doctor`` says of each reader: name, state, and the fault's code or the detail."""
    rows = json.loads(clerk(profile, "doctor", "--json", before=before).stdout)
    return [
        (row["subject"], row["state"], row["fault"]["code"] if row["fault"] else row["detail"])
        for row in rows
        if row["check"] == "reader"
    ]


class Watching:
    """A ``clerk card watch --json`` that runs beside the test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def next(self) -> dict[str, Any]:
        """The next line. pytest-timeout ends a wait for one that never comes."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the watch ended"
        return dict(json.loads(line))

    def wait_for(self, event: str, reader: str | None) -> dict[str, Any]:
        """The next line that tells this."""
        while True:
            row = self.next()
            if (row["event"], row["reader"]) == (event, reader):
                return row


@contextmanager
def watching(profile: Path, *words: str) -> Iterator[Watching]:
    """Watch at this window."""
    with subprocess.Popen(
        [sys.executable, "-m", "clerk", "card", "watch", "--json", *words],
        cwd=ROOT,
        env=environment(profile),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Watching(process)
        finally:
            process.kill()
