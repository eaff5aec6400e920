"""The simulated reader reads what the trainee lays on it, and says that it is simulated."""

from __future__ import annotations

from datetime import datetime

import pytest

from clerk.domain.china_time import CHINA
from clerk.domain.faults import Refused
from clerk.domain.parties import DocumentKind, Strength
from integrations.readers.simulated import SAM_NUMBER, SimulatedCard, SimulatedReader
from integrations.simulator.people import load_people

NOW = datetime(2026, 11, 24, 9, 43, tzinfo=CHINA)


class StoppedClock:
    """Always the same moment."""

    def now(self) -> datetime:
        """The moment."""
        return NOW


PEOPLE = {sample.key: sample for sample in load_people()}
READER = SimulatedReader(
    "模拟读卡器",
    tuple(SimulatedCard(p.key, p.person, p.remark_zh, p.remark_en) for p in PEOPLE.values()),
    StoppedClock(),
)


def test_every_sample_person_is_a_card_in_the_order_of_the_file() -> None:
    assert [sample.key for sample in READER.samples()] == list(PEOPLE)
    for sample in READER.samples():
        assert sample.label == PEOPLE[sample.key].person.name
        assert sample.remark_zh
        assert sample.remark_en


@pytest.mark.parametrize("key", list(PEOPLE))
def test_a_card_gives_its_person_whole(key: str) -> None:
    read = READER.read(key)
    person = PEOPLE[key].person
    assert read.person.number == person.number
    assert read.person.name == person.name
    assert read.person.validity == person.validity
    assert read.person.document is person.document


def test_a_read_is_evidence_from_a_chip_with_the_module_and_the_time() -> None:
    evidence = READER.read("zhang").evidence
    assert evidence.strength is Strength.CHIP
    assert evidence.reader == SAM_NUMBER
    assert evidence.read_at == NOW


def test_rare_characters_and_long_names_are_read_whole() -> None:
    assert READER.read("rare_a").person.name[0] == "\U0002cc56"
    assert READER.read("rare_b").person.name == "王\U00020087"
    assert "·" in READER.read("dot_a").person.name
    assert len(READER.read("long").person.name) > 50


def test_only_resident_cards_name_a_nation() -> None:
    for key, sample in PEOPLE.items():
        if sample.person.document is not DocumentKind.RESIDENT_ID:
            assert READER.read(key).person.nation == ""


@pytest.mark.parametrize("key", [None, "", "nobody", "Zhang"])
def test_without_a_card_it_says_so(key: str | None) -> None:
    with pytest.raises(Refused) as refused:
        READER.read(key)
    assert refused.value.fault.as_dict() == {"code": "I-50", "details": {"reader": "模拟读卡器"}}


def test_it_says_that_it_is_simulated() -> None:
    assert READER.simulated
    assert READER.name == "模拟读卡器"
