"""Readers are chosen by name, and each has one role."""

from __future__ import annotations

import pytest

from clerk.domain.faults import Refused
from clerk.ports import ReaderRole
from integrations.readers.pcsc.roles import ReaderPlace, find_reader, placed

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


APPLICANT = ReaderPlace("一号窗口", "omnikey", ReaderRole.APPLICANT)
STAFF = ReaderPlace("工作人员", "ACR39U 02", ReaderRole.STAFF)


def test_each_reader_of_the_profile_has_its_role_and_others_are_none_of_ours() -> None:
    assert placed(READERS, (APPLICANT, STAFF), {}) == {READERS[1]: APPLICANT, READERS[2]: STAFF}


def test_without_a_name_it_is_the_only_reader_there_is() -> None:
    only = ReaderPlace("一号窗口", "", ReaderRole.APPLICANT)
    assert placed(READERS[:1], (only,), {}) == {READERS[0]: only}
    assert placed(READERS, (only,), {}) == {}


def test_a_second_reader_that_fits_does_not_take_the_place_of_the_first() -> None:
    vague = ReaderPlace("工作人员", "ACR39U", ReaderRole.STAFF)
    first = placed(READERS[:2], (vague,), {})
    assert placed(READERS, (vague,), first) == {READERS[0]: vague}
