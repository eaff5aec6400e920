"""The evidence of a case: whole, provable without the store, and telling what anybody did to it."""

from __future__ import annotations

import io
import json
import os
import stat
import threading
import zipfile
from contextlib import suppress
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerk.desk.views import PaperKind
from clerk.domain import evidence
from clerk.domain.chain import GENESIS, first_format_hash
from clerk.domain.deliveries import Decision
from clerk.domain.evidence import NotRead, read_json, write_json
from clerk.domain.evidence_proof import Heads
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Role
from clerk.store import journal
from clerk.store.verify import verify
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
from tests.desk.test_privacy import SAID
from tests.desk.window import PEOPLE, Window
from tests.store.samples import rows, tamper

SAM = "05.03-20261124-0000000001-0000000001"
"""Number of the simulated reader."""
REASON = "法院调取，示例案号 7"


def a_life(window: Window) -> str:
    """A case with reads, copies, papers, a decided exception and a hand-over, between others' cases."""
    desk, clerk = window.desk, window.clerk
    window.received("gu")
    case = window.received()
    window.received("lu")
    desk.print_paper(clerk, case.id, PaperKind.RECEIPT)
    failed = window.failed(case)
    desk.decide(window.supervisor, failed.id, Decision.TAKE_OVER, SAID[2])
    window.received("qian")
    window.granted(case)
    desk.hand_over(clerk, case.id, desk.read_collector(window.counter.readers[0], "zhang"))
    desk.reveal(clerk, case.id, "核对")
    return case.receipt_no


