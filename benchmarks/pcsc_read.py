"""From the card in the slot to the person, through a real pcscd, with two floors in the same run.

The service and its virtual slots run in namespaces of their own. Its driver looks for a card every 400 ms,
which is most of the way from the slot to the event. Floors: how long a bare wait for the card takes, without
the watcher; and the same commands through the bare library, without any protocol. Prints one JSON document.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from queue import Queue

from clerk.domain.china_time import CHINA
from clerk.ports import CardEvent, CardEventKind, CardRead
from integrations.readers.pcsc.applicant import ApplicantReader
from integrations.readers.pcsc.library import PcscLibrary, load_library
from integrations.readers.pcsc.staff_card import StaffCardReader
from integrations.readers.pcsc.watch import CardWatch
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.cards.travel import PassportChip, passport_zone
from tests.readers.pcsc.service import READERS, PcscService, missing_component, running_pcscd
from tests.readers.pcsc.slot import Recorded, VirtualCard

INSERTIONS = 30
READS = 100
POLL_MS = 400
TARGET_MS = 600.0
TARGET_AFTER_EVENT_MS = 200.0
PATIENCE = 10.0
PRESENT, EMPTY = 0x20, 0x10
Figures = dict[str, float]


class Clock:
    """The wall's."""

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(CHINA)


class Events:
    """Reports of the watcher with their moments."""

    def __init__(self) -> None:
        self._queue: Queue[tuple[CardEvent, float]] = Queue()

    def take(self, event: CardEvent) -> None:
        """One report."""
        self._queue.put((event, time.perf_counter()))

    def wait_for(self, kind: CardEventKind) -> float:
        """Moment of the next report of that kind at the first reader."""
        while True:
            event, moment = self._queue.get(timeout=PATIENCE)
            if event == CardEvent(kind, READERS[0]):
                return moment


def main() -> int:
    """Measure and print."""
    missing = missing_component()
    if missing is not None:
        print(missing, file=sys.stderr)
        return 1
    with running_pcscd() as service:
        library = load_library()
        reader = ApplicantReader("身份读卡器", library, READERS[0], Clock())
        staff = StaffCardReader("工作人员读卡器", library, READERS[0])
        floor = [waited(service, library) for _ in range(INSERTIONS)]
        in_to_person, event_to_person = inserted(service, library, reader)
        zone = passport_zone()
        read = {
            "social_card": reads(service, library, SocialCard(), reader.read),
            "passport": reads(service, library, PassportChip(), lambda: reader.read(zone)),
            "staff_card": proofs(service, library, staff),
        }
    whole, after = figures(in_to_person), figures(event_to_person)
    report = {
        "benchmark": "pcsc_read",
        "insertions": INSERTIONS,
        "reads": READS,
        "in_to_person_ms": whole,
        "floor_bare_wait_ms": figures(floor),
        "event_to_person_ms": after,
        "read_ms": read,
        "target_in_to_person_ms": TARGET_MS,
        "target_event_to_person_ms": TARGET_AFTER_EVENT_MS,
        "within_target": whole["max"] < TARGET_MS and after["max"] < TARGET_AFTER_EVENT_MS,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


def inserted(
    service: PcscService, library: PcscLibrary, reader: ApplicantReader
) -> tuple[list[float], list[float]]:
    """Seconds from the slot to the person, and from the watcher's event to the person."""
    chance = random.Random(20261124)
    events = Events()
    watch = CardWatch(library, events.take)
    watch.start()
    whole, after = [], []
    try:
        for _ in range(INSERTIONS):
            # A card comes at any moment between two looks of the driver.
            time.sleep(chance.random() * POLL_MS / 1000)
            begun = time.perf_counter()
            with service.insert(SocialCard()):
                noticed = events.wait_for(CardEventKind.CARD_IN)
                found: CardRead = reader.read()
                done = time.perf_counter()
                assert found.person.name
                settle(library)
            whole.append(done - begun)
            after.append(done - noticed)
            events.wait_for(CardEventKind.CARD_OUT)
    finally:
        watch.stop()
    return whole, after


def waited(service: PcscService, library: PcscLibrary) -> float:
    """Seconds until the service itself says that a card is there."""
    time.sleep(random.Random(time.perf_counter_ns()).random() * POLL_MS / 1000)
    begun = time.perf_counter()
    with service.insert(SocialCard()):
        until(library, PRESENT)
        seconds = time.perf_counter() - begun
    until(library, EMPTY)
    return seconds


def reads(
    service: PcscService, library: PcscLibrary, card: VirtualCard, read: Callable[[], object]
) -> dict[str, Figures | int | float]:
    """Milliseconds of a read of a card that lies there, and of its commands alone through the library."""
    recorded = Recorded(card)
    with service.insert(recorded):
        until(library, PRESENT)
        read()
        settle(library)
        commands = list(recorded.commands)
        ours = [timed(read) for _ in range(READS)]
        settle(library)
        bare = [timed(lambda: bare_commands(library, commands)) for _ in range(READS)]
    until(library, EMPTY)
    own, floor = figures(ours), figures(bare)
    return {
        "commands": len(commands),
        "ours": own,
        "floor": floor,
        "times_floor": round(own["p50"] / floor["p50"], 2),
    }


def proofs(
    service: PcscService, library: PcscLibrary, staff: StaffCardReader
) -> dict[str, Figures | int | float]:
    """Milliseconds of a sign-in with a P-256 card."""
    card = StaffCard()
    with service.insert(card):
        until(library, PRESENT)
        key = staff.enrol()
        settle(library)
    until(library, EMPTY)
    return reads(service, library, card, lambda: staff.prove(key))


def bare_commands(library: PcscLibrary, commands: list[bytes]) -> None:
    """Connect, send the same commands, let go: nothing is looked at."""
    _, context = library.SCardEstablishContext(0)
    code, handle, protocol = library.SCardConnect(context, READERS[0], 2, 3)
    assert code == 0
    for command in commands:
        library.SCardTransmit(handle, protocol, list(command))
    library.SCardDisconnect(handle, 1)
    library.SCardReleaseContext(context)


def until(library: PcscLibrary, state: int) -> None:
    """Wait until the first reader is in that state."""
    _, context = library.SCardEstablishContext(0)
    known = 0
    give_up = time.monotonic() + PATIENCE
    while not known & state:
        assert time.monotonic() < give_up
        _, changes = library.SCardGetStatusChange(context, 1000, [(READERS[0], known)])
        known = changes[0][1]
    library.SCardReleaseContext(context)


def settle(library: PcscLibrary) -> None:
    """Wait until the card is reset and nobody uses it: a hand is slower than that."""
    _, context = library.SCardEstablishContext(0)
    code, handle, _ = library.SCardConnect(context, READERS[0], 1, 3)
    give_up = time.monotonic() + PATIENCE
    while code:
        assert time.monotonic() < give_up
        code, handle, _ = library.SCardConnect(context, READERS[0], 1, 3)
    library.SCardDisconnect(handle, 0)
    library.SCardReleaseContext(context)


def timed(act: Callable[[], object]) -> float:
    """Seconds it takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def figures(seconds: list[float]) -> Figures:
    """Median, 95th percentile and maximum, in milliseconds."""
    return {
        "p50": round(statistics.median(seconds) * 1000, 2),
        "p95": round(statistics.quantiles(seconds, n=20)[-1] * 1000, 2),
        "max": round(max(seconds) * 1000, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
