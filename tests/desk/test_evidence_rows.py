"""Sign-offs and questions to other regions in the evidence of a case: they prove themselves, or show it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clerk.delivery.liaison import MailCollector, letter_of
from clerk.delivery.scribe import Scribe
from clerk.desk.proof import hash_password
from clerk.desk.sign_offs.views import Verdict
from clerk.desk.views import Credentials
from clerk.domain import evidence
from clerk.domain.case_file import CaseFile
from clerk.domain.deliveries import Decision
from clerk.domain.escalations import EscalationKind, Standing, Subject, SubjectKind
from clerk.domain.ids import uuid7
from clerk.domain.liaison import Message, MessageKind
from clerk.domain.materials import Way
from clerk.domain.staff import Role
from clerk.store import escalations, staff, threads
from clerk.store.verify import verify
from tests.delivery.fake_mailbox import BoxRegion, FakeMailbox
from tests.desk.evidence_samples import (
    Members,
    edited,
    found,
    members_of,
    packed,
    proof_of,
    rehashed,
    relisted,
)
from tests.desk.refusals import refused
from tests.desk.window import PEOPLE, Window
from tests.store.samples import tamper

REASON = "法院调取，示例案号 7"
ASKED, BACK, ANSWER, SAID = "填错人了（示例）", "哪一位？（示例）", "同名的另一位（示例）", "已核对（示例）"
QUESTION, REPLY = "参保地系统未显示备案结果，请核实办理进度。", "已办结（示例答复）"
ON_DISK = Path(__file__).with_name("evidence_version_1.zip")
"""A whole file as version 1 wrote it, of a made-up case."""


def life(window: Window) -> CaseFile:
    """A case with every way in which a sign-off ends, and a question that was answered."""
    desk, room, clerk, supervisor = window.desk, window.desk.sign_offs, window.clerk, window.supervisor
    window.received("gu")
    case = window.received()
    failed = window.failed(case)
    rules = window.counter.sign_off_rules
    with window.store.writing() as unit:
        subject = Subject(SubjectKind.DELIVERY, failed.id)
        kind = EscalationKind.EXCEPTION_ITEM
        escalations.raise_about(unit, rules, kind, subject, case, failed, window.clock.now(), "worker")
    desk.decide(supervisor, failed.id, Decision.TAKE_OVER, SAID)
    subject = Subject(SubjectKind.CASE, case.id)
    dispute = room.ask(clerk, EscalationKind.REGION_DISPUTE, subject, ASKED)
    with window.store.writing() as unit:
        late = window.clock.now() + timedelta(days=30)
        assert escalations.let_fall_silent(unit, dispute.id, rules, late, "worker")
    taken_back = room.ask(clerk, EscalationKind.VOID, subject, ASKED)
    room.take_back(clerk, taken_back.id)
    talked(window, case)
    voided = room.ask(clerk, EscalationKind.VOID, subject, ASKED)
    room.decide(supervisor, voided.id, Verdict.ASK_BACK, BACK, voided.digest)
    room.answer(clerk, voided.id, ANSWER)
    with window.store.writing() as unit:
        staff.add_staff(unit, supervisor.member, hash_password("mima-zhuguan"))
    given = Credentials(supervisor.member.number, "mima-zhuguan")
    room.decide_here(clerk, given, voided.id, Verdict.APPROVE, SAID, voided.digest)
    return window.case(case)


def talked(window: Window, case: CaseFile) -> None:
    """A question about the case that the other region answered, and that was closed."""
    liaison = window.desk.liaison
    thread = liaison.ask(window.clerk, "wujiang", "医保", "YB-0021", "备案结果", QUESTION, case.id)
    window.clock.pass_time(60)
    now = window.clock.now()
    reply = Message(uuid7(now), thread.id, MessageKind.ANSWER, "wujiang", "W01", now, REPLY)
    region = BoxRegion("wujiang", FakeMailbox(letters=[letter_of(thread, reply)]))
    scribe = Scribe(window.store, threading.Event())
    own = window.counter.site.region
    collector = MailCollector(window.store, region, own, window.clock, scribe, "worker")  # type: ignore[arg-type]
    assert collector.collect() == 1
    window.clock.pass_time(60)
    liaison.close(window.clerk, thread.id)


def exported(window: Window, case: CaseFile, folder: Path, reason: str | None = REASON) -> bytes:
    """The file of the case, in full unless no reason is given."""
    path = folder / f"evidence-{len(list(folder.iterdir()))}.zip"
    auditor = window.operator("J0001", Role.AUDITOR)
    window.desk.export_evidence(auditor, case.receipt_no, path, reason)
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files are laid."""
    path = tmp_path / "evidence"
    path.mkdir()
    return path


