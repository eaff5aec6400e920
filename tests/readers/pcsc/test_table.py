"""The table that is used by hand: cards are put in and pulled by one line each, and a console sees them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.readers.pcsc.counter_profile import APPLICANT, STAFF, clerk, watching, written
from tests.readers.pcsc.service import ROOT, SOCKET_VARIABLE


class ByHand:
    """The table as a process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.greeting = self.until("ready")

    def __call__(self, command: str) -> list[str]:
        """Give one command and gather what is said, up to ``ok`` or the words of a refusal."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.until("ok") if command in {"mrz"} else [self.line()]

    def until(self, last: str) -> list[str]:
        """Lines up to this one."""
        lines = [self.line()]
        while lines[-1] != last:
            lines.append(self.line())
        return lines

    def line(self) -> str:
        """The next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the table ended"
        return line.rstrip("\n")


@pytest.fixture
def table(pcscd: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[ByHand]:
    """A table, with its variable set as the greeting says; ``pcscd`` says whether there can be one."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.readers.pcsc"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        by_hand = ByHand(process)
        name, _, value = by_hand.greeting[0].removeprefix("export ").partition("=")
        assert name == SOCKET_VARIABLE
        assert value != os.environ[name]
        monkeypatch.setenv(name, value)
        yield by_hand
        process.communicate("quit\n", timeout=60)
        assert process.returncode == 0
        assert not Path(value).parent.exists()


def test_cards_lie_on_the_table_as_they_are_told_to(table: ByHand, tmp_path: Path) -> None:
    profile = written(tmp_path)
    with watching(profile) as watch:
        watch.wait_for("reader_added", STAFF)
        assert table("in social") == ["ok"]
        watch.wait_for("card_in", APPLICANT)
        assert "赵*" in clerk(profile, "card", "read").stdout
        assert table("in passport") == ["a card lies in slot 0"]
        assert table("out") == ["ok"]
        watch.wait_for("card_out", APPLICANT)

        assert table("pull-after 5 social") == ["ok"]
        watch.wait_for("card_in", APPLICANT)
        assert "I-74" in clerk(profile, "card", "read").stderr
        watch.wait_for("card_out", APPLICANT)
        assert table("out") == ["no card lies in slot 0"]

        assert table("in passport") == ["ok"]
        watch.wait_for("card_in", APPLICANT)
        *lines, ok = table("mrz")
        assert ok == "ok"
        assert "C*" in clerk(profile, "card", "read", "--zone", typed="\n".join(lines)).stdout
        assert table("out 0") == ["ok"]
        watch.wait_for("card_out", APPLICANT)

        assert table("in staff") == ["ok"]
        watch.wait_for("card_in", STAFF)
        assert table("kill") == ["ok"]
        watch.wait_for("card_out", STAFF)
        watch.wait_for("service_down", None)
        assert table("in staff") == ["the service does not run"]
        assert table("start") == ["ok"]
        watch.wait_for("reader_added", STAFF)

        assert table("hang social") == ["ok"]
        watch.wait_for("card_in", APPLICANT)
        assert "I-82" in clerk(profile, "card", "read").stderr
        assert table("out") == ["ok"]
        watch.wait_for("card_out", APPLICANT)


def test_what_the_table_does_not_know_it_says(table: ByHand) -> None:
    for command, said in (
        ("in gold", "no such card"),
        ("in social 2", "slots are 0 and 1"),
        ("pull-after x social", "no such command"),
        ("out 1", "no card lies in slot 1"),
        ("start", "the service runs"),
    ):
        assert table(command)[0].startswith(said)
