"""Two counters at one set of simulated regions: a question of 青浦 is answered in 吴江, over real HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from clerk import assembly
from clerk.card_readers import ReaderSet
from clerk.desk.facade import Desk
from clerk.desk.liaison.views import Whose
from clerk.desk.views import Operator
from clerk.domain.journal import EventKind
from clerk.domain.liaison import Post, ThreadState
from clerk.domain.staff import Role, StaffMember
from clerk.settings import load_profile
from clerk.store import Store, journal
from integrations.simulator.faults import FaultKind
from integrations.simulator.operations import Operation
from integrations.simulator.server import Simulator
from tests.delivery.worker_process import ROOT, wait_for
from tests.desk.window import PlainPress
from tests.simulated_regions import fast_settings

PROFILE = """
kind = "training"
site = "{site}"
[worker]
follow_every = 0.3
settle_after = 2.0
[simulator]
child = false
"""


@dataclass
class CounterAt:
    """A counter with its own folder, store and worker."""

    desk: Desk
    store: Store
    clerk: Operator
    stack: ExitStack
    worker: subprocess.Popen[bytes]
    argv: list[str]

    def kill_worker(self) -> None:
        """As ``kill -9`` does; nobody starts it again."""
        self.worker.kill()
        self.worker.wait()

    def start_worker(self) -> None:
        """A worker in the place of the one that is gone."""
        self.worker = _start(self.stack, self.argv)


def _profile(folder: Path, site: str, addresses: dict[str, str]) -> Path:
    regions = "".join(f'[[region]]\nid = "{region}"\nurl = "{url}"\n' for region, url in addresses.items())
    path = folder / f"{site}.toml"
    path.write_text(PROFILE.format(site=site) + regions, encoding="utf-8")
    return path


def _counter(stack: ExitStack, profile: Path, folder: Path) -> CounterAt:
    place = assembly.make_place(load_profile(profile), folder)
    vault, book = assembly.open_vault(place), assembly.read_book(place)
    store = assembly.open_store(place, vault)
    stack.callback(store.close)
    queue = assembly.open_queue(store)
    stack.callback(queue.close)
    regions = assembly.connect_regions(place, book, vault)
    for backend in regions.values():
        stack.callback(backend.close)
    desk = Desk(assembly.build_counter(place, book, store, queue, regions, PlainPress(), ReaderSet(())))
    argv = ["--profile", str(profile), "--data", str(folder)]
    worker = _start(stack, argv)
    site = place.profile.site
    clerk = Operator(StaffMember(f"{site}-1", "示例窗口甲", Role.CLERK, site), place.clock.now())
    return CounterAt(desk, store, clerk, stack, worker, argv)


def _start(stack: ExitStack, argv: list[str]) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "clerk", "worker", *argv, "--parent-pipe"]
    worker = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE)
    stack.callback(_end, worker)
    return worker


def _end(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin is not None
    worker.stdin.close()
    try:
        worker.wait(30)
    finally:
        if worker.poll() is None:
            worker.kill()
            worker.wait()


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The simulated regions."""
    simulator = Simulator(fast_settings())
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def counters(simulator: Simulator, tmp_path: Path) -> Iterator[tuple[CounterAt, CounterAt]]:
    """A counter in 青浦 and one in 吴江."""
    with ExitStack() as stack:
        addresses = dict(simulator.addresses)
        yield (
            _counter(stack, _profile(tmp_path, "QP01", addresses), tmp_path / "qingpu"),
            _counter(stack, _profile(tmp_path, "WJ01", addresses), tmp_path / "wujiang"),
        )


def _next_letter(simulator: Simulator, kind: FaultKind) -> None:
    """What goes wrong with the next letter to 吴江."""
    fault = {"kind": kind, "operations": [Operation.POST_LETTER], "count": 1, "seconds": 4.0}
    faults = f"{simulator.addresses['wujiang']}/_simulator/regions/wujiang/faults"
    httpx.post(faults, json=fault, trust_env=False).raise_for_status()


def _state(counter: CounterAt, thread_id: str) -> ThreadState:
    return counter.desk.liaison.open_thread(counter.clerk, thread_id).state


def test_a_question_asked_in_qingpu_is_answered_in_wujiang_though_a_reply_is_lost(
    simulator: Simulator, counters: tuple[CounterAt, CounterAt]
) -> None:
    here, there = counters
    _next_letter(simulator, FaultKind.REPLY_LOST)

    thread = here.desk.liaison.ask(here.clerk, "wujiang", "医保", "YB-0021", "备案结果", "请核实办理进度。")
    wait_for(lambda: bool(there.desk.liaison.threads(Whose.THEIRS)), "the question in 吴江")
    arrived = there.desk.liaison.threads(Whose.THEIRS)
    assert [row.thread.id for row in arrived] == [thread.id]
    there.desk.liaison.take_on(there.clerk, thread.id)
    wait_for(lambda: _state(here, thread.id) is ThreadState.TAKEN_ON, "the taking-on in 青浦")
    there.desk.liaison.answer(there.clerk, thread.id, "已办结，T+1 显示。")
    wait_for(lambda: _state(here, thread.id) is ThreadState.ANSWERED, "the answer in 青浦")

    said = here.desk.liaison.open_thread(here.clerk, thread.id)
    assert [message.text for message in said.messages] == ["请核实办理进度。", "", "已办结，T+1 显示。"]
    assert said.messages[0].post is Post.SENT
    offered = here.desk.liaison.similar("wujiang", "YB-0021", "请核实一下办理进度")
    assert [problem.answer for problem in offered] == ["已办结，T+1 显示。"]
    here.desk.liaison.close(here.clerk, thread.id)
    wait_for(lambda: _state(there, thread.id) is ThreadState.CLOSED, "the end in 吴江")
    with there.store.reading() as unit:
        came = [event for event in journal.events(unit) if event.kind is EventKind.LIAISON_CAME]
    assert [event.payload["said"] for event in came] == ["question", "closed"]


def test_a_worker_killed_while_a_letter_is_on_its_way_leaves_it_once_with_the_region(
    simulator: Simulator, counters: tuple[CounterAt, CounterAt]
) -> None:
    here, there = counters
    _next_letter(simulator, FaultKind.SLOW_AFTER_COMMIT)
    thread = here.desk.liaison.ask(here.clerk, "wujiang", "医保", "", "备案结果", "请核实。")
    letter, held = thread.messages[0].id, simulator.engines["wujiang"].state.letters_of
    wait_for(lambda: held(letter) == 1, "the letter at the region")
    here.kill_worker()
    assert here.desk.liaison.open_thread(here.clerk, thread.id).messages[0].post is Post.WAITING
    here.start_worker()

    def sent() -> bool:
        return here.desk.liaison.open_thread(here.clerk, thread.id).messages[0].post is Post.SENT

    wait_for(sent, "the letter noted as sent")
    wait_for(lambda: bool(there.desk.liaison.threads(Whose.THEIRS)), "the question in 吴江")
    assert held(letter) == 1
    assert len(there.desk.liaison.threads(Whose.THEIRS)) == 1
