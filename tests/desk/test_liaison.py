"""Questions to other regions at the desk: asked without naming anybody, answered, closed, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from clerk.desk.liaison.views import Whose
from clerk.domain.china_time import CHINA
from clerk.domain.journal import EventKind
from clerk.domain.liaison import (
    CallOutcome,
    Contact,
    DutyHours,
    Message,
    MessageKind,
    Post,
    Thread,
    ThreadState,
)
from clerk.domain.staff import Level, Role
from clerk.store import journal, threads
from tests.desk.refusals import refused
from tests.desk.window import PEOPLE, Window

TEXT = "参保地系统未显示备案结果，请核实办理进度。"


def _ask(window: Window, text: str = TEXT, case_id: str = "", topic: str = "备案结果") -> Thread:
    return window.desk.liaison.ask(window.clerk, "wujiang", "医保", "YB-0021", topic, text, case_id)


def _put_to_us(window: Window, number: int = 1) -> Thread:
    """A question of 吴江 that came to our region."""
    now, number_text = window.clock.now(), f"01900000-0000-7000-8000-{number:012d}"
    question = Message(f"q-{number}", number_text, MessageKind.QUESTION, "wujiang", "W01", now, "请核实。")
    thread = Thread(
        number_text, "wujiang", "qingpu", "医保", "YB-0021", "进度", ThreadState.ASKED, Level.SITE, "W01",
        "WJ01", now, now + timedelta(hours=4), messages=(question,),
    )  # fmt: skip
    with window.store.writing() as unit:
        return threads.insert_thread(unit, thread)


def _answered(window: Window, thread: Thread, text: str) -> None:
    """The other side's answer, as the follower writes it."""
    with window.store.writing() as unit:
        came = Message(
            f"a-{thread.id}", thread.id, MessageKind.ANSWER, "wujiang", "W01", window.clock.now(), text
        )
        threads.save_thread(unit, threads.load_thread(unit, thread.id).moved(came))
        threads.add_message(unit, came)


def test_a_question_is_written_journalled_and_left_to_be_sent_in_one_commit(window_on_each: Window) -> None:
    thread = _ask(window_on_each)
    assert window_on_each.queue.left == [(thread.messages[0].id, 0)]
    with window_on_each.store.reading() as unit:
        assert threads.load_thread(unit, thread.id) == thread
        last = journal.events(unit)[-1]
    assert (last.kind, last.payload["thread"]) == (EventKind.LIAISON_ASKED, thread.id)
    assert TEXT not in str(last.payload)
    assert thread.messages[0].post is Post.WAITING


def test_its_term_counts_office_hours(window: Window) -> None:
    assert _ask(window).due_at == datetime(2026, 11, 24, 13, 30, tzinfo=CHINA)


def test_the_case_goes_along_without_its_people(window: Window) -> None:
    case = window.received("zhang")
    shown = window.desk.liaison.redacted(case.id)
    thread = _ask(window, case_id=case.id)
    assert thread.case == shown
    assert shown.receipt_no == case.receipt_no
    assert PEOPLE["zhang"].person.name not in repr(shown)
    assert PEOPLE["zhang"].person.number not in repr(shown)
    assert window.desk.liaison.of_case(case.id) == (thread,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("身份证 {number} 的备案", "J-01"),
        ("身份证 {spaced} 的备案", "J-01"),
        ("请回电 138 0000 0001", "J-02"),
        ("请回电 ０５１２－６３４８００００", "J-02"),
        ("{name}的备案没有结果", "J-03"),
        ("{apart} 的备案没有结果", "J-03"),
    ],
)
def test_words_that_tell_who_somebody_is_are_refused_and_nothing_is_kept(
    window: Window, text: str, code: str
) -> None:
    case, person = window.received("zhang"), PEOPLE["zhang"].person
    before = window.queue.left
    said = text.format(
        number=person.number,
        spaced=f"{person.number[:6]} {person.number[6:14]}\u200b {person.number[14:]}",
        name=person.name,
        apart="  ".join(person.name),
    )
    with refused(code):
        _ask(window, said, case.id)
    with refused(code):
        _ask(window, TEXT, case.id, topic=said)
    assert window.queue.left == before
    assert window.desk.liaison.of_case(case.id) == ()


