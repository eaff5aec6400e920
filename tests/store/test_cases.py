"""Cases are found by everything a counter asks for, and never changed unseen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from clerk.domain.case_file import held
from clerk.domain.cases import State, holder
from clerk.domain.faults import Refused
from clerk.domain.holding import Holding
from clerk.store import Store, cases
from clerk.store.cases import ExternalId
from clerk.store.tables import CASES
from tests.store.samples import COMPANY, NOW, PERSON, change, receive


def test_a_received_case_is_found_by_id_and_by_receipt_number(store: Store) -> None:
    case = receive(store)
    with store.reading() as unit:
        assert cases.load_case(unit, case.id) == case
        assert cases.case_by_receipt(unit, case.receipt_no) == case
        assert cases.case_by_receipt(unit, "QP02-20261124-9999-X") is None
        with pytest.raises(KeyError):
            cases.load_case(unit, "nobody")


def test_a_change_raises_the_version(store: Store) -> None:
    case = receive(store)
    saved = change(store, case, state=State.TRANSFERRED)
    assert (saved.version, saved.state) == (2, State.TRANSFERRED)
    with store.reading() as unit:
        assert cases.load_case(unit, case.id) == saved


def test_a_case_that_somebody_else_changed_meanwhile_is_not_overwritten(store: Store) -> None:
    case = receive(store)
    newer = change(store, case, words="属地意见")
    with pytest.raises(Refused) as caught:
        change(store, case, words="过时的意见")
    assert caught.value.fault.code == "S-18"
    with store.reading() as unit:
        assert cases.load_case(unit, case.id) == newer


def test_saving_a_case_that_is_not_there_is_a_mistake(store: Store) -> None:
    case = receive(store)
    with pytest.raises(KeyError), store.writing() as unit:
        cases.save_case(unit, replace(case, id="nobody"))


def test_two_cases_never_bear_one_receipt_number(store: Store) -> None:
    case = receive(store)
    with pytest.raises(Refused) as caught, store.writing() as unit:
        cases.insert_case(unit, replace(case, id="another"))
    assert caught.value.fault.code == "S-16"


def test_a_persons_cases_are_found_however_the_number_is_keyed(store: Store) -> None:
    first = receive(store)
    second = receive(store, received_at=NOW + timedelta(hours=1))
    company = receive(store, applicant=COMPANY, agent=None)
    with store.reading() as unit:
        assert cases.cases_of_person(unit, PERSON.number, 10) == (second, first)
        assert cases.cases_of_person(unit, f" {PERSON.number} ", 1) == (second,)
        assert cases.cases_of_person(unit, COMPANY.credit_code.lower(), 10) == (company,)
        assert cases.cases_of_person(unit, "11010519491231002X", 10) == ()


def test_cases_are_listed_newest_first_by_state_region_and_site(store: Store) -> None:
    made = [
        receive(store, received_at=NOW + timedelta(minutes=i), state=state, home=home)
        for i, (state, home) in enumerate(
            [
                (State.RECEIVED, "wujiang"),
                (State.CORRECTION, "jiashan"),
                (State.RECEIVED, "jiashan"),
                (State.CLOSED, "wujiang"),
            ]
        )
    ]
    elsewhere = receive(store, site="WJ01", received_at=NOW - timedelta(days=1))
    with store.reading() as unit:
        assert cases.list_cases(unit) == (*reversed(made), elsewhere)
        assert cases.list_cases(unit, states={State.RECEIVED}, site="QP02") == (made[2], made[0])
        assert cases.list_cases(unit, states={State.RECEIVED, State.CORRECTION}, region="jiashan") == (
            made[2],
            made[1],
        )
        assert cases.list_cases(unit, states=set()) == ()
        assert cases.list_cases(unit, limit=2, offset=1) == (made[2], made[1])
        assert cases.count_by_state(unit, "QP02") == {
            State.RECEIVED: 2,
            State.CORRECTION: 1,
            State.CLOSED: 1,
        }
        assert cases.count_by_state(unit)[State.RECEIVED] == 3


def test_numbers_of_other_systems_are_kept_beside_the_case_once(store: Store) -> None:
    case = receive(store)
    with store.writing() as unit:
        for _ in range(2):
            cases.add_external_id(unit, case.id, "wujiang", "home_case_no", "320509-1")
        cases.add_external_id(unit, case.id, "shanghai", "applyNo", "SH-7")
    with store.reading() as unit:
        assert cases.external_ids(unit, case.id) == (
            ExternalId("shanghai", "applyNo", "SH-7"),
            ExternalId("wujiang", "home_case_no", "320509-1"),
        )


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    receive(store)
    with store.reading() as unit:
        before = cases.count_by_state(unit)
        receive(store)
        assert cases.count_by_state(unit) == before
    with store.reading() as unit:
        assert cases.count_by_state(unit) == {State.RECEIVED: 2}


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(Refused) as caught, store.reading() as unit:
        cases.add_external_id(unit, "c", "s", "k", "v")
    assert caught.value.fault.code == "S-11"
    receive(store)  # the same connection writes again


def test_a_case_kept_by_an_earlier_version_counts_its_holding_from_its_last_change_on(store: Store) -> None:
    case = receive(store)
    with store.writing() as unit:
        facts = unit.connection.execute(sa.select(CASES.c.facts).where(CASES.c.id == case.id)).scalar_one()
        older = {key: value for key, value in json.loads(facts).items() if key not in {"holding", "deferred"}}
        unit.connection.execute(CASES.update().where(CASES.c.id == case.id).values(facts=json.dumps(older)))
    with store.reading() as unit:
        loaded = cases.load_case(unit, case.id)
    assert loaded.holding == Holding.begin(holder(case.state), case.changed_at)
    assert held(loaded).until(case.changed_at).whole == timedelta()
