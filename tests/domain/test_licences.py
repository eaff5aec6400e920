from dataclasses import replace
from datetime import date

import pytest

from clerk.domain.faults import Refused
from clerk.domain.licences import DerivedCopy, Licence, LicenceKind, LicenceState, Purpose
from clerk.domain.parties import Validity

PURPOSE = Purpose(
    "办理异地就医备案",
    "YB-0021",
    "异地就医备案",
    "case-1",
    "QP0201",
    "QP02",
    date(2026, 11, 24),
    date(2026, 12, 8),
)
COPY = DerivedCopy("copy-1", "licence-1", "resident_id", PURPOSE, "00" * 32)
LICENCE = Licence(
    "licence-1",
    "resident_id",
    "居民身份证",
    "31011819900101001X",
    ("张示例",),
    "青浦区示例局",
    "qingpu",
    Validity(date(2016, 1, 1), date(2036, 1, 1)),
)


def test_a_derived_copy_serves_only_its_own_case() -> None:
    assert COPY.serves("case-1", date(2026, 11, 24))
    assert not COPY.serves("case-2", date(2026, 11, 24))


def test_a_derived_copy_serves_only_while_its_purpose_lasts() -> None:
    assert COPY.serves("case-1", date(2026, 12, 8))
    assert not COPY.serves("case-1", date(2026, 12, 9))
    assert not COPY.serves("case-1", date(2026, 11, 23))


@pytest.mark.parametrize("cause", ["", "  ", "事" * 201])
def test_a_licence_is_used_for_a_cause_of_at_most_two_hundred_characters(cause: str) -> None:
    with pytest.raises(Refused) as refused:
        replace(PURPOSE, cause=cause)
    assert refused.value.fault.code == "L-01"
    assert replace(PURPOSE, cause="事" * 200).cause


def test_a_use_does_not_end_before_it_begins() -> None:
    with pytest.raises(Refused) as refused:
        replace(PURPOSE, until=date(2026, 11, 23))
    assert refused.value.fault.code == "L-02"


@pytest.mark.parametrize("state", [s for s in LicenceState if s is not LicenceState.VALID])
def test_only_a_valid_licence_replaces_paper(state: LicenceState) -> None:
    assert LICENCE.usable_on(date(2026, 11, 24))
    assert not replace(LICENCE, state=state).usable_on(date(2026, 11, 24))
    assert not LICENCE.usable_on(date(2036, 1, 2))


def test_a_kind_that_could_not_be_verified_is_off() -> None:
    kind = LicenceKind("resident_id", "居民身份证", 1, verified=True)
    assert kind.usable
    assert not replace(kind, verified=False).usable
