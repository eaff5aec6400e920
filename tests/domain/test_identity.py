from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain import identity
from clerk.domain.codes import resident_id
from clerk.domain.faults import Language, Refused
from clerk.domain.identity import Severity
from clerk.domain.parties import Agent, DocumentKind, IdentityEvidence, Person, Sex, Strength, Validity
from tests.domain.calendars import at

TODAY = date(2026, 11, 24)
CHIP = IdentityEvidence(Strength.CHIP, at(11, 24), "05.03-20260101-0000000001")
TYPED = IdentityEvidence(Strength.TYPED, at(11, 24), "typed", reason="读卡器故障")
ADULT = Person(
    "张示例",
    DocumentKind.RESIDENT_ID,
    "31011819900101001X",
    Sex.MALE,
    date(1990, 1, 1),
    Validity(date(2016, 1, 1), date(2036, 1, 1)),
)


def _number(area: str, birth: date, serial: int = 1) -> str:
    body = f"{area}{birth:%Y%m%d}{serial:03d}"
    return body + resident_id.check_character(body)


def _born(birth: date) -> Person:
    return replace(ADULT, birth=birth, number=_number("310118", birth))


def _codes(person: Person, evidence: IdentityEvidence = CHIP, day: date = TODAY) -> dict[str, Severity]:
    return {f.code: f.severity for f in identity.check(person, evidence, day)}


def test_a_good_card_gives_no_finding() -> None:
    assert identity.check(ADULT, CHIP, TODAY) == ()


def test_a_card_that_expired_is_refused_with_its_date() -> None:
    old = replace(ADULT, validity=Validity(date(2006, 1, 1), date(2026, 11, 23)))
    (finding,) = identity.check(old, CHIP, TODAY)
    assert (finding.code, finding.severity) == ("I-31", Severity.BLOCK)
    assert "2026-11-23" in finding.fault.sentence(Language.ZH)


def test_a_card_is_good_on_its_first_and_on_its_last_day() -> None:
    card = replace(ADULT, validity=Validity(TODAY, TODAY))
    assert _codes(card) == {}
    assert _codes(card, day=date(2026, 11, 23)) == {"I-32": Severity.BLOCK}
    assert _codes(card, day=date(2026, 11, 25)) == {"I-31": Severity.BLOCK}


def test_a_long_term_card_never_expires() -> None:
    assert _codes(replace(ADULT, validity=Validity(date(2016, 1, 1), None)), day=date(2099, 1, 1)) == {}


def test_a_document_without_validity_has_to_be_looked_at() -> None:
    assert _codes(replace(ADULT, validity=None)) == {"I-33": Severity.WARN}
    card = replace(ADULT, document=DocumentKind.SOCIAL_SECURITY, validity=None)
    assert _codes(card) == {}


def test_birth_and_sex_must_agree_with_the_number() -> None:
    wrong = replace(ADULT, birth=date(1990, 1, 2), sex=Sex.FEMALE)
    assert _codes(wrong) == {"I-35": Severity.BLOCK, "I-36": Severity.BLOCK}


def test_where_the_layout_of_a_number_is_not_verified_disagreement_only_warns() -> None:
    foreign = replace(
        ADULT,
        document=DocumentKind.FOREIGN_RESIDENCE,
        number=_number("911130", date(1981, 8, 3)),
        sex=Sex.FEMALE,
        birth=date(1980, 8, 3),
    )
    assert _codes(foreign) == {"I-35": Severity.WARN, "I-36": Severity.WARN}


def test_a_sex_that_the_card_does_not_tell_contradicts_nothing() -> None:
    assert _codes(replace(ADULT, sex=Sex.UNKNOWN, birth=None)) == {}


@pytest.mark.parametrize(
    ("document", "number"),
    [
        (DocumentKind.RESIDENT_ID, _number("810000", date(1990, 1, 1))),
        (DocumentKind.HMT_RESIDENCE, "31011819900101001X"),
        (DocumentKind.FOREIGN_RESIDENCE, "31011819900101001X"),
        (DocumentKind.RESIDENT_ID, "310118900101001"),
        (DocumentKind.CREDIT_CODE, "31011819900101001X"),
    ],
)
def test_a_number_of_another_kind_of_document_blocks(document: DocumentKind, number: str) -> None:
    assert _codes(replace(ADULT, document=document, number=number))["I-34"] is Severity.BLOCK


@pytest.mark.parametrize(
    ("document", "number"),
    [
        (DocumentKind.HMT_RESIDENCE, _number("830000", date(1990, 1, 1))),
        (DocumentKind.FOREIGN_RESIDENCE, _number("911130", date(1990, 1, 1))),
        (DocumentKind.FOREIGN_RESIDENCE, "ABC310190010112"),
        (DocumentKind.SOCIAL_SECURITY, "31011819900101001X"),
        (DocumentKind.PASSPORT, "E12345678"),
    ],
)
def test_every_kind_of_document_takes_its_own_numbers(document: DocumentKind, number: str) -> None:
    assert _codes(replace(ADULT, document=document, number=number)) == {}


