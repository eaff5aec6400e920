"""Two records of one person: same, spelled differently, or somebody else's."""

from dataclasses import replace
from datetime import date

import pytest

from clerk.domain.identity import Severity
from clerk.domain.identity_matches import check_filed_online, check_second_document, licence_names
from clerk.domain.licences import Licence
from clerk.domain.names import NameMatch
from clerk.domain.parties import DocumentKind, Organisation, Person, Validity

PERSON = Person("买买提·艾力", DocumentKind.RESIDENT_ID, "31011819900101001X")
LONG = replace(PERSON, name="一二三四五六七八九十一二三四五六七")
FIRM = Organisation("示例公司", "91310118MA1K00001H")
BLOCK, WARN = Severity.BLOCK, Severity.WARN


@pytest.mark.parametrize(
    ("person", "name", "found"),
    [
        (PERSON, "买买提·艾力", ()),
        (PERSON, "买买提艾力", (("I-24", WARN),)),
        (LONG, "一二三四五六七八九十一二三四五", (("I-25", WARN),)),
        (PERSON, "李示例", (("I-26", BLOCK),)),
    ],
)
def test_a_second_document_of_one_number_has_to_name_the_same_person(
    person: Person, name: str, found: tuple[tuple[str, Severity], ...]
) -> None:
    second = replace(person, name=name, document=DocumentKind.SOCIAL_SECURITY)
    assert tuple((f.code, f.severity) for f in check_second_document(person, second)) == found
    assert tuple((f.code, f.severity) for f in check_second_document(second, person)) == found


@pytest.mark.parametrize(
    ("name", "number", "found"),
    [
        ("", "", ()),
        ("买买提·艾力", "31011819900101001x", ()),
        ("买*", "310118********001X", ()),
        ("买买提.艾力", "31011819900101001X", (("I-48", WARN),)),
        ("李示例", "31011819900101001X", (("I-49", BLOCK),)),
        ("李*", "310118********001X", (("I-49", BLOCK),)),
        ("买买提·艾力", "310118********0028", (("I-47", BLOCK),)),
        ("李示例", "320509198506150029", (("I-47", BLOCK),)),
    ],
)
def test_an_application_filed_online_has_to_be_hers(
    name: str, number: str, found: tuple[tuple[str, Severity], ...]
) -> None:
    assert tuple((f.code, f.severity) for f in check_filed_online(PERSON, name, number)) == found


def _licence(*holders: str) -> Licence:
    return Licence(
        "L-1", "resident_id", "居民身份证", "1", holders, "示例", "qingpu", Validity(date(2020, 1, 1), None)
    )


@pytest.mark.parametrize(
    ("holders", "match"),
    [
        ((), NameMatch.SAME),
        (("31011819900101001X",), NameMatch.SAME),
        (("320509198506150029", "31011819900101001x"), NameMatch.SAME),
        (("310118********001X",), NameMatch.SAME),
        (("买*",), NameMatch.SAME),
        (("李示例", "买买提艾力"), NameMatch.VARIANT),
        (("91310118MA1K00001H",), NameMatch.SAME),
        (("示例公司",), NameMatch.SAME),
        (("李示例",), NameMatch.DIFFERENT),
        (("李*",), NameMatch.DIFFERENT),
        (("320509198506150029",), NameMatch.DIFFERENT),
    ],
)
def test_a_licence_has_to_name_its_holder(holders: tuple[str, ...], match: NameMatch) -> None:
    assert licence_names(_licence(*holders), (PERSON, FIRM)) is match


def test_a_licence_whose_holder_is_cut_off_is_hers_and_told() -> None:
    cut = _licence("一二三四五六七八九十一二三四五")
    assert licence_names(cut, (LONG,)) is NameMatch.CUT
