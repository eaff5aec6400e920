"""A visit is on disk after every step, belongs to one visitor, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clerk.desk.facade import Desk
from clerk.domain.journal import EventKind
from clerk.domain.materials import PaperReason, Way
from clerk.domain.staff import Role
from clerk.store import Store, StoreKind, attachments, drafts
from tests.desk.refusals import refused
from tests.desk.window import COMPANIES, COMPANY, FILING, Window


def _files_of(window: Window, owner: str) -> list[str]:
    with window.store.reading() as unit:
        return sorted(row.material for row in attachments.list_attachments(unit, owner))


def test_a_visit_is_on_disk_after_every_step(window: Window) -> None:
    desk, clerk = window.desk, window.clerk
    steps = [visit := desk.open_visit(clerk)]
    steps.append(visit := window.card("zhang", visit))
    steps.append(visit := window.looked_up(visit))
    steps.append(visit := desk.choose_item(clerk, visit, FILING, "wujiang"))
    steps.append(visit := desk.set_field(clerk, visit, "phone", "138 0000 0001"))
    _, copy, data = desk.derive(clerk, visit, "id_card")
    steps.append(visit := desk.add_copy(clerk, visit, "id_card", copy, data))
    steps.append(
        visit := desk.attach_file(
            clerk, visit, "social_card", window.scan("a.pdf"), PaperReason.APPLICANT_WISHES
        )
    )
    steps.append(visit := desk.meet(clerk, visit, "filing_form", Way.COMMITMENT))
    steps.append(visit := desk.receive(clerk, visit)[0])
    assert len({repr(step) for step in steps}) == len(steps)
    assert desk.current_visit(visit) == visit


def test_after_a_crash_a_visit_reopens_at_its_field_with_both_names(window_on_each: Window) -> None:
    window = window_on_each
    visit = window.chosen("lu", COMPANY, "jiashan")
    visit = window.desk.set_field(window.clerk, visit, "company_name", "嘉善示例禾苗科技有限公司")

    after_crash = Store.open(window.store.url, window.store.keys, StoreKind.TRAINING)
    window.counter = replace(window.counter, store=after_crash)
    (back,) = window.desk.resume_visits(window.colleague)
    assert back.field_now == "company_name"
    assert back.form["company_name"] == "嘉善示例禾苗科技有限公司"
    assert (back.clerk, back.taken_by) == ("A0231", "A0232")
    assert back.licences == visit.licences

    went_on = window.desk.set_field(window.colleague, back, "domicile", "示例路 1 号")
    assert (went_on.clerk, went_on.taken_by) == ("A0231", "A0232")
    (resumed,) = window.events(EventKind.VISIT_RESUMED)
    assert (resumed.actor, resumed.payload["before"]) == ("A0232", "A0231")
    after_crash.close()


def test_both_names_stay_when_the_first_clerk_comes_back(window: Window) -> None:
    visit = window.chosen("zhang")
    visit = window.desk.take_up(window.colleague, visit)
    visit = window.desk.set_field(window.clerk, visit, "phone", "13800000001")
    assert (visit.clerk, visit.taken_by) == ("A0231", "A0232")
    actors = [(e.actor, e.payload["before"]) for e in window.events(EventKind.VISIT_RESUMED)]
    assert actors == [("A0232", "A0231"), ("A0231", "A0232")]


def test_taking_up_ones_own_visit_after_a_crash_is_journalled_once(window: Window) -> None:
    visit = window.chosen("zhang")
    window.desk.take_up(window.clerk, visit)
    window.desk.set_field(window.clerk, visit, "phone", "13800000001")
    assert [e.actor for e in window.events(EventKind.VISIT_RESUMED)] == ["A0231"]


def test_the_case_says_who_opened_the_visit_and_who_received_it(window: Window) -> None:
    visit = window.ready()
    _, case = window.desk.receive(window.colleague, visit)
    assert case.clerk == "A0232"
    (received,) = window.events(EventKind.CASE_RECEIVED)
    assert (received.actor, received.payload["opened_by"]) == ("A0232", "A0231")


def test_visits_are_numbered_by_the_day(window: Window) -> None:
    numbers = [window.desk.open_visit(window.clerk).number for _ in range(3)]
    window.clock.pass_time(24 * 3600)
    assert [*numbers, window.desk.open_visit(window.clerk).number] == [1, 2, 3, 1]


def test_a_visit_of_another_window_is_not_resumed(window: Window) -> None:
    window.card("zhang")
    other = replace(window.counter, site=window.counter.sites["QP02"], terminal="QP02/长三角专窗")
    assert Desk(other).resume_visits(window.clerk) == ()


def test_a_draft_of_another_version_holds_up_nothing_and_stays_on_disk(window: Window) -> None:
    visit = window.chosen("zhang")
    old = window.desk.open_visit(window.clerk)
    with window.store.writing() as unit:
        strange = {"id": old.id, "subject": "张晓禾"}
        drafts.save_draft(unit, window.counter.site.window_id, old.id, strange, "A0231", window.clock.now())
    assert window.desk.resume_visits(window.clerk) == (visit,)
    with refused("C-20"):
        window.card("zhang", old)
    assert window.count("drafts") == 2


def test_a_photo_is_shown_as_long_as_she_is_there_and_never_on_disk(window: Window) -> None:
    read = window.card("zhang")
    assert read.subject is not None
    shown = replace(read, subject=replace(read.subject, photo=b"\xff\xd8 a face"))
    after = window.desk.choose_item(window.clerk, window.looked_up(shown), FILING, "wujiang")
    assert after.subject is not None
    assert after.subject.photo == b"\xff\xd8 a face"
    (resumed,) = window.desk.resume_visits(window.clerk)
    assert resumed.subject is not None
    assert resumed.subject.photo == b""
    other = window.card("lu", after)
    assert other.subject is not None
    assert other.subject.photo == b""


def test_an_ended_visit_leaves_no_draft_and_no_file(window: Window) -> None:
    visit = window.derived(window.chosen("zhang"))
    assert window.count("attachments") == 2
    window.desk.end_visit(window.clerk, visit, "告知改日再来")
    assert (window.count("drafts"), window.count("attachments")) == (0, 0)
    advice = window.events(EventKind.ADVICE_GIVEN)
    assert [(e.payload["item"], e.private) for e in advice] == [(FILING, {"advice": "告知改日再来"})]


def test_the_files_of_a_case_outlive_its_visit(window: Window) -> None:
    case = window.received()
    assert window.count("drafts") == 0
    assert _files_of(window, case.id) == ["id_card", "social_card"]
    assert window.events(EventKind.ADVICE_GIVEN) == []


def test_ending_a_visit_twice_is_journalled_once(window: Window) -> None:
    visit = window.ready()
    received, _ = window.desk.receive(window.clerk, visit)
    window.desk.end_visit(window.clerk, visit)  # the picture from before the receipt
    window.desk.end_visit(window.clerk, received)
    assert [e.payload["receipt_no"] for e in window.events(EventKind.VISIT_ENDED)] == [received.receipt_no]
    assert window.events(EventKind.ADVICE_GIVEN) == []


def test_nothing_can_be_done_in_a_visit_that_has_ended(window: Window) -> None:
    visit = window.chosen("zhang")
    window.desk.end_visit(window.clerk, visit)
    desk, clerk = window.desk, window.clerk
    with refused("C-15"):
        desk.set_field(clerk, visit, "phone", "13800000001")
    with refused("C-15"):
        desk.choose_item(clerk, visit, COMPANY, "jiashan")
    with refused("C-15"):
        window.card("zhang", visit)
    with refused("C-15"):
        desk.meet(clerk, visit, "filing_form", Way.COMMITMENT)
    with refused("C-15"):
        desk.receive(clerk, visit)
    with refused("C-15"):
        desk.take_up(clerk, visit)
    assert (window.count("drafts"), window.count("attachments")) == (0, 0)


def test_nothing_of_a_visit_changes_after_its_receipt(window: Window) -> None:
    before = window.ready()
    received, _ = window.desk.receive(window.clerk, before)
    desk, clerk = window.desk, window.clerk
    changes: tuple[Callable[[], object], ...] = (
        lambda: desk.set_field(clerk, before, "phone", "13900000000"),
        lambda: desk.choose_item(clerk, before, COMPANY, "jiashan"),
        lambda: desk.meet(clerk, before, "filing_form", Way.COMMITMENT),
        lambda: window.card("shen", before),
        lambda: desk.remove_agent(clerk, before),
        lambda: desk.remove_organisation(clerk, before),
    )
    for change in changes:
        with refused("C-06", receipt_no=received.receipt_no):
            change()
    assert desk.current_visit(received) == received


def test_another_persons_card_begins_anew(window: Window) -> None:
    visit = window.derived(window.filled(window.chosen("zhang")))
    visit = window.card("lu", visit)
    assert visit.subject is not None
    assert visit.subject.person.name == "陆嘉禾"
    assert (visit.item, visit.case_id, visit.met, dict(visit.form), visit.licences) == ("", "", (), {}, ())
    assert _files_of(window, visit.id) == []


def test_no_file_of_one_person_comes_into_the_case_of_another(window: Window) -> None:
    first = window.derived(window.chosen("zhang"))
    second = window.card("shen", first)
    second = window.desk.choose_item(window.clerk, window.looked_up(second), FILING, "qingpu")
    _, case = window.desk.receive(window.clerk, window.derived(window.filled(second)))
    with window.store.reading() as unit:
        digests = {row.digest for row in attachments.list_attachments(unit, case.id)}
    assert digests == {met.digest for met in case.met if met.digest}
    assert len(digests) == 2


def test_the_same_card_again_keeps_what_was_done(window: Window) -> None:
    visit = window.derived(window.filled(window.chosen("zhang")))
    window.clock.pass_time(60)
    again = window.card("zhang", visit)
    assert again.subject is not None
    assert again.subject.evidence.read_at == window.clock.now()
    assert (again.item, again.met, again.licences) == (visit.item, visit.met, visit.licences)
    assert len(window.events(EventKind.IDENTITY_READ)) == 2


def test_who_may_not_receive_opens_no_visit(window: Window) -> None:
    with refused("U-04"):
        window.desk.open_visit(window.supervisor)
    with refused("U-04"):
        window.desk.open_visit(window.operator("X0001", Role.AUDITOR))


def test_the_draft_of_a_visit_is_sealed(window: Window) -> None:
    visit = window.filled(window.chosen("zhang"))
    organisation = COMPANIES["wj_silk"].organisation
    window.desk.set_organisation(window.clerk, visit, organisation.name, organisation.credit_code, "", "")
    with window.store.engine.connect() as connection:
        ((row,),) = connection.exec_driver_sql("SELECT personal FROM drafts").all()
    for secret in ("张晓禾", "320509198506150029", "13800000001"):
        assert secret.encode() not in row
