import pytest

from clerk.domain.catalogue import CaseType
from clerk.domain.codes import wire_codes as wire
from clerk.domain.codes.wire_codes import CodeTable, DoneResult, DoneResultList, Satisfaction, ServiceObject
from clerk.domain.faults import Refused
from clerk.domain.parties import ApplicantKind, DocumentKind, Organisation, Person

TABLES: dict[str, CodeTable[object]] = {
    table.name: table
    for table in (
        *(value for value in vars(wire).values() if isinstance(value, CodeTable)),
        *(wire.done_results(version) for version in DoneResultList),
    )
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_code_of_every_list_comes_back(name: str) -> None:
    table = TABLES[name]
    for meaning, code in table.rows:
        assert table.decode(code) == meaning
        assert table.encode(table.decode(code)) == code
        assert table.decode(table.encode(meaning)) == meaning


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_code_that_is_not_in_the_list_is_refused_and_named(name: str) -> None:
    with pytest.raises(Refused) as refused:
        TABLES[name].decode("97")
    assert refused.value.fault.code == "I-20"
    assert refused.value.fault.details == {"table": name, "value": "97"}


def test_satisfaction_runs_in_opposite_directions() -> None:
    assert wire.SATISFACTION_NATIONAL.decode("5") is Satisfaction.VERY_SATISFIED
    assert wire.SATISFACTION_GBT_39046.decode("5") is Satisfaction.VERY_DISSATISFIED
    for level in Satisfaction:
        national = int(wire.SATISFACTION_NATIONAL.encode(level))
        assert national + int(wire.SATISFACTION_GBT_39046.encode(level)) == 6


def test_the_two_worst_levels_are_bad_ratings() -> None:
    assert [level for level in Satisfaction if level.is_bad] == [
        Satisfaction.DISSATISFIED,
        Satisfaction.VERY_DISSATISFIED,
    ]


def test_case_types_are_swapped_between_two_lists() -> None:
    for case_type in CaseType:
        first = wire.CASE_TYPE_SPOT_FIRST.encode(case_type)
        assert wire.CASE_TYPE_PROMISED_FIRST.encode(case_type) == {"1": "2", "2": "1"}[first]


def test_the_same_done_result_code_means_two_things() -> None:
    older, newer = (wire.done_results(v) for v in (DoneResultList.OLDER, DoneResultList.NEWER))
    assert (older.decode("1"), newer.decode(1)) == (DoneResult.RETURNED, DoneResult.REFUSED)
    assert (older.decode("6"), newer.decode("6")) == (DoneResult.CLOSED, DoneResult.NOT_ACCEPTED)
    with pytest.raises(Refused):
        older.encode(DoneResult.NOT_ACCEPTED)


@pytest.mark.parametrize(
    ("table", "person", "organisation"),
    [
        (wire.APPLICANT_LETTERS, "a", "b"),
        (wire.APPLICANT_RATING, "1", "2"),
        (wire.APPLICANT_ZERO_ONE, "0", "1"),
    ],
)
def test_applicants_are_written_in_three_ways(
    table: CodeTable[ApplicantKind], person: str, organisation: str
) -> None:
    assert table.encode(ApplicantKind.PERSON) == person
    assert table.encode(ApplicantKind.ORGANISATION) == organisation


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("91310118MA1K00000E", ServiceObject.ENTERPRISE),
        ("12310118MA1K00000E", ServiceObject.INSTITUTION),
        ("51310118MA1K00000E", ServiceObject.SOCIAL_ORGANISATION),
        ("11310118MA1K00000E", ServiceObject.AUTHORITY),
        ("92310118MA1K00000E", ServiceObject.OTHER),
    ],
)
def test_the_credit_code_tells_which_service_object_an_organisation_is(
    code: str, expected: ServiceObject
) -> None:
    found = wire.service_object(Organisation("示例单位", code))
    assert found is expected
    assert found.applicant_kind is ApplicantKind.ORGANISATION


def test_a_person_is_service_object_one() -> None:
    person = Person("张示例", DocumentKind.RESIDENT_ID, "31011819900101001X")
    assert wire.SERVICE_OBJECT.encode(wire.service_object(person)) == "1"
    assert ServiceObject.PERSON.applicant_kind is ApplicantKind.PERSON


def test_a_month_is_thirty_natural_days_where_only_days_have_letters() -> None:
    assert wire.in_letter_units(2, wire.TimeUnit.MONTH) == (60, "Z")
    assert wire.in_letter_units(20, wire.TimeUnit.WORKING_DAY) == (20, "G")
    with pytest.raises(Refused):
        wire.in_letter_units(3, wire.TimeUnit.HOUR)


def test_a_list_with_one_code_for_two_meanings_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="one to one"):
        CodeTable("错表", (("x", "1"), ("y", "1")))
