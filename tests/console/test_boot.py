"""The start gate: what it reports, that it stays alive over every fault, and that leaving is quick."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from clerk import assembly, boot
from clerk.assembly import Place, make_place
from clerk.boot import ConsoleBoot
from clerk.desk.gate import CheckName, CheckState
from clerk.domain.faults import Language, Refused
from clerk.settings import PROFILES, RegionAddress, load_profile
from clerk.training import SAMPLE_FILES, TRAINEE_PASSWORD, UNFIT_FILES
from tests.console.gate import Gate, gone, opened, processes_of, wait_until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """An open training counter with its regions and its worker."""
    place = make_place(load_profile(PROFILES / "training.toml"), tmp_path_factory.mktemp("counter"))
    with opened(place) as gate:
        gate.desk()
        yield gate


def alone(place: Place, *urls: str) -> Place:
    """The place without children, connected to regions at ``urls``."""
    addresses = tuple(
        RegionAddress(region, url, f"region/{region}")
        for region, url in zip(("wujiang", "jiashan", "qingpu"), urls, strict=False)
    )
    simulator = replace(place.profile.simulator, child=False)
    profile = replace(place.profile, worker_child=False, simulator=simulator, regions=addresses)
    return replace(place, profile=profile)


NOBODY = "http://127.0.0.1:9"
"""Nothing listens on the discard port."""


def test_every_check_of_the_training_counter_is_in_order(gate: Gate) -> None:
    wait_until(
        lambda: all(
            gate.last(name) is not None for name in set(CheckName) - {CheckName.STAFF, CheckName.KEYS}
        )
    )
    wait_until(lambda: gate.last(CheckName.WORKER).state is CheckState.OK)  # type: ignore[union-attr]
    assert {(c.name, c.fault and c.fault.code) for c in gate.reports if c.state in _BAD} == set()
    assert {c.subject for c in gate.reports if c.name is CheckName.REGION and c.subject} == {
        "青浦",
        "吴江",
        "嘉善",
    }


_BAD = (CheckState.WARN, CheckState.FAILED)


def test_disk_is_looked_at_first_and_the_store_before_the_regions(gate: Gate) -> None:
    order = [check.name for check in gate.reports if check.state is CheckState.OK]
    assert order[:2] == [CheckName.DISK, CheckName.STORE]


def test_a_trainee_can_sign_in_and_finds_files_to_scan(gate: Gate) -> None:
    desk = gate.desk()
    assert desk.sign_in("A0231", TRAINEE_PASSWORD).member.number == "A0231"
    names = {path.name for path in desk.folder.scans.iterdir()}
    assert names == {name for name, _ in SAMPLE_FILES} | {name for name, _ in UNFIT_FILES}


def test_children_have_sessions_of_their_own(gate: Gate) -> None:
    children = processes_of(gate.desk().folder.root)
    assert len(children) == 2
    for pid in children:
        assert os.getsid(pid) == pid


def test_a_second_console_on_the_same_folder_is_refused(gate: Gate) -> None:
    place = make_place(load_profile(PROFILES / "training.toml"), gate.desk().folder.root)
    with opened(place) as second:
        wait_until(lambda: second.code(CheckName.STORE) == "G-12")
    assert len(processes_of(place.folder.root)) == 2


def test_a_killed_worker_is_told_and_started_again(gate: Gate) -> None:
    folder = gate.desk().folder.root
    (pid,) = [pid for pid, words in processes_of(folder).items() if " worker " in words]
    wait_until(lambda: gate.last(CheckName.WORKER).state is CheckState.OK)  # type: ignore[union-attr]
    before = len(gate.reports)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: any(c.fault and c.fault.code == "G-01" for c in gate.reports[before:]))
    wait_until(lambda: gate.last(CheckName.WORKER).state is CheckState.OK)  # type: ignore[union-attr]
    (again,) = [pid for pid, words in processes_of(folder).items() if " worker " in words]
    assert again != pid


def test_a_killed_simulator_comes_back_at_the_same_addresses(gate: Gate) -> None:
    folder = gate.desk().folder.root
    before = (folder / assembly.SIMULATOR_FILE).read_text()
    (pid,) = [pid for pid, words in processes_of(folder).items() if " simulate " in words]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: (folder / assembly.SIMULATOR_FILE).read_text() != before)
    wait_until(lambda: recheck_finds(gate, CheckState.OK))
    assert str(pid) in before


def recheck_finds(gate: Gate, state: CheckState) -> bool:
    """Whether a look at all regions finds each of them so."""
    before = len(gate.reports)
    gate.boot.recheck()
    wait_until(
        lambda: (
            len([c for c in gate.reports[before:] if c.name is CheckName.REGION and c.state in _SETTLED]) >= 3
        )
    )
    return all(
        c.state is state for c in gate.reports[before:] if c.name is CheckName.REGION and c.state in _SETTLED
    )


_SETTLED = (CheckState.OK, CheckState.WARN, CheckState.FAILED)


def test_leaving_ends_every_child_in_less_than_three_seconds(training: Place) -> None:
    with opened(training) as gate:
        gate.desk()
        assert len(processes_of(training.folder.root)) == 2
        began = time.monotonic()
        gate.boot.stop()
        assert time.monotonic() - began < 3
        assert processes_of(training.folder.root) == {}


def test_leaving_while_it_is_being_opened_leaves_nothing_behind(training: Place) -> None:
    for seconds in (0.0, 0.3, 0.8, 1.2):
        leave_after(seconds, training)
    with opened(training) as again:
        again.desk()


def leave_after(seconds: float, place: Place) -> None:
    """Open a counter and leave it so much later, wherever it is then."""
    gate = Gate(ConsoleBoot(place))
    gate.start()
    wait_until(lambda: bool(gate.reports))
    threading.Event().wait(seconds)
    began = time.monotonic()
    gate.boot.stop()
    assert time.monotonic() - began < 3
    wait_until(lambda: not any(t.name == "boot" for t in threading.enumerate()))
    assert processes_of(place.folder.root) == {}


@contextmanager
def silent_region() -> Iterator[str]:
    """A back end that takes connections and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_leaving_is_quick_while_a_region_hangs(training: Place) -> None:
    with silent_region() as url, opened(alone(training, url)) as gate:
        gate.desk()
        wait_until(lambda: any(c.name is CheckName.REGION and c.subject for c in gate.reports))
        began = time.monotonic()
        gate.boot.stop()
        assert time.monotonic() - began < 3
        assert gate.last(CheckName.REGION) is None


