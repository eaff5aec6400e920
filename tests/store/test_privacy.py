"""No name, number, address or file name of a citizen is readable in what the store writes."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from clerk.domain.case_file import CorrectionAsked
from clerk.domain.deliveries import DeliveryState
from clerk.domain.digests import sm3
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Role, StaffMember
from clerk.store import Store, attachments, deliveries, drafts, staff
from clerk.store import cases as case_rows
from tests.store.samples import AGENT, COMPANY, NOW, PERSON, a_delivery, change, note, receive, rows

SECRETS = [
    PERSON.name,
    PERSON.number,
    PERSON.address,
    PERSON.phone,
    PERSON.issuer,
    "19900307",
    "1990-03-07",
    AGENT.person.name,
    AGENT.person.number,
    AGENT.person.phone,
    AGENT.mandate,
    AGENT.evidence.reason,
    COMPANY.name,
    COMPANY.credit_code,
    COMPANY.legal_representative,
    "READER-SAM-4711",
    "6222-0000",
    "欧阳示例",
    "860421",
    "LIC-SECRET-1",
    "ONLINE-SECRET-2",
    "领取人示例丙",
    "310118195501019994",
    "草稿示例丁",
    "文件内容示例戊",
    "示例收件员己",
    "不符之处示例庚",
    "拒收原话示例辛",
    "主管理由示例壬",
    "查看原因示例癸",
]


def use(store: Store) -> None:
    """Write something personal everywhere where it can be written."""
    case = receive(store, licence_no="LIC-SECRET-1", online_reference="ONLINE-SECRET-2")
    receive(store, applicant=COMPANY)
    change(
        store,
        case,
        words="不符之处示例庚",
        corrections=(CorrectionAsked("m1", "不符之处示例庚"),),
        handed_over_at=NOW + timedelta(days=1),
        handed_over_to="领取人示例丙",
        handed_over_number="310118195501019994",
    )
    with store.writing() as unit:
        note(unit, EventKind.DATA_REVEALED, case_id=case.id, private={"reason": "查看原因示例癸"})
        drafts.save_draft(unit, "QP02/3", "v", {"name": "草稿示例丁", "number": PERSON.number}, "QP0201", NOW)
        data = "文件内容示例戊".encode() * 50
        attachments.put_attachment(
            unit,
            id="a",
            case_id="v",
            material="m1",
            file_name="欧阳示例的身份证.pdf",
            media_type="application/pdf",
            data=data,
            digest=sm3(data),
        )
        staff.add_staff(unit, StaffMember("QP0201", "示例收件员己", Role.CLERK, "QP02"), "$argon2id$")
        failed = replace(
            a_delivery(case),
            state=DeliveryState.EXCEPTION,
            words="拒收原话示例辛",
            decided_reason="主管理由示例壬",
        )
        deliveries.save_delivery(unit, failed)


def test_the_bytes_on_disk_hold_nothing_personal(sqlite_store: Store) -> None:
    use(sqlite_store)
    path = Path(make_url(sqlite_store.url).database or "")
    files = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    assert {"counter.sqlite3", "counter.sqlite3-wal"} <= set(files)
    assert any("示例事项".encode() in data for data in files.values())  # what is in the clear is found
    sqlite_store.close()
    files["after closing"] = path.read_bytes()
    found = {
        (name, secret)
        for name, data in files.items()
        for secret in SECRETS
        for encoding in ("utf-8", "utf-16-le", "gb18030", "unicode-escape")
        if secret.encode(encoding) in data
    }
    assert found == set()


def test_no_column_of_any_table_shows_anything_personal(store: Store) -> None:
    use(store)
    with store.engine.connect() as connection:
        tables = connection.dialect.get_table_names(connection)
    for table in tables:
        for row in rows(store, f'SELECT * FROM "{table}"'):  # noqa: S608 - our own tables
            text = " ".join(bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in row)
            for secret in SECRETS:
                assert secret not in text, (table, secret)
                assert secret.encode().hex() not in text, (table, secret)


def test_faults_and_logs_name_no_citizen(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    case = receive(store)
    with pytest.raises(Refused) as caught, store.writing() as unit:
        case_rows.insert_case(unit, case)
    told = [
        str(caught.value),
        str(caught.value.fault),
        str(caught.value.__cause__),
        repr(caught.value.__cause__),
    ]
    for secret in SECRETS:
        assert all(secret not in words for words in (*told, caplog.text)), secret