@pytest.fixture
def members(window: Window, folder: Path) -> Members:
    """The members of a true file, in full."""
    return members_of(exported(window, life(window), folder))


def of(members: Members, name: str) -> Any:
    """A member's value."""
    return json.loads(members[name])


def test_sign_offs_and_questions_of_a_case_are_in_it_and_prove_themselves(
    window_on_each: Window, folder: Path
) -> None:
    window = window_on_each
    case = life(window)
    data = exported(window, case, folder)
    assert found(data) == set()
    members = members_of(data)
    rows = {(row["kind"], row["standing"]): row for row in of(members, evidence.SIGN_OFFS)}
    with window.store.reading() as unit:
        assert {row["id"] for row in rows.values()} == {one.id for one in escalations.of_case(unit, case.id)}
    voided = rows["void", "approved"]
    assert (voided["asked_by"], voided["decided_by"]) == ("A0231", "S0101")
    assert voided["over_the_shoulder"]
    assert voided["used_at"]
    assert ("void", "taken_back") in rows
    assert rows["exception_item", "approved"]["asked_by"] == "system"
    words = of(members, evidence.PERSONAL)["sign_offs"][voided["id"]]
    assert (words["reason"], words["question"], words["decided_reason"]) == (f"{ASKED}\n{ANSWER}", BACK, SAID)
    assert ["收件凭证", case.receipt_no] in words["shown"]
    (thread,) = of(members, evidence.LIAISON)
    assert (thread["state"], thread["asking"], thread["asked"]) == ("closed", "qingpu", "wujiang")
    assert [m["kind"] for m in thread["messages"]] == ["question", "answer", "closed"]
    texts = of(members, evidence.PERSONAL)["liaison"][thread["id"]]
    assert {m["text"] for m in texts["messages"].values()} == {QUESTION, REPLY, ""}
    assert texts["topic"] == "备案结果"


def test_a_masked_file_proves_them_too_and_holds_none_of_the_words(window: Window, folder: Path) -> None:
    data = exported(window, life(window), folder, reason=None)
    assert found(data) == set()
    zhang = PEOPLE["zhang"].person
    text = data.decode("utf-8", "replace")
    secrets = (ASKED, BACK, ANSWER, SAID, QUESTION, REPLY, zhang.name, zhang.number, "备案结果")
    assert [secret for secret in secrets if secret in text] == []
    standings = [row["standing"] for row in of(members_of(data), evidence.SIGN_OFFS)]
    assert Standing.APPROVED.value in standings


def test_what_was_signed_before_the_receipt_is_the_case_s_too(window: Window, folder: Path) -> None:
    desk, clerk = window.desk, window.clerk
    visit = desk.type_identity(clerk, desk.open_visit(clerk), PEOPLE["zhang"].person, "证件芯片损坏（示例）")
    visit = desk.choose_item(clerk, window.looked_up(visit), "GA-0035", "wujiang")
    visit = window.derived(window.filled(visit))
    for row in desk.material_rows(visit):
        if row.met is None and row.best in {Way.SCAN, Way.PAPER}:
            visit = desk.meet(clerk, visit, row.material.code, Way.PAPER)
    _, case = desk.receive(clerk, window.signed_off(visit))
    data = exported(window, case, folder)
    assert found(data) == set()
    kinds = {(row["kind"], row["subject_kind"]) for row in of(members_of(data), evidence.SIGN_OFFS)}
    assert ("typed_identity", "visit") in kinds


