"""Work lists, the case as its screen shows it, scanning, weather and revealing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event as Flag

import pytest

from clerk.desk.facade import Desk
from clerk.desk.views import ClockStanding, PaperKind, WeatherState, Worklist
from clerk.desk.wording import DEED_WORDS, EVENT_WORDS, NEWS_WORDS, STATE_WORDS, next_step
from clerk.domain.cases import Event, State
from clerk.domain.clocks import WorkingCalendar
from clerk.domain.codes import receipt_number
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.regions import Action
from clerk.domain.staff import Role
from clerk.store import regions
from clerk.store.store import Store
from tests.desk.refusals import refused
from tests.desk.window import COMPANY, FILING, Window

CJK = range(0x4E00, 0x9FFF)


def test_the_lists_count_what_they_show(window: Window) -> None:
    window.received("zhang")
    at_home = window.acknowledged(window.received("gu"))
    window.asked_to_correct(window.acknowledged(window.received("lu", COMPANY, "jiashan")), "articles")
    window.granted(window.acknowledged(window.received("zhou")))
    window.failed(window.received("xu"))
    counts = window.desk.worklists().counts
    assert counts == {
        Worklist.SENDING: 2,
        Worklist.AT_HOME: 1,
        Worklist.CORRECTION: 1,
        Worklist.TO_HAND_OVER: 1,
        Worklist.DUE_SOON: 0,
        Worklist.EXCEPTIONS: 1,
        Worklist.TODAY: 5,
    }
    for worklist, count in counts.items():
        assert len(window.desk.list_cases(worklist)) == count, worklist
    (row,) = window.desk.list_cases(Worklist.AT_HOME)
    assert (row.id, row.receipt_no, row.needs_you) == (at_home.id, at_home.receipt_no, False)
    assert all(r.needs_you for r in window.desk.list_cases(Worklist.CORRECTION))
    assert all(r.needs_you for r in window.desk.list_cases(Worklist.TO_HAND_OVER))
    assert window.desk.list_cases(Worklist.EXCEPTIONS)[0].receipt_no.startswith("QP01-20261124-0005")


def test_lists_are_paged_newest_first_and_names_are_masked(window: Window) -> None:
    for key in ("zhang", "gu", "zhou"):
        window.received(key)
        window.clock.pass_time(60)
    pages = [window.desk.list_cases(None, offset, 2) for offset in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 1, 0]
    assert [row.applicant_masked for page in pages for row in page] == ["周*", "顾*", "张*"]


def test_lists_and_the_day_belong_to_their_site(window: Window) -> None:
    window.received()
    other = Desk(replace(window.counter, site=window.counter.sites["QP02"]))
    assert sum(other.worklists().counts.values()) == 0
    assert other.list_cases(None) == ()
    assert other.worklists().median_seconds is None


def test_the_day_counts_receipts_without_paper_and_their_median_time(window: Window) -> None:
    for key, seconds in (("zhang", 60), ("gu", 100)):
        visit = window.ready(key)
        window.clock.pass_time(seconds)
        window.desk.receive(window.clerk, visit)
    visit = window.ready("no_licence", FILING, "qingpu")
    window.clock.pass_time(200)
    window.desk.receive(window.clerk, visit)
    day = window.desk.worklists()
    assert (day.received_today, day.without_paper_today, day.median_seconds) == (3, 2, 100)
    window.clock.pass_time(24 * 3600)
    assert window.desk.worklists().received_today == 0
    assert window.desk.list_cases(Worklist.TODAY) == ()


@pytest.mark.parametrize("how", ["{}", " {}\n", "https://query.example.invalid/r/{}"])
def test_a_scanned_number_opens_its_case(window: Window, how: str) -> None:
    case = window.received()
    assert window.desk.find_by_scan(how.format(case.receipt_no)) == case.id
    assert window.desk.find_by_scan(how.format(case.receipt_no.lower())) == case.id


def test_a_number_that_was_misread_is_refused_in_words(window: Window) -> None:
    case = window.received()
    wrong = case.receipt_no[:-1] + ("A" if case.receipt_no[-1] != "A" else "B")
    with refused("I-17"):
        window.desk.find_by_scan(wrong)
    with refused("I-16"):
        window.desk.find_by_scan("6901234567892")
    other = replace(receipt_number.parse(case.receipt_no), sequence=77)
    assert window.desk.find_by_scan(str(other)) is None


def test_a_case_says_what_happened_in_both_languages(window: Window) -> None:
    case = window.granted(window.acknowledged(window.received()))
    window.desk.print_paper(window.clerk, case.id, PaperKind.RECEIPT)
    view = window.desk.open_case(window.clerk, case.id)
    assert [row.what.zh for row in view.timeline] == [
        "调取电子证照派生件",
        "调取电子证照派生件",
        "本窗口收件",
        "属地已确认收到",
        "已受理",
        "准予",
        "已打印收件凭证",
    ]
    assert [row.who.zh for row in view.timeline][-4:] == ["吴江", "吴江", "吴江", "A0231"]
    for row in view.timeline:
        assert not any(ord(c) in CJK for c in row.what.en)
        assert row.what.en
    assert view.material_names["id_card"] == "居民身份证"
    assert (view.printable, view.printed) == (
        (PaperKind.RECEIPT, PaperKind.ACCEPTANCE),
        (PaperKind.RECEIPT,),
    )


def test_the_words_of_the_region_stand_in_the_timeline(window: Window) -> None:
    case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
    window.asked_to_correct(case, "articles")
    row = window.desk.view_case(case.id).timeline[-1]
    assert (row.what.zh, row.detail) == ("要求补正", "请补正（示例）")


def test_every_state_and_every_news_has_words_in_both_languages() -> None:
    assert set(STATE_WORDS) == set(State)
    for state in State:
        step = next_step(state, "吴江", "Wujiang")
        assert "{" not in step.zh + step.en
        assert not any(ord(c) in CJK for c in step.en)
    for words in (*EVENT_WORDS.values(), *NEWS_WORDS.values(), *DEED_WORDS.values()):
        assert any(ord(c) in CJK for c in words.zh)
        assert not any(ord(c) in CJK for c in words.en)


def test_a_case_that_is_not_there_is_refused(window: Window) -> None:
    with refused("C-08"):
        window.desk.view_case("no-such-case")
    with refused("U-04"):
        window.desk.open_case(window.operator("X1", Role.AUDITOR), "no-such-case")


def test_a_case_of_a_matter_that_left_the_catalogue_can_still_be_opened(window: Window) -> None:
    case = window.granted(window.acknowledged(window.received()))
    window.counter = replace(window.counter, items=replace(window.counter.items, items={}))
    view = window.desk.view_case(case.id)
    assert (view.item_department, dict(view.material_names)) == ("吴江区医疗保障局", {})
    assert window.desk.receipt_paper(case.id).materials[0].name == "id_card"
    card = window.desk.read_collector(window.counter.readers[0], "zhang")
    assert window.desk.hand_over(window.clerk, case.id, card).case.state is State.DELIVERED


# clocks


def test_the_clock_counts_working_days_and_passes_its_limit(window: Window) -> None:
    case = window.acknowledged(window.received())
    clock = window.desk.view_case(case.id).clock
    assert (clock.standing, clock.words.zh, clock.due, clock.percent) == (
        ClockStanding.RUNNING,
        "受理期限：第 0/5 个工作日",
        "2026-12-01",
        0,
    )
    window.clock.pass_time(timedelta(days=3).total_seconds())
    assert window.desk.view_case(case.id).clock.words.en == "to accept: working day 3 of 5"
    window.clock.pass_time(timedelta(days=6).total_seconds())
    clock = window.desk.view_case(case.id).clock
    assert clock.standing is ClockStanding.LATE
    assert clock.percent > 100


def test_an_on_the_spot_decision_says_so_and_an_ended_clock_too(window: Window) -> None:
    case = window.acknowledged(window.received())
    window.news(case, Event.ACCEPT)
    assert window.desk.view_case(case.id).clock.words.zh == "承诺办结：当场"
    window.news(case, Event.REFUSE)
    clock = window.desk.view_case(case.id).clock
    assert (clock.standing, clock.words.en) == (ClockStanding.ENDED, "clock ended")


def test_no_day_is_guessed_past_the_loaded_years(window: Window) -> None:
    case = window.acknowledged(window.received())
    days = window.counter.calendar
    window.counter = replace(window.counter, calendar=WorkingCalendar.of(days.years[:1]))
    window.clock.pass_time(timedelta(days=30).total_seconds())
    window.received("gu")
    near_the_end = window.desk.list_cases(None)[0]
    clock = window.desk.view_case(near_the_end.id).clock
    assert (clock.standing, clock.due) == (ClockStanding.RUNNING, "2026-12-31")
    window.clock.pass_time(timedelta(days=30).total_seconds())
    clock = window.desk.view_case(case.id).clock
    assert (clock.words.zh, clock.due) == ("受理期限：日历未载入该年", "—")


def test_how_far_a_clock_is_stands_there_even_when_its_end_is_not_known(window: Window) -> None:
    window.counter = replace(window.counter, calendar=WorkingCalendar.of(window.counter.calendar.years[:1]))
    window.clock.pass_time(timedelta(days=36).total_seconds())  # 30 December
    case = window.acknowledged(window.received())
    clock = window.desk.view_case(case.id).clock
    assert (clock.standing, clock.words.zh, clock.due) == (
        ClockStanding.RUNNING,
        "受理期限：第 0/5 个工作日",
        "—",
    )


# weather


def _measured(window: Window, region: str, **said: object) -> None:
    payload = {"reachable": True, "since": window.clock.now().isoformat(), "note": "", "actions": {}, **said}
    with window.store.writing() as unit:
        regions.set_weather(unit, region, payload, window.clock.now())


def test_the_weather_is_what_was_measured_and_never_guessed(window: Window) -> None:
    everything = dict.fromkeys((a.value for a in Action), True)
    _measured(window, "qingpu", actions=everything)
    _measured(window, "wujiang", actions={**everything, "receive": False}, note="系统维护")
    _measured(window, "jiashan", reachable=False)
    shown = {w.region: w for w in window.desk.weather()}
    assert [w.state for w in shown.values()] == [WeatherState.OK, WeatherState.PARTLY, WeatherState.DOWN]
    assert (shown["wujiang"].actions[Action.RECEIVE], shown["wujiang"].note) == (False, "系统维护")
    assert shown["jiashan"].actions[Action.RECEIVE] is None
    window.clock.pass_time(61)
    assert {w.state for w in window.desk.weather()} == {WeatherState.UNKNOWN}


def test_before_anything_was_measured_the_weather_is_unknown(window: Window) -> None:
    assert [(w.name, w.state) for w in window.desk.weather()] == [
        ("青浦", WeatherState.UNKNOWN),
        ("吴江", WeatherState.UNKNOWN),
        ("嘉善", WeatherState.UNKNOWN),
    ]


# revealing


def test_data_are_revealed_for_a_reason_that_is_kept(window: Window) -> None:
    case = window.received()
    with refused("U-05"):
        window.desk.reveal(window.clerk, case.id, " ")
    window.desk.reveal(window.clerk, case.id, "核对姓名用字")
    (event,) = window.events(EventKind.DATA_REVEALED)
    assert (event.case_id, event.payload, event.private) == (
        case.id,
        {"subject": case.id},
        {"reason": "核对姓名用字"},
    )


def test_a_visit_is_revealed_by_its_id_or_by_the_case_it_will_be(window: Window) -> None:
    visit = window.chosen("zhang")
    window.desk.reveal(window.clerk, visit.id, "核对")
    window.desk.reveal(window.clerk, visit.case_id, "核对")
    with refused("C-08"):
        window.desk.reveal(window.clerk, "320509198506150029", "核对")
    assert [e.case_id for e in window.events(EventKind.DATA_REVEALED)] == ["", ""]


# noticing changes


def test_what_changes_in_the_store_is_noticed_and_a_store_in_trouble_is_waited_for(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks: list[int] = []
    seen, failed = Flag(), Flag()
    real = Store.change_mark

    def change_mark(store: Store) -> int:
        if len(marks) == 1 and not failed.is_set():
            failed.set()
            raise Refused("S-09")
        return real(store)

    def on_change(mark: int) -> None:
        marks.append(mark)
        seen.set()

    monkeypatch.setattr(Store, "change_mark", change_mark)
    watch = window.desk.watch(on_change, interval=0.01)
    watch.start()
    try:
        assert seen.wait(10)
        assert failed.wait(10)
        seen.clear()
        window.card("zhang")
        assert seen.wait(10)
        assert marks[-1] > marks[0]
    finally:
        watch.stop()
