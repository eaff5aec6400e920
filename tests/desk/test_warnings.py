"""What falls due is on a list of its own, the reddest first, with a word for its colour and what to do."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from clerk.delivery.clock_duties import Ticking, Warnings
from clerk.delivery.scribe import Scribe
from clerk.desk.holding import held_words, span_words
from clerk.desk.sign_offs.views import Verdict
from clerk.desk.views import Worklist
from clerk.domain.cases import Event
from clerk.domain.escalations import EscalationKind, Standing
from clerk.domain.holding import Spans
from clerk.domain.warnings import Colour
from clerk.store.verify import verify
from tests.desk.window import Window

DAY = 86_400


def tick(window: Window) -> int:
    """What a worker does every half minute."""
    counter = window.counter
    duty = Warnings(counter.warning_rules, counter.calendar, "worker", counter.sign_off_rules)
    return Ticking(counter.store, Scribe(counter.store, threading.Event()), counter.clock, (duty,)).tick()


def test_what_falls_due_is_counted_and_listed_the_reddest_first(window: Window) -> None:
    stuck = window.received("zhang")
    silent = window.acknowledged(window.received("gu"))
    window.acknowledged(window.received("zhou"))
    window.clock.pass_time(40 * 60)
    tick(window)
    assert window.desk.worklists().counts[Worklist.DUE_SOON] == 1
    window.clock.pass_time(8 * DAY)
    tick(window)
    rows = window.desk.list_cases(Worklist.DUE_SOON)
    assert window.desk.worklists().counts[Worklist.DUE_SOON] == len(rows) == 3
    assert rows[0].id == stuck.id  # it has warned the longest
    assert {row.warning.colour for row in rows if row.warning} == {Colour.RED}
    (view,) = [row.warning for row in rows if row.id == silent.id]
    assert view is not None
    assert (view.colour_words.zh, view.colour_words.en) == ("红色", "red")
    assert "视为受理" in view.words.zh
    assert "主管" in view.to_do.zh
    assert not view.verified
    assert window.desk.list_cases(Worklist.DUE_SOON, 1, 1) == rows[1:2]
    assert verify(window.store).ok


def test_what_is_overdue_lies_before_the_supervisor_who_decides_about_it(window: Window) -> None:
    case = window.acknowledged(window.received("zhang"))
    window.clock.pass_time(8 * DAY)
    tick(window)
    (row,) = window.desk.sign_offs.queue(window.supervisor)
    assert (row.escalation.kind, row.receipt_no) == (EscalationKind.OVERDUE, case.receipt_no)
    shown = {line.label: line.text for line in row.escalation.shown}
    assert shown["预警"] == "受理期限已过，逾期视为受理"
    escalation = row.escalation
    done = window.desk.sign_offs.decide(
        window.supervisor, escalation.id, Verdict.APPROVE, "已电话催办", escalation.digest
    )
    assert done.standing is Standing.APPROVED
    assert tick(window) == 0
    assert window.desk.sign_offs.queue(window.supervisor) == ()
    assert window.desk.worklists().counts[Worklist.DUE_SOON] == 1
    assert verify(window.store).ok


def test_a_case_shows_all_its_warnings_and_when_they_came_and_went(window: Window) -> None:
    case = window.received("zhang")
    window.clock.pass_time(3 * DAY)
    tick(window)
    view = window.desk.view_case(case.id)
    assert [w.colour for w in view.warnings] == [Colour.ORANGE, Colour.YELLOW]
    window.acknowledged(case)
    tick(window)
    view = window.desk.view_case(case.id)
    assert view.warnings == ()
    told = [(row.what.zh, row.more.zh if row.more else "") for row in view.timeline]
    assert ("橙色预警", "30 分钟仍未送达属地") in told
    assert ("橙色预警解除", "30 分钟仍未送达属地") in told


def test_a_rule_that_the_data_has_lost_is_said_to_be_gone(window: Window) -> None:
    case = window.received("zhang")
    window.clock.pass_time(3600)
    tick(window)
    window.counter = replace(window.counter, warning_rules=())
    (view,) = window.desk.view_case(case.id).warnings
    assert "relay-30" in view.words.en


def test_a_case_says_who_held_it_how_long(window: Window) -> None:
    visit = window.ready("zhang")
    window.clock.pass_time(3 * 60)
    _, case = window.desk.receive(window.clerk, visit)
    window.clock.pass_time(60)
    window.acknowledged(case)
    window.clock.pass_time(2 * DAY)
    window.asked_to_correct(case, "id_card")
    window.clock.pass_time(5 * 3600)
    view = window.desk.view_case(case.id)
    assert view.held_since == case.opened_at
    assert view.held.whole == window.clock.now() - case.opened_at
    assert view.held.citizen == timedelta(hours=5)
    words = held_words(view.held, "吴江", "Wujiang")
    assert words.zh == "群众 5 时 · 窗口 3 分 · 吴江 2 天 · 线路 1 分"
    assert words.en == "citizen 5 h · counter 3 min · Wujiang 2 d · line 1 min"


def test_what_regions_held_is_added_up_for_a_period(window: Window) -> None:
    today = window.clock.now().date()
    one, other = window.acknowledged(window.received("zhang")), window.acknowledged(window.received("gu"))
    window.clock.pass_time(DAY)
    window.news(one, Event.ACCEPT)
    window.received("zhou")
    window.clock.pass_time(DAY)
    by_region = {total.region: total for total in window.desk.holding_by_region()}
    wujiang = by_region["wujiang"]
    assert set(by_region) == set(window.counter.region_book)
    assert (wujiang.cases, wujiang.held.region) == (3, timedelta(days=4))
    assert wujiang.held.line == timedelta(days=1)
    assert by_region["jiashan"].cases == 0
    first_day = {t.region: t for t in window.desk.holding_by_region(today, today)}["wujiang"]
    assert (first_day.cases, first_day.held.line) == (2, timedelta())
    assert not any(t.cases for t in window.desk.holding_by_region(date(2020, 1, 1), date(2020, 1, 2)))
    assert other.home == "wujiang"


@pytest.mark.parametrize(
    ("span", "zh"),
    [
        (timedelta(seconds=59), "0 分"),
        (timedelta(minutes=59, seconds=59), "59 分"),
        (timedelta(hours=1), "1 时"),
        (timedelta(hours=23, minutes=59), "23 时"),
        (timedelta(days=1), "1 天"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_unit(span: timedelta, zh: str) -> None:
    assert span_words(span).zh == zh
    assert Spans(citizen=span).whole == span