def test_the_summary_tells_who_signed_what(members: Members) -> None:
    told = of(members, evidence.SUMMARY)
    voided = [row for row in told["sign_offs"] if row["kind"] == "void"]
    assert [row["did"] for row in voided][-4:] == ["decided", "decided", "decided", "used"]
    assert [row["standing"] for row in voided][-4:] == ["asked_back", "open", "approved", "approved"]
    assert voided[-1]["by"] == "S0101"
    assert [row["did"] for row in told["liaison"]] == ["asked", "came", "moved"]


def voided_id(members: Members) -> str:
    """The sign-off that was approved over the shoulder."""
    return next(row["id"] for row in of(members, evidence.SIGN_OFFS) if row["over_the_shoulder"])


def changed_row(members: Members, name: str, row_id: str, **values: Any) -> Members:
    """The members, listed as they are, after a field of one row was changed."""

    def change(rows: list[dict[str, Any]]) -> None:
        next(row for row in rows if row["id"] == row_id).update(values)

    return relisted(edited(members, name, change))


def named(members: Members, folder: Path) -> set[tuple[str, str, str]]:
    """Code, place and field of everything wrong but that the manifest is another."""
    problems = proof_of(packed(members, folder)).problems
    told = {(f.code, f.details.get("where", ""), f.details.get("what", "")) for f in problems}
    return told - {("V-13", "", "")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "extension"),
        ("standing", "refused"),
        ("standing", "taken_back"),
        ("level", 3),
        ("asked_by", "A9999"),
        ("asked_at", "2026-11-01T00:00:00.000000Z"),
        ("decided_by", "S9999"),
        ("decided_at", None),
        ("over_the_shoulder", False),
        ("used_at", None),
        ("digest", "0" * 64),
    ],
)
def test_a_changed_sign_off_is_named_with_its_field(
    members: Members, folder: Path, field: str, value: object
) -> None:
    voided = voided_id(members)
    told = named(changed_row(members, evidence.SIGN_OFFS, voided, **{field: value}), folder)
    also = {("V-27", voided, "")} if field in {"kind", "digest"} else set()
    assert told == {("V-26", voided, field)} | also


def test_an_exception_that_was_decided_is_not_passed_off_as_unused(members: Members, folder: Path) -> None:
    rows = of(members, evidence.SIGN_OFFS)
    decided = next(row["id"] for row in rows if row["kind"] == "exception_item")
    told = named(changed_row(members, evidence.SIGN_OFFS, decided, used_at=None), folder)
    assert told == {("V-26", decided, "used_at")}


@pytest.mark.parametrize("field", ["subject_id", "subject_part", "subject_kind"])
def test_a_sign_off_of_another_subject_is_named(members: Members, folder: Path, field: str) -> None:
    voided = voided_id(members)
    told = named(changed_row(members, evidence.SIGN_OFFS, voided, **{field: "delivery"}), folder)
    assert told == {("V-27", voided, "")}


@pytest.mark.parametrize(
    "change",
    [
        lambda shown: shown[0].__setitem__(1, "别的"),
        lambda shown: shown.pop(),
        lambda shown: shown.reverse(),
        lambda shown: shown.append(["备注", "同意"]),
        lambda shown: shown.__setitem__(0, "x"),
        lambda shown: shown.clear(),
    ],
    ids=["changed", "removed", "swapped", "added", "no line", "emptied"],
)
def test_a_changed_line_of_what_was_shown_is_named(
    members: Members, folder: Path, change: Callable[[list[Any]], Any]
) -> None:
    voided = voided_id(members)

    def alter(personal: dict[str, Any]) -> None:
        change(personal["sign_offs"][voided]["shown"])

    assert named(relisted(edited(members, evidence.PERSONAL, alter)), folder) == {("V-27", voided, "")}


