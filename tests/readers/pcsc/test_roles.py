"""Readers are chosen by name, and each has one role."""

from __future__ import annotations

import pytest

from clerk.domain.faults import Refused
from integrations.readers.pcsc.roles import ReaderRole, ReaderRoles, find_reader

READERS = ("ACS ACR39U 00 00", "HID OMNIKEY 5022 CL 01 00", "ACS ACR39U 02 00")


def test_a_part_of_the_name_is_enough_when_one_reader_has_it() -> None:
    assert find_reader(READERS, "omnikey") == READERS[1]
    assert find_reader(READERS[:1], "") == READERS[0]


def test_the_whole_name_means_that_reader_even_if_others_contain_it() -> None:
    assert find_reader(("Reader 1", "Reader 10"), "Reader 1") == "Reader 1"


def test_a_name_that_several_readers_have_is_not_guessed_at() -> None:
    for wanted in ("ACR39U", ""):
        with pytest.raises(Refused) as refused:
            find_reader(READERS, wanted)
        assert refused.value.fault.code == "I-73"
        assert READERS[0] in refused.value.fault.details["readers"]
        assert READERS[2] in refused.value.fault.details["readers"]


@pytest.mark.parametrize("readers", [(), READERS])
def test_a_reader_that_is_not_there_is_missed_by_its_name(readers: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        find_reader(readers, "Gemalto")
    assert refused.value.fault.as_dict() == {"code": "I-72", "details": {"reader": "Gemalto"}}


def test_two_readers_have_two_roles() -> None:
    roles = ReaderRoles(applicant="omnikey", staff="ACR39U 02")
    assert roles.role_of(READERS[1], READERS) is ReaderRole.APPLICANT
    assert roles.role_of(READERS[2], READERS) is ReaderRole.STAFF
    assert roles.role_of(READERS[0], READERS) is None


def test_without_names_every_reader_is_the_applicant_s_and_none_the_staff_s() -> None:
    roles = ReaderRoles()
    assert {roles.role_of(reader, READERS) for reader in READERS} == {ReaderRole.APPLICANT}


def test_the_staff_s_reader_is_never_the_applicant_s() -> None:
    roles = ReaderRoles(staff="omnikey")
    assert roles.role_of(READERS[1], READERS) is ReaderRole.STAFF
    assert roles.role_of(READERS[0], READERS) is ReaderRole.APPLICANT


def test_one_reader_cannot_have_both_roles() -> None:
    with pytest.raises(Refused) as refused:
        ReaderRoles(applicant="omnikey", staff="omnikey")
    assert refused.value.fault.code == "S-56"
