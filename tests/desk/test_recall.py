"""Licences, copies and online applications: answers arrive side by side, and late ones do no harm."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from clerk.desk.visit import Visit
from clerk.domain.journal import EventKind
from clerk.domain.materials import PaperReason, Way
from clerk.ports import Unreachable
from clerk.store import attachments
from tests.desk.refusals import refused
from tests.desk.sample_files import pdf
from tests.desk.window import COMPANIES, COMPANY, FILING, Window


def _at_once(*jobs: Callable[[], object]) -> None:
    """Run jobs in threads that start together; the first error of any is raised."""
    barrier, errors = Barrier(len(jobs)), list[BaseException]()

    def run(job: Callable[[], object]) -> None:
        barrier.wait(10)
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not errors, errors


def test_her_licences_come_from_her_own_region_and_reading_them_is_journalled(window: Window) -> None:
    visit = window.looked_up(window.card("zhang"))
    assert dict(visit.looked_up) == {"qingpu": "ok", "wujiang": "ok", "jiashan": "ok"}
    assert {(x.kind, x.region) for x in visit.licences} == {
        ("resident_id", "wujiang"),
        ("social_security_card", "wujiang"),
    }
    seen = {e.payload["region"]: e.payload["kinds"] for e in window.events(EventKind.LICENCES_SEEN)}
    assert seen == {"qingpu": "", "wujiang": "resident_id,social_security_card", "jiashan": ""}


def test_a_region_in_trouble_takes_nothing_away(window: Window) -> None:
    visit = window.looked_up(window.card("qian"))
    assert (len(visit.licences), len(visit.waiting)) == (2, 1)
    window.regions["jiashan"].down = {"waiting_applications"}
    again = window.looked_up(visit)
    assert again.looked_up["jiashan"] == "R-01"
    assert (set(again.licences), again.waiting) == (set(visit.licences), visit.waiting)
    window.regions["jiashan"].down = {"find_licences", "waiting_applications"}
    again = window.looked_up(again)
    assert (set(again.licences), again.waiting) == (set(visit.licences), visit.waiting)
    window.regions["jiashan"].down = set()
    assert window.looked_up(again).looked_up["jiashan"] == "ok"


def test_nobody_is_looked_up_before_a_card(window: Window) -> None:
    with refused("C-02"):
        window.desk.look_up(window.clerk, window.desk.open_visit(window.clerk), "qingpu")


def test_an_answer_about_the_person_before_is_dropped_and_still_journalled(window: Window) -> None:
    first = window.card("zhang")
    found = window.desk.look_up(window.clerk, first, "wujiang")
    second = window.card("lu", first)
    for picture in (first, second):  # whichever picture of the visit the screen hands in
        after = window.desk.add_look_up(window.clerk, picture, found)
        assert after == second
    assert [e.payload["kept"] for e in window.events(EventKind.LICENCES_SEEN)] == ["no", "no"]


def test_an_answer_after_the_end_or_the_receipt_is_dropped(window: Window) -> None:
    visit = window.ready()
    found = window.desk.look_up(window.clerk, visit, "qingpu")
    material = "id_card"
    _, copy, data = window.desk.derive(window.clerk, visit, material)
    received, case = window.desk.receive(window.clerk, visit)
    assert window.desk.add_look_up(window.clerk, visit, found) == received
    assert window.desk.add_copy(window.clerk, visit, material, copy, data) == received
    window.desk.end_visit(window.clerk, received)
    assert window.desk.add_look_up(window.clerk, received, found) == received
    assert window.desk.add_copy(window.clerk, received, material, copy, data) == received
    assert window.count("drafts") == 0
    assert window.count("attachments") == len([m for m in case.met if m.digest])
    late = [e.payload["kept"] for e in window.events(EventKind.LICENCE_DERIVED)]
    assert late == ["yes", "yes", "no", "no"]


def test_a_copy_is_bound_to_its_case_and_its_cause(window: Window) -> None:
    visit = window.derived(window.chosen("zhang"))
    purposes = [p for p in window.regions["wujiang"].purposes if p.case_id == visit.case_id]
    assert {p.cause for p in purposes} == {"办理跨省异地就医备案"}
    assert {(p.item_code, p.clerk, p.site) for p in purposes} == {(FILING, "A0231", "QP01")}
    assert set(visit.copies) == {"id_card", "social_card"}
    events = window.events(EventKind.LICENCE_DERIVED)
    assert {(e.payload["material"], e.case_id) for e in events} == {
        ("id_card", visit.case_id),
        ("social_card", visit.case_id),
    }
    assert visit.field_now == ""  # copies arrive beside the keys


def test_a_copy_of_another_case_is_refused(window: Window) -> None:
    first = window.chosen("zhang")
    _, copy, data = window.desk.derive(window.clerk, first, "id_card")
    second = window.chosen("zhang")
    with refused("L-05"):
        window.desk.add_copy(window.clerk, second, "id_card", copy, data)
    assert window.desk.current_visit(second) == second
    assert window.count("attachments") == 0


def test_a_copy_past_its_end_is_refused(window: Window) -> None:
    visit = window.chosen("zhang")
    _, copy, data = window.desk.derive(window.clerk, visit, "id_card")
    window.clock.pass_time(31 * 24 * 3600)
    with refused("L-05"):
        window.desk.add_copy(window.clerk, visit, "id_card", copy, data)


def test_a_copy_for_a_matter_that_was_left_is_dropped(window: Window) -> None:
    first = window.chosen("zhang")
    _, copy, data = window.desk.derive(window.clerk, first, "id_card")
    second = window.desk.choose_item(window.clerk, first, FILING, "jiashan")
    for picture in (first, second):
        assert window.desk.add_copy(window.clerk, picture, "id_card", copy, data) == second
    other = window.card("lu", second)
    assert window.desk.add_copy(window.clerk, other, "id_card", copy, data) == other
    assert window.count("attachments") == 0


def test_what_the_clerk_decided_meanwhile_stands(window: Window) -> None:
    asked = window.chosen("zhang")
    _, copy, data = window.desk.derive(window.clerk, asked, "id_card")
    scan = window.scan("a.pdf", pdf("a"))
    decided = window.desk.attach_file(window.clerk, asked, "id_card", scan, PaperReason.SYSTEM_FAULT)
    assert window.desk.add_copy(window.clerk, asked, "id_card", copy, data) == decided
    # asked for after the scan, the copy is what the clerk wants
    _, copy, data = window.desk.derive(window.clerk, decided, "id_card")
    after = window.desk.add_copy(window.clerk, decided, "id_card", copy, data)
    assert after.met_for("id_card").way is Way.E_LICENCE  # type: ignore[union-attr]
    with window.store.reading() as unit:
        assert [r.digest for r in attachments.list_attachments(unit, after.id)] == [copy.digest]


def test_a_file_that_is_not_the_one_spoken_of_is_not_used(window: Window) -> None:
    visit = window.chosen("zhang")
    window.regions["wujiang"].wrong_digest = True
    with refused("L-04", material="居民身份证"):
        window.desk.derive(window.clerk, visit, "id_card")
    window.regions["wujiang"].wrong_digest = False
    window.regions["wujiang"].file = b"<html>Bad gateway</html>"
    with refused("F-02"):
        window.desk.derive(window.clerk, visit, "id_card")
    with refused("L-03"):
        window.desk.derive(window.clerk, visit, "filing_form")


def test_a_region_that_is_away_is_trouble_and_no_refusal_of_ours(window: Window) -> None:
    visit = window.chosen("zhang")
    window.regions["wujiang"].down = {"derive"}
    with pytest.raises(Unreachable):
        window.desk.derive(window.clerk, visit, "id_card")
    assert window.desk.current_visit(visit) == visit


def test_a_licence_of_a_region_that_is_no_longer_linked_is_not_proposed(window: Window) -> None:
    visit = window.chosen("zhang")
    linked = {r: b for r, b in window.counter.regions.items() if r != "wujiang"}
    window.counter = replace(window.counter, regions=linked)
    assert window.desk.to_derive(visit) == ()
    with refused("L-03"):
        window.desk.derive(window.clerk, visit, "id_card")


def test_answers_given_at_once_are_all_kept(window_on_each: Window) -> None:
    """Every answer carries the picture of the visit it was asked with; none undoes another."""
    window = window_on_each
    desk, clerk = window.desk, window.clerk
    old = window.card("zhang")
    found = [desk.look_up(clerk, old, region) for region in window.counter.regions]
    _at_once(*(lambda f=f: desk.add_look_up(clerk, old, f) for f in found))
    visit = desk.current_visit(old)
    assert visit is not None
    assert set(visit.looked_up) == {"qingpu", "wujiang", "jiashan"}
    assert len(visit.licences) == 2

    visit = desk.choose_item(clerk, visit, FILING, "wujiang")
    copies = {m: desk.derive(clerk, visit, m) for m in ("id_card", "social_card")}
    _at_once(
        *(lambda m=m, c=c: desk.add_copy(clerk, visit, m, c[1], c[2]) for m, c in copies.items()),
        lambda: desk.set_field(clerk, visit, "phone", "13911112222"),
        lambda: desk.set_field(clerk, visit, "destination", "上海市青浦区"),
        lambda: desk.meet(clerk, visit, "filing_form", Way.COMMITMENT),
    )
    after = desk.current_visit(visit)
    assert after is not None
    assert {m.material for m in after.met} == {"id_card", "social_card", "filing_form"}
    assert set(after.copies) == {"id_card", "social_card"}
    assert dict(after.form) == {"phone": "13911112222", "destination": "上海市青浦区"}


@pytest.mark.parametrize("seed", range(6))
def test_in_whatever_order_answers_come_back_nothing_is_lost(window: Window, seed: int) -> None:
    desk, clerk = window.desk, window.clerk
    picture = window.chosen("zhang")
    copies = {m: desk.derive(clerk, picture, m) for m in ("id_card", "social_card")}
    found = desk.look_up(clerk, picture, "wujiang")
    steps: list[Callable[[Visit], Visit]] = [
        lambda v: desk.add_copy(clerk, v, "id_card", *copies["id_card"][1:]),
        lambda v: desk.add_copy(clerk, v, "social_card", *copies["social_card"][1:]),
        lambda v: desk.add_look_up(clerk, v, found),
        lambda v: desk.set_field(clerk, v, "phone", "13911112222"),
        lambda v: desk.meet(clerk, v, "filing_form", Way.COMMITMENT),
        lambda v: window.card("zhang", v),
        lambda v: desk.read_agent(clerk, v, window.counter.readers[0], "gu", "relative", ""),
    ]
    random.Random(seed).shuffle(steps)
    for step in steps:
        last = step(picture)  # each with the same old picture
    assert {m.material for m in last.met} == {"id_card", "social_card", "filing_form"}
    assert last.form["phone"] == "13911112222"
    assert last.agent is not None
    assert desk.not_ready(last) == ()


def test_a_step_for_a_matter_that_was_left_changes_nothing(window: Window) -> None:
    desk, clerk = window.desk, window.clerk
    old = window.chosen("zhang")
    new = desk.choose_item(clerk, old, COMPANY, "jiashan")
    for late in (
        lambda: desk.set_field(clerk, old, "phone", "13911112222"),
        lambda: desk.meet(clerk, old, "filing_form", Way.COMMITMENT),
        lambda: desk.attach_file(clerk, old, "id_card", window.scan("a.pdf"), PaperReason.SYSTEM_FAULT),
        lambda: desk.receive(clerk, old),
    ):
        with refused("C-16"):
            late()
    assert desk.current_visit(old) == new


def test_a_look_up_that_began_before_the_company_was_named_keeps_what_came_after(window: Window) -> None:
    desk, clerk = window.desk, window.clerk
    visit = window.card("gu")
    early = desk.look_up(clerk, visit, "wujiang")
    company = COMPANIES["wj_silk"].organisation
    visit = desk.set_organisation(clerk, visit, company.name, company.credit_code, "", "")
    visit = desk.add_look_up(clerk, visit, early)
    visit = desk.add_look_up(clerk, visit, desk.look_up(clerk, visit, "wujiang"))
    assert {x.kind for x in visit.licences} >= {"business_licence", "resident_id"}


# online applications


def test_an_online_application_is_taken_over_and_only_what_is_missing_is_asked_for(window: Window) -> None:
    visit = window.looked_up(window.card("zhou"))
    (waiting,) = visit.waiting
    item = window.desk.waiting_item(visit, waiting.reference)
    assert item is not None
    assert item.code == "RS-0028"
    visit = window.desk.take_over(window.clerk, visit, waiting.reference)
    assert (visit.item, visit.home, visit.taken_over) == ("RS-0028", "wujiang", waiting.reference)
    assert dict(visit.form) == {"phone": "13800000006", "reason": "卡片损坏"}
    assert [(m.material, m.way) for m in visit.met] == [("id_card", Way.ARCHIVE)]
    assert [f.details["material"] for f in window.desk.not_ready(visit)] == ["近期免冠照片"]
    visit = window.desk.attach_file(window.clerk, visit, "photo", window.scan("photo.pdf"))
    _, case = window.desk.receive(window.clerk, visit)
    assert case.online_reference == waiting.reference
    assert [m.way for m in case.met] == [Way.ARCHIVE, Way.SCAN]


def test_a_complete_online_application_needs_nothing_more(window: Window) -> None:
    visit = window.looked_up(window.card("qian"))
    visit = window.desk.take_over(window.clerk, visit, visit.waiting[0].reference)
    assert window.desk.not_ready(visit) == ()
    assert dict(visit.form)["filing_kind"] == "临时外出就医"


def test_a_file_that_does_not_come_changes_nothing(window: Window) -> None:
    visit = window.looked_up(window.card("qian"))
    window.regions["jiashan"].down = {"waiting_file"}
    with pytest.raises(Unreachable):
        window.desk.take_over(window.clerk, visit, visit.waiting[0].reference)
    window.regions["jiashan"].down = set()
    window.regions["jiashan"].file = b"<html>"
    with refused("F-02"):
        window.desk.take_over(window.clerk, visit, visit.waiting[0].reference)
    assert window.desk.current_visit(visit) == visit
    assert window.count("attachments") == 0


def test_a_field_filed_wrongly_is_asked_for_and_stops_nothing_else(window: Window) -> None:
    visit = window.looked_up(window.card("wu"))
    (waiting,) = visit.waiting
    filed = replace(waiting, form={"phone": "1", "amount": "很多", "other": "x"})
    library = window.regions["qingpu"].library
    window.regions["qingpu"].library = replace(
        library,
        waiting={**library.waiting, visit.subject.person.number: (filed,)},  # type: ignore[union-attr]
    )
    visit = window.looked_up(visit)
    visit = window.desk.take_over(window.clerk, visit, waiting.reference)
    assert dict(visit.form) == {}
    assert "E-01" in [f.code for f in window.desk.not_ready(visit)]


def test_an_application_that_no_longer_waits_is_refused(window: Window) -> None:
    visit = window.looked_up(window.card("qian"))
    with refused("C-13"):
        window.desk.take_over(window.clerk, visit, "示例-0000")
    reference = visit.waiting[0].reference
    other = window.card("zhang", visit)
    with refused("C-16"):
        window.desk.take_over(window.clerk, visit, reference)
    assert window.desk.current_visit(visit) == other