def exported(window: Window, receipt_no: str, folder: Path, reason: str | None = None) -> bytes:
    """The file of a case."""
    path = folder / f"evidence-{len(list(folder.iterdir()))}.zip"
    window.desk.export_evidence(window.operator("J0001", Role.AUDITOR), receipt_no, path, reason)
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files are laid."""
    path = tmp_path / "evidence"
    path.mkdir()
    return path


# What is in it -------------------------------------------------------------------------------------------


def test_the_evidence_of_a_case_proves_itself(window_on_each: Window, folder: Path) -> None:
    window = window_on_each
    receipt_no = a_life(window)
    path = folder / "case.zip"
    made = window.desk.export_evidence(window.supervisor, receipt_no, path)
    data = path.read_bytes()
    proof = proof_of(data)
    assert found(data) == set()
    assert proof.manifest is not None
    assert proof.export is not None
    assert (proof.manifest.receipt_no, proof.manifest.training) == (receipt_no, window.counter.training)
    assert (made.head_seq, made.head_hash) == (proof.export.seq, proof.export.hash)
    assert made.events == len(proof.events)
    assert made.size == len(data)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in folder.iterdir()] == ["case.zip"]
    assert verify(window.store).ok
    assert verify(window.store).head.hash == made.head_hash, "the export is the journal's last event"


def test_it_holds_reads_papers_copies_deliveries_and_decisions(window: Window, folder: Path) -> None:
    data = exported(window, a_life(window), folder)
    members = {name: json.loads(text) for name, text in members_of(data).items() if name != evidence.CHAIN}
    summary = members[evidence.SUMMARY]
    assert [(read["role"], read["reader"], read["strength"]) for read in summary["reads"]] == [
        ("applicant", SAM, "chip"),
        ("collector", SAM, "chip"),
    ]
    assert all(read["read_at"] for read in summary["reads"])
    assert [(paper["paper"], len(paper["digest"])) for paper in summary["papers"]] == [("receipt", 64)]
    assert [(row["decision"], row["by"]) for row in summary["decisions"]] == [("take_over", "S0101")]
    assert {row["material"] for row in summary["copies"]} == {
        met["material"] for met in members[evidence.FILES]["materials"] if met["way"] == "e_licence"
    }
    assert all(len(file["sm3"]) == 64 for file in members[evidence.FILES]["attachments"])
    states = {d["kind"]: d["state"] for d in members[evidence.DELIVERIES]}
    assert states == {"submit": "taken_over", "handed_over": "queued"}
    assert members[evidence.CASE]["applicant"]["name"] == "张*"


def test_it_names_nobody_unless_that_was_asked_for_with_a_reason(window: Window, folder: Path) -> None:
    receipt_no = a_life(window)
    secrets = {v for p in PEOPLE.values() for v in (p.person.name, p.person.number, p.person.phone)}
    masked = exported(window, receipt_no, folder).decode("utf-8", "replace")
    assert [secret for secret in (*secrets, *SAID) if secret in masked] == []
    whole = exported(window, receipt_no, folder, REASON)
    assert found(whole) == set()
    personal = json.loads(members_of(whole)[evidence.PERSONAL])
    zhang = PEOPLE["zhang"].person
    assert (personal["applicant"]["name"], personal["applicant"]["number"]) == (zhang.name, zhang.number)
    assert SAID[2] in {private.get("reason") for private in personal["events"].values()}
    others = {
        v for key, p in PEOPLE.items() if key not in {"zhang", "gu"} for v in (p.person.name, p.person.number)
    }
    assert [secret for secret in others if secret in whole.decode("utf-8", "replace")] == []


def test_an_export_is_journalled_with_its_reason_and_the_digest_of_what_was_given(
    window: Window, folder: Path
) -> None:
    receipt_no = a_life(window)
    exported(window, receipt_no, folder)
    exported(window, receipt_no, folder, REASON)
    masked, whole = window.events(EventKind.EVIDENCE_EXPORTED)
    assert (masked.actor, masked.private, masked.payload["whole"]) == ("J0001", None, False)
    assert (whole.private, whole.payload["whole"]) == ({"reason": REASON}, True)
    assert masked.payload["manifest"] != whole.payload["manifest"]


def test_nothing_of_others_is_in_it_but_digests(window: Window, folder: Path) -> None:
    receipt_no = a_life(window)
    data = exported(window, receipt_no, folder)
    text = data.decode("utf-8", "replace")
    with window.store.reading() as unit:
        events = journal.events(unit, limit=10_000)
    others = {
        e.case_id for e in events if e.case_id and e.payload.get("receipt_no", receipt_no) != receipt_no
    }
    assert len(others) == 3
    assert [case_id for case_id in others if case_id in text] == []


def test_only_who_may_read_the_journal_gets_it_and_only_with_words_for_whole_data(
    window: Window, folder: Path
) -> None:
    receipt_no = a_life(window)
    before = window.store.change_mark()
    with refused("U-04"):
        window.desk.export_evidence(window.clerk, receipt_no, folder / "x.zip")
    with refused("U-05"):
        window.desk.export_evidence(window.supervisor, receipt_no, folder / "x.zip", "  ")
    with refused("I-16"):
        window.desk.export_evidence(window.supervisor, "nothing", folder / "x.zip")
    assert list(folder.iterdir()) == []
    assert window.store.change_mark() == before


def test_a_file_that_is_there_already_stays_as_it_is(window: Window, folder: Path) -> None:
    receipt_no = a_life(window)
    path = folder / "case.zip"
    path.write_bytes(b"mine")
    before = window.store.change_mark()
    with refused("S-21"):
        window.desk.export_evidence(window.supervisor, receipt_no, path)
    with refused("S-21"):
        window.desk.export_evidence(window.supervisor, receipt_no, folder / "none" / "case.zip")
    assert path.read_bytes() == b"mine"
    assert [p.name for p in folder.iterdir()] == ["case.zip"]
    assert window.store.change_mark() == before


def test_a_disk_that_fails_leaves_no_file_and_no_event(
    window: Window, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt_no = a_life(window)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    before = window.store.change_mark()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with refused("S-21"):
            window.desk.export_evidence(window.supervisor, receipt_no, folder / "case.zip")
    assert list(folder.iterdir()) == []
    assert window.store.change_mark() == before


def test_others_go_on_writing_while_evidence_is_made(
    window_on_each: Window, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is journalled between the long walk and the export is in the chain, and in the case's events."""
    from clerk.desk import evidence as use_case

    window = window_on_each
    receipt_no = a_life(window)
    case_id = window.desk.find_by_scan(receipt_no)
    assert case_id is not None
    walked = use_case._Export._walk
    walks: list[int] = []

    def walk_and_meet(self: Any, unit: Any, *place: Any) -> None:
        walked(self, unit, *place)
        walks.append(place[0])
        if len(walks) == 1:
            other = threading.Thread(target=window.desk.reveal, args=(window.clerk, case_id, "同时"))
            other.start()
            other.join()

    monkeypatch.setattr(use_case._Export, "_walk", walk_and_meet)
    data = exported(window, receipt_no, folder)
    assert found(data) == set()
    proof = proof_of(data)
    assert proof.manifest is not None
    assert proof.events[-1].seq == proof.manifest.last == walks[1]
    assert proof.events[-1].kind == EventKind.DATA_REVEALED.value


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE cases SET state = 'closed' WHERE receipt_no = '{receipt_no}'", "S-35"),
        ("UPDATE journal SET actor = 'nobody' WHERE seq = {last}", "S-31"),
        ("DELETE FROM journal WHERE seq = {last} - 1", "S-32"),
        ("UPDATE journal SET prev_hash = hash WHERE seq = {last}", "S-33"),
        ("UPDATE chain_head SET hash = 'x'", "S-34"),
    ],
)
def test_evidence_is_not_made_of_a_journal_or_case_that_was_changed_by_hand(
    window_on_each: Window, folder: Path, change: str, code: str
) -> None:
    window = window_on_each
    receipt_no = a_life(window)
    tamper(window.store, change.format(receipt_no=receipt_no, last=window.events()[-1].seq))
    before = window.store.change_mark()
    with refused(code):
        window.desk.export_evidence(window.supervisor, receipt_no, folder / "case.zip")
    assert list(folder.iterdir()) == []
    assert window.store.change_mark() == before


