"""Every nation of the list has a name of its own."""

from __future__ import annotations

from clerk.domain.codes.nations import NATIONS


def test_fifty_six_nations_and_two_more_entries_have_names_of_their_own() -> None:
    assert len(NATIONS) == len(set(NATIONS.values())) == 58
    assert list(NATIONS)[:56] == [f"{number:02d}" for number in range(1, 57)]
