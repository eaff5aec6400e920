"""Synthetic cases (示例) to store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from clerk.domain.case_file import CaseFile
from clerk.domain.cases import State
from clerk.domain.china_time import CHINA
from clerk.domain.clocks import Limits
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.materials import Met, Way
from clerk.domain.parties import (
    Agent,
    DocumentKind,
    IdentityEvidence,
    Organisation,
    Person,
    Sex,
    Strength,
    Validity,
)
from clerk.store import Store, Unit, cases, deliveries, journal, numbers

NOW = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=CHINA)
TODAY = NOW.date()
SITE = "QP02"

PERSON = Person(
    name="欧阳示例·阿卜杜拉",
    document=DocumentKind.RESIDENT_ID,
    number="310118199003072289",
    sex=Sex.FEMALE,
    birth=date(1990, 3, 7),
    validity=Validity(date(2020, 1, 2), None),
    address="上海市青浦区金泽镇示例路九十九号",
    nation="汉",
    phone="13900008888",
    issuer="示例市公安局",
)
EVIDENCE = IdentityEvidence(Strength.CHIP, NOW - timedelta(minutes=3), "READER-SAM-4711")
AGENT = Agent(
    replace(PERSON, name="示例代办人𠮷", number="32050919880101123X", phone="13700001111"),
    IdentityEvidence(Strength.TYPED, NOW, "typed", reason="示例原因卡损坏"),
    "relative",
    "授权示例书第一号",
)
COMPANY = Organisation(
    "示例水乡咨询有限公司", "91310118MA1JL0000X", "示例法人甲", "02159990000", "示例大道一号"
)


def a_case(**changes: Any) -> CaseFile:
    """A case that was just received; ``changes`` replace fields."""
    case = CaseFile(
        id=uuid7(NOW),
        receipt_no="",
        query_code="860421",
        site=SITE,
        window="3",
        near="qingpu",
        home="wujiang",
        item="0001",
        item_name="示例事项",
        variant_code="JS-0001",
        department="示例区行政审批局",
        applicant=PERSON,
        evidence=EVIDENCE,
        agent=AGENT,
        form={"bank_account": "6222-0000-示例-0001"},
        met=(Met("m1", Way.SCAN, "att-1", "ab" * 32, "欧阳示例的身份证.pdf"),),
        state=State.RECEIVED,
        clocks=(),
        limits=Limits(promised=10),
        clerk="QP0201",
        opened_at=NOW - timedelta(minutes=5),
        received_at=NOW,
        consent_at=NOW,
        changed_at=NOW,
    )
    return replace(case, **changes)


def note(unit: Unit, kind: EventKind = EventKind.CASE_RECEIVED, **more: Any) -> int | None:
    """Append an event of window 3."""
    return journal.append(unit, kind, **{"actor": "QP0201", "terminal": "window-3", "at": NOW, **more})


def receive(store: Store, **changes: Any) -> CaseFile:
    """Receive a case as the desk does: number, case, delivery and event in one transaction."""
    with store.writing() as unit:
        receipt_no = numbers.next_receipt_no(unit, SITE, TODAY)
        case = cases.insert_case(unit, a_case(receipt_no=receipt_no, **changes))
        deliveries.insert_delivery(unit, a_delivery(case))
        note(unit, case_id=case.id)
        return case


def a_delivery(case: CaseFile, **changes: Any) -> Delivery:
    """The first hand-in of ``case``, queued."""
    delivery = Delivery(case.id, DeliveryKind.SUBMIT, 0, case.home, DeliveryState.QUEUED, NOW)
    return replace(delivery, **changes)


def change(store: Store, case: CaseFile, **changes: Any) -> CaseFile:
    """Change a case as the desk does: the case and its event in one transaction."""
    with store.writing() as unit:
        saved = cases.save_case(unit, replace(case, **changes))
        note(unit, EventKind.NEWS_APPLIED, case_id=case.id)
        return saved


def tamper(store: Store, *statements: str) -> None:
    """Change the database behind the program's back, triggers out of the way."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for statement in statements:
                connection.exec_driver_sql(statement)
            return
        triggers = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).all()
        for name, _ in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        for _, sql in triggers:
            connection.exec_driver_sql(sql)


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives, as plain tuples."""
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(sql))]
