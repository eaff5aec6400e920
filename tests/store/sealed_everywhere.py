"""A store with something encrypted in every column that can hold it, and ways to look at what lies there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from clerk.domain.case_file import CaseFile
from clerk.domain.cases import State
from clerk.domain.digests import sm3
from clerk.domain.escalations import EscalationKind, ShownLine, Subject, SubjectKind
from clerk.domain.journal import EventKind
from clerk.domain.staff import Role, StaffMember
from clerk.sign_off_files import load_sign_off_rules
from clerk.store import ColumnKeys, Store, attachments, drafts, escalations, staff
from clerk.store.cells import PLAIN, version_of
from clerk.store.columns import Cell
from clerk.store.renewal import sealed_columns
from clerk.store.tables import CONTACTS, DAYS, MESSAGES, PHONE_CALLS, THREADS
from clerk.store.unit import Unit
from tests.store.closed_days import a_count, close_a_day
from tests.store.samples import COMPANY, NOW, TODAY, change, note, receive

FILE = "文件内容示例戊".encode() * 50


def fill(store: Store, cases: int = 3, name: str = "v") -> list[CaseFile]:
    """Cases, a private event, a draft, a file and a member of staff; gives the cases."""
    received = [receive(store, applicant=COMPANY) if i % 2 else receive(store) for i in range(cases)]
    changed = change(store, received[0], state=State.TRANSFERRED, words=name)
    with store.writing() as unit:
        note(unit, EventKind.DATA_REVEALED, case_id=changed.id, private={"reason": name})
        note(unit, EventKind.DATA_REVEALED)
        drafts.save_draft(unit, "QP02/3", name, {"name": name}, "QP0201", NOW + timedelta(seconds=cases))
        attachments.put_attachment(
            unit,
            id=name,
            case_id=name,
            material="m1",
            file_name=f"{name}.pdf",
            media_type="application/pdf",
            data=FILE,
            digest=sm3(FILE),
        )
        staff.add_staff(unit, StaffMember(name, "示例收件员己", Role.CLERK, "QP02"), "$argon2id$")
        for table in (CONTACTS, THREADS, MESSAGES, PHONE_CALLS):
            unit.connection.execute(sa.insert(table), _row(unit, table, name))
        if not isinstance(unit.keys, FirstFormatKeys):  # those closed no days and brought up nothing
            _bring_up(unit, changed, name)
            closed = unit.connection.scalar(sa.select(sa.func.count()).select_from(DAYS)) or 0
            close_a_day(unit, name, a_count(day=TODAY + timedelta(days=closed)))
    return [changed, *received[1:]]


def _bring_up(unit: Unit, case: CaseFile, name: str) -> None:
    """Something a clock brought before a supervisor."""
    subject = Subject(SubjectKind.CASE, case.id, name)
    shown = (ShownLine("收件凭证", case.receipt_no),)
    kind, rules = EscalationKind.OVERDUE, load_sign_off_rules()
    escalations.raise_by_system(unit, rules, kind, subject, case.id, case.site, case.window, shown, NOW, "t")


def _row(unit: Unit, table: sa.Table, name: str) -> dict[str, object]:
    """A row with ``name`` in every column of text, and something encrypted."""
    row: dict[str, object] = {column.name: name for column in table.columns}
    row |= {column.name: 0 for column in table.columns if isinstance(column.type, sa.Integer)}
    row["personal"] = unit.keys.seal_json({"name": name}, Cell(table.name, "personal", name))
    return row


def values(store: Store) -> dict[Cell, bytes]:
    """Every encrypted value, as it lies in the database."""
    found: dict[Cell, bytes] = {}
    with store.engine.connect() as connection:
        for column in sealed_columns():
            query = sa.select(column.key, column.column).where(column.column.is_not(None))
            found |= {column.cell(key): bytes(value) for key, value in connection.execute(query)}
    return found


def opened(store: Store) -> dict[Cell, bytes]:
    """Every encrypted value, opened."""
    return {cell: store.keys.open(value, cell) for cell, value in values(store).items()}


def versions(store: Store) -> set[int]:
    """Versions of the keys that encrypted values need."""
    return {version_of(value) for value in values(store).values()}


def tables_of(cells: dict[Cell, bytes]) -> set[str]:
    """Tables and columns of the values."""
    return {f"{cell.table}.{cell.column}" for cell in cells}


def seal_as_the_first_stores_did(keys: ColumnKeys, plain: bytes, cell: Cell) -> bytes:
    """A value of format 1, under a version itself."""
    import os

    from cryptography.hazmat.primitives.ciphers import Cipher, modes
    from cryptography.hazmat.primitives.ciphers.algorithms import SM4

    head, nonce = bytes((PLAIN,)) + keys.seals_with.to_bytes(2, "big"), os.urandom(12)
    cipher = Cipher(SM4(keys.versions[keys.seals_with]), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(head + cell.name)
    sealed = cipher.update(plain) + cipher.finalize()
    return head + nonce + cipher.tag + sealed


class FirstFormatKeys(ColumnKeys):
    """Keys as the first stores used them: what they seal has no lid."""

    __slots__ = ()

    def seal(self, plain: bytes, cell: Cell) -> bytes:
        """``plain`` encrypted for its place, in format 1."""
        return seal_as_the_first_stores_did(self, plain, cell)


def like_the_first_stores(store: Store) -> None:
    """From now on the store writes what the first stores wrote."""
    store.keys = FirstFormatKeys(store.keys.versions, store.keys.index_key)


Vault = dict[str, ColumnKeys]


def vaulted(vault: Vault) -> Callable[[], ColumnKeys | None]:
    """How a store asks a vault that is a dictionary here."""
    return lambda: vault.get("keys")