def test_evidence_is_not_made_across_events_of_the_first_format(window: Window, folder: Path) -> None:
    receipt_no = a_life(window)
    last = window.events()[-1].seq
    columns = ", ".join(signature(first_format_hash).parameters)
    (row,) = rows(window.store, f"SELECT {columns} FROM journal WHERE seq = {last}")  # noqa: S608
    written = first_format_hash(*row)
    tamper(
        window.store,
        f"UPDATE journal SET hash = '{written}' WHERE seq = {last}",  # noqa: S608
        f"UPDATE chain_head SET hash = '{written}'",  # noqa: S608
    )
    assert verify(window.store).ok
    with refused("V-20", where=str(last)):
        window.desk.export_evidence(window.supervisor, receipt_no, folder / "case.zip")


# What is done to it --------------------------------------------------------------------------------------


@pytest.fixture
def members(window: Window, folder: Path) -> Members:
    """The members of a true file."""
    return members_of(exported(window, a_life(window), folder))


def seqs(members: Members) -> list[int]:
    """Numbers of the case's events."""
    return [event["seq"] for event in json.loads(members[evidence.EVENTS])]


@pytest.mark.parametrize(
    "field",
    ["at", "kind", "actor", "terminal", "case_digest", "once", "payload", "sealed", "hash", "prev_hash"],
)
def test_a_changed_event_is_named(members: Members, folder: Path, field: str) -> None:
    seq = seqs(members)[3]
    changed = edited(members, evidence.EVENTS, lambda events: events[3].update({field: "0" * 64}))
    assert {("V-05", "events.json"), ("V-07", str(seq))} <= found(packed(changed, folder))
    assert {("V-13", ""), ("V-07", str(seq))} <= found(packed(relisted(changed), folder))


def test_a_removed_event_is_named(members: Members, folder: Path) -> None:
    seq = seqs(members)[3]
    changed = edited(members, evidence.EVENTS, lambda events: [e for e in events if e["seq"] != seq])
    assert {("V-05", "events.json"), ("V-08", str(seq))} <= found(packed(changed, folder))
    both = edited(changed, evidence.CASE, lambda case: case["events"].remove(seq))
    assert {("V-05", "events.json"), ("V-05", "case.json")} <= found(packed(both, folder))
    assert ("V-13", "") in found(packed(relisted(both), folder))


