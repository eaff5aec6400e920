"""Letters between regions: sent once whatever dies, taken in once, passed up by silence, told by both."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from clerk.delivery.backoff import Patience
from clerk.delivery.engine import POST, Turn, prepare_engine
from clerk.delivery.liaison import FallSilent, MailCollector, Postman
from clerk.delivery.queue import EngineQueue
from clerk.delivery.scribe import Scribe
from clerk.delivery.upkeep import Upkeep
from clerk.domain.duty import LiaisonRules
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.liaison import Message, MessageKind, Post, RedactedCase, Thread, ThreadState
from clerk.domain.staff import Level
from clerk.ports import Letter
from clerk.store import ColumnKeys, Store, StoreKind, journal, threads
from clerk.store.unit import Unit
from tests.delivery.desk import CALENDAR, START, HandClock
from tests.delivery.fake_mailbox import BoxRegion, FakeMailbox
from tests.delivery.fake_region import Died, Does

RULES = LiaisonRules()


@dataclass
class Side:
    """One region's counter with its store, and the engine that is turned by hand."""

    own: str
    store: Store
    box: FakeMailbox
    clock: HandClock
    runs: deque[Turn] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)

    def enqueue_letter(self, _connection: object, message_id: str, _region: str, generation: int) -> None:
        """As the desk leaves a message."""
        self.enqueue_post(_connection, Turn(message_id, generation), _region)

    def enqueue_post(self, connection: object, turn: Turn, _region: str, delay: float = 0) -> None:
        """Keep a run."""
        assert isinstance(connection, sa.Connection)
        if turn.workflow_id not in self.known:
            self.known.add(turn.workflow_id)
            self.runs.append(turn)

    @property
    def scribe(self) -> Scribe:
        """Writes for it."""
        return Scribe(self.store, threading.Event())

    @property
    def postman(self) -> Postman:
        """Sends for it."""
        region = BoxRegion("wujiang", self.box)
        return Postman(
            self.store, {"wujiang": region}, self, self.clock, Patience(), self.scribe, f"worker-{self.own}"
        )  # type: ignore[dict-item, arg-type]

    def send_all(self, most: int = 50) -> None:
        """Make runs until none is left; a worker that dies is followed by another that repeats the run."""
        for _ in range(most):
            if not self.runs:
                return
            turn = self.runs.popleft()
            try:
                self.postman.run(turn)
            except Died:
                self.runs.appendleft(turn)
        raise AssertionError("it never ends")

    def collect(self) -> int:
        """Take in what came."""
        region = BoxRegion("wujiang", self.box)
        collector = MailCollector(self.store, region, self.own, self.clock, self.scribe, f"worker-{self.own}")  # type: ignore[arg-type]
        return collector.collect()

    def thread(self, thread_id: str) -> Thread:
        """As it stands here."""
        with self.store.reading() as unit:
            return threads.load_thread(unit, thread_id)

    def say(self, thread_id: str, kind: MessageKind, text: str = "") -> Message:
        """One more message, as the desk writes it."""
        with self.store.writing() as unit:
            return self._say(unit, threads.load_thread(unit, thread_id), kind, text)

    def _say(self, unit: Unit, thread: Thread, kind: MessageKind, text: str) -> Message:
        now = self.clock.now()
        said = Message(uuid7(now), thread.id, kind, self.own, "A1", now, text, thread.level, Post.WAITING)
        threads.save_thread(unit, thread.moved(said))
        threads.add_message(unit, said)
        self.enqueue_letter(unit.connection, said.id, thread.asked, 0)
        self.clock.pass_time(1)
        return said

    def ask(self) -> Thread:
        """A question, as the desk writes it."""
        now = self.clock.now()
        thread_id = uuid7(now)
        question = Message(
            uuid7(now), thread_id, MessageKind.QUESTION, self.own, "A0231", now, "请核实。", post=Post.WAITING
        )
        thread = Thread(
            thread_id, self.own, "wujiang", "医保", "YB-0021", "进度", ThreadState.ASKED, Level.SITE, "A0231",
            "QP02", now, RULES.due(now, Level.SITE, CALENDAR),
            case=RedactedCase("QP02-20260302-0001-A", "示例-1", "YB-0021", "备案", "review", now, 2),
            messages=(question,),
        )  # fmt: skip
        with self.store.writing() as unit:
            threads.insert_thread(unit, thread)
            self.enqueue_letter(unit.connection, question.id, "wujiang", 0)
        self.clock.pass_time(1)
        return thread

    def silence(self, now: datetime) -> int:
        """What the clocks do at ``now``; the number of threads that moved."""
        duty = FallSilent(self, self.own, RULES, CALENDAR, "worker")
        with self.store.reading() as unit:
            pieces = list(duty.due(unit, now))
        moved = 0
        for piece in pieces:
            with self.store.writing() as unit:
                moved += piece(unit)
        return moved

    def kinds(self) -> list[EventKind]:
        """Kinds of journal events."""
        with self.store.reading() as unit:
            return [event.kind for event in journal.events(unit)]


