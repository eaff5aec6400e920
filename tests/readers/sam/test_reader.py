"""The driver against a reader in a process of its own, on a pseudo terminal and on a socket."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from queue import Queue

import pytest

from clerk.domain.china_time import CHINA
from clerk.domain.faults import Fault, Refused
from clerk.domain.parties import DocumentKind, Strength
from clerk.ports import CardEvent, CardEventKind, CardReader, WatchedReader
from integrations.readers.sam.reader import SamReader
from tests.readers.sam import cards
from tests.readers.sam.reader_process import ReaderProcess, reader_process
from tests.readers.sam.virtual_reader import NUMBER_TEXT

NOW = datetime(2026, 11, 24, 9, 43, tzinfo=CHINA)
PATIENCE = 1.0
BOUND = 12.0
"""Seconds within which everything has to end, well or not."""
KINDS = ["pty", "socket"]


class StoppedClock:
    """Always the same moment."""

    def now(self) -> datetime:
        """The moment."""
        return NOW


def driver(port: str, patience: float = PATIENCE) -> SamReader:
    """The driver of a reader at ``port``."""
    return SamReader("一号读卡器", port, StoppedClock(), patience=patience)


@pytest.fixture(params=KINDS)
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReaderProcess]:
    """A reader without a card."""
    with reader_process(request.param, tmp_path) as process:
        yield process


@pytest.fixture
def reader(device: ReaderProcess) -> Iterator[SamReader]:
    """Its driver."""
    opened = driver(device.port)
    yield opened
    opened.close()


def refusal(reader: SamReader) -> Fault:
    """Why a read is refused, within the bound."""
    begin = time.monotonic()
    with pytest.raises(Refused) as refused:
        reader.read()
    assert time.monotonic() - begin < BOUND
    return refused.value.fault


def test_it_is_a_reader_that_reports_and_makes_no_cards_up(reader: SamReader) -> None:
    asks: CardReader = reader
    assert isinstance(asks, WatchedReader)
    assert not asks.simulated
    assert asks.samples() == ()
    assert asks.name == "一号读卡器"


def test_it_gives_the_number_of_its_module(reader: SamReader) -> None:
    assert reader.number() == NUMBER_TEXT


def test_a_card_is_evidence_from_a_chip_with_module_and_time(
    device: ReaderProcess, reader: SamReader
) -> None:
    device.lay(cards.resident())
    read = reader.read()
    assert read.person.name == "张晓禾"
    assert read.evidence.strength is Strength.CHIP
    assert read.evidence.reader == NUMBER_TEXT
    assert read.evidence.read_at == NOW
    assert read.warnings == ()


@pytest.mark.parametrize(
    ("text", "document"),
    [
        (cards.resident(until="长期"), DocumentKind.RESIDENT_ID),
        (cards.hmt_residence(), DocumentKind.HMT_RESIDENCE),
        (cards.foreign_2017(), DocumentKind.FOREIGN_RESIDENCE),
        (cards.foreign_2023(), DocumentKind.FOREIGN_RESIDENCE),
    ],
)
def test_every_kind_of_card_is_read(
    device: ReaderProcess, reader: SamReader, text: bytes, document: DocumentKind
) -> None:
    device.lay(text)
    assert reader.read().person.document is document


def test_find_select_and_read_are_all_that_is_asked(device: ReaderProcess, reader: SamReader) -> None:
    device.lay(cards.resident())
    reader.read()
    assert device.asked() == ["number", "find", "select", "read"]


def test_without_the_decoder_of_a_vendor_the_photo_is_dropped(
    device: ReaderProcess, reader: SamReader
) -> None:
    device.lay(cards.resident())
    assert reader.read().photo == b""


def test_fingerprints_behind_the_photo_are_passed_over(device: ReaderProcess, reader: SamReader) -> None:
    for length in (0, 512, 1024):
        device.fault("fingerprints", "read", times=1, value=length)
        device.lay(cards.resident())
        assert reader.read().person.name == "张晓禾"


# Lay it, lift it -------------------------------------------------------------------------------------------


def test_an_empty_reader_asks_for_a_card(reader: SamReader) -> None:
    assert refusal(reader).code == "I-51"


def test_a_card_that_was_read_has_to_be_lifted_and_is_no_error(
    device: ReaderProcess, reader: SamReader
) -> None:
    device.lay(cards.resident())
    reader.read()
    assert refusal(reader).code == "I-52"
    device.lift()
    device.lay(cards.resident(name="示例甲"))
    assert reader.read().person.name == "示例甲"


def test_a_card_laid_a_moment_after_the_key_is_read(device: ReaderProcess) -> None:
    patient = driver(device.port, patience=BOUND)
    with ThreadPoolExecutor(1) as clerk:
        pressed = clerk.submit(patient.read)
        while "find" not in device.asked():
            assert not pressed.done()
        device.lay(cards.resident())
        assert pressed.result(BOUND).person.name == "张晓禾"
    patient.close()


@pytest.mark.parametrize(("command", "code"), [("find", "I-53"), ("select", "I-53"), ("read", "I-53")])
def test_a_card_lifted_in_the_middle_is_called_lifted(
    device: ReaderProcess, reader: SamReader, command: str, code: str
) -> None:
    device.lay(cards.resident())
    if command == "find":  # found, and gone before it is selected
        device.fault("lift", "select", times=1)
    else:
        device.fault("lift", command, times=1)
    assert refusal(reader).code == code
    device.lay(cards.resident())
    assert reader.read().person.name == "张晓禾"


def test_a_card_that_moved_and_came_back_is_read_after_all(device: ReaderProcess, reader: SamReader) -> None:
    device.lay(cards.resident())
    device.fault("status", "select", times=1, value=0x81)
    assert reader.read().person.name == "张晓禾"


def test_after_a_card_was_lifted_in_the_middle_an_empty_reader_is_empty(
    device: ReaderProcess, reader: SamReader
) -> None:
    device.lay(cards.resident())
    device.fault("lift", "read", times=1)
    assert refusal(reader).code == "I-53"
    assert refusal(reader).code == "I-51"


# Faults of line and module ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["number", "find", "select", "read"])
@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("silence", 0, "I-54"),
        ("checksum", 0, "I-55"),
        ("flood", 0, "I-55"),
        ("length", 40, "I-55"),
        ("length", -1, "I-55"),
        ("status", 0x10, "I-55"),
        ("unplug", 0, "I-60"),
    ],
)
def test_a_fault_that_stays_is_named_in_time(
    device: ReaderProcess, reader: SamReader, command: str, kind: str, value: int, code: str
) -> None:
    device.lay(cards.resident())
    device.fault(kind, command, value=value)
    assert refusal(reader).code == code


@pytest.mark.parametrize("command", ["number", "find", "select", "read"])
@pytest.mark.parametrize(
    ("kind", "value"), [("checksum", 0), ("length", 40), ("length", -1), ("status", 0x10), ("late", 300)]
)
def test_a_fault_that_happens_once_is_got_over(
    device: ReaderProcess, reader: SamReader, command: str, kind: str, value: int
) -> None:
    device.lay(cards.resident())
    device.fault(kind, command, times=1, value=value)
    assert reader.read().person.name == "张晓禾"


@pytest.mark.parametrize("kind", ["noise", "false start"])
def test_noise_around_every_answer_does_not_matter(
    device: ReaderProcess, reader: SamReader, kind: str
) -> None:
    device.lay(cards.resident())
    device.fault(kind)
    assert reader.read().person.name == "张晓禾"


@pytest.mark.parametrize("portion", range(1, 8))
def test_answers_that_dribble_in_are_read_whole(
    device: ReaderProcess, reader: SamReader, portion: int
) -> None:
    device.lay(cards.resident())
    device.fault("dribble", value=portion)
    assert reader.read().person.name == "张晓禾"


@pytest.mark.parametrize(
    ("command", "value", "code"),
    [("read", 1, "I-56"), ("read", 300, "I-56"), ("read", 1284, "I-56"), ("number", 3, "I-56")],
)
def test_an_undamaged_answer_of_a_wrong_length_is_told(
    device: ReaderProcess, reader: SamReader, command: str, value: int, code: str
) -> None:
    device.lay(cards.resident())
    device.fault("cut", command, value=value)
    assert refusal(reader).code == code


@pytest.mark.parametrize("status", sorted(set(range(256)) - {0x90, 0x9F}))
def test_every_status_but_the_two_good_ones_ends_in_a_code_with_words(status: int) -> None:
    known = {
        0x10: "I-55", 0x11: "I-62", 0x21: "I-62", 0x23: "I-62", 0x31: "I-64", 0x32: "I-64", 0x33: "I-63",
        0x40: "I-63", 0x41: "I-53", 0x47: "I-53", 0x60: "I-65", 0x66: "I-65", 0x80: "I-53", 0x81: "I-53",
        0x91: "I-63",
    }  # fmt: skip
    assert _fault_of_status(status) == known.get(status, "I-61")


def test_an_answer_to_another_question_is_not_taken_for_this_one(
    device: ReaderProcess, reader: SamReader
) -> None:
    device.lay(cards.resident())
    device.fault("status", "find", value=0x90)
    fault = refusal(reader)
    assert fault.code == "I-61"
    assert fault.details["status"] == "90"


def test_an_answer_that_comes_too_late_is_thrown_away(device: ReaderProcess, reader: SamReader) -> None:
    device.lay(cards.resident())
    device.fault("late", "select", times=1, value=1700)
    assert refusal(reader).code == "I-54"
    assert reader.read().person.name == "张晓禾"


def test_a_card_with_an_unknown_layout_is_told_and_the_next_is_read(
    device: ReaderProcess, reader: SamReader
) -> None:
    device.lay(cards.resident(letter="Z"))
    assert refusal(reader).code == "I-66"
    device.lay(cards.resident())
    assert reader.read().person.name == "张晓禾"


# Plugs and ports -------------------------------------------------------------------------------------------


def test_a_reader_that_was_plugged_in_again_is_used_again(device: ReaderProcess, reader: SamReader) -> None:
    device.lay(cards.resident())
    reader.read()
    device.unplug()
    assert refusal(reader).code in {"I-57", "I-60"}
    device.plug()
    device.lay(cards.resident(name="示例甲"))
    assert reader.read().person.name == "示例甲"


def test_a_reader_plugged_out_and_in_between_two_reads_is_not_noticed(
    device: ReaderProcess, reader: SamReader
) -> None:
    device.lay(cards.resident())
    reader.read()
    device.unplug()
    device.plug()
    device.lay(cards.resident(name="示例甲"))
    assert reader.read().person.name == "示例甲"


@pytest.mark.parametrize("port", ["/dev/no-such-reader", "socket://127.0.0.1:1", "/dev/null", "/"])
def test_a_port_that_is_no_reader_s_is_told_with_its_name(port: str) -> None:
    reader = driver(port)
    fault = refusal(reader)
    assert fault.code in {"I-57", "I-59"}
    assert fault.details["port"] == port
    reader.close()


def test_a_port_that_another_program_has_is_told(tmp_path: Path) -> None:
    with reader_process("pty", tmp_path) as device:
        first, second = driver(device.port), driver(device.port)
        first.number()
        assert refusal(second).code == "I-58"
        first.close()
        assert second.number() == NUMBER_TEXT
        second.close()


def test_a_second_read_at_the_same_time_is_refused(device: ReaderProcess) -> None:
    patient = driver(device.port, patience=BOUND)
    with ThreadPoolExecutor(1) as clerk:
        pressed = clerk.submit(patient.read)
        while "find" not in device.asked():
            assert not pressed.done()
        assert refusal(patient).code == "I-69"
        device.lay(cards.resident())
        assert pressed.result(BOUND).person.name == "张晓禾"
    patient.close()


def test_two_readers_side_by_side_each_give_their_own_card(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with reader_process("pty", tmp_path) as one, reader_process("pty", tmp_path / "other") as two:
        first, second = driver(one.port, BOUND), driver(two.port, BOUND)
        with ThreadPoolExecutor(2) as clerks:
            reads = [clerks.submit(reader.read) for reader in (first, second)]
            two.lay(cards.resident(name="示例乙"))
            assert reads[1].result(BOUND).person.name == "示例乙"
            assert not reads[0].done()
            one.lay(cards.resident(name="示例甲"))
            assert reads[0].result(BOUND).person.name == "示例甲"
        first.close()
        second.close()


def test_closing_ends_a_read_under_way_and_lets_the_port_go(tmp_path: Path) -> None:
    with reader_process("pty", tmp_path) as device:
        patient = driver(device.port, patience=60)
        with ThreadPoolExecutor(1) as clerk:
            pressed = clerk.submit(patient.read)
            while "find" not in device.asked():
                assert not pressed.done()
            patient.close()
            with pytest.raises(Refused):
                pressed.result(BOUND)
        other = driver(device.port)
        assert other.number() == NUMBER_TEXT
        other.close()
        assert refusal(patient).code == "I-60"


def test_one_thread_owns_the_port(device: ReaderProcess, reader: SamReader) -> None:
    with ThreadPoolExecutor(4) as clerks:
        assert {f.result(BOUND) for f in [clerks.submit(reader.number) for _ in range(20)]} == {NUMBER_TEXT}
    owners = [t for t in threading.enumerate() if t.name == "reader 一号读卡器"]
    assert len(owners) == 1
    assert owners[0].daemon


# Events ----------------------------------------------------------------------------------------------------


class Told:
    """Events as they are reported."""

    def __init__(self, reader: SamReader) -> None:
        self._events: Queue[CardEvent] = Queue()
        reader.watch(self._events.put)

    def next(self) -> CardEventKind:
        """The next one, within the bound."""
        event = self._events.get(timeout=BOUND)
        assert event.reader == "一号读卡器"
        return event.kind

    def nothing_more(self) -> bool:
        """Whether nothing else was told."""
        return self._events.empty()


def test_reader_and_card_are_reported_as_they_come_and_go(device: ReaderProcess, reader: SamReader) -> None:
    told = Told(reader)
    assert told.next() is CardEventKind.READER_ADDED
    device.lay(cards.resident())
    assert told.next() is CardEventKind.CARD_IN
    device.lift()
    assert told.next() is CardEventKind.CARD_OUT
    device.unplug()
    assert told.next() is CardEventKind.READER_REMOVED
    device.plug()
    assert told.next() is CardEventKind.READER_ADDED
    assert told.nothing_more()


def test_a_watched_card_is_read_and_its_going_is_told_when_the_next_is_there(
    device: ReaderProcess, reader: SamReader
) -> None:
    told = Told(reader)
    assert told.next() is CardEventKind.READER_ADDED
    device.lay(cards.resident())
    assert told.next() is CardEventKind.CARD_IN
    assert reader.read().person.name == "张晓禾"
    device.lift()
    device.lay(cards.resident(name="示例甲"))
    assert [told.next(), told.next()] == [CardEventKind.CARD_OUT, CardEventKind.CARD_IN]
    assert reader.read().person.name == "示例甲"


def test_a_card_that_goes_on_lying_is_reported_once(device: ReaderProcess, reader: SamReader) -> None:
    told = Told(reader)
    device.lay(cards.resident())
    assert [told.next(), told.next()] == [CardEventKind.READER_ADDED, CardEventKind.CARD_IN]
    device.asked()
    looked = 0
    while looked < 4:
        looked += device.asked().count("find")
    assert told.nothing_more()


def test_one_missed_look_is_not_a_lifted_card(device: ReaderProcess, reader: SamReader) -> None:
    told = Told(reader)
    device.lay(cards.resident())
    assert [told.next(), told.next()] == [CardEventKind.READER_ADDED, CardEventKind.CARD_IN]
    device.fault("status", "find", times=1, value=0x80)
    looked = 0
    while looked < 4:
        looked += device.asked().count("find")
    assert told.nothing_more()


def test_a_reader_that_is_not_there_is_reported_and_awaited(tmp_path: Path) -> None:
    with reader_process("pty", tmp_path) as device:
        device.unplug()
        reader = driver(device.port)
        told = Told(reader)
        assert told.next() is CardEventKind.READER_REMOVED
        device.plug()
        assert told.next() is CardEventKind.READER_ADDED
        reader.close()


def test_a_listener_that_fails_does_not_end_the_reading(
    device: ReaderProcess, reader: SamReader, caplog: pytest.LogCaptureFixture
) -> None:
    def left(_event: CardEvent) -> None:
        raise RuntimeError("the screen is gone")

    reader.watch(left)
    device.lay(cards.resident())
    assert reader.read().person.name == "张晓禾"
    assert "RuntimeError" in caplog.text


def test_no_log_holds_anything_of_a_card(
    device: ReaderProcess, reader: SamReader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = Told(reader)
    device.lay(cards.resident())
    assert [told.next(), told.next()] == [CardEventKind.READER_ADDED, CardEventKind.CARD_IN]
    reader.read()
    device.fault("checksum", "select")
    device.lay(cards.resident())
    refusal(reader)
    assert "card_in" in caplog.text
    for secret in ("张晓禾", "310118199003070024", "19900307", "示例路", "青浦分局"):
        assert secret not in caplog.text
    assert date(1990, 3, 7).isoformat() not in caplog.text


def _fault_of_status(status: int) -> str:
    """The code that a status ends in, asked without a process: 254 of them."""
    from integrations.readers.sam.frames import frame
    from integrations.readers.sam.line import Line
    from integrations.readers.sam.module import SamModule

    class Answering:
        """A port that always answers the same."""

        def __init__(self) -> None:
            self.coming = b""

        @property
        def in_waiting(self) -> int:
            return len(self.coming)

        def read(self, size: int) -> bytes:
            taken, self.coming = self.coming[:size], self.coming[size:]
            return taken

        def write(self, data: bytes) -> int:
            self.coming = frame(bytes((0, 0, status)))
            return len(data)

        def close(self) -> None:
            self.coming = b""

    with pytest.raises(Refused) as refused:
        SamModule(Line("一号读卡器", Answering()), 115_200).read()
    fault = refused.value.fault
    assert fault.text.zh
    return fault.code
