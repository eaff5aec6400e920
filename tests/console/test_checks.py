"""Each check says what it found, with a cure where something is wrong, and never breaks the gate."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clerk import assembly, checks
from clerk.assembly import Place
from clerk.card_readers import open_readers
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Fault, Refused
from clerk.domain.regions import Region
from clerk.ports import Busy, Capability, OutcomeUnknown, RegionBackend, RegionTrouble, Rejected, Unreachable
from clerk.settings import RegionAddress
from clerk.store.store import Store
from clerk.wall_clock import WallClock
from integrations.simulator.credentials import training_credentials
from integrations.simulator.server import Simulator
from integrations.vault import TrainingVault
from tests.simulated_regions import fast_settings


class OneRegion:
    """A region that answers the one question of the gate."""

    def __init__(self, answer: timedelta | RegionTrouble) -> None:
        self.answer = answer

    def capability(self) -> Capability:
        """What it can do, by a clock that is off by so much."""
        if isinstance(self.answer, RegionTrouble):
            raise self.answer
        return Capability("wujiang", True, WallClock().now() + self.answer, {})


@pytest.fixture
def wujiang(training: Place) -> Region:
    """The region."""
    return assembly.read_book(training).regions["wujiang"]


def look(place: Place, region: Region, answer: timedelta | RegionTrouble) -> tuple[Check, ...]:
    """What the gate says of such a region."""
    backend: RegionBackend = OneRegion(answer)  # type: ignore[assignment]
    return checks.check_region(place, region, backend)


def test_a_region_that_answers_is_in_order_and_so_is_the_clock(training: Place, wujiang: Region) -> None:
    found = look(training, wujiang, timedelta(seconds=2))
    assert [(c.name, c.subject, c.state) for c in found] == [
        (CheckName.REGION, "吴江", CheckState.OK),
        (CheckName.CLOCK, "吴江", CheckState.OK),
    ]


@pytest.mark.parametrize("seconds", [-90, 90])
def test_clocks_too_far_apart_are_told_with_the_seconds(
    training: Place, wujiang: Region, seconds: int
) -> None:
    _, clock = look(training, wujiang, timedelta(seconds=seconds))
    assert clock.state is CheckState.WARN
    assert clock.fault is not None
    assert clock.fault.code == "G-06"
    assert abs(int(clock.fault.details["seconds"]) - 90) <= 1


@pytest.mark.parametrize(
    ("trouble", "state", "code"),
    [
        (Unreachable(Fault("R-01")), CheckState.WARN, "G-02"),
        (OutcomeUnknown(Fault("R-07")), CheckState.WARN, "G-02"),
        (Busy(Fault("R-13")), CheckState.WARN, "R-13"),
        (Rejected(Fault("R-15"), ""), CheckState.FAILED, "R-15"),
        (Rejected(Fault("R-16"), ""), CheckState.FAILED, "R-16"),
    ],
)
def test_trouble_of_a_region_is_told(
    training: Place, wujiang: Region, trouble: RegionTrouble, state: CheckState, code: str
) -> None:
    (check,) = look(training, wujiang, trouble)
    assert check.state is state
    assert check.fault is not None
    assert check.fault.code == code


def test_a_check_that_breaks_says_so_without_the_words_of_the_error(
    training: Place, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> tuple[Check, ...]:
        raise ValueError("王小明")

    (check,) = checks.guarded(training, CheckName.REGION, "吴江", broken)
    assert check.state is CheckState.FAILED
    assert check.fault == Fault("X-01", {"where": str(training.folder.log)})
    assert "王小明" not in caplog.text


def test_a_check_that_is_refused_says_why(training: Place) -> None:
    def refused() -> tuple[Check, ...]:
        raise Refused("G-09")

    (check,) = checks.guarded(training, CheckName.READER, "", refused)
    assert check.fault == Fault("G-09")


def test_a_disk_with_little_room_is_told_with_what_is_needed(training: Place) -> None:
    assert checks.check_disk(training).state is CheckState.OK
    check = checks.check_disk(replace(training, profile=replace(training.profile, free_disk_mb=10**9)))
    assert check.state is CheckState.FAILED
    assert check.fault is not None
    assert check.fault.details["need"] == "1000000000"


def test_a_data_folder_that_went_away_is_told(training: Place) -> None:
    gone = replace(training, folder=replace(training.folder, root=Path("/nonexistent/counter")))
    check = checks.check_disk(gone)
    assert check.state is CheckState.FAILED
    assert check.fault == Fault("G-17", {"where": "/nonexistent/counter"})


def test_a_counter_without_a_reader_is_told() -> None:
    (check,) = checks.check_readers(())
    assert check.fault == Fault("G-03")


def test_a_reader_is_asked_for_its_number_and_one_that_is_not_there_is_told(training: Place) -> None:
    from integrations.readers.sam.reader import SamReader

    with open_readers(training) as readers:
        (simulated,) = readers.applicants
        away = SamReader("一号读卡器", "/dev/no-such-reader", training.clock)
        there, gone = checks.check_readers((simulated, away))
        away.close()
    assert (there.state, there.detail) == (CheckState.OK, simulated.number())
    assert gone.state is CheckState.WARN
    assert gone.fault == Fault("I-57", {"reader": "一号读卡器", "port": "/dev/no-such-reader"})


def test_a_tray_that_cannot_be_written_is_told(training: Place, tmp_path: Path) -> None:
    from printing.tray import TrayPrinter

    (tmp_path / "file").write_text("")
    check = checks.check_printer(TrayPrinter(tmp_path / "file" / "tray"))
    assert check.state is CheckState.FAILED
    assert check.fault is not None
    assert check.fault.code == "P-03"


def test_a_worker_is_known_by_its_sign_of_life(training: Place) -> None:
    from clerk.delivery.heartbeat import beat

    store = assembly.open_store(training, assembly.open_vault(training))
    now = training.clock.now()

    def sign(pid: int, at: datetime, *, stopped: bool = False) -> None:
        with store.writing() as unit:
            beat(unit, f"machine-{pid}", pid, at, stopped=stopped)

    def code(pid: int | None = None) -> str | None:
        check = checks.check_worker(training, store, pid)
        return check.fault.code if check.fault else None

    assert code() == "G-01"
    sign(7, now)
    assert code() is None
    assert code(7) is None
    assert code(8) == "G-01"
    sign(7, now, stopped=True)
    assert code() == "G-01"
    sign(9, now - timedelta(minutes=5))
    assert code() == "G-01"
    store.close()


# Live and training never mix -------------------------------------------------------------------------------


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Simulated regions."""
    running = Simulator(fast_settings())
    running.start()
    yield running
    running.stop()