def test_a_region_that_does_not_answer_is_a_warning_and_the_counter_opens(training: Place) -> None:
    with opened(alone(training, NOBODY)) as gate:
        assert gate.desk().training
        wait_until(lambda: gate.code(CheckName.REGION) == "G-02")
        assert gate.last(CheckName.REGION).state is CheckState.WARN  # type: ignore[union-attr]
        wait_until(lambda: gate.code(CheckName.WORKER) == "G-01")


def test_a_store_that_is_none_is_told_and_opened_after_the_cure(training: Place) -> None:
    training.folder.store.write_bytes(b"somebody's letter" * 100)
    with opened(alone(training, NOBODY)) as gate:
        wait_until(lambda: gate.code(CheckName.STORE) == "S-03")
        assert not gate.desks
        assert training.folder.store.read_bytes().startswith(b"somebody's letter")
        training.folder.store.unlink()
        gate.boot.recheck()
        assert gate.desk().training
        assert gate.code(CheckName.STORE) is None


def test_a_damaged_vault_is_told(training: Place) -> None:
    (training.folder.root / "training-keys.json").write_text("{")
    with opened(alone(training, NOBODY)) as gate:
        wait_until(lambda: gate.code(CheckName.STORE) == "G-17")


def test_a_simulator_that_does_not_start_is_told_and_tried_again(
    training: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boot, "SIMULATOR_PATIENCE", 1.0)
    with (training.folder.root / "simulator.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with opened(training) as gate:
            wait_until(lambda: gate.code(CheckName.REGION) == "G-13", 40)
            assert "G-13" in (training.folder.log / "simulate.out").read_text()
            fcntl.flock(lock, fcntl.LOCK_UN)
            monkeypatch.setattr(boot, "SIMULATOR_PATIENCE", 20.0)
            wait_until(lambda: processes_of(training.folder.root) == {})
            gate.boot.recheck()
            gate.desk()


def test_an_unknown_site_is_told(training: Place) -> None:
    place = alone(training, NOBODY)
    with opened(replace(place, profile=replace(place.profile, site="ZZ99"))) as gate:
        wait_until(lambda: gate.code(CheckName.STORE) == "G-16")


def test_an_unexpected_error_is_told_without_its_words_and_logged(
    training: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_place: Place) -> assembly.Book:
        raise KeyError("王小明")

    monkeypatch.setattr(assembly, "read_book", broken)
    with opened(alone(training, NOBODY)) as gate:
        wait_until(lambda: gate.code(CheckName.STORE) == "X-01")
        fault = gate.last(CheckName.STORE).fault  # type: ignore[union-attr]
        assert fault is not None
        assert str(training.folder.log) in fault.cure(Language.EN)
    assert "KeyError < test_boot.py" in caplog.text
    assert "王小明" not in caplog.text


def test_a_disk_with_little_room_is_told_and_the_counter_opens(training: Place) -> None:
    place = alone(training, NOBODY)
    with opened(replace(place, profile=replace(place.profile, free_disk_mb=10**9))) as gate:
        wait_until(lambda: gate.code(CheckName.DISK) == "G-05")
        gate.desk()


CONSOLE = """
import sys, threading
from pathlib import Path
from clerk.assembly import make_place
from clerk.boot import ConsoleBoot
from clerk.settings import PROFILES, load_profile
place = make_place(load_profile(PROFILES / "training.toml"), Path(sys.argv[1]))
desks = []
opened = threading.Event()
ConsoleBoot(place).start(lambda check: None, lambda desk: (desks.append(desk), opened.set()))
opened.wait(40)
desks[0].counter.press.warm()
print(desks[0].counter.press.pid, flush=True)
sys.stdin.read()
"""


def test_worker_simulator_and_press_end_with_a_console_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "counter"
    with subprocess.Popen(
        [sys.executable, "-c", CONSOLE, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as console:
        try:
            assert console.stdout is not None
            press = int(console.stdout.readline())
            children = set(processes_of(folder)) - {console.pid}
            assert len(children) == 2
        finally:
            console.kill()
            console.wait(10)
    wait_until(lambda: all(gone(pid) for pid in (press, *children)), 15)


def live(place: Place) -> Place:
    """A live counter in the same folder."""
    return replace(
        alone(place, NOBODY), profile=replace(alone(place, NOBODY).profile, training=False, readers=())
    )


@pytest.fixture
def file_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault in a file for live counters too: this is about stores, not about keyrings."""
    from integrations.vault import TrainingVault

    monkeypatch.setattr(
        assembly, "open_vault", lambda place: TrainingVault(place.folder.root / "training-keys.json")
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but locks, by name."""
    return {
        p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.suffix not in {".lock", ".log"}
    }


@pytest.mark.usefixtures("file_vault")
@pytest.mark.parametrize(("first", "code"), [("training", "S-06"), ("live", "S-07")])
def test_a_store_of_the_other_kind_is_refused_and_nothing_is_laid_beside_it(
    training: Place, first: str, code: str
) -> None:
    one, other = alone(training, NOBODY), live(training)
    one, other = (one, other) if first == "training" else (other, one)
    assembly.open_store(one, assembly.open_vault(one)).close()
    before = contents(training.folder.root)
    full = training if first == "live" else other
    with opened(full) as gate:
        wait_until(lambda: gate.code(CheckName.STORE) == code)
    assert processes_of(training.folder.root) == {}
    assert contents(training.folder.root) == before


@pytest.mark.usefixtures("file_vault")
def test_a_copied_training_store_is_refused_live(training: Place, tmp_path: Path) -> None:
    assembly.open_store(training, assembly.open_vault(training)).close()
    copy = make_place(live(training).profile, tmp_path / "copy")
    with sqlite3.connect(training.folder.store) as source, sqlite3.connect(copy.folder.store) as target:
        source.backup(target)
    with pytest.raises(Refused, match="S-06"):
        assembly.open_store(copy, assembly.open_vault(copy))
    assert not (copy.folder.root / "training-keys.json").exists()


def test_the_profile_pins_the_language_else_the_locale_decides(
    training: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert ConsoleBoot(training).language is Language.EN
    pinned = replace(training, profile=replace(training.profile, language=Language.ZH))
    assert ConsoleBoot(pinned).language is Language.ZH
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert ConsoleBoot(training).language is Language.ZH