@pytest.mark.parametrize("field", ["reason", "question", "decided_reason"])
def test_changed_words_of_a_sign_off_are_named(members: Members, folder: Path, field: str) -> None:
    voided = voided_id(members)

    def alter(personal: dict[str, Any]) -> None:
        personal["sign_offs"][voided][field] = "别的"

    assert named(relisted(edited(members, evidence.PERSONAL, alter)), folder) == {("V-26", voided, field)}


def test_personal_data_without_the_words_of_sign_offs_is_named(members: Members, folder: Path) -> None:
    for section in ("sign_offs", "liaison"):
        for other in (None, [], {}, "x"):

            def alter(personal: dict[str, Any], name: str = section, value: object = other) -> None:
                personal[name] = value

            assert named(relisted(edited(members, evidence.PERSONAL, alter)), folder), (section, other)


@pytest.mark.parametrize("name", [evidence.SIGN_OFFS, evidence.LIAISON])
def test_a_removed_added_or_doubled_one_is_named(members: Members, folder: Path, name: str) -> None:
    rows = of(members, name)
    one = rows[-1]["id"]
    removed = relisted(edited(members, name, lambda rows: rows[:-1]))
    assert named(removed, folder) == {("V-28", one, "")}
    doubled = relisted(edited(members, name, lambda rows: [*rows, rows[-1]]))
    assert named(doubled, folder) == {("V-29", one, "")}
    added = relisted(edited(members, name, lambda rows: [*rows, {**rows[-1], "id": "another"}]))
    assert named(added, folder) == {("V-29", "another", "")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "answered"),
        ("asked_by", "A9999"),
        ("asked_at", "2026-11-01T00:00:00.000000Z"),
        ("asked", "jiashan"),
        ("department", "公安"),
        ("item", "GA-0035"),
    ],
)
def test_a_changed_question_is_named_with_its_field(
    members: Members, folder: Path, field: str, value: object
) -> None:
    (thread,) = of(members, evidence.LIAISON)
    told = named(changed_row(members, evidence.LIAISON, thread["id"], **{field: value}), folder)
    assert told == {("V-26", thread["id"], field)}


@pytest.mark.parametrize(
    ("place", "field"),
    [(0, "kind"), (0, "author"), (0, "at"), (1, "kind"), (1, "author"), (1, "id"), (1, "region")],
)
def test_a_changed_message_is_named(members: Members, folder: Path, place: int, field: str) -> None:
    (thread,) = of(members, evidence.LIAISON)
    thread["messages"][place][field] = "another"
    told = named(changed_row(members, evidence.LIAISON, thread["id"], messages=thread["messages"]), folder)
    assert told == {("V-26", thread["id"], "messages")}


def test_changed_words_of_a_message_are_named(members: Members, folder: Path) -> None:
    (thread,) = of(members, evidence.LIAISON)

    def alter(personal: dict[str, Any]) -> None:
        personal["liaison"][thread["id"]]["messages"][thread["messages"][1]["id"]]["text"] = "没有"

    told = named(relisted(edited(members, evidence.PERSONAL, alter)), folder)
    assert told == {("V-26", thread["id"], "messages")}


@pytest.mark.parametrize("name", [evidence.SIGN_OFFS, evidence.LIAISON])
@pytest.mark.parametrize("value", [{}, [1], [{}], None, "x"])
def test_rows_of_another_form_are_not_believed(
    members: Members, folder: Path, name: str, value: object
) -> None:
    changed = relisted({**members, name: evidence.write_json(value)})
    assert ("V-17", name) in found(packed(changed, folder))


