"""签批 in the store: what the database refuses, what two writers meet, what a hand in the table leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from clerk.domain.case_file import CaseFile
from clerk.domain.escalations import (
    SYSTEM,
    Escalation,
    EscalationKind,
    ShownLine,
    Standing,
    Subject,
    SubjectKind,
    digest_of,
)
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.staff import Level
from clerk.sign_off_files import load_sign_off_rules
from clerk.store import Store, escalations
from clerk.store.verify import verify
from tests.store.samples import NOW, SITE, receive, rows, tamper
from tests.store.test_verify import problem

RULES = load_sign_off_rules()
ODD = "'; DROP TABLE escalations; -- \x1b]0;x\x07 \u202e王\u2066 [/] \u0000 示例"


def asked(store: Store, case: CaseFile, number: str = "A0231", **changes: object) -> Escalation:
    """Somebody asks that a case be void."""
    subject = Subject(SubjectKind.CASE, case.id)
    lines = (ShownLine("收件凭证", case.receipt_no), ShownLine("申请人", "欧*"))
    escalation = Escalation(
        id=uuid7(NOW),
        kind=EscalationKind.VOID,
        subject=subject,
        case_id=case.id,
        site=SITE,
        window="3",
        level=Level.SITE,
        standing=Standing.OPEN,
        asked_by=number,
        asked_at=NOW,
        due_at=NOW + timedelta(hours=4),
        shown=lines,
        digest=digest_of(EscalationKind.VOID, subject, lines),
        reason="填错人了（示例）",
    )
    with store.writing() as unit:
        whole = replace(escalation, **changes)  # type: ignore[arg-type]
        return escalations.insert_escalation(unit, whole, terminal="window-3")


def settled(store: Store, escalation: Escalation, by: str = "S0101") -> Escalation:
    """A supervisor approves it."""
    done = replace(
        escalation, standing=Standing.APPROVED, decided_by=by, decided_at=NOW, decided_reason="已核（示例）"
    )
    with store.writing() as unit:
        return escalations.save_escalation(
            unit, done, EventKind.ESCALATION_DECIDED, actor=by, at=NOW, terminal="window-1"
        )


def loaded(store: Store, escalation: Escalation) -> Escalation:
    """As it stands."""
    with store.reading() as unit:
        return escalations.load_escalation(unit, escalation.id)


def test_an_escalation_comes_back_as_it_was_written_whatever_was_typed(store: Store) -> None:
    written = asked(store, receive(store), reason=ODD, question=ODD)
    assert loaded(store, written) == written
    assert rows(store, "SELECT count(*) FROM escalations") == [(1,)]
    assert verify(store).ok


def test_no_word_that_somebody_typed_lies_in_the_clear(store: Store) -> None:
    written = asked(store, receive(store), reason="秘密甲", question="秘密乙")
    with store.writing() as unit:
        told = replace(written, standing=Standing.ASKED_BACK)
        escalations.save_escalation(
            unit, told, EventKind.ESCALATION_DECIDED, actor="S0101", at=NOW, terminal="w", words="秘密丙"
        )
    for table in ("escalations", "journal"):
        whole = " ".join(str(row) for row in rows(store, f"SELECT * FROM {table}"))  # noqa: S608
        assert not any(word in whole for word in ("秘密甲", "秘密乙", "秘密丙", "欧*"))


def test_the_program_cannot_write_that_who_asked_also_decided(store: Store) -> None:
    escalation = asked(store, receive(store))
    with pytest.raises(Refused, match="S-16"):
        settled(store, escalation, by=escalation.asked_by)
    assert loaded(store, escalation).standing is Standing.OPEN


@pytest.mark.parametrize(
    "change",
    [
        "decided_by = asked_by, standing = 'approved'",
        "decided_by = '', standing = 'approved'",
        "decided_by = 'S0101'",
    ],
)
def test_the_database_refuses_by_hand_what_no_two_people_did(store: Store, change: str) -> None:
    asked(store, receive(store))
    with pytest.raises(sa.exc.IntegrityError), store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE escalations SET {change}")  # noqa: S608
    assert verify(store).ok


def test_the_database_refuses_to_forget_an_escalation(store: Store) -> None:
    asked(store, receive(store))
    with pytest.raises(sa.exc.DBAPIError), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM escalations")
    assert rows(store, "SELECT count(*) FROM escalations") == [(1,)]


def test_the_same_is_open_once_and_may_be_asked_again_when_it_was_decided(store: Store) -> None:
    case = receive(store)
    first = asked(store, case)
    with pytest.raises(Refused, match="S-16"):
        asked(store, case, "A0232")
    settled(store, first)
    later = NOW + timedelta(minutes=1)
    again = asked(store, case, "A0232", id=uuid7(later), asked_at=later)
    with store.reading() as unit:
        assert [one.id for one in escalations.about(unit, case.id)] == [first.id, again.id]


def test_who_writes_over_what_another_wrote_meanwhile_is_refused(store: Store) -> None:
    escalation = asked(store, receive(store))
    settled(store, escalation)
    with pytest.raises(Refused, match="Q-12"):
        settled(store, escalation, by="S0102")
    assert loaded(store, escalation).decided_by == "S0101"
    assert verify(store).ok


def test_what_the_system_brings_up_is_there_once(store: Store) -> None:
    case = receive(store)

    def brought_up() -> Escalation | None:
        with store.writing() as unit:
            return escalations.raise_about(
                unit,
                RULES,
                EscalationKind.OVERDUE,
                Subject(SubjectKind.CASE, case.id),
                case,
                None,
                NOW,
                "worker",
            )

    first = brought_up()
    assert first is not None
    assert (first.asked_by, first.due_at - first.asked_at) == (SYSTEM, RULES[EscalationKind.OVERDUE].within)
    assert brought_up() is None
    with store.writing() as unit:
        assert escalations.let_go(unit, EscalationKind.OVERDUE, first.subject, NOW, "worker")
        assert not escalations.let_go(unit, EscalationKind.OVERDUE, first.subject, NOW, "worker")
    assert brought_up() is not None
    assert verify(store).ok


def test_the_most_urgent_come_first_and_a_page_has_no_other_site(store: Store) -> None:
    late = asked(store, receive(store), due_at=NOW + timedelta(hours=9))
    soon = asked(store, receive(store), due_at=NOW + timedelta(hours=1))
    overdue = asked(store, receive(store), due_at=NOW + timedelta(hours=20), overdue=True)
    asked(store, receive(store), site="WJ01")
    with store.reading() as unit:
        found = escalations.open_escalations(unit, [SITE])
        assert [one.id for one in found] == [overdue.id, soon.id, late.id]
        assert escalations.open_escalations(unit, [SITE], 1, 1) == (soon,)
        levels = {SITE: Level.SITE, "WJ01": Level.SITE}
        assert escalations.count_to_decide(unit, levels, "S0101") == 4
        assert escalations.count_to_decide(unit, levels, "A0231") == 0


@pytest.mark.parametrize(
    "change",
    [
        "standing = 'refused'",
        "decided_by = 'S0999'",
        "asked_by = 'A0999'",
        "level = 1, overdue = 1",
        "digest = '" + "0" * 64 + "'",
        "used_at = NULL",
        "over_the_shoulder = 1",
        "due_at = '2030-01-01T00:00:00.000000Z'",
        "subject_id = 'another'",
        "personal = (SELECT personal FROM escalations WHERE standing = 'open')",
    ],
)
def test_a_row_that_was_changed_by_hand_is_named(store: Store, change: str) -> None:
    first, other = receive(store), receive(store)
    escalation = settled(store, asked(store, first))
    with store.writing() as unit:
        used = replace(escalation, used_at=NOW)
        escalations.save_escalation(
            unit, used, EventKind.ESCALATION_USED, actor="A0231", at=NOW, terminal="w"
        )
    asked(store, other)
    assert verify(store).ok
    tamper(store, f"UPDATE escalations SET {change} WHERE id = '{escalation.id}'")  # noqa: S608
    found = problem(store)
    assert (found.kind, found.where) == ("Q-20", escalation.id)


def _insert(store: Store, escalation: Escalation) -> None:
    columns = ", ".join(f'"{name}"' for name in escalations.COLUMNS if name not in {"id", "subject_id"})
    tamper(
        store,
        f"INSERT INTO escalations (id, subject_id, {columns}) "  # noqa: S608
        f"SELECT 'made-up', 'made-up', {columns} FROM escalations WHERE id = '{escalation.id}'",
    )


def _delete(store: Store, escalation: Escalation) -> None:
    tamper(store, f"DELETE FROM escalations WHERE id = '{escalation.id}'")  # noqa: S608


@pytest.mark.parametrize(("change", "kind"), [(_insert, "Q-21"), (_delete, "Q-20")])
def test_a_row_that_was_added_or_removed_by_hand_is_named(
    store: Store, change: Callable[[Store, Escalation], None], kind: str
) -> None:
    escalation = settled(store, asked(store, receive(store)))
    change(store, escalation)
    found = problem(store)
    assert found.kind == kind
    assert found.where == ("made-up" if kind == "Q-21" else escalation.id)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE journal SET payload = replace(payload, 'approved', 'refused') WHERE seq = {seq}", "S-31"),
        ("UPDATE journal SET actor = 'S0999' WHERE seq = {seq}", "S-31"),
        ("DELETE FROM journal WHERE seq = {seq}", "S-32"),
        (
            "UPDATE journal SET payload = (SELECT j.payload FROM journal j WHERE j.seq = {seq} - 1) "
            "WHERE seq = {seq}",
            "S-31",
        ),
    ],
)
def test_an_event_of_a_decision_that_was_changed_removed_or_swapped_is_named(
    store: Store, change: str, kind: str
) -> None:
    settled(store, asked(store, receive(store)))
    seq = int(rows(store, "SELECT seq FROM journal WHERE kind = 'escalation_decided'")[0][0])
    receive(store)
    tamper(store, change.format(seq=seq))
    found = problem(store)
    assert (found.kind, found.where) == (kind, str(seq))