@dataclass
class Two:
    """Two regions that have one mailbox between them."""

    asking: Side
    asked: Side

    def settle(self) -> None:
        """Send and take in until nothing is left to do."""
        while True:
            self.asking.send_all()
            self.asked.send_all()
            if not (self.asking.collect() + self.asked.collect()):
                return


@pytest.fixture
def two(store: Store, tmp_path: Path, clock: HandClock) -> Iterator[Two]:
    """青浦 on each database, 吴江 on a file of its own."""
    box = FakeMailbox()
    other = Store.open(f"sqlite:///{tmp_path / 'wj.sqlite3'}", ColumnKeys.generate(), StoreKind.TRAINING)
    yield Two(Side("qingpu", store, box, clock), Side("wujiang", other, box, clock))
    other.close()


def test_a_question_its_taking_on_and_its_answer_stand_the_same_on_both_sides(two: Two) -> None:
    thread = two.asking.ask()
    two.settle()
    there = two.asked.thread(thread.id)
    assert (there.topic, there.case, there.due_at, there.asked_by) == (
        thread.topic,
        thread.case,
        thread.due_at,
        thread.asked_by,
    )
    assert there.messages[0].text == "请核实。"
    two.asked.say(thread.id, MessageKind.TAKEN_ON)
    two.settle()
    assert two.asking.thread(thread.id).state is ThreadState.TAKEN_ON
    two.asked.say(thread.id, MessageKind.ANSWER, "已办结。")
    two.settle()
    here, there = two.asking.thread(thread.id), two.asked.thread(thread.id)
    assert here.state is there.state is ThreadState.ANSWERED
    assert [m.id for m in here.messages] == [m.id for m in there.messages]
    assert here.messages[-1].text == "已办结。"
    assert {m.post for m in here.messages} == {Post.SENT, Post.NONE}
    moved, came = EventKind.LIAISON_MOVED, EventKind.LIAISON_CAME
    assert two.asking.kinds() == [moved, came, came]
    assert two.asked.kinds() == [came, moved, moved]


def test_a_refusal_is_told_as_well(two: Two) -> None:
    thread = two.asking.ask()
    two.settle()
    two.asked.say(thread.id, MessageKind.REFUSAL, "非本部门事项")
    two.settle()
    assert two.asking.thread(thread.id).state is ThreadState.REFUSED


@pytest.mark.parametrize(
    "script",
    [
        [Does.UNREACHABLE, Does.UNREACHABLE],
        [Does.BUSY],
        [Does.LOSE_REPLY],
        [Does.LOSE_REQUEST, Does.LOSE_REPLY],
        [Does.DIE_BEFORE, Does.DIE_AFTER],
    ],
)
def test_whatever_the_line_does_a_letter_arrives_once(two: Two, script: list[Does]) -> None:
    two.asking.box.posting.extend(script)
    thread = two.asking.ask()
    two.settle()
    assert len(two.asking.box.letters) == 1
    assert two.asking.thread(thread.id).messages[0].post is Post.SENT
    assert len(two.asked.thread(thread.id).messages) == 1


def test_a_lost_reply_is_followed_by_a_look_and_not_by_a_second_letter(two: Two) -> None:
    two.asking.box.posting.append(Does.LOSE_REPLY)
    two.asking.ask()
    two.settle()
    assert two.asking.box.posts == 1


def test_a_letter_that_the_region_refuses_stays_in_sight_with_its_words(two: Two) -> None:
    two.asking.box.posting.append(Does.REJECT)
    thread = two.asking.ask()
    two.settle()
    message = two.asking.thread(thread.id).messages[0]
    assert (message.post, message.words) == (Post.FAILED, "部门编码不存在（示例）")
    assert message.fault is not None
    assert two.asking.kinds() == [EventKind.LIAISON_MOVED]
    with two.asking.store.writing() as unit:
        again = replace(message, post=Post.WAITING, generation=1, words="", fault=None)
        threads.save_post(unit, again)
        two.asking.enqueue_letter(unit.connection, message.id, "wujiang", 1)
    two.settle()
    assert two.asking.thread(thread.id).messages[0].post is Post.SENT
    assert two.asked.thread(thread.id).state is ThreadState.ASKED


