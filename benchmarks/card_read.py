"""From the card to the CardRead, and how fast the parser is, with a floor for each in the same run.

The reader is a process on a pseudo terminal, which has no line speed: a real line of 115,200 baud needs
another 112 ms for the 1,295 bytes of text and photo. Floors: the same three frames through pyserial without
any parsing; one XOR over the same bytes. Prints one JSON document; times are milliseconds.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import reduce
from operator import xor
from pathlib import Path
from queue import Queue

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import serial  # type: ignore[import-untyped,unused-ignore]

from clerk.ports import CardEvent, CardEventKind
from clerk.wall_clock import WallClock
from integrations.readers.sam.frames import Command, FrameParser, command_frame, frame
from integrations.readers.sam.reader import LOOK_EVERY, SamReader
from tests.readers.sam import cards
from tests.readers.sam.reader_process import ReaderProcess, reader_process

READS = 200
EVENTS = 30
FRAMES = 2000
LENGTHS = {Command.FIND: 15, Command.SELECT: 19, Command.READ: 1295}
TARGET_AFTER_EVENT_MS = 200.0
TARGET_MS = 600.0
"""From card in to name; the look for cards itself comes every 400 ms."""


def summary(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst."""
    times = [s * 1000 for s in seconds]
    return {
        "median_ms": round(statistics.median(times), 3),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 3),
        "worst_ms": round(max(times), 3),
    }


def timed(device: ReaderProcess, read: Callable[[], object]) -> list[float]:
    """Seconds of each read of a card that was just laid."""
    times = []
    for _ in range(READS):
        device.lay(cards.resident())
        begin = time.perf_counter()
        read()
        times.append(time.perf_counter() - begin)
    return times


def bare_reads(device: ReaderProcess) -> list[float]:
    """The floor: the same commands and the same bytes, looked at by nobody."""
    with serial.Serial(device.port, 115_200, timeout=5, exclusive=True) as port:

        def read() -> None:
            for command, length in LENGTHS.items():
                port.write(command_frame(command))
                assert len(port.read(length)) == length

        return timed(device, read)


def watched(device: ReaderProcess, reader: SamReader) -> tuple[list[float], list[float]]:
    """Seconds from the laid card, and from its event, to the CardRead."""
    events: Queue[CardEventKind] = Queue()

    def heard(event: CardEvent) -> None:
        events.put(event.kind)

    reader.watch(heard)
    pause = random.Random(20261124)
    whole, after_event = [], []
    for _ in range(EVENTS):
        # Laid at any moment between two looks.
        time.sleep(pause.uniform(0, LOOK_EVERY))
        device.lay(cards.resident())
        laid = time.perf_counter()
        while events.get(timeout=10) is not CardEventKind.CARD_IN:
            pass
        told = time.perf_counter()
        reader.read()
        whole.append(time.perf_counter() - laid)
        after_event.append(time.perf_counter() - told)
    return whole, after_event


def parser_throughput() -> dict[str, float]:
    """Megabytes a second over frames of a read, in the portions that a line gives, and of one bare XOR."""
    source = random.Random(20261124)
    data = b"".join(frame(bytes((0, 0, 0x90)) + source.randbytes(1284)) for _ in range(FRAMES))
    portions = [data[i : i + 64] for i in range(0, len(data), 64)]
    parser, found = FrameParser(), 0
    begin = time.perf_counter()
    for portion in portions:
        found += len(parser.feed(portion))
    parsed = time.perf_counter() - begin
    assert found == FRAMES
    begin = time.perf_counter()
    reduce(xor, data, 0)
    floor = time.perf_counter() - begin
    size = len(data) / 1e6
    return {
        "mb_per_s": round(size / parsed, 2),
        "floor_xor_mb_per_s": round(size / floor, 2),
        "ratio_to_floor": round(parsed / floor, 2),
        "line_115200_mb_per_s": 0.0115,
    }


def main() -> int:
    """Run and print; 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as folder, reader_process("pty", Path(folder)) as device:
        floor = summary(bare_reads(device))
        reader = SamReader("示例读卡器", device.port, WallClock())
        reader.number()
        read = summary(timed(device, reader.read))
        whole, after_event = (summary(times) for times in watched(device, reader))
        reader.close()
    met = whole["worst_ms"] < TARGET_MS and after_event["worst_ms"] < TARGET_AFTER_EVENT_MS
    report = {
        "benchmark": "card_read",
        "reads": READS,
        "read": read,
        "floor_same_bytes_unparsed": floor,
        "ratio_to_floor": round(read["median_ms"] / floor["median_ms"], 2),
        "card_in_to_read": whole,
        "event_to_read": after_event,
        "target_ms": TARGET_MS,
        "target_after_event_ms": TARGET_AFTER_EVENT_MS,
        "parser": parser_throughput(),
        "met": met,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
