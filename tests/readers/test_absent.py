"""Without pyscard a window works on: its PC/SC readers say why they do not, wherever they are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk.domain.faults import Fault, Refused
from clerk.domain.staff import KeySlot
from clerk.ports import CardReader, StaffCards, WatchedReader
from integrations.readers.absent import AbsentReader
from tests.readers.pcsc.counter_profile import APPLICANT, STAFF, clerk, reader_rows, written
from tests.readers.pcsc.test_without_pyscard import NO_PYSCARD

SAM = '[[reader]]\nkind = "sam"\nname = "一号"\nport = "/dev/no-such-reader"\n'


def test_every_question_is_answered_with_the_reason() -> None:
    why = Fault("I-72", {"reader": "Gemalto"})
    reader = AbsentReader("证件", why)
    applicants: CardReader = reader
    staff: StaffCards = reader
    assert (reader.name, reader.simulated, reader.samples()) == ("证件", False, ())
    assert not isinstance(reader, WatchedReader)
    for ask in (
        applicants.number,
        applicants.read,
        lambda: applicants.read("zone"),
        staff.enrol,
        lambda: staff.enrol(KeySlot.AUTHENTICATION, "246810"),
        staff.keys,
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.fault == why


def test_the_doctor_tells_of_every_reader_what_to_install(tmp_path: Path) -> None:
    profile = written(tmp_path, more=SAM)
    assert reader_rows(profile, NO_PYSCARD) == [
        (APPLICANT, "warn", "I-70"),
        ("一号", "warn", "I-57"),
        (STAFF, "warn", "I-70"),
    ]
    assert "docs/readers.md" in clerk(profile, "doctor", before=NO_PYSCARD).stdout


def test_a_card_is_read_by_the_readers_that_are_left(tmp_path: Path) -> None:
    profile = written(tmp_path, more=SAM)
    assert "I-70" in clerk(profile, "card", "read", before=NO_PYSCARD).stderr
    assert "I-57" in clerk(profile, "card", "read", "--reader", "一号", before=NO_PYSCARD).stderr


def test_what_never_tells_anything_is_not_watched(tmp_path: Path) -> None:
    done = clerk(written(tmp_path), "card", "watch", before=NO_PYSCARD)
    assert (done.returncode, done.stdout) == (1, "")
    assert "I-70" in done.stderr
    profile = written(tmp_path, more=SAM)
    assert clerk(profile, "card", "watch", "--reader", STAFF, before=NO_PYSCARD).returncode == 1


def test_the_readers_that_are_left_are_watched(tmp_path: Path) -> None:
    done = clerk(written(tmp_path, more=SAM), "card", "watch", "--for", "0.5", before=NO_PYSCARD)
    assert done.returncode == 0
    assert done.stderr.count("I-70") == 1
