"""The auditor's looks: who saw whom, who asked for paper, who signed in, which cards were read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clerk.desk.audit import WORDS, Look, Query, Row
from clerk.desk.sign_in import hash_password
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.materials import PaperReason
from clerk.domain.parties import DocumentKind, Person
from clerk.domain.staff import Role, StaffMember
from clerk.store import staff
from tests.desk.refusals import refused
from tests.desk.window import FILING, PEOPLE, Window

PASSWORD = "a password for tests"


def seen(window: Window, look: Look, **asked: object) -> tuple[Row, ...]:
    """What an auditor is shown."""
    query = Query(look, **asked)  # type: ignore[arg-type]
    return window.desk.audit(window.operator("J0001", Role.AUDITOR), query).rows


def kinds(rows: tuple[Row, ...]) -> list[EventKind]:
    """What happened."""
    return [row.kind for row in rows]


def test_who_saw_a_case_is_told_from_the_card_on(window_on_each: Window) -> None:
    window = window_on_each
    case = window.received()
    window.received("gu")
    window.desk.reveal(window.colleague, case.id, "电话核对")
    rows = seen(window, Look.WHO_SAW, case=case.receipt_no)
    assert kinds(rows)[0] is EventKind.IDENTITY_READ
    assert EventKind.LICENCES_SEEN in kinds(rows)
    assert EventKind.LICENCE_DERIVED in kinds(rows)
    revealed = [row for row in rows if row.kind is EventKind.DATA_REVEALED]
    assert [(row.actor, row.receipt_no) for row in revealed] == [("A0232", case.receipt_no)]
    assert {row.receipt_no for row in rows} <= {"", case.receipt_no}
    assert rows[-1].kind is EventKind.AUDIT_LOOKED, "the look itself"
    by_id = seen(window, Look.WHO_SAW, subject=case.id)
    assert kinds(by_id)[:-1] == kinds(rows)


def test_who_saw_a_visit_that_came_to_nothing_is_told(window: Window) -> None:
    visit = window.card("zhang")
    window.desk.reveal(window.clerk, visit.id, "核对")
    window.desk.end_visit(window.clerk, visit)
    assert kinds(seen(window, Look.WHO_SAW, subject=visit.id)) == [
        EventKind.IDENTITY_READ,
        EventKind.DATA_REVEALED,
        EventKind.AUDIT_LOOKED,
    ]


def test_who_saw_a_person_is_told_over_all_her_cases(window_on_each: Window) -> None:
    window = window_on_each
    mine = [window.received() for _ in range(3)]
    window.received("gu")
    rows = seen(window, Look.WHO_SAW, person=PEOPLE["zhang"].person.number)
    assert kinds(rows).count(EventKind.IDENTITY_READ) == 3
    assert {row.receipt_no for row in rows} - {""} == {case.receipt_no for case in mine}
    looked = window.events(EventKind.AUDIT_LOOKED)[-1]
    assert PEOPLE["zhang"].person.number not in str(looked.payload)
    assert looked.private == {"person": PEOPLE["zhang"].person.number}


def test_a_person_with_more_cases_than_one_search_asks_for_is_seen_whole(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clerk.desk import audit

    monkeypatch.setattr(audit, "_AT_ONCE", 1)
    for _ in range(2):
        window.received()
    rows = seen(window, Look.WHO_SAW, person=PEOPLE["zhang"].person.number)
    assert kinds(rows).count(EventKind.IDENTITY_READ) == 2
    assert [row.seq for row in rows] == sorted({row.seq for row in rows})


def test_nobody_is_named_unless_that_is_asked_for_with_a_reason_that_is_kept(window: Window) -> None:
    zhang = PEOPLE["zhang"].person
    typed = Person(zhang.name, DocumentKind.RESIDENT_ID, zhang.number)
    visit = window.desk.open_visit(window.clerk)
    window.desk.type_identity(window.clerk, visit, typed, f"{zhang.name}的证件损坏")
    rows = seen(window, Look.READS)
    assert [row.private for row in rows] == [None]
    assert zhang.name not in str(rows)
    (row,) = seen(window, Look.READS, reason="投诉 7 号")
    assert row.private == {"reason": f"{zhang.name}的证件损坏"}
    plain, whole = window.events(EventKind.AUDIT_LOOKED)
    assert (plain.private, plain.payload["whole"]) == (None, False)
    assert (whole.private, whole.payload["whole"]) == ({"reason": "投诉 7 号"}, True)


def test_reads_are_told_with_reader_strength_time_and_role(window: Window) -> None:
    window.card("zhang")
    (row,) = seen(window, Look.READS)
    assert (row.actor, row.facts["role"], row.facts["strength"]) == ("A0231", "applicant", "chip")
    assert row.facts["reader"]
    assert row.facts["read_at"]


def test_paper_that_was_asked_for_is_told_with_its_reason(window: Window) -> None:
    visit = window.chosen("zhang", FILING)
    scan = window.scan("id.pdf")
    window.desk.attach_file(window.clerk, visit, "id_card", scan, PaperReason.DOES_NOT_MATCH)
    (row,) = seen(window, Look.PAPER_ASKED)
    assert (row.actor, row.facts["material"], row.facts["reason"]) == ("A0231", "id_card", "does_not_match")


def test_sign_ins_failures_locks_and_unlocks_are_told(window: Window) -> None:
    member = StaffMember("A0500", "示例", Role.CLERK, window.counter.site.code)
    with window.store.writing() as unit:
        staff.add_staff(unit, member, hash_password(PASSWORD))
    with refused("U-01"):
        window.desk.sign_in("A0500", "wrong")
    operator = window.desk.sign_in("A0500", PASSWORD)
    window.desk.lock(operator)
    operator = window.desk.unlock(operator, PASSWORD)
    window.desk.sign_out(operator)
    rows = seen(window, Look.SIGN_INS)
    assert kinds(rows) == [
        EventKind.SIGN_IN_FAILED,
        EventKind.SIGNED_IN,
        EventKind.LOCKED,
        EventKind.UNLOCKED,
        EventKind.SIGNED_OUT,
    ]
    assert {row.actor for row in rows} == {"A0500"}
    assert rows[2].facts == {"cause": "key"}


def test_days_are_those_of_the_counter_and_both_included(window_on_each: Window) -> None:
    window = window_on_each
    today = window.clock.now().date()
    window.card("zhang")
    day = timedelta(days=1)
    assert len(seen(window, Look.READS, since=today, until=today)) == 1
    assert seen(window, Look.READS, since=today + day) == ()
    assert seen(window, Look.READS, until=today - day) == ()


def test_a_look_that_finds_more_than_was_asked_for_says_so(window: Window) -> None:
    for key in ("zhang", "gu", "lu"):
        window.card(key)
    auditor = window.operator("J0001", Role.AUDITOR)
    found = window.desk.audit(auditor, Query(Look.READS, limit=2))
    assert (len(found.rows), found.more) == (2, True)
    found = window.desk.audit(auditor, Query(Look.READS, limit=3))
    assert (len(found.rows), found.more) == (3, False)


def test_only_who_may_read_the_journal_looks_and_nothing_is_shown_before_it_is_written(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = window.received()
    before = window.store.change_mark()
    for role in (Role.CLERK, Role.TRAINER, Role.ADMINISTRATOR):
        with refused("U-04"):
            window.desk.audit(window.operator("X", role), Query(Look.READS))
    with refused("U-05"):
        seen(window, Look.READS, reason=" ")
    for asked in ({"subject": "nobody"}, {"person": "110101199001010000"}, {"subject": '%"'}):
        with refused("C-08"):
            seen(window, Look.WHO_SAW, **asked)
    assert window.store.change_mark() == before

    from clerk.desk import audit

    def broken(*_args: object, **_more: object) -> None:
        raise Refused("S-17", said="示例")

    monkeypatch.setattr(audit, "note_look", broken)
    with refused("S-17", said="示例"):
        seen(window, Look.WHO_SAW, case=case.receipt_no)


def test_every_kind_that_is_shown_has_its_words() -> None:
    from clerk.desk.audit import KINDS

    for look in Look:
        for kind in KINDS[look]:
            assert WORDS[kind].zh
            assert WORDS[kind].en.isascii()
