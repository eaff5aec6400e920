from datetime import date

import pytest

from clerk.domain.faults import Refused
from clerk.domain.parties import (
    ApplicantKind,
    DocumentKind,
    IdentityEvidence,
    Organisation,
    Person,
    Strength,
    Validity,
)
from tests.domain.calendars import at


def test_a_validity_holds_on_both_its_ends() -> None:
    validity = Validity(date(2026, 1, 1), date(2026, 12, 31))
    assert validity.holds_on(date(2026, 1, 1))
    assert validity.holds_on(date(2026, 12, 31))
    assert not validity.holds_on(date(2025, 12, 31))
    assert not validity.holds_on(date(2027, 1, 1))


def test_a_long_term_document_holds_for_good() -> None:
    assert Validity(date(2026, 1, 1), None).holds_on(date(2199, 1, 1))


def test_a_validity_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Validity(date(2026, 1, 2), date(2026, 1, 1))
    assert refused.value.fault.code == "I-03"


def test_a_typed_identity_needs_a_reason() -> None:
    with pytest.raises(Refused) as refused:
        IdentityEvidence(Strength.TYPED, at(11, 24), "typed", "  ")
    assert refused.value.fault.code == "I-04"
    assert IdentityEvidence(Strength.CHIP, at(11, 24), "SAM").reason == ""


def test_an_applicant_is_a_person_or_an_organisation() -> None:
    person = Person("张示例", DocumentKind.RESIDENT_ID, "31011819900101001X")
    company = Organisation("示例有限公司", "91310118MA1K00000E")
    assert (person.kind, company.kind) == (ApplicantKind.PERSON, ApplicantKind.ORGANISATION)
    assert company.number == "91310118MA1K00000E"