def test_a_receipt_number_and_a_date_are_no_personal_data(window: Window) -> None:
    case = window.received("zhang")
    assert _ask(window, f"{case.receipt_no} 于 2026-11-24 09:30 收件，热线 12345 未查到。", case.id)


def test_our_own_region_cannot_be_asked(window: Window) -> None:
    with refused("J-07"):
        window.desk.liaison.ask(window.clerk, "qingpu", "医保", "", "题", TEXT)


def test_characters_that_nobody_sees_are_left_out(window: Window) -> None:
    thread = _ask(window, "请核实\x00\x1b[2J进度\u202e\ud800。\n第二行\t完")
    assert thread.messages[0].text == "请核实[2J进度。\n第二行\t完"
    with refused("J-05"):
        _ask(window, "\x00\u202e")


def test_nothing_and_too_much_are_refused(window: Window) -> None:
    with refused("J-05"):
        _ask(window, " \n ")
    with refused("J-06"):
        _ask(window, "字" * 2001)


def test_an_auditor_neither_asks_nor_answers(window: Window) -> None:
    auditor = window.operator("J0001", Role.AUDITOR)
    with refused("U-04"):
        window.desk.liaison.ask(auditor, "wujiang", "医保", "", "题", TEXT)
    with refused("U-04"):
        window.desk.liaison.answer(auditor, _put_to_us(window).id, "好")


def test_a_question_put_to_us_is_taken_on_answered_and_each_step_is_sent_and_journalled(
    window_on_each: Window,
) -> None:
    room, clerk = window_on_each.desk.liaison, window_on_each.clerk
    asked = _put_to_us(window_on_each)
    assert [row.thread.id for row in room.threads(Whose.THEIRS, only_open=True)] == [asked.id]
    assert room.take_on(clerk, asked.id).state is ThreadState.TAKEN_ON
    answered = room.answer(clerk, asked.id, "已办结。")
    assert answered.state is ThreadState.ANSWERED
    assert len(window_on_each.queue.left) == 2
    with window_on_each.store.reading() as unit:
        kinds = [event.kind for event in journal.events(unit)]
    assert kinds[-2:] == [EventKind.LIAISON_MOVED, EventKind.LIAISON_ANSWERED]
    assert room.threads(Whose.THEIRS, only_open=True) == ()


def test_a_refusal_needs_its_reason_and_ends_the_question(window: Window) -> None:
    asked = _put_to_us(window)
    with refused("J-05"):
        window.desk.liaison.refuse(window.clerk, asked.id, "  ")
    assert window.desk.liaison.refuse(window.clerk, asked.id, "非本部门事项").state is ThreadState.REFUSED
    with refused("J-09"):
        window.desk.liaison.answer(window.clerk, asked.id, "又答")


def test_neither_side_does_what_is_the_others(window: Window) -> None:
    ours, theirs = _ask(window), _put_to_us(window)
    with refused("J-11"):
        window.desk.liaison.answer(window.clerk, ours.id, "自答")
    with refused("J-10"):
        window.desk.liaison.close(window.clerk, theirs.id)
    assert window.desk.liaison.close(window.clerk, ours.id).state is ThreadState.CLOSED
    with refused("J-09"):
        window.desk.liaison.close(window.clerk, ours.id)
    with refused("J-08"):
        window.desk.liaison.open_thread(window.clerk, "nothing")


def test_a_message_that_failed_is_sent_again_under_a_new_run(window: Window) -> None:
    thread = _ask(window)
    with refused("J-13"):
        window.desk.liaison.send_again(window.clerk, thread.messages[0].id)
    with window.store.writing() as unit:
        threads.save_post(unit, replace(thread.messages[0], post=Post.FAILED, words="部门编码不存在"))
    assert window.desk.liaison.threads(Whose.OURS)[0].post is Post.FAILED
    assert window.desk.liaison.counts().failed == 1
    window.desk.liaison.send_again(window.clerk, thread.messages[0].id)
    assert window.queue.left[-1] == (thread.messages[0].id, 1)


