"""Rows of the liaison group: what was written comes back, names lie sealed, and ten thousand stay fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time

import pytest
import sqlalchemy as sa

from clerk.domain.china_time import CHINA
from clerk.domain.faults import Fault, Refused
from clerk.domain.liaison import (
    CallOutcome,
    Contact,
    DutyHours,
    Message,
    MessageKind,
    PhoneCall,
    Post,
    RedactedCase,
    Thread,
    ThreadState,
)
from clerk.domain.staff import Level
from clerk.store import ColumnKeys, Store, StoreKind, phone_calls, roster, threads
from clerk.store.tables import METADATA
from tests.postgres import PostgresCluster

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=CHINA)
MANY = 10_000
REGIONS = ("qingpu", "wujiang", "jiashan")


def message(thread: str, kind: MessageKind = MessageKind.QUESTION, **changes: object) -> Message:
    """A made-up message."""
    bare = Message(f"{thread}-{kind.value}", thread, kind, "qingpu", "A0231", NOW, "请核实办理进度。")
    return replace(bare, **changes)  # type: ignore[arg-type]


def thread(name: str = "t-1", **changes: object) -> Thread:
    """A made-up question."""
    case = RedactedCase("QP02-20261124-0001-A", "示例-1", "YB-0021", "跨省异地就医备案", "review", NOW, 3)
    bare = Thread(
        name, "qingpu", "wujiang", "医保局", "YB-0021", "备案结果", ThreadState.ASKED, Level.SITE, "A0231",
        "QP02", NOW, NOW + timedelta(hours=4), case, "case-1", (message(name),),
    )  # fmt: skip
    return replace(bare, **changes)  # type: ignore[arg-type]


def contact(name: str = "c-1", **changes: object) -> Contact:
    """A made-up contact."""
    hours = (DutyHours(frozenset({1, 2, 3}), clock_time(9), clock_time(17)),)
    bare = Contact(
        name, "wujiang", "医保局", frozenset({"YB-0021"}), Level.SITE, hours, "示例联络人甲", "联络员",
        "0512-00000001（示例）", "", date(2026, 11, 1), True,
    )  # fmt: skip
    return replace(bare, **changes)  # type: ignore[arg-type]


def test_a_thread_comes_back_with_its_case_and_its_messages_in_order(store: Store) -> None:
    asked = thread()
    with store.writing() as unit:
        saved = threads.insert_thread(unit, asked)
        threads.add_message(unit, message("t-1", MessageKind.ANSWER, at=NOW + timedelta(hours=1), text="好"))
    with store.reading() as unit:
        loaded = threads.load_thread(unit, "t-1")
    assert replace(loaded, messages=asked.messages) == saved
    assert [m.text for m in loaded.messages] == ["请核实办理进度。", "好"]
    with store.reading() as unit:
        assert threads.threads_of_case(unit, "case-1") == (loaded,)
        with pytest.raises(KeyError):
            threads.load_thread(unit, "t-2")


def test_two_who_move_a_thread_at_once_do_not_undo_each_other(store: Store) -> None:
    with store.writing() as unit:
        saved = threads.insert_thread(unit, thread())
    taken = saved.moved(message("t-1", MessageKind.TAKEN_ON))
    with store.writing() as unit:
        assert threads.save_thread(unit, taken).version == 2
    with pytest.raises(Refused) as refusal, store.writing() as unit:
        threads.save_thread(unit, saved.moved(message("t-1", MessageKind.CLOSED)))
    assert refusal.value.fault.code == "J-12"


def test_a_message_keeps_why_it_did_not_arrive(store: Store) -> None:
    waiting = message("t-1", post=Post.WAITING)
    failed = replace(
        waiting, post=Post.FAILED, generation=2, words="部门不存在", fault=Fault("R-14", {"region": "吴江"})
    )
    with store.writing() as unit:
        threads.insert_thread(unit, thread(messages=(waiting,)))
        threads.save_post(unit, failed)
        assert threads.message(unit, waiting.id) == failed
        assert threads.unsent(unit, ["t-1"]) == {"t-1": Post.FAILED}
        assert (threads.count_post(unit, Post.FAILED), threads.in_post(unit, Post.WAITING)) == (1, ())


def test_a_contact_comes_back_changed_and_whoever_named_them_as_stand_in_has_none(store: Store) -> None:
    with store.writing() as unit:
        assert roster.save_contact(unit, contact("b"))
        assert roster.save_contact(unit, contact("a", backup="b"))
        changed = contact("a", backup="b", hours=(), items=frozenset(), confirmed_on=None, sample=False)
        assert not roster.save_contact(unit, changed)
        assert roster.contact(unit, "a") == changed
        roster.remove_contact(unit, "b")
        assert roster.list_contacts(unit, "wujiang") == (replace(changed, backup=""),)
        assert roster.list_contacts(unit, "qingpu") == ()
        with pytest.raises(KeyError):
            roster.remove_contact(unit, "b")


def test_calls_come_back_the_newest_first(store: Store) -> None:
    calls = [
        PhoneCall(f"p-{n}", "wujiang", "c-1", "A1", NOW + timedelta(minutes=n), CallOutcome.PROMISED, "t-1",
                  "case-1", f"备注 {n}")
        for n in range(3)
    ]  # fmt: skip
    with store.writing() as unit:
        for call in calls:
            phone_calls.add_call(unit, call)
        assert phone_calls.list_calls(unit, thread="t-1") == tuple(reversed(calls))
        assert phone_calls.list_calls(unit, case_id="other") == ()


def test_no_name_phone_or_text_lies_open_in_the_database(store: Store) -> None:
    with store.writing() as unit:
        threads.insert_thread(unit, thread())
        roster.save_contact(unit, contact())
        phone_calls.add_call(
            unit, PhoneCall("p", "wujiang", "c-1", "A1", NOW, CallOutcome.REFUSED, note="拒接电话")
        )
    with store.engine.connect() as connection:
        for table in ("threads", "messages", "contacts", "phone_calls"):
            for row in connection.execute(sa.select(METADATA.tables[table])):
                shown = b"".join(
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
                )
                for word in ("备案结果", "QP02-20261124", "请核实", "示例联络人甲", "0512-", "拒接电话"):
                    assert word.encode() not in shown


@pytest.mark.parametrize("table", ["threads", "messages", "phone_calls"])
def test_the_database_itself_refuses_to_forget_what_was_said(store: Store, table: str) -> None:
    with store.writing() as unit:
        threads.insert_thread(unit, thread())
        phone_calls.add_call(unit, PhoneCall("p", "wujiang", "", "A1", NOW, CallOutcome.REFUSED))
    with pytest.raises(sa.exc.DBAPIError, match="refuses"), store.engine.begin() as connection:
        connection.execute(sa.delete(METADATA.tables[table]))


# Ten thousand --------------------------------------------------------------------------------------------


def _fill(store: Store) -> None:
    """Ten thousand threads over three regions, four items and all states; an answered one has its answer."""
    states = list(ThreadState)
    with store.writing() as unit:
        for number in range(MANY):
            asked_at = NOW - timedelta(minutes=MANY - number)
            state = states[number % len(states)] if number % 20 else ThreadState.ASKED
            state = ThreadState.CLOSED if state.is_open and number % 20 else state
            asking = REGIONS[number % 3]
            made = thread(
                f"{number:08d}",
                asking=asking,
                asked=REGIONS[(number + 1) % 3],
                item=f"IT-{number % 4:04d}",
                state=state,
                asked_at=asked_at,
                due_at=asked_at + timedelta(hours=4),
                case_id=f"case-{number % 2000}",
                messages=(),
            )
            threads.insert_thread(unit, made)
            post = Post.WAITING if number % 1000 == 0 else Post.SENT
            threads.add_message(unit, message(made.id, at=asked_at, post=post))
            if state is ThreadState.ANSWERED:
                threads.add_message(unit, message(made.id, MessageKind.ANSWER, at=asked_at, text="已办结"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with ten thousand questions, once on each database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('full') / 'counter.sqlite3'}"
    else:
        cluster: PostgresCluster = request.getfixturevalue("postgres")
        url = cluster.url()
    store = Store.open(url, ColumnKeys.generate(), StoreKind.TRAINING)
    _fill(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    yield store
    store.close()


def _best(look: Callable[[], object], tries: int = 5) -> float:
    """The quickest of a few looks, seconds: what the machine does beside it is not measured."""
    times = []
    for _ in range(tries):
        began = time.perf_counter()
        look()
        times.append(time.perf_counter() - began)
    return min(times)


def test_pages_counts_and_problems_stay_quick_with_ten_thousand_threads(full: Store) -> None:
    with full.reading() as unit:
        looks: dict[str, Callable[[], object]] = {
            "first page": lambda: threads.list_threads(unit, asking="qingpu"),
            "late page": lambda: threads.list_threads(unit, asking="qingpu", offset=3000),
            "all": lambda: threads.list_threads(unit),
            "open": lambda: threads.list_threads(unit, asked="qingpu", states=threads.OPEN_STATES),
            "counts": lambda: threads.count_open(unit, "qingpu"),
            "overdue": lambda: threads.overdue(unit, "qingpu", NOW),
            "of a case": lambda: threads.threads_of_case(unit, "case-77"),
            "problems": lambda: threads.answered(unit, "qingpu", "IT-0002"),
        }
        assert len(threads.answered(unit, "qingpu", "IT-0002")) > 100
        taken = {name: _best(look) for name, look in looks.items()}
    assert {name: seconds for name, seconds in taken.items() if seconds > 0.15} == {}


def test_the_lists_hold_what_they_say_and_pages_join(full: Store) -> None:
    with full.reading() as unit:
        first = threads.list_threads(unit, asking="qingpu", limit=50)
        second = threads.list_threads(unit, asking="qingpu", limit=50, offset=50)
        ids = [t.id for t in (*first, *second)]
        assert ids == sorted(ids, reverse=True)
        assert len(set(ids)) == 100
        open_ones = threads.list_threads(unit, asking="qingpu", states=threads.OPEN_STATES, limit=MANY)
        assert [t.due_at for t in open_ones] == sorted(t.due_at for t in open_ones)
        ours, oldest, _ = threads.count_open(unit, "qingpu")
        assert (ours, oldest) == (len(open_ones), min(t.asked_at for t in open_ones))
        assert all(t.state.is_open for t in open_ones)


def test_every_list_is_looked_up_in_an_index(full: Store) -> None:
    queries = {
        "page": "SELECT * FROM threads WHERE asking = 'qingpu' ORDER BY id DESC LIMIT 100",
        "open": (
            "SELECT * FROM threads WHERE asked = 'qingpu' AND state IN ('asked', 'taken_on') "
            "ORDER BY due_at, id LIMIT 100"
        ),
        "overdue": (
            "SELECT id FROM threads WHERE asking = 'qingpu' AND state IN ('asked', 'taken_on') "
            "AND due_at <= '2026-11-24T01:30:00.000000Z' ORDER BY due_at LIMIT 100"
        ),
        "case": "SELECT * FROM threads WHERE case_id = 'case-77' ORDER BY id",
        "problems": (
            "SELECT * FROM threads WHERE asked = 'qingpu' AND item = 'IT-0002' "
            "AND state IN ('answered', 'closed') ORDER BY asked_at DESC, id DESC LIMIT 300"
        ),
        "messages": "SELECT * FROM messages WHERE thread IN ('00000001', '00000002') ORDER BY at, id",
        "post": "SELECT * FROM messages WHERE post = 'waiting' ORDER BY at, id LIMIT 100",
    }
    plain = full.engine.dialect.name == "sqlite"
    with full.engine.connect() as connection:
        for name, query in queries.items():
            explained = f"EXPLAIN {'QUERY PLAN ' if plain else ''}{query}"
            plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(explained))
            assert "INDEX" in plan.upper(), f"{name}: {plan}"
            assert "SCAN threads'" not in plan.replace("SCAN threads USING", ""), f"{name}: {plan}"
            assert "Seq Scan" not in plan, f"{name}: {plan}"