@pytest.mark.parametrize(
    ("document", "number", "code"),
    [
        (DocumentKind.RESIDENT_ID, "310118199001010011", "I-12"),
        (DocumentKind.RESIDENT_ID, "3101", "I-10"),
        (DocumentKind.PASSPORT, "E1", "I-38"),
    ],
)
def test_a_wrong_number_blocks(document: DocumentKind, number: str, code: str) -> None:
    assert _codes(replace(ADULT, document=document, number=number))[code] is Severity.BLOCK


def test_a_birth_in_the_future_blocks() -> None:
    assert _codes(_born(date(2026, 11, 25)))["I-11"] is Severity.BLOCK


def test_a_name_that_fills_the_chip_may_be_cut() -> None:
    assert _codes(replace(ADULT, name="一二三四五六七八九十一二三四五")) == {"N-04": Severity.WARN}
    typed = _codes(replace(ADULT, name="一二三四五六七八九十一二三四五"), TYPED)
    assert "N-04" not in typed


def test_a_name_with_hidden_characters_blocks_and_a_substitute_warns() -> None:
    assert _codes(replace(ADULT, name="张\u202e示例")) == {"N-02": Severity.BLOCK}
    assert _codes(replace(ADULT, name="张\ue000")) == {"N-03": Severity.WARN}


def test_a_typed_identity_is_weaker_and_needs_a_reason() -> None:
    assert _codes(ADULT, TYPED) == {"I-43": Severity.WARN}
    with pytest.raises(Refused) as refused:
        replace(TYPED, reason=" ")
    assert refused.value.fault.code == "I-04"


def test_a_chip_that_nobody_vouched_for_is_told() -> None:
    assert _codes(ADULT, replace(CHIP, strength=Strength.CHIP_UNAUTHENTICATED)) == {"I-95": Severity.WARN}


@pytest.mark.parametrize(
    ("document", "number"),
    [(DocumentKind.PASSPORT, "E12345678"), (DocumentKind.FOREIGN_RESIDENCE, "ABC310190010112")],
)
def test_a_typed_number_that_tells_no_birth_needs_the_birth_day_typed(
    document: DocumentKind, number: str
) -> None:
    bare = replace(ADULT, document=document, number=number, birth=None)
    assert _codes(bare, TYPED)["I-30"] is Severity.BLOCK
    assert _codes(replace(bare, birth=date(1990, 1, 1)), TYPED) == {"I-43": Severity.WARN}
    assert _codes(bare) == {}  # a chip says what it says


def test_a_typed_passport_of_a_child_is_a_childs() -> None:
    child = replace(ADULT, document=DocumentKind.PASSPORT, number="E12345678", birth=date(2015, 3, 1))
    assert _codes(child, TYPED)["I-42"] is Severity.WARN
    (finding,) = identity.check_agent(child, None, TODAY)
    assert finding.code == "I-37"


def test_a_number_fills_in_what_was_not_typed() -> None:
    bare = Person("张示例", DocumentKind.RESIDENT_ID, "31011819900101001X")
    filled = identity.with_facts_of_number(bare)
    assert (filled.sex, filled.birth) == (Sex.MALE, date(1990, 1, 1))
    assert identity.with_facts_of_number(replace(bare, birth=date(1990, 1, 2))).birth == date(1990, 1, 2)


@pytest.mark.parametrize(
    ("document", "number"),
    [
        (DocumentKind.RESIDENT_ID, "310118199001010011"),  # wrong check character
        (DocumentKind.RESIDENT_ID, _number("810000", date(1990, 1, 1))),  # another document's number
        (DocumentKind.FOREIGN_RESIDENCE, _number("911130", date(1990, 1, 1))),  # layout not verified
        (DocumentKind.PASSPORT, "E12345678"),
    ],
)
def test_a_number_that_tells_nothing_reliable_fills_nothing_in(document: DocumentKind, number: str) -> None:
    bare = Person("张示例", document, number)
    assert identity.with_facts_of_number(bare) == bare


@pytest.mark.parametrize(
    ("document", "number", "severity"),
    [
        (DocumentKind.RESIDENT_ID, "31011819900101001X", Severity.BLOCK),
        (DocumentKind.HMT_RESIDENCE, _number("830000", date(1990, 1, 1)), Severity.BLOCK),
        (DocumentKind.SOCIAL_SECURITY, "31011819900101001X", Severity.BLOCK),
        # The layout of type Y is not verified: a disagreement is a reason to look.
        (DocumentKind.FOREIGN_RESIDENCE, _number("911130", date(1990, 1, 1)), Severity.WARN),
    ],
)
def test_birth_and_sex_are_held_against_the_number(
    document: DocumentKind, number: str, severity: Severity
) -> None:
    other = replace(ADULT, document=document, number=number, birth=date(1991, 1, 1), sex=Sex.FEMALE)
    assert _codes(other) == {"I-35": severity, "I-36": severity}


