"""Two hundred cases, three real back ends over HTTP, and ``kill -9`` for everyone at any moment.

Afterwards every case that was called saved is in the store, each region has each of its cases exactly once,
and the store can be proved.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx
import pytest

from clerk import assembly
from clerk.assembly import Place
from clerk.domain.cases import State
from clerk.domain.deliveries import DeliveryState
from clerk.settings import load_profile
from clerk.store import cases, deliveries
from clerk.store.store import Store
from clerk.store.verify import verify
from clerk.training import enrol_trainees
from tests.delivery.worker_process import wait_for
from tests.durability.killed_processes import Killable

CASES = 200
DEATHS = 15
REGIONS = ("qingpu", "wujiang", "jiashan")
PROFILE = """
kind = "training"
site = "QP01"
[worker]
follow_every = 0.5
settle_after = 4.0
[[region]]
id = "qingpu"
[[region]]
id = "wujiang"
[[region]]
id = "jiashan"
[[reader]]
kind = "simulated"
name = "模拟读卡器"
"""


@dataclass(frozen=True, slots=True)
class Window:
    """A training counter in a folder, and its three processes."""

    place: Place
    store: Store
    clerk: Killable
    worker: Killable
    simulator: Killable

    @property
    def everyone(self) -> tuple[Killable, ...]:
        """All processes."""
        return self.clerk, self.worker, self.simulator

    def region_url(self, region: str) -> str:
        """Where a simulated region is now; empty while the simulator starts."""
        try:
            found = json.loads((self.place.folder.root / assembly.SIMULATOR_FILE).read_text(encoding="utf-8"))
            return str(found["regions"][region])
        except (OSError, ValueError, KeyError):
            return ""

    def lose_replies(self, region: str, count: int) -> None:
        """Let a region do the next hand-ins and break the connection instead of answering."""
        switch = {"kind": "reply_lost", "operations": ["submit"], "count": count}
        try:
            httpx.post(
                f"{self.region_url(region)}/_simulator/regions/{region}/faults",
                json=switch,
                timeout=3,
                trust_env=False,
            ).raise_for_status()
        except (httpx.TransportError, httpx.UnsupportedProtocol):
            return  # it is dead just now

    def held_by(self, region: str) -> dict[str, int]:
        """Receipt number → how many cases the region holds under it."""
        url = f"{self.region_url(region)}/_simulator/regions/{region}/receipts"
        answer = httpx.get(url, timeout=10, trust_env=False)
        answer.raise_for_status()
        return dict(answer.json())

    def open_deliveries(self) -> int:
        """Deliveries that are not settled."""
        unsettled = {state for state in DeliveryState if not state.settled}
        with self.store.reading() as unit:
            return len(deliveries.list_deliveries(unit, unsettled, limit=1000))


@pytest.fixture(params=["sqlite", "postgresql"])
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Window]:
    """A fresh training counter on each database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").url()
    profile = tmp_path / "training.toml"
    profile.write_text(f'{PROFILE}[store]\nurl = "{url}"\n' if url else PROFILE, encoding="utf-8")
    data = tmp_path / "data"
    place = assembly.make_place(load_profile(profile), data)
    store = assembly.open_store(place, assembly.open_vault(place))
    assembly.open_queue(store).close()
    enrol_trainees(place, store)
    where = ["--profile", str(profile), "--data", str(data), "--parent-pipe"]
    found = Window(
        place,
        store,
        Killable(
            "clerk", ["-m", "tests.durability.clerk_process", str(profile), str(data)], tmp_path / "clerk.log"
        ),
        Killable("worker", ["-m", "clerk", "worker", *where], tmp_path / "worker.log"),
        Killable("simulator", ["-m", "clerk", "simulate", *where], tmp_path / "simulator.log"),
    )
    yield found
    for process in found.everyone:
        process.close()
    store.close()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_two_hundred_cases_survive_the_death_of_everyone(counter: Window) -> None:
    chance = random.Random(20261124)
    saved = receive_under_fire(counter, chance)

    assert all(process.deaths >= 3 for process in counter.everyone)
    wait_for(lambda: bool(counter.region_url("jiashan")), "the simulator")
    wait_for(lambda: counter.open_deliveries() == 0, "all deliveries to be settled", seconds=90)
    prove(counter, saved)
    assert counter.clerk.stop() == 0
    assert counter.worker.stop() == 0
    report = verify(counter.store)
    assert report.first_problem is None
    assert report.checked["cases"] >= CASES


def receive_under_fire(counter: Window, chance: random.Random) -> list[str]:
    """Take cases in while processes are killed; the receipt numbers that were called saved."""
    victims = [counter.clerk, counter.worker, counter.simulator] * (DEATHS // 3)
    chance.shuffle(victims)
    deadly = dict(zip(sorted(chance.sample(range(5, CASES - 5), len(victims))), victims, strict=True))
    saved: list[str] = []
    visitor = 0
    revive(counter)
    while len(saved) < CASES:
        visitor += 1
        assert visitor < 2 * CASES, counter.clerk.words()
        if visitor % 20 == 0:
            counter.lose_replies(chance.choice(REGIONS), 2)
        counter.clerk.say(f"{chance.choice(REGIONS)} {visitor}")
        victim = deadly.pop(len(saved), None)
        if victim is not None:
            let_things_get_going(chance)
            victim.kill()
        line = counter.clerk.hear()
        if line:
            saved.append(line.removeprefix("saved "))
        revive(counter)
    return saved


def revive(counter: Window) -> None:
    """Start again who is dead. Nobody waits for the simulator or the worker, as a console would not."""
    counter.simulator.start()
    counter.worker.start()
    if not counter.clerk.alive:
        counter.clerk.start()
        assert counter.clerk.hear() == "ready", counter.clerk.words()


def let_things_get_going(chance: random.Random) -> None:
    """A moment of chance length, so that the death comes at any point of what goes on."""
    Event().wait(chance.uniform(0.0, 0.4))


def prove(counter: Window, saved: list[str]) -> None:
    """Nothing that was called saved is lost, nothing is filed twice, nothing is on the exception list."""
    with counter.store.reading() as unit:
        everything = cases.list_cases(unit, limit=1000)
        exceptions = deliveries.list_deliveries(unit, {DeliveryState.EXCEPTION}, limit=1000)
    assert len(set(saved)) == len(saved) == CASES
    assert set(saved) <= {case.receipt_no for case in everything}
    assert [(e.id, e.fault) for e in exceptions] == []
    assert State.RECEIVED not in {case.state for case in everything}
    for region in REGIONS:
        expected = Counter(case.receipt_no for case in everything if case.home == region)
        assert counter.held_by(region) == dict(expected), region
