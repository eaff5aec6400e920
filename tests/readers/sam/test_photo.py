"""The vendor's decoder runs in a process of its own; whatever it does, the identity is not affected."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from clerk.desk.drafts import from_payload, to_payload
from clerk.desk.visit import Visit
from clerk.domain.faults import Refused
from clerk.ports import CardRead
from integrations.readers.sam.photo import MOST, decode_photo
from integrations.readers.sam.reader import SamReader
from tests.readers.sam import cards
from tests.readers.sam.reader_process import reader_process
from tests.readers.sam.test_reader import NOW, StoppedClock

HEAD = "import sys; given = sys.stdin.buffer.read(); out = sys.stdout.buffer; "
ECHO = HEAD + "out.write(b'BM' + given)"


def python(source: str) -> tuple[str, ...]:
    """A decoder that is this script."""
    return (sys.executable, "-S", "-c", source)


def test_what_the_decoder_writes_is_the_picture() -> None:
    assert decode_photo(python(ECHO), cards.PHOTO) == b"BM" + cards.PHOTO


@pytest.mark.parametrize(
    "source",
    [
        "raise SystemExit(1)",
        HEAD + "out.write(b'BM'); sys.exit(3)",
        HEAD + "out.write(b'no picture')",
        HEAD,
        "import os; os.abort()",
        "import sys; sys.stdin.close(); sys.stdout.close()",
    ],
)
def test_a_decoder_that_fails_is_told(source: str) -> None:
    with pytest.raises(Refused, match="I-68"):
        decode_photo(python(source), cards.PHOTO)


def test_a_decoder_that_is_not_there_is_told(tmp_path: Path) -> None:
    for command in ((str(tmp_path / "none"),), (str(tmp_path),)):
        with pytest.raises(Refused, match="I-68"):
            decode_photo(command, cards.PHOTO)


@pytest.mark.parametrize(
    "source",
    [
        "import time; time.sleep(60)",
        HEAD + "out.write(b'BM'); out.flush(); import time; time.sleep(60)",
        HEAD + "out.write(b'BM'); out.close(); import time; time.sleep(60)",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])",
        f"import sys; sys.stdout.buffer.write(b'BM' + bytes({MOST + 1}))",
    ],
)
def test_a_decoder_that_hangs_or_floods_is_ended_in_time(source: str) -> None:
    begin = time.monotonic()
    with pytest.raises(Refused, match="I-68"):
        decode_photo(python(source), cards.PHOTO, limit=0.5)
    assert time.monotonic() - begin < 5


def test_a_read_shows_the_picture_or_says_that_there_is_none(tmp_path: Path) -> None:
    with reader_process("pty", tmp_path) as device:
        for command, photo, warnings in (
            (python(ECHO), b"BM" + cards.PHOTO, []),
            (python("raise SystemExit(1)"), b"", ["I-68"]),
        ):
            reader = SamReader("一号读卡器", device.port, StoppedClock(), photo_command=command)
            device.lay(cards.resident())
            read = reader.read()
            assert read.photo == photo
            assert [fault.code for fault in read.warnings] == warnings
            assert read.person.name == "张晓禾"
            reader.close()


def test_a_card_without_a_photo_needs_no_decoder(tmp_path: Path) -> None:
    with reader_process("pty", tmp_path) as device:
        command = (str(tmp_path / "none"),)
        reader = SamReader("一号读卡器", device.port, StoppedClock(), photo_command=command)
        device.lay(cards.resident(), photo=b"")
        assert reader.read().warnings == ()
        reader.close()


def test_a_picture_is_not_kept_with_the_draft_and_not_shown_by_accident(tmp_path: Path) -> None:
    with reader_process("pty", tmp_path) as device:
        reader = SamReader("一号读卡器", device.port, StoppedClock(), photo_command=python(ECHO))
        device.lay(cards.resident())
        read = reader.read()
        reader.close()
    assert "WLf" not in repr(read)
    payload = to_payload(Visit("v", 1, NOW, "QP0001", subject=read))
    assert "photo" not in str(payload)
    assert "WLf" not in str(payload)
    kept = from_payload(payload).subject
    assert kept == CardRead(read.person, read.evidence)
    assert kept is not None
    assert kept.photo == b""