def connected(place: Place, url: str, *, training: bool) -> tuple[Region, RegionBackend]:
    """吴江 at an address, seen from a counter of a kind."""
    profile = replace(
        place.profile, training=training, regions=(RegionAddress("wujiang", url, "region/wujiang"),)
    )
    book = assembly.read_book(place)
    region = book.regions["wujiang"]
    vault = TrainingVault(place.folder.root / "credentials.json")
    vault.put("region/wujiang", json.dumps(dict(training_credentials(region.dialect))).encode())
    backends = assembly.connect_regions(replace(place, profile=profile), book, vault)
    return region, backends["wujiang"]


def test_a_simulator_behind_a_live_address_is_refused_by_the_gate(
    training: Place, simulator: Simulator
) -> None:
    region, backend = connected(training, simulator.addresses["wujiang"], training=False)
    (check,) = checks.check_region(training, region, backend)
    backend.close()
    assert check.state is CheckState.FAILED
    assert check.fault is not None
    assert check.fault.code == "R-16"


class LiveBackEnd(BaseHTTPRequestHandler):
    """Answers everything, and does not say that it is simulated."""

    bodies: list[bytes]

    def do_POST(self) -> None:
        """Answer."""
        self.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def live_back_end() -> Iterator[tuple[str, list[bytes]]]:
    """Address of a live back end, and what was sent to it."""
    bodies: list[bytes] = []
    handler = type("Handler", (LiveBackEnd,), {"bodies": bodies})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", bodies
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_live_back_end_is_refused_by_training(
    training: Place, live_back_end: tuple[str, list[bytes]]
) -> None:
    url, bodies = live_back_end
    region, backend = connected(training, url, training=True)
    (check,) = checks.check_region(training, region, backend)
    assert check.fault is not None
    assert check.fault.code == "R-17"
    asked = len(bodies)
    with pytest.raises(RegionTrouble):
        backend.find("QP01-20261124-0001-1")
    backend.close()
    assert not any(b"QP01-20261124" in body for body in bodies[asked:])


def test_credentials_that_are_none_are_asked_for(training: Place) -> None:
    place = replace(training, profile=replace(training.profile, training=False, regions=(
        RegionAddress("wujiang", "http://127.0.0.1:9", "region/wujiang"),)))  # fmt: skip
    vault = TrainingVault(training.folder.root / "credentials.json")
    book = assembly.read_book(place)
    for kept in (None, b"not json", b"[1]"):
        if kept is not None:
            vault.put("region/wujiang", kept)
        with pytest.raises(Refused) as refused:
            assembly.connect_regions(place, book, vault)
        assert refused.value.fault.code == "G-15"


def test_a_region_that_no_file_knows_is_refused(training: Place) -> None:
    place = replace(
        training, profile=replace(training.profile, regions=(RegionAddress("mars", "http://x", ""),))
    )
    with pytest.raises(Refused) as refused:
        assembly.connect_regions(place, assembly.read_book(place), assembly.open_vault(place))
    assert refused.value.fault.as_dict() == {"code": "G-16", "details": {"what": "mars"}}


def test_keys_are_kept_before_the_store_that_needs_them(
    training: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_vault: TrainingVault, _text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TrainingVault, "_replace", full)
    with pytest.raises(Refused, match="G-17"):
        assembly.open_store(training, assembly.open_vault(training))
    assert not training.folder.store.exists()


def test_a_store_whose_keys_are_gone_is_refused_and_no_new_keys_are_made(training: Place) -> None:
    vault = assembly.open_vault(training)
    assembly.open_store(training, vault).close()
    keys = training.folder.root / "training-keys.json"
    keys.unlink()
    with pytest.raises(Refused, match="S-08"):
        assembly.open_store(training, vault)
    assert not keys.exists()


def test_a_store_opens_again_with_its_keys(training: Place) -> None:
    first: Store = assembly.open_store(training, assembly.open_vault(training))
    first.close()
    assembly.open_store(training, assembly.open_vault(training), create=False).close()


def test_the_data_folder_is_for_its_owner_only(training: Place) -> None:
    assert training.folder.root.stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_made_is_refused(training: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="G-17"):
        assembly.make_place(training.profile, tmp_path / "file" / "counter")