def test_swapped_events_are_named(members: Members, folder: Path) -> None:
    numbers = seqs(members)

    def swap_places(events: list[Any]) -> None:
        events[3], events[4] = events[4], events[3]

    def swap_numbers(events: list[Any]) -> None:
        events[3]["seq"], events[4]["seq"] = events[4]["seq"], events[3]["seq"]
        swap_places(events)

    assert ("V-10", str(numbers[3])) in found(packed(edited(members, evidence.EVENTS, swap_places), folder))
    swapped = found(packed(edited(members, evidence.EVENTS, swap_numbers), folder))
    assert {("V-07", str(numbers[3])), ("V-07", str(numbers[4]))} <= swapped


def test_an_event_that_was_added_or_stands_twice_is_named(members: Members, folder: Path) -> None:
    last = seqs(members)[-1]
    for added in (last, last + 1, 10**15):
        changed = edited(
            members, evidence.EVENTS, lambda events, n=added: events.append({**events[-1], "seq": n})
        )
        assert ("V-09", str(added)) in found(packed(changed, folder)), added


def test_an_event_of_another_case_is_named(window: Window, members: Members, folder: Path) -> None:
    other = window.received("shen")
    theirs = members_of(exported(window, other.receipt_no, folder))
    foreign = json.loads(theirs[evidence.EVENTS])[-1]
    changed = edited(members, evidence.EVENTS, lambda events: events.__setitem__(-1, foreign))
    told = found(packed(changed, folder))
    assert {
        ("V-09", str(foreign["seq"])),
        ("V-11", str(foreign["seq"])),
        ("V-08", str(seqs(members)[-1])),
    } <= told
    mixed = {**members, evidence.EVENTS: theirs[evidence.EVENTS]}
    assert ("V-11", str(foreign["seq"])) in found(packed(rehashed(relisted(mixed)), folder))


def test_a_file_relabelled_as_another_case_is_named(members: Members, folder: Path) -> None:
    def relabel(manifest: Any) -> None:
        manifest["case"]["receipt_no"] = "QP01-20261124-0099-0"

    told = found(packed(edited(members, evidence.MANIFEST, relabel), folder))
    assert ("V-13", "") in told
    assert "V-11" in {code for code, _ in told}
    assert ("V-14", "case.json") in told


def test_a_break_in_the_chain_is_named_between_two_events(members: Members, folder: Path) -> None:
    numbers = seqs(members)
    first = json.loads(members[evidence.MANIFEST])["chain"]["first"]
    gap = next(i for i, n in enumerate(numbers) if n - first != i)
    chain = bytearray(members[evidence.CHAIN])
    chain[(numbers[gap] - first - 1) * 32] ^= 1
    told = {
        (f.code, f.details.get("after"), f.details.get("where"))
        for f in proof_of(packed({**members, evidence.CHAIN: bytes(chain)}, folder)).problems
    }
    assert ("V-12", str(numbers[gap - 1]), str(numbers[gap])) in told
    assert sum(code == "V-12" for code, _, _ in told) == 1, "what follows is right in itself"
    for cut in (
        members[evidence.CHAIN][:-32],
        members[evidence.CHAIN][:-7],
        members[evidence.CHAIN] + bytes(32),
        b"",
    ):
        assert {("V-05", "chain.bin")} < found(packed({**members, evidence.CHAIN: cut}, folder))


@pytest.mark.parametrize("name", [name for name in evidence.MEMBERS if name != evidence.PERSONAL])
def test_a_removed_member_is_named(members: Members, folder: Path, name: str) -> None:
    left = {other: data for other, data in members.items() if other != name}
    assert ("V-03", name) in found(packed(left, folder))


@pytest.mark.parametrize("name", [evidence.CASE, evidence.FILES, evidence.DELIVERIES, evidence.SUMMARY])
def test_a_changed_member_is_named(members: Members, folder: Path, name: str) -> None:
    changed = {**members, name: members[name].replace(b'"', b'"x', 1)}
    assert ("V-05", name) in found(packed(changed, folder))


def test_a_summary_that_says_other_than_the_events_is_named(members: Members, folder: Path) -> None:
    changed = edited(members, evidence.SUMMARY, lambda summary: summary["reads"][0].update(strength="typed"))
    assert {("V-14", "summary.json"), ("V-13", "")} == found(packed(relisted(changed), folder))