def test_a_worker_that_cannot_reach_the_region_says_so(two: Two) -> None:
    thread = two.asking.ask()
    lonely = replace(two.asking.postman, regions={})
    assert lonely.run(two.asking.runs.popleft()) is Post.FAILED
    fault = two.asking.thread(thread.id).messages[0].fault
    assert fault is not None
    assert fault.code == "J-16"


def test_what_follows_a_question_waits_until_the_question_arrived(two: Two) -> None:
    two.asking.box.posting.append(Does.UNREACHABLE)
    thread = two.asking.ask()
    two.asking.say(thread.id, MessageKind.CLOSED)
    two.settle()
    assert [x.message.kind for x in two.asking.box.letters] == [MessageKind.QUESTION, MessageKind.CLOSED]
    assert two.asked.thread(thread.id).state is ThreadState.CLOSED


def test_letters_come_twice_and_change_nothing(two: Two) -> None:
    thread = two.asking.ask()
    two.settle()
    two.asking.box.letters.append(two.asking.box.letters[0])
    assert two.asked.collect() == 0
    assert len(two.asked.thread(thread.id).messages) == 1


@pytest.mark.parametrize("wrong", ["writer", "thread", "mailbox"])
def test_a_letter_that_belongs_to_nothing_of_ours_is_kept_in_the_journal_once(two: Two, wrong: str) -> None:
    thread = two.asking.ask()
    two.settle()
    answer = Message("m-1", thread.id, MessageKind.ANSWER, "wujiang", "W01", START, "冒充的答复")
    letter = Letter(answer, "qingpu", "wujiang")
    match wrong:
        case "writer":
            letter = replace(letter, message=replace(answer, region="jiashan"))
        case "thread":
            letter = replace(letter, message=replace(answer, thread="nothing"))
        case "mailbox":
            letter = replace(letter, asked="jiashan")
    two.asking.box.letters.extend([letter, letter])
    two.asking.collect()
    assert two.asking.thread(thread.id).state is ThreadState.ASKED
    assert two.asking.kinds() == [EventKind.LIAISON_MOVED, EventKind.LIAISON_CAME]
    with two.asking.store.reading() as unit:
        event = journal.events(unit)[-1]
    assert event.payload["astray"] is True
    assert event.private == {"text": "冒充的答复"}


def test_a_name_where_a_staff_number_belongs_is_not_kept(two: Two) -> None:
    thread = two.asking.ask()
    two.settle()
    answer = Message("m-1", thread.id, MessageKind.ANSWER, "wujiang", "示例王小明", START, "好")
    two.asking.box.letters.append(Letter(answer, "qingpu", "wujiang"))
    assert two.asking.collect() == 1
    assert two.asking.thread(thread.id).messages[-1].author == "—"
    with two.asking.store.reading() as unit:
        assert "王小明" not in str(journal.events(unit)[-1].payload)


def test_a_letter_that_nobody_can_read_is_noted_once_and_holds_nothing_up(two: Two) -> None:
    thread = two.asking.ask()
    two.settle()
    answer = Message("m-1", thread.id, MessageKind.ANSWER, "wujiang", "W01", START, "好")
    two.asking.box.letters.append(Letter(answer, "qingpu", "wujiang"))
    two.asking.box.unreadable = ("broken-1", "示例王小明\x1b[2J")
    two.asking.collect()
    two.asking.collect()
    assert two.asking.thread(thread.id).state is ThreadState.ANSWERED
    with two.asking.store.reading() as unit:
        told = [e.payload for e in journal.events(unit) if e.payload.get("unreadable")]
    assert [payload["message"] for payload in told] == ["broken-1", "—"]


