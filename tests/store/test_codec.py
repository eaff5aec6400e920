"""Whatever the domain can hold comes back from the store as it went in."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from clerk.domain.case_file import CaseFile
from clerk.domain.deliveries import Delivery
from clerk.domain.ids import uuid7
from clerk.store import ColumnKeys, Store, cases
from clerk.store import deliveries as delivery_rows
from clerk.store.canonical import row_digest
from clerk.store.case_rows import case_from_row, case_to_row
from clerk.store.tables import CASE_COLUMNS, CASES
from tests.store import strategies
from tests.store.samples import NOW, a_case, note

KEYS = ColumnKeys.generate()
SLOW_DISK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(strategies.case_files)
def test_a_case_comes_back_from_its_row_unchanged(case: CaseFile) -> None:
    row = case_to_row(KEYS, case)
    assert set(row) == set(CASE_COLUMNS)
    assert case_from_row(KEYS, row) == case  # type: ignore[arg-type]


@SLOW_DISK
@given(case=strategies.case_files)
def test_a_case_comes_back_from_either_database_unchanged(store: Store, case: CaseFile) -> None:
    case = replace(case, id=uuid7(NOW), receipt_no=uuid7(NOW))
    with store.writing() as unit:
        written = cases.insert_case(unit, case)
        note(unit, case_id=case.id)
    with store.reading() as unit:
        assert cases.load_case(unit, case.id) == written == replace(case, version=1)
        row = unit.connection.execute(CASES.select().where(CASES.c.id == case.id)).mappings().one()
        digest = row_digest("cases", CASE_COLUMNS, dict(row))
        assert (
            digest
            == unit.connection.exec_driver_sql(
                "SELECT case_digest FROM journal ORDER BY seq DESC LIMIT 1"
            ).scalar()
        )


@SLOW_DISK
@given(delivery=strategies.deliveries)
def test_a_delivery_comes_back_from_either_database_unchanged(store: Store, delivery: Delivery) -> None:
    delivery = replace(delivery, case_id=uuid7(NOW))
    with store.writing() as unit:
        cases.insert_case(unit, a_case(id=delivery.case_id, receipt_no=delivery.case_id))
        note(unit, case_id=delivery.case_id)
        delivery_rows.insert_delivery(unit, delivery)
    with store.reading() as unit:
        assert delivery_rows.load_delivery(unit, delivery.id) == delivery
