"""Cards from the command line: read masked, refused in words, watched as they come and go."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run, document
from tests.readers.sam import cards
from tests.readers.sam.reader_process import ROOT, ReaderProcess, reader_process
from tests.readers.sam.virtual_reader import NUMBER_TEXT

PROFILE = """kind = "{kind}"
site = "QP01"
[[region]]
id = "wujiang"
url = "https://wujiang.example.invalid"
[[reader]]
kind = "sam"
name = "一号读卡器"
port = "{port}"
"""
SECRETS = ("张晓禾", "310118199003070024", "1990-03-07", "19900307", "示例路")


@pytest.fixture
def device(tmp_path: Path) -> Iterator[ReaderProcess]:
    """A reader on a pseudo terminal."""
    with reader_process("pty", tmp_path) as process:
        yield process


@pytest.fixture
def profile(device: ReaderProcess, tmp_path: Path) -> str:
    """A live profile that has it."""
    return written(tmp_path, "live", device.port)


def written(tmp_path: Path, kind: str, port: str) -> str:
    """A profile with an ID reader at ``port``."""
    path = tmp_path / f"{kind}.toml"
    path.write_text(PROFILE.format(kind=kind, port=port), encoding="utf-8")
    return str(path)


def test_a_card_is_read_masked(run: Run, device: ReaderProcess, profile: str) -> None:
    device.lay(cards.resident())
    result = run("card", "read", "--profile", profile)
    assert result.exit_code == 0
    assert f"一号读卡器  {NUMBER_TEXT}" in result.stdout
    assert "张*" in result.stdout
    assert "310118********0024" in result.stdout
    assert not any(secret in result.output for secret in SECRETS)


def test_a_card_is_one_document_with_its_evidence(run: Run, device: ReaderProcess, profile: str) -> None:
    device.lay(cards.resident(until="长期"))
    result = run("card", "read", "--profile", profile, "--reader", "一号读卡器", "--json")
    assert result.exit_code == 0
    found = document(result)
    assert found["reader"] == "一号读卡器"
    assert found["simulated"] is False
    assert found["number"] == NUMBER_TEXT
    assert found["strength"] == "chip"
    assert found["masked"] is True
    assert found["person"] == {
        "document": "resident_id",
        "name": "张*",
        "number": "310118********0024",
        "validity": "2020-01-01 – 长期",
    }
    assert found["findings"] == []
    assert not any(secret in result.output for secret in SECRETS)


def test_an_expired_card_is_read_and_said_to_be_one(run: Run, device: ReaderProcess, profile: str) -> None:
    device.lay(cards.resident(until="20240101"))
    result = run("card", "read", "--profile", profile, "--json")
    assert result.exit_code == 1
    (finding,) = document(result)["findings"]
    assert finding["severity"] == "block"
    assert finding["fault"]["code"] == "I-31"


def test_a_reader_without_a_card_says_what_to_do(run: Run, profile: str) -> None:
    result = run("card", "read", "--profile", profile)
    assert result.exit_code == 1
    assert "I-51" in result.stderr
    assert "Lay the card on it" in result.stderr
    assert document(run("card", "read", "--profile", profile, "--json"))["fault"]["code"] == "I-51"


def test_a_reader_that_is_not_there_is_told_with_its_port(run: Run, tmp_path: Path) -> None:
    profile = written(tmp_path, "live", "/dev/no-such-reader")
    result = run("card", "read", "--profile", profile)
    assert result.exit_code == 1
    assert "I-57" in result.stderr
    assert "/dev/no-such-reader" in result.stderr


def test_a_reader_that_the_profile_does_not_have_is_wrong_use(run: Run, profile: str) -> None:
    result = run("card", "read", "--profile", profile, "--reader", "二号读卡器")
    assert result.exit_code == 2
    assert "一号读卡器" in result.stderr


def test_a_real_card_is_shown_whole_to_nobody(run: Run, device: ReaderProcess, profile: str) -> None:
    device.lay(cards.resident())
    result = run("card", "read", "--profile", profile, "--whole")
    assert result.exit_code == 2
    assert not any(secret in result.output for secret in SECRETS)
    assert device.asked() == []


def test_a_training_counter_may_use_a_reader_and_show_a_card_whole(
    run: Run, device: ReaderProcess, tmp_path: Path
) -> None:
    device.lay(cards.resident())
    profile = written(tmp_path, "training", device.port)
    person = document(run("card", "read", "--profile", profile, "--whole", "--json"))["person"]
    assert person["name"] == "张晓禾"
    assert person["number"] == "310118199003070024"
    assert person["birth"] == "1990-03-07"
    assert person["nation"] == "汉"


def test_a_sample_card_of_the_simulated_reader_is_read(run: Run) -> None:
    found = document(run("card", "read", "--training", "--sample", "zhang", "--json"))
    assert found["simulated"] is True
    assert found["person"]["name"] == "张*"
    assert document(run("card", "read", "--training", "--json"))["fault"]["code"] == "I-50"


def test_without_a_reader_there_is_nothing_to_read(run: Run, tmp_path: Path) -> None:
    profile = tmp_path / "none.toml"
    profile.write_text(PROFILE[: PROFILE.index("[[reader]]")].format(kind="live"), encoding="utf-8")
    assert document(run("card", "read", "--profile", str(profile), "--json"))["fault"]["code"] == "G-03"


# Watching --------------------------------------------------------------------------------------------------


def test_simulated_readers_have_nothing_to_watch(run: Run) -> None:
    result = run("card", "watch", "--training")
    assert result.exit_code == 1
    assert "G-25" in result.stderr


def test_watching_ends_after_its_seconds(run: Run, device: ReaderProcess, profile: str) -> None:
    device.lay(cards.resident())
    result = run("card", "watch", "--profile", profile, "--for", "1.5")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.partition("  ")[2] for line in lines] == [
        "一号读卡器  the reader is there",
        "一号读卡器  a card was laid",
    ]
    assert not any(secret in result.output for secret in SECRETS)


def test_watching_tells_one_document_a_line_until_interrupted(
    device: ReaderProcess, profile: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "clerk", "card", "watch", "--profile", profile, "--json"]
    environment = {**os.environ, "CLERK_DATA": str(tmp_path / "counter")}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watching:
        try:
            assert watching.stdout is not None
            said = lambda: json.loads(watching.stdout.readline())["event"]  # noqa: E731
            assert said() == "reader_added"
            device.lay(cards.resident())
            assert said() == "card_in"
            device.lift()
            assert said() == "card_out"
            device.unplug()
            assert said() == "reader_removed"
            watching.send_signal(signal.SIGINT)
            rest, errors = watching.communicate(timeout=20)
        finally:
            watching.kill()
    assert watching.returncode == 0
    assert rest == ""
    assert errors == ""


# Doctor ----------------------------------------------------------------------------------------------------


def test_doctor_gives_the_number_of_the_module_or_the_fault(
    run: Run, device: ReaderProcess, profile: str
) -> None:
    def reader_row() -> dict[str, object]:
        rows = document(run("doctor", "--profile", profile, "--json"))
        (row,) = (row for row in rows if row["check"] == "reader")
        return dict(row)

    row = reader_row()
    assert (row["subject"], row["state"], row["detail"]) == ("一号读卡器", "ok", NUMBER_TEXT)
    device.fault("silence")
    row = reader_row()
    assert row["state"] == "warn"
    assert isinstance(row["fault"], dict)
    assert row["fault"]["code"] == "I-54"
