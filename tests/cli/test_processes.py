"""Commands that run until they are stopped, as processes: worker, simulator, and what doctor says of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clerk import assembly
from clerk.assembly import make_place
from clerk.cli.doctor import _checks
from clerk.settings import PROFILES, load_profile
from integrations.simulator.credentials import training_credentials
from integrations.vault import TrainingVault
from tests.cli.conftest import Run
from tests.console.gate import wait_until
from tests.simulated_regions import fast_settings

ROOT = Path(__file__).parents[2]


@contextmanager
def running(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command as a process, with its standard input held open."""
    environment = {**os.environ, "CLERK_DATA": str(folder), "LC_ALL": "en_GB.UTF-8"}
    environment.pop("CLERK_PROFILE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "clerk", *words],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        with process:  # closes what is still open
            process.wait(20)


def said_by(folder: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command that ends by itself."""
    with running(folder, *words) as process:
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors


def addresses(folder: Path) -> Any:
    """Where the simulated regions are."""
    return json.loads((folder / "simulator.json").read_text())["regions"]


def test_the_simulator_says_where_it_is_and_ends_with_its_input(folder: Path) -> None:
    with running(folder, "simulate", "--parent-pipe") as process:
        wait_until((folder / "simulator.json").exists)
        assert set(addresses(folder)) == {"qingpu", "wujiang", "jiashan"}
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""
    assert (folder / "log" / "simulate.log").exists()


def test_the_simulator_ends_on_a_signal_and_comes_back_at_the_same_ports(folder: Path) -> None:
    seen = []
    for _ in range(2):
        (folder / "simulator.json").unlink(missing_ok=True)
        with running(folder, "simulate") as process:
            wait_until((folder / "simulator.json").exists)
            seen.append(addresses(folder))
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            assert process.stderr is not None
            assert seen[-1]["wujiang"] in process.stderr.read()
    assert seen[0] == seen[1]


def test_a_second_simulator_in_the_same_folder_is_refused(folder: Path) -> None:
    with running(folder, "simulate"):
        wait_until((folder / "simulator.json").exists)
        before = addresses(folder)
        code, _, errors = said_by(folder, "simulate")
        assert code == 1
        assert errors.startswith("G-13")
        assert addresses(folder) == before


def test_a_worker_without_a_store_says_so(folder: Path) -> None:
    code, output, errors = said_by(folder, "worker", "--training")
    assert code == 1
    assert output == ""
    assert "S-01  There is no store" in errors
    assert "Traceback" not in errors


def test_doctor_finds_a_working_counter_in_order(folder: Path) -> None:
    assert said_by(folder, "store", "upgrade", "--training")[0] == 0
    with running(folder, "simulate"), running(folder, "worker", "--training", "--parent-pipe") as worker:
        wait_until(lambda: said_by(folder, "doctor", "--training")[0] == 0, 40)
        code, output, errors = said_by(folder, "doctor", "--training", "--json")
        assert (code, errors) == (0, "")
        assert {row["state"] for row in json.loads(output)} == {"ok"}
        assert {row["check"] for row in json.loads(output)} == {
            "store", "worker", "region", "reader", "printer", "disk", "clock",
        }  # fmt: skip
        assert worker.stdin is not None
        worker.stdin.close()
        assert worker.wait(20) == 0
        assert "G-01" in said_by(folder, "doctor", "--training")[1]


def test_a_worker_that_is_stopped_while_it_waits_for_the_simulator_ends(run: Run, folder: Path) -> None:
    run("store", "upgrade", "--training")
    with running(folder, "worker", "--training") as worker:
        wait_until(lambda: "worker" in Path(f"/proc/{worker.pid}/cmdline").read_text())
        wait_until(lambda: bool(signals_caught(worker.pid) & 1 << (signal.SIGTERM - 1)))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) in {0, 1}
        assert worker.stderr is not None
        assert "Traceback" not in worker.stderr.read()


def signals_caught(pid: int) -> int:
    """Mask of the signals a process handles itself."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("SigCgt")), 16)


def test_doctor_refuses_a_simulator_behind_a_live_address(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from integrations.simulator.server import Simulator

    simulator = Simulator(fast_settings())
    found = simulator.start()
    place = make_place(load_profile(PROFILES / "training.toml"), folder)
    address = replace(place.profile.regions[1], url=found["wujiang"])
    profile = replace(place.profile, training=False, regions=(address,), readers=())
    vault = TrainingVault(folder / "keys.json")
    dialect = assembly.read_book(place).regions["wujiang"].dialect
    vault.put("region/wujiang", json.dumps(dict(training_credentials(dialect))).encode())
    monkeypatch.setattr(assembly, "open_vault", lambda _place: vault)
    checks = list(_checks(replace(place, profile=profile)))
    simulator.stop()
    assert "R-16" in {check.fault.code for check in checks if check.fault is not None}
