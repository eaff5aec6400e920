"""The people and companies of the training counter: made up, marked, and odd in every way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from stdnum.cn import uscc

from clerk.catalogue_files import CounterData, load_counter_data
from clerk.domain.codes import licence_identifier, resident_id
from clerk.domain.codes.licence_identifier import Verdict
from clerk.domain.codes.resident_id import NumberKind
from clerk.domain.licences import LicenceState
from clerk.domain.names import is_cut_on_chip, normalise
from clerk.domain.parties import DocumentKind
from integrations.simulator.people import (
    PeopleFileError,
    SampleCompany,
    SamplePerson,
    load_companies,
    load_people,
)

TODAY = date(2026, 11, 24)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.fixture(scope="module")
def people() -> tuple[SamplePerson, ...]:
    return load_people()


@pytest.fixture(scope="module")
def companies(people: tuple[SamplePerson, ...]) -> tuple[SampleCompany, ...]:
    return load_companies(people)


@pytest.fixture(scope="module")
def data() -> CounterData:
    return load_counter_data()


Samples = Sequence[SamplePerson | SampleCompany]


@pytest.fixture(scope="module")
def holders(people: tuple[SamplePerson, ...], companies: tuple[SampleCompany, ...]) -> Samples:
    return (*people, *companies)


def under_fourteen(person: SamplePerson) -> bool:
    birth = person.person.birth
    return birth is not None and birth > TODAY.replace(year=TODAY.year - 14)


def test_there_are_thirty_people_and_twelve_companies_all_marked_as_samples(
    people: tuple[SamplePerson, ...], companies: tuple[SampleCompany, ...], holders: Samples
) -> None:
    assert (len(people), len(companies)) == (30, 12)
    assert {entry.note for entry in holders} == {"示例"}
    assert all("示例" in entry.person.address for entry in people)
    assert all("示例" in entry.organisation.name for entry in companies)


def test_every_number_has_a_valid_check_character(people: tuple[SamplePerson, ...]) -> None:
    for entry in people:
        number = entry.person.number
        total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
        assert number[17] == "10X98765432"[total % 11], entry.key


def test_number_birth_and_sex_agree_where_the_layout_is_known(people: tuple[SamplePerson, ...]) -> None:
    for entry in people:
        number = resident_id.parse(entry.person.number)
        if number.layout_verified:
            assert (number.birth, number.sex) == (entry.person.birth, entry.person.sex), entry.key


def test_every_credit_code_has_a_valid_check_character(companies: tuple[SampleCompany, ...]) -> None:
    assert all(uscc.is_valid(entry.organisation.credit_code) for entry in companies)


def test_phone_numbers_are_plainly_made_up(
    people: tuple[SamplePerson, ...], companies: tuple[SampleCompany, ...]
) -> None:
    assert all(entry.person.phone.startswith("1380000") for entry in people)
    assert all(entry.organisation.phone.startswith("1390000") for entry in companies)


def test_all_three_regions_are_home_to_some_and_others_come_from_elsewhere(
    people: tuple[SamplePerson, ...],
) -> None:
    homes = [entry.home for entry in people]
    assert min(homes.count(region) for region in ("qingpu", "wujiang", "jiashan")) >= 8
    areas = {entry.person.number[:2] for entry in people if entry.person.document is DocumentKind.RESIDENT_ID}
    assert {"31", "32", "33"} < areas


def test_every_oddity_of_a_card_is_there(people: tuple[SamplePerson, ...]) -> None:
    kinds = [resident_id.parse(entry.person.number).kind for entry in people]
    assert kinds.count(NumberKind.HMT_RESIDENCE) == 3
    assert {e.person.number[:6] for e in people if e.person.document is DocumentKind.HMT_RESIDENCE} == {
        "810000",
        "820000",
        "830000",
    }
    assert kinds.count(NumberKind.FOREIGN_2023) == 3
    names = [entry.person.name for entry in people]
    assert sum(len(name) >= 50 for name in names) >= 2
    assert sum("·" in name for name in names) >= 4
    assert sum(any(ord(character) > 0xFFFF for character in name) for name in names) >= 4
    assert {"\U0002cc56", "\U00020087"} <= {character for name in names for character in name}
    assert {"Smith [VIP]", "O'[/]Brien [@click=app.quit]"} <= set(names)
    validities = [entry.person.validity for entry in people if entry.person.validity is not None]
    assert len(validities) == 30
    assert sum(v.until is None for v in validities) >= 3
    assert sum(v.until is not None and v.until < TODAY for v in validities) >= 3
    assert sum(v.since > TODAY for v in validities) == 1
    assert sum(map(under_fourteen, people)) == 3


def test_names_are_kept_in_their_one_spelling(people: tuple[SamplePerson, ...]) -> None:
    assert all(normalise(entry.person.name).value == entry.person.name for entry in people)


def test_a_long_name_would_be_cut_by_a_chip(people: tuple[SamplePerson, ...]) -> None:
    long = next(entry for entry in people if entry.key == "long")
    assert is_cut_on_chip(long.person.name[:15])
    assert long.person.name.count("·") >= 5


def test_licences_are_of_known_kinds_and_lie_in_the_home_region(holders: Samples, data: CounterData) -> None:
    usable = {kind.code for kind in data.licence_kinds if kind.usable}
    for entry in holders:
        assert {licence.kind for licence in entry.licences} <= usable
        assert {licence.region for licence in entry.licences} <= {entry.home}
    ids = [licence.id for entry in holders for licence in entry.licences]
    assert len(ids) == len(set(ids))


def test_licence_identifiers_are_right_but_for_the_few_that_are_meant_to_be_odd(holders: Samples) -> None:
    verdicts = [
        licence_identifier.parse(licence.identifier).verdict
        for entry in holders
        for licence in entry.licences
    ]
    assert verdicts.count(Verdict.OLD_VARIANT) == 3
    assert verdicts.count(Verdict.MISMATCH) == 1
    assert verdicts.count(Verdict.OK) == len(verdicts) - 4


def test_some_licences_cannot_replace_paper(holders: Samples) -> None:
    states = {licence.state for entry in holders for licence in entry.licences}
    assert states == {
        LicenceState.VALID,
        LicenceState.EXPIRED,
        LicenceState.CANCELLED,
        LicenceState.REVOKED,
        LicenceState.SUPERSEDED,
    }
    for entry in holders:
        for licence in entry.licences:
            if licence.state is LicenceState.VALID and not licence.usable_on(TODAY):
                assert licence.validity.since > TODAY, licence.id


def test_a_marriage_has_two_holders(people: tuple[SamplePerson, ...]) -> None:
    marriages = [
        licence for entry in people for licence in entry.licences if licence.kind == "marriage_certificate"
    ]
    numbers = {entry.person.number for entry in people}
    assert marriages
    assert all(len(set(licence.holders)) == 2 and set(licence.holders) <= numbers for licence in marriages)


def test_four_people_wait_with_applications_that_their_region_knows(
    people: tuple[SamplePerson, ...], data: CounterData
) -> None:
    items = {item.code: item for item in data.items}
    waiting = [(entry, application) for entry in people for application in entry.waiting]
    assert len(waiting) == 4
    for entry, application in waiting:
        variant = items[application.item].variant(entry.home)
        assert variant is not None
        assert variant.open
        listed = {material.code for material in variant.materials}
        assert set(application.filed) | set(application.missing) == listed, entry.key
        assert not set(application.filed) & set(application.missing)
        assert application.form
        assert application.filed_at.utcoffset() is not None
    assert sorted(bool(application.missing) for _, application in waiting) == [False, True, True, True]


def test_one_visitor_can_file_without_any_paper(people: tuple[SamplePerson, ...], data: CounterData) -> None:
    visitor = next(entry for entry in people if entry.key == "zhang")
    filing = next(item for item in data.items if item.code == "YB-0021").variant(visitor.home)
    assert filing is not None
    held = {licence.kind for licence in visitor.licences if licence.usable_on(TODAY)}
    assert {material.licence_kind for material in filing.materials if material.licence_kind} <= held


def test_the_legal_representative_is_one_of_the_people(
    people: tuple[SamplePerson, ...], companies: tuple[SampleCompany, ...]
) -> None:
    names = {entry.key: entry.person.name for entry in people}
    for company in companies:
        assert company.organisation.legal_representative == names[company.legal_representative]


def test_every_card_says_in_both_languages_why_it_is_worth_trying(people: tuple[SamplePerson, ...]) -> None:
    assert len({entry.remark_zh for entry in people}) >= 29
    assert all(entry.remark_en.isascii() for entry in people)


def test_a_person_who_is_not_marked_as_a_sample_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    source = files("integrations.simulator").joinpath("data", "people.toml").read_text(encoding="utf-8")
    path.write_text(source.replace('note = "示例"', 'note = "真实"', 1), encoding="utf-8")
    with pytest.raises(PeopleFileError, match=r"people\.toml: person\.0\.note"):
        load_people(path)


def test_a_company_led_by_nobody_is_refused(tmp_path: Path, people: tuple[SamplePerson, ...]) -> None:
    with pytest.raises(PeopleFileError, match="legal_representative"):
        load_companies(people[5:])