def test_personal_data_laid_into_a_masked_file_is_named(members: Members, folder: Path) -> None:
    added = {
        **{k: v for k, v in members.items() if k in evidence.LISTED},
        evidence.PERSONAL: b"{}",
        evidence.MANIFEST: members[evidence.MANIFEST],
        evidence.EXPORT: members[evidence.EXPORT],
    }
    assert found(packed(added, folder)) == {("V-04", "personal.json")}
    assert {("V-13", ""), ("V-17", "manifest.json")} == found(packed(relisted(added), folder))


def test_a_file_made_anew_as_a_whole_is_told_only_by_a_head_from_elsewhere(
    members: Members, folder: Path
) -> None:
    true = proof_of(packed(members, folder))
    assert true.export is not None
    forged = packed(rehashed(edited(members, evidence.EVENTS, lambda e: e[3].update(actor="A9999"))), folder)
    assert found(forged) == set(), "this is what docs/evidence.md says that a file alone cannot prove"
    heads = Heads(frozenset({true.export.hash}))
    assert found(forged, heads) == {("V-15", true.export.hash)}
    assert proof_of(packed(members, folder), heads).all_vouched
    by_number = Heads(by_seq={true.export.seq: true.export.hash, 10**9: GENESIS})
    assert found(forged, by_number) == {("V-15", str(true.export.seq))}
    assert proof_of(packed(members, folder), by_number).all_vouched


def test_a_head_noted_before_the_export_vouches_up_to_its_event(members: Members, folder: Path) -> None:
    data = packed(members, folder)
    event = proof_of(data).events[4]
    proof = proof_of(data, Heads(by_seq={event.seq: event.hash}))
    assert (proof.ok, proof.proved_until, proof.all_vouched) == (True, event.seq, False)
    assert found(data, Heads(by_seq={10**9: event.hash})) == {("V-16", "")}


# Files that are none ---------------------------------------------------------------------------------------


def test_a_file_cut_off_anywhere_or_added_to_is_no_evidence(members: Members, folder: Path) -> None:
    data = packed(members, folder)
    for length in {0, 1, 21, 22, 100, *range(0, len(data), 997), len(data) - 1}:
        with refused("V-01"):
            read_back = found(data[:length])
            pytest.fail(f"{length}: {read_back}")
    for added in (data + b"\0", data + data, b"\0" + data):
        with refused("V-01"):
            found(added)
    assert len(found(b"PK\5\6" + bytes(18))) == len(evidence.MEMBERS) - 1, "an empty zip"


def test_another_zip_and_another_json_are_no_evidence(folder: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as other:
        other.writestr("letter.txt", "hello")
    assert ("V-04", "letter.txt") in found(held.getvalue())
    with refused("V-01"):
        found(packed({evidence.MANIFEST: b'{"format":"another"}'}, folder))


@pytest.mark.parametrize("version", [0, 3, 999])
def test_a_file_of_another_version_is_refused_with_words(
    members: Members, folder: Path, version: int
) -> None:
    changed = edited(members, evidence.MANIFEST, lambda manifest: manifest.update(version=version))
    with refused("V-02", version=str(version)):
        found(packed(changed, folder))


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "notes.txt", "events.json/", "\x1b[2J", "..\\x", "EVENTS.JSON"],
)
def test_a_member_that_was_added_is_named_and_never_written_anywhere(
    members: Members, folder: Path, name: str
) -> None:
    told = found(packed({**members, name: b"x"}, folder))
    assert told == {("V-04", name)}
    assert [p.name for p in folder.iterdir() if p.suffix != ".zip"] == []


def test_a_second_member_of_one_name_is_named(members: Members, folder: Path) -> None:
    for first in (True, False):
        other = [(evidence.EVENTS, b"[]")]
        both = [*other, *members.items()] if first else [*members.items(), *other]
        assert ("V-04", "events.json") in found(packed(both, folder))