def test_what_was_answered_is_offered_before_it_is_asked_again_and_counted(window: Window) -> None:
    first = _ask(window)
    other = _ask(window, "社保卡制卡周期多长？", topic="制卡")
    _answered(window, first, "T+1 显示，请次日查询。")
    _answered(window, other, "七个工作日。")
    room = window.desk.liaison
    offered = room.similar("wujiang", "YB-0021", "参保地系统没有显示备案结果，能否核实进度？")
    assert [p.id for p in offered] == [first.id]
    assert (offered[0].answer, offered[0].asked_times) == ("T+1 显示，请次日查询。", 1)
    room.use_problem(window.clerk, first.id)
    _ask(window, TEXT + "急")
    assert room.similar("wujiang", "YB-0021", TEXT)[0].asked_times == 3
    assert room.similar("wujiang", "YB-0021", "")[0].id == first.id
    assert room.similar("jiashan", "YB-0021", TEXT) == ()


def test_a_call_is_noted_with_its_outcome(window: Window) -> None:
    thread = _ask(window)
    call = window.desk.liaison.log_call(
        window.clerk, "wujiang", "", CallOutcome.PROMISED, "下午回电", thread.id
    )
    assert window.desk.liaison.calls(thread=thread.id) == (call,)
    assert window.desk.liaison.calls(thread="other") == ()
    with window.store.reading() as unit:
        assert journal.events(unit)[-1].kind is EventKind.PHONE_CALL_LOGGED


WEEKDAYS = (DutyHours(frozenset({1, 2, 3, 4, 5}), time(9), time(17)),)


def _contact(name: str = "示例联络人甲", **changes: object) -> Contact:
    bare = Contact(
        "", "wujiang", "医保", frozenset(), Level.SITE, WEEKDAYS, name, "联络员", "0512-00000001（示例）"
    )
    return replace(bare, sample=True, **changes)  # type: ignore[arg-type]


def test_the_roster_says_who_is_on_duty_until_when_who_stands_in_and_what_is_old(window: Window) -> None:
    room, keeper = window.desk.liaison, window.supervisor
    stands_in = room.save_contact(keeper, _contact("示例联络人乙", level=Level.REGION, hours=()))
    first = room.save_contact(keeper, _contact(backup=stands_in.id, confirmed_on=date(2026, 11, 1)))
    rows = room.on_duty("wujiang", "医保", "YB-0021")
    assert [(r.contact.id, r.on_duty_now, r.stale) for r in rows] == [
        (first.id, True, False),
        (stands_in.id, False, True),
    ]
    assert rows[0].until == datetime(2026, 11, 24, 17, tzinfo=CHINA)
    assert rows[0].backup == stands_in
    evening = datetime(2026, 11, 24, 17, tzinfo=CHINA)
    assert not any(row.on_duty_now for row in room.on_duty("wujiang", at=evening))
    assert room.confirm_contact(keeper, stands_in.id).confirmed_on == date(2026, 11, 24)
    room.remove_contact(keeper, stands_in.id)
    assert [contact.backup for contact in room.roster()] == [""]


def test_a_contact_that_cannot_be_kept_is_refused_by_its_field(window: Window) -> None:
    keeper, room = window.supervisor, window.desk.liaison
    for wrong in (
        _contact(" "),
        _contact(region="nowhere"),
        _contact(department=""),
        _contact(hours=(DutyHours(frozenset({1}), time(17), time(9)),)),
        _contact(backup="nobody"),
    ):
        with refused("J-20"):
            room.save_contact(keeper, wrong)
    with refused("U-04"):
        room.save_contact(window.clerk, _contact())
    assert room.roster() == ()


def test_counts_tell_what_is_open_and_since_when(window: Window) -> None:
    first = _ask(window)
    window.clock.pass_time(60)
    _ask(window)
    _put_to_us(window)
    counts = window.desk.liaison.counts()
    assert (counts.ours_open, counts.oldest, counts.theirs_open) == (2, first.asked_at, 1)


def test_what_was_answered_stays_in_sight_of_who_asked_until_they_close_it(window: Window) -> None:
    room, thread = window.desk.liaison, _ask(window)
    _answered(window, thread, "次日生效（示例）。")
    assert room.counts().ended == 1
    assert [row.thread.id for row in room.threads(Whose.OURS, only_open=True)] == [thread.id]
    room.close(window.clerk, thread.id)
    assert room.counts().ended == 0
    assert room.threads(Whose.OURS, only_open=True) == ()