def test_silence_passes_a_question_up_and_at_the_last_level_it_is_silent_on_both_sides(two: Two) -> None:
    thread = two.asking.ask()
    two.settle()
    assert two.asking.silence(thread.due_at - timedelta(seconds=1)) == 0
    for level in (Level.REGION, Level.GROUP):
        due = two.asking.thread(thread.id).due_at
        assert two.asking.silence(due) == 1
        assert two.asking.silence(due) == 0
        two.settle()
        for side in (two.asking, two.asked):
            standing = side.thread(thread.id)
            assert (standing.level, standing.state) == (level, ThreadState.ASKED)
            assert standing.due_at > due
    assert two.asking.silence(two.asking.thread(thread.id).due_at) == 1
    two.settle()
    assert two.asking.thread(thread.id).state is ThreadState.SILENT
    assert two.asked.thread(thread.id).state is ThreadState.SILENT
    with two.asking.store.reading() as unit:
        told = [event.payload for event in journal.events(unit) if "level" in event.payload]
    assert [(p["said"], p["level"]) for p in told] == [("passed_up", 2), ("passed_up", 3), ("silent", 3)]
    two.asked.say(thread.id, MessageKind.ANSWER, "抱歉，现答复。")
    two.settle()
    assert two.asking.thread(thread.id).state is ThreadState.ANSWERED


def test_an_answered_question_does_not_fall_silent_and_the_other_side_judges_no_silence(two: Two) -> None:
    thread = two.asking.ask()
    two.settle()
    assert two.asked.silence(thread.due_at + timedelta(days=9)) == 0
    two.asked.say(thread.id, MessageKind.ANSWER, "好")
    two.settle()
    assert two.asking.silence(thread.due_at + timedelta(days=9)) == 0


def _thread() -> Thread:
    return Thread(
        "t", "qingpu", "wujiang", "医保", "", "题", ThreadState.ASKED, Level.SITE, "A", "QP02", START, START
    )


def _say(thread: Thread, kind: MessageKind, number: int) -> Message | None:
    """What a side may say as it sees the thread; None where its desk would refuse."""
    level = thread.level
    if kind is MessageKind.PASSED_UP:
        if not thread.state.is_open or level is Level.GROUP:
            return None
        level = Level(level + 1)
    possible = {
        MessageKind.TAKEN_ON: thread.state is ThreadState.ASKED,
        MessageKind.ANSWER: thread.state not in {ThreadState.CLOSED, ThreadState.REFUSED},
        MessageKind.REFUSAL: thread.state.is_open or thread.state is ThreadState.SILENT,
        MessageKind.SILENT: thread.state.is_open and level is Level.GROUP,
        MessageKind.PASSED_UP: True,
        MessageKind.CLOSED: thread.state is not ThreadState.CLOSED,
    }
    side = "qingpu" if kind.by_asking_side else "wujiang"
    return Message(f"m{number}", "t", kind, side, "x", START, level=level) if possible[kind] else None


FOLLOWING = [k for k in MessageKind if k is not MessageKind.QUESTION]


@settings(max_examples=500)
@given(
    st.lists(st.one_of(st.sampled_from(FOLLOWING), st.sampled_from(["to asking", "to asked"])), max_size=25)
)
def test_however_letters_cross_both_sides_end_in_one_state(steps: list[MessageKind | str]) -> None:
    sides = {"qingpu": _thread(), "wujiang": _thread()}
    lines: dict[str, deque[Message]] = {"qingpu": deque(), "wujiang": deque()}
    for number, step in enumerate(steps):
        if isinstance(step, MessageKind):
            own, other = ("qingpu", "wujiang") if step.by_asking_side else ("wujiang", "qingpu")
            said = _say(sides[own], step, number)
            if said is not None:
                sides[own] = sides[own].moved(said)
                lines[other].append(said)
        else:
            reader = "qingpu" if step == "to asking" else "wujiang"
            if lines[reader]:
                sides[reader] = sides[reader].moved(lines[reader].popleft())
    for reader, line in lines.items():
        for message in line:
            sides[reader] = sides[reader].moved(message)
    assert sides["qingpu"].state is sides["wujiang"].state
    assert sides["qingpu"].level is sides["wujiang"].level


def test_a_letter_without_a_run_is_queued_again_once(two: Two) -> None:
    store = two.asking.store
    prepare_engine(store.url)
    queue = EngineQueue(store.url)
    thread = two.asking.ask()
    upkeep = Upkeep(store, queue, two.asking.scribe)
    assert upkeep.pick_up_lost() == 1
    assert upkeep.pick_up_lost() == 0
    letter = thread.messages[0].id
    assert queue.carried(POST) == {(letter, 0)}
    assert queue.carried() == frozenset()
    assert [s.queue_name for s in queue.client.list_workflows()] == ["post-wujiang"]
    queue.close()