def test_a_packed_member_is_never_unpacked(members: Members) -> None:
    """A bomb: 64 MiB of zeros in some kilobytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name, data in members.items():
            bomb.writestr(name, bytes(2**26) if name == evidence.EVENTS else data)
    told = found(held.getvalue())
    assert {("V-06", "events.json"), ("V-17", "events.json")} <= told


def test_a_member_larger_than_any_is_not_read(
    members: Members, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packed(members, folder)
    monkeypatch.setattr(evidence, "LARGEST_MEMBER", len(members[evidence.EVENTS]) - 1)
    assert ("V-17", "events.json") in found(data)
    with refused("V-21", member="events.json"):
        packed(members, folder)


def test_any_program_reads_the_zip(members: Members, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(members, folder))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == members


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[", b"\xff", b"null", b"{}", b"[[]]", b'[{"seq":1}]', b"[1e5]", b"[1.5]", b"[NaN]",
        b"[Infinity]", b"[" + b"9" * 5000 + b"]", b"[" + b"9" * 25 + b"]", b"[" * 100_000,
        b'{"a":1,"a":2}', b'[ 1]', b'["\\ud800"]', b'["\\u0041"]',
    ],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_what_is_not_json_of_this_form_is_named_and_nothing_breaks(
    members: Members, folder: Path, text: bytes
) -> None:
    for name in (evidence.EVENTS, evidence.CASE, evidence.EXPORT):
        told = {code for code, where in found(packed({**members, name: text}, folder)) if where == name}
        assert told & {"V-17", "V-05"}, name


@pytest.mark.parametrize("value", [True, -1, 2**63, None, "1", [], 1])
def test_fields_of_another_type_are_not_believed(members: Members, folder: Path, value: object) -> None:
    changed = edited(members, evidence.EVENTS, lambda events: events[0].update(seq=value))
    assert found(packed(changed, folder)) - {("V-05", "events.json")}
    for field in ("first", "last", "before"):
        changed = edited(members, evidence.MANIFEST, lambda m, f=field: m["chain"].update({f: value}))
        assert found(packed(changed, folder))


def test_payloads_that_are_no_json_say_nothing(members: Members, folder: Path) -> None:
    for payload in ("[]", "{", "\ud83d", '{"visit":{"a":[]}}', '{"receipt_no":1}'):
        try:
            changed = edited(members, evidence.EVENTS, lambda e, p=payload: e[2].update(payload=p))
        except UnicodeEncodeError:
            continue
        assert ("V-07", str(seqs(members)[2])) in found(packed(changed, folder))


# Properties ----------------------------------------------------------------------------------------------


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_bit_of_a_file_can_be_turned_unseen(
    members: Members, folder: Path, where: float, bit: int
) -> None:
    data = bytearray(packed(members, folder))
    data[int(where * len(data))] ^= 1 << bit
    try:
        assert found(bytes(data))
    except Refused as refusal:
        assert refusal.fault.code in {"V-01", "V-02"}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_event_can_be_left_out_doubled_or_moved_unseen(
    members: Members, folder: Path, data: st.DataObject
) -> None:
    events = json.loads(members[evidence.EVENTS])
    indexes = data.draw(st.lists(st.integers(0, len(events) - 1), max_size=len(events) + 2))
    others = [events[i] for i in indexes]
    if others == events:
        return
    changed = relisted({**members, evidence.EVENTS: write_json(others)})
    told = found(packed(changed, folder)) - {("V-13", "")}
    named = {where for code, where in told if code in {"V-08", "V-09", "V-10"}}
    touched = {str(e["seq"]) for e in events if others.count(e) != 1}
    assert touched <= named
    assert named or sorted(indexes) == indexes


@settings(max_examples=200)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**62), 2**62)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
        ),
    )
)
def test_what_is_written_is_read_back(value: object) -> None:
    assert read_json(write_json(value)) == value


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_bytes_are_read_in_one_form_or_refused(data: bytes) -> None:
    with suppress(NotRead):
        assert write_json(read_json(data)) == data


@settings(max_examples=300)
@given(st.binary(max_size=400), st.binary(max_size=120))
def test_no_bytes_break_the_reader(data: bytes, tail: bytes) -> None:
    for text in (data, data + b"PK\5\6" + tail[:18].ljust(18, b"\0"), data + b"PK\1\2" + tail):
        try:
            found(text)
        except Refused as refusal:
            assert refusal.fault.code in {"V-01", "V-02"}
