"""Letters between regions: one contract for every dialect, over real HTTP, with every fault of the line."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from clerk.domain.faults import Refused
from clerk.domain.liaison import Message, MessageKind, RedactedCase
from clerk.domain.staff import Level
from clerk.ports import Letter, Mail, OutcomeUnknown, Question, Rejected, Unreachable
from integrations.regions import jiangsu_liaison, shanghai_liaison, zhejiang_liaison
from integrations.regions.letters import mail_of
from integrations.simulator.faults import FaultKind
from integrations.simulator.operations import Operation
from tests.regions.home import READ_SECONDS, Home, now

LATE = READ_SECONDS * 2
BROKEN_ANSWERS = (
    FaultKind.REPLY_LOST,
    FaultKind.MALFORMED,
    FaultKind.WRONG_CHARSET,
    FaultKind.SLOW_AFTER_COMMIT,
)
TEXT = '参保地系统未显示结果 \U0002cc56·[b]请核实[/b]\n第二行 <&>"\\'


def reader_of(home: Home) -> str:
    """A region of this test's own, so that no other test's letters are in its way."""
    return f"asker-{uuid.uuid4().hex[:12]}"


def question(home: Home, asker: str, **changes: object) -> Letter:
    """A question put to the region."""
    case = RedactedCase("QP02-20261124-0001-A", "示例-1", "YB-0021", "跨省异地就医备案", "review", now(), 3)
    message = Message(str(uuid.uuid4()), str(uuid.uuid4()), MessageKind.QUESTION, asker, "A0231", now(), TEXT)
    asked = Question("医保局", "YB-0021", "备案结果", "QP02", now() + timedelta(hours=4), case)
    return replace(Letter(message, asker, home.region.id, asked), **changes)  # type: ignore[arg-type]


def reply(
    home: Home, asked: Letter, kind: MessageKind, text: str = "", due: datetime | None = None
) -> Letter:
    """What follows in a thread."""
    own = asked.asking if kind.by_asking_side else home.region.id
    message = Message(str(uuid.uuid4()), asked.message.thread, kind, own, "W01", now(), text, Level.REGION)
    return Letter(message, asked.asking, asked.asked, due_at=due)


def test_a_question_arrives_as_it_was_written(home: Home) -> None:
    asker = reader_of(home)
    box, asked = home.backend.mailbox, question(home, asker)
    start = box.since(home.region.id, "").cursor
    assert not box.holds(asked.message.id)
    box.post(asked)
    assert box.holds(asked.message.id)
    while asked not in (mail := box.since(home.region.id, start)).letters:
        assert mail.letters, "the question did not arrive"
        start = mail.cursor
    assert box.since(asker, "").letters == ()


@pytest.mark.parametrize("kind", [k for k in MessageKind if k is not MessageKind.QUESTION])
def test_every_kind_of_letter_comes_to_the_side_that_is_to_read_it(home: Home, kind: MessageKind) -> None:
    box, asked = home.backend.mailbox, question(home, reader_of(home))
    due = now() + timedelta(days=1) if kind is MessageKind.PASSED_UP else None
    letter = reply(home, asked, kind, "已转经办 \U0002cc56", due)
    start = box.since(letter.to, "").cursor if letter.to != home.region.id else _end(home)
    box.post(letter)
    assert box.since(letter.to, start).letters == (letter,)


def _end(home: Home) -> str:
    cursor = ""
    while (mail := home.backend.mailbox.since(home.region.id, cursor)).letters:
        cursor = mail.cursor
    return cursor


def test_a_question_without_a_case_and_without_an_item_is_one_too(home: Home) -> None:
    asker = reader_of(home)
    bare = Question("医保局", "", "题", "QP02", now(), None)
    asked = question(home, asker, question=bare)
    start = _end(home)
    home.backend.mailbox.post(asked)
    assert home.backend.mailbox.since(home.region.id, start).letters == (asked,)


def test_letters_come_in_the_order_in_which_they_were_left_and_once(home: Home) -> None:
    box, asked = home.backend.mailbox, question(home, reader_of(home))
    answers = [reply(home, asked, MessageKind.ANSWER, f"答复 {n}") for n in range(5)]
    for letter in answers:
        box.post(letter)
        box.post(letter)
    mail = box.since(asked.asking, "")
    assert list(mail.letters) == answers
    assert box.since(asked.asking, mail.cursor).letters == ()


@pytest.mark.parametrize("kind", BROKEN_ANSWERS)
def test_a_letter_whose_answer_is_lost_is_an_outcome_unknown_and_is_there_once(
    home: Home, kind: FaultKind
) -> None:
    box, asked = home.backend.mailbox, question(home, reader_of(home))
    letter = reply(home, asked, MessageKind.ANSWER, "好")
    home.control.fault(kind, Operation.POST_LETTER, count=1, seconds=LATE)
    with pytest.raises(OutcomeUnknown):
        box.post(letter)
    assert box.holds(letter.message.id)
    box.post(letter)
    assert box.since(asked.asking, "").letters == (letter,)


@pytest.mark.parametrize("kind", BROKEN_ANSWERS)
@pytest.mark.parametrize("operation", [Operation.FIND_LETTER, Operation.LETTERS])
def test_a_failed_look_into_the_mailbox_is_only_unreachable(
    home: Home, kind: FaultKind, operation: Operation
) -> None:
    box = home.backend.mailbox
    asker = reader_of(home)
    home.control.fault(kind, operation, count=1, seconds=LATE)
    with pytest.raises(Unreachable):
        box.holds("nothing") if operation is Operation.FIND_LETTER else box.since(asker, "")
    assert not box.holds("nothing")
    assert box.since(asker, "").letters == ()


def test_a_region_that_stores_a_letter_twice_shows_it_twice_under_one_id(home: Home) -> None:
    box, asked = home.backend.mailbox, question(home, reader_of(home))
    letter = reply(home, asked, MessageKind.ANSWER, "好")
    home.control.fault(FaultKind.DUPLICATE, Operation.POST_LETTER, count=1)
    box.post(letter)
    assert box.since(asked.asking, "").letters == (letter, letter)
    assert box.holds(letter.message.id)


def test_a_region_that_is_down_takes_nothing_and_comes_back(home: Home) -> None:
    box, asked = home.backend.mailbox, question(home, reader_of(home))
    assert not box.holds(asked.message.id)
    other = home.control_elsewhere()
    other.fault(FaultKind.DOWN)
    with pytest.raises(Unreachable):
        box.post(asked)
    with pytest.raises(Unreachable):
        box.since("qingpu", "")
    other.calm()
    assert not box.holds(asked.message.id)
    box.post(asked)
    assert box.holds(asked.message.id)


def test_a_letter_for_another_region_is_refused_in_the_regions_words(home: Home) -> None:
    astray = replace(question(home, reader_of(home)), asked="elsewhere")
    with pytest.raises(Rejected) as refusal:
        home.backend.mailbox.post(astray)
    assert "办理地区" in refusal.value.words


def test_what_the_interface_has_no_room_for_is_refused_and_never_cut(home: Home) -> None:
    asked = question(home, reader_of(home))
    long = replace(asked, message=replace(asked.message, text="字" * 4001))
    with pytest.raises(Rejected) as refusal:
        home.backend.mailbox.post(long)
    assert refusal.value.fault.code == "R-18"
    assert "内容" in refusal.value.words
    assert not home.backend.mailbox.holds(asked.message.id)


@pytest.mark.parametrize("dialect", [shanghai_liaison, jiangsu_liaison, zhejiang_liaison])
@pytest.mark.parametrize("kind", list(MessageKind))
def test_a_letter_is_read_as_it_was_written(dialect: Any, kind: MessageKind) -> None:
    question = Question("医保局", "", "题", "QP02", now(), None) if kind is MessageKind.QUESTION else None
    due = now() if kind is MessageKind.PASSED_UP else None
    message = Message("m", "t", kind, "qingpu", "A1", now(), TEXT, Level.GROUP)
    letter = Letter(message, "qingpu", "wujiang", question, due)
    written = dialect.write_letter(letter)
    assert dialect.read_letter(type(written).model_validate_json(written.model_dump_json())) == letter


@pytest.mark.parametrize("dialect", [shanghai_liaison, jiangsu_liaison, zhejiang_liaison])
def test_a_letter_that_is_not_as_agreed_is_never_half_read(dialect: Any) -> None:
    asked = Question("医保局", "", "题", "QP02", now(), None)
    message = Message("m", "t", MessageKind.QUESTION, "qingpu", "A1", now(), TEXT)
    written = dialect.write_letter(Letter(message, "qingpu", "wujiang", asked)).model_dump()
    model = type(dialect.write_letter(Letter(message, "qingpu", "wujiang", asked)))
    for field in ("letterType", "LLHLX", "opTime", "FJSJ", "sendTime", "limitTime", "DFQX"):
        if field in written:
            for wrong in ("", "99", "2026-13-45 99:99:99"):
                with pytest.raises((ValueError, Refused)):
                    dialect.read_letter(model.model_validate({**written, field: wrong}))
    with pytest.raises(ValueError, match=r"level|CJ|grade"):
        model.model_validate({**written, **dict.fromkeys(("level", "CJ", "grade"), 9)})


@pytest.mark.parametrize("dialect", [shanghai_liaison, jiangsu_liaison, zhejiang_liaison])
def test_an_unreadable_letter_does_not_spoil_the_page_it_came_in(dialect: Any) -> None:
    message = Message("good", "t", MessageKind.ANSWER, "wujiang", "A1", now(), TEXT)
    letter = Letter(message, "qingpu", "wujiang")
    sent = dialect.write_letter(letter).model_dump()
    field = next(name for name, value in sent.items() if value == "good")
    spoiled = {**sent, field: "bad", **dict.fromkeys(("level", "CJ", "grade"), 9)}
    mail = mail_of("7", [spoiled, sent, None, "x"], dialect._read_sent, field)
    assert mail == Mail("7", (letter,), ("bad", "", ""))
