"""Readers come and go: whoever takes a place of the profile is told with the card that lies there."""

from __future__ import annotations

from typing import cast

from clerk.checks import check_readers
from clerk.desk.gate import CheckState
from clerk.domain.faults import Fault
from clerk.ports import CardEvent, ReaderRole
from clerk.ports import CardEventKind as Kind
from integrations.readers.pcsc.applicant import ApplicantReader
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.placed_watch import PlacedWatch
from integrations.readers.pcsc.roles import ReaderPlace, placed
from integrations.readers.pcsc.staff_card import StaffCardReader
from tests.readers.pcsc.conftest import StoppedClock
from tests.readers.pcsc.test_watch import CHANGED, EMPTY, PRESENT, ScriptedLibrary

STAFF = ReaderPlace("工作人员", "ACR39U", ReaderRole.STAFF)
LAID = PRESENT | CHANGED | 1 << 16
PULLED = EMPTY | CHANGED | 2 << 16


def told(place: ReaderPlace, *steps: dict[str, int]) -> list[Kind]:
    """What is told of the one reader of the profile while the machine's readers do these steps."""
    events: list[CardEvent] = []
    library = ScriptedLibrary(*steps)
    watch = PlacedWatch(library, [place], events.append)  # type: ignore[arg-type]  # it needs no more of it
    watch.start()
    assert library.ended.wait(10)
    watch.stop()
    assert {(event.reader, event.role) for event in events[1:]} == {(place.name, place.role)}
    assert events[0].kind is Kind.SERVICE_UP
    return [event.kind for event in events[1:]]


def test_the_reader_that_is_left_takes_the_place_with_its_card() -> None:
    both = {"ACR39U 00": LAID, "ACR39U 01": LAID}
    assert told(STAFF, {"ACR39U 00": EMPTY, "ACR39U 01": EMPTY}, both, {"ACR39U 01": LAID}) == [
        Kind.READER_ADDED,
        Kind.CARD_IN,
        Kind.CARD_OUT,
        Kind.READER_REMOVED,
        Kind.READER_ADDED,
        Kind.CARD_IN,
    ]


def test_a_card_is_out_when_the_reader_that_was_really_meant_is_plugged_in() -> None:
    named = ReaderPlace("工作人员", "Reader 1", ReaderRole.STAFF)
    alone, both = {"Reader 10": LAID}, {"Reader 10": LAID, "Reader 1": EMPTY}
    assert told(named, alone, both, both) == [
        Kind.READER_ADDED,
        Kind.CARD_IN,
        Kind.CARD_OUT,
        Kind.READER_REMOVED,
        Kind.READER_ADDED,
    ]


def test_a_pull_at_the_second_reader_that_fits_is_not_the_first_one_s() -> None:
    laid = {"ACR39U 00": LAID, "ACR39U 01": LAID}
    pulled = {"ACR39U 00": LAID, "ACR39U 01": PULLED}
    assert told(STAFF, laid, pulled) == [Kind.READER_ADDED, Kind.CARD_IN]


def test_a_reader_that_fits_two_places_is_the_staff_s() -> None:
    applicant = ReaderPlace("证件", "00 00", ReaderRole.APPLICANT)
    for places in ((STAFF, applicant), (applicant, STAFF)):
        assert placed(["ACR39U 00 00"], places, {}) == {"ACR39U 00 00": STAFF}


def test_one_device_under_two_names_is_told_by_the_gate(clock: StoppedClock) -> None:
    library = cast(PcscLibrary, ScriptedLibrary({"ACR39U 00 00": EMPTY}))
    applicant = ApplicantReader("证件", library, "00 00", clock)
    first, second = check_readers((applicant, StaffCardReader("工作人员", library, "ACR39U")))
    assert (first.state, first.detail) == (CheckState.OK, "ACR39U 00 00")
    assert second.state is CheckState.WARN
    assert second.fault == Fault("G-26", {"reader": "工作人员", "other": "证件", "number": "ACR39U 00 00"})
