from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from clerk.domain.regions import Action, Agreement, Agreements

DAY = date(2026, 11, 24)
OLD = Agreement(
    "qingpu",
    "wujiang",
    frozenset({Action.RECEIVE}),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
)
NEW = replace(OLD, actions=frozenset(Action) - {Action.SEAL}, valid_from=date(2026, 11, 1), valid_until=None)


def test_an_agreement_covers_its_actions_on_its_days_only() -> None:
    assert OLD.covers("YB-0021", Action.RECEIVE, date(2026, 1, 1))
    assert OLD.covers("YB-0021", Action.RECEIVE, date(2026, 12, 31))
    assert not OLD.covers("YB-0021", Action.RECEIVE, date(2025, 12, 31))
    assert not OLD.covers("YB-0021", Action.RECEIVE, date(2027, 1, 1))
    assert not OLD.covers("YB-0021", Action.PRINT, DAY)


def test_an_agreement_on_some_items_covers_no_others() -> None:
    some = replace(OLD, items=frozenset({"YB-0021"}))
    assert some.covers("YB-0021", Action.RECEIVE, DAY)
    assert not some.covers("YB-0022", Action.RECEIVE, DAY)


def test_the_newest_agreement_in_force_decides() -> None:
    matrix = Agreements.of([NEW, OLD])
    assert matrix.between("qingpu", "wujiang", DAY) is NEW
    assert matrix.between("qingpu", "wujiang", date(2026, 10, 31)) is OLD
    assert matrix.between("qingpu", "wujiang", date(2025, 1, 1)) is None


def test_an_agreement_runs_one_way() -> None:
    assert not Agreements.of([NEW]).can("wujiang", "qingpu", "YB-0021", Action.RECEIVE, DAY)


def test_without_an_agreement_nothing_can_be_done() -> None:
    with pytest.raises(Refused) as refused:
        Agreements.of([]).require("qingpu", "wujiang", "YB-0021", Action.RECEIVE, DAY)
    assert refused.value.fault.code == "A-01"


def test_an_action_that_is_not_agreed_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        Agreements.of([NEW]).require("qingpu", "wujiang", "YB-0021", Action.SEAL, DAY)
    assert refused.value.fault.code == "A-02"
    assert refused.value.fault.details["action"] == "seal"


@given(
    st.lists(
        st.builds(
            Agreement,
            st.sampled_from(["qingpu", "wujiang", "jiashan"]),
            st.sampled_from(["qingpu", "wujiang", "jiashan"]),
            st.frozensets(st.sampled_from(Action)),
            st.dates(date(2026, 1, 1), date(2026, 12, 31)),
            st.none() | st.dates(date(2026, 6, 1), date(2027, 12, 31)),
            items=st.none() | st.frozensets(st.sampled_from(["A", "B"])),
        ),
        max_size=6,
    ),
    st.sampled_from(Action),
    st.sampled_from(["A", "B"]),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_what_the_matrix_says_and_what_it_demands_agree(
    entries: list[Agreement], action: Action, item: str, day: date
) -> None:
    matrix = Agreements.of(entries)
    if matrix.can("qingpu", "wujiang", item, action, day):
        found = matrix.require("qingpu", "wujiang", item, action, day)
        assert found in entries
        assert found.covers(item, action, day)
    else:
        with pytest.raises(Refused):
            matrix.require("qingpu", "wujiang", item, action, day)
