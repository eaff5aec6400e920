"""The watcher reports every change, in order, and outlives the service."""

from __future__ import annotations

import threading
import time

import pytest

from clerk.ports import CardEventKind as Kind
from integrations.readers.pcsc.library import Code, PcscLibrary, ReaderChange, ReaderState
from integrations.readers.pcsc.watch import CardWatch
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.service import READERS, PcscService
from tests.readers.pcsc.watching import Events


def test_it_begins_with_what_is_there(library: PcscLibrary, pcscd: PcscService, events: Events) -> None:
    with events.lying(pcscd, SocialCard(), slot=1), Events.watched(library) as late:
        late.wait_for(Kind.CARD_IN, READERS[1])
        assert late.seen[0] == (Kind.SERVICE_UP, "")
        assert set(late.seen[1:3]) == {(Kind.READER_ADDED, name) for name in READERS}
        assert len(late.seen) == 4


def test_a_card_put_in_and_pulled_is_two_reports(pcscd: PcscService, events: Events) -> None:
    for slot in (0, 1, 0):
        before = len(events.seen)
        with events.lying(pcscd, SocialCard(), slot):
            assert events.seen[before:] == [(Kind.CARD_IN, READERS[slot])]
        assert events.seen[before:] == [(Kind.CARD_IN, READERS[slot]), (Kind.CARD_OUT, READERS[slot])]


def test_a_mute_card_is_a_card(pcscd: PcscService, events: Events) -> None:
    card = SocialCard()
    card.atr = b"\x00"
    with events.lying(pcscd, card):
        assert events.seen[-1] == (Kind.CARD_IN, READERS[0])


@pytest.mark.parametrize("end", [PcscService.stop, PcscService.kill], ids=["stopped", "killed"])
def test_it_goes_on_when_the_service_ends_and_another_begins(
    pcscd: PcscService, events: Events, end: object
) -> None:
    with pcscd.insert(SocialCard()):
        events.wait_for(Kind.CARD_IN, READERS[0])
        before = len(events.seen)
        (PcscService.stop if end is PcscService.stop else PcscService.kill)(pcscd)
        events.wait_for(Kind.SERVICE_DOWN)
        assert events.seen[before] == (Kind.CARD_OUT, READERS[0])
        assert set(events.seen[before + 1 : before + 3]) == {(Kind.READER_REMOVED, name) for name in READERS}
        assert events.seen[before + 3 :] == [(Kind.SERVICE_DOWN, "")]
    pcscd.start()
    events.wait_for(Kind.SERVICE_UP)
    events.wait_for_readers()
    with events.lying(pcscd, SocialCard(), slot=1):
        assert events.seen[-1] == (Kind.CARD_IN, READERS[1])


def test_a_service_that_is_not_there_is_reported_once(pcscd: PcscService, library: PcscLibrary) -> None:
    pcscd.stop()
    try:
        with Events.watched(library) as events:
            events.wait_for(Kind.SERVICE_DOWN)
            pcscd.start()
            events.wait_for(Kind.SERVICE_UP)
            assert events.seen[:2] == [(Kind.SERVICE_DOWN, ""), (Kind.SERVICE_UP, "")]
    finally:
        pcscd.start() if not (pcscd.folder / "pcscd.comm").exists() else None


def test_it_says_nothing_on_the_terminal(
    pcscd: PcscService, events: Events, capfd: pytest.CaptureFixture[str]
) -> None:
    pcscd.kill()
    events.wait_for(Kind.SERVICE_DOWN)
    pcscd.start()
    events.wait_for(Kind.SERVICE_UP)
    events.wait_for_readers()
    assert capfd.readouterr() == ("", "")


def test_it_ends_at_once(library: PcscLibrary, pcscd: PcscService) -> None:
    events = Events()
    watch = CardWatch(library, events.take)
    watch.start()
    events.wait_for_readers()
    begun = time.monotonic()
    watch.stop()
    assert time.monotonic() - begun < 2
    assert "card-watch" not in {thread.name for thread in threading.enumerate()}


class ScriptedLibrary:
    """A service whose readers and cards change as written: each step is one answer to a wait."""

    def __init__(self, *steps: dict[str, int]) -> None:
        self._steps = list(steps)
        self.ended = threading.Event()

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:  # noqa: N802
        """Always there."""
        return Code.SUCCESS, 1

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802
        """Nothing to close."""
        return Code.SUCCESS

    def SCardListReaders(self, context: int, groups: object) -> tuple[int, list[str]]:  # noqa: N802
        """Readers of the present step."""
        names = list(self._steps[0])
        return (Code.SUCCESS, names) if names else (Code.NO_READERS - (1 << 32), [])

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout: int, states: list[ReaderState]
    ) -> tuple[int, list[ReaderChange]]:
        """States of the present step; after the last, nothing."""
        now = self._steps[0]
        if len(self._steps) > 1:
            self._steps.pop(0)
        else:
            self.ended.set()
        return Code.SUCCESS, [(name, now.get(name, 0), []) for name, _ in states]

    def SCardCancel(self, context: int) -> int:  # noqa: N802
        """Nothing waits."""
        return Code.SUCCESS


EMPTY, PRESENT, CHANGED = 0x10, 0x20, 0x02


def reports(*steps: dict[str, int]) -> list[tuple[Kind, str]]:
    """What the watcher makes of these steps."""
    library = ScriptedLibrary(*steps)
    events = Events()
    watch = CardWatch(library, events.take)  # type: ignore[arg-type]  # it needs no more of the library
    watch.start()
    assert library.ended.wait(10)
    watch.stop()
    return events.seen


def test_a_reader_that_is_unplugged_takes_its_card_along() -> None:
    assert reports({"A": EMPTY}, {"A": PRESENT | CHANGED | 1 << 16}, {}, {"A": EMPTY}) == [
        (Kind.SERVICE_UP, ""),
        (Kind.READER_ADDED, "A"),
        (Kind.CARD_IN, "A"),
        (Kind.CARD_OUT, "A"),
        (Kind.READER_REMOVED, "A"),
        (Kind.READER_ADDED, "A"),
    ]


def test_a_card_that_was_changed_between_two_looks_is_not_the_same_card() -> None:
    assert reports({"A": PRESENT | 1 << 16}, {"A": PRESENT | CHANGED | 3 << 16}) == [
        (Kind.SERVICE_UP, ""),
        (Kind.READER_ADDED, "A"),
        (Kind.CARD_IN, "A"),
        (Kind.CARD_OUT, "A"),
        (Kind.CARD_IN, "A"),
    ]


def test_a_card_in_use_is_no_news() -> None:
    in_use = 0x100
    assert reports({"A": PRESENT | 1 << 16}, {"A": PRESENT | in_use | CHANGED | 1 << 16}) == [
        (Kind.SERVICE_UP, ""),
        (Kind.READER_ADDED, "A"),
        (Kind.CARD_IN, "A"),
    ]
