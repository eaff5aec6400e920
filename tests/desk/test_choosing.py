"""Choosing the matter: what this counter may not do is refused in words, before anything is keyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.items import ItemBook
from clerk.domain.faults import Language
from clerk.domain.regions import Action, Agreement, Agreements
from tests.desk.refusals import refused
from tests.desk.window import COMPANY, FILING, Window


def test_a_matter_comes_after_the_card(window: Window) -> None:
    visit = window.desk.open_visit(window.clerk)
    with refused("C-02"):
        window.desk.choose_item(window.clerk, visit, FILING, "wujiang")


def test_a_matter_that_no_agreement_covers_is_refused_with_names(window: Window) -> None:
    visit = window.card("zhang")
    with refused("C-19", home="吴江", home_en="Wujiang", action="收件"):
        window.desk.choose_item(window.clerk, visit, "GA-0044", "wujiang")
    assert "wujiang" not in window.desk.home_choices("GA-0044")
    assert window.desk.choose_item(window.clerk, visit, "GA-0044", "qingpu").home == "qingpu"


def test_without_an_agreement_in_force_nothing_is_received_for_that_region(window: Window) -> None:
    window.counter = replace(window.counter, agreements=Agreements(()))
    visit = window.card("zhang")
    with refused("C-18", near="青浦", home="吴江", near_en="Qingpu", home_en="Wujiang"):
        window.desk.choose_item(window.clerk, visit, FILING, "wujiang")
    assert window.desk.home_choices(FILING) == ("qingpu",)


def test_an_agreement_that_ends_stops_a_visit_that_was_parked(window: Window) -> None:
    visit = window.ready()
    ending = Agreement("qingpu", "wujiang", frozenset(Action), date(2019, 5, 31), date(2026, 11, 24))
    window.counter = replace(window.counter, agreements=Agreements((ending,)))
    assert window.desk.not_ready(visit) == ()
    window.clock.pass_time(24 * 3600)
    assert [f.code for f in window.desk.not_ready(visit)] == ["C-18"]
    with refused("C-18"):
        window.desk.receive(window.clerk, visit)


def test_a_region_that_does_not_handle_the_matter_is_refused_with_its_reason(window: Window) -> None:
    window.counter = _closed(window, "系统改造，12 月恢复")
    visit = window.card("zhang")
    with refused("C-05", home="吴江", note="系统改造，12 月恢复"):
        window.desk.choose_item(window.clerk, visit, FILING, "wujiang")
    assert window.desk.home_choices(FILING) == ("qingpu", "jiashan")


def _closed(window: Window, note: str) -> Counter:
    items = dict(window.counter.items.items)
    item = items[FILING]
    variants = tuple(
        replace(v, open=False, opened_note=note) if v.region == "wujiang" else v for v in item.variants
    )
    items[FILING] = replace(item, variants=variants)
    return replace(window.counter, items=replace(window.counter.items, items=items))


def test_a_matter_that_closed_while_the_visit_was_parked_shows_no_list_and_stops_the_receipt(
    window: Window,
) -> None:
    visit = window.ready()
    window.counter = _closed(window, "停办")
    assert len(window.desk.material_rows(visit)) == 3
    (fault,) = window.desk.not_ready(visit)
    assert fault.code == "C-05"
    assert "Wujiang" in fault.sentence(Language.EN)


def test_an_unknown_matter_is_refused_and_an_old_visit_with_it_can_still_be_looked_at(window: Window) -> None:
    visit = window.chosen("zhang")
    with refused("C-12", item="XX-0000"):
        window.desk.choose_item(window.clerk, visit, "XX-0000", "wujiang")
    items: ItemBook = replace(window.counter.items, items={})
    window.counter = replace(window.counter, items=items)
    assert window.desk.material_rows(visit) == ()
    assert [f.code for f in window.desk.not_ready(visit)] == ["C-12"]


def test_the_suggested_home_is_the_region_of_her_number(window: Window) -> None:
    homes = {
        key: window.desk.suggested_home(window.card(key)) for key in ("zhang", "shen", "lu", "foreign_vip")
    }
    assert homes == {"zhang": "wujiang", "shen": "qingpu", "lu": "jiashan", "foreign_vip": "qingpu"}
    from_xinjiang = window.looked_up(window.card("dot_a"))
    assert window.desk.suggested_home(from_xinjiang) == "jiashan"  # where her licences are


def test_choosing_another_region_leaves_the_case_and_its_copies(window: Window) -> None:
    visit = window.derived(window.filled(window.chosen("zhang")))
    other = window.desk.choose_item(window.clerk, visit, FILING, "jiashan")
    assert other.case_id not in {"", visit.case_id}
    assert (other.met, dict(other.copies)) == ((), {})
    assert window.count("attachments") == 0
    assert dict(other.form) == dict(visit.form)  # the same form, typed once


def test_choosing_another_matter_keeps_only_what_every_form_asks_for(window: Window) -> None:
    visit = window.filled(window.chosen("lu", COMPANY, "jiashan"))
    visit = window.desk.set_field(window.clerk, visit, "phone", "13911112222")
    other = window.desk.choose_item(window.clerk, visit, FILING, "jiashan")
    assert dict(other.form) == {"phone": "13911112222"}


def test_choosing_the_same_again_changes_nothing(window: Window) -> None:
    visit = window.derived(window.chosen("zhang"))
    assert window.desk.choose_item(window.clerk, visit, FILING, "wujiang") == visit


def test_the_can_do_matrix_shows_every_region(window: Window) -> None:
    matrix = window.desk.can_do("GA-0044")
    assert all(matrix["qingpu"].values())
    assert not any(matrix["wujiang"].values())
    assert all(window.desk.can_do(FILING)["jiashan"].values())


def test_the_regions_stand_side_by_side(window: Window) -> None:
    table = window.desk.differences(COMPANY)
    assert table.regions == ("qingpu", "wujiang", "jiashan")
    articles = next(row for row in table.rows if row.label == "章程格式")
    assert articles.differs
    assert [hit.key for hit in window.desk.search("ydjyba", 1)] == [FILING]


def test_the_phone_she_left_with_her_last_case_is_not_asked_for_again(window: Window) -> None:
    assert dict(window.chosen("zhang").form) == {}  # a chip holds no phone
    window.received("zhang")
    assert dict(window.chosen("zhang").form) == {"phone": "13800000001"}
    assert dict(window.chosen("shen").form) == {}
