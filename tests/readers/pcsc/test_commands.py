"""Commands at a window with PC/SC readers: read masked, watched as things come and go, and ``doctor``."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from clerk.ports import CardEventKind as Kind
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.cards.travel import PassportChip, passport_zone
from tests.readers.pcsc.counter_profile import (
    APPLICANT,
    STAFF,
    clerk,
    environment,
    reader_rows,
    watching,
    written,
)
from tests.readers.pcsc.service import READERS, ROOT, PcscService
from tests.readers.pcsc.watching import Events

LINES = (passport_zone()[:44], passport_zone()[44:])
ZONE = "\n".join(LINES) + "\n"
SECRETS = ("赵测试", "310118199003070016", "A12345678", "CESHI XIAO", "XIAO<MEI", "E00000000", "900307")

pytestmark = pytest.mark.usefixtures("pcscd")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A live window with both readers."""
    return written(tmp_path)


def code_of(stdout: str) -> str:
    """The code of the fault that a command prints."""
    return str(json.loads(stdout)["fault"]["code"])


# Read ------------------------------------------------------------------------------------------------------


def test_a_social_security_card_is_read_masked(profile: Path, pcscd: PcscService, events: Events) -> None:
    with events.lying(pcscd, SocialCard()):
        done = clerk(profile, "card", "read", "--reader", APPLICANT)
    assert done.returncode == 0
    assert f"{APPLICANT}  {READERS[0]}" in done.stdout
    assert "赵*" in done.stdout
    assert "I-88" in done.stderr
    assert not any(secret in done.stdout + done.stderr for secret in SECRETS)


