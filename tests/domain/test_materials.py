from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from clerk.domain.materials import (
    WAYS_IN_ORDER,
    Material,
    Met,
    Necessity,
    PaperReason,
    Way,
    best_way,
    check_way,
)

WAYS = st.frozensets(st.sampled_from([w for w in Way if w is not Way.DEFERRED]), min_size=1)
CARD = Material("id_card", "居民身份证", Necessity.ESSENTIAL, frozenset({Way.E_LICENCE, Way.PAPER}))


def test_every_way_has_its_place_in_the_order() -> None:
    assert set(WAYS_IN_ORDER) == set(Way)
    assert len(WAYS_IN_ORDER) == len(Way)
    assert WAYS_IN_ORDER[0] is Way.DATA_CHECK
    assert WAYS_IN_ORDER[-1] is Way.PAPER


@given(WAYS, st.booleans(), st.booleans())
def test_the_counter_never_asks_for_more_than_it_must(
    ways: frozenset[Way], licence: bool, archived: bool
) -> None:
    material = replace(CARD, ways=ways)
    found = best_way(material, licence_available=licence, archived=archived)
    usable = [
        way
        for way in WAYS_IN_ORDER
        if way in ways and (way is not Way.E_LICENCE or licence) and (way is not Way.ARCHIVE or archived)
    ]
    assert found is (usable[0] if usable else Way.PAPER)


def test_deferring_is_never_proposed() -> None:
    material = replace(CARD, necessity=Necessity.DEFERRABLE, ways=frozenset({Way.DEFERRED, Way.SCAN}))
    assert best_way(material, licence_available=False, archived=False) is Way.SCAN


def test_essential_material_can_never_be_deferred() -> None:
    with pytest.raises(ValueError, match="never be deferred"):
        replace(CARD, ways=frozenset({Way.DEFERRED}))


def test_a_material_that_can_be_met_in_no_way_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no way"):
        replace(CARD, ways=frozenset())


def test_paper_beside_an_e_licence_needs_a_reason() -> None:
    with pytest.raises(Refused) as refused:
        check_way(CARD, Met("id_card", Way.PAPER), licence_available=True)
    assert refused.value.fault.code == "M-02"
    check_way(
        CARD, Met("id_card", Way.PAPER, paper_reason=PaperReason.DOES_NOT_MATCH), licence_available=True
    )
    check_way(CARD, Met("id_card", Way.PAPER), licence_available=False)


@pytest.mark.parametrize(
    ("ways", "met", "code"),
    [
        ({Way.PAPER}, Met("id_card", Way.DATA_CHECK), "M-01"),
        ({Way.DATA_CHECK}, Met("id_card", Way.PAPER), "M-01"),
        ({Way.E_LICENCE}, Met("id_card", Way.E_LICENCE), "M-04"),
        ({Way.SCAN}, Met("id_card", Way.SCAN), "M-04"),
        ({Way.ARCHIVE}, Met("id_card", Way.ARCHIVE), "M-04"),
    ],
)
def test_a_way_that_the_rules_do_not_allow_is_refused(ways: set[Way], met: Met, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_way(replace(CARD, ways=frozenset(ways)), met, licence_available=False)
    assert refused.value.fault.code == code


def test_deferring_needs_a_date() -> None:
    material = replace(CARD, necessity=Necessity.DEFERRABLE, ways=frozenset({Way.DEFERRED}))
    with pytest.raises(Refused) as refused:
        check_way(material, Met("id_card", Way.DEFERRED), licence_available=False)
    assert refused.value.fault.code == "M-03"
    check_way(material, Met("id_card", Way.DEFERRED, due=date(2026, 12, 1)), licence_available=False)


@pytest.mark.parametrize("way", [Way.PAPER, Way.SCAN])
def test_the_paper_itself_stands_in_for_an_e_licence_that_is_not_there(way: Way) -> None:
    material = replace(CARD, ways=frozenset({Way.E_LICENCE}))
    check_way(material, Met("id_card", way, reference="附件-1"), licence_available=False)


def test_nothing_is_handed_in_for_four_of_the_ways() -> None:
    assert {w for w in Way if w.without_paper} == {Way.DATA_CHECK, Way.E_LICENCE, Way.ARCHIVE, Way.COMMITMENT}
