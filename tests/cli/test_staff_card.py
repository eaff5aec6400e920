"""Staff cards from the command line, over a real PC/SC service: enrolled, shown, taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric import ec

from clerk.assembly import make_place, open_store, open_vault
from clerk.domain.journal import EventKind
from clerk.settings import load_profile
from clerk.store import journal
from integrations.readers.pcsc.library import load_library
from tests.cli.conftest import Run, document
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.service import READERS, PcscService, needed_pcscd
from tests.readers.pcsc.slot import Inserted, VirtualCard
from tests.readers.pcsc.watching import Events

PROFILE = f"""kind = "training"
site = "QP01"
[[region]]
id = "wujiang"
url = "https://wujiang.example.invalid"
[[reader]]
kind = "pcsc"
role = "staff"
name = "工作人员读卡器"
reader = "{READERS[1]}"
"""
PIN = "246810"
Lay = Callable[[VirtualCard], AbstractContextManager[Inserted]]


@pytest.fixture(scope="module")
def pcscd() -> Iterator[PcscService]:
    """A real PC/SC service of this module."""
    with needed_pcscd() as service:
        yield service


@pytest.fixture
def lay(pcscd: PcscService) -> Iterator[Lay]:
    """Lay a card on the staff's reader; the service has noticed it."""
    with Events.watched(load_library()) as events:
        events.wait_for_readers()
        yield lambda card: events.lying(pcscd, card, 1)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A training profile with a reader for staff cards."""
    path = tmp_path / "window.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


@pytest.fixture
def staff(run: Run, profile: Path) -> Callable[..., Result]:
    """``clerk staff``, with two clerks in the store."""

    def command(*words: str, typed: str = "") -> Result:
        return run("staff", *words, "--profile", str(profile), input=typed)

    for number in ("A0001", "A0002"):
        assert command("add", number, "示例员", "--role", "clerk", typed="a long one\n").exit_code == 0
    return command


@pytest.fixture
def changes(profile: Path, folder: Path) -> Callable[[], list[dict[str, str]]]:
    """What the journal says of staff that were changed."""

    def read() -> list[dict[str, str]]:
        place = make_place(load_profile(profile), folder)
        store = open_store(place, open_vault(place), create=False)
        try:
            with store.reading() as unit:
                found = journal.events(unit, None, limit=1000)
        finally:
            store.close()
        return [dict(e.payload) for e in found if e.kind is EventKind.STAFF_CHANGED and "change" in e.payload]

    return read


def refusal(result: Result) -> str:
    """The code that a command was refused with."""
    assert result.exit_code == 1, result.output
    return result.stderr[:4]


def test_a_card_is_enrolled_shown_listed_and_taken_away(
    staff: Callable[..., Result], lay: Lay, changes: Callable[[], list[dict[str, str]]]
) -> None:
    with lay(StaffCard()):
        result = staff("card", "enrol", "A0001")
    assert result.exit_code == 0, result.output
    for words in ("A0001", "示例员工 0101", "9E", "P-256", "2031-01-01", "enrolled"):
        assert words in result.stdout
    assert document(staff("card", "show", "A0001", "--json")) == {
        "number": "A0001",
        "slot": "9E",
        "key": "P-256",
        "holder": "示例员工 0101",
        "valid_until": "2031-01-01",
    }
    assert "P-256" in staff("card", "show", "A0001").stdout
    assert [row["card"] for row in document(staff("list", "--json"))] == [
        {"slot": "9E", "valid_until": "2031-01-01"},
        None,
    ]
    assert "card 9E, certificate until 2031-01-01" in staff("list").stdout
    assert staff("card", "remove", "A0001").exit_code == 0
    assert refusal(staff("card", "show", "A0001")) == "U-15"
    assert refusal(staff("card", "remove", "A0001")) == "U-15"
    assert changes() == [
        {"number": "A0001", "change": "card_enrolled", "slot": "9E"},
        {"number": "A0001", "change": "card_removed", "slot": "9E"},
    ]


def test_a_pin_is_asked_for_only_when_the_key_wants_one_and_is_nowhere_to_be_read(
    staff: Callable[..., Result], lay: Lay, folder: Path, changes: Callable[[], list[dict[str, str]]]
) -> None:
    card = StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))
    with lay(card):
        wrong = staff("card", "enrol", "A0001", "--slot", "9A", typed="135790\n")
        right = staff("card", "enrol", "A0001", "--slot", "9A", typed=f"{PIN}\n")
        without = staff("card", "enrol", "A0001", typed="135790\n")
    assert refusal(wrong) == "S-52"
    assert "2 tries are left" in wrong.stderr
    assert right.exit_code == without.exit_code == 0
    assert card.tries == 3
    assert "the card before opens nothing" in without.stdout
    assert [row["change"] for row in changes()] == ["card_enrolled", "card_replaced"]
    everything = "".join(result.output for result in (wrong, right, without))
    assert not any(pin in everything for pin in (PIN, "135790"))
    assert PIN.encode() not in (folder / "counter.sqlite3").read_bytes()


def test_the_last_try_is_not_spent_and_no_pin_is_asked_for(staff: Callable[..., Result], lay: Lay) -> None:
    card = StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))
    card.tries = 1
    with lay(card):
        assert refusal(staff("card", "enrol", "A0001", "--slot", "9A", typed=f"{PIN}\n")) == "S-53"
    assert card.tries == 1


def test_the_card_of_a_colleague_is_refused_whichever_key_is_meant(
    staff: Callable[..., Result], lay: Lay, changes: Callable[[], list[dict[str, str]]]
) -> None:
    with lay(StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))):
        assert staff("card", "enrol", "A0001").exit_code == 0
        for slot in ("9E", "9A"):
            result = staff("card", "enrol", "A0002", "--slot", slot)
            assert refusal(result) == "U-12"
            assert "A0001" in result.stderr
        assert staff("card", "enrol", "A0001").exit_code == 0  # one's own card may be enrolled again
        assert staff("card", "remove", "A0001").exit_code == 0
        assert staff("card", "enrol", "A0002").exit_code == 0
    assert {row["number"] for row in changes() if row["change"] == "card_enrolled"} == {"A0001", "A0002"}


def test_a_card_whose_certificate_has_ended_is_refused(staff: Callable[..., Result], lay: Lay) -> None:
    with lay(StaffCard(until=datetime(2026, 6, 30, tzinfo=UTC))):
        result = staff("card", "enrol", "A0001")
    assert refusal(result) == "U-13"
    assert "2026-06-30" in result.stderr
    assert refusal(staff("card", "show", "A0001")) == "U-15"


def test_no_card_another_kind_of_card_and_an_empty_slot_are_told(
    staff: Callable[..., Result], lay: Lay
) -> None:
    assert refusal(staff("card", "enrol", "A0001")) == "I-50"
    with lay(SocialCard()):
        assert refusal(staff("card", "enrol", "A0001")) == "I-77"
    with lay(StaffCard()):
        assert refusal(staff("card", "enrol", "A0001", "--slot", "9A")) == "S-50"


def test_a_number_that_nobody_has_is_told_before_a_card_is_asked(staff: Callable[..., Result]) -> None:
    for words in (["enrol"], ["show"], ["remove"]):
        assert refusal(staff("card", *words, "Z9999")) == "U-10"


def test_a_profile_without_a_reader_for_staff_cards_says_so(run: Run) -> None:
    assert (
        run(
            "staff", "add", "A0001", "示例员", "--role", "clerk", "--training", input="a long one\n"
        ).exit_code
        == 0
    )
    assert refusal(run("staff", "card", "enrol", "A0001", "--training")) == "U-14"