def test_a_social_security_card_is_one_document_with_its_evidence(
    profile: Path, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, SocialCard()):
        done = clerk(profile, "card", "read", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert (found["reader"], found["number"], found["strength"]) == (APPLICANT, READERS[0], "chip")
    assert found["person"]["document"] == "social_security"
    assert [warning["code"] for warning in found["warnings"]] == ["I-88"]
    assert not any(secret in done.stdout + done.stderr for secret in SECRETS)


def test_a_passport_asks_for_its_lines_and_is_opened_with_them(
    profile: Path, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, PassportChip()):
        assert code_of(clerk(profile, "card", "read", "--json").stdout) == "I-89"
        done = clerk(profile, "card", "read", "--zone", "--json", typed=ZONE)
        second = clerk(profile, "card", "read", "--zone", "--json", typed=LINES[1] + "\n")
    found = json.loads(done.stdout)
    assert found["person"]["document"] == "passport"
    assert found["strength"] == "chip_unauthenticated"
    assert "I-95" in [warning["code"] for warning in found["warnings"]]
    assert json.loads(second.stdout)["person"] == found["person"]
    assert not any(secret in done.stdout + done.stderr for secret in SECRETS)


def test_lines_that_are_none_and_lines_of_another_passport_are_refused(
    profile: Path, pcscd: PcscService, events: Events
) -> None:
    another = passport_zone(number="E00000001")
    with events.lying(pcscd, PassportChip()):
        for typed, code in (
            ("", "I-89"),
            ("POCHN\n", "I-90"),
            (ZONE.replace("E0", "E1", 1), "I-91"),
            (another, "I-92"),
        ):
            done = clerk(profile, "card", "read", "--zone", "--json", typed=typed)
            assert (done.returncode, code_of(done.stdout)) == (1, code)


def test_lines_typed_at_a_terminal_are_not_shown(profile: Path, pcscd: PcscService, events: Events) -> None:
    ours, theirs = pty.openpty()
    with (
        events.lying(pcscd, PassportChip()),
        subprocess.Popen(
            [sys.executable, "-m", "clerk", "card", "read", "--zone"],
            cwd=ROOT,
            env=environment(profile),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as reading,
    ):
        os.close(theirs)
        shown = b""
        try:
            for line in LINES:
                while not shown.endswith(b"ends): "):
                    shown += os.read(ours, 1000)
                os.write(ours, line.encode() + b"\r")
                shown += b"|"
            while part := read_on(ours):
                shown += part
        finally:
            reading.kill()
            os.close(ours)
    words = shown.decode()
    assert words.count("Machine-readable line") == 2
    assert READERS[0] in words
    assert "I-95" in words
    assert not any(secret in words for secret in SECRETS)


def read_on(terminal: int) -> bytes:
    """What comes from a terminal; nothing at its end."""
    try:
        return os.read(terminal, 1000)
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sample", "zhang"), "--sample is for a simulated reader"),
        (("--reader", "三号"), APPLICANT),
        (("--reader", STAFF), APPLICANT),
        (("--whole",), "masked"),
    ],
)
def test_wrong_use_is_said_before_any_card_is_asked(
    profile: Path, events: Events, words: tuple[str, ...], said: str
) -> None:
    done = clerk(profile, "card", "read", *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_zone_is_for_pcsc_readers_alone(tmp_path: Path) -> None:
    more = '[[reader]]\nkind = "simulated"\nname = "模拟"\n'
    done = clerk(written(tmp_path, kind="training", more=more), "card", "read", "--reader", "模拟", "--zone")
    assert done.returncode == 2
    assert "--zone is for a PC/SC reader" in done.stderr


# Watch -----------------------------------------------------------------------------------------------------


def test_readers_cards_and_the_service_are_told_as_they_come_and_go(
    profile: Path, pcscd: PcscService
) -> None:
    with watching(profile) as watch:
        up = watch.next()
        assert (up["event"], up["reader"], up["role"]) == ("service_up", None, None)
        readers = [watch.next(), watch.next()]
        assert [(row["event"], row["reader"], row["role"]) for row in readers] == [
            ("reader_added", APPLICANT, "applicant"),
            ("reader_added", STAFF, "staff"),
        ]
        with pcscd.insert(StaffCard(), 1):
            assert watch.wait_for("card_in", STAFF)["role"] == "staff"
        assert watch.wait_for("card_out", STAFF)["role"] == "staff"
        pcscd.kill()
        watch.wait_for("service_down", None)
        pcscd.start()
        watch.wait_for("service_up", None)
        watch.wait_for("reader_added", APPLICANT)
        watch.process.send_signal(signal.SIGINT)
        rest, errors = watch.process.communicate(timeout=20)
    assert watch.process.returncode == 0
    assert errors == ""
    assert all(json.loads(line)["event"] == "reader_added" for line in rest.splitlines())


def test_one_reader_is_watched_by_its_name_and_the_service_with_it(
    profile: Path, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, SocialCard()), events.lying(pcscd, StaffCard(), 1):
        done = clerk(profile, "card", "watch", "--reader", STAFF, "--for", "2")
    assert done.returncode == 0
    assert [line.partition("  ")[2] for line in done.stdout.splitlines()] == [
        "PC/SC  the service is there",
        f"{STAFF}  the reader is there",
        f"{STAFF}  a card was laid",
    ]


# Doctor ----------------------------------------------------------------------------------------------------


def test_the_doctor_names_each_reader_and_what_is_wrong_with_it(profile: Path, pcscd: PcscService) -> None:
    assert reader_rows(profile) == [(APPLICANT, "ok", READERS[0]), (STAFF, "ok", READERS[1])]
    pcscd.stop()
    try:
        assert reader_rows(profile) == [(APPLICANT, "warn", "I-71"), (STAFF, "warn", "I-71")]
        done = clerk(profile, "doctor")
    finally:
        pcscd.start()
    assert done.returncode == 1
    assert f"warn    reader   {STAFF}\n        I-71  The smart card service (pcscd)" in done.stdout
    assert "The administrator starts it again" in done.stdout


def test_a_service_that_hangs_keeps_the_doctor_for_seconds_only(profile: Path, pcscd: PcscService) -> None:
    with pcscd.frozen():
        assert reader_rows(profile) == [(APPLICANT, "warn", "I-71"), (STAFF, "warn", "I-71")]
    assert reader_rows(profile) == [(APPLICANT, "ok", READERS[0]), (STAFF, "ok", READERS[1])]


def test_the_doctor_misses_a_reader_and_finds_the_other(tmp_path: Path) -> None:
    profile = written(tmp_path, (APPLICANT, "Gemalto", "applicant"), (STAFF, "00 01", "staff"))
    assert reader_rows(profile) == [(APPLICANT, "warn", "I-72"), (STAFF, "ok", READERS[1])]
    done = clerk(profile, "doctor")
    assert "I-72  The reader Gemalto is not plugged in." in done.stdout
    assert f"ok      reader   {STAFF}  {READERS[1]}" in done.stdout


def test_a_doctor_that_finds_a_card_lying_leaves_it_alone(
    profile: Path, pcscd: PcscService, events: Events
) -> None:
    with events.lying(pcscd, StaffCard(), 1):
        assert reader_rows(profile)[1] == (STAFF, "ok", READERS[1])
        assert events.seen[-1] == (Kind.CARD_IN, READERS[1])
