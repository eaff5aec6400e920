"""What a simulated region acknowledged is there after kill -9, and it goes on deciding where it stood."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from clerk.catalogue_files import load_counter_data
from clerk.domain.cases import Event
from clerk.ports import OutcomeUnknown, Unreachable
from integrations.simulator.credentials import training_credentials
from integrations.simulator.server import ADDRESS_FILE
from integrations.simulator.state import ForeignState, RegionState
from tests.regions.home import Control, Home, dossier
from tests.simulator.regions import START, VARIANTS, department, intake, scan, settled

_RUN = """
import sys, threading
from pathlib import Path
from integrations.simulator.server import serve
from tests.simulated_regions import fast_settings
serve(fast_settings(Path(sys.argv[1]), float(sys.argv[2])), threading.Event(), parent_pipe=True)
"""
DATA = load_counter_data()


class Running:
    """A simulator in a process of its own."""

    def __init__(self, folder: Path, pace: float) -> None:
        (folder / ADDRESS_FILE).unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _RUN, str(folder), str(pace)], stdin=subprocess.PIPE
        )
        settled(lambda: (folder / ADDRESS_FILE).exists() or self.process.poll() is not None, 30)
        assert self.process.poll() is None, "the simulator ended at once"
        said = json.loads((folder / ADDRESS_FILE).read_text("utf-8"))
        assert said["simulated"] is True
        self.addresses: dict[str, str] = said["regions"]

    def kill(self) -> None:
        """Pull the plug."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.close_pipe()

    def close_pipe(self) -> None:
        """What happens when the process that started it ends, however it ends."""
        assert self.process.stdin is not None
        self.process.stdin.close()


@contextmanager
def running(folder: Path, pace: float = 100.0) -> Iterator[Running]:
    """A simulator that certainly ends."""
    made = Running(folder, pace)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.kill()


@contextmanager
def home_at(simulator: Running, region_id: str = "wujiang") -> Iterator[Home]:
    """A home region of that simulator."""
    region = next(r for r in DATA.regions if r.id == region_id)
    url = simulator.addresses[region.id]
    with httpx.Client(trust_env=False, timeout=10) as client:
        control = Control.at(url, region.id, client)
        home = Home(region, url, training_credentials(region.dialect), control, DATA)
        yield home
        home.close()


def test_what_was_acknowledged_survives_a_kill_and_is_there_once(tmp_path: Path) -> None:
    with running(tmp_path, pace=0.001) as simulator, home_at(simulator) as home:
        sent = [dossier(home) for _ in range(10)]
        taken = [home.backend.submit(d) for d in sent]
        simulator.kill()
        with pytest.raises(Unreachable):
            home.backend.find(sent[0].receipt_no)
    with running(tmp_path) as simulator, home_at(simulator) as home:
        assert [home.backend.find(d.receipt_no) for d in sent] == taken
        held = home.control.files(taken[0].home_case_no)
        assert held[0]["digest"] == sent[0].attachments[0].digest


def test_a_kill_in_the_middle_of_hand_ins_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    unknown: list[str] = []
    with running(tmp_path, pace=0.001) as simulator, home_at(simulator) as home:
        sent = [dossier(home) for _ in range(400)]

        def hand_in() -> None:
            for one in sent:
                try:
                    home.backend.submit(one)
                except OutcomeUnknown:
                    unknown.append(one.receipt_no)
                except Unreachable:
                    return
                else:
                    acknowledged.append(one.receipt_no)

        clerk = threading.Thread(target=hand_in)
        clerk.start()
        settled(lambda: len(acknowledged) > 15)
        simulator.kill()
        clerk.join(30)
    assert not clerk.is_alive()
    assert len(acknowledged) < len(sent)
    with running(tmp_path, pace=0.001) as simulator, home_at(simulator) as home:
        held = home.control.client.get(f"{home.control.url}/receipts").json()
        assert {held.get(r) for r in acknowledged} == {1}
        assert set(held) - set(acknowledged) <= set(unknown)
        assert set(held.values()) == {1}


def test_it_goes_on_deciding_where_it_stood(tmp_path: Path) -> None:
    with running(tmp_path, pace=0.001) as simulator, home_at(simulator) as home:
        home.control.client.put(
            f"{home.control.url}/rules", json={"steps": [{"event": "accept", "after": 0.002}], "pace": 0.001}
        ).raise_for_status()
        sent = dossier(home)
        home.backend.submit(sent)
        simulator.kill()
    with running(tmp_path) as simulator, home_at(simulator) as home:
        news = home.news_of(sent.receipt_no, Event.ACCEPT)
        assert [n.event for n in news] == [Event.ACCEPT]


def test_it_ends_when_the_one_who_started_it_ends(tmp_path: Path) -> None:
    with running(tmp_path) as simulator:
        simulator.close_pipe()
        assert simulator.process.wait(15) == 0
        assert not (tmp_path / ADDRESS_FILE).exists()


# Without processes


def test_a_state_on_disk_is_the_same_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "region.sqlite3"
    first = department(path)
    case = first.engine.receive(intake(), [scan()])
    first.pass_time(4)
    told = first.engine.changes("")
    first.engine.close()
    second = department(path, clock=first.clock)
    assert second.engine.find("QP02-1")[0].home_no == case.home_no
    assert second.engine.changes("") == told
    assert second.engine.changes(told.cursor).news == ()
    second.pass_time(3)
    assert [n.event for n in second.engine.changes(told.cursor).news] == [Event.BEGIN_REVIEW]
    assert second.engine.receive(intake(), [scan()]).home_no > case.home_no
    second.engine.close()


def test_a_case_of_an_item_that_was_withdrawn_stops_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "region.sqlite3"
    first = department(path)
    first.engine.receive(intake("plain"), [scan()])
    first.engine.receive(intake("form", "C-FORM"), [scan()])
    first.engine.close()
    second = department(path, clock=first.clock, variants=tuple(v for v in VARIANTS if v.code != "C-FORM"))
    second.pass_time(1000)
    assert {n.receipt_no for n in second.engine.changes("").news} == {"plain"}
    second.engine.close()


def test_a_state_of_another_region_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "region.sqlite3"
    RegionState("qingpu", path).close()
    with pytest.raises(ForeignState):
        RegionState("wujiang", path)


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    home = department(tmp_path / "region.sqlite3")
    state = home.engine.state

    def fail() -> None:
        with state.writing():
            state.next_number("case")
            state.put_upload("u", START, scan())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert state.upload("u") is None
    with state.writing():
        assert state.next_number("case") == 1
    home.engine.close()


def test_the_address_file_appears_whole(tmp_path: Path) -> None:
    with running(tmp_path) as simulator:
        assert sorted(p.name for p in tmp_path.glob("*.part")) == []
        assert set(simulator.addresses) == {r.id for r in DATA.regions}
        assert json.loads((tmp_path / ADDRESS_FILE).read_text("utf-8"))["pid"] == simulator.process.pid
        assert os.access(tmp_path / "region-qingpu.sqlite3", os.R_OK)
