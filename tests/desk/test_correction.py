"""补正: each point is answered by a file, all are sent together, and every round is one delivery."""

from __future__ import annotations

import pytest

from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Event, State
from clerk.domain.clocks import Phase
from clerk.domain.deliveries import DeliveryState
from clerk.domain.digests import sm3
from clerk.domain.journal import EventKind
from clerk.domain.materials import Way
from clerk.store import attachments
from clerk.store.verify import verify
from tests.desk.refusals import refused
from tests.desk.sample_files import pdf
from tests.desk.window import COMPANY, Window


@pytest.fixture
def asked(window: Window) -> CaseFile:
    """A case of 嘉善 that asks for two corrections."""
    case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
    window.clock.pass_time(3600)
    return window.asked_to_correct(case, "articles", "application_form")


def _files(window: Window, case: CaseFile) -> list[str]:
    with window.store.reading() as unit:
        return sorted(row.digest for row in attachments.list_attachments(unit, case.id))


def test_every_point_has_to_be_answered_before_it_is_sent(window: Window, asked: CaseFile) -> None:
    desk, clerk = window.desk, window.clerk
    assert desk.view_case(asked.id).next_key == "f4"
    with refused("C-07", count="2"):
        desk.send_correction(clerk, asked.id)
    desk.answer_correction(clerk, asked.id, "articles", window.scan("a.pdf", pdf("2023 版章程")))
    with refused("C-07", count="1"):
        desk.send_correction(clerk, asked.id)
    view = desk.answer_correction(clerk, asked.id, "application_form", window.scan("b.pdf"))
    assert (view.next_key, view.case.open_corrections) == ("f5", ())
    window.clock.pass_time(3600)
    sent = desk.send_correction(clerk, asked.id).case
    assert (sent.state, sent.round) == (State.TRANSFERRED, 1)
    assert window.queue.left == [(f"{asked.id}:correct:1", 0), (f"{asked.id}:submit:0", 0)]
    assert verify(window.store).ok


def test_the_file_takes_the_place_of_the_material_in_the_list(window: Window, asked: CaseFile) -> None:
    before = [m.material for m in asked.met]
    data = pdf("2023 版章程")
    case = window.desk.answer_correction(
        window.clerk, asked.id, "articles", window.scan("章程.pdf", data)
    ).case
    assert [m.material for m in case.met] == before
    met = next(m for m in case.met if m.material == "articles")
    assert (met.way, met.digest, met.file_name) == (Way.SCAN, sm3(data), "章程.pdf")


def test_a_file_chosen_again_before_it_is_sent_forgets_the_first(window: Window, asked: CaseFile) -> None:
    kept = _files(window, asked)
    for text in ("wrong", "right"):
        window.desk.answer_correction(window.clerk, asked.id, "articles", window.scan("a.pdf", pdf(text)))
    assert _files(window, asked) == sorted([*kept, sm3(pdf("right"))])


def test_what_an_earlier_round_sent_is_kept(window: Window, asked: CaseFile) -> None:
    desk, clerk = window.desk, window.clerk
    for material in ("articles", "application_form"):
        desk.answer_correction(clerk, asked.id, material, window.scan("a.pdf", pdf(f"1 {material}")))
    desk.send_correction(clerk, asked.id)
    window.clock.pass_time(60)
    window.asked_to_correct(asked, "articles")
    desk.answer_correction(clerk, asked.id, "articles", window.scan("a.pdf", pdf("2 articles")))
    case = desk.send_correction(clerk, asked.id).case
    assert case.round == 2
    assert {sm3(pdf("1 articles")), sm3(pdf("2 articles"))} <= set(_files(window, asked))
    ids = [d.id for d in window.deliveries(case)]
    assert ids == [f"{case.id}:submit:0", f"{case.id}:correct:1", f"{case.id}:correct:2"]
    assert len([d for d in window.deliveries(case) if d.state is DeliveryState.QUEUED]) == 2


def test_sent_twice_is_one_delivery_and_says_why(window: Window, asked: CaseFile) -> None:
    desk, clerk = window.desk, window.clerk
    for material in ("articles", "application_form"):
        desk.answer_correction(clerk, asked.id, material, window.scan("a.pdf"))
    desk.send_correction(clerk, asked.id)
    with refused("C-17", state="已流转", deed="补正"):
        desk.send_correction(clerk, asked.id)
    assert [d.round for d in window.deliveries(asked)] == [0, 1]


def test_nothing_is_corrected_that_nobody_asked_for(window: Window) -> None:
    case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
    with refused("C-17"):
        window.desk.answer_correction(window.clerk, case.id, "articles", window.scan("a.pdf"))
    with refused("C-17"):
        window.desk.send_correction(window.clerk, case.id)
    asked = window.asked_to_correct(case, "articles")
    with refused("C-14", material="申请书"):
        window.desk.answer_correction(window.clerk, asked.id, "application_form", window.scan("a.pdf"))
    with refused("C-08"):
        window.desk.answer_correction(window.clerk, "no-such-case", "articles", window.scan("a.pdf"))
    with refused("C-08"):
        window.desk.send_correction(window.clerk, "no-such-case")
    with refused("U-04"):
        window.desk.send_correction(window.supervisor, case.id)


def test_a_broken_file_is_refused_and_the_point_stays_open(window: Window, asked: CaseFile) -> None:
    for name, data, code in (("w.pdf", b"PK", "F-02"), ("e.pdf", b"", "F-04"), ("c.pdf", b"%PDF-1", "F-03")):
        with refused(code):
            window.desk.answer_correction(window.clerk, asked.id, "articles", window.scan(name, data))
    assert window.case(asked) == asked


def test_a_correction_that_names_no_material_is_answered_with_any_of_the_list(window: Window) -> None:
    case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
    window.news(case, Event.ASK_CORRECTION, words="材料不清晰，请重新提交（示例）")
    with refused("C-07"):
        window.desk.send_correction(window.clerk, case.id)
    with refused("C-14"):
        window.desk.answer_correction(window.clerk, case.id, "no_such", window.scan("a.pdf"))
    view = window.desk.answer_correction(window.clerk, case.id, "articles", window.scan("a.pdf"))
    assert view.next_key == "f5"
    assert window.desk.send_correction(window.clerk, case.id).case.round == 1


def test_the_clock_stands_while_the_applicant_corrects(window: Window, asked: CaseFile) -> None:
    view = window.desk.view_case(asked.id)
    assert view.clock.standing.value == "stopped"
    assert view.clock.due == "—"
    window.clock.pass_time(5 * 24 * 3600)
    for material in ("articles", "application_form"):
        window.desk.answer_correction(window.clerk, asked.id, material, window.scan("a.pdf"))
    case = window.desk.send_correction(window.clerk, asked.id).case
    assert case.clocks[0].state(window.counter.calendar, window.clock.now()).phase is Phase.RUNNING
    clock = window.desk.view_case(asked.id).clock
    assert (clock.due, clock.due_verified) == ("2026-12-04", False)  # the shipped holidays are not verified


def test_the_timeline_tells_a_file_taken_in_from_corrections_sent(window: Window, asked: CaseFile) -> None:
    for material in ("articles", "application_form"):
        window.desk.answer_correction(window.clerk, asked.id, material, window.scan("a.pdf"))
    view = window.desk.send_correction(window.clerk, asked.id)
    assert [row.what.zh for row in view.timeline][-4:] == [
        "要求补正",
        "补正材料已收",
        "补正材料已收",
        "补正材料已送出",
    ]
    assert len(window.events(EventKind.CASE_CORRECTED)) == 3