@pytest.mark.parametrize(
    ("field", "value"),
    [("level", True), ("level", -1), ("level", 2**63), ("over_the_shoulder", 1), ("id", None)],
)
def test_fields_of_a_sign_off_of_another_type_are_not_believed(
    members: Members, folder: Path, field: str, value: object
) -> None:
    changed = changed_row(members, evidence.SIGN_OFFS, voided_id(members), **{field: value})
    assert ("V-17", evidence.SIGN_OFFS) in found(packed(changed, folder))


@pytest.mark.parametrize(
    "field", ["standing", "level", "digest", "kind", "said", "state", "author", "thread"]
)
@pytest.mark.parametrize("value", [[], {"a": []}, None, 2**62, [[[]]]])
def test_payloads_of_another_form_break_nothing(
    members: Members, folder: Path, field: str, value: object
) -> None:
    """The events are made anew with the whole chain, so only what the rows say can tell."""

    def alter(events: list[dict[str, Any]]) -> None:
        for event in events:
            payload = json.loads(event["payload"])
            if field in payload and ("escalation" in payload or "thread" in payload):
                event["payload"] = evidence.write_json({**payload, field: value}).decode()

    told = named(rehashed(edited(members, evidence.EVENTS, alter)), folder)
    assert {code for code, _, _ in told} & {"V-26", "V-28", "V-29"}


def test_evidence_is_not_made_of_a_sign_off_that_was_changed_by_hand(window: Window, folder: Path) -> None:
    case = life(window)
    tamper(window.store, "UPDATE escalations SET due_at = '2027' WHERE over_the_shoulder = 1")
    assert not verify(window.store).ok
    with refused("Q-20"):
        exported(window, case, folder)
    assert list(folder.iterdir()) == []


def test_a_question_that_was_changed_by_hand_in_the_store_is_named_by_its_evidence(
    window: Window, folder: Path
) -> None:
    case = life(window)
    tamper(window.store, "UPDATE threads SET state = 'refused'")
    with window.store.reading() as unit:
        (thread,) = threads.threads_of_case(unit, case.id)
    assert ("V-26", thread.id) in found(exported(window, case, folder))


# Version 1 -----------------------------------------------------------------------------------------------


def test_a_file_of_version_1_still_proves(folder: Path) -> None:
    proof = proof_of(ON_DISK.read_bytes())
    assert found(ON_DISK.read_bytes()) == set()
    assert proof.manifest is not None
    assert proof.manifest.version == 1
    assert evidence.SIGN_OFFS not in members_of(ON_DISK.read_bytes())


def test_what_is_done_to_a_file_of_version_1_is_still_named(folder: Path) -> None:
    members = members_of(ON_DISK.read_bytes())
    changed = edited(members, evidence.SUMMARY, lambda summary: summary.update(sign_offs=[]))
    assert ("V-14", evidence.SUMMARY) in found(packed(relisted(changed), folder))
    laid_in = {**members, evidence.SIGN_OFFS: b"[]"}
    assert ("V-04", evidence.SIGN_OFFS) in found(packed(laid_in, folder))
    assert ("V-17", evidence.MANIFEST) in found(packed(relisted(laid_in), folder))
    left = {name: data for name, data in members.items() if name != evidence.DELIVERIES}
    assert ("V-03", evidence.DELIVERIES) in found(packed(left, folder))


def test_a_file_is_not_passed_off_as_one_of_version_1_to_hide_its_sign_offs(
    members: Members, folder: Path
) -> None:
    bare = {n: data for n, data in members.items() if n not in {evidence.SIGN_OFFS, evidence.LIAISON}}
    changed = edited(relisted(bare), evidence.MANIFEST, lambda manifest: manifest.update(version=1))
    assert ("V-13", "") in found(packed(changed, folder))
    assert ("V-14", evidence.SUMMARY) in found(packed(changed, folder))