@pytest.mark.parametrize("number", ["E12345678", "ABC310190010112"])
def test_a_number_without_birth_and_sex_contradicts_nobody(number: str) -> None:
    document = DocumentKind.PASSPORT if number == "E12345678" else DocumentKind.FOREIGN_RESIDENCE
    assert _codes(replace(ADULT, document=document, number=number, sex=Sex.FEMALE)) == {}


@pytest.mark.parametrize(
    "document", [DocumentKind.HMT_RESIDENCE, DocumentKind.FOREIGN_RESIDENCE, DocumentKind.PASSPORT]
)
def test_every_document_with_an_end_is_held_against_the_day(document: DocumentKind) -> None:
    number = {
        DocumentKind.HMT_RESIDENCE: _number("830000", date(1990, 1, 1)),
        DocumentKind.FOREIGN_RESIDENCE: _number("911130", date(1990, 1, 1)),
        DocumentKind.PASSPORT: "E12345678",
    }[document]
    card = replace(ADULT, document=document, number=number)
    assert _codes(replace(card, validity=Validity(date(2006, 1, 1), date(2026, 11, 23)))) == {
        "I-31": Severity.BLOCK
    }
    assert _codes(replace(card, validity=Validity(date(2026, 11, 25), None))) == {"I-32": Severity.BLOCK}
    assert _codes(replace(card, validity=None)) == {"I-33": Severity.WARN}


def test_a_social_security_card_has_no_end_to_miss() -> None:
    assert _codes(replace(ADULT, document=DocumentKind.SOCIAL_SECURITY, validity=None)) == {}


def test_blocks_come_before_warnings() -> None:
    findings = identity.check(replace(ADULT, number="3101", validity=None), TYPED, TODAY)
    assert [f.severity for f in findings] == [Severity.BLOCK, Severity.WARN, Severity.WARN]


# -- children and agents ---------------------------------------------------------------------------------

PARENT = replace(ADULT, name="李示例", number=_number("320509", date(1985, 6, 15)), birth=date(1985, 6, 15))
CHILD = _born(date(2015, 3, 1))


def _agent(person: Person = PARENT, relation: str = "guardian", mandate: str = "") -> Agent:
    return Agent(person, CHIP, relation, mandate)


def test_a_child_can_be_read_but_not_act_alone() -> None:
    assert _codes(CHILD) == {"I-42": Severity.WARN}
    (finding,) = identity.check_agent(CHILD, None, TODAY)
    assert (finding.code, finding.severity) == ("I-37", Severity.BLOCK)


def test_a_guardian_acts_for_a_child_and_another_agent_does_not() -> None:
    assert identity.check_agent(CHILD, _agent(), TODAY) == ()
    assert [f.code for f in identity.check_agent(CHILD, _agent(relation="relative"), TODAY)] == ["I-37"]


def test_a_child_is_one_until_the_fourteenth_birthday() -> None:
    child = _born(date(2012, 11, 24))
    assert identity.is_child(child, date(2026, 11, 23))
    assert not identity.is_child(child, date(2026, 11, 24))


def test_a_child_born_on_a_leap_day_is_fourteen_on_the_first_of_march() -> None:
    child = _born(date(2012, 2, 29))
    assert identity.is_child(child, date(2026, 2, 28))
    assert not identity.is_child(child, date(2026, 3, 1))


def test_an_adult_needs_no_agent() -> None:
    assert identity.check_agent(ADULT, None, TODAY) == ()


@pytest.mark.parametrize(
    ("agent", "code"),
    [
        (_agent(ADULT, "relative"), "I-39"),
        (_agent(_born(date(2010, 1, 1)), "relative"), "I-40"),
        (_agent(relation="mandated", mandate=" "), "I-41"),
    ],
)
def test_an_agent_who_may_not_act_blocks(agent: Agent, code: str) -> None:
    (finding,) = identity.check_agent(ADULT, agent, TODAY)
    assert (finding.code, finding.severity) == (code, Severity.BLOCK)


def test_an_agent_with_a_mandate_may_act() -> None:
    assert identity.check_agent(ADULT, _agent(relation="mandated", mandate="SQ-示例-1"), TODAY) == ()


def test_birth_is_taken_from_the_number_when_the_document_does_not_tell_it() -> None:
    assert identity.birth_of(replace(ADULT, birth=None)) == date(1990, 1, 1)
    passport = replace(ADULT, birth=None, document=DocumentKind.PASSPORT, number="E12345678")
    assert identity.birth_of(passport) is None
    assert not identity.is_child(passport, TODAY)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.dates(date(2026, 1, 1), date(2050, 1, 1)))
def test_age_grows_by_one_a_year(birth: date, day: date) -> None:
    later = date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    assert identity.age_on(birth, later) - identity.age_on(birth, day) in {0, 1}
    assert identity.age_on(birth, birth) == 0
